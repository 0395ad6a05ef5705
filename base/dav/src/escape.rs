//! Text into XML, without allocation and without a way to produce a document that is not well-formed.

/// What a byte of UTF-8 text may need.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Plain,
    /// Markup, a control character, or the first byte of U+FFFE and U+FFFF.
    Look,
}

const TEXT: [Class; 256] = classes(b"&<>\r");
const ATTRIBUTE: [Class; 256] = classes(b"&<>\r\n\t\"");

const fn classes(special: &[u8]) -> [Class; 256] {
    let mut table = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Look;
        byte += 1;
    }
    table[b'\t' as usize] = Class::Plain;
    table[b'\n' as usize] = Class::Plain;
    let mut index = 0;
    while index < special.len() {
        table[special[index] as usize] = Class::Look;
        index += 1;
    }
    table[0xEF] = Class::Look;
    table
}

/// Appends character data.
pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    escape(out, value, &TEXT);
}

/// Appends an attribute value, which stands between double quotes.
pub(crate) fn attribute(out: &mut Vec<u8>, value: &str) {
    escape(out, value, &ATTRIBUTE);
}

fn escape(out: &mut Vec<u8>, value: &str, table: &[Class; 256]) {
    let bytes = value.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if table[usize::from(*byte)] == Class::Plain {
            continue;
        }
        let (replacement, len): (&[u8], usize) = match byte {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'"' => (b"&quot;", 1),
            b'\r' => (b"&#13;", 1),
            b'\n' => (b"&#10;", 1),
            b'\t' => (b"&#9;", 1),
            0xEF if !matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => continue,
            // XML 1.0 has no way to write these; U+FFFD stands for "something was here".
            0xEF => ("\u{FFFD}".as_bytes(), 3),
            _ => ("\u{FFFD}".as_bytes(), 1),
        };
        out.extend_from_slice(&bytes[copied..at]);
        out.extend_from_slice(replacement);
        copied = at + len;
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// Whether XML 1.0 can hold this character (production `Char`).
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(value: &str) -> String {
        let mut out = Vec::new();
        text(&mut out, value);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a & b <c> \"d\"\r\n"), "a &amp; b &lt;c&gt; \"d\"&#13;\n");
        assert_eq!(escaped("déjà ﬁ \u{FF21} 日本 🎉"), "déjà ﬁ \u{FF21} 日本 🎉");
        assert_eq!(escaped(""), "");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escaped("a\u{0}b\u{1F}c\u{FFFE}d\u{FFFF}"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}");
    }

    #[test]
    fn attributes_keep_white_space() {
        let mut out = Vec::new();
        attribute(&mut out, "\"a\"\n\t<");
        assert_eq!(out, b"&quot;a&quot;&#10;&#9;&lt;");
    }
}
