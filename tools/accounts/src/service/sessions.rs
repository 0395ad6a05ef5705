//! A person's sessions: seeing them, ending them.

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::Caller;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::model::SessionId;
use crate::safety::{FORMER, KNOWN};
use crate::service::{Origin, session_of};
use crate::store::sessions::Session;
use crate::throttle::FORGOTTEN;
use crate::{Accounts, Error, events, store};

impl Accounts {
    /// The caller's sessions, last used first.
    pub(crate) async fn sessions(&self, org: OrgId, person: PersonId) -> Result<Vec<Session>, Error> {
        let now = self.foundation().clock.now();
        Ok(self.foundation().db.read(async move |tx| store::sessions::of_person(tx, org, person, now).await).await?)
    }

    /// Signs the caller out of this browser.
    pub(crate) async fn sign_out(&self, org: OrgId, caller: &Caller, origin: Origin) -> Result<(), Error> {
        self.end_session(org, caller, session_of(caller)?, origin).await
    }

    /// Ends one of the caller's sessions.
    pub(crate) async fn end_session(
        &self,
        org: OrgId,
        caller: &Caller,
        session: SessionId,
        origin: Origin,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let person = caller.person;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                if !store::sessions::end(tx, org, person, session).await? {
                    return Err(Error::NotFound);
                }
                this.ended(tx, org, person, &origin, json!({ "session": session })).await
            })
            .await
    }

    /// Ends the caller's other sessions, or all of them. Device passwords stay.
    pub(crate) async fn end_sessions(
        &self,
        org: OrgId,
        caller: &Caller,
        others_only: bool,
        origin: Origin,
    ) -> Result<(), Error> {
        let own = session_of(caller)?;
        let person = caller.person;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let ended = store::sessions::end_others(tx, org, person, others_only.then_some(own)).await?;
                if ended == 0 {
                    return Ok(());
                }
                this.ended(tx, org, person, &origin, json!({ "sessions": ended })).await
            })
            .await
    }

    async fn ended(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        origin: &Origin,
        detail: Value,
    ) -> Result<(), Error> {
        self.record(tx, org, (Some(person), Some(person)), "session.ended", origin, detail).await?;
        Ok(events::session_ended(tx, org, person).await?)
    }

    /// Forgets sessions and requests of programs that ended by themselves, and failures of long ago, of every organisation.
    pub(crate) async fn purge(&self) -> Result<(), base_db::Error> {
        let now = self.foundation().clock.now();
        let ago = move |age| now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        self.foundation()
            .db
            .write(async move |tx| {
                store::sessions::purge(tx, now).await?;
                store::device_logins::purge(tx, now).await?;
                store::invitations::purge(tx, now).await?;
                store::beginnings::purge(tx, now).await?;
                store::registrations::purge(tx, now).await?;
                store::recovery::purge(tx, now, ago(FORMER)).await?;
                store::devices::purge(tx, ago(KNOWN)).await?;
                store::throttles::purge(tx, ago(FORGOTTEN)).await
            })
            .await
    }
}
