-- org_id is the nil UUID for the installation's own jobs.
-- due_at: when to run it; of a running job, when its worker is given up for dead.
CREATE TABLE jobs (
    org_id     UUID   NOT NULL,
    job_id     UUID   NOT NULL,
    kind       TEXT   NOT NULL,
    job_key    TEXT,
    payload    TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    due_at     BIGINT NOT NULL,
    attempt    BIGINT NOT NULL,
    owner      UUID,
    cause      TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, job_id)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE state <> 'dead';
CREATE UNIQUE INDEX jobs_key ON jobs (org_id, kind, job_key) WHERE state = 'waiting' AND job_key IS NOT NULL;

-- Installation-level: when each recurring job is due next, whichever node starts it.
CREATE TABLE job_schedules (
    name   TEXT   NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL
);
