//! A list of people as a spreadsheet wrote it: which encoding, which separator, which column holds what. Pure.
//!
//! What is not said is guessed, the guess is shown, and whoever knows better corrects it: [`Choices`].

mod cells;
mod columns;
mod encoding;
mod handles;
mod issue;
mod plan;

use serde::{Deserialize, Serialize};

pub(crate) use columns::Field;
pub(crate) use encoding::Encoding;
pub(crate) use handles::numbered;
pub use issue::{Code, Issue};
pub(crate) use plan::{Known, KnownPerson, New, Plan, Update, Verdict, plan};

/// Lines of one list at most, the names of the columns not counted.
pub(crate) const MOST_LINES: usize = 10_000;
/// Columns at most.
const MOST_COLUMNS: usize = 60;
/// Lines within one cell at most: more is a quote that nobody closed.
const MOST_LINES_IN_CELL: usize = 10;
/// Lines that are looked at to find the separator.
const SAMPLE: usize = 40;
/// Examples of each column.
const EXAMPLES: usize = 3;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListSeparator)]
pub enum Separator {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// Tabulator.
    Tab,
    /// `|`
    Bar,
}

impl Separator {
    const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Bar];

    fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

/// How a file is to be read; what is not said is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The encoding.
    pub encoding: Option<Encoding>,
    /// What stands between two cells.
    pub separator: Option<Separator>,
    /// Whether the first line names the columns.
    pub header: Option<bool>,
    /// What each column holds, in their order; `None` for what is not looked at.
    pub columns: Option<Vec<Option<Field>>>,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub encoding: Encoding,
    pub separator: Separator,
    pub header: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// As the file calls it; empty without a header.
    pub title: String,
    pub field: Option<Field>,
    pub examples: Vec<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its number in the file, as an editor shows it.
    pub line: u64,
    pub cells: Vec<String>,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Empty,
    NotText,
    TooManyLines,
    TooManyColumns,
}

impl Sheet {
    /// Reads a file.
    pub fn read(bytes: &[u8], choices: &Choices) -> Result<Self, Unreadable> {
        let encoding = choices.encoding.unwrap_or_else(|| Encoding::guess(bytes));
        let text = encoding.decode(bytes);
        // A picture or a document of a word processor, not a list.
        if text.chars().take(4_096).any(|c| c == '\0') {
            return Err(Unreadable::NotText);
        }
        let (said, text, skipped) = hint(&text);
        let separator = choices.separator.or(said).unwrap_or_else(|| guess_separator(text));
        let mut rows = Vec::new();
        for row in records(text, separator) {
            let blank = row.cells.iter().all(|cell| cell.trim().is_empty());
            if !blank {
                rows.push(Row { line: row.line + skipped, ..row });
            }
            if rows.len() > MOST_LINES + 1 {
                return Err(Unreadable::TooManyLines);
            }
        }
        let Some(first) = rows.first() else { return Err(Unreadable::Empty) };
        let known = columns::recognised(&first.cells);
        let header = choices.header.unwrap_or_else(|| {
            known.iter().any(Option::is_some) || !first.cells.iter().any(|cell| cells::looks_like_email(cell))
        });
        let titles = if header { rows.remove(0).cells } else { Vec::new() };
        if rows.len() > MOST_LINES {
            return Err(Unreadable::TooManyLines);
        }
        let width =
            if header { trimmed(&titles) } else { rows.iter().map(|row| trimmed(&row.cells)).max().unwrap_or(0) };
        if width > MOST_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        let guessed = if header { known } else { columns::by_contents(&rows, width) };
        let columns = (0..width)
            .map(|place| Column {
                title: titles.get(place).map(|title| title.trim().to_owned()).unwrap_or_default(),
                field: match &choices.columns {
                    Some(chosen) => chosen.get(place).copied().flatten(),
                    None => guessed.get(place).copied().flatten(),
                },
                examples: examples(&rows, place),
            })
            .collect();
        Ok(Self { encoding, separator, header, columns, rows })
    }
}

impl Row {
    /// The cell of a column.
    fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", |cell| cell.trim())
    }

    fn holds_open_quote(&self) -> bool {
        self.cells.iter().any(|cell| cell.matches('\n').count() >= MOST_LINES_IN_CELL)
    }
}

