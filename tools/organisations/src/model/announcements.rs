//! What an announcement is made of, what may be said in it, and whom it is for.

use base_id::{GroupId, PersonId};
use base_suite::Principals;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::turns_text;
use crate::Error;

base_db::typed_id! {
    /// An announcement.
    AnnouncementId,
}

/// Characters of a title at most.
const LONGEST_TITLE: usize = 120;
/// Characters of a text at most.
const LONGEST_TEXT: usize = 4_000;
/// Groups at most.
const MOST_GROUPS: usize = 50;
/// How far ahead anything is planned at most.
const FURTHEST: SignedDuration = SignedDuration::from_hours(24 * 366 * 5);

/// An announcement as its row holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The identifier.
    pub id: AnnouncementId,
    /// One line.
    pub title: String,
    /// Paragraphs, with an empty line between; may be empty.
    pub text: String,
    /// To all, rather than to the people of some groups.
    pub everybody: bool,
    /// To guests as well.
    pub guests: bool,
    /// From when on it is shown.
    pub starts_at: Timestamp,
    /// Until when; without an end when `None`.
    pub ends_at: Option<Timestamp>,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// When it was last written anew.
    pub changed_at: Option<Timestamp>,
    /// When it was deleted; it comes back within a day.
    pub removed_at: Option<Timestamp>,
    /// Grows each time it is shown anew to those who put it away.
    pub edition: i64,
    /// The edition of which everybody was sent a notice.
    pub told: i64,
    /// The last person who was, while that goes on.
    pub told_after: Option<PersonId>,
}

/// Where an announcement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AnnouncementState)]
pub(crate) enum State {
    /// It is to begin.
    Planned,
    /// It is shown.
    Running,
    /// It was shown.
    Over,
}

/// An announcement to be, or to be written anew.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[schema(as = AnnouncementDraft)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    /// One line of 1 to 120 characters.
    pub title: String,
    /// Up to 4,000 characters. Paragraphs have an empty line between; addresses that begin with https:// become links.
    #[serde(default)]
    pub text: String,
    /// To these groups; `null` for everybody.
    #[serde(default)]
    pub groups: Option<Vec<GroupId>>,
    /// To guests as well.
    #[serde(default)]
    pub guests: bool,
    /// From when on; `null` for now, or as it was.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts_at: Option<Timestamp>,
    /// Until when; `null` for as long as nobody ends it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Timestamp>,
}

impl Draft {
    /// The draft with its texts in their one form; refused when something in it cannot be taken. `began` is when it
    /// begins where nothing is said.
    pub(crate) fn checked(self, now: Timestamp, began: Timestamp) -> Result<Self, Error> {
        let title = super::name(&self.title).map_err(|_| {
            Error::invalid(
                "title",
                format!("Give a title of 1 to {LONGEST_TITLE} characters, on one line and without invisible ones."),
            )
        })?;
        let text = text(&self.text)?;
        let groups = self.groups.map(|mut groups| {
            groups.sort_unstable();
            groups.dedup();
            groups
        });
        if groups.as_ref().is_some_and(|groups| groups.is_empty() || groups.len() > MOST_GROUPS) {
            return Err(Error::invalid("groups", format!("Choose 1 to {MOST_GROUPS} groups, or everybody.")));
        }
        let starts_at = self.starts_at.unwrap_or(began);
        let furthest = now.saturating_add(FURTHEST).unwrap_or(Timestamp::MAX);
        if starts_at > furthest || self.ends_at.is_some_and(|end| end > furthest) {
            return Err(Error::invalid("ends_at", "Plan at most five years ahead."));
        }
        if self.ends_at.is_some_and(|end| end <= starts_at || end <= now) {
            return Err(Error::invalid("ends_at", "Choose an end that lies ahead, after the beginning."));
        }
        Ok(Self { title, text, groups, starts_at: Some(starts_at), ..self })
    }
}

/// A text in its one form: lines end in one way, nothing invisible turns what follows, and no stretch of empty lines.
fn text(typed: &str) -> Result<String, Error> {
    let plain = typed.replace("\r\n", "\n").replace('\t', " ");
    if plain.chars().any(|c| (c.is_control() && c != '\n') || turns_text(c)) {
        return Err(Error::invalid("text", "Remove the invisible characters from the text: type it anew."));
    }
    let mut text = String::with_capacity(plain.len());
    for line in plain.trim().lines().map(str::trim_end) {
        if line.is_empty() && text.ends_with("\n\n") {
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    let text = text.trim_end().to_owned();
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid("text", format!("Give at most {LONGEST_TEXT} characters.")));
    }
    Ok(text)
}

impl Announcement {
    pub(crate) fn state(&self, now: Timestamp) -> State {
        match self.ends_at {
            Some(end) if end <= now => State::Over,
            _ if self.starts_at > now => State::Planned,
            _ => State::Running,
        }
    }

    /// Whether it is for this person. `groups` are those it is for, where it is not for everybody.
    pub(crate) fn concerns(&self, person: &Principals, groups: &[GroupId]) -> bool {
        (self.guests || !person.guest) && (self.everybody || groups.iter().any(|group| person.groups.contains(group)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn draft(title: &str, text: &str) -> Draft {
        Draft { title: title.into(), text: text.into(), groups: None, guests: false, starts_at: None, ends_at: None }
    }

    #[test]
    fn texts_are_taken_in_one_form_and_what_hides_in_them_is_refused() {
        let now = Timestamp::from_second(1_780_315_200).unwrap();
        let kept = draft("  Fermeture ", "\n un\r\n\r\n\r\n\r\ndeux\t<b>\n").checked(now, now).unwrap();
        assert_eq!((kept.title.as_str(), kept.text.as_str()), ("Fermeture", "un\n\ndeux <b>"));
        assert_eq!(kept.starts_at, Some(now));
        for bad in [
            draft("", "x"),
            draft("a\nb", ""),
            draft(&"n".repeat(121), ""),
            draft("evil\u{202e}gnp", ""),
            draft("a", "b\0c"),
            draft("a", "\u{202e}"),
            draft("a", &"x".repeat(4_001)),
            Draft { groups: Some(Vec::new()), ..draft("a", "") },
            Draft { ends_at: Some(now), ..draft("a", "") },
            Draft {
                starts_at: Some(now + SignedDuration::from_hours(2)),
                ends_at: Some(now + SignedDuration::from_hours(1)),
                ..draft("a", "")
            },
            Draft { starts_at: Some(Timestamp::MAX), ..draft("a", "") },
        ] {
            assert!(matches!(bad.clone().checked(now, now), Err(Error::Invalid { .. })), "{bad:?}");
        }
    }
}
