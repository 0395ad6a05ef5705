//! Use cases: each checks who may, applies the rule, stores, records and publishes in one transaction.

pub(crate) mod announcements;
mod domains;
mod mail;
mod recorded;
mod tools;

use std::net::IpAddr;
use std::sync::Arc;

use base_bus::{Audience, NewEvent, publish};
use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_pictures::Fit;
use base_suite::audit::{self, Act};
use base_suite::{Caller, Credentials, NewOwner, Org};
use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::model::{self, Change, NewOrganisation, Record};
use crate::store::{self, Logo};
use crate::{Error, Organisations, registry};

pub(crate) use domains::{Address, Addresses, CHALLENGE, Leads, MOST, Proved};
pub(crate) use mail::{Checked, FORGET, Sending};
pub(crate) use recorded::Told;
pub(crate) use tools::Chosen;

/// How long a set-up link can be used.
const SETUP_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// The largest logo that is shown anywhere, twice over for fine screens.
const LOGO: Fit = Fit::Within(512, 256);

/// Who does something to an organisation, for the record: a person, or the operator's command line.
#[derive(Debug, Clone, Copy, Default)]
struct Author {
    person: Option<PersonId>,
    address: Option<IpAddr>,
}

impl Organisations {
    /// Makes an organisation, for the operator.
    pub async fn create(&self, new: NewOrganisation) -> Result<Arc<Org>, Error> {
        let record = self.record(new)?;
        let this = self.clone();
        let id = record.id;
        self.foundation()
            .db
            .write(async move |tx| {
                this.store_new(tx, &record).await?;
                this.record_act(tx, record.id, "organisation.created", Author::default(), json!({})).await
            })
            .await?;
        self.changed_to(id).await
    }

    /// Every organisation, by domain.
    pub async fn list(&self) -> Result<Vec<Record>, Error> {
        Ok(self.foundation().db.read(async |tx| store::every(tx).await).await?)
    }

