-- languages: those that people choose from, as codes with commas between; locale is one of them.
-- tools_off: the tools that are switched off, likewise.
-- support: whom people ask for help, as a JSON object.
CREATE TABLE organisations (
    org_id             UUID   NOT NULL PRIMARY KEY,
    domain             TEXT   NOT NULL UNIQUE,
    name               TEXT   NOT NULL,
    accent             TEXT   NOT NULL,
    locale             TEXT   NOT NULL CHECK (locale IN ('fr', 'en')),
    languages          TEXT   NOT NULL,
    time_zone          TEXT   NOT NULL,
    quota_bytes        BIGINT CHECK (quota_bytes >= 0),
    person_quota_bytes BIGINT CHECK (person_quota_bytes >= 0),
    tools_off          TEXT   NOT NULL,
    support            TEXT,
    created_at         BIGINT NOT NULL
);

CREATE TABLE organisation_logos (
    org_id     UUID  NOT NULL PRIMARY KEY REFERENCES organisations (org_id),
    version    TEXT  NOT NULL,
    media_type TEXT  NOT NULL,
    bytes      BYTEA NOT NULL
);

-- Installation-level: every host that leads to an organisation, its own domain and the aliases that redirect to it.
CREATE TABLE organisation_domains (
    host   TEXT NOT NULL PRIMARY KEY,
    org_id UUID NOT NULL REFERENCES organisations (org_id)
);

CREATE INDEX organisation_domains_by_org ON organisation_domains (org_id);

-- Installation-level: one-time links that open a new installation; the hash of the token alone is kept.
CREATE TABLE setup_tokens (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
