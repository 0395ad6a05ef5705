-- Answers already given to POSTs that carried an Idempotency-Key. A status of 0: still at work. A body that is NULL:
-- the answer held a secret and was shown once.
CREATE TABLE idempotency_keys (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    status BIGINT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (org_id, created_at);
