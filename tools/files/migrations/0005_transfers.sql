-- Contents that Nextcloud's programs send in chunks, in any order. A transfer that was never finished is dropped when
-- it expires.
CREATE TABLE transfers (
    org_id UUID NOT NULL,
    transfer_id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- What the program calls it.
    name TEXT NOT NULL,
    -- Bytes in all, where the program said.
    size BIGINT CHECK (size >= 0),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, transfer_id)
);

CREATE UNIQUE INDEX transfers_names ON transfers (org_id, person_id, name);
CREATE INDEX transfers_expiry ON transfers (org_id, expires_at, transfer_id);

-- The chunks received. Each row is one reference to its extent.
CREATE TABLE chunks (
    org_id UUID NOT NULL,
    transfer_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- The number that its name begins with: chunks are put together in this order.
    position BIGINT NOT NULL,
    extent_id UUID NOT NULL,
    length BIGINT NOT NULL CHECK (length > 0),
    blake3 BYTEA NOT NULL,
    PRIMARY KEY (org_id, transfer_id, name),
    FOREIGN KEY (org_id, transfer_id) REFERENCES transfers (org_id, transfer_id)
);

CREATE INDEX chunks_in_order ON chunks (org_id, transfer_id, position, name);
