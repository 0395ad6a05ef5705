//! The schema, written once in PostgreSQL's types and rewritten for SQLite.
//!
//! UUID and BYTEA become BLOB, BIGINT and BOOLEAN become INTEGER. Tables become STRICT, and those with a composite
//! primary key are stored in its order (WITHOUT ROWID): one tree to search instead of two. A number that the
//! database gives (`BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY`) becomes AUTOINCREMENT: never given again.

const GIVEN_NUMBER: &str = "GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

/// The script as SQLite takes it.
pub(crate) fn for_sqlite(script: &str) -> String {
    let mut out = String::with_capacity(script.len() + 64);
    for statement in statements(script) {
        let types = rename_types(&statement).replace(GIVEN_NUMBER, "PRIMARY KEY AUTOINCREMENT");
        let trimmed = types.trim_end();
        out.push_str(trimmed);
        if is_create_table(trimmed) {
            let clustered = upper(trimmed).contains("PRIMARY KEY (");
            out.push_str(if clustered { " STRICT, WITHOUT ROWID" } else { " STRICT" });
        }
        out.push_str(";\n");
    }
    out
}

/// The statements of a script, without their semicolons and comments.
fn statements(script: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '-' if !quoted && rest.peek() == Some(&'-') => {
                while rest.peek().is_some_and(|next| *next != '\n') {
                    rest.next();
                }
                continue;
            }
            ';' if !quoted => {
                found.push(String::new());
                continue;
            }
            '\'' => quoted = !quoted,
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.retain(|statement| !statement.trim().is_empty());
    found
}

/// SQLite's names for the types that a script or a CAST names, written in capitals.
pub(crate) fn rename_types(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut word = String::new();
    let mut quoted = false;
    for c in statement.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        end_word(&mut out, &mut word, quoted);
        quoted ^= c == '\'';
        out.push(c);
    }
    end_word(&mut out, &mut word, quoted);
    out
}

fn end_word(out: &mut String, word: &mut String, quoted: bool) {
    out.push_str(match word.as_str() {
        "UUID" | "BYTEA" if !quoted => "BLOB",
        "BIGINT" | "BOOLEAN" if !quoted => "INTEGER",
        other => other,
    });
    word.clear();
}

fn is_create_table(statement: &str) -> bool {
    upper(statement.trim_start()).starts_with("CREATE TABLE")
}

fn upper(text: &str) -> String {
    text.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_get_sqlite_types_strictness_and_their_key_as_their_order() {
        let sql = for_sqlite(
            "-- people; and more\nCREATE TABLE people (org_id UUID NOT NULL, seen BIGINT, ok BOOLEAN DEFAULT FALSE,\n\
             note TEXT DEFAULT 'UUID; -- kept', PRIMARY KEY (org_id, seen));\nCREATE INDEX a ON people (seen);\n\
             CREATE TABLE one (id BIGINT PRIMARY KEY);\n\
             CREATE TABLE two (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
        );
        assert!(sql.contains("org_id BLOB NOT NULL, seen INTEGER, ok INTEGER DEFAULT FALSE"), "{sql}");
        assert!(sql.contains("'UUID; -- kept'"), "{sql}");
        assert!(sql.contains("PRIMARY KEY (org_id, seen)) STRICT, WITHOUT ROWID;"), "{sql}");
        assert!(sql.contains("(id INTEGER PRIMARY KEY) STRICT;"), "{sql}");
        assert!(sql.contains("(id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;"), "{sql}");
        assert!(sql.contains("CREATE INDEX a ON people (seen);"), "{sql}");
        assert!(!sql.contains("and more"), "{sql}");
    }
}
