-- What a group has: one row for each tool whose thing it was given.
CREATE TABLE group_spaces (
    org_id   UUID NOT NULL,
    group_id UUID NOT NULL,
    tool     TEXT NOT NULL,
    PRIMARY KEY (org_id, group_id, tool),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id)
);

-- Who asked to be in a group, until somebody who looks after it decides.
CREATE TABLE group_requests (
    org_id    UUID   NOT NULL,
    group_id  UUID   NOT NULL,
    person_id UUID   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (org_id, group_id, person_id),
    FOREIGN KEY (org_id, group_id) REFERENCES groups (org_id, group_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

CREATE INDEX group_requests_by_person ON group_requests (org_id, person_id, group_id);
