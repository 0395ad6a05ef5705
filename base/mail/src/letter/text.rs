//! The plain text of a letter.

use std::fmt::Write;

use base_i18n::Language;

use super::{Page, Part, UNSUBSCRIBE};

/// Lines are broken here, but for addresses.
const WIDTH: usize = 72;

pub(super) fn write(page: &Page<'_>) -> String {
    let mut out = String::new();
    let mut was_detail = false;
    let colon = if page.language == Language::French { "\u{a0}:" } else { ":" };
    for part in page.parts {
        let is_detail = matches!(part, Part::Detail(..));
        let belongs = was_detail && is_detail;
        if !out.is_empty() && !belongs {
            out.push('\n');
        }
        was_detail = is_detail;
        match part {
            Part::Greeting(text) | Part::Paragraph(text) | Part::Note(text) => wrap(&mut out, "", text),
            Part::Button(label, url) | Part::Way(label, url) => {
                wrap(&mut out, "", &format!("{label}{colon}"));
                out.push_str(url);
                out.push('\n');
            }
            Part::Detail(label, value) => {
                wrap(&mut out, "", &format!("{label}{colon} {value}"));
            }
            Part::Item(label, words, url) => {
                wrap(&mut out, "", &format!("{label}{colon} {words}"));
                out.push_str(url);
                out.push('\n');
            }
            Part::Quote(text) => text.split('\n').for_each(|line| wrap(&mut out, "> ", line)),
        }
    }
    // The mark that readers know for what follows a letter (RFC 3676, section 4.3).
    out.push_str("\n-- \n");
    let _ = write!(out, "{}\nhttps://{}\n", super::line(&page.sender.name), page.sender.domain);
    if let Some(url) = page.unsubscribe {
        let _ = writeln!(out, "{}{colon} {url}", UNSUBSCRIBE.get(page.language));
    }
    out
}

fn wrap(out: &mut String, prefix: &str, text: &str) {
    out.push_str(if text.is_empty() { prefix.trim_end() } else { prefix });
    let mut column = prefix.chars().count();
    for (index, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(prefix);
            column = prefix.chars().count();
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words() {
        let mut out = String::new();
        wrap(&mut out, "> ", &"mot ".repeat(40));
        assert!(out.lines().all(|line| line.chars().count() <= WIDTH && line.starts_with("> ")), "{out}");
        let mut out = String::new();
        wrap(&mut out, "", &"x".repeat(200));
        assert_eq!(out.lines().count(), 1);
    }
}
