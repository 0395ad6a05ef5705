//! An organisation for a test, and the people who tell the story.

use std::sync::{Arc, Mutex};

use base_blobs::{Blobs, Staged};
use base_db::{Engine, Tx};
use base_id::{GroupId, ManualClock, OrgId, PersonId, Random};
use base_jobs::Jobs;
use base_suite::testing::{foundation, noon};
use base_suite::{Addressee, Change, Directory, Foundation, Group, InTx, OrgRole, Person, Principals, Tool, Via};
use bytes::Bytes;
use futures_util::TryStreamExt;

use crate::model::{IfExists, Node, NodeId, Order, Sort};
use crate::service::contents::{Put, PutOptions, To};
use crate::service::copies::Copy;
use crate::service::moves::Placed;
use crate::service::properties::{self, Patch};
use crate::service::{
    Actor, At, Conditions, Error, Reached, Scope, Slot, contents, copies, drives, favourites, folders, moves, nodes,
    paths, trash,
};
use crate::{Config, Files, MIGRATIONS};

/// Stands for the accounts tool: people and groups in memory.
#[derive(Default)]
pub struct Everybody(Mutex<Known>);

#[derive(Default)]
struct Known {
    people: Vec<(OrgId, Person)>,
    groups: Vec<(OrgId, Group, Vec<PersonId>)>,
    managers: Vec<(GroupId, PersonId)>,
    guests: Vec<PersonId>,
}

impl Everybody {
    fn with<T>(&self, ask: impl FnOnce(&mut Known) -> T) -> T {
        ask(&mut self.0.lock().unwrap())
    }
}

impl Directory for Everybody {
    fn principals<'a>(&'a self, _: &'a mut Tx, org: OrgId, person: PersonId) -> InTx<'a, Option<Principals>> {
        let found = self.with(|known| {
            known.people.iter().find(|(of, one)| *of == org && one.id == person && one.active)?;
            let groups = known.groups.iter().filter(|(of, _, members)| *of == org && members.contains(&person));
            let groups: Vec<GroupId> = groups.map(|(_, group, _)| group.id).collect();
            let manages = known.managers.iter().filter(|(group, one)| *one == person && groups.contains(group));
            let manages = manages.map(|(group, _)| *group).collect();
            Some(Principals { org, person, groups, manages, guest: known.guests.contains(&person) })
        });
        Box::pin(async move { Ok(found) })
    }

    fn accepts<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: Via) -> InTx<'a, bool> {
        Box::pin(async { Ok(true) })
    }

    fn person<'a>(&'a self, _: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Person>> {
        let found = self.with(|known| known.people.iter().find(|(of, one)| *of == org && one.id == id).cloned());
        Box::pin(async move { Ok(found.map(|(_, person)| person)) })
    }

    fn addressee<'a>(&'a self, _: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Addressee>> {
        let found = self.with(|known| known.people.iter().find(|(of, one)| *of == org && one.id == id).cloned());
        Box::pin(async move {
            let addressee = |(_, Person { name, handle, .. }): (OrgId, Person)| Addressee {
                name,
                email: format!("{handle}@communs.test"),
                handle,
                role: OrgRole::Member,
                language: None,
                time_zone: None,
            };
            Ok(found.map(addressee))
        })
    }

    fn person_by_handle<'a>(&'a self, _: &'a mut Tx, org: OrgId, handle: &'a str) -> InTx<'a, Option<Person>> {
        let found =
            self.with(|known| known.people.iter().find(|(of, one)| *of == org && one.handle == handle).cloned());
        Box::pin(async move { Ok(found.map(|(_, person)| person)) })
    }

    fn group<'a>(&'a self, _: &'a mut Tx, org: OrgId, id: GroupId) -> InTx<'a, Option<Group>> {
        let found = self.with(|known| known.groups.iter().find(|(of, one, _)| *of == org && one.id == id).cloned());
        Box::pin(async move { Ok(found.map(|(_, group, _)| group)) })
    }

    fn groups<'a>(&'a self, _: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Group>> {
        let found = self.with(|known| known.groups.iter().filter(|(of, ..)| *of == org).cloned().collect::<Vec<_>>());
        Box::pin(async move { Ok(found.into_iter().map(|(_, group, _)| group).collect()) })
    }

    fn people<'a>(&'a self, _: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Person>> {
        let found = self.with(|known| known.people.iter().filter(|(of, _)| *of == org).cloned().collect::<Vec<_>>());
        Box::pin(async move { Ok(found.into_iter().map(|(_, person)| person).collect()) })
    }
}

/// One installation.
#[derive(Clone)]
pub struct World {
    pub files: Files,
    pub everybody: Arc<Everybody>,
    pub clock: ManualClock,
    pub foundation: Foundation,
    pub org: OrgId,
    /// Where contents are.
    pub folder: Arc<tempfile::TempDir>,
}

impl World {
    pub async fn new(engine: Engine) -> Self {
        Self::configured(engine, Config::default()).await
    }

