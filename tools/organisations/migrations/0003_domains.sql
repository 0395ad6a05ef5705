-- Domains that an organisation asked for, each with the text that proves it when it is published in DNS. Whoever asks
-- reserves nothing: several organisations may ask for one domain, and the one that proves it gets it.
-- state: it waits for its proof; it was given up, or led here, until a moment ago and can be had back as it was.
-- checked_at: when DNS was asked last.
CREATE TABLE domain_requests (
    org_id     UUID   NOT NULL REFERENCES organisations (org_id),
    host       TEXT   NOT NULL,
    token      TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'given-up', 'removed')),
    asked_at   BIGINT NOT NULL,
    checked_at BIGINT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, host)
);

CREATE INDEX domain_requests_by_expiry ON domain_requests (expires_at);
