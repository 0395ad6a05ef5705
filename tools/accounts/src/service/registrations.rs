//! Joining by oneself: whoever has an address at one of the organisation's domains, or a link that is for some domains,
//! proves that the address is theirs and makes their account, at once or when an administrator agrees.
//!
//! What holds:
//! - Asking gets the same answer, in the same time, whoever has the address: the rest is done by a job, and told to the
//!   address alone.
//! - The link in the letter works for 24 hours. Of its secret the SHA-256 is kept.
//! - An address is of a domain when it is of exactly that one.
//! - Who is accepted gets an invitation for their address, with all that holds for invitations. Who is refused may ask
//!   again after 30 days.
//! - How often is asked is limited for each network and for the organisation, and how many letters an address gets by
//!   `base-mail`.

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_mail::{Address, Letter, NewMail, Sender};
use base_suite::{Group, Notice, Org, OrgRole};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::registration_rules;
use crate::model::{self, InvitationId, Member, NewPerson, RegistrationId, RegistrationState, Stay};
use crate::service::beginnings::{language, token_hash};
use crate::service::{Author, Newcomer, Origin, RulesShown, SignedIn, checked};
use crate::store::registrations::Registration;
use crate::throttle::{self, NETWORK, ORGANISATION};
use crate::{Accounts, Error, domains, registration_letters as letters, store, tokens};

/// The job that answers those who ask.
pub(crate) const REGISTER: &str = "accounts.register";
/// How long the link in the letter works.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// How long somebody waits who is neither accepted nor refused.
const WAITS: SignedDuration = SignedDuration::from_hours(90 * 24);
/// People that wait in one organisation at most.
const MOST_WAITING: i64 = 5_000;
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Somebody who asks.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegistrationAsk)]
pub struct Asking {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// `fr`, `en`, or absent for the organisation's.
    #[serde(default)]
    pub language: Option<String>,
}

/// What the job is told.
#[derive(Serialize, Deserialize)]
struct Asked {
    asking: Asking,
    invitation: Option<InvitationId>,
}

/// What somebody can do who followed the link in their letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Make their account.
    Join,
    /// Say that the address is theirs.
    Confirm,
    /// Wait for an administrator.
    Wait,
}

/// Somebody who followed the link in their letter.
#[derive(Debug, Clone)]
pub(crate) struct Registering {
    pub registration: Registration,
    pub next: Next,
    /// As what they would join.
    pub grant: Grant,
}

/// As what somebody joins.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub role: OrgRole,
    pub stay: Option<Stay>,
    pub groups: Vec<Group>,
    /// Who let them in.
    pub by: Option<PersonId>,
}

