-- token_hash: SHA-256 of the cookie's value, which is kept nowhere.
-- idle_until: for a session that ends when it is not used; moved at most once a minute.
CREATE TABLE sessions (
    org_id       UUID   NOT NULL,
    token_hash   BYTEA  NOT NULL,
    session_id   UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    device       TEXT   NOT NULL,
    address      TEXT,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_until   BIGINT,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, token_hash),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE UNIQUE INDEX sessions_by_id ON sessions (org_id, session_id);
CREATE INDEX sessions_by_person ON sessions (org_id, person_id, session_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- secret_hash: SHA-256 of the device password, which is 125 random bits.
CREATE TABLE app_passwords (
    org_id          UUID   NOT NULL,
    app_password_id UUID   NOT NULL,
    person_id       UUID   NOT NULL,
    label           TEXT   NOT NULL,
    secret_hash     BYTEA  NOT NULL,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT,
    last_address    TEXT,
    PRIMARY KEY (org_id, app_password_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE UNIQUE INDEX app_passwords_by_secret ON app_passwords (org_id, secret_hash);
CREATE INDEX app_passwords_by_person ON app_passwords (org_id, person_id, app_password_id);

-- subject: SHA-256 of what is throttled, an account as it was typed or an address: people type passwords into the
-- wrong field, so the text itself is not kept.
CREATE TABLE throttles (
    org_id        UUID   NOT NULL,
    subject       BYTEA  NOT NULL,
    failures      BIGINT NOT NULL,
    failed_at     BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (org_id, subject)
);

CREATE INDEX throttles_by_age ON throttles (failed_at);
