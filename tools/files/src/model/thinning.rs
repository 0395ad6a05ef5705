//! Which former versions are kept.
//!
//! One for each five minutes, and the newest so many of those: an editor that saves each minute does not push last
//! week's version out, and a mistake can be undone. Nothing empty is kept. Because each new version removes at most
//! a few old ones, no job has to.
//!
//! The five minutes are for one person who saves again. What somebody else wrote, and what is newer than what took its
//! place, stays however short it stood: a sync client that was interrupted may send old contents over new ones without
//! knowing of these.

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
/// current one until now; `saved_again` says that its own writer goes on from it.
pub fn superseded(former: &[Kept], kept: usize, saved_again: bool) -> Vec<VersionId> {
    let Some((newest, older)) = former.split_first() else { return Vec::new() };
    let too_close = older.first().is_some_and(|before| newest.created_at.duration_since(before.created_at) < APART);
    if newest.size == 0 || (too_close && saved_again) {
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
            let gone = superseded(&former, 20, true);
            former.retain(|version| !gone.contains(&version.id));
        }
        let minutes: Vec<i64> = former.iter().map(|version| version.created_at.as_second() / 60).collect();
        assert_eq!(minutes, [56, 51, 46, 41, 36, 31, 26, 21, 16, 11, 6, 1]);
    }

    #[test]
    fn what_was_overwritten_unawares_stays() {
        let former = [at(62, 10), at(61, 10)];
        assert_eq!(superseded(&former, 20, true), [at(62, 10).id]);
        assert!(superseded(&former, 20, false).is_empty());
        assert_eq!(superseded(&[at(62, 0), at(61, 10)], 20, false), [at(62, 0).id], "nothing empty");
    }

    #[test]
    fn the_newest_stay_and_nothing_empty() {
        let former: Vec<Kept> = (1..=30).rev().map(|hour| at(hour * 60, 10)).collect();
        let gone = superseded(&former, 20, true);
        assert_eq!(gone.len(), 10);
        assert_eq!(gone.last(), Some(&at(60, 10).id));
        assert_eq!(superseded(&[at(600, 0), at(60, 10)], 20, true), [at(600, 0).id]);
        assert_eq!(superseded(&[at(60, 10)], 0, true), [at(60, 10).id]);
        assert!(superseded(&[], 3, true).is_empty());
    }
}
