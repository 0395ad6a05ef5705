-- What people are told.
-- by_id: whose act it was. object_kind, object_id: what it is about; who may not see that is not shown the notice.
-- fold_key: of the unread notices of one kind and key to one person, the newest alone stays.
-- dropped_at: taken out of the list by its person, and still to be had back for a while.
-- in_digest: waits for the letter of the day.
-- delivered_at: when its letter was written and its pushes were queued.
CREATE TABLE notices (
    org_id       UUID    NOT NULL,
    notice_id    UUID    NOT NULL,
    person_id    UUID    NOT NULL,
    kind         TEXT    NOT NULL,
    by_id        UUID,
    object_kind  TEXT,
    object_id    UUID,
    title_fr     TEXT    NOT NULL,
    title_en     TEXT    NOT NULL,
    detail_fr    TEXT,
    detail_en    TEXT,
    link         TEXT    NOT NULL,
    fold_key     TEXT,
    told_at      BIGINT  NOT NULL,
    read_at      BIGINT,
    dropped_at   BIGINT,
    in_digest    BOOLEAN NOT NULL,
    delivered_at BIGINT,
    PRIMARY KEY (org_id, notice_id),
    CHECK ((object_kind IS NULL) = (object_id IS NULL) AND (detail_fr IS NULL) = (detail_en IS NULL))
);

CREATE INDEX notices_by_person ON notices (org_id, person_id, notice_id);
CREATE INDEX notices_unread ON notices (org_id, person_id, notice_id) WHERE read_at IS NULL AND dropped_at IS NULL;
CREATE INDEX notices_folding ON notices (org_id, person_id, kind, fold_key) WHERE read_at IS NULL AND fold_key IS NOT NULL;
CREATE INDEX notices_in_digest ON notices (org_id, person_id) WHERE in_digest;
CREATE INDEX notices_read_together ON notices (org_id, person_id, read_at) WHERE read_at IS NOT NULL;
CREATE INDEX notices_by_age ON notices (org_id, told_at);
CREATE INDEX notices_dropped ON notices (org_id, dropped_at) WHERE dropped_at IS NOT NULL;

-- What a person chose for a kind; NULL is as the organisation has it.
-- stopped: the letters were stopped by a link in one of them; mail_before is what was chosen until then.
CREATE TABLE notice_choices (
    org_id      UUID    NOT NULL,
    person_id   UUID    NOT NULL,
    kind        TEXT    NOT NULL,
    mail        TEXT CHECK (mail IN ('never', 'digest', 'at_once')),
    push        BOOLEAN,
    stopped     BOOLEAN NOT NULL,
    mail_before TEXT CHECK (mail_before IN ('never', 'digest', 'at_once')),
    PRIMARY KEY (org_id, person_id, kind)
);

-- What an organisation chose for people who chose nothing; NULL is as the kind has it.
CREATE TABLE notice_defaults (
    org_id UUID NOT NULL,
    kind   TEXT NOT NULL,
    mail   TEXT CHECK (mail IN ('never', 'digest', 'at_once')),
    push   BOOLEAN,
    PRIMARY KEY (org_id, kind)
);

-- When a person wants to be left alone, and when the letter of the day comes; in their own time zone.
-- quiet_from, quiet_to: minutes of the day; the days (bits, Monday first) are those on which it begins.
-- digested_on: the day of the last letter of the day, as 2026-11-22.
CREATE TABLE notice_settings (
    org_id      UUID    NOT NULL,
    person_id   UUID    NOT NULL,
    quiet       BOOLEAN NOT NULL,
    quiet_from  BIGINT  NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to    BIGINT  NOT NULL CHECK (quiet_to BETWEEN 0 AND 1439),
    quiet_days  BIGINT  NOT NULL CHECK (quiet_days BETWEEN 0 AND 127),
    digest      BOOLEAN NOT NULL,
    digest_hour BIGINT  NOT NULL CHECK (digest_hour BETWEEN 0 AND 23),
    digested_on TEXT,
    PRIMARY KEY (org_id, person_id)
);
