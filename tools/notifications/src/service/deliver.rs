//! What a notice asks for beside its place in the list: a letter by itself, and pushes.

use base_db::Tx;
use base_i18n::Text;
use base_jobs::{Job, JobError};
use base_mail::{Address, Letter, NewMail};
use base_suite::{Addressee, ByMail, Channels, NoticeKind, Org};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{DELIVER, Eyes, PUSH, Secrets, as_caller, links, zone_of};
use crate::model::{self, NoticeId, Settings, Told};
use crate::{Error, Notifications, store};

const OPEN: Text = Text { fr: "Ouvrir", en: "Open" };
/// What every letter ends with.
pub(super) const CHOOSE: Text =
    Text { fr: "Choisir ce que vous recevez, et quand", en: "Choose what you receive, and when" };
pub(super) const PREFERENCES: &str = "/notifications/preferences";

#[derive(Deserialize)]
struct Payload {
    notice: NoticeId,
}

/// A notice that is still to be delivered, with all that decides how.
pub(super) struct Ready {
    pub told: Told,
    pub kind: &'static NoticeKind,
    pub to: Addressee,
    pub channels: Channels,
    pub settings: Settings,
    pub zone: TimeZone,
}

impl Notifications {
    pub(super) async fn org_of(&self, job: &Job) -> Result<Option<std::sync::Arc<Org>>, Error> {
        match job.org {
            Some(org) => Ok(self.foundation().sites.org(org).await?),
            None => Ok(None),
        }
    }

    /// The notice, unless it is no news any more: read, taken out of the list, of somebody who left, or of something
    /// that they may not see today.
    pub(super) async fn ready(&self, tx: &mut Tx, org: &Org, id: NoticeId) -> Result<Option<Ready>, base_db::Error> {
        let Some(told) = store::notices::one(tx, org.id, id).await? else { return Ok(None) };
        let Some(kind) = self.kind(&told.kind) else { return Ok(None) };
        let Some(to) = self.directory().addressee(tx, org.id, told.to).await? else { return Ok(None) };
        if !told.is_news() && !kind.safety {
            return Ok(None);
        }
        let caller = as_caller(told.to, &to, Uuid::nil());
        if !Eyes::of(self, org, &caller).may_see(tx, told.object.as_ref()).await? {
            return Ok(None);
        }
        let own = store::choices::of_person(tx, org.id, told.to, kind.name).await?.choice;
        let channels = model::channels(kind, store::choices::of_organisation(tx, org.id, kind.name).await?, own);
        let settings = store::choices::settings(tx, org.id, told.to).await?;
        let zone = zone_of(&to, org);
        Ok(Some(Ready { told, kind, to, channels, settings, zone }))
    }

    /// Writes the letter of a notice and queues its pushes; later when its person wants to be left alone.
    pub(crate) async fn deliver(&self, job: &Job) -> Result<(), JobError> {
        let Payload { notice } = serde_json::from_value(job.payload.clone()).map_err(JobError::dead)?;
        let Some(org) = self.org_of(job).await? else { return Ok(()) };
        self.secrets().await?;
        let this = self.clone();
        let delivered = self.foundation().db.write(async move |tx| this.deliver_in(tx, &org, notice).await);
        Ok(delivered.await?)
    }

    async fn deliver_in(&self, tx: &mut Tx, org: &Org, id: NoticeId) -> Result<(), Error> {
        let Some(ready) = self.ready(tx, org, id).await? else { return Ok(()) };
        if ready.told.delivered_at.is_some() {
            return Ok(());
        }
        let now = self.now();
        if !ready.kind.safety
            && let Some(until) = ready.settings.quiet.until(now, &ready.zone)
        {
            return Ok(self.enqueue(tx, org.id, DELIVER, json!({ "notice": id }), Some(until)).await?);
        }
        if ready.channels.mail == ByMail::AtOnce {
            self.mail(tx, org, &ready).await?;
        }
        if ready.channels.push {
            for device in store::devices::of_person(tx, org.id, ready.told.to).await? {
                let payload = json!({ "notice": id, "device": device.id, "attempt": 1 });
                self.enqueue(tx, org.id, PUSH, payload, None).await?;
            }
        }
        Ok(store::notices::delivered(tx, org.id, id, now).await?)
    }

    async fn mail(&self, tx: &mut Tx, org: &Org, ready: &Ready) -> Result<(), Error> {
        let Ready { told, kind, to, .. } = ready;
        let mut letter = Letter::new(told.title.clone()).greeting(to.name.as_str()).paragraph(told.title.clone());
        if let Some(detail) = &told.detail {
            letter = letter.paragraph(detail.clone());
        }
        letter = letter.button(OPEN, self.address(org, &told.link)).way(CHOOSE, self.address(org, PREFERENCES));
        let unsubscribe = if kind.safety { None } else { Some(self.stop_link(org, ready)?) };
        let key = Some(told.id.to_string());
        self.send(tx, org, to, kind.name, letter, unsubscribe, key).await
    }

    fn stop_link(&self, org: &Org, ready: &Ready) -> Result<String, Error> {
        let secrets = self.known_secrets()?;
        let token = links::token(&secrets.links, org.id, ready.told.to, Some(ready.kind.name));
        Ok(self.stop_address(org, &token))
    }

    /// The keys, which were read before the transaction.
    pub(super) fn known_secrets(&self) -> Result<&Secrets, Error> {
        self.0.secrets.get().ok_or(Error::Key("the keys were not read"))
    }

    /// The whole address of a path, for letters.
    pub(super) fn address(&self, org: &Org, path: &str) -> String {
        self.foundation().sites.link(&org.domain, path)
    }

    /// Where a click or a mail program's POST leads that ends letters.
    pub(super) fn stop_address(&self, org: &Org, token: &str) -> String {
        self.address(org, &format!("/api/notifications/mail-links/{token}/stop"))
    }

    /// A letter that cannot be written (an address that none can be sent to) is left out: it would fail each time.
    #[allow(clippy::too_many_arguments, reason = "the parts of a letter")]
    pub(super) async fn send(
        &self,
        tx: &mut Tx,
        org: &Org,
        to: &Addressee,
        kind: &'static str,
        letter: Letter,
        unsubscribe: Option<String>,
        key: Option<String>,
    ) -> Result<(), Error> {
        let address = match Address::new(&to.name, &to.email) {
            Ok(address) => address,
            Err(error) => {
                tracing::warn!(%error, kind, "a notice was not mailed");
                return Ok(());
            }
        };
        let language = model::language(to.language, &org.locale);
        let mail = NewMail { from: org.into(), to: address, language, kind, letter, unsubscribe, secret: false, key };
        match self.foundation().mail.send(tx, &mail).await {
            Ok(_) => Ok(()),
            Err(base_mail::Error::Database(error)) => Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, kind, "a notice was not mailed");
                Ok(())
            }
        }
    }
}
