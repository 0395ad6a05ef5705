//! Statements: named, static, written once for both engines.

use std::sync::OnceLock;

/// One statement, written in portable SQL with `$1`, `$2`... for its values.
pub struct Sql {
    name: &'static str,
    text: &'static str,
    sqlite: OnceLock<String>,
}

impl Sql {
    #[doc(hidden)]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, sqlite: OnceLock::new() }
    }

    /// Its name: the path of the module and of the `static`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The statement as written, which is what PostgreSQL gets.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The statement as SQLite gets it: `?1` for `$1`, because SQLite would number `$n` by first appearance and
    /// values would land in the wrong columns in silence; its own types in a CAST, because it takes UUID for a kind
    /// of number; and no lock on rows at its end, because its one writer is lock enough.
    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| crate::ddl::rename_types(&number_parameters(without_row_lock(self.text))))
    }
}

impl std::fmt::Debug for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

/// Declares the statements of a `store.rs`, and `ALL`, the list that the tests prepare on both engines.
///
/// ```
/// base_db::statements! {
///     /// One group by id.
///     GROUP = "SELECT name FROM groups WHERE org_id = $1 AND group_id = $2";
/// }
/// assert_eq!(ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub static $name: $crate::Sql =
            $crate::Sql::new(concat!(module_path!(), "::", stringify!($name)), $text);)+

        /// Every statement above.
        pub static ALL: &[&$crate::Sql] = &[$(&$name),+];
    };
}

/// The values of a statement, in order: `params![org, name, size]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToParam::to_param(&$value)),*] };
}

fn without_row_lock(text: &str) -> &str {
    let text = text.trim_end();
    ["FOR UPDATE SKIP LOCKED", "FOR UPDATE", "FOR SHARE"]
        .iter()
        .find_map(|lock| text.strip_suffix(lock))
        .unwrap_or(text)
}

/// `$n` to `?n`, outside of quoted text.
fn number_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '$' => {
                out.push('?');
                continue;
            }
            Some(_) | None => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_on_rows_at_the_end_is_dropped() {
        assert_eq!(without_row_lock("SELECT a FROM t FOR UPDATE SKIP LOCKED"), "SELECT a FROM t ");
        assert_eq!(without_row_lock("SELECT a FROM t FOR SHARE\n"), "SELECT a FROM t ");
        assert_eq!(without_row_lock("SELECT 'FOR SHARE' FROM t"), "SELECT 'FOR SHARE' FROM t");
    }

    #[test]
    fn parameters_keep_their_numbers_and_quoted_text_is_left_alone() {
        assert_eq!(
            number_parameters("SELECT '$1 a ''$2', \"$3\" FROM t WHERE b = $2 AND a = $1"),
            "SELECT '$1 a ''$2', \"$3\" FROM t WHERE b = ?2 AND a = ?1"
        );
    }
}
