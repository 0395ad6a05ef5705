//! One model of rights for every tool.
//!
//! A role is granted on an object to a person, a group or the whole organisation. [`decide`] is the one function
//! that answers "may X do Y on Z, and why": it takes the grants of the object (and of what it inherits from) and
//! all that the person is, and returns the strongest role with the grant that gives it.

use base_db::{Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Object, Principals};

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
    /// Everybody in the organisation but its guests.
    Organisation(OrgId),
}

impl Principal {
    fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Group(_) => "group",
            Self::Organisation(_) => "organisation",
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Group(id) => id.uuid(),
            Self::Organisation(id) => id.uuid(),
        }
    }

    fn from_parts(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "person" => Some(Self::Person(PersonId::from_uuid(id))),
            "group" => Some(Self::Group(GroupId::from_uuid(id))),
            "organisation" => Some(Self::Organisation(OrgId::from_uuid(id))),
            _ => None,
        }
    }

    fn is_among(self, principals: &Principals) -> bool {
        match self {
            Self::Person(id) => id == principals.person,
            Self::Group(id) => principals.groups.contains(&id),
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
    /// The objects of one kind on which one principal has a role.
    OF_PRINCIPAL = "SELECT object_id, role FROM grants
        WHERE org_id = $1 AND principal_kind = $2 AND principal_id = $3 AND object_kind = $4";
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
) -> Result<Vec<(Uuid, Decision)>, base_db::Error> {
    let mut found: Vec<(Uuid, Decision)> = Vec::new();
    let groups = principals.groups.iter().map(|group| Principal::Group(*group));
    let everybody = (!principals.guest).then_some(Principal::Organisation(principals.org));
    let all = std::iter::once(Principal::Person(principals.person)).chain(everybody).chain(groups);
    for principal in all {
        let rows: Vec<(Uuid, Role)> =
            tx.all(&OF_PRINCIPAL, params![principals.org, principal.kind(), principal.id(), kind]).await?;
        for (id, role) in rows {
            let decision = Decision { role, because: Grant { principal, role } };
            match found.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) if known.role < role => *known = decision,
                Some(_) => {}
                None => found.push((id, decision)),
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
        let principals = Principals { org, person: alice, groups: vec![garden], guest: false };
        let everyone = Grant { principal: Principal::Organisation(org), role: Role::Viewer };
        let gardeners = Grant { principal: Principal::Group(garden), role: Role::Editor };
        let not_hers = Grant { principal: Principal::Group(board), role: Role::Manager };

        let decision = decide(&[everyone, gardeners, not_hers], &principals);
        assert_eq!(decision, Some(Decision { role: Role::Editor, because: gardeners }));
        assert_eq!(decide(&[not_hers], &principals), None);
        let elsewhere = Grant { principal: Principal::Organisation(OrgId::new(&clock, &random)), role: Role::Manager };
        assert_eq!(decide(&[elsewhere], &principals), None);

        let guest = Principals { guest: true, ..principals };
        assert_eq!(decide(&[everyone], &guest), None, "what is open to all is not open to guests");
        assert_eq!(decide(&[everyone, gardeners], &guest), decision, "what their groups have is");
    }
}
