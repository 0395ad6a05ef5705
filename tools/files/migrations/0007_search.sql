-- A search reads what it holds files against out of this index alone: their rows lie all over the table.
DROP INDEX nodes_modified;
-- Folders are left out: a change beneath them would be written here for each folder above it.
CREATE INDEX nodes_modified ON nodes (org_id, parent_id, modified_at, node_id, name, media_type, kind) WHERE kind = 'file';
