//! Asking every tool.

use std::collections::HashMap;
use std::sync::Arc;

use base_db::Tx;
use base_suite::{Caller, Found, Org, Sought};

use crate::Search;

/// Characters that can be asked for at most.
pub const LONGEST: usize = 200;

/// What somebody asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// As it was typed.
    pub text: String,
    /// The kinds wanted; all when there are none.
    pub kinds: Vec<String>,
    /// Things of each kind at most.
    pub limit: usize,
}

/// What the tools found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// The best first, whatever tool they are of.
    pub items: Vec<Found>,
    /// The kinds of which there is more.
    pub more: Vec<&'static str>,
}

impl Search {
    /// Asks every tool, on one snapshot. Nothing typed finds nothing.
    pub async fn ask(&self, org: Arc<Org>, caller: Caller, question: Question) -> Result<Results, base_db::Error> {
        let text = question.text.trim().to_owned();
        if base_suite::find::words(&text).is_empty() {
            return Ok(Results::default());
        }
        // One more than is given tells whether there are more.
        let sought = Sought { text, limit: question.limit + 1 };
        let listeners = self.foundation().listeners.clone();
        let read = async move |tx: &mut Tx| listeners.find(tx, &org, &caller, &sought).await;
        let found = self.foundation().db.read(read).await?;
        Ok(cut(found, &question))
    }
}

fn cut(found: Vec<Found>, question: &Question) -> Results {
    let mut counted: HashMap<&'static str, usize> = HashMap::new();
    let mut results = Results::default();
    for one in found {
        if !question.kinds.is_empty() && !question.kinds.iter().any(|kind| kind == one.kind) {
            continue;
        }
        let count = counted.entry(one.kind).or_default();
        *count += 1;
        match (*count).cmp(&(question.limit + 1)) {
            std::cmp::Ordering::Less => results.items.push(one),
            std::cmp::Ordering::Equal => results.more.push(one.kind),
            std::cmp::Ordering::Greater => {}
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: &'static str, title: &str) -> Found {
        let id = uuid::Uuid::nil();
        let (detail, picture, changed_at) = (None, None, None);
        Found { kind, id, title: title.to_owned(), detail, link: "/".to_owned(), picture, changed_at, fit: 60 }
    }

    #[test]
    fn each_kind_is_cut_and_says_that_there_is_more() {
        let all = || {
            [("file", "a"), ("person", "b"), ("file", "c"), ("file", "d"), ("file", "e")]
                .map(|(kind, title)| found(kind, title))
                .to_vec()
        };
        let ask = |kinds: &[&str], limit| {
            let kinds = kinds.iter().map(ToString::to_string).collect();
            let Results { items, more } = cut(all(), &Question { text: String::new(), kinds, limit });
            (items.into_iter().map(|one| one.title).collect::<Vec<_>>(), more)
        };
        assert_eq!(ask(&[], 2), (vec!["a".into(), "b".into(), "c".into()], vec!["file"]));
        assert_eq!(ask(&["person", "unheard-of"], 1), (vec!["b".into()], vec![]));
        assert_eq!(ask(&[], 4).1, Vec::<&str>::new());
    }
}
