//! Drives: one for each person, and for each group that has a shared folder.
//!
//! A drive is closed while its group has no folder, or is deleted, and while its person is a guest: it is there for
//! nobody, and everything in it stays. The tree of a guest begins with an empty folder that nobody can change.

use base_bus::{Audience, NewEvent};
use base_dav::path::push_segment;
use base_db::{Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::access::{self, Grant, Principal, Role};
use base_suite::audit::{self, Act};
use base_suite::{Object, Place};
use serde_json::json;
use uuid::Uuid;

use super::{Actor, Error, Scope, publish};
use crate::events::{DRIVE, DRIVES};
use crate::model::{Drive, DriveId, DriveKind, Node, NodeId, NodeKind, Seen, sort_key};
use crate::store;
use crate::{Files, dav};

/// The drives that the caller sees: their own first, then those of groups by name.
pub async fn list(files: &Files, actor: Actor) -> Result<Vec<Seen>, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            seen(tx, &scope).await
        })
        .await
}

/// The drives that the caller sees: their own first, then those of groups by name.
pub async fn seen(tx: &mut Tx, scope: &Scope) -> Result<Vec<Seen>, Error> {
    let decisions = access::objects(tx, &scope.principals, DRIVE).await?;
    let ids: Vec<Uuid> = decisions.keys().copied().collect();
    let mut drives: Vec<Seen> = store::drives::some(tx, scope.actor.org, &ids)
        .await?
        .into_iter()
        .filter(|drive| !drive.closed && drive.kind != DriveKind::Guest)
        .filter_map(|drive| Some(Seen { role: decisions.get(&drive.id.uuid())?.role, drive }))
        .collect();
    drives.sort_by_cached_key(|seen| {
        let own = seen.drive.owner != scope.actor.person.uuid();
        (own, seen.drive.kind == DriveKind::Group, sort_key(&seen.drive.name), seen.drive.id)
    });
    Ok(drives)
}

/// The drive that the caller's tree begins with: their own, or a guest's empty one.
pub async fn personal(tx: &mut Tx, scope: &Scope) -> Result<Seen, Error> {
    let owner = scope.actor.person.uuid();
    let kind = if scope.principals.guest { DriveKind::Guest } else { DriveKind::Personal };
    let drive = store::drives::of_owner(tx, scope.actor.org, kind, owner).await?;
    super::access::see(tx, scope, drive.ok_or(Error::NotFound)?).await?.ok_or(Error::NotFound)
}

/// One drive that the caller sees.
pub async fn one(tx: &mut Tx, scope: &Scope, id: DriveId) -> Result<Seen, Error> {
    let drive = store::drives::one(tx, scope.actor.org, id).await?.ok_or(Error::NotFound)?;
    super::access::see(tx, scope, drive).await?.ok_or(Error::NotFound)
}

/// How many bytes a drive may hold: what it says itself, else the organisation, else the configuration.
pub fn quota(files: &Files, actor: &Actor, drive: &Drive) -> Option<i64> {
    drive.quota_bytes.or_else(|| usual(files, actor, drive.kind))
}

/// How many bytes a drive of this kind may hold where nothing is said of it alone.
pub fn usual(files: &Files, actor: &Actor, kind: DriveKind) -> Option<i64> {
    let config = files.config();
    let configured = |bytes: u64| i64::try_from(bytes).ok().filter(|bytes| *bytes > 0);
    match kind {
        DriveKind::Personal => actor.person_quota.or_else(|| configured(config.personal_quota_bytes)),
        DriveKind::Group => configured(config.group_quota_bytes),
        DriveKind::Guest => Some(0),
    }
}

/// Bytes that can still be put into `drive`: the least of what its quota and the organisation's leave; none without
/// limits.
pub async fn available(tx: &mut Tx, scope: &Scope, drive: &Drive) -> Result<Option<i64>, Error> {
    let own = scope.quota(drive).map(|limit| limit - drive.used_bytes);
    let all = match scope.actor.org_quota {
        Some(limit) => Some(limit - store::drives::used(tx, scope.actor.org).await?),
        None => None,
    };
    Ok([own, all].into_iter().flatten().min().map(|bytes| bytes.max(0)))
}

