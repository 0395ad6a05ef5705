//! The statements on `leases`.

base_db::statements! {
    /// Takes a lease that nobody holds, or takes it again. The epoch stays while the owner does.
    ACQUIRE = "INSERT INTO leases (kind, id, owner, epoch, expires_at, address)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (kind, id) DO UPDATE SET
            epoch = CASE WHEN leases.owner = excluded.owner AND leases.expires_at > $4 THEN leases.epoch
                         WHEN leases.epoch < excluded.epoch THEN excluded.epoch
                         ELSE leases.epoch + 1 END,
            owner = excluded.owner, expires_at = excluded.expires_at, address = excluded.address
        WHERE leases.owner IS NULL OR leases.owner = excluded.owner OR leases.expires_at <= $4
        RETURNING epoch";
    /// Puts the end of a lease off, if it was not lost.
    RENEW = "UPDATE leases SET expires_at = $5 WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4";
    /// Gives a lease back, if it was not lost.
    RELEASE = "UPDATE leases SET owner = NULL, expires_at = $5
        WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4";
    /// Holds the lease's row until the end of the transaction, so that nobody can take it meanwhile.
    CHECK = "SELECT epoch FROM leases WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4 FOR SHARE";
    /// Who holds a lease now.
    HOLDER = "SELECT kind, id, owner, epoch, expires_at, address FROM leases
        WHERE kind = $1 AND id = $2 AND owner IS NOT NULL AND expires_at > $3";
    /// Forgets leases that ended long ago.
    PURGE = "DELETE FROM leases WHERE expires_at < $1";
}
