-- Links that change an account without its password, each once. Of the secret, the SHA-256 is kept.
-- kind: reset, another password; email, the address asked for is confirmed; undo, the address before is put back.
-- email: where the link was sent, the new address, the address before; empty for a reset link that was handed over.
-- by_id: the administrator who made it, if one did.
CREATE TABLE account_links (
    org_id     UUID   NOT NULL,
    token_hash BYTEA  NOT NULL,
    person_id  UUID   NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('reset', 'email', 'undo')),
    email      TEXT   NOT NULL,
    by_id      UUID,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, token_hash),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX account_links_by_person ON account_links (org_id, person_id, kind, created_at);
CREATE INDEX account_links_by_expiry ON account_links (expires_at);

-- Addresses that were replaced a while ago: still told of what would let somebody else in.
CREATE TABLE former_addresses (
    org_id      UUID   NOT NULL,
    person_id   UUID   NOT NULL,
    email_key   TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id, email_key),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX former_addresses_by_age ON former_addresses (replaced_at);

-- What others did to somebody's way in: shown to that person for a while, in each of their browsers.
-- act: link, a one-time link was handed over; address, the e-mail address was changed.
-- by_name: as it was then; NULL for the operator.
CREATE TABLE recoveries (
    org_id      UUID   NOT NULL,
    recovery_id UUID   NOT NULL,
    person_id   UUID   NOT NULL,
    act         TEXT   NOT NULL CHECK (act IN ('link', 'address')),
    by_name     TEXT,
    at          BIGINT NOT NULL,
    address     TEXT,
    device      TEXT   NOT NULL,
    PRIMARY KEY (org_id, recovery_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX recoveries_by_person ON recoveries (org_id, person_id, recovery_id);
CREATE INDEX recoveries_by_age ON recoveries (at);

-- device_hash: SHA-256 of the browser in words and of the network it came from, coarsely: a browser is known again, and
-- nobody's whereabouts are kept.
CREATE TABLE known_devices (
    org_id       UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    device_hash  BYTEA  NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id, device_hash),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX known_devices_by_age ON known_devices (last_seen_at);
