//! The comparison of the database with the storage: for `liiibre doctor` and for tests that kill the server.

use base_db::{Db, params};
use base_id::OrgId;
use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use crate::extents::EXTENTS;
use crate::store::Key;
use crate::sweep::next_organisation;
use crate::{Blobs, Error, Extent, ExtentId};

const ROWS: usize = 500;
/// Objects looked at in parallel.
const PARALLEL: usize = 8;

/// How closely objects are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// They are there, with the right length.
    Lengths,
    /// They are read, and have the right BLAKE3 digest.
    Contents,
}

/// An extent that the database has and the storage has not, or not as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Whose it is.
    pub org: OrgId,
    /// Which one it is.
    pub extent: ExtentId,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an extent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is no object.
    Missing,
    /// The object has another length.
    Length {
        /// Bytes that were stored.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The object has other bytes.
    Contents,
}

impl Blobs {
    /// The extents of one organisation, or of all, whose objects are not what was stored.
    pub async fn verify(&self, db: &Db, org: Option<OrgId>, depth: Depth) -> Result<Vec<Defect>, Error> {
        if let Some(org) = org {
            return self.verify_organisation(db, org, depth).await;
        }
        let mut defects = Vec::new();
        let mut after = OrgId::from_uuid(Uuid::nil());
        while let Some(org) = next_organisation(db, after).await? {
            defects.extend(self.verify_organisation(db, org, depth).await?);
            after = org;
        }
        Ok(defects)
    }

    async fn verify_organisation(&self, db: &Db, org: OrgId, depth: Depth) -> Result<Vec<Defect>, Error> {
        let mut defects = Vec::new();
        let mut after = ExtentId::from_uuid(Uuid::nil());
        loop {
            let page = db.read(async move |tx| tx.page::<Extent>(&EXTENTS, params![org, after], ROWS).await).await;
            let page = page.map_err(Error::Database)?;
            after = page.items.last().map_or(after, |last| last.id);
            let mut faults = stream::iter(page.items)
                .map(|extent| async move { Ok::<_, Error>((extent.id, self.fault(org, extent, depth).await?)) })
                .buffer_unordered(PARALLEL);
            while let Some((extent, fault)) = faults.try_next().await? {
                defects.extend(fault.map(|fault| Defect { org, extent, fault }));
            }
            if !page.more {
                return Ok(defects);
            }
        }
    }

    async fn fault(&self, org: OrgId, extent: Extent, depth: Depth) -> Result<Option<Fault>, Error> {
        let expected = extent.length;
        match self.store.length(Key { org, id: extent.id }).await? {
            None => return Ok(Some(Fault::Missing)),
            Some(found) if found != expected => return Ok(Some(Fault::Length { expected, found })),
            Some(_) if depth == Depth::Lengths => return Ok(None),
            Some(_) => {}
        }
        let mut hasher = blake3::Hasher::new();
        let mut read = self.read(org, &[extent], 0..expected);
        while let Some(piece) = read.try_next().await? {
            hasher.update(&piece);
        }
        Ok((hasher.finalize() != extent.blake3).then_some(Fault::Contents))
    }
}
