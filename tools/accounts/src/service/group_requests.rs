//! Coming into a group by oneself: at once where it is open, by asking those who look after it where it is not.

use base_id::{GroupId, OrgId, PersonId};
use base_suite::Caller;
use serde::Serialize;
use serde_json::json;

use crate::model::{Joining, Member};
use crate::service::groups::{looks_after, seen};
use crate::service::{Author, Origin, session_of};
use crate::store::group_life::Request;
use crate::{Accounts, Error, events, store};

/// Requests that are shown at most; those after them come when these are answered.
const SHOWN: usize = 200;

/// What came of wanting to be in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entrance {
    /// They are in it.
    Joined,
    /// Those who look after it are asked.
    Asked,
}

impl Accounts {
    /// The caller wants to be in a group.
    pub(crate) async fn enter_group(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
    ) -> Result<Entrance, Error> {
        session_of(caller)?;
        let (this, caller, author) = (self.clone(), caller.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                let listed = seen(tx, org, &caller, group).await?;
                if listed.member {
                    return Ok(Entrance::Joined);
                }
                match listed.joining {
                    Joining::Open => {
                        this.join_in(tx, org, &author, group, Member::Person(caller.person)).await?;
                        Ok(Entrance::Joined)
                    }
                    Joining::Asked => {
                        if store::group_life::ask(tx, org, group, caller.person, this.now()).await? {
                            let concerned = (author.person, Some(caller.person));
                            let detail = json!({ "group": group });
                            this.record(tx, org, concerned, "group.asked", &author.origin, detail).await?;
                            this.tell_asked(tx, org, &caller, &listed.group).await?;
                            events::groups_changed(tx, org).await?;
                        }
                        Ok(Entrance::Asked)
                    }
                    Joining::Closed | Joining::Hidden => Err(Error::Forbidden(
                        "People do not come into this group by themselves. Ask one of those who look after it.",
                    )),
                }
            })
            .await
    }

    /// The caller asks no longer.
    pub(crate) async fn withdraw_request(&self, org: OrgId, caller: &Caller, group: GroupId) -> Result<(), Error> {
        session_of(caller)?;
        let person = caller.person;
        self.foundation()
            .db
            .write(async move |tx| {
                if !store::group_life::answered(tx, org, group, person).await? {
                    return Err(Error::NotFound);
                }
                Ok(events::groups_changed(tx, org).await?)
            })
            .await
    }

    /// Who asks to be in a group, the longest waiting first: for those who look after it.
    pub(crate) async fn group_requests(
        &self,
        org: OrgId,
        caller: &Caller,
        group: GroupId,
    ) -> Result<Vec<Request>, Error> {
        let caller = caller.clone();
        self.foundation()
            .db
            .read(async move |tx| {
                looks_after(tx, org, &caller, group).await?;
                Ok(store::group_life::requests(tx, org, group, SHOWN).await?.items)
            })
            .await
    }

    /// Somebody who asked is not taken in; who is, is put into the group.
    pub(crate) async fn decline_request(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        group: GroupId,
        person: PersonId,
    ) -> Result<(), Error> {
        let (this, caller, author) = (self.clone(), caller.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                let listed = looks_after(tx, org, &caller, group).await?;
                if !store::group_life::answered(tx, org, group, person).await? {
                    return Err(Error::NotFound);
                }
                let detail = json!({ "group": group });
                let concerned = (author.person, Some(person));
                this.record(tx, org, concerned, "group.declined", &author.origin, detail).await?;
                this.tell_declined(tx, org, &author, &listed.group, person).await?;
                events::groups_changed(tx, org).await?;
                Ok(events::me_changed(tx, org, person).await?)
            })
            .await
    }
}
