-- What a file held, now and before. Immutable.
CREATE TABLE versions (
    org_id UUID NOT NULL,
    version_id UUID NOT NULL,
    node_id UUID NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    media_type TEXT,
    -- Of the whole contents; NULL when they were never read in one piece.
    blake3 BYTEA,
    -- Digests that its writer announced, found true: `SHA1:... MD5:...`.
    checksums TEXT,
    created_at BIGINT NOT NULL,
    created_by UUID,
    PRIMARY KEY (org_id, version_id),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id)
);

CREATE INDEX versions_of_node ON versions (org_id, node_id, version_id);

-- The pieces of contents, in order. Each row is one reference to its extent.
CREATE TABLE version_extents (
    org_id UUID NOT NULL,
    version_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    extent_id UUID NOT NULL,
    length BIGINT NOT NULL CHECK (length > 0),
    blake3 BYTEA NOT NULL,
    PRIMARY KEY (org_id, version_id, seq),
    FOREIGN KEY (org_id, version_id) REFERENCES versions (org_id, version_id)
);

-- Contents on their way in. Kept until they expire, also when complete, so that a client whose last answer was
-- lost can still learn which node it made.
CREATE TABLE uploads (
    org_id UUID NOT NULL,
    upload_id UUID NOT NULL,
    drive_id UUID NOT NULL,
    parent_id UUID NOT NULL,
    path TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    -- How many bytes are durable.
    received BIGINT NOT NULL CHECK (received >= 0 AND received <= size),
    if_exists TEXT NOT NULL CHECK (if_exists IN ('fail', 'replace', 'rename', 'skip-identical')),
    media_type TEXT,
    modified_at BIGINT,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- What it became.
    node_id UUID,
    PRIMARY KEY (org_id, upload_id),
    FOREIGN KEY (org_id, drive_id) REFERENCES drives (org_id, drive_id)
);

CREATE INDEX uploads_of_drive ON uploads (org_id, drive_id, upload_id);
CREATE INDEX uploads_expiry ON uploads (org_id, expires_at, upload_id);

-- The pieces received, in order. Each row is one reference to its extent.
CREATE TABLE upload_extents (
    org_id UUID NOT NULL,
    upload_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    extent_id UUID NOT NULL,
    length BIGINT NOT NULL CHECK (length > 0),
    blake3 BYTEA NOT NULL,
    PRIMARY KEY (org_id, upload_id, seq),
    FOREIGN KEY (org_id, upload_id) REFERENCES uploads (org_id, upload_id)
);

-- Small pictures of contents, made when first asked for. Each row is one reference to its extent.
CREATE TABLE previews (
    org_id UUID NOT NULL,
    version_id UUID NOT NULL,
    -- Pixels of the longer side at most.
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    extent_id UUID NOT NULL,
    length BIGINT NOT NULL,
    blake3 BYTEA NOT NULL,
    PRIMARY KEY (org_id, version_id, size),
    FOREIGN KEY (org_id, version_id) REFERENCES versions (org_id, version_id)
);
