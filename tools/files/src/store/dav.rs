//! Locks and dead properties.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

use crate::model::{DriveId, Lock, NodeId, Property};

base_db::statements! {
    /// The locks in a drive that have not run out.
    LOCKS = "SELECT token, drive_id, node_id, deep, scope, owner_xml, person_id, expires_at FROM locks
        WHERE org_id = $1 AND drive_id = $2 AND expires_at > $3";
    /// Adds a lock.
    ADD_LOCK = "INSERT INTO locks (org_id, token, drive_id, node_id, deep, scope, owner_xml, person_id, expires_at,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Lets a lock last longer.
    REFRESH_LOCK = "UPDATE locks SET expires_at = $3 WHERE org_id = $1 AND token = $2";
    /// Removes a lock.
    REMOVE_LOCK = "DELETE FROM locks WHERE org_id = $1 AND token = $2";
    /// Removes the locks on a node.
    REMOVE_LOCKS = "DELETE FROM locks WHERE org_id = $1 AND node_id = $2";
    /// Removes the locks in a drive.
    REMOVE_LOCKS_OF_DRIVE = "DELETE FROM locks WHERE org_id = $1 AND drive_id = $2";
    /// Removes the locks that have run out.
    REMOVE_EXPIRED = "DELETE FROM locks WHERE org_id = $1 AND expires_at <= $2";

    /// The dead properties of a node.
    PROPERTIES = "SELECT node_id, namespace, name, value_xml FROM properties WHERE org_id = $1 AND node_id = $2
        ORDER BY namespace, name";
    /// The dead properties of some children of a folder: those with names between two.
    PROPERTIES_OF_CHILDREN = "SELECT p.node_id, p.namespace, p.name, p.value_xml FROM nodes n
        JOIN properties p ON p.org_id = n.org_id AND p.node_id = n.node_id
        WHERE n.org_id = $1 AND n.parent_id = $2 AND n.name >= $3 AND n.name <= $4 AND n.has_properties = TRUE";
    /// Sets a property.
    SET_PROPERTY = "INSERT INTO properties (org_id, node_id, namespace, name, value_xml) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org_id, node_id, namespace, name) DO UPDATE SET value_xml = excluded.value_xml";
    /// Removes a property.
    REMOVE_PROPERTY = "DELETE FROM properties WHERE org_id = $1 AND node_id = $2 AND namespace = $3 AND name = $4";
    /// Removes the properties of a node.
    REMOVE_PROPERTIES = "DELETE FROM properties WHERE org_id = $1 AND node_id = $2";
    /// Gives a node the properties of another.
    COPY_PROPERTIES = "INSERT INTO properties (org_id, node_id, namespace, name, value_xml)
        SELECT org_id, $3, namespace, name, value_xml FROM properties WHERE org_id = $1 AND node_id = $2";
}

/// The locks in a drive that have not run out.
pub async fn locks(tx: &mut Tx, org: OrgId, drive: DriveId, now: Timestamp) -> Result<Vec<Lock>, Error> {
    tx.all(&LOCKS, params![org, drive, now]).await
}

/// Adds a lock.
pub async fn add_lock(tx: &mut Tx, org: OrgId, lock: &Lock, now: Timestamp) -> Result<(), Error> {
    let Lock { token, drive, node, deep, scope, owner_xml, person, expires_at } = lock;
    let person: &PersonId = person;
    tx.exec(&ADD_LOCK, params![org, token, drive, node, deep, scope, owner_xml, person, expires_at, now]).await?;
    Ok(())
}

/// Lets a lock last until `expires_at`.
pub async fn refresh_lock(tx: &mut Tx, org: OrgId, token: &str, expires_at: Timestamp) -> Result<(), Error> {
    tx.exec(&REFRESH_LOCK, params![org, token, expires_at]).await?;
    Ok(())
}

/// Removes a lock.
pub async fn remove_lock(tx: &mut Tx, org: OrgId, token: &str) -> Result<(), Error> {
    tx.exec(&REMOVE_LOCK, params![org, token]).await?;
    Ok(())
}

/// The dead properties of a node.
pub async fn properties(tx: &mut Tx, org: OrgId, node: NodeId) -> Result<Vec<Property>, Error> {
    tx.all(&PROPERTIES, params![org, node]).await
}

/// The dead properties of the children of `parent` with names from `first` to `last`, in no order.
pub async fn properties_of_children(
    tx: &mut Tx,
    org: OrgId,
    parent: NodeId,
    first: &str,
    last: &str,
) -> Result<Vec<Property>, Error> {
    tx.all(&PROPERTIES_OF_CHILDREN, params![org, parent, first, last]).await
}

/// Sets a property.
pub async fn set_property(tx: &mut Tx, org: OrgId, property: &Property) -> Result<(), Error> {
    let Property { node, namespace, name, value_xml } = property;
    tx.exec(&SET_PROPERTY, params![org, node, namespace, name, value_xml]).await?;
    Ok(())
}

/// Removes a property.
pub async fn remove_property(tx: &mut Tx, org: OrgId, node: NodeId, namespace: &str, name: &str) -> Result<(), Error> {
    tx.exec(&REMOVE_PROPERTY, params![org, node, namespace, name]).await?;
    Ok(())
}