    pub async fn configured(engine: Engine, config: Config) -> Self {
        let clock = noon();
        let mut foundation = foundation(engine, &clock.clock(), &[MIGRATIONS]).await;
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let target = base_blobs::Target::Disk { path: folder.path().to_owned() };
        foundation.blobs = Blobs::open(&target, foundation.clock.clone(), foundation.random.clone()).await.unwrap();
        let everybody = Arc::new(Everybody::default());
        let files = Files::new(foundation.clone(), everybody.clone(), config);
        let org = OrgId::new(&foundation.clock, &foundation.random);
        Self { files, everybody, clock, foundation, org, folder }
    }

    /// The same installation, seen from another organisation.
    pub fn elsewhere(&self) -> Self {
        Self { org: OrgId::new(&self.foundation.clock, &self.foundation.random), ..self.clone() }
    }

    async fn follow(&self, change: Change) {
        let (files, org) = (self.files.clone(), self.org);
        self.files.db().write(async move |tx| files.follow(tx, org, &change).await).await.unwrap();
    }

    pub async fn person(&self, handle: &str) -> Member {
        let id = PersonId::new(&self.foundation.clock, &self.foundation.random);
        let person = Person { id, handle: handle.to_owned(), name: handle.to_uppercase(), active: true, photo: None };
        self.everybody.with(|known| known.people.push((self.org, person)));
        self.follow(Change::PersonCreated { person: id, handle: handle.to_owned() }).await;
        let actor = Actor { org: self.org, person: id, via: None, org_quota: None, person_quota: None };
        Member { world: self.clone(), actor }
    }

    pub async fn group(&self, name: &str, members: &[&Member]) -> GroupId {
        let id = GroupId::new(&self.foundation.clock, &self.foundation.random);
        let people = members.iter().map(|member| member.actor.person).collect();
        let group = Group { id, name: name.to_owned() };
        self.everybody.with(|known| known.groups.push((self.org, group, people)));
        self.follow(Change::GroupCreated { group: id, name: name.to_owned() }).await;
        self.opens_folder(id, name).await;
        id
    }

    pub async fn opens_folder(&self, group: GroupId, name: &str) {
        self.follow(Change::SpaceOpened { group, name: name.to_owned(), tool: "files".to_owned() }).await;
    }

    pub async fn closes_folder(&self, group: GroupId) {
        self.follow(Change::SpaceClosed { group, tool: "files".to_owned() }).await;
    }

    pub async fn purges_group(&self, group: GroupId) {
        self.follow(Change::GroupPurged { group }).await;
    }

    /// Names the one who looks after a group.
    pub fn names_manager(&self, group: GroupId, member: &Member) {
        self.everybody.with(|known| known.managers.push((group, member.actor.person)));
    }

    pub async fn makes_guest(&self, member: &Member, guest: bool) {
        let person = member.actor.person;
        self.everybody.with(|known| {
            known.guests.retain(|one| *one != person);
            known.guests.extend(guest.then_some(person));
        });
        self.follow(Change::GuestChanged { person, handle: "guest".to_owned(), guest }).await;
    }

    /// Somebody whom the directory knows already gets their drive.
    pub async fn arrives(&self, member: &Member) {
        self.follow(Change::PersonCreated { person: member.actor.person, handle: "alice".to_owned() }).await;
    }

    pub async fn rename_group(&self, group: GroupId, name: &str) {
        self.follow(Change::GroupRenamed { group, name: name.to_owned() }).await;
    }

    pub fn removes(&self, group: GroupId, member: &Member) {
        self.everybody.with(|known| {
            for (_, one, members) in &mut known.groups {
                if one.id == group {
                    members.retain(|person| *person != member.actor.person);
                }
            }
        });
    }

    pub fn deactivates(&self, member: &Member) {
        self.everybody.with(|known| {
            for (_, person) in &mut known.people {
                person.active &= person.id != member.actor.person;
            }
        });
    }

    /// How many objects there are on the disk.
    pub fn objects(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
            entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
        }
        count(self.folder.path())
    }

    /// Runs what is due, as the server does in the background.
    pub async fn runs_jobs(&self) {
        let builder = Jobs::builder(self.files.db().clone(), self.clock.clock(), Random::seeded(7));
        self.files.jobs(builder).build().run_due().await.unwrap();
    }
}

/// A person who does things.
#[derive(Clone)]
pub struct Member {
    pub world: World,
    pub actor: Actor,
}

