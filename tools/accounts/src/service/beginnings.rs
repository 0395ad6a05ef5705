//! The way in of those for whom somebody else made an account: a letter with a link, and behind it the first visit.
//!
//! What holds:
//! - The link works once, for two weeks, for an account that has no password. Of its secret the SHA-256 is kept, and
//!   the secret is nowhere but in the letter.
//! - Letters are written a hundred at a time, one lot a minute: no relay is flooded, and those that people write to
//!   each other are not kept waiting.
//! - Asking again makes a new link; the one before leads nowhere any more.

use base_db::Tx;
use base_i18n::{Language, Text, Words};
use base_id::{OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_mail::{Address, Letter, NewMail, Sender};
use base_suite::{Caller, Org};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::service::{Author, Origin, SignedIn, admin};
use crate::store::beginnings::{Beginner, Expected};
use crate::{Accounts, Error, model, password, store, tokens};

/// The job that writes the letters of an organisation.
pub(crate) const LETTERS: &str = "accounts.letters-to-begin";
/// How long a link works.
const LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Letters of one lot, and of one transaction.
const LOT: usize = 100;
const AT_ONCE: usize = 20;
/// Between two lots.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// People named in one request at most.
const MOST_NAMED: usize = 500;
/// Longer than any secret of ours.
const LONGEST_TOKEN: usize = 128;

/// How many have an account and no password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// All of them.
    pub people: i64,
    /// Those whose letter is still to be written.
    pub letters: i64,
}

impl Accounts {
    /// Has letters written to `people`, or to everybody, who have an account and no password; says to how many.
    pub(crate) async fn ask_to_begin(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        people: Option<Vec<PersonId>>,
    ) -> Result<u64, Error> {
        admin(caller)?;
        if people.as_ref().is_some_and(|people| people.is_empty() || people.len() > MOST_NAMED) {
            return Err(Error::invalid("people", format!("Name 1 to {MOST_NAMED} people.")));
        }
        let (this, author) = (self.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                let (by, now) = (author.person, this.now());
                let mut asked = 0;
                match &people {
                    None => asked = store::beginnings::ask_all(tx, org, by, now).await?,
                    Some(people) => {
                        for person in people {
                            asked += u64::from(store::beginnings::ask(tx, org, *person, by, now).await?);
                        }
                    }
                }
                if asked > 0 {
                    let detail = json!({ "letters": asked });
                    this.record(tx, org, (by, None), "person.asked-to-begin", &author.origin, detail).await?;
                    this.enqueue_letters(tx, org, None).await?;
                }
                Ok(asked)
            })
            .await
    }

    /// How many have an account and no password, for administrators.
    pub(crate) async fn waiting_to_begin(&self, org: OrgId, caller: &Caller) -> Result<Waiting, Error> {
        admin(caller)?;
        let now = self.now();
        let counts = self.foundation().db.read(async move |tx| store::beginnings::counts(tx, org, now).await).await?;
        Ok(Waiting { people: counts.0, letters: counts.1 })
    }

    /// Has the letters written that wait.
    pub(crate) async fn write_letters(&self, org: OrgId) -> Result<(), base_db::Error> {
        let this = self.clone();
        self.foundation().db.write(async move |tx| this.enqueue_letters(tx, org, None).await).await
    }

    pub(crate) async fn enqueue_letters(
        &self,
        tx: &mut Tx,
        org: OrgId,
        run_at: Option<jiff::Timestamp>,
    ) -> Result<(), base_db::Error> {
        let foundation = self.foundation();
        let job = NewJob { org: Some(org), kind: LETTERS, payload: Value::Null, run_at, key: Some("lot".to_owned()) };
        base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await
    }

    /// The handler of [`LETTERS`]: one lot.
    pub(crate) async fn write_letters_due(&self, job: &Job) -> Result<(), JobError> {
        let Some(id) = job.org else { return Err(JobError::dead("the job names no organisation")) };
        let Some(org) = self.foundation().sites.org(id).await? else { return Ok(()) };
        let mut written = 0;
        while written < LOT {
            let (this, org) = (self.clone(), org.clone());
            let lot = self.foundation().db.write(async move |tx| this.write_lot(tx, &org).await).await;
            let lot = lot.map_err(JobError::retry)?;
            if lot == 0 {
                return Ok(());
            }
            written += lot;
        }
        let (this, next) = (self.clone(), self.now() + PAUSE);
        Ok(self.foundation().db.write(async move |tx| this.enqueue_letters(tx, id, Some(next)).await).await?)
    }

    async fn write_lot(&self, tx: &mut Tx, org: &Org) -> Result<usize, Error> {
        let foundation = self.foundation();
        let expected = store::beginnings::to_write(tx, org.id, AT_ONCE).await?;
        for one in &expected {
            let token = tokens::session(&foundation.random);
            let link = foundation.sites.link(&org.domain, &format!("/begin/{token}"));
            let sent = match letter(org, one, &link) {
                Ok(letter) => foundation.mail.send(tx, &letter).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(_) => {}
                Err(base_mail::Error::Database(error)) => return Err(error.into()),
                // An address that no letter can be written to: an administrator sees that they have not begun.
                Err(base_mail::Error::Invalid(cause)) => tracing::warn!(%cause, "a letter to begin was not written"),
            }
            store::beginnings::written(tx, org.id, one.person, &tokens::hash(&token), self.now() + LASTS).await?;
        }
        Ok(expected.len())
    }

    /// Whose link that is.
    pub(crate) async fn beginner(&self, org: OrgId, token: &str) -> Result<Beginner, Error> {
        let (hash, now) = (token_hash(token)?, self.now());
        let read = async move |tx: &mut Tx| store::beginnings::by_token(tx, org, &hash, now).await;
        self.foundation().db.read(read).await?.ok_or(Error::NotFound)
    }

    /// Gives the account behind a link its first password, and signs its person in.
    pub(crate) async fn begin(
        &self,
        org: OrgId,
        token: &str,
        password: &str,
        language: Option<String>,
        origin: Origin,
    ) -> Result<SignedIn, Error> {
        let hash = token_hash(token)?;
        let beginner = self.beginner(org, token).await?;
        password::check("password", password, &beginner.handle, &beginner.email)?;
        let language = model::language(language)?;
        let password = self.hashed(password).await?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                // Looked at again: the link may have been used while the password was hashed.
                let found = store::beginnings::by_token(tx, org, &hash, this.now()).await?;
                let person = found.ok_or(Error::NotFound)?.person;
                store::beginnings::take(tx, org, person).await?;
                store::people::update_password(tx, org, person, &password).await?;
                if language.is_some() {
                    let mut record = store::people::one(tx, org, person).await?.ok_or(Error::NotFound)?;
                    if record.language.is_none() {
                        record.language.clone_from(&language);
                        store::people::update_profile(tx, org, &record).await?;
                    }
                }
                this.record(tx, org, (Some(person), Some(person)), "person.began", &origin, json!({})).await?;
                let token = this.open_session(tx, org, person, false, &origin).await?;
                Ok(SignedIn { person, token, max_age: None })
            })
            .await
    }
}

