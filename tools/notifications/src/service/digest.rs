//! The letter of the day: what a person did not look at meanwhile, in one letter, at their hour.

use base_db::Tx;
use base_i18n::{Text, Words};
use base_id::PersonId;
use base_jobs::{Job, JobError};
use base_mail::Letter;
use base_suite::{ByMail, Org};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::deliver::{CHOOSE, PREFERENCES};
use super::{DIGEST, Eyes, as_caller, links, zone_of};
use crate::model::{self, Told};
use crate::{Error, Notifications, store};

/// Things that are told one by one; of more than these the letter says how many.
const TOLD: usize = 25;
/// Things that are looked at for one letter, at most.
const LOOKED_AT: usize = 500;

const ONE: Text = Text { fr: "Une nouvelle de {org}", en: "One thing from {org}" };
const SEVERAL: Text = Text { fr: "{count} nouvelles de {org}", en: "{count} things from {org}" };
const SINCE: Text = Text {
    fr: "Voici ce qui s’est passé et que vous n’avez pas encore vu.",
    en: "Here is what happened and what you have not seen yet.",
};
const MORE: Text = Text { fr: "Et {count} autres.", en: "And {count} more." };
const SEE_ALL: Text = Text { fr: "Tout voir", en: "See everything" };

#[derive(Deserialize)]
struct Payload {
    person: PersonId,
}

impl Notifications {
    /// Writes somebody's letter of the day if it is time, or comes back when it is.
    pub(crate) async fn digest(&self, job: &Job) -> Result<(), JobError> {
        let Payload { person } = serde_json::from_value(job.payload.clone()).map_err(JobError::dead)?;
        let Some(org) = self.org_of(job).await? else { return Ok(()) };
        self.secrets().await?;
        let this = self.clone();
        Ok(self.foundation().db.write(async move |tx| this.digest_in(tx, &org, person).await).await?)
    }

    async fn digest_in(&self, tx: &mut Tx, org: &Org, person: PersonId) -> Result<(), Error> {
        let Some(since) = store::notices::digest_since(tx, org.id, person).await? else { return Ok(()) };
        let mut settings = store::choices::settings(tx, org.id, person).await?;
        let to = self.directory().addressee(tx, org.id, person).await?.filter(|_| settings.digest.on);
        let Some(to) = to else { return Ok(store::notices::digested(tx, org.id, person).await?) };
        let (now, zone) = (self.now(), zone_of(&to, org));
        let due = settings.next_digest(since, &zone).unwrap_or(now);
        let due = settings.quiet.until(now.max(due), &zone).unwrap_or(due);
        if due > now {
            return Ok(self.enqueue(tx, org.id, DIGEST, json!({ "person": person }), Some(due)).await?);
        }

        let news = self.digest_news(tx, org, person, &as_caller(person, &to, Uuid::nil())).await?;
        store::notices::digested(tx, org.id, person).await?;
        if news.is_empty() {
            return Ok(());
        }
        let today = now.to_zoned(zone.clone()).date();
        settings.digested_on = Some(today);
        store::choices::set(tx, org.id, person, &settings).await?;
        let subject = if news.len() == 1 { ONE } else { SEVERAL };
        let mut letter = Letter::new(Words::fill(subject, &[("org", &org.name), ("count", &news.len())]))
            .greeting(to.name.as_str())
            .paragraph(SINCE);
        for told in news.iter().take(TOLD) {
            let when = told.at.to_zoned(zone.clone());
            let when = if when.date() == today { model::clock_words(told.at, &zone) } else { model::day_words(&when) };
            letter = letter.item(when, told.title.clone(), self.address(org, &told.link));
        }
        if news.len() > TOLD {
            letter = letter.paragraph(Words::fill(MORE, &[("count", &(news.len() - TOLD))]));
        }
        letter =
            letter.button(SEE_ALL, self.address(org, "/notifications")).way(CHOOSE, self.address(org, PREFERENCES));
        let token = links::token(&self.known_secrets()?.links, org.id, person, None);
        let key = Some(format!("{person} {today}"));
        self.send(tx, org, &to, DIGEST, letter, Some(self.stop_address(org, &token)), key).await
    }

    /// What waits, is still news, may be seen, and is still wanted by mail.
    async fn digest_news(
        &self,
        tx: &mut Tx,
        org: &Org,
        person: PersonId,
        caller: &base_suite::Caller,
    ) -> Result<Vec<Told>, base_db::Error> {
        let mut eyes = Eyes::of(self, org, caller);
        let mut news = Vec::new();
        for told in store::notices::in_digest(tx, org.id, person, LOOKED_AT).await? {
            let Some(kind) = self.kind(&told.kind) else { continue };
            let own = store::choices::of_person(tx, org.id, person, kind.name).await?.choice;
            let organisation = store::choices::of_organisation(tx, org.id, kind.name).await?;
            let wanted = model::channels(kind, organisation, own).mail != ByMail::Never;
            if wanted && eyes.may_see(tx, told.object.as_ref()).await? {
                news.push(told);
            }
        }
        Ok(news)
    }
}
