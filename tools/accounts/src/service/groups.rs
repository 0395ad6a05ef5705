//! Groups: a team's name and who is in it. Groups may contain groups, never themselves.
//!
//! Administrators look after all of them; a group's managers look after its people and what it has. Whoever joins or
//! leaves has, or has not any more, what the group has, from the next request on.
//!
//! A group may be nested as deep as one likes; it never contains itself, not even through one that is deleted and may
//! come back.

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::audit::EntryId;
use base_suite::{Caller, Change, Group, OrgRole};
use serde::Deserialize;
use serde_json::json;

use crate::model::{self, Joining, Member};
use crate::service::{Author, Origin, admin, session_of};
use crate::store::groups::{GroupRecord, InGroup, Listed, Note, Noted, Which};
use crate::{Accounts, Error, events, store};

/// Characters of the line about a group at most.
const LONGEST_ABOUT: usize = 500;

/// People of a change at most who are told one by one.
const TOLD_EACH: usize = 200;

/// A group to be.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// A line about it; may be empty.
    #[serde(default)]
    pub about: String,
    /// How people come in; `asked` when absent.
    #[serde(default)]
    pub joining: Joining,
    /// What it has, by the names of tools: all that can be given when absent.
    #[serde(default)]
    pub spaces: Option<Vec<String>>,
}

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
    /// How people come in.
    #[serde(default)]
    pub joining: Option<Joining>,
    /// All that it has from now on, by the names of tools. What it has no longer is hidden, and kept.
    #[serde(default)]
    pub spaces: Option<Vec<String>>,
}

impl Accounts {
    /// Makes a group with all that it can have, for the operator. The tools that follow are told in the same
    /// transaction.
    pub async fn create_group(&self, org: OrgId, name: &str) -> Result<Group, Error> {
        let new = NewGroup { name: name.to_owned(), ..NewGroup::default() };
        self.make_group(org, Author::default(), new).await
    }

    /// The same, for an administrator.
    pub(crate) async fn create_group_as(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        new: NewGroup,
    ) -> Result<Listed, Error> {
        admin(caller)?;
        let group = self.make_group(org, Author::new(caller, origin), new).await?;
        self.seen_group(org, caller, group.id).await
    }

