//! What people marked as favourites.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};

use crate::model::NodeId;

base_db::statements! {
    /// Marks a node; once is enough.
    MARK = "INSERT INTO favourites (org_id, person_id, node_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// Takes the mark away.
    UNMARK = "DELETE FROM favourites WHERE org_id = $1 AND person_id = $2 AND node_id = $3";
    /// All that a person marked.
    OF_PERSON = "SELECT node_id FROM favourites WHERE org_id = $1 AND person_id = $2 ORDER BY node_id LIMIT $3";
    /// Who marked a node.
    OF_NODE = "SELECT person_id FROM favourites WHERE org_id = $1 AND node_id = $2 ORDER BY person_id";
    /// Takes everybody's mark away from a node.
    FORGET = "DELETE FROM favourites WHERE org_id = $1 AND node_id = $2";
}

/// Marks a node for a person; once is enough.
pub async fn mark(tx: &mut Tx, org: OrgId, person: PersonId, node: NodeId) -> Result<(), Error> {
    tx.exec(&MARK, params![org, person, node]).await?;
    Ok(())
}

/// Takes a person's mark away.
pub async fn unmark(tx: &mut Tx, org: OrgId, person: PersonId, node: NodeId) -> Result<(), Error> {
    tx.exec(&UNMARK, params![org, person, node]).await?;
    Ok(())
}

/// What a person marked, at most `limit`.
pub async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId, limit: usize) -> Result<Vec<NodeId>, Error> {
    let rows: Vec<(NodeId,)> = tx.all(&OF_PERSON, params![org, person, limit]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Who marked a node.
pub async fn of_node(tx: &mut Tx, org: OrgId, node: NodeId) -> Result<Vec<PersonId>, Error> {
    let rows: Vec<(PersonId,)> = tx.all(&OF_NODE, params![org, node]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
