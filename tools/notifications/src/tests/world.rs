//! An installation with people, sessions, and a tool that tells things.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use base_bus::Replay;
use base_db::{Engine, Tx};
use base_i18n::{Language, Text, Words};
use base_id::{GroupId, ManualClock, OrgId, PersonId};
use base_jobs::Jobs;
use base_mail::MailRecord;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::testing::{foundation, noon, org};
use base_suite::{
    Addressee, AuthenticationError, Authenticator, Boxed, ByMail, Caller, Channels, Credentials, Directory, Foundation,
    Group, InTx, Notice, NoticeKind, Notify, Object, Org, OrgRole, Organisations, Person, Principals, Tool, Via,
};
use jiff::{SignedDuration, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::{Config, MIGRATIONS, Notifications, Suite};

pub const AT_ONCE: &str = "garden.watering";
pub const DAILY: &str = "garden.harvest";
pub const SAFETY: &str = "garden.fence";
/// For administrators alone.
pub const KEYS: &str = "garden.keys";

const KINDS: &[NoticeKind] = &[
    NoticeKind {
        name: AT_ONCE,
        title: Text { fr: "Il faut arroser", en: "Watering is due" },
        default: Channels { mail: ByMail::AtOnce, push: true },
        safety: false,
        admins_only: false,
    },
    NoticeKind {
        name: DAILY,
        title: Text { fr: "Une récolte", en: "A harvest" },
        default: Channels { mail: ByMail::Digest, push: false },
        safety: false,
        admins_only: false,
    },
    NoticeKind {
        name: SAFETY,
        title: Text { fr: "La clôture", en: "The fence" },
        default: Channels { mail: ByMail::AtOnce, push: true },
        safety: true,
        admins_only: false,
    },
    NoticeKind {
        name: KEYS,
        title: Text { fr: "Les clés", en: "The keys" },
        default: Channels { mail: ByMail::Digest, push: false },
        safety: false,
        admins_only: true,
    },
];

/// A tool that tells of beds, which some may not see.
#[derive(Default)]
pub struct Garden {
    /// Who may not see which bed.
    pub hidden: Mutex<HashSet<(PersonId, Uuid)>>,
}

impl Tool for Garden {
    fn name(&self) -> &'static str {
        "garden"
    }

    fn migrations(&self) -> base_db::Migrations {
        base_db::Migrations { tool: "garden", steps: &[] }
    }

    fn statements(&self) -> Vec<&'static base_db::Sql> {
        Vec::new()
    }

    fn api(&self) -> OpenApiRouter {
        OpenApiRouter::new()
    }

    fn notice_kinds(&self) -> &'static [NoticeKind] {
        KINDS
    }

    fn object_kinds(&self) -> &'static [&'static str] {
        &["bed"]
    }

    fn may_see<'a>(&'a self, _: &'a mut Tx, _: OrgId, caller: &'a Caller, object: &'a Object) -> InTx<'a, bool> {
        let may = !self.hidden.lock().unwrap().contains(&(caller.person, object.id));
        Box::pin(async move { Ok(may) })
    }

    fn export<'a>(&'a self, _: Arc<Org>, _: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }

    fn import<'a>(&'a self, _: Arc<Org>, _: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }
}

/// Everybody there is, and who is signed in.
#[derive(Default)]
pub struct Everybody {
    people: Mutex<Vec<(OrgId, PersonId, Addressee)>>,
    orgs: Mutex<Vec<Arc<Org>>>,
    pub sessions: Mutex<HashSet<Uuid>>,
}

impl Everybody {
    fn find(&self, org: OrgId, id: PersonId) -> Option<Addressee> {
        let people = self.people.lock().unwrap();
        people.iter().find(|(of, one, _)| (*of, *one) == (org, id)).map(|(.., to)| to.clone())
    }

    pub fn leaves(&self, id: PersonId) {
        self.people.lock().unwrap().retain(|(_, one, _)| *one != id);
    }

