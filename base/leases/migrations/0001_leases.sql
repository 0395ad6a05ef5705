-- Installation-level: a lease belongs to a node, not to an organisation.
-- Released leases stay, without an owner, until they are purged.
CREATE TABLE leases (
    kind       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    owner      UUID,
    epoch      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address    TEXT   NOT NULL,
    PRIMARY KEY (kind, id)
);
