//! The door: signing in, and proving again that one knows the password.
//!
//! Whether an account exists, has a password, is suspended: the answer and the number of hashes are the same.

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::Caller;
use jiff::SignedDuration;
use serde_json::json;

use crate::model::{self, PersonRecord, SessionId};
use crate::password::LONGEST;
use crate::service::{Origin, session_of};
use crate::store::sessions::NewSession;
use crate::throttle::{self, ACCOUNT, ADDRESS};
use crate::{Accounts, Error, events, store, tokens};

/// A session that is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A session that ends with the browser, however it is used.
const PASSING: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A session that ends with the browser, when it is not used.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// Sessions of one person; the ones not used for longest end.
const MOST_SESSIONS: usize = 50;
/// Bytes of a handle or an address as typed.
const LONGEST_LOGIN: usize = 320;

/// Somebody at the door.
#[derive(Clone)]
pub struct SignIn {
    /// Handle or e-mail address.
    pub login: String,
    /// The account's password.
    pub password: String,
    /// Whether the browser keeps the session for 30 days.
    pub remember: bool,
}

/// Somebody who came in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The new session's token: the value of the cookie, known to nobody else.
    pub token: String,
    /// How many seconds the browser keeps it; `None` until it is closed.
    pub max_age: Option<i64>,
}

impl Accounts {
    /// Opens a session, in place of the one that the browser had.
    pub async fn sign_in(
        &self,
        org: OrgId,
        door: SignIn,
        before: Option<&Caller>,
        origin: Origin,
    ) -> Result<SignedIn, Error> {
        let SignIn { login, password, remember } = door;
        let login = model::email_key(&login);
        let subjects = Subjects::new(&login, &origin);
        let turn = self.attempt(org, &login, &password, &subjects).await?;
        let known = {
            let (login, now) = (login.clone(), self.foundation().clock.now());
            self.foundation().db.read(async move |tx| store::people::login(tx, org, &login, now).await).await?
        };
        let hash = known.as_ref().and_then(|known| known.password_hash.clone());
        let (turn, matches) = self.hasher().verify(turn, &password, hash.clone()).await?;
        let (Some(known), Some(hash), true) = (&known, hash, matches) else {
            drop(turn);
            self.refuse(org, known.map(|known| known.person), "password", origin).await?;
            return Err(Error::WrongCredentials);
        };
        if !known.active {
            drop(turn);
            self.refuse(org, Some(known.person), "suspended", origin).await?;
            return Err(Error::WrongCredentials);
        }
        let better =
            if self.hasher().is_outdated(&hash) { Some(self.hasher().hash(turn, &password).await?.1) } else { None };

        let person = known.person;
        let before = before.and_then(|caller| Some((caller.person, session_of(caller).ok()?)));
        let (this, site) = (self.clone(), self.site(org).await?);
        let token = self
            .foundation()
            .db
            .write(async move |tx| {
                // The hash took its time: the account may have been suspended, or its password changed, meanwhile.
                let now_known = store::people::login(tx, org, &login, this.foundation().clock.now()).await?;
                if !now_known.is_some_and(|now| now.active && now.password_hash.as_deref() == Some(hash.as_str())) {
                    return Err(Error::WrongCredentials);
                }
                forgive(tx, org, &subjects).await?;
                if let Some(better) = &better {
                    store::people::update_password(tx, org, person, better).await?;
                }
                if let Some((person, session)) = before {
                    store::sessions::end(tx, org, person, session).await?;
                    events::session_ended(tx, org, person).await?;
                }
                this.meet_device(tx, &site, person, &origin).await?;
                Ok(this.open_session(tx, org, person, remember, &origin).await?)
            })
            .await?;
        Ok(SignedIn { person, token, max_age: remember.then(|| REMEMBERED.as_secs()) })
    }

    /// The stored hash of a person who proves that they know their password.
    pub(crate) async fn proven(
        &self,
        org: OrgId,
        person: &PersonRecord,
        password: &str,
        origin: &Origin,
    ) -> Result<String, Error> {
        let subjects = Subjects::new(&person.handle, origin);
        let turn = self.attempt(org, &person.handle, password, &subjects).await?;
        let id = person.id;
        let hash = self.foundation().db.read(async move |tx| store::people::password(tx, org, id).await).await?;
        let (turn, matches) = self.hasher().verify(turn, password, hash.clone()).await?;
        drop(turn);
        match hash {
            Some(hash) if matches => {
                self.foundation().db.write(async move |tx| forgive(tx, org, &subjects).await).await?;
                Ok(hash)
            }
            _ => {
                self.refuse(org, Some(id), "password", origin.clone()).await?;
                Err(Error::WrongCredentials)
            }
        }
    }

