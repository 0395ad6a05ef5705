//! How a program is let in without ever seeing its person's password: it asks, shows them a page, and polls until they
//! have answered. (The login flow v2 of Nextcloud's programs; RFC 8628 calls it a device grant.)
//!
//! What holds:
//! - The secret in the page's address lets nobody in, and the one that the program polls with answers nothing: whoever
//!   sees the address over somebody's shoulder gets no password.
//! - A program is let in once. Its device password is made in the transaction that hands it out, so that it is never
//!   kept in clear; of two polls at once, one gets it.
//! - What is unknown, used, refused or older than 20 minutes is not found, with the same words.
//! - Strangers ask, so what they may leave here is bounded: by network, and altogether.

use std::net::IpAddr;

use base_db::Tx;
use base_id::OrgId;
use base_suite::Caller;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::model;
use crate::service::app_passwords::{MOST, NewAppPassword, full};
use crate::service::{Origin, session_of};
use crate::store::device_logins::{NewDeviceLogin, Open};
use crate::{Accounts, Error, events, store, throttle, tokens};

/// How long a program waits for its person.
const LIFETIME: SignedDuration = SignedDuration::from_mins(20);
/// How many may wait that came from one network: an office of a hundred people shares one.
const MOST_OF_NETWORK: i64 = 50;
/// How many may wait altogether.
const MOST_OPEN: i64 = 5_000;
/// Longer than any secret of ours.
const LONGEST_TOKEN: usize = 128;

/// The secrets of a program that asks, in clear this once.
pub(crate) struct Opened {
    /// What it polls with.
    pub poll: String,
    /// What stands in the address of the page.
    pub page: String,
}

/// A program that asks, as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeviceLogin {
    /// What it says it is, in words; empty when it says nothing.
    pub client: String,
    /// What it says it is.
    pub user_agent: String,
    /// Where it asked from.
    pub address: Option<String>,
    /// When it asked.
    pub created_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
}

impl Accounts {
    /// A program asks to be let in.
    pub(crate) async fn open_device_login(
        &self,
        org: OrgId,
        user_agent: Option<&str>,
        address: Option<IpAddr>,
    ) -> Result<Opened, Error> {
        let foundation = self.foundation();
        let opened = Opened { poll: tokens::session(&foundation.random), page: tokens::session(&foundation.random) };
        let now = foundation.clock.now();
        let new = NewDeviceLogin {
            poll_hash: tokens::hash(&opened.poll),
            page_hash: tokens::hash(&opened.page),
            network: throttle::network(address),
            address: Origin { address, device: String::new() }.address_text(),
            user_agent: model::user_agent(user_agent),
            created_at: now,
            expires_at: now + LIFETIME,
        };
        // A flood is turned away by readers, which do not wait for one another.
        let network = new.network;
        foundation.db.read(async move |tx| room(tx, org, &network, now).await).await?;
        foundation
            .db
            .write(async move |tx| {
                room(tx, org, &new.network, now).await?;
                Ok::<_, Error>(store::device_logins::insert(tx, org, &new).await?)
            })
            .await?;
        Ok(opened)
    }

    /// The program that asks, for whoever was sent to its page.
    pub(crate) async fn device_login(&self, org: OrgId, page: &str) -> Result<DeviceLogin, Error> {
        let (page, now) = (hash(page)?, self.foundation().clock.now());
        let asked = self.foundation().db.read(async move |tx| store::device_logins::asked(tx, org, &page, now).await);
        let asked = asked.await?.ok_or(Error::NotFound)?;
        Ok(DeviceLogin {
            client: model::client(&asked.user_agent),
            user_agent: asked.user_agent,
            address: asked.address,
            created_at: asked.created_at,
            expires_at: asked.expires_at,
        })
    }

