-- Browsers that agreed to be pushed to (RFC 8030): where, and the keys that only they can read with (RFC 8291).
-- session_id: the sign-in in which it agreed; nothing is sent once that has ended.
-- endpoint_hash: SHA-256 of the endpoint, which is a secret address of the browser's.
-- failures: refusals in a row that may still pass.
CREATE TABLE push_devices (
    org_id        UUID   NOT NULL,
    device_id     UUID   NOT NULL,
    person_id     UUID   NOT NULL,
    session_id    UUID   NOT NULL,
    endpoint      TEXT   NOT NULL,
    endpoint_hash BYTEA  NOT NULL,
    public_key    BYTEA  NOT NULL,
    auth_secret   BYTEA  NOT NULL,
    label         TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    reached_at    BIGINT,
    tested_at     BIGINT,
    failures      BIGINT NOT NULL,
    PRIMARY KEY (org_id, device_id)
);

CREATE UNIQUE INDEX push_devices_by_endpoint ON push_devices (org_id, endpoint_hash);
CREATE INDEX push_devices_by_person ON push_devices (org_id, person_id, device_id);

-- Installation-level: what all nodes share and nobody exports. 'vapid': the key (PKCS#8) by which push services know
-- this installation (RFC 8292). 'links': what signs the links in letters.
CREATE TABLE notification_secrets (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
