//! What people choose, and what their organisation chooses for those who chose nothing.

use base_db::Tx;
use base_suite::audit::{self, Act};
use base_suite::{Caller, Channels, NoticeKind, Org};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use super::{DIGEST, admin, session_of};
use crate::model::{self, Choice, Digest, Quiet, Settings};
use crate::store::choices::Kept;
use crate::{Error, Notifications, events, store};

/// How notices of a kind reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KindState {
    /// The tool that tells them.
    pub tool: &'static str,
    pub kind: &'static NoticeKind,
    /// What counts.
    pub channels: Channels,
    /// What was chosen here.
    pub chosen: Choice,
    /// What would count if nothing were.
    pub default: Channels,
}

/// All that a person can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub kinds: Vec<KindState>,
    pub settings: Settings,
    /// The time zone that their times are in.
    pub time_zone: String,
}

/// What is chosen; what is absent stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Change {
    pub kinds: BTreeMap<String, Choice>,
    pub quiet: Option<Quiet>,
    pub digest: Option<Digest>,
}

type Chosen = HashMap<String, Choice>;

/// Whether `caller` may be told notices of this kind at all.
fn concerns(kind: &NoticeKind, caller: &Caller) -> bool {
    !kind.admins_only || caller.is_admin()
}

impl Notifications {
    /// Of the tools that are on, in their order: what `caller` may be told.
    fn states(&self, org: &Org, caller: &Caller, organisation: &Chosen, own: Option<&Chosen>) -> Vec<KindState> {
        let of = |choices: &Chosen, name: &str| choices.get(name).copied().unwrap_or_default();
        let state = |(tool, kind): (&'static str, &'static NoticeKind)| {
            let shared = of(organisation, kind.name);
            let (chosen, default) = match own {
                Some(own) => (of(own, kind.name), model::channels(kind, shared, Choice::default())),
                None => (shared, model::channels(kind, Choice::default(), Choice::default())),
            };
            let channels = model::channels(kind, shared, own.map_or(Choice::default(), |_| chosen));
            KindState { tool, kind, channels, chosen, default }
        };
        let on = self.tools().iter().filter(|tool| tool.always() || org.has(tool.name()));
        let kinds = on.flat_map(|tool| tool.notice_kinds().iter().map(|kind| (tool.name(), kind)));
        kinds.filter(|(_, kind)| concerns(kind, caller)).map(state).collect()
    }

    /// Checks that all kinds are ones that `caller` can choose about.
    fn check(&self, caller: &Caller, kinds: &BTreeMap<String, Choice>) -> Result<Vec<(&'static str, Choice)>, Error> {
        let check = |(name, choice): (&String, &Choice)| match self.kind(name).filter(|kind| concerns(kind, caller)) {
            None => Err(Error::invalid("kinds", format!("There is no kind {name:?}."))),
            Some(kind) if kind.safety && choice.mail.is_some() => {
                Err(Error::invalid("kinds", format!("{name} concerns the safety of the account: it is always mailed.")))
            }
            Some(kind) => Ok((kind.name, *choice)),
        };
        kinds.iter().map(check).collect()
    }

    /// What the caller can choose, and chose.
    pub(crate) async fn preferences(&self, org: &Org, caller: &Caller) -> Result<Preferences, Error> {
        let (this, person, id) = (self.clone(), caller.person, org.id);
        let (org, caller) = (org.clone(), caller.clone());
        self.foundation()
            .db
            .read(async move |tx| {
                let organisation = store::choices::all_of_organisation(tx, id).await?.into_iter().collect();
                let own = store::choices::all_of_person(tx, id, person).await?.into_iter().collect();
                let settings = store::choices::settings(tx, id, person).await?;
                let to = this.directory().addressee(tx, id, person).await?.ok_or(Error::NotFound)?;
                let time_zone = to.time_zone.unwrap_or_else(|| org.time_zone.clone());
                Ok(Preferences { kinds: this.states(&org, &caller, &organisation, Some(&own)), settings, time_zone })
            })
            .await
    }

    /// Chooses, for the caller.
    pub(crate) async fn choose(&self, org: &Org, caller: &Caller, change: Change) -> Result<Preferences, Error> {
        session_of(caller)?;
        let kinds = self.check(caller, &change.kinds)?;
        let (this, person, id) = (self.clone(), caller.person, org.id);
        self.foundation()
            .db
            .write(async move |tx| {
                for (kind, choice) in &kinds {
                    let kept = Kept { choice: *choice, ..Kept::default() };
                    store::choices::choose(tx, id, person, kind, &kept).await?;
                }
                let mut settings = store::choices::settings(tx, id, person).await?;
                let before = settings.clone();
                settings.quiet = change.quiet.unwrap_or(settings.quiet);
                settings.digest = change.digest.unwrap_or(settings.digest);
                if settings != before {
                    store::choices::set(tx, id, person, &settings).await?;
                    // What waits finds out for when it is wanted now.
                    if store::notices::digest_since(tx, id, person).await?.is_some() {
                        this.enqueue(tx, id, DIGEST, json!({ "person": person }), None).await?;
                    }
                }
                events::preferences_changed(tx, id, person).await
            })
            .await?;
        self.preferences(org, caller).await
    }

    /// What counts for those of the organisation who chose nothing, for administrators.
    pub(crate) async fn defaults(&self, org: &Org, caller: &Caller) -> Result<Vec<KindState>, Error> {
        admin(caller)?;
        let id = org.id;
        let read = async move |tx: &mut Tx| store::choices::all_of_organisation(tx, id).await;
        let organisation = self.foundation().db.read(read).await?.into_iter().collect();
        Ok(self.states(org, caller, &organisation, None))
    }

    /// Chooses for those of the organisation who chose nothing.
    pub(crate) async fn choose_defaults(
        &self,
        org: &Org,
        caller: &Caller,
        address: Option<IpAddr>,
        kinds: BTreeMap<String, Choice>,
    ) -> Result<Vec<KindState>, Error> {
        admin(caller)?;
        let kinds = self.check(caller, &kinds)?;
        let (this, actor, id) = (self.clone(), caller.person, org.id);
        self.foundation()
            .db
            .write(async move |tx| {
                for (kind, choice) in &kinds {
                    store::choices::set_default(tx, id, kind, *choice).await?;
                }
                let word = |choice: &Choice| json!({ "mail": choice.mail, "push": choice.push });
                let detail: serde_json::Map<_, _> =
                    kinds.iter().map(|(kind, choice)| ((*kind).to_owned(), word(choice))).collect();
                let act = Act {
                    org: id,
                    actor: Some(actor),
                    act: "notifications.defaults-changed",
                    subject: None,
                    address: address.map(|address| address.to_canonical().to_string()),
                    device: None,
                    detail: detail.into(),
                };
                audit::record(tx, &this.foundation().clock, &this.foundation().random, &act).await
            })
            .await?;
        self.defaults(org, caller).await
    }
}
