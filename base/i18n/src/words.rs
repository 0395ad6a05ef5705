//! Texts in both languages, with values filled in.

use crate::{Language, Text};

/// A text in each language, owned: what a [`Text`] becomes once a name or a number stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Words {
    /// `text` with each `{name}` replaced by its value. A value is never looked into for names.
    pub fn fill(text: Text, values: &[(&str, &dyn std::fmt::Display)]) -> Self {
        Self { fr: fill(text.fr, values), en: fill(text.en, values) }
    }

    /// The same in both languages: a name, an address.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { fr: text.clone(), en: text }
    }

    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        Self { fr: text.fr.to_owned(), en: text.en.to_owned() }
    }
}

fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        debug_assert!(value.is_some(), "no value for {{{name}}} in {text:?}");
        out.push_str(&value.map_or_else(|| name.to_owned(), |(_, value)| value.to_string()));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let text = Text { fr: "{who} vous invite dans {org}", en: "{who} invites you to {org}" };
        let words = Words::fill(text, &[("who", &"{org}"), ("org", &"Les Communs")]);
        assert_eq!(words.en, "{org} invites you to Les Communs");
        assert_eq!(words.get(Language::French), "{org} vous invite dans Les Communs");
    }
}
