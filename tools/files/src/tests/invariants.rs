//! What must hold whatever was done, checked over whole tables.

use std::collections::HashMap;

use base_blobs::ExtentId;
use base_db::params;
use base_id::OrgId;

use super::world::World;
use crate::model::{Drive, Node, NodeId, TransferId, Version, VersionId};
use crate::store;

base_db::statements! {
    /// All nodes.
    NODES = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1";
    /// All versions.
    VERSIONS = "SELECT version_id, node_id, size, media_type, blake3, checksums, created_at, created_by FROM versions
        WHERE org_id = $1";
    /// All references of versions.
    VERSION_EXTENTS = "SELECT version_id, extent_id, length FROM version_extents WHERE org_id = $1";
    /// All references of uploads.
    UPLOAD_EXTENTS = "SELECT extent_id FROM upload_extents WHERE org_id = $1";
    /// All references of chunks.
    CHUNKS = "SELECT transfer_id, extent_id, length FROM chunks WHERE org_id = $1";
    /// What transfers say that they hold.
    TRANSFERS = "SELECT transfer_id, received, chunk_count FROM transfers WHERE org_id = $1";
    /// All references of previews.
    PREVIEWS = "SELECT extent_id FROM previews WHERE org_id = $1";
    /// What is counted.
    REFS = "SELECT extent_id, refs FROM extents WHERE org_id = $1";
    /// What is noted as deleted.
    TRASH = "SELECT node_id, trash_id FROM trash WHERE org_id = $1";
    /// What hangs nowhere.
    DETACHED = "SELECT node_id FROM detached WHERE org_id = $1";
    /// Integers given.
    FILEIDS = "SELECT COUNT(*) FROM fileids WHERE org_id = $1";
}

/// Everything of an organisation.
struct Tables {
    nodes: Vec<Node>,
    drives: Vec<Drive>,
    versions: Vec<Version>,
    version_extents: Vec<(VersionId, ExtentId, i64)>,
    other_extents: Vec<(ExtentId,)>,
    transfers: Vec<(TransferId, i64, i64)>,
    chunks: Vec<(TransferId, ExtentId, i64)>,
    refs: Vec<(ExtentId, i64)>,
    trash: Vec<(NodeId, NodeId)>,
    detached: Vec<(NodeId,)>,
    fileids: i64,
}

async fn tables(world: &World, org: OrgId) -> Tables {
    world
        .files
        .db()
        .read(async move |tx| {
            let mut other_extents: Vec<(ExtentId,)> = tx.all(&UPLOAD_EXTENTS, params![org]).await?;
            other_extents.extend(tx.all::<(ExtentId,)>(&PREVIEWS, params![org]).await?);
            Ok::<_, base_db::Error>(Tables {
                nodes: tx.all(&NODES, params![org]).await?,
                drives: tx.all(&store::drives::PAGE, params![org, uuid::Uuid::nil(), 10_000]).await?,
                versions: tx.all(&VERSIONS, params![org]).await?,
                version_extents: tx.all(&VERSION_EXTENTS, params![org]).await?,
                other_extents,
                transfers: tx.all(&TRANSFERS, params![org]).await?,
                chunks: tx.all(&CHUNKS, params![org]).await?,
                refs: tx.all(&REFS, params![org]).await?,
                trash: tx.all(&TRASH, params![org]).await?,
                detached: tx.all(&DETACHED, params![org]).await?,
                fileids: tx.one::<(i64,)>(&FILEIDS, params![org]).await?.unwrap().0,
            })
        })
        .await
        .unwrap()
}

/// Panics when something does not hold.
pub async fn hold(world: &World) {
    let tables = tables(world, world.org).await;
    let by_id: HashMap<NodeId, &Node> = tables.nodes.iter().map(|node| (node.id, node)).collect();
    sizes_and_changes(&tables, &by_id);
    tops(&tables, &by_id);
    contents(&tables, &by_id);
    transfers(&tables);
    references(&tables);
    assert_eq!(tables.fileids, i64::try_from(tables.nodes.len()).unwrap(), "one integer for each node");
}

