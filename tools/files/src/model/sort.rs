//! The place of a name in people's order.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// The order of CLDR's root, which suits French and English alike, with numbers by value.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).ok()
});

/// Bytes that sort as people sort names: `a`, `À`, `b`; `page 2` before `page 10`. Names that differ may have the
/// same key.
pub fn sort_key(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() * 2 + 8);
    match &*COLLATOR {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(name, &mut key);
        }
        None => key.extend_from_slice(name.to_lowercase().as_bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_people_sort_them() {
        let expected = ["1.txt", "2.txt", "10.txt", "abeille", "Abricot", "école", "Été", "étude", "zèbre", "日本"];
        let mut names = expected;
        names.reverse();
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, expected);
    }
}
