-- Installation-level: a queue that spans the organisations. A row lives until the relay has moved it to its
-- organisation's stream, milliseconds as a rule.
CREATE TABLE bus_outbox (
    ordinal     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id      UUID   NOT NULL,
    kind        TEXT   NOT NULL,
    audience    TEXT   NOT NULL CHECK (audience IN ('organisation', 'person', 'object')),
    object_kind TEXT,
    audience_id UUID,
    data        TEXT   NOT NULL
);

-- Installation-level: the one row that a relay locks, so that one relays at a time.
CREATE TABLE bus_relay (
    id BIGINT PRIMARY KEY
);
INSERT INTO bus_relay (id) VALUES (1);

-- position: of the last event given. kept_after: events up to this one were dropped.
CREATE TABLE bus_streams (
    org_id     UUID   NOT NULL PRIMARY KEY,
    position   BIGINT NOT NULL,
    kept_after BIGINT NOT NULL
);

CREATE TABLE bus_events (
    org_id      UUID   NOT NULL,
    position    BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    audience    TEXT   NOT NULL,
    object_kind TEXT,
    audience_id UUID,
    data        TEXT   NOT NULL,
    relayed_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, position)
);
