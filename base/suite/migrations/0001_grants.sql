-- Who may do what to an object: one row for each principal that was given a role on it.
CREATE TABLE grants (
    org_id UUID NOT NULL,
    object_kind TEXT NOT NULL,
    object_id UUID NOT NULL,
    principal_kind TEXT NOT NULL CHECK (principal_kind IN ('person', 'group', 'managers', 'organisation')),
    principal_id UUID NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'commenter', 'editor', 'manager')),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, object_kind, object_id, principal_kind, principal_id)
);

CREATE INDEX grants_by_principal ON grants (org_id, principal_kind, principal_id, object_kind);
