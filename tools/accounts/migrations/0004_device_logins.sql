-- A program that asks to be let in: it polls with one secret, and shows its person a page that is found by another.
-- Of both, the SHA-256 is kept.
-- network: SHA-256 of where it came from, for the limit.
-- person_id and what follows: who let it in, from where, and what they call it. The device password is made when the
-- program comes for it, and the row goes.
CREATE TABLE device_logins (
    org_id       UUID   NOT NULL,
    poll_hash    BYTEA  NOT NULL,
    page_hash    BYTEA  NOT NULL,
    network      BYTEA  NOT NULL,
    address      TEXT,
    user_agent   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    person_id    UUID,
    granted_from TEXT,
    label        TEXT,
    PRIMARY KEY (org_id, poll_hash),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE UNIQUE INDEX device_logins_by_page ON device_logins (org_id, page_hash);
CREATE INDEX device_logins_by_network ON device_logins (org_id, network, expires_at);
CREATE INDEX device_logins_by_person ON device_logins (org_id, person_id);
CREATE INDEX device_logins_by_age ON device_logins (org_id, expires_at);
CREATE INDEX device_logins_by_expiry ON device_logins (expires_at);
