//! The statements on `jobs` and `job_schedules`.

base_db::statements! {
    /// Adds a job. One with the same key that waits already is kept, and runs at the sooner of both times.
    ADD = "INSERT INTO jobs (org_id, job_id, kind, job_key, payload, state, due_at, attempt, created_at)
        VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7)
        ON CONFLICT (org_id, kind, job_key) WHERE state = 'waiting' AND job_key IS NOT NULL DO UPDATE SET
            due_at = CASE WHEN excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END";
    /// What is due: jobs to run, and running ones whose worker is given up for dead.
    DUE = "SELECT org_id, job_id, kind, payload, attempt FROM jobs
        WHERE state <> 'dead' AND due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED";
    /// When something is due next.
    NEXT_DUE = "SELECT MIN(due_at) FROM jobs WHERE state <> 'dead'";
    /// Gives a job to a worker until `due_at`.
    CLAIM = "UPDATE jobs SET state = 'running', owner = $3, due_at = $4, attempt = attempt + 1
        WHERE org_id = $1 AND job_id = $2";
    /// Says that its worker is alive.
    KEEP = "UPDATE jobs SET due_at = $5
        WHERE org_id = $1 AND job_id = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
    /// Done: nothing is kept.
    DONE = "DELETE FROM jobs WHERE org_id = $1 AND job_id = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
    /// To be run again, unless one with the same key waits already.
    RETRY = "UPDATE jobs SET state = 'waiting', owner = NULL, due_at = $5, cause = $6
        WHERE org_id = $1 AND job_id = $2 AND owner = $3 AND attempt = $4 AND state = 'running'
        AND NOT EXISTS (SELECT 1 FROM jobs other WHERE other.org_id = jobs.org_id AND other.kind = jobs.kind
            AND other.job_key = jobs.job_key AND other.state = 'waiting')";
    /// Handed back unfinished by a worker that ends: to be run again at once, this attempt not counted.
    HAND_BACK = "UPDATE jobs SET due_at = $5, attempt = attempt - 1
        WHERE org_id = $1 AND job_id = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
    /// Given up.
    BURY = "UPDATE jobs SET state = 'dead', owner = NULL, due_at = $3, cause = $4 WHERE org_id = $1 AND job_id = $2";
    /// Given up by its worker.
    BURY_OWN = "UPDATE jobs SET state = 'dead', owner = NULL, due_at = $5, cause = $6
        WHERE org_id = $1 AND job_id = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
    /// Those given up of one organisation, newest first, before one of them.
    DEAD = "SELECT job_id, kind, payload, attempt, cause, created_at, due_at FROM jobs
        WHERE org_id = $1 AND state = 'dead' AND job_id < $2 ORDER BY job_id DESC LIMIT $3";
    /// Takes one of those given up out.
    TAKE_DEAD = "DELETE FROM jobs WHERE org_id = $1 AND job_id = $2 AND state = 'dead'
        RETURNING kind, job_key, payload";
    /// A schedule seen for the first time.
    ADD_SCHEDULE = "INSERT INTO job_schedules (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    /// Takes the turn of a schedule that is due.
    FIRE_SCHEDULE = "UPDATE job_schedules SET due_at = $3 WHERE name = $1 AND due_at <= $2";
    /// When each schedule is due next.
    SCHEDULES = "SELECT name, due_at FROM job_schedules";
}
