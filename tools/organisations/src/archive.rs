//! An organisation's settings, aliases and logo on their way out of an installation and into another.

use std::sync::Arc;

use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{Org, retention};
use serde::{Deserialize, Serialize};

use crate::model::{self, Record};
use crate::store::{self, Logo};
use crate::{Error, Organisations, service};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    host: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    rule: String,
    days: u32,
}

const LOGO: &str = "logo";

impl Organisations {
    /// Makes the organisation of an archive, with the identifier it had, before the tools take what is theirs; under
    /// `domain` in place of its own when one is given.
    pub async fn admit(&self, from: &Reader, domain: Option<&str>) -> Result<Arc<Org>, ArchiveError> {
        let Some(record) = from.rows::<Record>("organisation")?.next().transpose()? else {
            return Err(ArchiveError::Refused("the archive holds no organisation".to_owned()));
        };
        let domain = domain.map_or(record.domain.clone(), str::to_owned);
        // An archive can be edited, and come from where there were other tools.
        let off = self.may_be_off(&record.tools_off);
        let record = Record { domain, tools_off: off, ..record }.checked().map_err(refused)?;
        let (this, id) = (self.clone(), record.id);
        self.foundation()
            .db
            .write(async move |tx| {
                if store::one(tx, record.id).await?.is_some() {
                    let Record { id, name, .. } = &record;
                    return Err(ArchiveError::Refused(format!("{name} ({id}) lives on this installation already")));
                }
                this.store_new(tx, &record).await.map_err(refused)
            })
            .await?;
        self.changed_to(id).await.map_err(refused)
    }

    pub(crate) async fn export_rows(&self, org: &Org, to: &Writer) -> Result<(), ArchiveError> {
        let id = org.id;
        let (record, hosts, logo, kept) = self
            .foundation()
            .db
            .read(async move |tx| {
                Ok::<_, ArchiveError>((
                    store::one(tx, id).await?,
                    store::hosts_of(tx, id).await?,
                    store::logo(tx, id).await?,
                    retention::choices(tx, id).await?,
                ))
            })
            .await?;
        let Some(record) = record else { return Err(refused(Error::NotFound)) };
        let mut rows = to.rows("organisation")?;
        rows.add(&record)?;
        rows.finish()?;
        let mut rows = to.rows("aliases")?;
        for host in hosts.into_iter().filter(|host| *host != record.domain) {
            rows.add(&Alias { host })?;
        }
        rows.finish()?;
        let mut rows = to.rows("retention")?;
        kept.into_iter().try_for_each(|(rule, days)| rows.add(&Kept { rule, days }))?;
        rows.finish()?;
        if let Some(logo) = logo {
            let path = to.contents(LOGO)?;
            tokio::fs::write(&path, logo.bytes).await.map_err(|source| ArchiveError::Io { path, source })?;
        }
        Ok(())
    }

    pub(crate) async fn import_rows(&self, org: &Org, from: &Reader) -> Result<(), ArchiveError> {
        let aliases = from.rows::<Alias>("aliases")?.collect::<Result<Vec<_>, _>>()?;
        let hosts =
            aliases.iter().map(|alias| model::domain(&alias.host)).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let kept = from.rows::<Kept>("retention")?.collect::<Result<Vec<_>, _>>()?;
        let logo = read_logo(from).await?;
        let id = org.id;
        self.foundation()
            .db
            .write(async move |tx| {
                for host in &hosts {
                    service::add_host(tx, id, host).await.map_err(refused)?;
                }
                if let Some(logo) = &logo {
                    store::put_logo(tx, id, logo).await?;
                }
                for Kept { rule, days } in &kept {
                    retention::choose(tx, id, rule, *days).await?;
                }
                Ok::<_, ArchiveError>(())
            })
            .await?;
        self.changed_to(id).await.map_err(refused).map(drop)
    }
}

async fn read_logo(from: &Reader) -> Result<Option<Logo>, ArchiveError> {
    let path = from.contents(LOGO)?;
    let bytes = match tokio::fs::read(&path).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ArchiveError::Io { path, source }),
    };
    // An archive can be edited: what it calls a logo must be one.
    let media_type = base_pictures::inspect(&bytes).map_err(|error| ArchiveError::Refused(format!("logo: {error}")))?;
    Ok(Some(Logo { version: service::version(&bytes), media_type: media_type.to_owned(), bytes }))
}

fn refused(error: Error) -> ArchiveError {
    match error {
        Error::Database(error) => ArchiveError::Database(error),
        other => ArchiveError::Refused(other.to_string()),
    }
}
