//! The statements on `mails`.

base_db::statements! {
    /// Adds a letter, unless there is one with its key.
    ADD = "INSERT INTO mails (org_id, mail_id, kind, mail_key, sender_name, sender_domain, recipient, recipient_name,
            language, subject, body_text, body_html, unsubscribe, secret, state, attempts, next_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'queued', 0, $15, $15)
        ON CONFLICT (org_id, kind, mail_key) WHERE mail_key IS NOT NULL DO NOTHING";
    /// The letter with a key.
    OF_KEY = "SELECT mail_id FROM mails WHERE org_id = $1 AND kind = $2 AND mail_key = $3";
    /// Letters of a kind to an address, however its letters are cased, since a time; counted no further than asked.
    RECENT = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM mails
        WHERE org_id = $1 AND LOWER(recipient) = LOWER($2) AND kind = $3 AND created_at > $4 LIMIT $5) AS recent";
    /// What is due, of all organisations.
    DUE = "SELECT org_id, mail_id, kind, sender_name, sender_domain, recipient, recipient_name, language, subject,
            body_text, body_html, unsubscribe, attempts, created_at
        FROM mails WHERE state = 'queued' AND next_at <= $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED";
    /// When something is due next.
    NEXT_DUE = "SELECT MIN(next_at) FROM mails WHERE state = 'queued'";
    /// Gives a letter to a carrier until `next_at`.
    CLAIM = "UPDATE mails SET next_at = $3, attempts = attempts + 1 WHERE org_id = $1 AND mail_id = $2";
    /// Says that its carrier is alive.
    KEEP = "UPDATE mails SET next_at = $4 WHERE org_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'queued'";
    /// To be tried again.
    LATER = "UPDATE mails SET next_at = $4, cause = $5, host = $6, said = $7
        WHERE org_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'queued'";
    /// Kept in the folder.
    HOLD = "UPDATE mails SET state = 'held', cause = $4, host = $5, said = $6
        WHERE org_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'queued'";
    /// Handed over.
    SENT = "UPDATE mails SET state = 'sent', settled_at = $4, body_text = '', body_html = '', cause = NULL, host = $5,
            said = $6
        WHERE org_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'queued'";
    /// Given up.
    FAILED = "UPDATE mails SET state = 'failed', settled_at = $4, body_text = '', body_html = '', cause = $5, host = $6,
            said = $7
        WHERE org_id = $1 AND mail_id = $2 AND attempts = $3 AND state = 'queued'";
    /// Whose a letter is that came back, for its id stands alone in the address.
    OWNER = "SELECT org_id FROM mails WHERE mail_id = $1";
    /// Came back; also one of which we never heard that it was taken.
    BOUNCED = "UPDATE mails SET state = 'bounced', settled_at = $3, body_text = '', body_html = '', cause = 'bounced',
            host = $4, said = $5
        WHERE org_id = $1 AND mail_id = $2 AND state IN ('sent', 'queued') AND attempts > 0";
    /// The letters of an organisation, newest first, before one of them.
    PAGE = "SELECT mail_id, kind, recipient, recipient_name, subject, state, attempts, next_at, cause, host, said,
            created_at, settled_at
        FROM mails WHERE org_id = $1 AND mail_id < $2 ORDER BY mail_id DESC LIMIT $3";
    /// Those in one state.
    PAGE_OF_STATE = "SELECT mail_id, kind, recipient, recipient_name, subject, state, attempts, next_at, cause, host,
            said, created_at, settled_at
        FROM mails WHERE org_id = $1 AND state = $2 AND mail_id < $3 ORDER BY mail_id DESC LIMIT $4";
    /// One letter.
    ONE = "SELECT mail_id, kind, recipient, recipient_name, subject, state, attempts, next_at, cause, host, said,
            created_at, settled_at
        FROM mails WHERE org_id = $1 AND mail_id = $2";
    /// What a letter that is no secret says, until it is settled.
    TEXT = "SELECT body_text FROM mails WHERE org_id = $1 AND mail_id = $2 AND NOT secret AND body_text <> ''";
    /// How many there are in each state.
    COUNTS = "SELECT state, COUNT(*) FROM mails WHERE org_id = $1 GROUP BY state";
    /// The oldest letter that waits with a cause.
    OLDEST_WAITING = "SELECT cause, host, said FROM mails
        WHERE org_id = $1 AND state IN ('queued', 'held') AND cause IS NOT NULL ORDER BY mail_id LIMIT 1";
    /// Tries a letter at once.
    RETRY = "UPDATE mails SET state = 'queued', next_at = $3
        WHERE org_id = $1 AND mail_id = $2 AND state IN ('queued', 'held')";
    /// Tries everything of an organisation at once.
    RETRY_ALL = "UPDATE mails SET state = 'queued', next_at = $2 WHERE org_id = $1 AND state IN ('queued', 'held')";
    /// Tries everything that waits for the way there to work again: of all organisations, when it does.
    RELEASE = "UPDATE mails SET next_at = $1 WHERE state = 'queued' AND next_at > $1
        AND cause IN ('unresolved', 'unreachable', 'slow', 'hung_up', 'garbled', 'unwelcome', 'no_tls', 'tls',
            'credentials', 'no_auth', 'folder', 'sender')";
    /// Organisations with letters, after one of them.
    NEXT_ORGANISATION = "SELECT org_id FROM mails WHERE org_id > $1 ORDER BY org_id LIMIT 1";
    /// Letters of an organisation that were made before a time and wait for nothing.
    OLD = "SELECT mail_id FROM mails WHERE org_id = $1 AND mail_id < $2 AND state <> 'queued' ORDER BY mail_id LIMIT $3";
    /// Puts what is remembered of a settled letter back; its text is gone.
    RESTORE = "INSERT INTO mails (org_id, mail_id, kind, sender_name, sender_domain, recipient, recipient_name, language,
            subject, body_text, body_html, secret, state, attempts, next_at, cause, host, said, created_at, settled_at)
        VALUES ($1, $2, $3, '', '', $4, $5, 'fr', $6, '', '', TRUE, $7, $8, $11, $9, $10, $12, $11, $13)";
    /// Forgets one.
    FORGET = "DELETE FROM mails WHERE org_id = $1 AND mail_id = $2 AND state <> 'queued'";
}