    pub fn changes(&self, id: PersonId, change: impl FnOnce(&mut Addressee)) {
        let mut people = self.people.lock().unwrap();
        change(&mut people.iter_mut().find(|(_, one, _)| *one == id).unwrap().2);
    }
}

impl Directory for Everybody {
    fn principals<'a>(&'a self, _: &'a mut Tx, org: OrgId, person: PersonId) -> InTx<'a, Option<Principals>> {
        let principals = |_| Principals { org, person, groups: Vec::new(), manages: Vec::new(), guest: false };
        let found = self.find(org, person).map(principals);
        Box::pin(async move { Ok(found) })
    }

    fn accepts<'a>(&'a self, _: &'a mut Tx, _: OrgId, via: Via) -> InTx<'a, bool> {
        let good = matches!(via, Via::Session(id) if self.sessions.lock().unwrap().contains(&id));
        Box::pin(async move { Ok(good) })
    }

    fn person<'a>(&'a self, _: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Person>> {
        let person = |to: Addressee| Person { id, handle: to.handle, name: to.name, active: true, photo: None };
        let found = self.find(org, id).map(person);
        Box::pin(async move { Ok(found) })
    }

    fn addressee<'a>(&'a self, _: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Addressee>> {
        let found = self.find(org, id);
        Box::pin(async move { Ok(found) })
    }

    fn person_by_handle<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: &'a str) -> InTx<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn group<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: GroupId) -> InTx<'a, Option<Group>> {
        Box::pin(async { Ok(None) })
    }

    fn groups<'a>(&'a self, _: &'a mut Tx, _: OrgId) -> InTx<'a, Vec<Group>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn people<'a>(&'a self, _: &'a mut Tx, _: OrgId) -> InTx<'a, Vec<Person>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Authenticator for Everybody {
    fn authenticate<'a>(
        &'a self,
        _: &'a Org,
        _: &'a Credentials,
    ) -> Boxed<'a, Result<Option<Caller>, AuthenticationError>> {
        Box::pin(async { Ok(None) })
    }

    fn still_valid<'a>(&'a self, _: &'a Org, caller: &'a Caller) -> Boxed<'a, Result<bool, base_db::Error>> {
        let good = matches!(caller.via, Via::Session(id) if self.sessions.lock().unwrap().contains(&id));
        Box::pin(async move { Ok(good) })
    }
}

impl Organisations for Everybody {
    fn by_host<'a>(&'a self, _: &'a str) -> Boxed<'a, Result<Option<Arc<Org>>, base_db::Error>> {
        Box::pin(async { Ok(None) })
    }

    fn by_id(&self, id: OrgId) -> Boxed<'_, Result<Option<Arc<Org>>, base_db::Error>> {
        let found = self.orgs.lock().unwrap().iter().find(|org| org.id == id).cloned();
        Box::pin(async move { Ok(found) })
    }
}

pub struct World {
    pub clock: ManualClock,
    pub foundation: Foundation,
    pub notifications: Notifications,
    pub everybody: Arc<Everybody>,
    pub garden: Arc<Garden>,
    pub org: Arc<Org>,
    jobs: Jobs,
}

