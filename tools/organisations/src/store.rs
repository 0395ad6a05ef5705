//! Every statement of the tool.
//!
//! `organisations` is the list that all others hang on: the statements that walk it serve the operator and the
//! lookup by host, and are the only ones here that do not bind an `org_id`.

pub mod announcements;
pub mod domains;

use base_db::{Error, Tx, params};
use base_id::OrgId;
use base_suite::{Org, Support};
use jiff::Timestamp;

use crate::model::Record;

base_db::statements! {
    /// A new organisation.
    INSERT = "INSERT INTO organisations (org_id, domain, name, accent, locale, languages, time_zone, quota_bytes,
        person_quota_bytes, tools_off, support, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// One organisation.
    ONE = "SELECT org_id, domain, name, accent, locale, languages, time_zone, quota_bytes, person_quota_bytes,
        tools_off, support, created_at FROM organisations WHERE org_id = $1";
    /// All organisations.
    EVERY = "SELECT org_id, domain, name, accent, locale, languages, time_zone, quota_bytes, person_quota_bytes,
        tools_off, support, created_at FROM organisations ORDER BY domain";
    /// Whether there is any.
    ANY = "SELECT CAST(1 AS BIGINT) FROM organisations LIMIT 1";
    /// New settings.
    UPDATE = "UPDATE organisations SET name = $2, accent = $3, locale = $4, languages = $5, time_zone = $6,
        person_quota_bytes = $7, support = $8 WHERE org_id = $1";
    /// New quotas.
    UPDATE_QUOTAS = "UPDATE organisations SET quota_bytes = $2, person_quota_bytes = $3 WHERE org_id = $1";

    /// Which tools are off.
    UPDATE_TOOLS = "UPDATE organisations SET tools_off = $2 WHERE org_id = $1";

    /// A host that leads to an organisation.
    ADD_HOST = "INSERT INTO organisation_domains (org_id, host) VALUES ($1, $2)";
    /// Where a host leads.
    HOST = "SELECT org_id FROM organisation_domains WHERE host = $1";
    /// The hosts of one organisation.
    HOSTS_OF = "SELECT host FROM organisation_domains WHERE org_id = $1 ORDER BY host";
    /// Takes an alias away.
    DROP_HOST = "DELETE FROM organisation_domains WHERE org_id = $1 AND host = $2";
    /// Every host, for the registry.
    HOSTS = "SELECT host, org_id FROM organisation_domains";
    /// Every organisation as other tools see it, for the registry.
    ORGS = "SELECT o.org_id, o.domain, o.name, o.accent, o.locale, o.languages, o.time_zone, o.quota_bytes,
        o.person_quota_bytes, o.tools_off, o.support, l.version FROM organisations o LEFT JOIN organisation_logos l ON l.org_id = o.org_id";

    /// The logo.
    LOGO = "SELECT version, media_type, bytes FROM organisation_logos WHERE org_id = $1";
    /// A new logo.
    PUT_LOGO = "INSERT INTO organisation_logos (org_id, version, media_type, bytes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (org_id) DO UPDATE SET version = excluded.version, media_type = excluded.media_type,
        bytes = excluded.bytes";
    /// No logo any more.
    DROP_LOGO = "DELETE FROM organisation_logos WHERE org_id = $1";

    /// A new set-up link.
    ADD_TOKEN = "INSERT INTO setup_tokens (token_hash, expires_at) VALUES ($1, $2)";
    /// A set-up link that may still be used.
    TOKEN = "SELECT CAST(1 AS BIGINT) FROM setup_tokens WHERE token_hash = $1 AND expires_at > $2";
    /// Old links.
    DROP_OLD_TOKENS = "DELETE FROM setup_tokens WHERE expires_at <= $1";
    /// All links: the installation is set up.
    DROP_TOKENS = "DELETE FROM setup_tokens";
}

/// Every statement of the tool.
pub(crate) fn statements() -> Vec<&'static base_db::Sql> {
    [ALL, announcements::ALL, domains::ALL].concat()
}

/// An organisation's logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Changes with it.
    pub version: String,
    /// `image/...`.
    pub media_type: String,
    /// The picture.
    pub bytes: Vec<u8>,
}

base_db::from_row!(Logo { version, media_type, bytes });

struct OrgRow(Org);

impl base_db::FromRow for OrgRow {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self(Org {
            id: row.get(0)?,
            domain: row.get(1)?,
            name: row.get(2)?,
            accent: row.get(3)?,
            locale: row.get(4)?,
            languages: row.get::<Names>(5)?.0,
            time_zone: row.get(6)?,
            quota_bytes: row.get(7)?,
            person_quota_bytes: row.get(8)?,
            off: row.get::<Names>(9)?.0,
            support: row.get::<Option<Asked>>(10)?.map(|asked| asked.0),
            logo_version: row.get(11)?,
        }))
    }
}

impl base_db::FromRow for Record {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            domain: row.get(1)?,
            name: row.get(2)?,
            accent: row.get(3)?,
            locale: row.get(4)?,
            languages: row.get::<Names>(5)?.0,
            time_zone: row.get(6)?,
            quota_bytes: row.get(7)?,
            person_quota_bytes: row.get(8)?,
            tools_off: row.get::<Names>(9)?.0,
            support: row.get::<Option<Asked>>(10)?.map(|asked| asked.0),
            created_at: row.get(11)?,
        })
    }
}

