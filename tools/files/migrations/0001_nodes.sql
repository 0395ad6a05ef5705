-- Installation-level: the integer by which sync clients know a file. Given once on the whole installation.
CREATE TABLE fileids (
    fileid BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id UUID NOT NULL
);

-- Folders and files. A node without a parent is the root or the trash of a drive, or a detached tree.
CREATE TABLE nodes (
    org_id UUID NOT NULL,
    node_id UUID NOT NULL,
    parent_id UUID,
    name TEXT NOT NULL,
    -- The name's place in people's order.
    sort_key BYTEA NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'file')),
    -- Of a folder: the sum of what is beneath it.
    size BIGINT NOT NULL CHECK (size >= 0),
    media_type TEXT,
    -- Of a file: what its writer said. Of a folder: when something at or beneath it last changed.
    modified_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID,
    modified_by UUID,
    fileid BIGINT NOT NULL,
    -- The drive's version at the last change at or beneath this node; never goes back.
    change BIGINT NOT NULL,
    -- The contents of a file.
    version_id UUID,
    has_properties BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, node_id),
    FOREIGN KEY (org_id, parent_id) REFERENCES nodes (org_id, node_id),
    CHECK ((kind = 'file') = (version_id IS NOT NULL))
);

CREATE UNIQUE INDEX nodes_names ON nodes (org_id, parent_id, name);
CREATE INDEX nodes_sorted ON nodes (org_id, parent_id, kind, sort_key, node_id);
-- Folders are left out: a change beneath them would be written here for each folder above it.
CREATE INDEX nodes_modified ON nodes (org_id, parent_id, modified_at, node_id) WHERE kind = 'file';
CREATE INDEX nodes_sizes ON nodes (org_id, parent_id, size, node_id) WHERE kind = 'file';
CREATE INDEX nodes_stored ON nodes (org_id, parent_id, version_id) WHERE version_id IS NOT NULL;

CREATE TABLE drives (
    org_id UUID NOT NULL,
    drive_id UUID NOT NULL,
    -- guest: the empty folder that a guest's tree begins with.
    kind TEXT NOT NULL CHECK (kind IN ('personal', 'group', 'guest')),
    -- The person or the group.
    owner_id UUID NOT NULL,
    name TEXT NOT NULL,
    root_id UUID NOT NULL,
    -- What was deleted lies beneath this node.
    trash_id UUID NOT NULL,
    -- Grows by one with each change, under the lock of this row.
    version BIGINT NOT NULL,
    -- NULL: what the organisation or the configuration says.
    quota_bytes BIGINT,
    -- Of how much of its limit its person was told, in per cent: 0, 90 or 100.
    warned BIGINT NOT NULL DEFAULT 0,
    -- The current contents of the root and the trash together.
    used_bytes BIGINT NOT NULL CHECK (used_bytes >= 0),
    -- Hidden from everybody and frozen: its group does not have it any more, its person is a guest.
    closed BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, drive_id),
    FOREIGN KEY (org_id, root_id) REFERENCES nodes (org_id, node_id),
    FOREIGN KEY (org_id, trash_id) REFERENCES nodes (org_id, node_id)
);

CREATE UNIQUE INDEX drives_owners ON drives (org_id, kind, owner_id);
CREATE UNIQUE INDEX drives_roots ON drives (org_id, root_id);
CREATE UNIQUE INDEX drives_trashes ON drives (org_id, trash_id);

-- What was deleted and can come back: the top of each deleted tree.
CREATE TABLE trash (
    org_id UUID NOT NULL,
    node_id UUID NOT NULL,
    -- The trash node that it lies beneath.
    trash_id UUID NOT NULL,
    original_parent_id UUID NOT NULL,
    original_name TEXT NOT NULL,
    -- The way from the drive's root to the folder it was in, for people; not followed.
    original_path TEXT NOT NULL,
    deleted_at BIGINT NOT NULL,
    deleted_by UUID,
    PRIMARY KEY (org_id, node_id),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id)
);

CREATE INDEX trash_newest ON trash (org_id, trash_id, deleted_at, node_id);

-- Trees that hang nowhere: being copied, or being purged. Purged from purge_at on.
CREATE TABLE detached (
    org_id UUID NOT NULL,
    node_id UUID NOT NULL,
    purge_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, node_id),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id)
);
