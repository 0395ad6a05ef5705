//! How much is used, by whom, and how much each may use: for administrators. And the word to somebody whose own files
//! are about to fill what they may hold.
//!
//! What holds:
//! - A limit counts from the next request on, in every protocol: they all book through [`super::book`].
//! - A limit below what is used loses nothing: what is there stays and can be deleted, and nothing is added.
//! - Somebody is told once that they are near their limit, and once that it is reached, until they are below again.

use std::net::IpAddr;

use base_db::Tx;
use base_i18n::{Text, Words};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::audit::{self, Act};
use base_suite::{ByMail, Caller, Channels, Notice, NoticeKind, Org};
use serde_json::json;
use uuid::Uuid;

use super::{Actor, Error, Scope, drives, publish};
use crate::Files;
use crate::events::DRIVES;
use crate::model::{Drive, DriveKind};
use crate::store;

/// Those that are listed.
const LARGEST: usize = 10;
/// More than any disk, and far from where sums would overflow.
pub(crate) const MOST_BYTES: i64 = 1 << 60;
const FILLING: &str = "files.filling";

/// What people are told.
pub(crate) const KINDS: &[NoticeKind] = &[NoticeKind {
    name: FILLING,
    title: Text { fr: "Vos fichiers approchent de leur limite", en: "Your files come near their limit" },
    default: Channels { mail: ByMail::Digest, push: false },
    safety: false,
    admins_only: false,
}];

/// A drive as administrators see it from outside: never what is in it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The drive.
    pub drive: Drive,
    /// The name of its person or its group today.
    pub name: String,
    /// Bytes that it may hold; none without a limit.
    pub limit: Option<i64>,
    /// Bytes that it may hold where nothing is said of it alone.
    pub usual: Option<i64>,
}

/// What an organisation uses.
#[derive(Debug, Clone)]
pub struct Storage {
    /// Bytes that all drives hold together.
    pub used: i64,
    /// Bytes that they may hold; set by the operator.
    pub limit: Option<i64>,
    /// What the organisation chose for each person's own files.
    pub person_chosen: Option<i64>,
    /// What holds for them where it chose nothing; none is without a limit.
    pub person_usual: Option<i64>,
    /// What holds for the folder of each group.
    pub group_usual: Option<i64>,
    /// The drives that hold most, the largest first.
    pub largest: Vec<Stored>,
}

/// What an organisation uses, for its administrators.
pub async fn look(files: &Files, org: &Org, caller: &Caller) -> Result<Storage, Error> {
    admin(caller)?;
    let (work, actor) = (files.clone(), Actor::new(org, caller));
    let read = files.db().read(async move |tx| {
        let used = store::drives::used(tx, actor.org).await?;
        let mut largest = Vec::new();
        for drive in store::drives::largest(tx, actor.org, LARGEST).await? {
            largest.push(stored(tx, &work, &actor, drive).await?);
        }
        let nobody = Actor { person_quota: None, ..actor };
        Ok(Storage {
            used,
            limit: actor.org_quota,
            person_chosen: actor.person_quota,
            person_usual: drives::usual(&work, &nobody, DriveKind::Personal),
            group_usual: drives::usual(&work, &actor, DriveKind::Group),
            largest,
        })
    });
    read.await
}

/// The drive of a person or a group, for administrators.
pub async fn of_owner(
    files: &Files,
    org: &Org,
    caller: &Caller,
    kind: DriveKind,
    owner: Uuid,
) -> Result<Stored, Error> {
    admin(caller)?;
    let (work, actor) = (files.clone(), Actor::new(org, caller));
    let read = files.db().read(async move |tx| {
        let drive = there(tx, actor.org, kind, owner).await?;
        stored(tx, &work, &actor, drive).await
    });
    read.await
}

/// Gives the drive of a person or a group a limit of its own, or the usual one back.
pub async fn set_quota(
    files: &Files,
    org: &Org,
    caller: &Caller,
    (kind, owner): (DriveKind, Uuid),
    quota: Option<i64>,
    address: Option<IpAddr>,
) -> Result<Stored, Error> {
    admin(caller)?;
    if quota.is_some_and(|bytes| !(0..=MOST_BYTES).contains(&bytes)) {
        return Err(Error::Invalid {
            field: "limit_bytes",
            detail: "Give 0 bytes or more, or none for the usual limit.".to_owned(),
        });
    }
    let (work, actor) = (files.clone(), Actor::new(org, caller));
    let done = files.db().write(async move |tx| {
        let drive = there(tx, actor.org, kind, owner).await?;
        if drive.quota_bytes == quota {
            return stored(tx, &work, &actor, drive).await;
        }
        store::drives::set_quota(tx, actor.org, drive.id, quota).await?;
        let subject = (kind == DriveKind::Personal).then(|| PersonId::from_uuid(owner));
        let named = (kind == DriveKind::Group).then(|| drive.name.clone());
        let detail = json!({
            "drive": drive.id, "group_name": named,
            "before": { "limit_bytes": drive.quota_bytes }, "after": { "limit_bytes": quota },
        });
        let address = address.map(|address| address.to_string());
        let (actor_id, act) = (Some(actor.person), "drive.quota-changed");
        let act = Act { org: actor.org, actor: actor_id, act, subject, address, device: None, detail };
        audit::record(tx, work.clock(), work.random(), &act).await?;
        // Whoever sees it sees its new limit.
        publish(tx, actor.org, DRIVES, drive.id.uuid(), json!({})).await?;
        let drive = there(tx, actor.org, kind, owner).await?;
        let (limit, used) = (drives::quota(&work, &actor, &drive), drive.used_bytes);
        let warned = store::drives::warned(tx, actor.org, drive.id).await?;
        warn(tx, &work, actor.org, &drive, (used, limit, warned)).await?;
        stored(tx, &work, &actor, drive).await
    });
    done.await
}

