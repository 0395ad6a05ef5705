-- What administrators tell everybody, or some groups, in a banner above every page.
-- everybody: to all; otherwise to the people of announcement_groups. guests: whether guests are told as well.
-- edition: grows each time it is shown anew to those who put it away. told: the edition of which everybody was sent a
-- notice; told_after: how far that has come, by person.
CREATE TABLE announcements (
    org_id          UUID    NOT NULL,
    announcement_id UUID    NOT NULL,
    title           TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    everybody       BOOLEAN NOT NULL,
    guests          BOOLEAN NOT NULL,
    starts_at       BIGINT  NOT NULL,
    ends_at         BIGINT,
    created_by      UUID    NOT NULL,
    created_at      BIGINT  NOT NULL,
    changed_at      BIGINT,
    removed_at      BIGINT,
    edition         BIGINT  NOT NULL,
    told            BIGINT  NOT NULL,
    told_after      UUID,
    PRIMARY KEY (org_id, announcement_id),
    FOREIGN KEY (org_id) REFERENCES organisations (org_id),
    CHECK (ends_at >= starts_at)
);

CREATE INDEX announcements_by_start ON announcements (org_id, starts_at);

CREATE TABLE announcement_groups (
    org_id          UUID NOT NULL,
    announcement_id UUID NOT NULL,
    group_id        UUID NOT NULL,
    PRIMARY KEY (org_id, announcement_id, group_id),
    FOREIGN KEY (org_id, announcement_id) REFERENCES announcements (org_id, announcement_id) ON DELETE CASCADE
);

-- Who put which edition away.
CREATE TABLE announcements_put_away (
    org_id          UUID   NOT NULL,
    announcement_id UUID   NOT NULL,
    person_id       UUID   NOT NULL,
    edition         BIGINT NOT NULL,
    PRIMARY KEY (org_id, announcement_id, person_id),
    FOREIGN KEY (org_id, announcement_id) REFERENCES announcements (org_id, announcement_id) ON DELETE CASCADE
);
