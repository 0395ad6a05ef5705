//! Use cases: each checks who may, applies the rule, stores, publishes and queues in one transaction.

mod deliver;
mod devices;
mod digest;
mod inbox;
mod links;
mod preferences;
mod push;
mod secrets;
mod tell;
mod tidy;

use std::collections::HashMap;

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_jobs::NewJob;
use base_suite::{Addressee, Caller, Object, Org, Via};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use crate::{Error, Notifications, model};

pub(crate) use devices::NewDevice;
pub(crate) use inbox::Shown;
pub(crate) use links::{Stop, StopWhat};
pub(crate) use preferences::{Change, KindState, Preferences};
pub(crate) use secrets::Secrets;
pub(crate) use tell::tell;
pub(crate) use tidy::KEPT;

/// Writes the letter of a notice and queues its pushes.
pub(crate) const DELIVER: &str = "notifications.deliver";
/// Writes somebody's letter of the day.
pub(crate) const DIGEST: &str = "notifications.digest";
/// Pushes a notice to one browser.
pub(crate) const PUSH: &str = "notifications.push";
/// Forgets what is old.
pub(crate) const TIDY: &str = "notifications.tidy";

impl Notifications {
    async fn enqueue(
        &self,
        tx: &mut Tx,
        org: OrgId,
        kind: &'static str,
        payload: Value,
        run_at: Option<Timestamp>,
    ) -> Result<(), base_db::Error> {
        // The letter of the day is asked for by everything that is to be in it.
        let key = payload.get("person").and_then(Value::as_str).map(str::to_owned);
        let job = NewJob { org: Some(org), kind, payload, run_at, key };
        base_jobs::enqueue(tx, &self.foundation().clock, &self.foundation().random, job).await
    }
}

/// The caller's session: what looks after how somebody is reached is not done with a device password.
fn session_of(caller: &Caller) -> Result<Uuid, Error> {
    match caller.via {
        Via::Session(id) => Ok(id),
        Via::AppPassword(_) => Err(Error::SessionOnly),
    }
}

/// Lets administrators pass, who are signed in with a browser.
fn admin(caller: &Caller) -> Result<(), Error> {
    session_of(caller)?;
    if caller.is_admin() { Ok(()) } else { Err(Error::AdminsOnly) }
}

/// A person as they would ask themselves, through the session `via`; for what is decided while they do not.
fn as_caller(person: PersonId, to: &Addressee, via: Uuid) -> Caller {
    Caller {
        person,
        handle: to.handle.clone(),
        name: to.name.clone(),
        role: to.role,
        language: to.language.map(|language| language.code().to_owned()),
        via: Via::Session(via),
    }
}

/// The time zone that a person lives in.
fn zone_of(to: &Addressee, org: &Org) -> TimeZone {
    model::zone(to.time_zone.as_deref().unwrap_or(&org.time_zone))
}

/// Decides what one caller may see, each object once.
struct Eyes<'a> {
    this: &'a Notifications,
    org: &'a Org,
    caller: &'a Caller,
    known: HashMap<Object, bool>,
}

impl<'a> Eyes<'a> {
    fn of(this: &'a Notifications, org: &'a Org, caller: &'a Caller) -> Self {
        Self { this, org, caller, known: HashMap::new() }
    }

    /// Whether they may now see what something is about. What is about nothing is for whom it was told; what no tool
    /// answers for, or one that is switched off, is for nobody.
    async fn may_see(&mut self, tx: &mut Tx, object: Option<&Object>) -> Result<bool, base_db::Error> {
        let Some(object) = object else { return Ok(true) };
        if let Some(known) = self.known.get(object) {
            return Ok(*known);
        }
        let owner = self.this.tools().iter().find(|tool| tool.object_kinds().contains(&object.kind.as_str()));
        let may = match owner {
            Some(tool) if tool.always() || self.org.has(tool.name()) => {
                tool.may_see(tx, self.org.id, self.caller, object).await?
            }
            _ => false,
        };
        self.known.insert(object.clone(), may);
        Ok(may)
    }
}
