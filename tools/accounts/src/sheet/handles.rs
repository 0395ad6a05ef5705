//! Sign-in names, proposed to those for whom nobody chose one.

use crate::model::folded;

/// Characters of a proposed one at most, without its number.
const LONGEST: usize = 40;

/// `camille.roche`, from the name or else from the address. Always a handle; not always a free one.
pub(super) fn proposed(name: &str, email: &str) -> String {
    let from_name = letters(name);
    let local = email.split('@').next().unwrap_or_default();
    let made = if from_name.is_empty() { letters(&local.replace(['.', '_'], " ")) } else { from_name };
    if made.is_empty() { "p".to_owned() } else { made }
}

/// The same with a number: `camille.roche2`.
pub(crate) fn numbered(handle: &str, number: u32) -> String {
    format!("{handle}{number}")
}

fn letters(text: &str) -> String {
    let mut made = String::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '.' | '_' | '·')) {
        let mut plain = String::new();
        for c in folded(word).chars() {
            match c {
                'a'..='z' | '0'..='9' | '-' => plain.push(c),
                '‐' | '‑' | '–' => plain.push('-'),
                'œ' => plain.push_str("oe"),
                'æ' => plain.push_str("ae"),
                'ß' => plain.push_str("ss"),
                'ø' => plain.push('o'),
                'ł' => plain.push('l'),
                'đ' | 'ð' => plain.push('d'),
                'ı' => plain.push('i'),
                _ => {}
            }
        }
        let plain = plain.trim_matches('-');
        if !plain.is_empty() {
            if !made.is_empty() {
                made.push('.');
            }
            made.push_str(plain);
        }
    }
    let made: String = made.chars().skip_while(|c| !c.is_ascii_lowercase()).take(LONGEST).collect();
    made.trim_end_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::handle;
    use proptest::prelude::*;

    #[test]
    fn names_become_handles() {
        for (name, email, expected) in [
            ("Camille Roche", "x@y.fr", "camille.roche"),
            ("Zoé L’Œillet", "x@y.fr", "zoe.l.oeillet"),
            ("Jean-Luc de la Tour", "x@y.fr", "jean-luc.de.la.tour"),
            ("陳大文", "dawen_chen@y.fr", "dawen.chen"),
            ("陳大文", "42@y.fr", "p"),
            ("3D Nord", "x@y.fr", "d.nord"),
        ] {
            assert_eq!(proposed(name, email), expected);
        }
        assert_eq!(numbered("zoe", 2), "zoe2");
    }

    proptest! {
        #[test]
        fn whatever_is_proposed_is_a_handle(name in ".{0,60}", email in ".{0,30}") {
            let made = proposed(&name, &email);
            prop_assert_eq!(handle(&numbered(&made, 10_000)).unwrap(), numbered(&made, 10_000));
            prop_assert_eq!(handle(&made).unwrap(), made);
        }
    }
}
