//! Everything of an organisation on its way out of an installation and into another.
//!
//! Rows are read on one snapshot, parents before children. Contents are files named after their digest, whole,
//! whatever pieces they are stored in; the same contents are one file. Everything keeps its identifier but for the
//! integers of sync clients, which belong to an installation.
//!
//! What stays behind: trees that hang nowhere (`detached`), which are on their way out; uploads that are not whole
//! (`uploads`, `upload_extents`, `transfers`, `chunks`) and `locks`, which programs begin anew; `previews` and
//! `node_words`, which are made of the rest.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use base_blobs::Extent;
use base_blobs::extents::{adopt, retain};
use base_db::{Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::access::{self, Grant, Principal, Role};
use base_suite::archive::{ArchiveError, Reader, Rows, Writer};
use base_suite::{Object, Org};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

use crate::Files;
use crate::events::DRIVE;
use crate::model::{Drive, DriveId, Node, NodeId, Property, Version};
use crate::service::storage::MOST_BYTES;
use crate::store::{self, contents, dav, drives, favourites, nodes, trash};

/// Rows stored in one transaction, and read at once.
const BATCH: usize = 500;

#[derive(Serialize, Deserialize)]
struct GrantRow {
    drive: DriveId,
    /// `person`, `group`, `managers` (of a group) or `organisation`.
    to: String,
    id: Uuid,
    role: Role,
}

#[derive(Clone, Serialize, Deserialize)]
struct FavouriteRow {
    person: PersonId,
    node: NodeId,
}

#[derive(Clone, Serialize, Deserialize)]
struct TrashRow {
    drive: DriveId,
    node: NodeId,
    original_parent: NodeId,
    original_name: String,
    original_path: String,
    deleted_at: Timestamp,
    deleted_by: Option<PersonId>,
}

#[derive(Clone, Serialize, Deserialize)]
struct VersionRow {
    #[serde(flatten)]
    version: Version,
    /// The file that holds its bytes; none when there are none.
    contents: Option<String>,
}

/// Contents to be written beside the rows.
type Wanted = Vec<(String, Vec<Extent>)>;

/// Writes everything of `org` into `to`.
pub(crate) async fn export(files: &Files, org: &Org, to: &Writer) -> Result<(), ArchiveError> {
    let (id, rows) = (org.id, to.clone());
    let wanted = files.db().read(async move |tx| export_rows(tx, id, &rows).await).await?;
    for (name, extents) in wanted {
        write_contents(files, org.id, &extents, &to.contents(&name)?).await?;
    }
    Ok(())
}

async fn export_rows(tx: &mut Tx, org: OrgId, to: &Writer) -> Result<Wanted, ArchiveError> {
    let (mut drive_rows, mut grant_rows) = (to.rows("drives")?, to.rows("grants")?);
    let (mut trash_rows, mut node_rows) = (to.rows("trash")?, to.rows("nodes")?);
    let (mut version_rows, mut property_rows) = (to.rows("versions")?, to.rows("properties")?);
    let mut favourite_rows = to.rows("favourites")?;
    let mut wanted = Wanted::new();
    let mut known = HashSet::new();
    let mut after = Uuid::nil();
    loop {
        let page = tx.page::<Drive>(&drives::PAGE, params![org, after], BATCH).await?;
        for drive in &page.items {
            drive_rows.add(drive)?;
            for grant in access::grants(tx, org, &object(drive.id)).await? {
                grant_rows.add(&grant_row(drive.id, grant))?;
            }
            export_trash(tx, org, drive, &mut trash_rows).await?;
            let mut open = Vec::new();
            for top in [drive.root, drive.trash] {
                if let Some(node) = nodes::one(tx, org, top).await? {
                    node_rows.add(&node)?;
                    export_favourites(tx, org, top, &mut favourite_rows).await?;
                    open.push(top);
                }
            }
            while let Some(folder) = open.pop() {
                let mut name = String::new();
                loop {
                    let children = nodes::children(tx, org, folder, &name, BATCH).await?;
                    for node in &children.items {
                        node_rows.add(node)?;
                        export_favourites(tx, org, node.id, &mut favourite_rows).await?;
                        if node.is_folder() {
                            open.push(node.id);
                        }
                        export_versions(tx, org, node, &mut version_rows, &mut known, &mut wanted).await?;
                        if node.has_properties {
                            for property in dav::properties(tx, org, node.id).await? {
                                property_rows.add(&property)?;
                            }
                        }
                    }
                    match children.items.last() {
                        Some(last) if children.more => name.clone_from(&last.name),
                        _ => break,
                    }
                }
            }
        }
        match page.items.last() {
            Some(last) if page.more => after = last.id.uuid(),
            _ => break,
        }
    }
    for rows in [drive_rows, grant_rows, trash_rows, node_rows, version_rows, property_rows, favourite_rows] {
        rows.finish()?;
    }
    Ok(wanted)
}

async fn export_favourites(tx: &mut Tx, org: OrgId, node: NodeId, rows: &mut Rows) -> Result<(), ArchiveError> {
    for person in favourites::of_node(tx, org, node).await? {
        rows.add(&FavouriteRow { person, node })?;
    }
    Ok(())
}

async fn export_trash(tx: &mut Tx, org: OrgId, drive: &Drive, rows: &mut Rows) -> Result<(), ArchiveError> {
    let mut after = None;
    loop {
        let page = trash::newest(tx, org, drive.trash, after, BATCH).await?;
        for row in &page.items {
            rows.add(&TrashRow {
                drive: drive.id,
                node: row.id,
                original_parent: row.original_parent,
                original_name: row.original_name.clone(),
                original_path: row.original_path.clone(),
                deleted_at: row.deleted_at,
                deleted_by: row.deleted_by,
            })?;
        }
        match page.items.last() {
            Some(last) if page.more => after = Some((last.deleted_at, last.id)),
            _ => return Ok(()),
        }
    }
}

async fn export_versions(
    tx: &mut Tx,
    org: OrgId,
    node: &Node,
    rows: &mut Rows,
    known: &mut HashSet<String>,
    wanted: &mut Wanted,
) -> Result<(), ArchiveError> {
    if node.is_folder() {
        return Ok(());
    }
    for version in contents::newest(tx, org, node.id, None, usize::MAX - 1).await?.items {
        let extents = contents::extents(tx, org, version.id).await?;
        let contents = name_of(&extents);
        if let Some(name) = &contents
            && known.insert(name.clone())
        {
            wanted.push((name.clone(), extents));
        }
        rows.add(&VersionRow { version, contents })?;
    }
    Ok(())
}

/// The digest of the contents when they are one piece, and of the digests of the pieces otherwise.
fn name_of(extents: &[Extent]) -> Option<String> {
    match extents {
        [] => None,
        [only] => Some(hex::encode(only.blake3)),
        several => {
            let mut hasher = blake3::Hasher::new();
            for extent in several {
                hasher.update(&extent.blake3);
            }
            Some(hasher.finalize().to_hex().to_string())
        }
    }
}

async fn write_contents(files: &Files, org: OrgId, extents: &[Extent], path: &Path) -> Result<(), ArchiveError> {
    let length = extents.iter().map(|extent| extent.length).sum();
    let mut pieces = files.blobs().read(org, extents, 0..length);
    let mut file = tokio::fs::File::create(path).await.map_err(at(path))?;
    while let Some(piece) = pieces.try_next().await? {
        file.write_all(&piece).await.map_err(at(path))?;
    }
    file.sync_all().await.map_err(at(path))
}

/// Takes everything of `org` from an archive.
pub(crate) async fn import(files: &Files, org: &Org, from: &Reader) -> Result<(), ArchiveError> {
    let org = org.id;
    let drives: Vec<Drive> = from.rows("drives")?.collect::<Result<_, _>>()?;
    if let Some(drive) =
        drives.iter().find(|drive| drive.quota_bytes.is_some_and(|bytes| !(0..=MOST_BYTES).contains(&bytes)))
    {
        return Err(ArchiveError::Refused(format!("drives: {} has a limit that nothing can keep", drive.id)));
    }
    for drive in &drives {
        let (files, drive) = (files.clone(), drive.clone());
        files.db().clone().write(async move |tx| make_way(tx, &files, org, &drive).await).await?;
    }
    in_batches(files, from.rows::<Node>("nodes")?, async move |tx, _, node: &Node| {
        let fileid = nodes::next_fileid(tx, org).await?;
        Ok(nodes::add(tx, org, &Node { fileid, ..node.clone() }).await?)
    })
    .await?;
    in_batches(files, drives.iter().cloned().map(Ok), async move |tx, _, drive: &Drive| {
        Ok(drives::add(tx, org, drive).await?)
    })
    .await?;
    in_batches(files, from.rows::<GrantRow>("grants")?, async move |tx, files, row: &GrantRow| {
        let grant = Grant { principal: principal(row, org)?, role: row.role };
        Ok(access::give(tx, org, &object(row.drive), grant, files.clock().now()).await?)
    })
    .await?;
    let trashes: HashMap<DriveId, NodeId> = drives.iter().map(|drive| (drive.id, drive.trash)).collect();
    in_batches(files, from.rows::<TrashRow>("trash")?, async move |tx, _, row: &TrashRow| {
        let Some(trash) = trashes.get(&row.drive) else {
            return Err(ArchiveError::Refused(format!("there is no drive {} for what was deleted", row.drive)));
        };
        let new = trash::NewTrashed {
            node: row.node,
            trash: *trash,
            parent: row.original_parent,
            name: &row.original_name,
            path: &row.original_path,
            at: row.deleted_at,
            by: row.deleted_by,
        };
        Ok(trash::add(tx, org, &new).await?)
    })
    .await?;
    in_batches(files, from.rows::<Property>("properties")?, async move |tx, _, property: &Property| {
        Ok(dav::set_property(tx, org, property).await?)
    })
    .await?;
    in_batches(files, from.rows::<FavouriteRow>("favourites")?, async move |tx, _, row: &FavouriteRow| {
        Ok(favourites::mark(tx, org, row.person, row.node).await?)
    })
    .await?;
    let mut stored: HashMap<String, Extent> = HashMap::new();
    for row in from.rows::<VersionRow>("versions")? {
        import_version(files, org, from, row?, &mut stored).await?;
    }
    Ok(())
}

/// Removes the empty drive that an owner got when the directory arrived.
async fn make_way(tx: &mut Tx, files: &Files, org: OrgId, arriving: &Drive) -> Result<(), ArchiveError> {
    let Some(there) = drives::of_owner(tx, org, arriving.kind, arriving.owner).await? else { return Ok(()) };
    if nodes::any_child(tx, org, there.root).await? || nodes::any_child(tx, org, there.trash).await? {
        return Err(ArchiveError::Refused(format!("the drive of {:?} holds something already", there.name)));
    }
    access::forget(tx, org, &object(there.id)).await?;
    tx.exec(&drives::REMOVE, params![org, there.id]).await?;
    for top in [there.root, there.trash] {
        store::nodes::detach(tx, org, top, files.clock().now()).await?;
    }
    Ok(())
}

/// Stores rows, some in each transaction.
async fn in_batches<T, F>(
    files: &Files,
    mut rows: impl Iterator<Item = Result<T, ArchiveError>>,
    store: F,
) -> Result<(), ArchiveError>
where
    T: Send + Sync + 'static,
    F: AsyncFn(&mut Tx, &Files, &T) -> Result<(), ArchiveError> + Clone + Send + Sync + 'static,
{
    loop {
        let batch: Vec<T> = rows.by_ref().take(BATCH).collect::<Result<_, _>>()?;
        if batch.is_empty() {
            return Ok(());
        }
        let (work, store) = (files.clone(), store.clone());
        files
            .db()
            .write(async move |tx| {
                for row in &batch {
                    store(tx, &work, row).await?;
                }
                Ok::<_, ArchiveError>(())
            })
            .await?;
    }
}

async fn import_version(
    files: &Files,
    org: OrgId,
    from: &Reader,
    row: VersionRow,
    stored: &mut HashMap<String, Extent>,
) -> Result<(), ArchiveError> {
    let VersionRow { version, contents: name } = row;
    let known = name.as_ref().and_then(|name| stored.get(name)).copied();
    let mut staged = None;
    if let (Some(name), None) = (&name, known) {
        staged = Some(read_contents(files, org, &from.contents(name)?).await?);
    }
    let length = known.map_or(staged.map_or(0, |staged| staged.length), |extent| extent.length);
    if i64::try_from(length).ok() != Some(version.size) {
        return Err(ArchiveError::Refused(format!("the contents of version {} are not as long as noted", version.id)));
    }
    let work = files.clone();
    let adopted = files
        .db()
        .write(async move |tx| {
            let mut extents: Vec<Extent> = known.into_iter().collect();
            let mut duplicate = false;
            if let Some(staged) = &staged {
                let adopted = adopt(tx, staged, work.clock().now()).await?;
                extents.push(adopted.extent);
                duplicate = adopted.duplicate;
            } else {
                retain(tx, org, extents.iter().map(|extent| extent.id)).await?;
            }
            contents::add(tx, org, &version, &extents).await?;
            Ok::<_, ArchiveError>((extents.first().copied(), duplicate))
        })
        .await?;
    if let (Some(staged), true) = (staged, adopted.1) {
        files.blobs().discard(&[staged]).await;
    }
    if let (Some(name), Some(extent)) = (name, adopted.0) {
        stored.insert(name, extent);
    }
    Ok(())
}

async fn read_contents(files: &Files, org: OrgId, path: &Path) -> Result<base_blobs::Staged, ArchiveError> {
    let mut file = tokio::fs::File::open(path).await.map_err(at(path))?;
    let mut writer = files.blobs().writer(org);
    let mut block = vec![0; 256 * 1024];
    loop {
        match file.read(&mut block).await.map_err(at(path))? {
            0 => return Ok(writer.finish().await?),
            length => writer.write(&block[..length]).await?,
        }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ArchiveError + use<> {
    let path = path.to_owned();
    move |source| ArchiveError::Io { path, source }
}

fn object(drive: DriveId) -> Object {
    Object { kind: DRIVE.to_owned(), id: drive.uuid() }
}

fn grant_row(drive: DriveId, grant: Grant) -> GrantRow {
    let (to, id) = match grant.principal {
        Principal::Person(id) => ("person", id.uuid()),
        Principal::Group(id) => ("group", id.uuid()),
        Principal::Managers(id) => ("managers", id.uuid()),
        Principal::Organisation(id) => ("organisation", id.uuid()),
    };
    GrantRow { drive, to: to.to_owned(), id, role: grant.role }
}

fn principal(row: &GrantRow, org: OrgId) -> Result<Principal, ArchiveError> {
    match row.to.as_str() {
        "person" => Ok(Principal::Person(PersonId::from_uuid(row.id))),
        "group" => Ok(Principal::Group(GroupId::from_uuid(row.id))),
        "managers" => Ok(Principal::Managers(GroupId::from_uuid(row.id))),
        "organisation" => Ok(Principal::Organisation(org)),
        other => Err(ArchiveError::Refused(format!("{other:?} is nobody a role can be granted to"))),
    }
}
