//! Groups: a team's name and who is in it. Groups may contain groups, never themselves.
//!
//! Administrators look after all of them; a group's managers look after its people. Whoever joins or leaves has, or
//! has not any more, what the group has, from the next request on.

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::audit::EntryId;
use base_suite::{Caller, Change, Group, OrgRole};
use serde::Deserialize;
use serde_json::json;

use crate::model::{self, Member};
use crate::service::{Author, Origin, admin, session_of};
use crate::store::groups::{InGroup, Listed, Note, Noted};
use crate::{Accounts, Error, events, store};

/// Characters of the line about a group at most.
const LONGEST_ABOUT: usize = 500;

/// What is changed of a group; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// A line about it; may be empty.
    #[serde(default)]
    pub about: Option<String>,
}

impl Accounts {
    /// Makes a group, for the operator. The tools that follow are told in the same transaction.
    pub async fn create_group(&self, org: OrgId, name: &str) -> Result<Group, Error> {
        self.make_group(org, Author::default(), name, "").await
    }

    /// The same, for an administrator.
    pub(crate) async fn create_group_as(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        name: &str,
        about: &str,
    ) -> Result<Listed, Error> {
        admin(caller)?;
        let group = self.make_group(org, Author::new(caller, origin), name, about).await?;
        self.seen_group(org, caller, group.id).await
    }

    async fn make_group(&self, org: OrgId, author: Author, name: &str, about: &str) -> Result<Group, Error> {
        let (name, about) = (model::name("name", name)?, line_about(about)?);
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                free(tx, org, &name, None).await?;
                let foundation = this.foundation();
                let group = Group { id: GroupId::new(&foundation.clock, &foundation.random), name: name.clone() };
                store::groups::insert(tx, org, &group, &about, foundation.clock.now()).await?;
                let detail = json!({ "group": group.id, "name": group.name });
                this.record(tx, org, (author.person, None), "group.created", &author.origin, detail).await?;
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

    /// A page of the groups whose name holds `query`, by name. A guest sees those they are in.
    pub(crate) async fn group_page(
        &self,
        org: OrgId,
        caller: &Caller,
        query: &str,
        after: Option<String>,
        limit: usize,
    ) -> Result<Page<Listed>, Error> {
        let (pattern, own, person) = (model::pattern(query), caller.role == OrgRole::Guest, caller.person);
        let after = after.unwrap_or_default();
        let read = async move |tx: &mut Tx| store::groups::list(tx, org, person, (&pattern, own), &after, limit).await;
        Ok(self.foundation().db.read(read).await?)
    }

    /// One group.
    pub(crate) async fn seen_group(&self, org: OrgId, caller: &Caller, group: GroupId) -> Result<Listed, Error> {
        let caller = caller.clone();
        self.foundation().db.read(async move |tx| seen(tx, org, &caller, group).await).await
    }

    /// The groups directly in a group.
    pub(crate) async fn inner_groups(&self, org: OrgId, caller: &Caller, group: GroupId) -> Result<Vec<Group>, Error> {
        let caller = caller.clone();
        self.foundation()
            .db
            .read(async move |tx| {
                seen(tx, org, &caller, group).await?;
                Ok(store::groups::inner(tx, org, group).await?)
            })
            .await
    }

    /// A page of the people directly in a group, in the order of names.
    pub(crate) async fn group_members(
        &self,
        org: OrgId,
        caller: &Caller,
        group: GroupId,
        after: Option<(Vec<u8>, PersonId)>,
        limit: usize,
    ) -> Result<Page<InGroup>, Error> {
        let caller = caller.clone();
        self.foundation()
            .db
            .read(async move |tx| {
                seen(tx, org, &caller, group).await?;
                Ok(store::groups::members(tx, org, group, after.as_ref(), limit).await?)
            })
            .await
    }

    /// What happened to the members, newest first: for administrators and those who manage the group.
    pub(crate) async fn group_history(
        &self,
        org: OrgId,
        caller: &Caller,
        group: GroupId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Page<Noted>, Error> {
        let caller = caller.clone();
        self.foundation()
            .db
            .read(async move |tx| {
                looks_after(tx, org, &caller, group).await?;
                Ok(store::groups::history(tx, org, group, before, limit).await?)
            })
            .await
    }

    /// Gives a group another name, for the operator.
    pub async fn rename_group(&self, org: OrgId, group: GroupId, name: &str) -> Result<Group, Error> {
        let change = GroupChange { name: Some(name.to_owned()), about: None };
        self.alter_group(org, None, Author::default(), group, change).await
    }

    /// Changes what is said of a group, for administrators and those who manage it.
    pub(crate) async fn change_group(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
        change: GroupChange,
    ) -> Result<Listed, Error> {
        let author = Author::new(caller, origin);
        self.alter_group(org, Some(caller.clone()), author, group, change).await?;
        self.seen_group(org, caller, group).await
    }

    async fn alter_group(
        &self,
        org: OrgId,
        caller: Option<Caller>,
        author: Author,
        group: GroupId,
        change: GroupChange,
    ) -> Result<Group, Error> {
        let name = change.name.as_deref().map(|name| model::name("name", name)).transpose()?;
        let about = change.about.as_deref().map(line_about).transpose()?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                if let Some(caller) = &caller {
                    looks_after(tx, org, caller, group).await?;
                }
                let nobody = PersonId::from_uuid(uuid::Uuid::nil());
                let old = store::groups::listed(tx, org, nobody, group).await?.ok_or(Error::NotFound)?;
                let name = name.clone().unwrap_or_else(|| old.group.name.clone());
                let about = about.clone().unwrap_or_else(|| old.about.clone());
                if (&name, &about) == (&old.group.name, &old.about) {
                    return Ok(old.group);
                }
                free(tx, org, &name, Some(group)).await?;
                store::groups::update(tx, org, group, &name, &about).await?;
                if name != old.group.name {
                    let detail = json!({ "group": group, "name": name });
                    this.record(tx, org, (author.person, None), "group.renamed", &author.origin, detail).await?;
                    let change = Change::GroupRenamed { group, name: name.clone() };
                    this.foundation().listeners.tell(tx, org, &change).await?;
                    tell_people_in(tx, org, group).await?;
                }
                Ok(Group { id: group, name })
            })
            .await
    }

