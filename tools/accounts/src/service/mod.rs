//! Use cases: each checks who may, applies the rule, stores, records and publishes in one transaction.

mod app_passwords;
mod beginnings;
mod cards;
mod device_logins;
mod email_change;
mod find;
mod group_life;
mod group_news;
mod group_requests;
mod groups;
mod imports;
mod invitations;
mod journal;
mod manage;
mod people;
mod profile;
mod recorded;
mod recovery;
mod registration_decisions;
mod registration_rules;
mod registrations;
mod sessions;
mod sign_in;
mod spaces;

use std::net::IpAddr;

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::audit::{self, Act};
use base_suite::{Caller, Credentials, Via};
use serde_json::Value;

use crate::model::{self, SessionId};
use crate::{Accounts, Error};

pub use app_passwords::NewAppPassword;
pub(crate) use beginnings::{LETTERS, Waiting};
pub(crate) use cards::{Card, FieldChange, LookAs, Telling, seen_values};
pub(crate) use device_logins::DeviceLogin;
#[cfg(test)]
pub(crate) use device_logins::Opened;
pub(crate) use email_change::writable;
pub(crate) use group_life::PURGE_GROUP;
pub(crate) use group_news::{GROUP, KINDS};
pub use group_requests::Entrance;
pub(crate) use groups::sees;
pub use groups::{GroupChange, NewGroup};
pub(crate) use imports::{IMPORT, Looked, Options};
pub(crate) use invitations::Invited;
pub use invitations::{InvitationDraft, Newcomer};
pub(crate) use journal::{FORGET, Filter, KEPT, LISTS_KEPT, Line, Lines, Named};
pub(crate) use manage::END;
pub use manage::{BulkAct, Outcome, PersonChange};
pub(crate) use people::{Checked, checked};
pub(crate) use profile::{PHOTO_SIDE, version};
pub use profile::{Profile, ProfileChange};
pub(crate) use recorded::recorded;
pub(crate) use recovery::FORGOTTEN;
pub use registration_rules::RulesDraft;
pub(crate) use registration_rules::{RulesShown, check_rules};
pub use registrations::Asking;
pub(crate) use registrations::{Next, REGISTER, Registering};
pub(crate) use sign_in::IDLE;
pub use sign_in::{SignIn, SignedIn};
pub(crate) use spaces::GroupSpace;

/// Where a request came from, for the record.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The address.
    pub address: Option<IpAddr>,
    /// The device, in words.
    pub device: String,
}

impl Origin {
    /// From what a request says of itself.
    pub fn new(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        Self { address, device: model::device(user_agent) }
    }

    pub(crate) fn address_text(&self) -> Option<String> {
        self.address.map(|address| address.to_canonical().to_string())
    }
}

/// Who acts, for the record: a person, or else the operator's command line.
#[derive(Debug, Clone, Default)]
pub struct Author {
    /// Nobody for the operator.
    pub person: Option<PersonId>,
    /// From where.
    pub origin: Origin,
}

impl Author {
    /// The caller.
    pub fn new(caller: &Caller, origin: Origin) -> Self {
        Self { person: Some(caller.person), origin }
    }
}

impl From<&Credentials> for Origin {
    fn from(credentials: &Credentials) -> Self {
        Self::new(credentials.address, credentials.user_agent.as_deref())
    }
}

/// Lets administrators pass, who are signed in with a browser.
pub(crate) fn admin(caller: &Caller) -> Result<(), Error> {
    session_of(caller)?;
    if caller.is_admin() { Ok(()) } else { Err(Error::Forbidden("Administrators do this.")) }
}

/// The caller's session: what looks after an account is not done with a device password.
pub(crate) fn session_of(caller: &Caller) -> Result<SessionId, Error> {
    match caller.via {
        Via::Session(id) => Ok(SessionId::from_uuid(id)),
        Via::AppPassword(_) => Err(Error::SessionOnly),
    }
}

impl Accounts {
    /// Records an act that concerns `subject`; `actor` is `None` for the operator and for nobody known.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        org: OrgId,
        (actor, subject): (Option<PersonId>, Option<PersonId>),
        act: &'static str,
        origin: &Origin,
        detail: Value,
    ) -> Result<(), base_db::Error> {
        let device = Some(origin.device.as_str()).filter(|device| !device.is_empty());
        let act = Act { org, actor, act, subject, address: origin.address_text(), device, detail };
        audit::record(tx, &self.foundation().clock, &self.foundation().random, &act).await
    }
}
