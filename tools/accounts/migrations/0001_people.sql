-- Every handle ever given, so that none is given twice.
CREATE TABLE handles (
    org_id    UUID   NOT NULL,
    handle    TEXT   NOT NULL,
    person_id UUID   NOT NULL,
    PRIMARY KEY (org_id, handle)
);

-- name_key: the name's place in the directory, computed by the server (PostgreSQL sorts by bytes here).
-- search_key: name and handle, without accents and case.
-- email_key: the address, without case.
-- sponsor_id, ends_at: who answers for a guest, and when the guest's time is over.
CREATE TABLE people (
    org_id        UUID    NOT NULL,
    person_id     UUID    NOT NULL,
    handle        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    name_key      BYTEA   NOT NULL,
    search_key    TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL,
    password_hash TEXT,
    language      TEXT CHECK (language IN ('fr', 'en')),
    theme         TEXT    NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    time_zone     TEXT,
    role          TEXT    NOT NULL CHECK (role IN ('guest', 'member', 'admin', 'owner')),
    active        BOOLEAN NOT NULL,
    sponsor_id    UUID,
    ends_at       BIGINT,
    created_at    BIGINT  NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, handle) REFERENCES handles (org_id, handle),
    FOREIGN KEY (org_id, sponsor_id) REFERENCES people (org_id, person_id),
    CHECK ((role = 'guest') = (sponsor_id IS NOT NULL) AND (role = 'guest') = (ends_at IS NOT NULL))
);

CREATE UNIQUE INDEX people_by_handle ON people (org_id, handle);
CREATE UNIQUE INDEX people_by_email ON people (org_id, email_key);
CREATE INDEX people_by_sponsor ON people (org_id, sponsor_id);
CREATE INDEX people_by_name ON people (org_id, name_key, person_id);

CREATE TABLE person_photos (
    org_id     UUID  NOT NULL,
    person_id  UUID  NOT NULL,
    version    TEXT  NOT NULL,
    media_type TEXT  NOT NULL,
    bytes      BYTEA NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);
