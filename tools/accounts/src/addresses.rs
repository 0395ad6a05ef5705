//! Addresses as people paste them: out of a letter, a table, an address book. Pure.

/// One entry of a pasted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// As it was pasted, for whoever has to correct it.
    pub given: String,
    /// The name before an address in angle brackets; may be empty.
    pub name: String,
    /// What should be an address.
    pub email: String,
}

/// The entries of a list: separated by commas, semicolons or lines, or, where there is nothing but addresses, by
/// spaces. `Name <address>` and `"Name, with a comma" <address>` are one entry each.
pub(crate) fn entries(text: &str) -> Vec<Entry> {
    parts(text).iter().flat_map(|part| part_entries(part)).collect()
}

/// Cuts at separators that stand outside of quotes and angle brackets. A quote or a bracket that is left open ends with
/// its line.
fn parts(text: &str) -> Vec<String> {
    let (mut all, mut part) = (Vec::new(), String::new());
    let (mut quoted, mut bracketed) = (false, false);
    for c in text.chars() {
        match c {
            '\n' | '\r' => (quoted, bracketed) = (false, false),
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            _ => {}
        }
        let separates = matches!(c, '\n' | '\r') || (matches!(c, ',' | ';' | '\t') && !quoted && !bracketed);
        if separates { all.push(std::mem::take(&mut part)) } else { part.push(c) }
    }
    all.push(part);
    all.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn part_entries(part: &str) -> Vec<Entry> {
    if let Some((name, rest)) = part.rsplit_once('<') {
        let email = rest.split('>').next().unwrap_or_default().trim();
        let name = name.trim().trim_matches(['"', '\'']).trim();
        let name = if name == email { "" } else { name };
        return vec![Entry { given: part.to_owned(), name: name.to_owned(), email: plain(email) }];
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    // Several addresses in a row; otherwise whatever it is, it is one thing to correct.
    if words.iter().all(|word| word.contains('@')) {
        let entry = |word: &&str| Entry { given: (*word).to_owned(), name: String::new(), email: plain(word) };
        return words.iter().map(entry).collect();
    }
    vec![Entry { given: part.to_owned(), name: String::new(), email: part.to_owned() }]
}

fn plain(email: &str) -> String {
    email.trim().trim_start_matches("mailto:").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        entries(text).into_iter().map(|Entry { name, email, .. }| (name, email)).collect()
    }

    #[test]
    fn a_list_is_understood_however_it_is_pasted() {
        let plain =
            |emails: &[&str]| emails.iter().map(|email| (String::new(), (*email).to_owned())).collect::<Vec<_>>();
        for text in [
            "a@b.fr, c@d.fr;e@f.fr",
            "a@b.fr\r\nc@d.fr\n\n e@f.fr ",
            "a@b.fr c@d.fr  e@f.fr",
            "a@b.fr\tc@d.fr,,e@f.fr;",
        ] {
            assert_eq!(read(text), plain(&["a@b.fr", "c@d.fr", "e@f.fr"]), "{text:?}");
        }
        assert_eq!(
            read("Noé Martin <noe@b.fr>, \"Diallo, Awa\" <awa@b.fr>; <mailto:kim@b.fr>\nzoe@b.fr <zoe@b.fr>"),
            [("Noé Martin", "noe@b.fr"), ("Diallo, Awa", "awa@b.fr"), ("", "kim@b.fr"), ("", "zoe@b.fr")]
                .map(|(name, email)| (name.to_owned(), email.to_owned()))
        );
        assert_eq!(read(" \n ,;"), []);
    }

    #[test]
    fn what_is_no_address_is_kept_whole_to_be_corrected() {
        let given: Vec<_> =
            entries("Noé Martin, a@b.fr\n\"open, <c@d.fr\ne@f.fr").into_iter().map(|one| one.given).collect();
        assert_eq!(given, ["Noé Martin", "a@b.fr", "\"open, <c@d.fr", "e@f.fr"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_fails(text in "(?s).{0,80}") {
            let given: String = entries(&text).into_iter().map(|entry| entry.given).collect();
            for address in text.chars().filter(|c| c.is_alphanumeric()) {
                prop_assert!(given.contains(address));
            }
        }
    }
}
