//! The end of a group, and its return.
//!
//! Administrators and those who manage it delete a group. It is there for nobody from then on: its people lose what they
//! had by it, what it has is hidden and frozen, and its name is free. For 30 days the same people bring it back with its
//! members, its history and all that it had; then it is removed with all of that.

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId};
use base_jobs::{Job, JobError, NewJob};
use base_suite::{Caller, Change, Group};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::service::groups::{looks_after, tell_people_in};
use crate::service::{Author, Origin, session_of};
use crate::store::group_life::Deleted;
use crate::{Accounts, Error, events, store};

/// The job that removes a group for good.
pub(crate) const PURGE_GROUP: &str = "accounts.purge-group";
/// How long a deleted group can come back.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Serialize, Deserialize)]
struct Doomed {
    group: GroupId,
    /// It may have come back and have been deleted again since.
    deleted_at: Timestamp,
}

impl Deleted {
    /// Until when it can come back.
    pub fn until(&self) -> Timestamp {
        self.at.checked_add(KEPT).unwrap_or(Timestamp::MAX)
    }
}

impl Accounts {
    /// Deletes a group, for administrators and those who manage it.
    pub(crate) async fn delete_group(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
    ) -> Result<(), Error> {
        let (this, caller, author) = (self.clone(), caller.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                let group = looks_after(tx, org, &caller, group).await?.group;
                // As long as it still says who they are.
                tell_people_in(tx, org, group.id).await?;
                this.tell_deleted(tx, org, &author, &group).await?;
                let now = this.now();
                if !store::group_life::delete(tx, org, group.id, now, author.person).await? {
                    return Err(Error::NotFound);
                }
                for tool in store::group_life::spaces(tx, org, group.id).await? {
                    let change = Change::SpaceClosed { group: group.id, tool };
                    this.foundation().listeners.tell(tx, org, &change).await?;
                }
                this.doom(tx, org, group.id, now).await?;
                this.life_changed(tx, org, &author, &group, "group.deleted").await
            })
            .await
    }

    /// What was deleted and can come back, the latest first: everything for administrators, what they managed for others.
    pub(crate) async fn deleted_groups(
        &self,
        org: OrgId,
        caller: &Caller,
        before: Option<(Timestamp, GroupId)>,
        limit: usize,
    ) -> Result<Page<Deleted>, Error> {
        session_of(caller)?;
        let who = (caller.person, caller.is_admin());
        let read = async move |tx: &mut Tx| store::group_life::deleted(tx, org, who, before, limit).await;
        Ok(self.foundation().db.read(read).await?)
    }

    /// Brings a deleted group back, under another name where its own was given away.
    pub(crate) async fn restore_group(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
    ) -> Result<Group, Error> {
        session_of(caller)?;
        let (this, who) = (self.clone(), (Some(caller.person), caller.is_admin()));
        let author = Author::new(caller, origin);
        self.foundation()
            .db
            .write(async move |tx| {
                let deleted = store::group_life::deleted_one(tx, org, group, who).await?.ok_or(Error::NotFound)?;
                if deleted.until() <= this.now() {
                    return Err(Error::NotFound);
                }
                let name = free_name(tx, org, &deleted.name).await?;
                let back = Group { id: group, name };
                store::group_life::restore(tx, org, group, &back.name).await?;
                for tool in store::group_life::spaces(tx, org, group).await? {
                    let change = Change::SpaceOpened { group, name: back.name.clone(), tool };
                    this.foundation().listeners.tell(tx, org, &change).await?;
                }
                tell_people_in(tx, org, group).await?;
                this.life_changed(tx, org, &author, &back, "group.restored").await?;
                Ok(back)
            })
            .await
    }

    async fn life_changed(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: &Group,
        act: &'static str,
    ) -> Result<(), Error> {
        let detail = json!({ "group": group.id, "name": group.name });
        self.record(tx, org, (author.person, None), act, &author.origin, detail).await?;
        self.foundation().listeners.tell(tx, org, &Change::MembershipChanged { group: group.id }).await?;
        Ok(events::groups_changed(tx, org).await?)
    }

    /// Sees to it that a deleted group is removed when its time has come.
    pub(crate) async fn doom(
        &self,
        tx: &mut Tx,
        org: OrgId,
        group: GroupId,
        deleted_at: Timestamp,
    ) -> Result<(), base_db::Error> {
        let payload = serde_json::to_value(Doomed { group, deleted_at }).unwrap_or_default();
        let run_at = Some(deleted_at.checked_add(KEPT).unwrap_or(Timestamp::MAX));
        let key = Some(format!("{group} {deleted_at}"));
        let job = NewJob { org: Some(org), kind: PURGE_GROUP, payload, run_at, key };
        base_jobs::enqueue(tx, &self.foundation().clock, &self.foundation().random, job).await
    }

    /// The handler of [`PURGE_GROUP`].
    pub(crate) async fn purge_group(&self, job: &Job) -> Result<(), JobError> {
        let doomed: Doomed = serde_json::from_value(job.payload.clone()).map_err(JobError::dead)?;
        let org = job.org.ok_or_else(|| JobError::dead("the job names no organisation"))?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let found = store::group_life::deleted_one(tx, org, doomed.group, (None, true)).await?;
                let Some(deleted) = found.filter(|found| found.at == doomed.deleted_at) else { return Ok(()) };
                this.foundation().listeners.tell(tx, org, &Change::GroupPurged { group: deleted.id }).await?;
                store::group_life::purge(tx, org, deleted.id).await?;
                let detail = json!({ "group": deleted.id, "name": deleted.name });
                this.record(tx, org, (None, None), "group.purged", &Origin::default(), detail).await?;
                events::groups_changed(tx, org).await
            })
            .await?;
        Ok(())
    }
}

/// `name`, or with a number where another group is called so by now.
async fn free_name(tx: &mut Tx, org: OrgId, name: &str) -> Result<String, Error> {
    let mut free = name.to_owned();
    let mut number = 1_u32;
    while store::groups::by_name(tx, org, &free).await?.is_some() {
        number = number.saturating_add(1);
        let room: String = name.chars().take(110).collect();
        free = format!("{room} ({number})");
    }
    Ok(free)
}
