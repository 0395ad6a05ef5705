//! The browsers that a person is pushed to.

use base_db::Tx;
use base_i18n::Text;
use base_id::OrgId;
use base_suite::{Caller, Org};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::push::{Message, Outcome};
use super::{as_caller, session_of};
use crate::model::{self, DeviceId};
use crate::store::devices::Device;
use crate::webpush::{encrypt, unbase64url};
use crate::{Error, Notifications, events, store};

/// Of one person, at most; the one that agreed first goes.
const MOST: usize = 20;
/// Between two tests of one browser.
const TEST_EVERY: SignedDuration = SignedDuration::from_secs(5);
/// Looked at in one transaction.
const AT_ONCE: usize = 200;

const TEST: Text = Text { fr: "Les notifications arrivent ici", en: "Notifications arrive here" };
const TEST_DETAIL: Text = Text { fr: "C’était un essai, tout va bien.", en: "This was a test, and all is well." };

/// A browser that agrees to be pushed to, as it describes itself (W3C Push API).
#[derive(Debug, Clone)]
pub(crate) struct NewDevice {
    pub endpoint: String,
    /// Base64url: the browser's public key.
    pub p256dh: String,
    /// Base64url: the secret that authenticates us to it.
    pub auth: String,
    /// Its address until now, when the push service gave it another.
    pub replaces: Option<String>,
    pub user_agent: Option<String>,
}

fn hash(endpoint: &str) -> [u8; 32] {
    Sha256::digest(endpoint.as_bytes()).into()
}

impl Notifications {
    /// The public key that browsers are given when they agree.
    pub(crate) async fn push_key(&self) -> Result<String, Error> {
        Ok(self.secrets().await?.vapid.public())
    }

    /// The caller's browsers, without those whose sessions have ended.
    pub(crate) async fn devices(&self, org: &Org, caller: &Caller) -> Result<Vec<Device>, Error> {
        let (id, person) = (org.id, caller.person);
        let all = self.foundation().db.read(async move |tx| store::devices::of_person(tx, id, person).await).await?;
        let mut good = Vec::with_capacity(all.len());
        for device in all {
            let then = Caller { via: base_suite::Via::Session(device.session), ..caller.clone() };
            if self.is_signed_in(org, &device, &then).await? {
                good.push(device);
            }
        }
        Ok(good)
    }

    /// Takes the caller's browser among those that are pushed to, for as long as it stays signed in.
    pub(crate) async fn add_device(&self, org: OrgId, caller: &Caller, new: NewDevice) -> Result<Device, Error> {
        let (session, person) = (session_of(caller)?, caller.person);
        self.endpoint(&new.endpoint)?;
        let public_key = unbase64url(&new.p256dh).filter(|key| encrypt::is_public_key(key));
        let public_key = public_key.ok_or_else(|| Error::invalid("p256dh", "Not a public key on P-256."))?;
        let auth_secret = unbase64url(&new.auth).filter(|secret| secret.len() == encrypt::AUTH_SECRET);
        let auth_secret = auth_secret.ok_or_else(|| Error::invalid("auth", "Not a secret of 16 bytes."))?;
        let foundation = self.foundation();
        let device = Device {
            id: DeviceId::new(&foundation.clock, &foundation.random),
            person,
            session,
            endpoint: new.endpoint,
            public_key,
            auth_secret,
            label: model::browser_words(new.user_agent.as_deref()),
            created_at: self.now(),
            reached_at: None,
            tested_at: None,
            failures: 0,
        };
        let replaced = new.replaces.as_deref().map(hash);
        foundation
            .db
            .write(async move |tx| {
                if let Some(replaced) = &replaced {
                    store::devices::remove_endpoint(tx, org, person, replaced).await?;
                }
                let device = store::devices::put(tx, org, &device, &hash(&device.endpoint)).await?;
                let all = store::devices::of_person(tx, org, person).await?;
                for former in all.iter().filter(|one| one.id != device.id).rev().skip(MOST - 1) {
                    store::devices::remove(tx, org, former.id).await?;
                }
                events::preferences_changed(tx, org, person).await?;
                Ok(device)
            })
            .await
    }

    /// Pushes to one of the caller's browsers no more.
    pub(crate) async fn remove_device(&self, org: OrgId, caller: &Caller, id: DeviceId) -> Result<(), Error> {
        session_of(caller)?;
        let device = self.own_device(org, caller, id).await?;
        self.forget_device(org, &device).await
    }

    async fn own_device(&self, org: OrgId, caller: &Caller, id: DeviceId) -> Result<Device, Error> {
        let person = caller.person;
        let found = self.foundation().db.read(async move |tx| store::devices::one(tx, org, id).await).await?;
        found.filter(|device| device.person == person).ok_or(Error::NotFound)
    }

    /// Pushes a word to one of the caller's browsers, and waits for what becomes of it.
    pub(crate) async fn test_device(&self, org: &Org, caller: &Caller, id: DeviceId) -> Result<(), Error> {
        session_of(caller)?;
        let device = self.own_device(org.id, caller, id).await?;
        let (of, person, now) = (org.id, caller.person, self.now());
        let since = now.saturating_sub(TEST_EVERY).unwrap_or(Timestamp::MIN);
        let test = async move |tx: &mut Tx| store::devices::tested(tx, of, person, id, now, since).await;
        if !self.foundation().db.write(test).await? {
            return Err(Error::TooSoon(TEST_EVERY.as_secs().unsigned_abs()));
        }
        let own = caller.language.as_deref().and_then(base_i18n::Language::from_code);
        let language = model::language(own, &org.locale);
        let contents = json!({
            "title": TEST.get(language),
            "body": TEST_DETAIL.get(language),
            "link": super::deliver::PREFERENCES,
            "lang": language.code(),
            "tag": "test",
        });
        let message = Message { contents: &contents, urgency: "high", topic: None };
        let outcome = self.send_push(org, &device, message).await?;
        self.note_push(org.id, &device, &outcome).await?;
        match outcome {
            Outcome::Taken => Ok(()),
            Outcome::Gone(said) | Outcome::Later(_, said) | Outcome::Refused(said) => Err(Error::Push(said)),
        }
    }

    pub(super) async fn forget_device(&self, org: OrgId, device: &Device) -> Result<(), Error> {
        let (id, person) = (device.id, device.person);
        Ok(self
            .foundation()
            .db
            .write(async move |tx| {
                store::devices::remove(tx, org, id).await?;
                events::preferences_changed(tx, org, person).await
            })
            .await?)
    }

    /// Forgets browsers whose sessions have ended, in every organisation.
    pub(super) async fn forget_signed_out(&self) -> Result<(), Error> {
        let db = &self.foundation().db;
        let mut last = None;
        while let Some(id) = db.read(async move |tx| store::devices::next_organisation(tx, last).await).await? {
            last = Some(id);
            let Some(org) = self.foundation().sites.org(id).await? else { continue };
            let mut after = None;
            loop {
                let some = db.read(async move |tx| store::devices::some(tx, id, after, AT_ONCE).await).await?;
                for device in &some {
                    let (this, person) = (self.clone(), device.person);
                    let to = db.read(async move |tx| this.directory().addressee(tx, id, person).await).await?;
                    let good = match &to {
                        Some(to) => self.is_signed_in(&org, device, &as_caller(person, to, device.session)).await?,
                        None => false,
                    };
                    if !good {
                        self.forget_device(id, device).await?;
                    }
                }
                after = some.last().map(|device| device.id);
                if some.len() < AT_ONCE {
                    break;
                }
            }
        }
        Ok(())
    }
}
