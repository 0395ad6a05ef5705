//! The words by which a name is found.

use base_suite::find;

/// Characters of a word that are kept; what is longer is found by its beginning.
pub const LONGEST_WORD: usize = 60;
/// Words of a name that are kept. A name has 255 bytes.
pub const MOST_WORDS: usize = 24;
/// Of these, those that begin inside others: in a long row of letters and digits, nearly every place looks like one.
const MOST_INSIDE: usize = 4;

/// The words of a name, without accents and case, none twice: what stands between signs, and what begins inside with a
/// capital or a number, as in `PlanJardin2026`.
pub fn words(name: &str) -> Vec<String> {
    // In a trash, things are called by their identifiers: nobody looks for them.
    if uuid::Uuid::try_parse(name).is_ok() {
        return Vec::new();
    }
    let mut words: Vec<String> = find::words(name);
    let inside = beginnings_inside(name).filter_map(|end| find::words(end).into_iter().next());
    words.extend(inside.filter(|word| word.chars().count() > 2).take(MOST_INSIDE));
    for word in &mut words {
        *word = cut(word);
    }
    words.sort_unstable();
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

/// As much of a word as is kept.
pub fn cut(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect()
}

/// What follows each place inside a word where another seems to begin.
fn beginnings_inside(name: &str) -> impl Iterator<Item = &str> {
    let after = name.char_indices().skip(1);
    name.chars().zip(after).filter_map(|(before, (place, here))| {
        let begins = (before.is_lowercase() && here.is_uppercase())
            || (before.is_alphabetic() && here.is_numeric())
            || (before.is_numeric() && here.is_alphabetic());
        begins.then(|| &name[place..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        assert_eq!(words("Été 2026 – Compte_rendu.ODT"), ["2026", "compte", "ete", "odt", "rendu"]);
        assert_eq!(words("PlanJardin2026.pdf"), ["2026", "jardin2026", "pdf", "planjardin2026"]);
        assert_eq!(words("IMG_20260312.jpg"), ["20260312", "img", "jpg"]);
        assert_eq!(words("..."), Vec::<String>::new());
        assert_eq!(words("a a A"), ["a"]);
        assert_eq!(words(&"é".repeat(127))[0].chars().count(), LONGEST_WORD);
        let many: Vec<String> = (0..60).map(|n| n.to_string()).collect();
        assert_eq!(words(&many.join(" ")).len(), MOST_WORDS);
        assert_eq!(words("日本語 メモ.txt"), ["txt", "メモ", "日本語"]);
    }
}