async fn there(tx: &mut Tx, org: OrgId, kind: DriveKind, owner: Uuid) -> Result<Drive, Error> {
    if kind == DriveKind::Guest {
        return Err(Error::NotFound);
    }
    store::drives::of_owner(tx, org, kind, owner).await?.ok_or(Error::NotFound)
}

async fn stored(tx: &mut Tx, files: &Files, actor: &Actor, drive: Drive) -> Result<Stored, Error> {
    let name = match drive.kind {
        DriveKind::Personal => {
            let person = files.directory().person(tx, actor.org, PersonId::from_uuid(drive.owner)).await?;
            person.map(|person| person.name)
        }
        _ => files.directory().group(tx, actor.org, GroupId::from_uuid(drive.owner)).await?.map(|group| group.name),
    };
    let (limit, usual) = (drives::quota(files, actor, &drive), drives::usual(files, actor, drive.kind));
    Ok(Stored { name: name.unwrap_or_else(|| drive.name.clone()), limit, usual, drive })
}

fn admin(caller: &Caller) -> Result<(), Error> {
    if caller.is_admin() {
        Ok(())
    } else {
        Err(Error::Forbidden("Only owners and administrators of the organisation may do this. Ask one of them."))
    }
}

/// Tells somebody, in the transaction that books what they add, that their own files come near their limit.
pub(crate) async fn watch(
    tx: &mut Tx,
    scope: &Scope,
    drive: &Drive,
    used: i64,
    warned: i64,
) -> Result<(), base_db::Error> {
    warn(tx, &scope.files, scope.actor.org, drive, (used, scope.quota(drive), warned)).await
}

async fn warn(
    tx: &mut Tx,
    files: &Files,
    org: OrgId,
    drive: &Drive,
    (used, limit, warned): (i64, Option<i64>, i64),
) -> Result<(), base_db::Error> {
    if drive.kind != DriveKind::Personal {
        return Ok(());
    }
    let level = level(used, limit);
    // Who goes a little below, and above again, is not told each time.
    let level = if level < warned && near(used, limit, NEAR - SLACK) { level.max(NEAR.min(warned)) } else { level };
    if level == warned {
        return Ok(());
    }
    store::drives::set_warned(tx, org, drive.id, level).await?;
    if level < warned {
        return Ok(());
    }
    let title = if level == FULL {
        Text { fr: "Vos fichiers ont atteint leur limite", en: "Your files have reached their limit" }
    } else {
        Text {
            fr: "Vos fichiers occupent plus de 90 % de leur limite",
            en: "Your files take more than 90% of their limit",
        }
    };
    let detail = if level == FULL {
        Text {
            fr: "Rien n’est perdu, et rien ne peut être ajouté : supprimez ce qui ne sert plus et videz la corbeille, ou demandez plus de place.",
            en: "Nothing is lost, and nothing can be added: delete what is no longer needed and empty the trash, or ask for more room.",
        }
    } else {
        Text {
            fr: "Supprimez ce qui ne sert plus et videz la corbeille, ou demandez plus de place.",
            en: "Delete what is no longer needed and empty the trash, or ask for more room.",
        }
    };
    let notice = Notice {
        kind: FILLING,
        to: PersonId::from_uuid(drive.owner),
        by: None,
        object: None,
        title: Words::from(title),
        detail: Some(Words::from(detail)),
        link: "/files".to_owned(),
        key: Some(drive.id.to_string()),
    };
    files.foundation().notices.tell(tx, org, &notice).await
}

const NEAR: i64 = 90;
const FULL: i64 = 100;
/// Per cent below [`NEAR`] from which being near is news again.
const SLACK: i64 = 10;

/// Whether so many per cent of a limit are used.
fn near(used: i64, limit: Option<i64>, percent: i64) -> bool {
    limit.is_some_and(|limit| limit > 0 && i128::from(used) * 100 >= i128::from(limit) * i128::from(percent))
}

/// How near a limit is: 0, [`NEAR`] or [`FULL`].
fn level(used: i64, limit: Option<i64>) -> i64 {
    match limit {
        // Nothing may be put there: there is nothing to warn of.
        None | Some(0) => 0,
        Some(limit) if used >= limit => FULL,
        Some(_) if near(used, limit, NEAR) => NEAR,
        Some(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_near_and_reached() {
        for (used, limit, expected) in [
            (0, None, 0),
            (i64::MAX, None, 0),
            (0, Some(0), 0),
            (89, Some(100), 0),
            (90, Some(100), NEAR),
            (99, Some(100), NEAR),
            (100, Some(100), FULL),
            (500, Some(100), FULL),
            (i64::MAX - 1, Some(i64::MAX), NEAR),
        ] {
            assert_eq!(level(used, limit), expected, "{used} of {limit:?}");
        }
    }
}
