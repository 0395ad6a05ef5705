//! Back into an account without its password: by a link sent to its address, or with the help of an administrator.
//!
//! What holds:
//! - Whoever asks for a link learns nothing: whether there is an account, whether it may be used, whether a letter was
//!   written. The request reads once and writes once, whatever it names; the rest is a job.
//! - Of the secret in a link the SHA-256 is kept. A link works once, for an hour, in its organisation; when one is used,
//!   or the password changes otherwise, the others of that person lead nowhere.
//! - However often one asks, an address gets few letters, and what waits here is bounded.
//! - An administrator never sees or sets a password. A link that is handed over instead of sent takes the
//!   administrator's own password, and is told to the person at every address, to all administrators, and in the
//!   journal.

use base_db::Tx;
use base_i18n::Words;
use base_id::{OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_suite::{Caller, Org, OrgRole};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::letters;
use crate::model::{self, LinkKind, PersonRecord, RecoveryAct, RecoveryId, State};
use crate::safety::{FORMER, Post, account};
use crate::service::{Author, Origin, SignedIn, admin};
use crate::store::recovery::{Link, Recovery};
use crate::throttle::{self, ACCOUNT, ADDRESS};
use crate::{Accounts, Error, events, password, store, tokens};

/// The job that writes the letter.
pub(crate) const FORGOTTEN: &str = "accounts.forgotten";
/// How long a link works.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// Links of one person that work at the same time, at most.
const MOST_LINKS: usize = 5;
/// Bytes of a handle or an address as typed.
const LONGEST_LOGIN: usize = 320;

/// What whoever follows a link sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resetting {
    pub person: PersonRecord,
    /// How many devices have a password of their own.
    pub devices: usize,
    pub expires_at: Timestamp,
}

