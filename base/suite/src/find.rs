//! Finding things by name, in every tool at once.

use jiff::Timestamp;
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
    /// `person`, `group`, `file`, `folder`...: the front knows its icon and its name.
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

/// How well `name` fits what was typed; both without accents and case. 0 when it does not.
pub fn fit(name: &str, typed: &str) -> u8 {
    let words = || name.split(|letter: char| !letter.is_alphanumeric());
    if typed.is_empty() {
        0
    } else if name == typed {
        100
    } else if name.starts_with(typed) {
        80
    } else if typed.split_whitespace().all(|part| words().any(|word| word.starts_with(part))) {
        60
    } else if typed.split_whitespace().all(|part| name.contains(part)) {
        30
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn the_beginning_counts_more_than_the_middle() {
        let fits = ["jardin", "jardin partage", "plans du jardin", "hors-jardinage", "potager"]
            .map(|name| fit(name, "jardin"));
        assert_eq!(fits, [100, 80, 60, 60, 0]);
        assert_eq!(fit("camille roux", "roux cam"), 60);
        assert_eq!(fit("camille", ""), 0);
    }
}
