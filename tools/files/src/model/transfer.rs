//! Contents in chunks, as Nextcloud's programs send them: what the chunks are called says in which order they come.
//!
//! Three ways of counting are met: `00001`, `00002`... (chunked upload v2, from 1), `0000000000000000`... (the desktop
//! client, from 0), and `000000000000000-000000010485759` (the first byte and the last or the one after it, rclone).

use base_blobs::Extent;
use jiff::Timestamp;

use super::TransferId;

/// Contents on their way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The identifier.
    pub id: TransferId,
    /// Bytes in all, where the program said when it began.
    pub size: Option<i64>,
    /// Bytes of its chunks.
    pub received: i64,
    /// How many chunks it has.
    pub chunks: i64,
    /// Until when it can be finished, if no chunk comes before.
    pub expires_at: Timestamp,
}

base_db::from_row!(Transfer { id, size, received, chunks, expires_at });

/// A part of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What the program calls it.
    pub name: String,
    /// The number that its name begins with.
    pub position: i64,
    /// Where its bytes are.
    pub extent: Extent,
}

/// The highest number of a chunk.
const LAST: i64 = 10_000;

/// The number that orders chunks of this name; none for what is no name of a chunk.
pub fn position(name: &str) -> Option<i64> {
    let (first, rest) = name.split_once('-').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let number = |text: &str| -> Option<i64> {
        (!text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
        text.parse().ok()
    };
    match rest {
        Some(rest) => number(rest).and_then(|_| number(first)),
        None => number(first).filter(|number| *number <= LAST),
    }
}

/// Where chunks do not follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The name of the chunk before it; none at the beginning.
    pub after: Option<String>,
}

/// Looks for the first gap between `chunks`, which are in order.
pub fn gap(chunks: &[(&str, i64, u64)]) -> Option<Gap> {
    let mut end = 0_u64;
    let mut before: Option<(&str, i64)> = None;
    for (name, position, length) in chunks {
        let follows = match (name.contains('-'), before) {
            (true, _) => u64::try_from(*position).is_ok_and(|start| start == end),
            (false, None) => *position <= 1,
            (false, Some((_, last))) => *position == last + 1,
        };
        if !follows {
            return Some(Gap { after: before.map(|(name, _)| name.to_owned()) });
        }
        end += length;
        before = Some((name, *position));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Gap, gap, position};

    #[test]
    fn names_of_all_three_kinds_are_in_order() {
        assert_eq!(position("00001"), Some(1));
        assert_eq!(position("0000000000000012"), Some(12));
        assert_eq!(position("000000010485760-000000020971519"), Some(10_485_760));
        assert_eq!(position("10000"), Some(10_000));
        for bad in ["10001", "", ".file", "a", "1-", "-1", "1-a", "99999999999999999999", "1/2", "１"] {
            assert_eq!(position(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(gap(&[]), None);
        assert_eq!(gap(&[("0", 0, 5), ("1", 1, 5)]), None);
        assert_eq!(gap(&[("1", 1, 5), ("2", 2, 5)]), None);
        assert_eq!(gap(&[("0-5", 0, 5), ("5-9", 5, 4)]), None);
        assert_eq!(gap(&[("1", 1, 5), ("3", 3, 5)]), Some(Gap { after: Some("1".to_owned()) }));
        assert_eq!(gap(&[("2", 2, 5)]), Some(Gap { after: None }));
        assert_eq!(gap(&[("0-5", 0, 5), ("6-9", 6, 4)]), Some(Gap { after: Some("0-5".to_owned()) }));
    }
}
