-- name_key: the name without case and accents, so that two groups cannot look alike.
-- joining: how people come in; 'hidden' is seen by its people and administrators alone.
-- deleted_at, deleted_by: it can come back for some time; until then it is there for nobody, and its name is free.
CREATE TABLE groups (
    org_id     UUID   NOT NULL,
    group_id   UUID   NOT NULL,
    name       TEXT   NOT NULL,
    name_key   TEXT   NOT NULL,
    about      TEXT   NOT NULL,
    joining    TEXT   NOT NULL CHECK (joining IN ('open', 'asked', 'closed', 'hidden')),
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by UUID,
    PRIMARY KEY (org_id, group_id)
);

CREATE UNIQUE INDEX groups_by_name ON groups (org_id, name_key) WHERE deleted_at IS NULL;

-- Two tables rather than one with a kind: each reference is checked by the database.
-- manager: looks after the members, without being an administrator.
CREATE TABLE group_people (
    org_id    UUID    NOT NULL,
    group_id  UUID    NOT NULL,
    person_id UUID    NOT NULL,
    manager   BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, group_id, person_id),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX group_people_by_person ON group_people (org_id, person_id, group_id);

CREATE TABLE group_groups (
    org_id    UUID NOT NULL,
    group_id  UUID NOT NULL,
    member_id UUID NOT NULL CHECK (member_id <> group_id),
    PRIMARY KEY (org_id, group_id, member_id),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id),
    FOREIGN KEY (org_id, member_id) REFERENCES groups (org_id, group_id)
);

CREATE INDEX group_groups_by_member ON group_groups (org_id, member_id, group_id);

-- What happened to the members of a group: kept while the group is.
CREATE TABLE group_history (
    org_id    UUID   NOT NULL,
    group_id  UUID   NOT NULL,
    entry_id  UUID   NOT NULL,
    at        BIGINT NOT NULL,
    act       TEXT   NOT NULL,
    person_id UUID,
    member_id UUID,
    actor_id  UUID,
    PRIMARY KEY (org_id, group_id, entry_id),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id)
);