/// `/a/b` as names.
pub fn path(text: &str) -> Vec<String> {
    text.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

pub fn at(text: &str) -> At {
    At::Path(path(text))
}

pub fn slot(text: &str) -> Slot {
    Slot::from_path(path(text)).unwrap()
}

impl Member {
    pub fn files(&self) -> &Files {
        &self.world.files
    }

    pub async fn stages(&self, text: &str) -> Vec<Staged> {
        match text {
            "" => Vec::new(),
            text => {
                vec![self.files().blobs().put(self.actor.org, Bytes::copy_from_slice(text.as_bytes())).await.unwrap()]
            }
        }
    }

    pub async fn tries_to_put(&self, to: &str, text: &str, conditions: Conditions) -> Result<Put, Error> {
        let staged = self.stages(text).await;
        let options = PutOptions { conditions, ..PutOptions::default() };
        contents::put(self.files(), self.actor, To::Slot(slot(to)), staged, options).await
    }

    pub async fn puts(&self, to: &str, text: &str) -> Node {
        self.tries_to_put(to, text, Conditions::default()).await.unwrap().reached.node
    }

    pub async fn tries_to_make(&self, folder: &str) -> Result<Reached, Error> {
        folders::create(self.files(), self.actor, slot(folder), Conditions::default()).await
    }

    pub async fn makes(&self, folder: &str) -> Node {
        self.tries_to_make(folder).await.unwrap().node
    }

    pub async fn looks_at(&self, text: &str) -> Result<Reached, Error> {
        nodes::get(self.files(), self.actor, at(text)).await.map(|(reached, _)| reached)
    }

    pub async fn node(&self, text: &str) -> Node {
        self.looks_at(text).await.unwrap().node
    }

    pub async fn finds(&self, id: NodeId) -> Result<Reached, Error> {
        nodes::get(self.files(), self.actor, At::Id(id)).await.map(|(reached, _)| reached)
    }

    pub async fn tries_to_read(&self, place: At) -> Result<String, Error> {
        let readable = contents::open(self.files(), self.actor, place).await?;
        let pieces = self.files().blobs().read(self.actor.org, &readable.extents, 0..u64::MAX);
        let pieces: Vec<Bytes> = pieces.try_collect().await?;
        Ok(String::from_utf8(pieces.concat()).unwrap())
    }

    pub async fn reads(&self, text: &str) -> String {
        self.tries_to_read(at(text)).await.unwrap()
    }

    /// The names in a folder, folders first, in people's order.
    pub async fn lists(&self, text: &str) -> Vec<String> {
        let folder = self.node(text).await.id;
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let order = (Sort::Name, Order::Asc);
            let children = nodes::page(self.files(), self.actor, folder, order, after, 3).await.unwrap();
            names.extend(children.page.items.iter().map(|node| node.name.clone()));
            match children.page.items.last() {
                Some(last) if children.page.more => after = Some(nodes::Cursor::after(last, Sort::Name)),
                _ => return names,
            }
        }
    }

    /// What group drives are called in this person's tree.
    pub async fn mounts(&self) -> Vec<String> {
        let (files, actor) = (self.files().clone(), self.actor);
        let mounts = self.files().db().read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            paths::mounts(tx, &scope).await
        });
        mounts.await.unwrap().into_iter().map(|mount| mount.name).collect()
    }

    pub async fn tries_to_move(&self, from: &str, to: &str, if_exists: IfExists) -> Result<Placed, Error> {
        moves::relocate(self.files(), self.actor, at(from), slot(to).into(), if_exists, Conditions::default()).await
    }

    pub async fn moves(&self, from: &str, to: &str) -> Node {
        self.tries_to_move(from, to, IfExists::Fail).await.unwrap().reached.node
    }

    pub async fn tries_to_copy(&self, from: &str, to: &str, if_exists: IfExists) -> Result<Placed, Error> {
        let plan =
            Copy { from: at(from), to: slot(to).into(), if_exists, shallow: false, conditions: Conditions::default() };
        copies::copy(self.files(), self.actor, plan).await
    }

    pub async fn copies(&self, from: &str, to: &str) -> Node {
        self.tries_to_copy(from, to, IfExists::Fail).await.unwrap().reached.node
    }

    pub async fn tries_to_delete(&self, text: &str) -> Result<(), Error> {
        trash::discard(self.files(), self.actor, at(text), Conditions::default()).await
    }

    pub async fn deletes(&self, text: &str) -> NodeId {
        let id = self.node(text).await.id;
        self.tries_to_delete(text).await.unwrap();
        id
    }

    /// What lies in the trash of the personal drive, newest first: names and where they were.
    pub async fn trash(&self) -> Vec<(String, String)> {
        let drive = drives::list(self.files(), self.actor).await.unwrap().remove(0).drive.id;
        let page = trash::page(self.files(), self.actor, drive, None, 100).await.unwrap();
        page.page.items.into_iter().map(|row| (row.original_name, row.original_path)).collect()
    }

    pub async fn tries_to_mark(&self, text: &str, marked: bool) -> Result<(), Error> {
        let patch = vec![Patch::Favourite(marked)];
        properties::patch(self.files(), self.actor, at(text), patch, Conditions::default()).await.map(drop)
    }

    pub async fn marks(&self, text: &str, marked: bool) {
        self.tries_to_mark(text, marked).await.unwrap();
    }

    /// The paths of this person's favourites that they see.
    pub async fn favourites(&self) -> Vec<String> {
        let ids = favourites::list(self.files(), self.actor).await.unwrap();
        self.paths_of(ids).await
    }

    /// The paths of those that this person sees, in order.
    pub async fn paths_of(&self, ids: Vec<NodeId>) -> Vec<String> {
        let (files, actor) = (self.files().clone(), self.actor);
        let found = self.files().db().read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            nodes::some(tx, &scope, &ids).await
        });
        let mut paths: Vec<String> = found.await.unwrap().into_iter().map(|(path, _)| path.join("/")).collect();
        paths.sort_unstable();
        paths
    }
}
