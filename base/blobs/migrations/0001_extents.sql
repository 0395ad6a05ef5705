-- What is stored, and how often it is referred to. The object's key follows from (org_id, extent_id).
CREATE TABLE extents (
    org_id UUID NOT NULL,
    extent_id UUID NOT NULL,
    -- Digest and length of the contents as people see them, before any encryption.
    blake3 BYTEA NOT NULL,
    length BIGINT NOT NULL CHECK (length >= 0),
    -- Which of the organisation's keys wraps the contents; NULL when they are not encrypted at rest.
    key_id BIGINT,
    refs BIGINT NOT NULL CHECK (refs >= 0),
    unreferenced_since BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, extent_id),
    CHECK ((refs = 0) = (unreferenced_since IS NOT NULL))
);

-- One extent for the same contents in one organisation, never across two.
CREATE UNIQUE INDEX extents_contents ON extents (org_id, blake3, length);

CREATE INDEX extents_unreferenced ON extents (org_id, unreferenced_since) WHERE refs = 0;