impl Accounts {
    /// Takes down that somebody asks to join, by the rules or by a link for some domains. What comes of it is told to
    /// the address.
    pub(crate) async fn ask_to_register(
        &self,
        org: OrgId,
        asking: Asking,
        link: Option<&str>,
        origin: &Origin,
    ) -> Result<(), Error> {
        let asking = Asking {
            name: model::name("name", &asking.name)?,
            email: model::email(&asking.email)?,
            language: model::language(asking.language)?,
        };
        Address::new(&asking.name, &asking.email).map_err(|error| Error::invalid("email", error.to_string()))?;
        let invitation = if let Some(token) = link {
            let invited = self.invitation(org, token).await?;
            // The link says for which domains it is: that is told to whoever has it.
            if invited.domains.is_empty() || !domains::holds(&invited.domains, &asking.email) {
                let domains = invited.domains.join(", ");
                return Err(Error::invalid("email", format!("This link is for addresses at {domains}.")));
            }
            Some(invited.invitation.id)
        } else {
            self.open_registration(org).await?.ok_or(Error::NotFound)?;
            None
        };
        let asked = json!(Asked { asking, invitation });
        let (this, subjects) = (self.clone(), subjects(origin));
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                for (subject, rule) in &subjects {
                    let known = store::throttles::one(tx, org, subject).await?;
                    let counted = rule.attempt(known, now).map_err(Error::Throttled)?;
                    store::throttles::put(tx, org, subject, counted).await?;
                }
                let foundation = this.foundation();
                let key = hex::encode(Sha256::digest(asked.to_string()));
                let job =
                    NewJob { org: Some(org), kind: REGISTER, payload: asked.clone(), run_at: None, key: Some(key) };
                Ok(base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await?)
            })
            .await
    }

    /// The handler of [`REGISTER`].
    pub(crate) async fn answer_registration(&self, job: &Job) -> Result<(), JobError> {
        let asked: Option<Asked> = serde_json::from_value(job.payload.clone()).ok();
        let (Some(id), Some(asked)) = (job.org, asked) else { return Err(JobError::dead("the job names nobody")) };
        let Some(org) = self.foundation().sites.org(id).await? else { return Ok(()) };
        let this = self.clone();
        let answered = self.foundation().db.write(async move |tx| this.answer(tx, &org, &asked).await);
        answered.await.map_err(JobError::retry)
    }

    async fn answer(&self, tx: &mut Tx, org: &Org, Asked { asking, invitation }: &Asked) -> Result<(), Error> {
        let (now, key) = (self.now(), model::email_key(&asking.email));
        let sites = &self.foundation().sites;
        if let Some(known) = store::people::by_email(tx, org.id, &key).await? {
            // Without a password they have a way in that waits for them; who may not come in is told nothing.
            if store::beginnings::ask(tx, org.id, known, None, now).await? {
                return Ok(self.enqueue_letters(tx, org.id, None).await?);
            }
            let there = store::people::one(tx, org.id, known).await?;
            if there.is_some_and(|person| person.state(now) == model::State::Active) {
                let letter = letters::known(org, &asking.name, &sites.link(&org.domain, "/"));
                self.write_to(tx, org, asking, "accounts.registration", letter).await?;
            }
            return Ok(());
        }
        let before = store::registrations::by_email(tx, org.id, &key).await?.filter(|one| one.expires_at > now);
        if invitation.is_none() {
            let rules = store::registrations::rules(tx, org.id).await?;
            let domains = store::registrations::domains(tx, org.id).await?;
            if !rules.open || !domains::holds(&domains, &asking.email) {
                return Ok(());
            }
            match before.as_ref().map(|one| one.state) {
                Some(RegistrationState::Refused) => return Ok(()),
                Some(RegistrationState::Waiting) => {
                    let letter = letters::waiting(org, &asking.name);
                    return self.write_to(tx, org, asking, "accounts.registration", letter).await.map(drop);
                }
                Some(RegistrationState::Asked) | None => {}
            }
            if store::registrations::count(tx, org.id, now).await? >= MOST_WAITING {
                tracing::warn!("nobody more may wait for an administrator to let them join");
                return Ok(());
            }
        }
        let foundation = self.foundation();
        let token = tokens::session(&foundation.random);
        let link = sites.link(&org.domain, &format!("/register/{token}"));
        let letter = letters::confirm(org, &asking.name, &link);
        // Had the address as many letters as it may get, the link before goes on working.
        if !self.write_to(tx, org, asking, "accounts.registration", letter).await? {
            return Ok(());
        }
        let registration = Registration {
            id: before.map_or_else(|| RegistrationId::new(&foundation.clock, &foundation.random), |one| one.id),
            name: asking.name.clone(),
            email: asking.email.clone(),
            language: asking.language.clone(),
            invitation: *invitation,
            state: RegistrationState::Asked,
            created_at: now,
            expires_at: now + LINK_LASTS,
        };
        Ok(store::registrations::ask(tx, org.id, &registration, &key, &tokens::hash(&token)).await?)
    }

    /// Says whether the letter is on its way.
    pub(super) async fn write_to(
        &self,
        tx: &mut Tx,
        org: &Org,
        to: &Asking,
        kind: &'static str,
        letter: Letter,
    ) -> Result<bool, Error> {
        let refused = |error| match error {
            base_mail::Error::Database(error) => Error::Database(error),
            base_mail::Error::Invalid(cause) => Error::invalid("email", cause),
        };
        let new = NewMail {
            from: Sender::from(org),
            to: Address::new(&to.name, &to.email).map_err(refused)?,
            language: language(org, to.language.as_deref()),
            kind,
            letter,
            unsubscribe: None,
            secret: true,
            key: None,
        };
        Ok(self.foundation().mail.send(tx, &new).await.map_err(refused)?.is_some())
    }

    /// Whose link that is, and what they can do now.
    pub(crate) async fn registering(&self, org: OrgId, token: &str) -> Result<Registering, Error> {
        let (hash, now) = (token_hash(token)?, self.now());
        self.foundation().db.read(async move |tx| registering(tx, org, &hash, now).await).await
    }

    /// The address is theirs: those who decide are told, where somebody does.
    pub(crate) async fn confirm_registration(
        &self,
        org: OrgId,
        token: &str,
        origin: Origin,
    ) -> Result<Registering, Error> {
        let (hash, this) = (token_hash(token)?, self.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                let found = registering(tx, org, &hash, now).await?;
                if found.next != Next::Confirm {
                    return Ok(found);
                }
                let Registration { id, name, email, .. } = &found.registration;
                if store::registrations::confirm(tx, org, *id, now + WAITS).await? {
                    let detail = json!({ "registration": id, "email": email });
                    this.record(tx, org, (None, None), "registration.waiting", &origin, detail).await?;
                    for to in store::registrations::admins(tx, org).await? {
                        let notice = Notice {
                            kind: letters::NOTICE,
                            to,
                            by: None,
                            object: None,
                            title: letters::asks(name),
                            detail: Some(base_i18n::Words::same(email.clone())),
                            link: "/people/joining".to_owned(),
                            key: Some(id.to_string()),
                        };
                        this.foundation().notices.tell(tx, org, &notice).await?;
                    }
                }
                registering(tx, org, &hash, now).await
            })
            .await
    }

    /// Makes the account of somebody whose address is confirmed, and signs them in.
    pub(crate) async fn register(
        &self,
        org: OrgId,
        token: &str,
        newcomer: Newcomer,
        origin: Origin,
    ) -> Result<SignedIn, Error> {
        let hash = token_hash(token)?;
        let found = self.registering(org, token).await?;
        if found.next != Next::Join {
            return Err(Error::NotFound);
        }
        let email = found.registration.email;
        if newcomer.email.is_some_and(|other| model::email_key(&other) != model::email_key(&email)) {
            return Err(Error::invalid("email", "This link is for another address."));
        }
        let mut person = checked(&NewPerson {
            handle: newcomer.handle,
            email,
            name: newcomer.name,
            role: found.grant.role,
            guest: found.grant.stay,
            password: Some(newcomer.password.clone()),
        })?;
        person.language = model::language(newcomer.language)?;
        let password = self.hashed(&newcomer.password).await?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                // Looked at again: the rules, or the link, may have changed while the password was hashed.
                let found = registering(tx, org, &hash, now).await?;
                let grant = found.grant;
                if found.next != Next::Join || !store::registrations::take(tx, org, found.registration.id).await? {
                    return Err(Error::NotFound);
                }
                if let Some(invitation) = found.registration.invitation
                    && !store::invitations::take(tx, org, invitation, now).await?
                {
                    return Err(Error::NotFound);
                }
                let person = super::Checked { role: grant.role, guest: grant.stay, ..person.clone() };
                let id = this.store_person(tx, org, &person, Some(&password)).await?;
                let detail = json!({ "by": grant.by, "invitation": found.registration.invitation });
                this.record(tx, org, (Some(id), Some(id)), "person.registered", &origin, detail).await?;
                let author = Author { person: grant.by, origin: Origin::default() };
                for group in &grant.groups {
                    this.join_in(tx, org, &author, group.id, Member::Person(id)).await?;
                }
                let token = this.open_session(tx, org, id, false, &origin).await?;
                Ok(SignedIn { person: id, token, max_age: None })
            })
            .await
    }
}