    /// Stores a new session and records it; gives its token.
    pub(crate) async fn open_session(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        remember: bool,
        origin: &Origin,
    ) -> Result<String, base_db::Error> {
        let foundation = self.foundation();
        let (now, token) = (foundation.clock.now(), tokens::session(&foundation.random));
        let address = origin.address_text();
        let session = NewSession {
            token_hash: tokens::hash(&token),
            id: SessionId::new(&foundation.clock, &foundation.random),
            person,
            device: &origin.device,
            address: address.as_deref(),
            now,
            idle_until: (!remember).then(|| now + IDLE),
            expires_at: now + if remember { REMEMBERED } else { PASSING },
        };
        store::sessions::insert(tx, org, &session).await?;
        store::sessions::end_excess(tx, org, person, MOST_SESSIONS).await?;
        let detail = json!({ "session": session.id, "remembered": remember });
        self.record(tx, org, (Some(person), Some(person)), "session.created", origin, detail).await?;
        Ok(token)
    }

    /// Counts an attempt before its password is looked at, and waits for a turn to look at it.
    async fn attempt(
        &self,
        org: OrgId,
        login: &str,
        password: &str,
        subjects: &Subjects,
    ) -> Result<crate::password::Turn, Error> {
        if login.len() > LONGEST_LOGIN || login.contains(char::is_control) {
            return Err(Error::invalid("login", "Give a handle or an e-mail address."));
        }
        if password.len() > LONGEST {
            return Err(Error::invalid("password", "That is longer than any password here."));
        }
        // Those who must wait are told before they take up anybody's turn.
        let now = self.foundation().clock.now();
        let all = subjects.clone();
        self.foundation()
            .db
            .read(async move |tx| {
                for (subject, _) in all.each() {
                    if let Some(state) = store::throttles::one(tx, org, &subject).await?
                        && let Some(seconds) = throttle::wait(state, now)
                    {
                        return Err(Error::Throttled(seconds));
                    }
                }
                Ok(())
            })
            .await?;
        let turn = self.hasher().turn().await?;
        let (this, all) = (self.clone(), subjects.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.foundation().clock.now();
                for (subject, rule) in all.each() {
                    let known = store::throttles::one(tx, org, &subject).await?;
                    let counted = rule.attempt(known, now).map_err(Error::Throttled)?;
                    store::throttles::put(tx, org, &subject, counted).await?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        Ok(turn)
    }

    /// Records a refusal. What was typed is not kept: people type passwords into the wrong field.
    async fn refuse(
        &self,
        org: OrgId,
        person: Option<PersonId>,
        reason: &'static str,
        origin: Origin,
    ) -> Result<(), Error> {
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let detail = json!({ "reason": reason });
                Ok(this.record(tx, org, (None, person), "session.refused", &origin, detail).await?)
            })
            .await
    }
}

/// What an attempt is counted for.
#[derive(Clone)]
struct Subjects {
    account: [u8; 32],
    address: Option<[u8; 32]>,
}

impl Subjects {
    fn new(login: &str, origin: &Origin) -> Self {
        Self { account: throttle::account(login), address: origin.address.map(throttle::address) }
    }

    fn each(&self) -> impl Iterator<Item = ([u8; 32], throttle::Rule)> + use<> {
        std::iter::once((self.account, ACCOUNT)).chain(self.address.map(|address| (address, ADDRESS)))
    }
}

/// Takes back what [`Accounts::attempt`] counted, once it turned out well.
async fn forgive(tx: &mut Tx, org: OrgId, subjects: &Subjects) -> Result<(), Error> {
    store::throttles::forget(tx, org, &subjects.account).await?;
    if let Some(address) = subjects.address
        && let Some(counted) = store::throttles::one(tx, org, &address).await?
    {
        store::throttles::put(tx, org, &address, throttle::forgive(counted)).await?;
    }
    Ok(())
}