impl World {
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, Config { allow_private: vec!["127.0.0.1".to_owned()], ..Config::default() }).await
    }

    pub async fn with(engine: Engine, config: Config) -> Self {
        let clock = noon();
        let foundation = foundation(engine, &clock.clock(), &[MIGRATIONS]).await;
        let (everybody, garden) = (Arc::new(Everybody::default()), Arc::new(Garden::default()));
        let suite = Suite { directory: everybody.clone(), authenticator: everybody.clone() };
        foundation.sites.set(everybody.clone());
        foundation.listeners.set(vec![garden.clone()]);
        let notifications = Notifications::new(foundation.clone(), suite, config);
        let builder = Jobs::builder(foundation.db.clone(), foundation.clock.clone(), foundation.random.clone());
        let jobs = notifications.jobs(builder).build();
        let id = OrgId::new(&foundation.clock, &foundation.random);
        let org = Arc::new(Org { locale: "en".to_owned(), ..org(id, "Les Communs", "communs.example") });
        everybody.orgs.lock().unwrap().push(org.clone());
        Self { clock, foundation, notifications, everybody, garden, org, jobs }
    }

    /// A person, signed in.
    pub fn joins(&self, handle: &str) -> Caller {
        let id = PersonId::new(&self.foundation.clock, &self.foundation.random);
        let name = format!("{}{}", handle[..1].to_uppercase(), &handle[1..]);
        let to = Addressee {
            handle: handle.to_owned(),
            name: name.clone(),
            role: OrgRole::Member,
            email: format!("{handle}@communs.example"),
            language: None,
            time_zone: None,
        };
        self.everybody.people.lock().unwrap().push((self.org.id, id, to));
        let session = Uuid::from_bytes(self.foundation.random.bytes());
        self.everybody.sessions.lock().unwrap().insert(session);
        let (handle, via) = (handle.to_owned(), Via::Session(session));
        Caller { person: id, handle, name, role: OrgRole::Member, language: None, via }
    }

    pub async fn tell(&self, notice: &Notice) {
        // Notices of one millisecond have no order among them.
        self.clock.advance(SignedDuration::from_millis(1));
        let (this, org, notice) = (self.notifications.clone(), self.org.id, notice.clone());
        let told = self.foundation.db.write(async move |tx| this.tell(tx, org, &notice).await);
        told.await.unwrap();
    }

    /// Runs what is due.
    pub async fn settle(&self) {
        while self.jobs.run_due().await.unwrap() > 0 {}
    }

    /// Moves the clock to a time of the day in Paris, and runs what is due.
    pub async fn it_is(&self, time: &str) {
        let zone = crate::model::zone("Europe/Paris");
        let then = time.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone).unwrap().timestamp();
        let now: Timestamp = self.foundation.clock.now();
        assert!(then >= now, "{then} is before {now}");
        self.clock.advance(then.duration_since(now));
        self.settle().await;
    }

    /// The titles of somebody's list, newest first.
    pub async fn list(&self, caller: &Caller, unread: bool) -> Vec<String> {
        let page = self.notifications.inbox(&self.org, caller, unread, None, 100).await.unwrap();
        page.items.into_iter().map(|shown| shown.told.title.get(Language::English).to_owned()).collect()
    }

    /// The letters written so far, oldest first.
    pub async fn letters(&self) -> Vec<MailRecord> {
        let (mail, org) = (self.foundation.mail.clone(), self.org.id);
        let read = async move |tx: &mut Tx| mail.page(tx, Some(org), None, None, 100).await;
        let mut letters = self.foundation.db.read(read).await.unwrap().items;
        letters.reverse();
        letters
    }

    pub async fn text(&self, letter: &MailRecord) -> String {
        let (mail, org, id) = (self.foundation.mail.clone(), self.org.id, letter.id);
        self.foundation.db.read(async move |tx| mail.text(tx, Some(org), id).await).await.unwrap().unwrap()
    }

    /// The kinds of the events published so far, with whom they are for.
    pub async fn events(&self) -> Vec<(String, base_bus::Audience)> {
        self.foundation.bus.relay_now().await.unwrap();
        match self.foundation.bus.after(self.org.id, 0, 500).await.unwrap() {
            Replay::Events(events) => events.iter().map(|event| (event.kind.clone(), event.audience.clone())).collect(),
            Replay::Reset => Vec::new(),
        }
    }
}

/// Something told to `to`.
pub fn notice(kind: &'static str, to: &Caller, title: &str) -> Notice {
    Notice {
        kind,
        to: to.person,
        by: None,
        object: None,
        title: Words { fr: format!("{title} (fr)"), en: title.to_owned() },
        detail: None,
        link: "/garden".to_owned(),
        key: None,
    }
}

/// A bed of the garden.
pub fn bed(number: u128) -> Object {
    Object { kind: "bed".to_owned(), id: Uuid::from_u128(number) }
}