    /// Puts a member into a group, for the operator; says whether they were not there yet.
    pub async fn add_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let (this, member) = (self.clone(), member.into());
        self.foundation().db.write(async move |tx| this.join_in(tx, org, &Author::default(), group, member).await).await
    }

    /// Takes a member out of a group, for the operator; says whether they were there.
    pub async fn remove_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let (this, member) = (self.clone(), member.into());
        self.foundation()
            .db
            .write(async move |tx| this.leave_in(tx, org, &Author::default(), group, member).await)
            .await
    }

    /// Puts a member into a group: people by whoever looks after it, groups by administrators.
    pub(crate) async fn put_member(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
        member: Member,
        manager: Option<bool>,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let (this, caller, author) = (self.clone(), caller.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                may_change_members(tx, org, &caller, group, member).await?;
                this.join_in(tx, org, &author, group, member).await?;
                if let (Some(manager), Member::Person(person)) = (manager, member) {
                    this.name_manager(tx, org, &author, group, person, manager).await?;
                }
                Ok(())
            })
            .await
    }

    /// Takes a member out of a group: whoever looks after it does, and people themselves.
    pub(crate) async fn drop_member(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
        member: Member,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let (this, caller, author) = (self.clone(), caller.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                if member != Member::Person(caller.person) {
                    may_change_members(tx, org, &caller, group, member).await?;
                }
                if this.leave_in(tx, org, &author, group, member).await? { Ok(()) } else { Err(Error::NotFound) }
            })
            .await
    }

    async fn name_manager(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        person: PersonId,
        manager: bool,
    ) -> Result<(), Error> {
        if !store::groups::set_manager(tx, org, group, person, manager).await? {
            return Ok(());
        }
        let (act, noted) = if manager {
            ("group.manager-named", "manager-named")
        } else {
            ("group.manager-dismissed", "manager-dismissed")
        };
        let detail = json!({ "group": group });
        self.record(tx, org, (author.person, Some(person)), act, &author.origin, detail).await?;
        self.note_member(tx, org, author, group, noted, Member::Person(person)).await?;
        Ok(events::me_changed(tx, org, person).await?)
    }

    pub(crate) async fn join_in(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        member: Member,
    ) -> Result<bool, Error> {
        present(tx, org, group, member).await?;
        if let Member::Group(inner) = member
            && (inner == group || store::groups::is_in(tx, org, group, inner).await?)
        {
            return Err(Error::Cycle);
        }
        if !store::groups::add(tx, org, group, member).await? {
            return Ok(false);
        }
        self.membership_changed(tx, org, author, group, member, ("group.member-added", "added")).await?;
        Ok(true)
    }

    pub(crate) async fn leave_in(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        member: Member,
    ) -> Result<bool, Error> {
        present(tx, org, group, member).await?;
        if !store::groups::remove(tx, org, group, member).await? {
            return Ok(false);
        }
        self.membership_changed(tx, org, author, group, member, ("group.member-removed", "removed")).await?;
        Ok(true)
    }

    async fn membership_changed(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        member: Member,
        (act, noted): (&'static str, &'static str),
    ) -> Result<(), Error> {
        let (subject, detail) = match member {
            Member::Person(person) => (Some(person), json!({ "group": group })),
            Member::Group(inner) => (None, json!({ "group": group, "member": inner })),
        };
        self.record(tx, org, (author.person, subject), act, &author.origin, detail).await?;
        self.note_member(tx, org, author, group, noted, member).await?;
        self.foundation().listeners.tell(tx, org, &Change::MembershipChanged { group }).await?;
        match member {
            Member::Person(person) => Ok(events::me_changed(tx, org, person).await?),
            Member::Group(inner) => tell_people_in(tx, org, inner).await,
        }
    }

    async fn note_member(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        act: &str,
        member: Member,
    ) -> Result<(), base_db::Error> {
        let foundation = self.foundation();
        let (person, inner) = match member {
            Member::Person(person) => (Some(person), None),
            Member::Group(inner) => (None, Some(inner)),
        };
        let note = Note {
            group,
            id: EntryId::new(&foundation.clock, &foundation.random),
            at: foundation.clock.now(),
            act: act.to_owned(),
            person,
            member: inner,
            actor: author.person,
        };
        store::groups::note(tx, org, &note).await
    }
}

