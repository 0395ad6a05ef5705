//! Which former versions are kept.
//!
//! One for each five minutes, and the newest so many of those: an editor that saves each minute does not push last
//! week's version out, and a mistake can be undone. Nothing empty is kept. Because each new version removes at most
//! a few old ones, no job has to.

use jiff::{SignedDuration, Timestamp};

use super::VersionId;

const APART: SignedDuration = SignedDuration::from_mins(5);

/// A version in the history of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub id: VersionId,
    /// How large.
    pub size: i64,
    /// When it was stored.
    pub created_at: Timestamp,
}

base_db::from_row!(Kept { id, size, created_at });

/// What to remove of the `former` versions of a file, newest first, of which `kept` may stay. The first was the
/// current one until now.
pub fn superseded(former: &[Kept], kept: usize) -> Vec<VersionId> {
    let Some((newest, older)) = former.split_first() else { return Vec::new() };
    let too_close = older.first().is_some_and(|before| newest.created_at.duration_since(before.created_at) < APART);
    if newest.size == 0 || too_close {
        let mut gone = vec![newest.id];
        gone.extend(older.iter().skip(kept).map(|version| version.id));
        return gone;
    }
    former.iter().skip(kept).map(|version| version.id).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn at(minute: i64, size: i64) -> Kept {
        let id = VersionId::from_uuid(Uuid::from_u128(u128::try_from(minute).unwrap()));
        Kept { id, size, created_at: Timestamp::from_second(minute * 60).unwrap() }
    }

    #[test]
    fn an_editor_that_saves_each_minute_leaves_one_version_for_five() {
        let mut former: Vec<Kept> = Vec::new();
        for minute in 1..=60 {
            former.insert(0, at(minute, 10));
            let gone = superseded(&former, 20);
            former.retain(|version| !gone.contains(&version.id));
        }
        let minutes: Vec<i64> = former.iter().map(|version| version.created_at.as_second() / 60).collect();
        assert_eq!(minutes, [56, 51, 46, 41, 36, 31, 26, 21, 16, 11, 6, 1]);
    }

    #[test]
    fn the_newest_stay_and_nothing_empty() {
        let former: Vec<Kept> = (1..=30).rev().map(|hour| at(hour * 60, 10)).collect();
        let gone = superseded(&former, 20);
        assert_eq!(gone.len(), 10);
        assert_eq!(gone.last(), Some(&at(60, 10).id));
        assert_eq!(superseded(&[at(600, 0), at(60, 10)], 20), [at(600, 0).id]);
        assert_eq!(superseded(&[at(60, 10)], 0), [at(60, 10).id]);
        assert!(superseded(&[], 3).is_empty());
    }
}