fn sizes_and_changes(tables: &Tables, by_id: &HashMap<NodeId, &Node>) {
    let mut sums: HashMap<NodeId, i64> = HashMap::new();
    for node in &tables.nodes {
        let Some(parent) = node.parent else { continue };
        let parent = by_id.get(&parent).unwrap_or_else(|| panic!("{:?} hangs below nothing", node.name));
        assert!(parent.is_folder(), "{:?} is in a file", node.name);
        assert!(parent.change >= node.change, "{:?} is newer than the folder above it", node.name);
        *sums.entry(parent.id).or_default() += node.size;
    }
    for node in tables.nodes.iter().filter(|node| node.is_folder()) {
        assert_eq!(node.size, sums.get(&node.id).copied().unwrap_or(0), "size of {:?}", node.name);
    }
    for drive in &tables.drives {
        let (root, trash) = (by_id[&drive.root], by_id[&drive.trash]);
        assert_eq!(drive.used_bytes, root.size + trash.size, "used by {:?}", drive.name);
        assert!(drive.version >= root.change.max(trash.change), "version of {:?}", drive.name);
    }
}

fn tops(tables: &Tables, by_id: &HashMap<NodeId, &Node>) {
    let is_top = |id: NodeId| {
        tables.drives.iter().any(|drive| drive.root == id || drive.trash == id)
            || tables.detached.iter().any(|(top,)| *top == id)
    };
    for node in &tables.nodes {
        assert_eq!(node.parent.is_none(), is_top(node.id), "{:?} hangs where it should", node.name);
    }
    for drive in &tables.drives {
        let mut binned: Vec<NodeId> =
            tables.nodes.iter().filter(|node| node.parent == Some(drive.trash)).map(|node| node.id).collect();
        let noted = tables.trash.iter().filter(|(_, trash)| *trash == drive.trash);
        let mut noted: Vec<NodeId> = noted.map(|(node, _)| *node).collect();
        binned.sort_unstable();
        noted.sort_unstable();
        assert_eq!(binned, noted, "the trash of {:?}", drive.name);
    }
    for (node, _) in &tables.trash {
        assert!(by_id.contains_key(node));
    }
}

fn contents(tables: &Tables, by_id: &HashMap<NodeId, &Node>) {
    let versions: HashMap<VersionId, &Version> = tables.versions.iter().map(|version| (version.id, version)).collect();
    for node in tables.nodes.iter().filter(|node| !node.is_folder()) {
        let version = versions[&node.version.unwrap()];
        assert_eq!((version.node, version.size), (node.id, node.size), "contents of {:?}", node.name);
    }
    let mut lengths: HashMap<VersionId, i64> = HashMap::new();
    for (version, _, length) in &tables.version_extents {
        *lengths.entry(*version).or_default() += length;
    }
    for version in &tables.versions {
        assert!(by_id.contains_key(&version.node));
        assert_eq!(version.size, lengths.get(&version.id).copied().unwrap_or(0), "pieces of {}", version.id);
    }
}

fn transfers(tables: &Tables) {
    let mut sums: HashMap<TransferId, (i64, i64)> = HashMap::new();
    for (transfer, _, length) in &tables.chunks {
        let (bytes, count) = sums.entry(*transfer).or_default();
        *bytes += length;
        *count += 1;
    }
    for (id, received, chunks) in &tables.transfers {
        assert_eq!((*received, *chunks), sums.remove(id).unwrap_or_default(), "what {id} holds");
    }
    assert!(sums.is_empty(), "chunks of no transfer");
}

fn references(tables: &Tables) {
    let mut counted: HashMap<ExtentId, i64> = HashMap::new();
    let of_versions = tables.version_extents.iter().map(|(_, extent, _)| *extent);
    let of_chunks = tables.chunks.iter().map(|(_, extent, _)| *extent);
    for extent in of_versions.chain(of_chunks).chain(tables.other_extents.iter().map(|row| row.0)) {
        *counted.entry(extent).or_default() += 1;
    }
    for (extent, refs) in &tables.refs {
        assert_eq!(*refs, counted.remove(extent).unwrap_or(0), "references to {extent}");
    }
    assert!(counted.is_empty(), "references to extents that are not there");
}
