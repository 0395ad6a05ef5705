-- WebDAV write locks (RFC 4918 section 6).
CREATE TABLE locks (
    org_id UUID NOT NULL,
    token TEXT NOT NULL,
    drive_id UUID NOT NULL,
    node_id UUID NOT NULL,
    -- Depth: infinity, or 0.
    deep BOOLEAN NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('exclusive', 'shared')),
    owner_xml TEXT NOT NULL,
    person_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, token),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id),
    FOREIGN KEY (org_id, drive_id) REFERENCES drives (org_id, drive_id)
);

CREATE INDEX locks_of_drive ON locks (org_id, drive_id, expires_at);
CREATE INDEX locks_of_node ON locks (org_id, node_id);

-- Dead properties (RFC 4918 section 4): kept as they came, never interpreted.
CREATE TABLE properties (
    org_id UUID NOT NULL,
    node_id UUID NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    value_xml TEXT NOT NULL,
    PRIMARY KEY (org_id, node_id, namespace, name),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id)
);
