//! The Range header (RFC 9110 section 14).

/// Ranges that one request may name; beyond that the whole is sent, which is what a client that wants so many pieces
/// is better served with.
const MAX_RANGES: usize = 16;

/// Bytes `start..=end` of a content; `start <= end < length`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// First byte.
    pub start: u64,
    /// Last byte, included.
    pub end: u64,
}

impl ByteRange {
    /// How many bytes; never 0.
    #[allow(clippy::len_without_is_empty)] // A range is never empty.
    pub fn len(&self) -> u64 {
        self.end - self.start + 1
    }

    /// The value of a Content-Range header for a content of `length` bytes.
    pub fn content_range(&self, length: u64) -> String {
        format!("bytes {}-{}/{length}", self.start, self.end)
    }
}

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// The whole content, 200: there is no range, or none that we understand.
    Whole,
    /// These parts, 206: at least one, in the order of the request unless some overlapped.
    Parts(Vec<ByteRange>),
    /// None of it is there, 416 with `Content-Range: bytes */length`.
    Unsatisfiable,
}

/// Reads a Range header for a content of `length` bytes.
pub fn parse_range(header: Option<&str>, length: u64) -> Ranges {
    let Some((unit, set)) = header.and_then(|text| text.split_once('=')) else { return Ranges::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Ranges::Whole;
    }
    let mut parts = Vec::new();
    let mut specs = 0;
    for spec in set.split(',').map(str::trim).filter(|spec| !spec.is_empty()) {
        specs += 1;
        let Some(range) = parse_spec(spec, length).filter(|_| specs <= MAX_RANGES) else { return Ranges::Whole };
        parts.extend(range);
    }
    match (specs, parts.is_empty()) {
        (0, _) => Ranges::Whole,
        (_, true) => Ranges::Unsatisfiable,
        (_, false) => Ranges::Parts(without_overlap(parts)),
    }
}

/// None if it is malformed, `Some(None)` if it is beyond the end.
#[allow(clippy::option_option)]
fn parse_spec(spec: &str, length: u64) -> Option<Option<ByteRange>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let suffix = number(last)?.min(length);
        return Some((suffix > 0).then(|| ByteRange { start: length - suffix, end: length - 1 }));
    }
    let start = number(first)?;
    let end = if last.is_empty() { u64::MAX } else { number(last)? };
    if end < start {
        return None;
    }
    Some((start < length).then(|| ByteRange { start, end: end.min(length - 1) }))
}

/// Digits; a number too large for us is beyond every content all the same.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Overlapping parts are joined, so that no request makes us send more than the content.
fn without_overlap(parts: Vec<ByteRange>) -> Vec<ByteRange> {
    let mut sorted = parts.clone();
    sorted.sort_by_key(|part| part.start);
    if sorted.windows(2).all(|pair| pair[0].end < pair[1].start) {
        return parts;
    }
    let mut joined: Vec<ByteRange> = Vec::with_capacity(sorted.len());
    for part in sorted {
        match joined.last_mut() {
            Some(before) if part.start <= before.end => before.end = before.end.max(part.end),
            _ => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(header: &str, length: u64) -> Vec<(u64, u64)> {
        match parse_range(Some(header), length) {
            Ranges::Parts(parts) => parts.iter().map(|part| (part.start, part.end)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn single_ranges() {
        assert_eq!(parts("bytes=0-499", 10_000), [(0, 499)]);
        assert_eq!(parts("bytes=9500-", 10_000), [(9500, 9999)]);
        assert_eq!(parts("bytes=-500", 10_000), [(9500, 9999)]);
        assert_eq!(parts("bytes=-20000", 10_000), [(0, 9999)]);
        assert_eq!(parts("bytes=5-99999999999999999999999", 10), [(5, 9)]);
        assert_eq!(parts("Bytes = 1-1", 10), [(1, 1)]);
        assert_eq!(ByteRange { start: 5, end: 9 }.content_range(10), "bytes 5-9/10");
        assert_eq!(ByteRange { start: 5, end: 9 }.len(), 5);
    }

    #[test]
    fn several_ranges() {
        assert_eq!(parts("bytes=500-600, 601-999", 10_000), [(500, 600), (601, 999)]);
        assert_eq!(parts("bytes=-1,0-0,", 10), [(9, 9), (0, 0)]);
        assert_eq!(parts("bytes=0-0,50-", 10), [(0, 0)]);
        assert_eq!(parts("bytes=0-5,3-9,0-9", 10), [(0, 9)]);
        assert_eq!(parse_range(Some(&format!("bytes={}", "0-0,".repeat(17))), 10), Ranges::Whole);
    }

    #[test]
    fn beyond_the_end() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(parse_range(Some(header), 10), Ranges::Unsatisfiable, "{header}");
        }
        assert_eq!(parse_range(Some("bytes=0-"), 0), Ranges::Unsatisfiable);
        assert_eq!(parse_range(Some("bytes=-5"), 0), Ranges::Unsatisfiable);
    }

    #[test]
    fn malformed_ranges_are_ignored() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=5-4",
            "bytes=a-",
            "bytes=-",
            "bytes=+1-2",
            "lines=0-1",
            "bytes=0-1,x",
        ] {
            assert_eq!(parse_range(Some(header), 10), Ranges::Whole, "{header}");
        }
        assert_eq!(parse_range(None, 10), Ranges::Whole);
    }
}