/// Gives `person` a role of their own on the drive of `group`, whether they are in the group or not, for the operator;
/// without a role, takes it back. The strongest of their roles counts: what they have as a member stays.
pub async fn allow(
    files: &Files,
    org: OrgId,
    group: GroupId,
    person: PersonId,
    role: Option<Role>,
) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let drive = store::drives::of_owner(tx, org, DriveKind::Group, group.uuid()).await?;
            let drive = drive.ok_or(Error::NotFound)?.id.uuid();
            let object = Object { kind: DRIVE.to_owned(), id: drive };
            let principal = Principal::Person(person);
            let act = if let Some(role) = role {
                access::give(tx, org, &object, Grant { principal, role }, files.clock().now()).await?;
                "drive.role-given"
            } else {
                access::take(tx, org, &object, principal).await?;
                "drive.role-taken"
            };
            let detail = json!({ "drive": drive, "group": group, "role": role });
            let act = Act { org, actor: None, act, subject: Some(person), address: None, device: None, detail };
            audit::record(tx, files.clock(), files.random(), &act).await?;
            tell_everybody(tx, org).await?;
            Ok(())
        })
        .await
}

/// A person's own drive.
pub(crate) async fn make_personal(
    files: &Files,
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    handle: &str,
) -> Result<(), base_db::Error> {
    let grant = Grant { principal: Principal::Person(person), role: Role::Manager };
    make(files, tx, org, DriveKind::Personal, person.uuid(), handle, &[grant]).await
}

/// Somebody became a guest, whose own drive is closed, or is one no longer, and has it again.
pub(crate) async fn change_guest(
    files: &Files,
    tx: &mut Tx,
    org: OrgId,
    (person, handle): (PersonId, &str),
    guest: bool,
) -> Result<(), base_db::Error> {
    if guest {
        let grant = Grant { principal: Principal::Person(person), role: Role::Viewer };
        make(files, tx, org, DriveKind::Guest, person.uuid(), handle, &[grant]).await?;
    } else {
        make_personal(files, tx, org, person, handle).await?;
    }
    if let Some(own) = store::drives::of_owner(tx, org, DriveKind::Personal, person.uuid()).await? {
        tx.exec(&store::drives::SET_CLOSED, params![org, own.id, guest]).await?;
    }
    let audience = Audience::Person(person);
    base_bus::publish(tx, NewEvent { org, kind: DRIVES, audience, data: json!({}) }).await
}

/// A group's shared folder: a new one, or the one that it had.
pub(crate) async fn open_group(
    files: &Files,
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    name: &str,
) -> Result<(), base_db::Error> {
    let Some(drive) = store::drives::of_owner(tx, org, DriveKind::Group, group.uuid()).await? else {
        let grants = [
            Grant { principal: Principal::Group(group), role: Role::Editor },
            Grant { principal: Principal::Managers(group), role: Role::Manager },
        ];
        return make(files, tx, org, DriveKind::Group, group.uuid(), name, &grants).await;
    };
    tx.exec(&store::drives::SET_CLOSED, params![org, drive.id, false]).await?;
    rename_group(tx, org, group, name).await?;
    tell_everybody(tx, org).await
}