    pub(crate) async fn make_group(&self, org: OrgId, author: Author, new: NewGroup) -> Result<Group, Error> {
        let (name, about) = (model::name("name", &new.name)?, line_about(&new.about)?);
        let spaces = self.chosen(new.spaces.as_deref())?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                free(tx, org, &name, None).await?;
                let foundation = this.foundation();
                let record = GroupRecord {
                    id: GroupId::new(&foundation.clock, &foundation.random),
                    name: name.clone(),
                    about: about.clone(),
                    joining: new.joining,
                    created_at: foundation.clock.now(),
                    deleted_at: None,
                    deleted_by: None,
                };
                store::groups::insert(tx, org, &record).await?;
                let group = Group { id: record.id, name: record.name };
                let detail = json!({ "group": group.id, "name": group.name });
                this.record(tx, org, (author.person, None), "group.created", &author.origin, detail).await?;
                let change = Change::GroupCreated { group: group.id, name: group.name.clone() };
                foundation.listeners.tell(tx, org, &change).await?;
                for tool in &spaces {
                    this.give_space(tx, org, &group, tool, true).await?;
                }
                events::groups_changed(tx, org).await?;
                Ok(group)
            })
            .await
    }

    /// Every group, for the operator.
    pub async fn list_groups(&self, org: OrgId) -> Result<Vec<Group>, Error> {
        Ok(self.foundation().db.read(async move |tx| store::groups::every(tx, org).await).await?)
    }

    /// A page of the groups whose name holds `query`, by name: all but the hidden ones that the caller is not in. A
    /// guest sees those they are in.
    pub(crate) async fn group_page(
        &self,
        org: OrgId,
        caller: &Caller,
        query: &str,
        after: Option<String>,
        limit: usize,
    ) -> Result<Page<Listed>, Error> {
        let which =
            Which { pattern: model::pattern(query), own: caller.role == OrgRole::Guest, hidden: caller.is_admin() };
        let (after, person) = (after.unwrap_or_default(), caller.person);
        let read = async move |tx: &mut Tx| store::groups::list(tx, org, person, &which, &after, limit).await;
        let mut page = self.foundation().db.read(read).await?;
        page.items.iter_mut().for_each(|listed| discreet(listed, caller));
        Ok(page)
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
                Ok(store::groups::inner(tx, org, (caller.person, caller.is_admin()), group).await?)
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
        let change = GroupChange { name: Some(name.to_owned()), ..GroupChange::default() };
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
        let spaces = match change.spaces.as_deref() {
            Some(tools) => Some((self.site(org).await?, self.chosen(Some(tools))?)),
            None => None,
        };
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
                let joining = change.joining.unwrap_or(old.joining);
                let mut changed = (&name, &about, joining) != (&old.group.name, &old.about, old.joining);
                if changed {
                    free(tx, org, &name, Some(group)).await?;
                    store::groups::update(tx, org, group, (&name, &about), joining).await?;
                }
                if joining != old.joining {
                    let detail = json!({ "group": group, "joining": joining });
                    this.record(tx, org, (author.person, None), "group.changed", &author.origin, detail).await?;
                }
                if name != old.group.name {
                    let detail = json!({ "group": group, "name": name });
                    this.record(tx, org, (author.person, None), "group.renamed", &author.origin, detail).await?;
                    let change = Change::GroupRenamed { group, name: name.clone() };
                    this.foundation().listeners.tell(tx, org, &change).await?;
                    tell_people_in(tx, org, group).await?;
                }
                let now = Group { id: group, name };
                if let Some((site, spaces)) = &spaces {
                    changed |= this.set_spaces(tx, site, &author, &now, spaces).await?;
                }
                if changed {
                    events::groups_changed(tx, org).await?;
                }
                Ok(now)
            })
            .await
    }

    /// Puts a member into a group, for the operator; says whether they were not there yet.
    pub async fn add_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let (this, member) = (self.clone(), member.into());
        self.foundation()
            .db
            .write(async move |tx| {
                let operator = Author::default();
                let new = this.join_in(tx, org, &operator, group, member).await?;
                if let Member::Person(person) = member
                    && new
                {
                    this.tell_added(tx, org, &operator, group, person).await?;
                }
                Ok(new)
            })
            .await
    }

    /// Takes a member out of a group, for the operator; says whether they were there.
    pub async fn remove_member(&self, org: OrgId, group: GroupId, member: impl Into<Member>) -> Result<bool, Error> {
        let (this, member) = (self.clone(), member.into());
        self.foundation()
            .db
            .write(async move |tx| {
                let operator = Author::default();
                let gone = this.leave_in(tx, org, &operator, group, member).await?;
                if let Member::Person(person) = member
                    && gone
                {
                    this.tell_removed(tx, org, &operator, group, person).await?;
                }
                Ok(gone)
            })
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
                let new = this.join_in(tx, org, &author, group, member).await?;
                if let Member::Person(person) = member
                    && new
                {
                    this.tell_added(tx, org, &author, group, person).await?;
                }
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
                if !this.leave_in(tx, org, &author, group, member).await? {
                    return Err(Error::NotFound);
                }
                if let Member::Person(person) = member {
                    this.tell_removed(tx, org, &author, group, person).await?;
                }
                Ok(())
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
        self.foundation().listeners.tell(tx, org, &Change::MembershipChanged { group }).await?;
        if manager {
            self.tell_managing(tx, org, author, group, person).await?;
        } else {
            self.tell_if_orphaned(tx, org, author, group).await?;
        }
        events::groups_changed(tx, org).await?;
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
        if let Member::Person(person) = member {
            store::group_life::answered(tx, org, group, person).await?;
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
        let managed = match member {
            Member::Person(person) => {
                store::groups::listed(tx, org, person, group).await?.is_some_and(|listed| listed.manager)
            }
            Member::Group(_) => false,
        };
        if !store::groups::remove(tx, org, group, member).await? {
            return Ok(false);
        }
        self.membership_changed(tx, org, author, group, member, ("group.member-removed", "removed")).await?;
        if managed {
            self.tell_if_orphaned(tx, org, author, group).await?;
        }
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
        events::groups_changed(tx, org).await?;
        match member {
            Member::Person(person) => Ok(events::me_changed(tx, org, person).await?),
            Member::Group(inner) => tell_people_in(tx, org, inner).await,
        }
    }

    pub(crate) async fn note_member(
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

/// A group as the caller sees it: a guest sees those they are in, and so does everybody with the hidden ones.
pub(super) async fn seen(tx: &mut Tx, org: OrgId, caller: &Caller, group: GroupId) -> Result<Listed, Error> {
    let mut listed = store::groups::listed(tx, org, caller.person, group).await?.ok_or(Error::NotFound)?;
    let known = caller.role != OrgRole::Guest && listed.joining != Joining::Hidden;
    if !(known || listed.inside || caller.is_admin()) {
        return Err(Error::NotFound);
    }
    discreet(&mut listed, caller);
    Ok(listed)
}

/// Whether the caller sees a group.
pub(crate) async fn sees(tx: &mut Tx, org: OrgId, caller: &Caller, group: GroupId) -> Result<bool, base_db::Error> {
    match seen(tx, org, caller, group).await {
        Ok(_) => Ok(true),
        Err(Error::Database(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// How many ask to come in is for those who answer.
fn discreet(listed: &mut Listed, caller: &Caller) {
    if !listed.manager && !caller.is_admin() {
        listed.requests = 0;
    }
}

/// Lets administrators and those who manage the group pass.
pub(super) async fn looks_after(tx: &mut Tx, org: OrgId, caller: &Caller, group: GroupId) -> Result<Listed, Error> {
    session_of(caller)?;
    let listed = seen(tx, org, caller, group).await?;
    if caller.is_admin() || listed.manager {
        return Ok(listed);
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
        Member::Person(_) => looks_after(tx, org, caller, group).await.map(drop),
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

pub(super) async fn tell_people_in(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<(), Error> {
    let people = store::groups::people_in(tx, org, group).await?;
    if people.len() > TOLD_EACH {
        return Ok(events::many_changed(tx, org).await?);
    }
    for person in people {
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
