//! Finding things by name, in every tool at once.

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// As it was typed, without space around.
    pub text: String,
    /// At most so many things of each kind.
    pub limit: usize,
}

/// A thing that was found, and that the caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `person`, `group`, `space`, `file`, `folder`...: the front knows its icon and its name.
    pub kind: &'static str,
    /// Its identifier.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// Where or what it is: "Garden / Plans".
    pub detail: Option<String>,
    /// Where it leads: a path of the site.
    pub link: String,
    /// The path of a small picture of it: a person's photo.
    pub picture: Option<String>,
    /// When it last changed, if that says something.
    pub changed_at: Option<Timestamp>,
    /// How well it fits, the greater the better: things of all tools are put in one order by it.
    pub fit: u8,
}

/// Text without accents and case: `"Zoé"` and `"ZOE"` are both `"zoe"`.
pub fn folded(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The words of a text, without accents and case: what stands between signs and spaces.
pub fn words(text: &str) -> Vec<String> {
    split(&folded(text)).map(str::to_owned).collect()
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A pattern for LIKE with `\` as escape: `before`, `text` as it is, `after`.
pub fn pattern(before: &str, text: &str, after: &str) -> String {
    let mut pattern = String::from(before);
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern + after
}

/// How well `name` fits what was typed; both without accents and case. 0 when it does not.
pub fn fit(name: &str, typed: &str) -> u8 {
    if split(typed).next().is_none() {
        0
    } else if name == typed {
        100
    } else if name.starts_with(typed) {
        80
    } else if split(typed).all(|part| split(name).any(|word| word.starts_with(part))) {
        60
    } else if split(typed).all(|part| name.contains(part)) {
        30
    } else {
        0
    }
}

/// Puts the best first: those that fit best, of these those that changed last, then by title.
pub fn rank(found: &mut [Found]) {
    found.sort_by(|a, b| (b.fit, b.changed_at).cmp(&(a.fit, a.changed_at)).then_with(|| a.title.cmp(&b.title)));
}

#[cfg(test)]
mod tests {
    use super::{fit, folded, pattern, words};

    #[test]
    fn the_beginning_counts_more_than_the_middle() {
        let fits = ["jardin", "jardin partage", "plans du jardin", "hors-jardinage", "potager"]
            .map(|name| fit(name, "jardin"));
        assert_eq!(fits, [100, 80, 60, 60, 0]);
        assert_eq!(fit("camille roux", "roux cam"), 60);
        assert_eq!(fit("anne o’neil", "o'neil"), 60);
        assert_eq!(fit("arrosage", "rosa"), 30);
        assert_eq!(["", " ", "%", "--"].map(|typed| fit("camille", typed)), [0; 4]);
    }

    #[test]
    fn words_are_what_stands_between_signs() {
        assert_eq!(words("L’Été_2025 (final).PDF"), ["l", "ete", "2025", "final", "pdf"]);
        assert_eq!(words(" \0%_- "), Vec::<String>::new());
        assert_eq!(folded("ﬁn Œuvre"), "fin œuvre");
        assert_eq!(pattern("%", "100%_\\\0", "%"), "%100\\%\\_\\\\%");
    }
}
