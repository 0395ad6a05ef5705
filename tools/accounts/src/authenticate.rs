//! Who sends a request. On the path of every request: one read transaction, two hashes of a few bytes, no Argon2.
//!
//! Nothing is remembered between requests, so that what was revoked is refused at the next one. That a session or a
//! device password is used is noted apart, once a minute, and never fails a request.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use base_db::Tx;
use base_id::OrgId;
use base_suite::{AuthenticationError, Authenticator, Boxed, Caller, Credentials, Org, Via};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::model::{self, AppPasswordId, SessionId};
use crate::service::{IDLE, Origin};
use crate::{Accounts, store, tokens};

/// How often use is noted.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// A cookie longer than this is not one of ours.
const LONGEST_TOKEN: usize = 128;

/// What is being noted right now, so that a hundred requests at once make one note.
#[derive(Default)]
pub(crate) struct Notes(Mutex<HashSet<Uuid>>);

struct Note<'a>(&'a Notes, Uuid);

impl Notes {
    fn begin(&self, id: Uuid) -> Option<Note<'_>> {
        // A note that is made is taken back when it is dropped: none may be made while another is being taken.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id).then(|| Note(self, id))
    }
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl Authenticator for Accounts {
    fn authenticate<'a>(
        &'a self,
        org: &'a Org,
        credentials: &'a Credentials,
    ) -> Boxed<'a, Result<Option<Caller>, AuthenticationError>> {
        Box::pin(async move {
            match (&credentials.basic, &credentials.session) {
                (Some((login, password)), _) => {
                    self.by_app_password(org.id, login, password, credentials).await.map(Some)
                }
                (None, Some(token)) => self.by_session(org.id, token, credentials).await.map(Some),
                (None, None) => Ok(None),
            }
        })
    }

    fn still_valid<'a>(&'a self, org: &'a Org, caller: &'a Caller) -> Boxed<'a, Result<bool, base_db::Error>> {
        let (org, now, via) = (org.id, self.foundation().clock.now(), caller.via);
        Box::pin(self.foundation().db.read(async move |tx| accepts(tx, org, via, now).await))
    }
}

/// Whether a session or a device password would be accepted at `now`.
pub(crate) async fn accepts(tx: &mut Tx, org: OrgId, via: Via, now: Timestamp) -> Result<bool, base_db::Error> {
    match via {
        Via::Session(id) => store::sessions::is_good(tx, org, SessionId::from_uuid(id), now).await,
        Via::AppPassword(id) => store::app_passwords::is_good(tx, org, AppPasswordId::from_uuid(id), now).await,
    }
}

impl Accounts {
    async fn by_session(&self, org: OrgId, token: &str, from: &Credentials) -> Result<Caller, AuthenticationError> {
        if token.is_empty() || token.len() > LONGEST_TOKEN {
            return Err(AuthenticationError::Refused);
        }
        let hash = tokens::hash(token);
        let now = self.foundation().clock.now();
        let read = async move |tx: &mut Tx| store::sessions::by_token(tx, org, &hash, now).await;
        let live = self.foundation().db.read(read).await?;
        let live = live
            .filter(|live| now < live.expires_at && live.idle_until.is_none_or(|until| now < until))
            .ok_or(AuthenticationError::Refused)?;
        let session = live.session;
        if is_due(Some(live.last_seen_at), now) {
            let address = Origin::from(from).address_text();
            self.note(session.uuid(), async move |tx| {
                let (idle_until, not_since) = (now + IDLE, now - NOTED_EVERY);
                store::sessions::touch(tx, org, session, address.as_deref(), now, idle_until, not_since).await
            })
            .await;
        }
        Ok(Caller {
            person: live.person,
            handle: live.handle,
            name: live.name,
            role: live.role,
            language: live.language,
            via: Via::Session(session.uuid()),
        })
    }

    /// Basic authentication takes device passwords only: an account's own password matches none of them.
    async fn by_app_password(
        &self,
        org: OrgId,
        login: &str,
        password: &str,
        from: &Credentials,
    ) -> Result<Caller, AuthenticationError> {
        let hash = tokens::app_password_hash(password).ok_or(AuthenticationError::Refused)?;
        let now = self.foundation().clock.now();
        let read = async move |tx: &mut Tx| store::app_passwords::by_secret(tx, org, &hash, now).await;
        let live = self.foundation().db.read(read).await?;
        let login = model::email_key(login);
        let live =
            live.filter(|live| login == live.handle || login == live.email_key).ok_or(AuthenticationError::Refused)?;
        let id = live.id;
        if is_due(live.last_used_at, now) {
            let address = Origin::from(from).address_text();
            self.note(id.uuid(), async move |tx| {
                store::app_passwords::touch(tx, org, id, address.as_deref(), now, now - NOTED_EVERY).await
            })
            .await;
        }
        Ok(Caller {
            person: live.person,
            handle: live.handle,
            name: live.name,
            role: live.role,
            language: live.language,
            via: Via::AppPassword(id.uuid()),
        })
    }

    async fn note<F>(&self, id: Uuid, write: F)
    where
        F: AsyncFn(&mut Tx) -> Result<(), base_db::Error> + Send + 'static,
    {
        let Some(_note) = self.notes().begin(id) else { return };
        if let Err(error) = self.foundation().db.write(write).await {
            tracing::warn!(%error, "could not note that a session or a device password is used");
        }
    }
}

fn is_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= NOTED_EVERY)
}

#[cfg(test)]
mod tests {
    use super::{Notes, Uuid};

    #[test]
    fn one_note_at_a_time() {
        let notes = Notes::default();
        let first = notes.begin(Uuid::nil());
        assert!(first.is_some());
        assert!(notes.begin(Uuid::nil()).is_none());
        assert!(notes.begin(Uuid::nil()).is_none(), "the refused one takes nothing back");
        drop(first);
        assert!(notes.begin(Uuid::nil()).is_some());
    }
}
