//! Announcements on their way out and in, with who put them away. Deleted ones stay behind.

use base_id::{GroupId, OrgId, PersonId};
use base_suite::archive::{ArchiveError, Reader, Writer};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refused;
use crate::Organisations;
use crate::model::announcements::{Announcement, AnnouncementId, Draft};
use crate::store::announcements as store;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: AnnouncementId,
    title: String,
    text: String,
    /// `null` for everybody.
    groups: Option<Vec<GroupId>>,
    guests: bool,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    by: PersonId,
    created_at: Timestamp,
    changed_at: Option<Timestamp>,
    edition: i64,
    told: i64,
    told_after: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Away {
    announcement: AnnouncementId,
    person: PersonId,
    edition: i64,
}

/// Rows read or written in one transaction.
const ROWS: usize = 500;

impl Organisations {
    pub(super) async fn export_announcements(&self, org: OrgId, to: &Writer) -> Result<(), ArchiveError> {
        let db = &self.foundation().db;
        let (mut rows, mut aways) = (to.rows("announcements")?, to.rows("announcements-put-away")?);
        // Each with its groups as of one moment.
        let all = db.read(async move |tx| {
            let mut all = Vec::new();
            for one in store::every(tx, org).await?.into_iter().filter(|one| one.removed_at.is_none()) {
                let groups = store::groups(tx, org, one.id).await?;
                all.push((one, groups));
            }
            Ok(all)
        });
        for (one, groups) in all.await.map_err(ArchiveError::Database)? {
            let id = one.id;
            rows.add(&Row::from((one, groups)))?;
            let mut after = None;
            loop {
                let page = db.read(async move |tx| store::every_away(tx, org, id, after, ROWS).await).await;
                let page = page.map_err(ArchiveError::Database)?;
                after = page.items.last().map(|(person, _)| *person);
                for (person, edition) in page.items {
                    aways.add(&Away { announcement: id, person, edition })?;
                }
                if !page.more {
                    break;
                }
            }
        }
        rows.finish()?;
        aways.finish()
    }

    pub(super) async fn import_announcements(&self, org: OrgId, from: &Reader) -> Result<(), ArchiveError> {
        let db = &self.foundation().db;
        for row in from.rows::<Row>("announcements")? {
            let row = row?;
            // An archive can be edited: what it brings is held to what may be typed.
            let draft = Draft {
                title: row.title.clone(),
                text: row.text.clone(),
                groups: row.groups.clone(),
                guests: row.guests,
                starts_at: None,
                ends_at: None,
            };
            let draft = draft.checked(row.changed_at.unwrap_or(row.created_at), row.starts_at).map_err(refused)?;
            if !(0..=row.edition).contains(&row.told) || row.edition > i64::from(i32::MAX) {
                return Err(ArchiveError::Refused("announcements: told more often than written".to_owned()));
            }
            if row.ends_at.is_some_and(|end| end < row.starts_at) {
                return Err(ArchiveError::Refused("announcements: an end before the beginning".to_owned()));
            }
            let (announcement, groups) = row.into_announcement(draft);
            let this = self.clone();
            db.write(async move |tx| {
                store::insert(tx, org, &announcement, &groups).await?;
                this.wait_for(tx, org, &announcement).await
            })
            .await
            .map_err(ArchiveError::Database)?;
        }
        let mut aways = from.rows::<Away>("announcements-put-away")?.peekable();
        while aways.peek().is_some() {
            let some = aways.by_ref().take(ROWS).collect::<Result<Vec<_>, _>>()?;
            db.write(async move |tx| {
                for Away { announcement, person, edition } in &some {
                    store::put_away(tx, org, *announcement, *person, *edition).await?;
                }
                Ok::<_, base_db::Error>(())
            })
            .await
            .map_err(ArchiveError::Database)?;
        }
        Ok(())
    }
}

impl From<(Announcement, Vec<GroupId>)> for Row {
    fn from((one, groups): (Announcement, Vec<GroupId>)) -> Self {
        Self {
            id: one.id,
            title: one.title,
            text: one.text,
            groups: (!one.everybody).then_some(groups),
            guests: one.guests,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            by: one.by,
            created_at: one.created_at,
            changed_at: one.changed_at,
            edition: one.edition,
            told: one.told,
            told_after: one.told_after,
        }
    }
}

impl Row {
    fn into_announcement(self, checked: Draft) -> (Announcement, Vec<GroupId>) {
        let announcement = Announcement {
            id: self.id,
            title: checked.title,
            text: checked.text,
            everybody: checked.groups.is_none(),
            guests: self.guests,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            by: self.by,
            created_at: self.created_at,
            changed_at: self.changed_at,
            removed_at: None,
            edition: self.edition,
            told: self.told,
            told_after: self.told_after,
        };
        (announcement, checked.groups.unwrap_or_default())
    }
}
