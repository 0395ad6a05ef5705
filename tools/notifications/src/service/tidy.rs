//! Forgetting what is old, in every organisation.

use base_i18n::Text;
use base_id::OrgId;
use base_jobs::JobError;
use base_suite::{Retention, retention};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::DIGEST;
use crate::{Error, Notifications, store};

/// How long what people were told is kept.
pub(crate) const KEPT: Retention = Retention {
    name: "notifications.notices",
    title: Text { fr: "Notifications", en: "Notifications" },
    about: Text {
        fr: "Ce qui a été annoncé à chaque personne, lu ou non, disparaît ensuite de sa liste.",
        en: "What each person was told, read or not, then goes from their list.",
    },
    days: 90,
    least: 7,
    most: 730,
};

/// How long something taken out of a list can be had back.
const DROPPED_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Longer than any letter of the day waits, quiet hours included: its job was given up.
const OVERDUE: SignedDuration = SignedDuration::from_hours(11 * 24);
/// Rows that one transaction forgets, at most.
const AT_ONCE: usize = 1_000;

impl Notifications {
    /// Forgets notices past their time and the browsers whose sessions have ended, and asks anew for letters of the day
    /// that were given up.
    pub(crate) async fn tidy(&self) -> Result<(), JobError> {
        let db = &self.foundation().db;
        let mut last = None;
        while let Some(org) = db.read(async move |tx| store::notices::next_organisation(tx, last).await).await? {
            last = Some(org);
            while self.forget_old(org).await? > 0 {}
        }
        Ok(self.forget_signed_out().await?)
    }

    async fn forget_old(&self, org: OrgId) -> Result<u64, Error> {
        let (this, now) = (self.clone(), self.now());
        let ago = move |time: SignedDuration| now.saturating_sub(time).unwrap_or(Timestamp::MIN);
        let forget = async move |tx: &mut base_db::Tx| {
            for person in store::notices::overdue(tx, org, ago(OVERDUE), AT_ONCE).await? {
                this.enqueue(tx, org, DIGEST, json!({ "person": person }), None).await?;
            }
            let told = retention::before(tx, org, &KEPT, now).await?;
            store::notices::purge(tx, org, told, ago(DROPPED_KEPT), AT_ONCE).await
        };
        Ok(self.foundation().db.write(forget).await?)
    }
}