/// A group's shared folder is there for nobody from now on.
pub(crate) async fn close_group(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<(), base_db::Error> {
    let Some(drive) = store::drives::of_owner(tx, org, DriveKind::Group, group.uuid()).await? else { return Ok(()) };
    tx.exec(&store::drives::SET_CLOSED, params![org, drive.id, true]).await?;
    tell_everybody(tx, org).await
}

/// A group will not come back: its drive goes, and all that is in it is purged in the background.
pub(crate) async fn purge_group(files: &Files, tx: &mut Tx, org: OrgId, group: GroupId) -> Result<(), base_db::Error> {
    let Some(drive) = store::drives::of_owner(tx, org, DriveKind::Group, group.uuid()).await? else { return Ok(()) };
    tx.exec(&store::dav::REMOVE_LOCKS_OF_DRIVE, params![org, drive.id]).await?;
    for upload in store::uploads::of_drive(tx, org, drive.id).await? {
        let released = store::uploads::remove(tx, org, upload).await?;
        base_blobs::extents::release(tx, org, released, files.clock().now()).await?;
    }
    access::forget(tx, org, &Object { kind: DRIVE.to_owned(), id: drive.id.uuid() }).await?;
    tx.exec(&store::drives::REMOVE, params![org, drive.id]).await?;
    for top in [drive.root, drive.trash] {
        super::purge::hand_over(tx, files, org, top).await?;
    }
    Ok(())
}

/// Where the folder of a group is, for one who sees it.
pub(crate) async fn place(
    files: &Files,
    tx: &mut Tx,
    actor: Actor,
    handle: &str,
    group: GroupId,
) -> Result<Option<Place>, Error> {
    let scope = Scope::open(tx, files, actor).await?;
    let mounts = super::paths::mounts(tx, &scope).await?;
    let Some(mount) = mounts.into_iter().find(|mount| mount.seen.drive.owner == group.uuid()) else { return Ok(None) };
    let mut address = format!("{}/{handle}/", dav::PATH);
    push_segment(&mut address, &mount.name);
    address.push('/');
    Ok(Some(Place { link: format!("/files/d/{}", mount.seen.drive.id), address: Some(address) }))
}

async fn make(
    files: &Files,
    tx: &mut Tx,
    org: OrgId,
    kind: DriveKind,
    owner: Uuid,
    name: &str,
    grants: &[Grant],
) -> Result<(), base_db::Error> {
    if store::drives::of_owner(tx, org, kind, owner).await?.is_some() {
        return Ok(());
    }
    let now = files.clock().now();
    let id = DriveId::new(files.clock(), files.random());
    let root = top(files, tx, org, name).await?;
    let trash = top(files, tx, org, "trash").await?;
    let drive = Drive {
        id,
        kind,
        owner,
        name: name.to_owned(),
        root,
        trash,
        version: 0,
        quota_bytes: None,
        used_bytes: 0,
        closed: false,
        created_at: now,
    };
    store::drives::add(tx, org, &drive).await?;
    for grant in grants {
        access::give(tx, org, &Object { kind: DRIVE.to_owned(), id: id.uuid() }, *grant, now).await?;
    }
    publish(tx, org, DRIVES, id.uuid(), json!({})).await
}

/// Adds a folder that hangs nowhere.
pub(crate) async fn top(files: &Files, tx: &mut Tx, org: OrgId, name: &str) -> Result<NodeId, base_db::Error> {
    let now = files.clock().now();
    let node = Node {
        id: NodeId::new(files.clock(), files.random()),
        parent: None,
        name: name.to_owned(),
        kind: NodeKind::Folder,
        size: 0,
        media_type: None,
        modified_at: now,
        created_at: now,
        created_by: None,
        modified_by: None,
        fileid: store::nodes::next_fileid(tx, org).await?,
        change: 0,
        version: None,
        has_properties: false,
    };
    store::nodes::add(tx, org, &node).await?;
    Ok(node.id)
}

pub(crate) async fn rename_group(tx: &mut Tx, org: OrgId, group: GroupId, name: &str) -> Result<(), base_db::Error> {
    if let Some(drive) = store::drives::of_owner(tx, org, DriveKind::Group, group.uuid()).await? {
        tx.exec(&store::drives::RENAME, params![org, DriveKind::Group, group.uuid(), name]).await?;
        let change = store::drives::bump(tx, org, drive.id, 0).await?.change;
        store::nodes::place(tx, org, drive.root, None, name, change).await?;
        publish(tx, org, DRIVES, drive.id.uuid(), json!({})).await?;
    }
    Ok(())
}

/// Whoever was removed cannot be told through the drive that they no longer see.
pub(crate) async fn tell_everybody(tx: &mut Tx, org: OrgId) -> Result<(), base_db::Error> {
    base_bus::publish(tx, NewEvent { org, kind: DRIVES, audience: Audience::Organisation, data: json!({}) }).await
}
