//! Groups: a team's name and who is in it. Groups may contain groups, never themselves.

use base_db::Tx;
use base_id::{GroupId, OrgId};
use base_suite::{Change, Group};
use serde_json::json;

use crate::model::{self, Member};
use crate::service::Origin;
use crate::{Accounts, Error, events, store};

impl Accounts {
    /// Makes a group, for the operator. The tools that follow are told in the same transaction.
    pub async fn create_group(&self, org: OrgId, name: &str) -> Result<Group, Error> {
        let name = model::name("name", name)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                free(tx, org, &name, None).await?;
                let foundation = this.foundation();
                let group = Group { id: GroupId::new(&foundation.clock, &foundation.random), name: name.clone() };
                store::groups::insert(tx, org, &group, foundation.clock.now()).await?;
                let detail = json!({ "group": group.id, "name": group.name });
                this.record(tx, org, (None, None), "group.created", &Origin::default(), detail).await?;
                let change = Change::GroupCreated { group: group.id, name: group.name.clone() };
                foundation.listeners.tell(tx, org, &change).await?;
                Ok(group)
            })
            .await
    }

    /// Every group, for the operator.
    pub async fn list_groups(&self, org: OrgId) -> Result<Vec<Group>, Error> {
        Ok(self.foundation().db.read(async move |tx| store::groups::every(tx, org).await).await?)
    }

    /// Gives a group another name, for the operator.
    pub async fn rename_group(&self, org: OrgId, group: GroupId, name: &str) -> Result<Group, Error> {
        let name = model::name("name", name)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                store::groups::one(tx, org, group).await?.ok_or(Error::NotFound)?;
                free(tx, org, &name, Some(group)).await?;
                store::groups::rename(tx, org, group, &name).await?;
                let detail = json!({ "group": group, "name": name });
                this.record(tx, org, (None, None), "group.renamed", &Origin::default(), detail).await?;
                let change = Change::GroupRenamed { group, name: name.clone() };
                this.foundation().listeners.tell(tx, org, &change).await?;
                tell_people_in(tx, org, group).await?;
                Ok(Group { id: group, name: name.clone() })
            })
            .await
    }

    /// Puts a member into a group, for the operator; says whether they were not there yet.
    pub async fn add_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let member = member.into();
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                present(tx, org, group, member).await?;
                if let Member::Group(inner) = member
                    && (inner == group || store::groups::is_in(tx, org, group, inner).await?)
                {
                    return Err(Error::Cycle);
                }
                if !store::groups::add(tx, org, group, member).await? {
                    return Ok(false);
                }
                this.membership_changed(tx, org, group, member, "group.member-added").await?;
                Ok(true)
            })
            .await
    }

    /// Takes a member out of a group, for the operator; says whether they were there.
    pub async fn remove_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let member = member.into();
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                present(tx, org, group, member).await?;
                if !store::groups::remove(tx, org, group, member).await? {
                    return Ok(false);
                }
                this.membership_changed(tx, org, group, member, "group.member-removed").await?;
                Ok(true)
            })
            .await
    }

    async fn membership_changed(
        &self,
        tx: &mut Tx,
        org: OrgId,
        group: GroupId,
        member: Member,
        act: &'static str,
    ) -> Result<(), Error> {
        let (subject, detail) = match member {
            Member::Person(person) => (Some(person), json!({ "group": group })),
            Member::Group(inner) => (None, json!({ "group": group, "member": inner })),
        };
        self.record(tx, org, (None, subject), act, &Origin::default(), detail).await?;
        self.foundation().listeners.tell(tx, org, &Change::MembershipChanged { group }).await?;
        match member {
            Member::Person(person) => Ok(events::me_changed(tx, org, person).await?),
            Member::Group(inner) => tell_people_in(tx, org, inner).await,
        }
    }
}

async fn tell_people_in(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<(), Error> {
    for person in store::groups::people_in(tx, org, group).await? {
        events::me_changed(tx, org, person).await?;
    }
    Ok(())
}

/// Refuses a name that another group has.
async fn free(tx: &mut Tx, org: OrgId, name: &str, but: Option<GroupId>) -> Result<(), Error> {
    match store::groups::by_name(tx, org, name).await? {
        Some(other) if Some(other.id) != but => Err(Error::Taken { field: "name" }),
        _ => Ok(()),
    }
}

/// Refuses a group or a member that the organisation does not have.
async fn present(tx: &mut Tx, org: OrgId, group: GroupId, member: Member) -> Result<(), Error> {
    store::groups::one(tx, org, group).await?.ok_or(Error::NotFound)?;
    match member {
        Member::Person(person) => store::people::one(tx, org, person).await?.map(drop),
        Member::Group(group) => store::groups::one(tx, org, group).await?.map(drop),
    }
    .ok_or(Error::NotFound)
}