    /// Changes the settings that `change` names.
    pub async fn update(
        &self,
        caller: &Caller,
        org: OrgId,
        change: Change,
        address: Option<IpAddr>,
    ) -> Result<Arc<Org>, Error> {
        let author = admin(caller, address)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let old = store::one(tx, org).await?.ok_or(Error::NotFound)?;
                let new = changed(old.clone(), &change)?;
                if new == old {
                    return Ok(());
                }
                store::update(tx, &new).await?;
                let detail = differences(&old, &new);
                this.record_act(tx, org, "organisation.changed", author, detail).await?;
                this.tell(tx, org).await
            })
            .await?;
        self.changed_to(org).await
    }

    /// Sets both quotas, for the operator; `None` is without limit.
    pub async fn set_quotas(
        &self,
        org: OrgId,
        quota: Option<i64>,
        person_quota: Option<i64>,
    ) -> Result<Arc<Org>, Error> {
        let quota_bytes = model::quota("quota_bytes", quota)?;
        let person_quota_bytes = model::quota("person_quota_bytes", person_quota)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let old = store::one(tx, org).await?.ok_or(Error::NotFound)?;
                let new = Record { quota_bytes, person_quota_bytes, ..old.clone() };
                store::update_quotas(tx, &new).await?;
                let detail = differences(&old, &new);
                this.record_act(tx, org, "organisation.changed", Author::default(), detail).await?;
                this.tell(tx, org).await
            })
            .await?;
        self.changed_to(org).await
    }

    /// Makes `host` redirect to the organisation's domain, for the operator.
    pub async fn add_alias(&self, org: OrgId, host: &str) -> Result<(), Error> {
        let host = model::domain(host)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                store::one(tx, org).await?.ok_or(Error::NotFound)?;
                add_host(tx, org, &host).await?;
                this.record_act(tx, org, "organisation.alias-added", Author::default(), json!({ "host": host })).await
            })
            .await?;
        self.changed_to(org).await.map(drop)
    }

    /// Takes an alias away, for the operator. The domain itself stays for good.
    pub async fn remove_alias(&self, org: OrgId, host: &str) -> Result<(), Error> {
        let host = model::domain(host)?;
        let this = self.clone();
        self.foundation().db.write(async move |tx| this.drop_alias(tx, org, &host, Author::default()).await).await?;
        self.changed_to(org).await.map(drop)
    }

    async fn drop_alias(&self, tx: &mut Tx, org: OrgId, host: &str, author: Author) -> Result<(), Error> {
        let record = store::one(tx, org).await?.ok_or(Error::NotFound)?;
        if host == record.domain {
            return Err(Error::invalid("host", "An organisation keeps its domain for good."));
        }
        if !store::drop_host(tx, org, host).await? {
            return Err(Error::NotFound);
        }
        self.record_act(tx, org, "organisation.alias-removed", author, json!({ "host": host })).await
    }

    /// Draws the image anew and makes it the organisation's logo.
    pub async fn put_logo(
        &self,
        caller: &Caller,
        org: OrgId,
        image: Bytes,
        address: Option<IpAddr>,
    ) -> Result<Arc<Org>, Error> {
        let author = admin(caller, address)?;
        let picture = self.studio().draw(image, LOGO).await?;
        let logo =
            Logo { version: version(&picture.bytes), media_type: picture.media_type.to_owned(), bytes: picture.bytes };
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                store::put_logo(tx, org, &logo).await?;
                this.record_act(tx, org, "organisation.changed", author, json!({ "changed": ["logo"] })).await?;
                this.tell(tx, org).await
            })
            .await?;
        self.changed_to(org).await
    }

    /// Takes the logo away.
    pub async fn remove_logo(&self, caller: &Caller, org: OrgId, address: Option<IpAddr>) -> Result<Arc<Org>, Error> {
        let author = admin(caller, address)?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                if !store::drop_logo(tx, org).await? {
                    return Ok(());
                }
                this.record_act(tx, org, "organisation.changed", author, json!({ "changed": ["logo"] })).await?;
                this.tell(tx, org).await
            })
            .await?;
        self.changed_to(org).await
    }

    /// The logo, for everybody.
    pub async fn logo(&self, org: OrgId) -> Result<Option<Logo>, Error> {
        Ok(self.foundation().db.read(async move |tx| store::logo(tx, org).await).await?)
    }

    /// Whether the installation waits for its first organisation.
    pub async fn needs_setup(&self) -> Result<bool, Error> {
        Ok(self.registry().snapshot().await?.is_empty())
    }

    /// A new one-time token that opens the installation, good for 24 hours; `None` once there is an organisation.
    /// The hash alone is kept: print it where the operator alone reads.
    pub async fn setup_token(&self) -> Result<Option<String>, Error> {
        let token = hex::encode(self.foundation().random.bytes::<32>());
        let (hash, now) = (hash(&token), self.foundation().clock.now());
        let made = self
            .foundation()
            .db
            .write(async move |tx| {
                if store::any(tx).await? {
                    return Ok::<_, Error>(false);
                }
                store::add_token(tx, &hash, now, now + SETUP_LASTS).await?;
                Ok(true)
            })
            .await?;
        Ok(made.then_some(token))
    }

    /// Whether `token` would open the installation now.
    pub async fn setup_token_is_good(&self, token: &str) -> Result<bool, Error> {
        let (hash, now) = (hash(token), self.foundation().clock.now());
        Ok(self.foundation().db.read(async move |tx| store::token_is_good(tx, &hash, now).await).await?)
    }

    /// Makes the first organisation and its owner, who is signed in: gives the token of their session too.
    pub async fn set_up(
        &self,
        token: &str,
        new: NewOrganisation,
        owner: NewOwner,
        from: Credentials,
    ) -> Result<(Arc<Org>, String), Error> {
        if !self.setup_token_is_good(token).await? {
            return Err(Error::SetupLink);
        }
        let record = self.record(new)?;
        let owner = self.people().prepare_owner(owner).await?;
        let (hash, id) = (hash(token), record.id);
        let this = self.clone();
        let session = self
            .foundation()
            .db
            .write(async move |tx| {
                let now = this.foundation().clock.now();
                if store::any(tx).await? || !store::token_is_good(tx, &hash, now).await? {
                    return Err(Error::SetupLink);
                }
                this.store_new(tx, &record).await?;
                let (person, session) = this.people().create_owner(tx, record.id, &owner, &from).await?;
                let author = Author { person: Some(person), address: from.address };
                this.record_act(tx, record.id, "organisation.created", author, json!({})).await?;
                Ok(session)
            })
            .await?;
        Ok((self.changed_to(id).await?, session))
    }

    fn record(&self, new: NewOrganisation) -> Result<Record, Error> {
        let (foundation, defaults) = (self.foundation(), self.config());
        Record {
            id: OrgId::new(&foundation.clock, &foundation.random),
            domain: new.domain,
            name: new.name,
            accent: new.accent.unwrap_or_else(|| model::ACCENT.to_owned()),
            locale: new.locale.unwrap_or_else(|| defaults.locale.clone()),
            time_zone: new.time_zone.unwrap_or_else(|| defaults.time_zone.clone()),
            quota_bytes: new.quota_bytes.or(defaults.quota_bytes),
            person_quota_bytes: new.person_quota_bytes.or(defaults.person_quota_bytes),
            languages: model::LANGUAGES.map(str::to_owned).into(),
            tools_off: Vec::new(),
            support: None,
            created_at: foundation.clock.now(),
        }
        .checked()
    }

    /// Stores a checked record: from now on the set-up links are worth nothing.
    pub(crate) async fn store_new(&self, tx: &mut Tx, record: &Record) -> Result<(), Error> {
        if store::host(tx, &record.domain).await?.is_some() {
            return Err(Error::Taken(record.domain.clone()));
        }
        store::insert(tx, record).await?;
        store::drop_tokens(tx).await?;
        tx.signal(registry::SIGNAL);
        Ok(())
    }

    /// The organisation after a change that was committed.
    pub(crate) async fn changed_to(&self, id: OrgId) -> Result<Arc<Org>, Error> {
        self.registry().changed();
        self.registry().snapshot().await?.by_id(id).ok_or(Error::NotFound)
    }

    async fn tell(&self, tx: &mut Tx, org: OrgId) -> Result<(), Error> {
        tx.signal(registry::SIGNAL);
        let event = NewEvent { org, kind: "organisations.changed", audience: Audience::Organisation, data: json!({}) };
        Ok(publish(tx, event).await?)
    }

    async fn record_act(
        &self,
        tx: &mut Tx,
        org: OrgId,
        act: &'static str,
        author: Author,
        detail: Value,
    ) -> Result<(), Error> {
        tx.signal(registry::SIGNAL);
        let Author { person: actor, address } = author;
        let address = address.map(|address| address.to_string());
        let act = Act { org, actor, act, subject: None, address, device: None, detail };
        Ok(audit::record(tx, &self.foundation().clock, &self.foundation().random, &act).await?)
    }
}