/// Whose link that is, and what they can do by the rules of this moment.
async fn registering(tx: &mut Tx, org: OrgId, token_hash: &[u8; 32], now: Timestamp) -> Result<Registering, Error> {
    let registration = store::registrations::by_token(tx, org, token_hash, now).await?.ok_or(Error::NotFound)?;
    if let Some(id) = registration.invitation {
        let invitation = store::invitations::usable(tx, org, id, now).await?.ok_or(Error::NotFound)?;
        let stay = invitation.sponsor.zip(invitation.stay_ends_at);
        let grant = Grant {
            role: invitation.role,
            stay: stay.map(|(sponsor, ends_at)| Stay { sponsor, ends_at }),
            groups: store::invitations::groups(tx, org, id).await?,
            by: Some(invitation.by),
        };
        return Ok(Registering { registration, next: Next::Join, grant });
    }
    let RulesShown { rules, groups, domains } = registration_rules::shown(tx, org).await?;
    let stay = rules.sponsor.zip(rules.stay_days.and_then(|days| i32::try_from(days).ok()));
    let stay = stay.map(|(sponsor, days)| Stay { sponsor, ends_at: now + DAY * days });
    let grant = Grant { role: rules.role, stay, groups, by: None };
    if registration.state == RegistrationState::Waiting {
        return Ok(Registering { registration, next: Next::Wait, grant });
    }
    if !rules.open || !domains::holds(&domains, &registration.email) {
        return Err(Error::NotFound);
    }
    let next = if rules.approval { Next::Confirm } else { Next::Join };
    Ok(Registering { registration, next, grant })
}

/// What asking is counted for.
fn subjects(origin: &Origin) -> Vec<([u8; 32], throttle::Rule)> {
    let network = origin.address.map(|address| (throttle::registering_from(address), NETWORK));
    std::iter::once((throttle::registering(), ORGANISATION)).chain(network).collect()
}