/// Short names in one column, with commas between.
struct Names(Vec<String>);

impl base_db::FromValue for Names {
    fn from_cell(cell: base_db::Cell<'_>) -> Result<Self, Error> {
        Ok(Self(cell.text()?.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()))
    }
}

struct Asked(Support);

impl base_db::FromValue for Asked {
    fn from_cell(cell: base_db::Cell<'_>) -> Result<Self, Error> {
        serde_json::from_str(cell.text()?).map(Self).map_err(|error| Error::Decode(format!("support: {error}")))
    }
}

fn support_text(support: Option<&Support>) -> Option<String> {
    support.and_then(|support| serde_json::to_string(support).ok())
}

pub(crate) async fn insert(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let Record { id, domain, name, accent, locale, time_zone, quota_bytes, person_quota_bytes, created_at, .. } =
        record;
    let (languages, off, support) =
        (record.languages.join(","), record.tools_off.join(","), support_text(record.support.as_ref()));
    let values = params![
        id,
        domain,
        name,
        accent,
        locale,
        languages,
        time_zone,
        quota_bytes,
        person_quota_bytes,
        off,
        support,
        created_at
    ];
    tx.exec(&INSERT, values).await?;
    add_host(tx, *id, domain).await
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId) -> Result<Option<Record>, Error> {
    tx.one(&ONE, params![org]).await
}

pub(crate) async fn every(tx: &mut Tx) -> Result<Vec<Record>, Error> {
    tx.all(&EVERY, params![]).await
}

pub(crate) async fn any(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.one::<(i64,)>(&ANY, params![]).await?.is_some())
}

pub(crate) async fn update(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let Record { id, name, accent, locale, time_zone, person_quota_bytes, .. } = record;
    let (languages, support) = (record.languages.join(","), support_text(record.support.as_ref()));
    let values = params![id, name, accent, locale, languages, time_zone, person_quota_bytes, support];
    tx.exec(&UPDATE, values).await.map(drop)
}

pub(crate) async fn update_tools(tx: &mut Tx, org: OrgId, off: &[String]) -> Result<(), Error> {
    tx.exec(&UPDATE_TOOLS, params![org, off.join(",")]).await.map(drop)
}

pub(crate) async fn update_quotas(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    tx.exec(&UPDATE_QUOTAS, params![record.id, record.quota_bytes, record.person_quota_bytes]).await.map(drop)
}

pub(crate) async fn add_host(tx: &mut Tx, org: OrgId, host: &str) -> Result<(), Error> {
    tx.exec(&ADD_HOST, params![org, host]).await.map(drop)
}

pub(crate) async fn host(tx: &mut Tx, host: &str) -> Result<Option<OrgId>, Error> {
    Ok(tx.one::<(OrgId,)>(&HOST, params![host]).await?.map(|(org,)| org))
}

pub(crate) async fn hosts_of(tx: &mut Tx, org: OrgId) -> Result<Vec<String>, Error> {
    Ok(tx.all::<(String,)>(&HOSTS_OF, params![org]).await?.into_iter().map(|(host,)| host).collect())
}

pub(crate) async fn drop_host(tx: &mut Tx, org: OrgId, host: &str) -> Result<bool, Error> {
    Ok(tx.exec(&DROP_HOST, params![org, host]).await? > 0)
}

pub(crate) async fn registry(tx: &mut Tx) -> Result<(Vec<Org>, Vec<(String, OrgId)>), Error> {
    let orgs = tx.all::<OrgRow>(&ORGS, params![]).await?;
    Ok((orgs.into_iter().map(|row| row.0).collect(), tx.all(&HOSTS, params![]).await?))
}

pub(crate) async fn logo(tx: &mut Tx, org: OrgId) -> Result<Option<Logo>, Error> {
    tx.one(&LOGO, params![org]).await
}

pub(crate) async fn put_logo(tx: &mut Tx, org: OrgId, logo: &Logo) -> Result<(), Error> {
    tx.exec(&PUT_LOGO, params![org, logo.version, logo.media_type, logo.bytes]).await.map(drop)
}

pub(crate) async fn drop_logo(tx: &mut Tx, org: OrgId) -> Result<bool, Error> {
    Ok(tx.exec(&DROP_LOGO, params![org]).await? > 0)
}

pub(crate) async fn add_token(tx: &mut Tx, hash: &[u8; 32], now: Timestamp, expires: Timestamp) -> Result<(), Error> {
    tx.exec(&DROP_OLD_TOKENS, params![now]).await?;
    tx.exec(&ADD_TOKEN, params![hash, expires]).await.map(drop)
}

pub(crate) async fn token_is_good(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<bool, Error> {
    Ok(tx.one::<(i64,)>(&TOKEN, params![hash, now]).await?.is_some())
}

pub(crate) async fn drop_tokens(tx: &mut Tx) -> Result<(), Error> {
    tx.exec(&DROP_TOKENS, params![]).await.map(drop)
}
