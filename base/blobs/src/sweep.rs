//! Removal of what nothing refers to.
//!
//! Two kinds, each with its own proof that it is dead:
//! - a row without references for [`KEPT`]: the row is deleted in a transaction that finds it still unreferenced,
//!   then its object is removed. Nobody can refer to it in between, since a reference needs the row;
//! - an object older than [`ABANDONED`] without a row, left by a crash or by a caller that gave up: no row can
//!   come any more, since [`adopt`](crate::extents::adopt) refuses what was staged half as long ago.

use base_db::{Db, params};
use base_id::OrgId;
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};

use crate::extents::{EXISTS, NEXT_ORGANISATION, REMOVE, UNREFERENCED};
use crate::store::{Key, Object};
use crate::{Blobs, Error, ExtentId};

/// How long contents stay after the last reference went away, for those who are reading them.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How old an object without a row is before it counts as left over.
const ABANDONED: SignedDuration = SignedDuration::from_hours(24);
/// Rows deleted in one transaction.
const BATCH: usize = 100;

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Extents that nothing referred to.
    pub unreferenced: u64,
    /// Objects that the database never knew, or knew no more.
    pub abandoned: u64,
}

impl Blobs {
    /// Removes what nothing refers to. Safe beside uploads and beside another sweep; run it every hour or so.
    pub async fn sweep(&self, db: &Db, now: Timestamp) -> Result<Swept, Error> {
        let mut swept = Swept::default();
        let mut after = OrgId::from_uuid(uuid::Uuid::nil());
        while let Some(org) = next_organisation(db, after).await? {
            swept.unreferenced += self.sweep_unreferenced(db, org, now).await?;
            after = org;
        }
        for org in self.store.organisations().await? {
            swept.abandoned += self.sweep_abandoned(db, org, now).await?;
        }
        Ok(swept)
    }

    async fn sweep_unreferenced(&self, db: &Db, org: OrgId, now: Timestamp) -> Result<u64, Error> {
        let before = now - KEPT;
        let mut removed = 0;
        loop {
            let dead: Vec<ExtentId> = db
                .write(async move |tx| {
                    let found: Vec<(ExtentId,)> = tx.all(&UNREFERENCED, params![org, before, BATCH]).await?;
                    let mut dead = Vec::with_capacity(found.len());
                    for (id,) in found {
                        if tx.exec(&REMOVE, params![org, id, before]).await? == 1 {
                            dead.push(id);
                        }
                    }
                    Ok::<_, base_db::Error>(dead)
                })
                .await?;
            let count = dead.len();
            self.store.remove(dead.into_iter().map(|id| Key { org, id }.path()).collect()).await?;
            removed += count as u64;
            if count < BATCH {
                return Ok(removed);
            }
        }
    }

    async fn sweep_abandoned(&self, db: &Db, org: OrgId, now: Timestamp) -> Result<u64, Error> {
        let before = now - ABANDONED;
        let mut removed = 0;
        let mut listed = self.store.objects(org);
        while let Some(mut objects) = listed.try_next().await? {
            objects.retain(|object| object.modified < before);
            if objects.is_empty() {
                continue;
            }
            let dead = without_row(db, org, objects).await?;
            removed += dead.len() as u64;
            self.store.remove(dead).await?;
        }
        Ok(removed)
    }
}

/// Those of these objects that the database does not know.
async fn without_row(db: &Db, org: OrgId, objects: Vec<Object>) -> Result<Vec<String>, Error> {
    let dead = db
        .read(async move |tx| {
            let mut dead = Vec::new();
            for object in &objects {
                let known: Option<(u64,)> = tx.one(&EXISTS, params![org, object.id]).await?;
                if known.is_none() {
                    dead.push(object.path.clone());
                }
            }
            Ok::<_, base_db::Error>(dead)
        })
        .await?;
    Ok(dead)
}

pub(crate) async fn next_organisation(db: &Db, after: OrgId) -> Result<Option<OrgId>, Error> {
    let found: Option<(OrgId,)> =
        db.read(async move |tx| tx.one(&NEXT_ORGANISATION, params![after]).await).await.map_err(Error::Database)?;
    Ok(found.map(|(org,)| org))
}
