//! The statements on the outbox and on the streams.

base_db::statements! {
    /// Into the outbox.
    PUBLISH = "INSERT INTO bus_outbox (org_id, kind, audience, object_kind, audience_id, data)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// Lets one relay at a time go on, until its transaction ends.
    LOCK_RELAY = "SELECT id FROM bus_relay FOR UPDATE";
    /// What is committed and has no position yet, in the order in which it was published.
    COMMITTED = "SELECT ordinal, org_id, kind, audience, object_kind, audience_id, data
        FROM bus_outbox ORDER BY ordinal LIMIT $1";
    /// Room for `$2` more events at the end of a stream: the last position.
    EXTEND = "INSERT INTO bus_streams (org_id, position, kept_after) VALUES ($1, $2, 0)
        ON CONFLICT (org_id) DO UPDATE SET position = bus_streams.position + excluded.position
        RETURNING position";
    /// Into the stream.
    APPEND = "INSERT INTO bus_events (org_id, position, kind, audience, object_kind, audience_id, data, relayed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Out of the outbox.
    RELAYED = "DELETE FROM bus_outbox WHERE ordinal = $1";
    /// Where a stream ends, and where what is kept of it begins.
    STREAM = "SELECT position, kept_after FROM bus_streams WHERE org_id = $1";
    /// Where all streams end.
    STREAMS = "SELECT org_id, position FROM bus_streams";
    /// What follows a position.
    AFTER = "SELECT position, kind, audience, object_kind, audience_id, data
        FROM bus_events WHERE org_id = $1 AND position > $2 ORDER BY position LIMIT $3";
    /// The oldest events.
    OLDEST = "SELECT position, relayed_at FROM bus_events WHERE org_id = $1 ORDER BY position LIMIT $2";
    /// Drops the beginning of a stream.
    DROP_UNTIL = "DELETE FROM bus_events WHERE org_id = $1 AND position <= $2";
    /// Notes that the beginning of a stream was dropped.
    KEPT_AFTER = "UPDATE bus_streams SET kept_after = $2 WHERE org_id = $1";
}
