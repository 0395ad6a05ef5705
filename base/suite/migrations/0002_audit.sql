-- What happened that matters for security. Rows are added, never changed, and forgotten when their time is over.
-- family: the first part of act, by which the record is looked through.
CREATE TABLE audit (
    org_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID,
    act TEXT NOT NULL,
    family TEXT NOT NULL,
    subject_id UUID,
    address TEXT,
    device TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (org_id, entry_id)
);

CREATE INDEX audit_by_subject ON audit (org_id, subject_id, entry_id);
CREATE INDEX audit_by_actor ON audit (org_id, actor_id, entry_id);
CREATE INDEX audit_by_family ON audit (org_id, family, entry_id);
