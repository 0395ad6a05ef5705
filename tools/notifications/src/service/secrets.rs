//! What all nodes share: made once, by whichever is first, and kept in the database.

use aws_lc_rs::hmac;

use crate::webpush::vapid;
use crate::{Error, Notifications, store};

const VAPID: &str = "vapid";
const LINKS: &str = "links";

/// The keys of the installation.
pub(crate) struct Secrets {
    /// By which push services know it.
    pub vapid: vapid::Key,
    /// Signs the links in letters.
    pub links: hmac::Key,
}

impl Notifications {
    /// The keys, made when there are none yet.
    pub(crate) async fn secrets(&self) -> Result<&Secrets, Error> {
        self.0
            .secrets
            .get_or_try_init(async || {
                let vapid = vapid::Key::generate().ok_or(Error::Key("a push key could not be made"))?;
                let vapid = vapid::Key::read(&self.secret(VAPID, vapid).await?);
                let links = self.secret(LINKS, self.foundation().random.bytes::<32>().to_vec()).await?;
                let links = hmac::Key::new(hmac::HMAC_SHA256, &links);
                Ok(Secrets { vapid: vapid.ok_or(Error::Key("the push key in the database is none"))?, links })
            })
            .await
    }

    /// The secret of this name: `fresh`, unless there is one.
    async fn secret(&self, name: &'static str, fresh: Vec<u8>) -> Result<Vec<u8>, Error> {
        let db = &self.foundation().db;
        if let Some(known) = db.read(async move |tx| store::secrets::find(tx, name).await).await? {
            return Ok(known);
        }
        db.write(async move |tx| {
            store::secrets::add(tx, name, &fresh).await?;
            // Another node may have been quicker.
            store::secrets::find(tx, name).await?.ok_or(Error::Key("a secret was lost"))
        })
        .await
    }
}
