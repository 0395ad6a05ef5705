-- Whoever has an account and no password yet, and their way in: a letter with a link.
-- token_hash: SHA-256 of the secret in the link; none while the letter is still to be written.
CREATE TABLE beginnings (
    org_id     UUID   NOT NULL,
    person_id  UUID   NOT NULL,
    token_hash BYTEA,
    asked_by   UUID,
    asked_at   BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id),
    CHECK ((token_hash IS NULL) = (expires_at IS NULL))
);

CREATE UNIQUE INDEX beginnings_by_token ON beginnings (org_id, token_hash);
CREATE INDEX beginnings_to_write ON beginnings (org_id, asked_at, person_id) WHERE token_hash IS NULL;
CREATE INDEX beginnings_by_expiry ON beginnings (expires_at);

-- A list of people on its way in.
-- options: how the file is read, as JSON. taken: lines of it that are settled, in its order.
CREATE TABLE imports (
    org_id     UUID   NOT NULL,
    import_id  UUID   NOT NULL,
    file_name  TEXT   NOT NULL,
    options    TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('running', 'stopping', 'done', 'stopped', 'failed')),
    lines      BIGINT NOT NULL,
    taken      BIGINT NOT NULL,
    created    BIGINT NOT NULL,
    changed    BIGINT NOT NULL,
    unchanged  BIGINT NOT NULL,
    refused    BIGINT NOT NULL,
    created_by UUID   NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT,
    PRIMARY KEY (org_id, import_id),
    FOREIGN KEY (org_id, created_by) REFERENCES people (org_id, person_id)
);

-- One at a time.
CREATE UNIQUE INDEX imports_running ON imports (org_id) WHERE state IN ('running', 'stopping');
CREATE INDEX imports_by_author ON imports (org_id, created_by);
CREATE INDEX imports_by_end ON imports (org_id, ended_at);

-- Its file, apart from what changes with each step, and only until it ended.
CREATE TABLE import_files (
    org_id    UUID  NOT NULL,
    import_id UUID  NOT NULL,
    bytes     BYTEA NOT NULL,
    PRIMARY KEY (org_id, import_id),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, import_id) ON DELETE CASCADE
);

-- Its lines that were not taken. cells, issues: JSON.
CREATE TABLE import_refusals (
    org_id    UUID   NOT NULL,
    import_id UUID   NOT NULL,
    line      BIGINT NOT NULL,
    cells     TEXT   NOT NULL,
    issues    TEXT   NOT NULL,
    PRIMARY KEY (org_id, import_id, line),
    FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, import_id) ON DELETE CASCADE
);

-- Who may join by themself. sponsor_id: answers for guests who join at once; whoever approves answers for the others.
CREATE TABLE registration_rules (
    org_id     UUID    NOT NULL,
    open       BOOLEAN NOT NULL,
    approval   BOOLEAN NOT NULL,
    role       TEXT    NOT NULL CHECK (role IN ('guest', 'member')),
    stay_days  BIGINT,
    sponsor_id UUID,
    PRIMARY KEY (org_id),
    FOREIGN KEY (org_id, sponsor_id) REFERENCES people (org_id, person_id),
    CHECK ((role = 'guest') = (stay_days IS NOT NULL) AND (role = 'guest') = (sponsor_id IS NOT NULL))
);

CREATE INDEX registration_rules_by_sponsor ON registration_rules (org_id, sponsor_id);

-- The domains of their addresses, in lower case and in their xn-- form.
CREATE TABLE registration_domains (
    org_id UUID NOT NULL,
    domain TEXT NOT NULL,
    PRIMARY KEY (org_id, domain)
);

-- The groups that they are in from the first minute.
CREATE TABLE registration_groups (
    org_id   UUID NOT NULL,
    group_id UUID NOT NULL,
    PRIMARY KEY (org_id, group_id),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id) ON DELETE CASCADE
);

CREATE INDEX registration_groups_by_group ON registration_groups (org_id, group_id);

-- The domains that an invitation is restricted to, if it is.
CREATE TABLE invitation_domains (
    org_id        UUID NOT NULL,
    invitation_id UUID NOT NULL,
    domain        TEXT NOT NULL,
    PRIMARY KEY (org_id, invitation_id, domain),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, invitation_id) ON DELETE CASCADE
);

-- Somebody who asks to join, by the rules above or by an invitation for a domain.
-- token_hash: SHA-256 of the secret in the letter that confirms the address. 'asked': the letter is on its way;
-- 'waiting': the address is theirs, an administrator decides; 'refused': kept so that they do not ask again at once.
CREATE TABLE registrations (
    org_id          UUID   NOT NULL,
    registration_id UUID   NOT NULL,
    token_hash      BYTEA,
    name            TEXT   NOT NULL,
    email           TEXT   NOT NULL,
    email_key       TEXT   NOT NULL,
    language        TEXT CHECK (language IN ('fr', 'en')),
    invitation_id   UUID,
    state           TEXT   NOT NULL CHECK (state IN ('asked', 'waiting', 'refused')),
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (org_id, registration_id),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, invitation_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX registrations_by_email ON registrations (org_id, email_key);
CREATE UNIQUE INDEX registrations_by_token ON registrations (org_id, token_hash);
CREATE INDEX registrations_by_state ON registrations (org_id, state, registration_id);
CREATE INDEX registrations_by_invitation ON registrations (org_id, invitation_id);
CREATE INDEX registrations_by_expiry ON registrations (expires_at);
