//! One model of rights for every tool.
//!
//! A role is granted on an object to a person, a group or the whole organisation. [`decide`] is the one function
//! that answers "may X do Y on Z, and why": it takes the grants of the object (and of what it inherits from) and
//! all that the person is, and returns the strongest role with the grant that gives it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use base_db::{Param, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Object, Principals};

/// The grants of at most this many principals are read with one statement.
const AT_ONCE: usize = 16;

/// What one may do, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// See and download.
    Viewer,
    /// And comment.
    Commenter,
    /// And change, add, remove.
    Editor,
    /// And share, configure, delete for good.
    Manager,
}

base_db::text_enum!(Role { Viewer = "viewer", Commenter = "commenter", Editor = "editor", Manager = "manager" });

/// To whom a role is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal {
    /// One person.
    Person(PersonId),
    /// A group and those nested in it.
    Group(GroupId),
    /// Those who look after a group.
    Managers(GroupId),
    /// Everybody in the organisation but its guests.
    Organisation(OrgId),
}

impl Principal {
    fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Group(_) => "group",
            Self::Managers(_) => "managers",
            Self::Organisation(_) => "organisation",
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Group(id) | Self::Managers(id) => id.uuid(),
            Self::Organisation(id) => id.uuid(),
        }
    }

    fn from_parts(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "person" => Some(Self::Person(PersonId::from_uuid(id))),
            "group" => Some(Self::Group(GroupId::from_uuid(id))),
            "managers" => Some(Self::Managers(GroupId::from_uuid(id))),
            "organisation" => Some(Self::Organisation(OrgId::from_uuid(id))),
            _ => None,
        }
    }

    fn is_among(self, principals: &Principals) -> bool {
        match self {
            Self::Person(id) => id == principals.person,
            Self::Group(id) => principals.groups.contains(&id),
            Self::Managers(id) => principals.manages.contains(&id),
            Self::Organisation(id) => id == principals.org && !principals.guest,
        }
    }
}

/// A role given to a principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// To whom.
    pub principal: Principal,
    /// What.
    pub role: Role,
}

/// The answer: the role, and the grant it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The strongest role that applies.
    pub role: Role,
    /// Why: the grant that gives it.
    pub because: Grant,
}

/// What `principals` may do under `grants`; `None` is not even see it.
pub fn decide(grants: &[Grant], principals: &Principals) -> Option<Decision> {
    grants
        .iter()
        .filter(|grant| grant.principal.is_among(principals))
        .max_by_key(|grant| grant.role)
        .map(|grant| Decision { role: grant.role, because: *grant })
}

base_db::statements! {
    /// The grants of one object.
    OF_OBJECT = "SELECT principal_kind, principal_id, role FROM grants
        WHERE org_id = $1 AND object_kind = $2 AND object_id = $3";
    /// The objects of one kind on which some principals of one kind have a role.
    OF_PRINCIPALS = "SELECT principal_id, object_id, role FROM grants
        WHERE org_id = $1 AND object_kind = $2 AND principal_kind = $3
        AND principal_id IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    /// Gives a role, or changes it.
    GIVE = "INSERT INTO grants (org_id, object_kind, object_id, principal_kind, principal_id, role, granted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (org_id, object_kind, object_id, principal_kind, principal_id)
        DO UPDATE SET role = excluded.role, granted_at = excluded.granted_at";
    /// Takes a role away.
    TAKE = "DELETE FROM grants WHERE org_id = $1 AND object_kind = $2 AND object_id = $3
        AND principal_kind = $4 AND principal_id = $5";
    /// Takes all roles on an object away.
    FORGET = "DELETE FROM grants WHERE org_id = $1 AND object_kind = $2 AND object_id = $3";
}

/// The grants of `object`.
pub async fn grants(tx: &mut Tx, org: OrgId, object: &Object) -> Result<Vec<Grant>, base_db::Error> {
    let rows: Vec<(String, Uuid, Role)> = tx.all(&OF_OBJECT, params![org, object.kind, object.id]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, id, role)| Some(Grant { principal: Principal::from_parts(&kind, id)?, role }))
        .collect())
}

/// What `principals` may do to `object`.
pub async fn role(tx: &mut Tx, principals: &Principals, object: &Object) -> Result<Option<Decision>, base_db::Error> {
    Ok(decide(&grants(tx, principals.org, object).await?, principals))
}

