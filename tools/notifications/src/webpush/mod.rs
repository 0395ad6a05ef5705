//! What is said to a push service: pure, no I/O.
//!
//! The contents can be read by the browser alone ([`encrypt`], RFC 8291); the service is told who sends them
//! ([`vapid`], RFC 8292).

pub(crate) mod encrypt;
pub(crate) mod vapid;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// Bytes in the encoding of the standards: base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes back; browsers and people's programs pad or do not.
pub(crate) fn unbase64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// How long a service wants to be left alone (RFC 9110, section 10.2.3): seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(i64::from(seconds)),
        Err(_) => jiff::fmt::rfc2822::parse(text).ok()?.timestamp().duration_since(now),
    };
    Some(wait.clamp(SignedDuration::from_secs(1), SignedDuration::from_hours(24)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use http::HeaderValue;

    #[test]
    fn services_say_in_seconds_or_by_date_how_long_to_wait() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let wait = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", HeaderValue::from_static(text));
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("Sun, 22 Nov 2026 12:05:00 GMT"), Some(300));
        assert_eq!(wait("Sun, 22 Nov 2026 11:00:00 GMT"), Some(1), "it is over");
        assert_eq!(wait("99999999"), Some(24 * 3600), "nobody waits for years");
        assert_eq!(wait("-5"), None);
        assert_eq!(wait("soon"), None);
    }
}