/// A group as the caller sees it: a guest sees those they are in.
async fn seen(tx: &mut Tx, org: OrgId, caller: &Caller, group: GroupId) -> Result<Listed, Error> {
    let listed = store::groups::listed(tx, org, caller.person, group).await?.ok_or(Error::NotFound)?;
    if caller.role == OrgRole::Guest && !listed.member { Err(Error::NotFound) } else { Ok(listed) }
}

/// Lets administrators and those who manage the group pass.
async fn looks_after(tx: &mut Tx, org: OrgId, caller: &Caller, group: GroupId) -> Result<(), Error> {
    session_of(caller)?;
    let listed = seen(tx, org, caller, group).await?;
    if caller.is_admin() || listed.manager {
        return Ok(());
    }
    Err(Error::Forbidden("Administrators and those who manage this group do this."))
}

async fn may_change_members(
    tx: &mut Tx,
    org: OrgId,
    caller: &Caller,
    group: GroupId,
    member: Member,
) -> Result<(), Error> {
    match member {
        Member::Person(_) => looks_after(tx, org, caller, group).await,
        Member::Group(_) => admin(caller),
    }
}

fn line_about(text: &str) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    if text.chars().count() > LONGEST_ABOUT {
        return Err(Error::invalid("about", format!("Give at most {LONGEST_ABOUT} characters.")));
    }
    model::line("about", text)
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
