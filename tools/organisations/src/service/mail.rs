//! The organisation's letters, for its administrators: whether they leave, whether they will be believed, and what
//! became of each. What letters say is shown to nobody.

use std::net::IpAddr;

use base_db::Page;
use base_i18n::{Language, Text};
use base_id::OrgId;
use base_jobs::JobError;
use base_mail::{Address, Counts, Failure, Finding, MailId, MailRecord, Sender, State, Way};
use base_suite::{Caller, Org, Retention, retention};
use serde_json::json;

use super::admin;
use crate::{Error, Organisations, store};

/// The job that forgets letters that an organisation remembers for long enough.
pub(crate) const FORGET: &str = "organisations.mail-forget";

/// Whether letters leave.
pub(crate) struct Sending {
    pub way: Way,
    pub from: String,
    pub counts: Counts,
}

/// Whether they will be believed.
pub(crate) struct Checked {
    /// How the relay answered; `None` where there is none.
    pub relay: Option<Result<String, Failure>>,
    pub findings: Vec<Finding>,
}

impl Organisations {
    /// How letters leave, and how many there are in each state.
    pub(crate) async fn mail(&self, caller: &Caller, org: &Org) -> Result<Sending, Error> {
        admin(caller, None)?;
        let (mail, id) = (self.foundation().mail.clone(), org.id);
        let (way, from) = (mail.way(), mail.from(&org.domain));
        let counts = self.foundation().db.read(async move |tx| mail.counts(tx, Some(id)).await);
        Ok(Sending { way, from, counts: counts.await.map_err(Error::Database)? })
    }

    /// Asks the relay, and looks at what DNS says.
    pub(crate) async fn check_mail(&self, caller: &Caller, org: &Org) -> Result<Checked, Error> {
        admin(caller, None)?;
        let mail = &self.foundation().mail;
        let (relay, findings) = tokio::join!(mail.probe(), mail.check(&org.domain));
        Ok(Checked { relay, findings })
    }

    /// Sends a test message and waits for how that ends. `None` when the address had as many as it may get.
    pub(crate) async fn test_mail(
        &self,
        caller: &Caller,
        org: &Org,
        to: &str,
        address: Option<IpAddr>,
    ) -> Result<Option<MailRecord>, Error> {
        let author = admin(caller, address)?;
        let to = Address::new(&caller.name, to).map_err(|error| Error::invalid("to", error.to_string()))?;
        let language = caller.language.as_deref().unwrap_or(&org.locale);
        let language = Language::from_code(language).unwrap_or_default();
        let (this, id, detail) = (self.clone(), org.id, json!({ "to": to.email() }));
        self.foundation()
            .db
            .write(async move |tx| this.record_act(tx, id, "mail.tested", author, detail.clone()).await)
            .await?;
        let sent = self.foundation().mail.send_test(Sender::from(org), to, language).await;
        sent.map_err(|error| match error {
            base_mail::Error::Database(error) => Error::Database(error),
            base_mail::Error::Invalid(cause) => Error::invalid("to", cause),
        })
    }

    /// The letters, newest first.
    pub(crate) async fn letters(
        &self,
        caller: &Caller,
        org: OrgId,
        state: Option<State>,
        after: Option<MailId>,
        limit: usize,
    ) -> Result<Page<MailRecord>, Error> {
        admin(caller, None)?;
        let mail = self.foundation().mail.clone();
        let page = self.foundation().db.read(async move |tx| mail.page(tx, Some(org), state, after, limit).await);
        page.await.map_err(Error::Database)
    }

    /// Tries a letter that waits at once.
    pub(crate) async fn retry_letter(
        &self,
        caller: &Caller,
        org: OrgId,
        id: MailId,
        address: Option<IpAddr>,
    ) -> Result<MailRecord, Error> {
        let author = admin(caller, address)?;
        let (this, mail) = (self.clone(), self.foundation().mail.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let letter = mail.one(tx, Some(org), id).await?.ok_or(Error::NotFound)?;
                if !mail.retry(tx, Some(org), id).await? {
                    return Err(Error::Settled);
                }
                let detail = json!({ "letter": id, "to": letter.recipient });
                this.record_act(tx, org, "mail.retried", author, detail).await?;
                mail.one(tx, Some(org), id).await?.ok_or(Error::NotFound)
            })
            .await
    }

    /// Tries all that wait at once; says how many.
    pub(crate) async fn retry_letters(
        &self,
        caller: &Caller,
        org: OrgId,
        address: Option<IpAddr>,
    ) -> Result<u64, Error> {
        let author = admin(caller, address)?;
        let (this, mail) = (self.clone(), self.foundation().mail.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let tried = mail.retry_all(tx, Some(org)).await?;
                if tried > 0 {
                    this.record_act(tx, org, "mail.retried", author, json!({ "letters": tried })).await?;
                }
                Ok(tried)
            })
            .await
    }

    /// For how long it is remembered which letter went to whom: never longer than the installation does.
    pub(crate) fn mail_kept(&self) -> Retention {
        let most = self.foundation().mail.keep_days();
        Retention {
            name: "organisations.mail",
            title: Text { fr: "Le registre du courrier", en: "The list of letters sent" },
            about: Text {
                fr: "À qui un message a été envoyé, son objet et ce qu’il est devenu ; jamais son texte, effacé dès l’envoi.",
                en: "To whom a letter was sent, its subject and what became of it; never its text, erased once it is sent.",
            },
            days: most,
            least: most.min(7),
            most,
        }
    }

    /// Forgets the letters of every organisation that remembers them for less long than the installation does.
    pub(crate) async fn forget_mail(&self) -> Result<(), JobError> {
        let (db, rule) = (&self.foundation().db, self.mail_kept());
        let orgs: Result<_, base_db::Error> = db.read(async |tx| store::every(tx).await).await;
        for org in orgs? {
            let (id, now) = (org.id, self.foundation().clock.now());
            let before: Result<_, base_db::Error> =
                db.read(async move |tx| retention::before(tx, id, &rule, now).await).await;
            self.foundation().mail.forget(id, before?).await?;
        }
        Ok(())
    }
}
