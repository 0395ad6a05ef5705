//! Pages of a list: `?limit=&after=` in, `{"items": [], "next": ...}` out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// A page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PageOf<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// What to give as `after` for the next page; `null` on the last.
    pub next: Option<String>,
}

impl<T> PageOf<T> {
    /// A list that is always whole.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page of the database; `cursor` makes the position after an item.
    pub fn from_page<R, C: Serialize>(
        page: base_db::Page<R>,
        cursor: impl FnOnce(&R) -> C,
        item: impl FnMut(R) -> T,
    ) -> Self {
        let next = page.items.last().filter(|_| page.more).map(|last| encode(&cursor(last)));
        Self { items: page.items.into_iter().map(item).collect(), next }
    }
}

/// Which page is wanted.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items at most.
    #[param(minimum = 1)]
    pub limit: Option<usize>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl PageQuery {
    /// How many items to give: `default` when nothing is asked, never more than `most`.
    pub fn limit(&self, default: usize, most: usize) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(default),
            Some(0) => Err(Problem::invalid("limit", "Ask for at least 1 item.")),
            Some(limit) => Ok(limit.min(most)),
        }
    }

    /// The position after which to go on.
    pub fn after<C: DeserializeOwned>(&self) -> Result<Option<C>, Problem> {
        self.after.as_deref().map(decode).transpose()
    }
}

/// A position in a list as an opaque text.
pub fn encode<C: Serialize>(cursor: &C) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// The position back from [`encode`].
pub fn decode<C: DeserializeOwned>(text: &str) -> Result<C, Problem> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Problem::invalid("after", "Not a position of this list: give the `next` of the page before."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn positions_round_trip_and_foreign_ones_are_refused() {
        let text = encode(&("name", 5));
        assert_eq!(decode::<(String, i64)>(&text).unwrap(), ("name".to_owned(), 5));
        for bad in ["", "*", "bm9uc2Vuc2U", "[1]"] {
            assert_eq!(decode::<(String, i64)>(bad).unwrap_err().slug(), "invalid-input");
        }
    }

    #[test]
    fn a_limit_of_zero_is_refused_and_a_huge_one_is_cut() {
        let query = |limit| PageQuery { limit, after: None };
        assert_eq!(query(None).limit(50, 200).unwrap(), 50);
        assert_eq!(query(Some(usize::MAX)).limit(50, 200).unwrap(), 200);
        assert!(query(Some(0)).limit(50, 200).is_err());
    }
}