    /// The caller lets the program in, and calls it `label`, or as it calls itself.
    pub(crate) async fn grant_device_login(
        &self,
        org: OrgId,
        caller: &Caller,
        page: &str,
        label: Option<&str>,
        origin: Origin,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let page = hash(page)?;
        let label = label.map(|label| model::name("label", label)).transpose()?;
        let (this, person) = (self.clone(), caller.person);
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.foundation().clock.now();
                let asked = store::device_logins::asked(tx, org, &page, now).await?.ok_or(Error::NotFound)?;
                let others = store::device_logins::granted_by(tx, org, person, now).await?;
                if store::app_passwords::count(tx, org, person).await? + others >= MOST {
                    return Err(full());
                }
                let client = model::client(&asked.user_agent);
                let label = label.clone().unwrap_or_else(|| model::label(&client));
                let from = origin.address_text();
                store::device_logins::grant(tx, org, &page, person, from.as_deref(), &label).await?;
                let detail = json!({ "label": label, "client": client, "device_address": asked.address });
                Ok(this.record(tx, org, (Some(person), Some(person)), "device-login.granted", &origin, detail).await?)
            })
            .await
    }

    /// The caller does not let the program in.
    pub(crate) async fn refuse_device_login(
        &self,
        org: OrgId,
        caller: &Caller,
        page: &str,
        origin: Origin,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let page = hash(page)?;
        let (this, person) = (self.clone(), caller.person);
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.foundation().clock.now();
                let asked = store::device_logins::asked(tx, org, &page, now).await?.ok_or(Error::NotFound)?;
                store::device_logins::refuse(tx, org, &page).await?;
                let detail = json!({ "client": model::client(&asked.user_agent), "device_address": asked.address });
                Ok(this.record(tx, org, (Some(person), Some(person)), "device-login.refused", &origin, detail).await?)
            })
            .await
    }

    /// The program comes for its device password: `None` until somebody has let it in, and ever after it was given.
    pub(crate) async fn take_device_login(
        &self,
        org: OrgId,
        poll: &str,
        user_agent: Option<&str>,
        address: Option<IpAddr>,
    ) -> Result<Option<NewAppPassword>, Error> {
        let Ok(poll) = hash(poll) else { return Ok(None) };
        let now = self.foundation().clock.now();
        // Programs poll each second: the writer is asked only when there is something to write.
        let granted = async move |tx: &mut Tx| store::device_logins::granted(tx, org, &poll, now).await;
        if self.foundation().db.read(granted).await?.is_none() {
            return Ok(None);
        }
        let origin = Origin { address, device: model::client(&model::user_agent(user_agent)) };
        let new = self.new_app_password();
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let Some(granted) = store::device_logins::granted(tx, org, &poll, now).await? else { return Ok(None) };
                let person = granted.person;
                let Some(owner) = store::people::one(tx, org, person).await?.filter(|owner| owner.active) else {
                    return Ok(None);
                };
                store::device_logins::take(tx, org, &poll).await?;
                let new = NewAppPassword { label: granted.label, login: owner.handle, ..new.clone() };
                this.store_app_password(tx, org, person, &new).await?;
                let detail = json!({ "label": new.label, "granted_from": granted.from });
                this.record(tx, org, (Some(person), Some(person)), "app-password.created", &origin, detail).await?;
                events::devices_changed(tx, org, person).await?;
                Ok::<_, Error>(Some(new))
            })
            .await
    }
}

fn hash(token: &str) -> Result<[u8; 32], Error> {
    if token.is_empty() || token.len() > LONGEST_TOKEN {
        return Err(Error::NotFound);
    }
    Ok(tokens::hash(token))
}

/// Refuses one more when too many wait already.
async fn room(tx: &mut Tx, org: OrgId, network: &[u8; 32], now: Timestamp) -> Result<(), Error> {
    let refused = |(count, first): Open, most: i64| {
        let wait = first.map_or(LIFETIME, |first| first.duration_since(now));
        (count >= most).then(|| Error::Throttled(u64::try_from(wait.as_secs()).unwrap_or(0) + 1))
    };
    if let Some(error) = refused(store::device_logins::open_of_network(tx, org, network, now).await?, MOST_OF_NETWORK) {
        return Err(error);
    }
    refused(store::device_logins::open(tx, org, now).await?, MOST_OPEN).map_or(Ok(()), Err)
}