/// The objects of `kind` on which `principals` have a role, each with the strongest.
pub async fn objects(
    tx: &mut Tx,
    principals: &Principals,
    kind: &str,
) -> Result<HashMap<Uuid, Decision>, base_db::Error> {
    let mut found: HashMap<Uuid, Decision> = HashMap::new();
    let uuids = |groups: &[GroupId]| groups.iter().map(|group| group.uuid()).collect();
    let everybody = if principals.guest { Vec::new() } else { vec![principals.org.uuid()] };
    let all: [(&str, Vec<Uuid>); 4] = [
        ("person", vec![principals.person.uuid()]),
        ("organisation", everybody),
        ("group", uuids(&principals.groups)),
        ("managers", uuids(&principals.manages)),
    ];
    for (principal_kind, ids) in all {
        for ids in ids.chunks(AT_ONCE) {
            let mut values = params![principals.org, kind, principal_kind].to_vec();
            values.extend(ids.iter().map(|id| Param::Uuid(*id)));
            values.resize(3 + AT_ONCE, Param::Uuid(Uuid::nil()));
            for (id, object, role) in tx.all::<(Uuid, Uuid, Role)>(&OF_PRINCIPALS, &values).await? {
                let Some(principal) = Principal::from_parts(principal_kind, id) else { continue };
                let decision = Decision { role, because: Grant { principal, role } };
                match found.entry(object) {
                    Entry::Occupied(mut known) if known.get().role < role => drop(known.insert(decision)),
                    Entry::Occupied(_) => {}
                    Entry::Vacant(place) => drop(place.insert(decision)),
                }
            }
        }
    }
    Ok(found)
}

/// Gives `grant` on `object`, in place of the role the principal had.
pub async fn give(
    tx: &mut Tx,
    org: OrgId,
    object: &Object,
    grant: Grant,
    now: Timestamp,
) -> Result<(), base_db::Error> {
    let Grant { principal, role } = grant;
    tx.exec(&GIVE, params![org, object.kind, object.id, principal.kind(), principal.id(), role, now]).await?;
    Ok(())
}

/// Takes the principal's role on `object` away.
pub async fn take(tx: &mut Tx, org: OrgId, object: &Object, principal: Principal) -> Result<(), base_db::Error> {
    tx.exec(&TAKE, params![org, object.kind, object.id, principal.kind(), principal.id()]).await?;
    Ok(())
}

/// Takes all roles on `object` away, because it is gone.
pub async fn forget(tx: &mut Tx, org: OrgId, object: &Object) -> Result<(), base_db::Error> {
    tx.exec(&FORGET, params![org, object.kind, object.id]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base_id::{Clock, Random};

    #[test]
    fn the_strongest_grant_that_applies_wins_and_is_named() {
        let (clock, random) = (Clock::system(), Random::seeded(1));
        let (org, alice) = (OrgId::new(&clock, &random), PersonId::new(&clock, &random));
        let (garden, board) = (GroupId::new(&clock, &random), GroupId::new(&clock, &random));
        let principals = Principals { org, person: alice, groups: vec![garden], manages: vec![], guest: false };
        let everyone = Grant { principal: Principal::Organisation(org), role: Role::Viewer };
        let gardeners = Grant { principal: Principal::Group(garden), role: Role::Editor };
        let not_hers = Grant { principal: Principal::Group(board), role: Role::Manager };

        let decision = decide(&[everyone, gardeners, not_hers], &principals);
        assert_eq!(decision, Some(Decision { role: Role::Editor, because: gardeners }));
        assert_eq!(decide(&[not_hers], &principals), None);
        let elsewhere = Grant { principal: Principal::Organisation(OrgId::new(&clock, &random)), role: Role::Manager };
        assert_eq!(decide(&[elsewhere], &principals), None);

        let looks_after = Grant { principal: Principal::Managers(garden), role: Role::Manager };
        assert_eq!(decide(&[gardeners, looks_after], &principals), decision, "she is in it, and does not manage it");
        let manager = Principals { manages: vec![garden], ..principals.clone() };
        assert_eq!(decide(&[gardeners, looks_after], &manager).map(|decision| decision.role), Some(Role::Manager));

        let guest = Principals { guest: true, ..principals };
        assert_eq!(decide(&[everyone], &guest), None, "what is open to all is not open to guests");
        assert_eq!(decide(&[everyone, gardeners], &guest), decision, "what their groups have is");
    }
}
