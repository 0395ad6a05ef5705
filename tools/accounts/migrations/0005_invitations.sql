-- A link that lets people join. Of its secret, the SHA-256 is kept.
-- email: who was asked; nobody else can join by it. Without one, whoever has the link can.
-- sponsor_id, stay_ends_at: of the guests who join by it.
-- name, language, message: of the letter to who was asked, and mail_id the last one that was written.
CREATE TABLE invitations (
    org_id        UUID   NOT NULL,
    invitation_id UUID   NOT NULL,
    token_hash    BYTEA  NOT NULL,
    email         TEXT,
    email_key     TEXT,
    name          TEXT   NOT NULL,
    language      TEXT,
    message       TEXT   NOT NULL,
    mail_id       UUID,
    note          TEXT   NOT NULL,
    role          TEXT   NOT NULL CHECK (role IN ('guest', 'member', 'admin', 'owner')),
    sponsor_id    UUID,
    stay_ends_at  BIGINT,
    uses_left     BIGINT NOT NULL CHECK (uses_left >= 0),
    created_by    UUID   NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    PRIMARY KEY (org_id, invitation_id),
    FOREIGN KEY (org_id, sponsor_id) REFERENCES people (org_id, person_id),
    FOREIGN KEY (org_id, created_by) REFERENCES people (org_id, person_id),
    CHECK ((role = 'guest') = (sponsor_id IS NOT NULL) AND (role = 'guest') = (stay_ends_at IS NOT NULL))
);

CREATE UNIQUE INDEX invitations_by_token ON invitations (org_id, token_hash);
CREATE INDEX invitations_by_email ON invitations (org_id, email_key);
CREATE INDEX invitations_by_sponsor ON invitations (org_id, sponsor_id);
CREATE INDEX invitations_by_author ON invitations (org_id, created_by);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

-- The groups that those are in who join.
CREATE TABLE invitation_groups (
    org_id        UUID NOT NULL,
    invitation_id UUID NOT NULL,
    group_id      UUID NOT NULL,
    PRIMARY KEY (org_id, invitation_id, group_id),
    FOREIGN KEY (org_id, invitation_id) REFERENCES invitations (org_id, invitation_id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id)
);

CREATE INDEX invitation_groups_by_group ON invitation_groups (org_id, group_id);
