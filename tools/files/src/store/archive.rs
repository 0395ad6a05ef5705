//! Everything of an organisation in order of identifiers, for its export.

base_db::statements! {
    /// Nodes.
    NODES = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND node_id > $2
        ORDER BY node_id LIMIT $3";
    /// Deleted trees.
    TRASH = "SELECT node_id, trash_id, original_parent_id, original_name, original_path, deleted_at, deleted_by
        FROM trash WHERE org_id = $1 AND node_id > $2 ORDER BY node_id LIMIT $3";
    /// Trees that hang nowhere.
    DETACHED = "SELECT node_id, purge_at FROM detached WHERE org_id = $1 AND node_id > $2 ORDER BY node_id LIMIT $3";
    /// Versions.
    VERSIONS = "SELECT version_id, node_id, size, media_type, blake3, created_at, created_by FROM versions
        WHERE org_id = $1 AND version_id > $2 ORDER BY version_id LIMIT $3";
    /// Dead properties.
    PROPERTIES = "SELECT node_id, namespace, name, value_xml FROM properties
        WHERE org_id = $1 AND (node_id, namespace, name) > ($2, $3, $4) ORDER BY node_id, namespace, name LIMIT $5";
}