pub(crate) fn token_hash(token: &str) -> Result<[u8; 32], Error> {
    if token.is_empty() || token.len() > LONGEST_TOKEN { Err(Error::NotFound) } else { Ok(tokens::hash(token)) }
}

fn letter(org: &Org, to: &Expected, link: &str) -> Result<NewMail, base_mail::Error> {
    let name = &org.name;
    let subject = Text { fr: "Votre compte chez {org} vous attend", en: "Your account at {org} is waiting for you" };
    let made = match &to.by_name {
        Some(by) => Words::fill(
            Text {
                fr: "{by} vous a créé un compte dans l’espace de {org} : vos fichiers et ceux de vos groupes, au même endroit.",
                en: "{by} has made an account for you in the space of {org}: your files and those of your groups, in one place.",
            },
            &[("by", by), ("org", name)],
        ),
        None => Words::fill(
            Text {
                fr: "Un compte vous attend dans l’espace de {org} : vos fichiers et ceux de vos groupes, au même endroit.",
                en: "An account is waiting for you in the space of {org}: your files and those of your groups, in one place.",
            },
            &[("org", name)],
        ),
    };
    let letter = Letter::new(Words::fill(subject, &[("org", name)]))
        .greeting(&to.name)
        .paragraph(made)
        .paragraph(Text {
            fr: "Il reste à choisir un mot de passe. Cela prend une minute, aussi sur un téléphone.",
            en: "All that is left is choosing a password. That is done in a minute, on a phone too.",
        })
        .button(Text { fr: "Commencer", en: "Begin" }, link)
        .note(Text {
            fr: "Ce lien fonctionne pendant quatorze jours, une seule fois. Si vous ne connaissez pas cette organisation, ignorez ce message.",
            en: "This link works for fourteen days, once. If you do not know this organisation, ignore this message.",
        });
    Ok(NewMail {
        from: Sender::from(org),
        to: Address::new(&to.name, &to.email)?,
        language: language(org, to.language.as_deref()),
        kind: "accounts.beginning",
        letter,
        unsubscribe: None,
        secret: true,
        key: None,
    })
}

/// The language of a letter: the person's, or else the organisation's.
pub(crate) fn language(org: &Org, theirs: Option<&str>) -> Language {
    theirs.and_then(Language::from_code).or_else(|| Language::from_code(&org.locale)).unwrap_or_default()
}
