//! The encodings that spreadsheets write, told apart by what the bytes can mean.

use encoding_rs::{ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ListEncoding)]
pub enum Encoding {
    /// Unicode, as most programs of today.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Excel's "Unicode text".
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// The same, the other way round.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Excel's "CSV" on Windows, in western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Latin-9: older programs on Linux.
    #[serde(rename = "iso-8859-15")]
    Iso885915,
    /// Excel's "CSV" on old Macs.
    #[serde(rename = "macintosh")]
    Macintosh,
}

/// The bytes that stand for something else in ISO 8859-15 than in Windows-1252: € Š š Ž ž Œ œ Ÿ.
const LATIN_9: [u8; 8] = [0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe];
/// Bytes that are looked at for NULs.
const SAMPLE: usize = 4_096;

impl Encoding {
    /// The likeliest.
    pub fn guess(bytes: &[u8]) -> Self {
        if let Some((encoding, _)) = mark(bytes) {
            return encoding;
        }
        let sample = bytes.get(..SAMPLE.min(bytes.len()) & !1).unwrap_or_default();
        let nuls = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (nuls(0), nuls(1));
        // Half of what Latin letters are in UTF-16 is NULs, all on one side.
        if sample.len() >= 8 && odd * 4 > sample.len() && even * 20 < sample.len() {
            return Self::Utf16Le;
        }
        if sample.len() >= 8 && even * 4 > sample.len() && odd * 20 < sample.len() {
            return Self::Utf16Be;
        }
        if std::str::from_utf8(bytes).is_ok() {
            return Self::Utf8;
        }
        // Printable in Windows-1252 (quotes, dashes, €), control characters in ISO 8859-15.
        if bytes.iter().any(|byte| (0x80..=0x9f).contains(byte)) {
            return Self::Windows1252;
        }
        // A letter of ISO 8859-15 stands among letters; ¼ or ¸ of Windows-1252 hardly ever does.
        let letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0xc0);
        let among = |at: usize| letter(at.checked_sub(1).and_then(|at| bytes.get(at))) || letter(bytes.get(at + 1));
        let latin_9 = bytes.iter().enumerate().any(|(at, byte)| LATIN_9.contains(byte) && among(at));
        if latin_9 { Self::Iso885915 } else { Self::Windows1252 }
    }

    /// The text, its lines ended by `\n`.
    pub fn decode(self, bytes: &[u8]) -> String {
        let bytes = match mark(bytes) {
            Some((encoding, length)) if encoding == self => bytes.get(length..).unwrap_or_default(),
            _ => bytes,
        };
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
            Self::Iso885915 => ISO_8859_15,
            Self::Macintosh => MACINTOSH,
        };
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() }
    }
}

/// The byte order mark that a file begins with, and its length.
fn mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "prénom;nom\nZoé;Lecœur\nÉlodie;Dupont\n";

    fn utf_16(big: bool, marked: bool) -> Vec<u8> {
        let text = format!("{}{TEXT}", if marked { "\u{feff}" } else { "" });
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let (windows, _, _) = WINDOWS_1252.encode(TEXT);
        let (latin, _, _) = ISO_8859_15.encode(TEXT);
        let cases: [(Vec<u8>, Encoding); 8] = [
            (TEXT.into(), Encoding::Utf8),
            (format!("\u{feff}{TEXT}").into(), Encoding::Utf8),
            (utf_16(false, true), Encoding::Utf16Le),
            (utf_16(true, true), Encoding::Utf16Be),
            (utf_16(false, false), Encoding::Utf16Le),
            (utf_16(true, false), Encoding::Utf16Be),
            (windows.into_owned(), Encoding::Windows1252),
            (latin.into_owned(), Encoding::Iso885915),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(Encoding::guess(&bytes), encoding);
            assert_eq!(encoding.decode(&bytes), TEXT, "{encoding:?}");
        }
        // The two agree on what has no œ, € or the like.
        assert_eq!(Encoding::guess(b"Zo\xe9;1\xbc an"), Encoding::Windows1252);
        assert_eq!(Encoding::Macintosh.decode(b"Zo\x8e\rA"), "Zoé\nA");
    }

    #[test]
    fn what_is_chosen_is_done_whatever_the_bytes() {
        assert_eq!(Encoding::Windows1252.decode("é".as_bytes()), "Ã©");
        assert!(Encoding::Utf8.decode(b"Zo\xe9").contains('\u{fffd}'));
        assert_eq!(Encoding::guess(b""), Encoding::Utf8);
    }
}