/// Leads `host` to the organisation.
pub(crate) async fn add_host(tx: &mut Tx, org: OrgId, host: &str) -> Result<(), Error> {
    if store::host(tx, host).await?.is_some() {
        return Err(Error::Taken(host.to_owned()));
    }
    tx.signal(registry::SIGNAL);
    store::domains::drop_one(tx, org, host).await?;
    store::domains::forget_removed(tx, host).await?;
    Ok(store::add_host(tx, org, host).await?)
}

fn admin(caller: &Caller, address: Option<IpAddr>) -> Result<Author, Error> {
    if caller.is_admin() { Ok(Author { person: Some(caller.person), address }) } else { Err(Error::AdminsOnly) }
}

fn changed(old: Record, change: &Change) -> Result<Record, Error> {
    let Change { name, accent, locale, languages, time_zone, support, person_quota_bytes } = change.clone();
    Record {
        name: name.unwrap_or(old.name),
        accent: accent.unwrap_or(old.accent),
        locale: locale.unwrap_or(old.locale),
        languages: languages.unwrap_or(old.languages),
        time_zone: time_zone.unwrap_or(old.time_zone),
        support: support.unwrap_or(old.support),
        person_quota_bytes: person_quota_bytes.unwrap_or(old.person_quota_bytes),
        ..old
    }
    .checked()
}

/// What differs, for the record: the names, and each value before and after.
fn differences(old: &Record, new: &Record) -> Value {
    let values = |record: &Record| match serde_json::to_value(record) {
        Ok(Value::Object(values)) => values,
        _ => serde_json::Map::new(),
    };
    let (mut before, mut after) = (values(old), values(new));
    let changed: Vec<String> = after.keys().filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    before.retain(|name, _| changed.contains(name));
    after.retain(|name, _| changed.contains(name));
    json!({ "changed": changed, "before": before, "after": after })
}

/// Names a picture by what it shows.
pub(crate) fn version(picture: &[u8]) -> String {
    hex::encode(&Sha256::digest(picture)[..8])
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