/// How many cells there are, the empty ones at the end left out.
fn trimmed(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

fn examples(rows: &[Row], place: usize) -> Vec<String> {
    let filled = rows.iter().map(|row| row.cell(place)).filter(|cell| !cell.is_empty());
    filled.take(EXAMPLES).map(|cell| cell.chars().take(60).collect()).collect()
}

/// The line `sep=;` with which some spreadsheets begin; the text after it, and how many lines that takes away.
fn hint(text: &str) -> (Option<Separator>, &str, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first
        .trim_end()
        .strip_prefix("sep=")
        .and_then(|said| Separator::ALL.into_iter().find(|separator| said.as_bytes() == [separator.byte()]));
    if said.is_some() || first.trim_end() == "sep=" {
        (said.or(Some(Separator::Tab)), rest, 1)
    } else {
        (None, text, 0)
    }
}

fn records(text: &str, separator: Separator) -> impl Iterator<Item = Row> + '_ {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .from_reader(text.as_bytes());
    // What is read is text in memory: no line fails.
    reader.into_records().filter_map(Result::ok).map(move |record| {
        let cells = record.iter().map(str::to_owned).collect();
        let Some(at) = record.position() else { return Row { line: 0, cells } };
        // The position is before the empty lines that were passed over.
        let rest = usize::try_from(at.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
        let passed = rest.iter().take_while(|byte| **byte == b'\n').count();
        Row { line: at.line() + u64::try_from(passed).unwrap_or(0), cells }
    })
}

/// The one that cuts most lines into the same number of cells, and into more than one.
fn guess_separator(text: &str) -> Separator {
    let score = |separator: &Separator| {
        let widths: Vec<usize> = records(text, *separator).take(SAMPLE).map(|row| row.cells.len()).collect();
        let most = widths.iter().filter(|width| **width > 1).map(|width| {
            let same = widths.iter().filter(|other| *other == width).count();
            (same * 100 / widths.len(), *width)
        });
        most.max().unwrap_or_default()
    };
    // Of equals the last wins: those named first are commoner.
    Separator::ALL.into_iter().rev().max_by_key(score).unwrap_or(Separator::Comma)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Sheet {
        Sheet::read(text.as_bytes(), &Choices::default()).unwrap()
    }

    #[test]
    fn every_separator_and_every_line_end() {
        for separator in Separator::ALL {
            let mark = char::from(separator.byte());
            for end in ["\n", "\r\n", "\r"] {
                let text = ["Nom;Courriel", "Zoé;zoe@a.fr", "\"Roche; Camille\";camille@a.fr"].join(end);
                let sheet = read(&text.replace(';', &mark.to_string()));
                assert_eq!((sheet.separator, sheet.header, sheet.rows.len()), (separator, true, 2), "{end:?}");
                assert_eq!(sheet.rows[1].cells[0], format!("Roche{mark} Camille"));
                assert_eq!(sheet.rows[1].line, 3, "{end:?}");
            }
        }
    }

    #[test]
    fn commas_within_cells_do_not_hide_semicolons() {
        let sheet =
            read("nom;courriel;groupes\nA;a@a.fr;Jardin, Bureau\nB;b@a.fr;Jardin\nC;c@a.fr;Bureau, Jardin, Fête\n");
        assert_eq!((sheet.separator, sheet.columns.len()), (Separator::Semicolon, 3));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let sheet = read("sep=,\nName,Email\n\n\"A\nB\",a@a.fr\nC,c@a.fr\n");
        let lines: Vec<_> = sheet.rows.iter().map(|row| row.line).collect();
        assert_eq!((sheet.separator, lines), (Separator::Comma, vec![4, 6]));
    }

    #[test]
    fn columns_without_names_are_known_by_what_they_hold() {
        let sheet = read("Camille Roche,camille@a.fr\nZoé,zoe@a.fr\n");
        assert!(!sheet.header);
        let fields: Vec<_> = sheet.columns.iter().map(|column| column.field).collect();
        assert_eq!(fields, [Some(Field::Name), Some(Field::Email)]);
        assert_eq!(sheet.rows.len(), 2);
    }

    #[test]
    fn what_is_no_list_is_said_to_be_none() {
        let refused = |bytes: &[u8]| Sheet::read(bytes, &Choices::default()).unwrap_err();
        assert_eq!(refused(b""), Unreadable::Empty);
        assert_eq!(refused(b" \n;;\n"), Unreadable::Empty);
        assert_eq!(refused(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"), Unreadable::NotText);
        let long = "a@b.fr,A\n".repeat(MOST_LINES + 1);
        assert_eq!(refused(long.as_bytes()), Unreadable::TooManyLines);
        assert_eq!(read(&"a@b.fr,A\n".repeat(MOST_LINES)).rows.len(), MOST_LINES);
        assert_eq!(refused("a,".repeat(100).as_bytes()), Unreadable::TooManyColumns);
    }

    #[test]
    fn a_quote_that_nobody_closed_is_noticed() {
        let sheet = read(&format!("name,email\n\"A,a@a.fr\n{}", "B,b@a.fr\n".repeat(20)));
        assert!(sheet.rows[0].holds_open_quote());
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Sheet::read(&bytes, &Choices::default());
        }
    }
}