impl Accounts {
    /// Asks for a link that chooses another password. The answer is the same for every account, and for none.
    pub(crate) async fn forgotten(&self, org: OrgId, login: &str, origin: &Origin) -> Result<(), Error> {
        let login = model::email_key(login);
        if login.is_empty() || login.len() > LONGEST_LOGIN || login.chars().any(char::is_control) {
            return Err(Error::invalid("login", "Give a handle or an e-mail address."));
        }
        let subject = throttle::forgotten(&login);
        let network = throttle::forgotten_from(origin.address);
        let now = self.now();
        let asked = self.foundation().db.read(async move |tx| {
            let blocked = async |tx: &mut Tx, subject| {
                let known = store::throttles::one(tx, org, subject).await?;
                Ok::<_, Error>(known.and_then(|known| throttle::wait(known, now)))
            };
            if let Some(seconds) = blocked(tx, &network).await? {
                return Err(Error::Throttled(seconds));
            }
            Ok(blocked(tx, &subject).await?.is_none())
        });
        // Asked too often for this account: a letter is there, or was refused, and the answer stays the same.
        if !asked.await? {
            return Ok(());
        }
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                for (subject, rule) in [(&network, ADDRESS), (&subject, ACCOUNT)] {
                    let known = store::throttles::one(tx, org, subject).await?;
                    // Of many at once, those who come too late ask for nothing.
                    let Ok(counted) = rule.attempt(known, now) else { return Ok(()) };
                    store::throttles::put(tx, org, subject, counted).await?;
                }
                let person = store::people::login(tx, org, &login, now).await?.map(|known| known.person);
                let foundation = this.foundation();
                // What was typed is not kept: people type passwords into the wrong field.
                let job = NewJob {
                    org: Some(org),
                    kind: FORGOTTEN,
                    payload: json!({ "person": person }),
                    run_at: None,
                    key: Some(hex::encode(subject)),
                };
                Ok(base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await?)
            })
            .await
    }

    /// The handler of [`FORGOTTEN`].
    pub(crate) async fn write_forgotten(&self, job: &Job) -> Result<(), JobError> {
        let person = job.payload.get("person").and_then(|id| serde_json::from_value::<PersonId>(id.clone()).ok());
        let (Some(org), Some(id)) = (job.org, person) else { return Ok(()) };
        let Some(site) = self.foundation().sites.org(org).await? else { return Ok(()) };
        let (this, key) = (self.clone(), job.id.to_string());
        self.foundation()
            .db
            .write(async move |tx| {
                let Some(person) = store::people::one(tx, org, id).await? else { return Ok(()) };
                // Suspended, or a guest whose time is over: silence, as for nobody.
                if person.state(this.now()) != State::Active {
                    return Ok(());
                }
                if this.send_link(tx, &site, &person, None, Some(key.clone())).await? {
                    let concerned = (None, Some(id));
                    this.record(tx, org, concerned, "recovery.asked", &Origin::default(), json!({})).await?;
                }
                Ok::<_, base_db::Error>(())
            })
            .await?;
        Ok(())
    }

    /// Sends the link to the address there is; `by` is the administrator who asks. Says whether a letter was written.
    async fn send_link(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: &PersonRecord,
        by: Option<(PersonId, &Words)>,
        key: Option<String>,
    ) -> Result<bool, base_db::Error> {
        let token = tokens::session(&self.foundation().random);
        let letter =
            letters::reset(account(site, person), by.map(|(_, who)| who), self.link(site, &format!("/reset/{token}")));
        let post = Post { site, person, kind: "accounts.reset", secret: true, key };
        if !self.post(tx, post, &person.email, letter).await? {
            return Ok(false);
        }
        self.add_reset(tx, site.id, person.id, &token, &person.email, by.map(|(by, _)| by)).await?;
        Ok(true)
    }

    /// Stores a link that chooses another password.
    pub(crate) async fn add_reset(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        token: &str,
        email: &str,
        by: Option<PersonId>,
    ) -> Result<(), base_db::Error> {
        let now = self.now();
        let link = Link {
            person,
            kind: LinkKind::Reset,
            email: email.to_owned(),
            by,
            created_at: now,
            expires_at: now + LIFETIME,
        };
        store::recovery::add_link(tx, org, &tokens::hash(token), &link).await?;
        store::recovery::drop_excess(tx, org, person, LinkKind::Reset, MOST_LINKS).await
    }

    /// The account behind a link, for whoever follows it.
    pub(crate) async fn resetting(&self, org: OrgId, token: &str) -> Result<Resetting, Error> {
        let (hash, now) = (tokens::link_hash(token)?, self.now());
        self.foundation()
            .db
            .read(async move |tx| {
                let (link, person) = usable(tx, org, &hash, LinkKind::Reset, now).await?;
                let devices = store::app_passwords::of_person(tx, org, person.id).await?.len();
                Ok(Resetting { person, devices, expires_at: link.expires_at })
            })
            .await
    }

    /// Another password for whoever follows a link, who is signed in with it. All their sessions end; their devices stay
    /// connected unless they say otherwise.
    pub(crate) async fn reset(
        &self,
        org: OrgId,
        token: &str,
        new: &str,
        cut_off_devices: bool,
        origin: Origin,
    ) -> Result<SignedIn, Error> {
        let hash = tokens::link_hash(token)?;
        // Before the password is hashed: strangers without a link cost little.
        let person = self.resetting(org, token).await?.person;
        password::check("password", new, &person.handle, &person.email)?;
        let site = self.site(org).await?;
        let kept = self.hashed(new).await?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                // Looked at again: it may have been used, or the account suspended, while the password was hashed.
                let (link, person) = usable(tx, org, &hash, LinkKind::Reset, now).await?;
                if !store::recovery::take_link(tx, org, &hash, LinkKind::Reset, now).await? {
                    return Err(Error::NotFound);
                }
                let id = person.id;
                store::people::update_password(tx, org, id, &kept).await?;
                store::recovery::drop_links(tx, org, id, &[LinkKind::Reset, LinkKind::Email]).await?;
                store::sessions::end_others(tx, org, id, None).await?;
                if cut_off_devices {
                    this.cut_off_devices(tx, org, id, Some(id), &origin).await?;
                }
                // Whoever guessed before has locked nobody out.
                for login in [&person.handle, &model::email_key(&person.email)] {
                    store::throttles::forget(tx, org, &throttle::account(login)).await?;
                }
                let detail = json!({ "devices_cut_off": cut_off_devices, "helped_by": link.by });
                this.record(tx, org, (Some(id), Some(id)), "password.reset", &origin, detail).await?;
                this.tell_password_changed(tx, &site, &person, &origin).await?;
                this.know_device(tx, org, id, &origin).await?;
                let token = this.open_session(tx, org, id, false, &origin).await?;
                events::session_ended(tx, org, id).await?;
                Ok(SignedIn { person: id, token, max_age: None })
            })
            .await
    }

    /// Takes all device passwords of somebody away, those that wait to be fetched included.
    pub(crate) async fn cut_off_devices(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        actor: Option<PersonId>,
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        store::device_logins::drop_of_person(tx, org, person).await?;
        for device in store::app_passwords::of_person(tx, org, person).await? {
            let label = store::app_passwords::revoke(tx, org, person, device.id).await?;
            let detail = json!({ "label": label });
            self.record(tx, org, (actor, Some(person)), "app-password.revoked", origin, detail).await?;
        }
        events::devices_changed(tx, org, person).await
    }

    /// An administrator sends somebody the link.
    pub(crate) async fn send_reset(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: PersonId,
    ) -> Result<PersonRecord, Error> {
        admin(caller)?;
        let site = self.site(org).await?;
        let (this, author, role, who) = (self.clone(), Author::new(caller, origin), caller.role, caller.name.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let person = this.helped(tx, org, &author, Some(role), id).await?;
                let by = (caller_of(&author)?, &Words::same(&who));
                if !this.send_link(tx, &site, &person, Some(by), None).await? {
                    return Err(Error::Letters);
                }
                let concerned = (author.person, Some(id));
                this.record(tx, org, concerned, "recovery.letter-sent", &author.origin, json!({})).await?;
                Ok(person)
            })
            .await
    }

    /// An administrator, who proves to be one, gets the link to hand over: the address of the person is lost. Gives its
    /// path, and until when it works.
    pub(crate) async fn hand_over_reset(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: PersonId,
        password: &str,
    ) -> Result<(String, Timestamp), Error> {
        admin(caller)?;
        let me = self.profile(org, caller.person).await?.person;
        self.proven(org, &me, password, &origin).await?;
        let author = Author::new(caller, origin);
        self.open_way(org, author, Some(caller.role), id, Some(caller.name.clone())).await
    }

    /// The same for the operator, who helps the last main administrator.
    pub async fn reset_link(&self, org: OrgId, handle: &str) -> Result<String, Error> {
        let person = self.find_person(org, handle).await?;
        let (path, _) = self.open_way(org, Author::default(), None, person.id, None).await?;
        Ok(self.link(&*self.site(org).await?, &path))
    }

    async fn open_way(
        &self,
        org: OrgId,
        author: Author,
        role: Option<OrgRole>,
        id: PersonId,
        by_name: Option<String>,
    ) -> Result<(String, Timestamp), Error> {
        let site = self.site(org).await?;
        let token = tokens::session(&self.foundation().random);
        let path = format!("/reset/{token}");
        let this = self.clone();
        let until = self
            .foundation()
            .db
            .write(async move |tx| {
                let person = this.helped(tx, org, &author, role, id).await?;
                store::recovery::drop_links(tx, org, id, &[LinkKind::Reset]).await?;
                this.add_reset(tx, org, id, &token, "", author.person).await?;
                this.remember(tx, org, id, RecoveryAct::Link, by_name.clone(), &author.origin).await?;
                let concerned = (author.person, Some(id));
                this.record(tx, org, concerned, "recovery.link-made", &author.origin, json!({})).await?;
                let who = letters::author(by_name.as_deref());
                this.tell_opened(tx, &site, &person, (author.person, &who), &author.origin).await?;
                Ok::<_, Error>(this.now() + LIFETIME)
            })
            .await?;
        Ok((path, until))
    }

    /// Remembers, to be shown to `person`, what others did to their way in.
    pub(crate) async fn remember(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        act: RecoveryAct,
        by_name: Option<String>,
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        let foundation = self.foundation();
        let id = RecoveryId::new(&foundation.clock, &foundation.random);
        let (at, address, device) = (self.now(), origin.address_text(), origin.device.clone());
        store::recovery::add(tx, org, person, &Recovery { id, act, by_name, at, address, device }).await?;
        events::me_changed(tx, org, person).await
    }

    /// What others did to the caller's way in, the latest first.
    pub(crate) async fn recoveries(&self, org: OrgId, person: PersonId) -> Result<Vec<Recovery>, Error> {
        let since = self.now().saturating_sub(FORMER).unwrap_or_default();
        let read = async move |tx: &mut Tx| store::recovery::recoveries(tx, org, person, since).await;
        Ok(self.foundation().db.read(read).await?)
    }

    /// Whom an administrator may help back in: nobody above them, nobody who may not come in, and not themself.
    async fn helped(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        role: Option<OrgRole>,
        id: PersonId,
    ) -> Result<PersonRecord, Error> {
        let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
        if author.person == Some(id) {
            return Err(Error::Forbidden("Your own password is changed in My account."));
        }
        if role.is_some_and(|role| role < OrgRole::Owner && person.role == OrgRole::Owner) {
            return Err(Error::Forbidden("Main administrators are helped by a main administrator."));
        }
        if person.state(self.now()) != State::Active {
            return Err(Error::invalid("id", "This account may not be used. Restore it, or its stay, first."));
        }
        Ok(person)
    }
}

fn caller_of(author: &Author) -> Result<PersonId, Error> {
    author.person.ok_or(Error::NotFound)
}

/// A link of this kind that works, and its person, whose account may be used.
pub(crate) async fn usable(
    tx: &mut Tx,
    org: OrgId,
    hash: &[u8; 32],
    kind: LinkKind,
    now: Timestamp,
) -> Result<(Link, PersonRecord), Error> {
    let link = store::recovery::link(tx, org, hash, now).await?.filter(|link| link.kind == kind);
    let link = link.ok_or(Error::NotFound)?;
    let person = store::people::one(tx, org, link.person).await?.filter(|person| person.state(now) == State::Active);
    Ok((link, person.ok_or(Error::NotFound)?))
}
