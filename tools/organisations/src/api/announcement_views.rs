//! Announcements as they go over the wire.

use base_id::{GroupId, PersonId};
use jiff::Timestamp;
use serde::Serialize;

use crate::model::announcements::{AnnouncementId, State};
use crate::service::announcements::{Seen, Shown};

/// A group that an announcement is for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AnnouncementGroup)]
pub(super) struct GroupView {
    id: GroupId,
    name: String,
}

/// An announcement, for administrators.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Announcement)]
pub(super) struct AnnouncementView {
    id: AnnouncementId,
    title: String,
    /// Paragraphs with an empty line between, as they were typed: text, and no markup.
    text: String,
    /// Whom it is for: those of its groups that are there; `null` for everybody.
    #[schema(required)]
    groups: Option<Vec<GroupView>>,
    /// Whether it is for guests as well.
    guests: bool,
    state: State,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// `null` for as long as nobody ends it.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Who wrote it.
    by_id: PersonId,
    #[schema(required)]
    by_name: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last written anew.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    changed_at: Option<Timestamp>,
    /// How many people put it away.
    put_away: u64,
}

impl From<Seen> for AnnouncementView {
    fn from(Seen { announcement, state, groups, by, put_away }: Seen) -> Self {
        let groups = groups.into_iter().map(|group| GroupView { id: group.id, name: group.name }).collect();
        Self {
            id: announcement.id,
            title: announcement.title,
            text: announcement.text,
            groups: (!announcement.everybody).then_some(groups),
            guests: announcement.guests,
            state,
            starts_at: announcement.starts_at,
            ends_at: announcement.ends_at,
            by_id: announcement.by,
            by_name: by.map(|by| by.name),
            created_at: announcement.created_at,
            changed_at: announcement.changed_at,
            put_away,
        }
    }
}

/// An announcement that runs, for whom it is for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RunningAnnouncement)]
pub(super) struct RunningView {
    id: AnnouncementId,
    title: String,
    /// Paragraphs with an empty line between, as they were typed: text, and no markup.
    text: String,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Who wrote it.
    #[schema(required)]
    by_name: Option<String>,
    /// Whether the caller put it away.
    put_away: bool,
}

impl From<Shown> for RunningView {
    fn from(Shown { announcement, by, put_away }: Shown) -> Self {
        Self {
            id: announcement.id,
            title: announcement.title,
            text: announcement.text,
            starts_at: announcement.starts_at,
            ends_at: announcement.ends_at,
            by_name: by.map(|by| by.name),
            put_away,
        }
    }
}
