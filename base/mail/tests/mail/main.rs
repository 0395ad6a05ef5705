//! Mail as a tool, an administrator and other people's servers meet it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bounces;
mod checks;
mod faults;
mod queue;
mod server;

use base_db::{Db, testing};
use base_i18n::{Language, Text};
use base_id::{ManualClock, OrgId, Random};
use base_jobs::Jobs;
use base_mail::{Address, Config, Counts, Dns, Letter, Mail, MailId, MailRecord, NewMail, Sender, State, Zone};
use jiff::{SignedDuration, Timestamp};

/// An installation with mail, a clock of its own, and two organisations.
pub struct House {
    pub db: Db,
    pub time: ManualClock,
    pub random: Random,
    pub mail: Mail,
    pub jobs: Jobs,
    pub data: std::sync::Arc<tempfile::TempDir>,
    pub communs: OrgId,
    pub nord: OrgId,
}

/// One on each engine, with this configuration.
pub async fn houses(config: impl Fn() -> Config) -> Vec<House> {
    houses_with(config, Zone::default()).await
}

pub async fn houses_with(config: impl Fn() -> Config, zone: Zone) -> Vec<House> {
    let mut houses = Vec::new();
    for engine in testing::engines() {
        let db = testing::database(engine).await.unwrap();
        db.migrate(&[base_jobs::MIGRATIONS, base_mail::MIGRATIONS]).await.unwrap();
        let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
        let random = Random::seeded(1);
        let data = std::sync::Arc::new(tempfile::tempdir().unwrap());
        let (mail, jobs) = open(&db, &time, &random, config(), data.path(), zone.clone());
        let org = || OrgId::new(&time.clock(), &random);
        houses.push(House {
            db,
            time: time.clone(),
            random: random.clone(),
            mail,
            jobs,
            data,
            communs: org(),
            nord: org(),
        });
    }
    houses
}

fn open(
    db: &Db,
    time: &ManualClock,
    random: &Random,
    config: Config,
    data: &std::path::Path,
    zone: Zone,
) -> (Mail, Jobs) {
    let mail = Mail::open(db.clone(), time.clock(), random.clone(), config, data, Dns::fixed(zone)).unwrap();
    let jobs = mail.jobs(Jobs::builder(db.clone(), time.clock(), random.clone())).build();
    (mail, jobs)
}

pub fn relay(url: String) -> Config {
    Config { relay: Some(url), timeout_seconds: 1, hello: Some("liiibre.test".into()), ..Config::default() }
}

pub fn sender(org: OrgId) -> Sender {
    Sender { org: Some(org), name: "Les Communs".into(), domain: "communs.test".into(), accent: "#2f6f4e".into() }
}

pub fn to(email: &str) -> Address {
    Address::new("Camille", email).unwrap()
}

/// A letter that lets somebody in.
pub fn reset(org: OrgId, email: &str) -> NewMail {
    let letter = Letter::new(Text { fr: "Nouveau mot de passe", en: "New password" })
        .greeting("Camille")
        .button(Text { fr: "Choisir", en: "Choose" }, "https://communs.test/reset?token=hush");
    NewMail {
        from: sender(org),
        to: to(email),
        language: Language::English,
        kind: "accounts.reset",
        letter,
        unsubscribe: None,
        secret: true,
        key: None,
    }
}

impl House {
    pub async fn sends(&self, new: NewMail) -> Option<MailId> {
        let mail = self.mail.clone();
        self.db.write(async move |tx| mail.send(tx, &new).await).await.unwrap()
    }

    /// A letter to this address from the first organisation.
    pub async fn writes_to(&self, email: &str) -> MailId {
        self.sends(reset(self.communs, email)).await.expect("within the limit")
    }

    /// Runs what is due.
    pub async fn settles(&self) {
        while self.jobs.run_due().await.unwrap() > 0 {}
    }

    pub async fn after(&self, seconds: i64) {
        self.time.advance(SignedDuration::from_secs(seconds));
        self.settles().await;
    }

    pub async fn shows(&self, id: MailId) -> MailRecord {
        let (mail, org) = (self.mail.clone(), self.communs);
        self.db.read(async move |tx| mail.one(tx, Some(org), id).await).await.unwrap().expect("it is there")
    }

    pub async fn state(&self, id: MailId) -> State {
        self.shows(id).await.state
    }

    pub async fn counts(&self, org: OrgId) -> Counts {
        let mail = self.mail.clone();
        self.db.read(async move |tx| mail.counts(tx, Some(org)).await).await.unwrap()
    }

    pub async fn text(&self, org: OrgId, id: MailId) -> Option<String> {
        let mail = self.mail.clone();
        self.db.read(async move |tx| mail.text(tx, Some(org), id).await).await.unwrap()
    }

    pub async fn retries(&self, org: OrgId, id: MailId) -> bool {
        let mail = self.mail.clone();
        self.db.write(async move |tx| mail.retry(tx, Some(org), id).await).await.unwrap()
    }

    /// Another process on the same data.
    pub fn restarts(&mut self, config: Config) {
        (self.mail, self.jobs) = open(&self.db, &self.time, &self.random, config, self.data.path(), Zone::default());
    }
}
