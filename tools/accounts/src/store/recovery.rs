//! Links that change an account, the addresses it had, and what others did to the way in.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

use crate::model::{self, LinkKind, RecoveryAct, RecoveryId};

base_db::statements! {
    /// A new link.
    ADD_LINK = "INSERT INTO account_links (org_id, token_hash, person_id, kind, email, by_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The link with a secret, while it can be used.
    LINK = "SELECT person_id, kind, email, by_id, created_at, expires_at FROM account_links
        WHERE org_id = $1 AND token_hash = $2 AND expires_at > $3";
    /// Uses a link up.
    TAKE_LINK = "DELETE FROM account_links WHERE org_id = $1 AND token_hash = $2 AND kind = $3 AND expires_at > $4";
    /// The latest link of a kind, while it can be used.
    LATEST = "SELECT person_id, kind, email, by_id, created_at, expires_at FROM account_links
        WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND expires_at > $4 ORDER BY created_at DESC LIMIT 1";
    /// The links of a kind lead nowhere any more: those made at a time or later.
    DROP_LINKS = "DELETE FROM account_links WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND created_at >= $4";
    /// The oldest links of a kind lead nowhere any more, beyond a number.
    DROP_EXCESS = "DELETE FROM account_links WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND token_hash IN (
        SELECT token_hash FROM account_links WHERE org_id = $1 AND person_id = $2 AND kind = $3
        ORDER BY created_at DESC, token_hash LIMIT 1000 OFFSET $4)";
    /// Forgets links of every organisation whose time is over.
    PURGE_LINKS = "DELETE FROM account_links WHERE expires_at <= $1";

    /// An address that was replaced.
    ADD_FORMER = "INSERT INTO former_addresses (org_id, person_id, email_key, email, replaced_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, person_id, email_key) DO UPDATE SET
        email = excluded.email, replaced_at = excluded.replaced_at";
    /// The addresses of somebody that were replaced, but for those that are somebody's today.
    FORMER = "SELECT f.email FROM former_addresses f WHERE f.org_id = $1 AND f.person_id = $2 AND f.replaced_at > $3
        AND NOT EXISTS (SELECT 1 FROM people p WHERE p.org_id = f.org_id AND p.email_key = f.email_key)
        ORDER BY f.replaced_at DESC LIMIT 5";
    /// Forgets those replaced at a time or later: their replacement is taken back.
    DROP_FORMER = "DELETE FROM former_addresses WHERE org_id = $1 AND person_id = $2 AND replaced_at >= $3";
    /// Forgets those of every organisation that were replaced long ago.
    PURGE_FORMER = "DELETE FROM former_addresses WHERE replaced_at <= $1";

    /// Something that others did.
    ADD_RECOVERY = "INSERT INTO recoveries (org_id, recovery_id, person_id, act, by_name, at, address, device)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What others did to a person's way in since a time, the latest first.
    RECOVERIES = "SELECT recovery_id, act, by_name, at, address, device FROM recoveries
        WHERE org_id = $1 AND person_id = $2 AND at > $3 ORDER BY recovery_id DESC LIMIT 20";
    /// Forgets what was done long ago, of every organisation.
    PURGE_RECOVERIES = "DELETE FROM recoveries WHERE at <= $1";
}

/// A link that changes an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub person: PersonId,
    pub kind: LinkKind,
    pub email: String,
    pub by: Option<PersonId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

base_db::from_row!(Link { person, kind, email, by, created_at, expires_at });

/// What others did to somebody's way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recovery {
    pub id: RecoveryId,
    pub act: RecoveryAct,
    /// `None` for the operator.
    pub by_name: Option<String>,
    pub at: Timestamp,
    pub address: Option<String>,
    pub device: String,
}

base_db::from_row!(Recovery { id, act, by_name, at, address, device });

pub(crate) async fn add_link(tx: &mut Tx, org: OrgId, token_hash: &[u8; 32], link: &Link) -> Result<(), Error> {
    let Link { person, kind, email, by, created_at, expires_at } = link;
    tx.exec(&ADD_LINK, params![org, token_hash, person, kind, email, by, created_at, expires_at]).await.map(drop)
}

pub(crate) async fn link(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Link>, Error> {
    tx.one(&LINK, params![org, token_hash, now]).await
}

/// Says whether it could be used.
pub(crate) async fn take_link(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    kind: LinkKind,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.exec(&TAKE_LINK, params![org, token_hash, kind, now]).await? > 0)
}

pub(crate) async fn latest(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    kind: LinkKind,
    now: Timestamp,
) -> Result<Option<Link>, Error> {
    tx.one(&LATEST, params![org, person, kind, now]).await
}

/// Ends the links of these kinds.
pub(crate) async fn drop_links(tx: &mut Tx, org: OrgId, person: PersonId, kinds: &[LinkKind]) -> Result<(), Error> {
    for kind in kinds {
        drop_links_since(tx, org, person, *kind, Timestamp::UNIX_EPOCH).await?;
    }
    Ok(())
}

pub(crate) async fn drop_links_since(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    kind: LinkKind,
    since: Timestamp,
) -> Result<(), Error> {
    tx.exec(&DROP_LINKS, params![org, person, kind, since]).await.map(drop)
}

pub(crate) async fn drop_excess(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    kind: LinkKind,
    most: usize,
) -> Result<(), Error> {
    tx.exec(&DROP_EXCESS, params![org, person, kind, most]).await.map(drop)
}

pub(crate) async fn add_former(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    email: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.exec(&ADD_FORMER, params![org, person, model::email_key(email), email, now]).await.map(drop)
}

pub(crate) async fn former(tx: &mut Tx, org: OrgId, person: PersonId, since: Timestamp) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all(&FORMER, params![org, person, since]).await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

pub(crate) async fn drop_former(tx: &mut Tx, org: OrgId, person: PersonId, since: Timestamp) -> Result<(), Error> {
    tx.exec(&DROP_FORMER, params![org, person, since]).await.map(drop)
}

pub(crate) async fn add(tx: &mut Tx, org: OrgId, person: PersonId, recovery: &Recovery) -> Result<(), Error> {
    let Recovery { id, act, by_name, at, address, device } = recovery;
    tx.exec(&ADD_RECOVERY, params![org, id, person, act, by_name, at, address, device]).await.map(drop)
}

pub(crate) async fn recoveries(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Recovery>, Error> {
    tx.all(&RECOVERIES, params![org, person, since]).await
}

/// Forgets links that are over at `now`, and the rest that is of `before`.
pub(crate) async fn purge(tx: &mut Tx, now: Timestamp, before: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE_LINKS, params![now]).await?;
    tx.exec(&PURGE_FORMER, params![before]).await?;
    tx.exec(&PURGE_RECOVERIES, params![before]).await.map(drop)
}
