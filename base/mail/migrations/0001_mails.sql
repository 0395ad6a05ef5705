-- org_id is the nil UUID for the installation's own letters.
-- next_at: when to try next; of a letter on its way, when whoever carries it is given up for dead.
-- body_text, body_html: empty once the letter is settled, for links in them are secrets.
-- cause, host, said: why it was not delivered, by which server, in that server's words.
CREATE TABLE mails (
    org_id         UUID    NOT NULL,
    mail_id        UUID    NOT NULL,
    kind           TEXT    NOT NULL,
    mail_key       TEXT,
    sender_name    TEXT    NOT NULL,
    sender_domain  TEXT    NOT NULL,
    recipient      TEXT    NOT NULL,
    recipient_name TEXT,
    language       TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    body_text      TEXT    NOT NULL,
    body_html      TEXT    NOT NULL,
    unsubscribe    TEXT,
    secret         BOOLEAN NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'bounced', 'held')),
    attempts       BIGINT  NOT NULL,
    next_at        BIGINT  NOT NULL,
    cause          TEXT,
    host           TEXT,
    said           TEXT,
    created_at     BIGINT  NOT NULL,
    settled_at     BIGINT,
    PRIMARY KEY (org_id, mail_id)
);
CREATE INDEX mails_due ON mails (next_at) WHERE state = 'queued';
CREATE INDEX mails_state ON mails (org_id, state, mail_id);
CREATE INDEX mails_recipient ON mails (org_id, LOWER(recipient), kind, created_at);
-- What a bounce names.
CREATE UNIQUE INDEX mails_id ON mails (mail_id);
CREATE UNIQUE INDEX mails_key ON mails (org_id, kind, mail_key) WHERE mail_key IS NOT NULL;
