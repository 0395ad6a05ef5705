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

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_mail::{Address, Letter, NewMail, Sender};
use base_suite::{Caller, Group, Notice, Org, OrgRole};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{self, InvitationId, Member, NewPerson, RegistrationId, RegistrationState, Stay};
use crate::service::beginnings::{language, token_hash};
use crate::service::{Author, InvitationDraft, Newcomer, Origin, SignedIn, admin, checked};
use crate::store::registrations::{Registration, Rules};
use crate::throttle::{self, NETWORK, ORGANISATION};
use crate::{Accounts, Error, domains, registration_letters as letters, store, tokens};

/// The job that answers those who ask.
pub(crate) const REGISTER: &str = "accounts.register";
/// How long the link in the letter works.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// How long somebody waits who is neither accepted nor refused.
const WAITS: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long somebody is not heard who was refused.
const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// People that wait in one organisation at most.
const MOST_WAITING: i64 = 5_000;
/// Domains and groups at most.
const MOST_DOMAINS: usize = 50;
const MOST_GROUPS: usize = 50;
/// Days of a guest at most.
const MOST_DAYS: i64 = 3_660;
/// People decided on at once at most.
const MOST_AT_ONCE: usize = 100;
/// Characters of a note to whoever asked at most.
const LONGEST_NOTE: usize = 1_000;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Who may join by themself, as an administrator says.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegistrationRulesDraft)]
pub struct RulesDraft {
    /// Whether anybody may.
    pub open: bool,
    /// Whether an administrator decides on each.
    pub approval: bool,
    /// `guest` or `member`.
    pub role: OrgRole,
    /// How many days a guest stays; of guests alone.
    #[serde(default)]
    pub stay_days: Option<i64>,
    /// The groups they come into.
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    /// The domains of their addresses.
    pub domains: Vec<String>,
    /// Whether domains are meant at which anybody has an address.
    #[serde(default)]
    pub public_too: bool,
}

/// The rules with what they name.
#[derive(Debug, Clone)]
pub(crate) struct RulesShown {
    pub rules: Rules,
    pub groups: Vec<Group>,
    pub domains: Vec<String>,
}

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
    /// Who may join by themself, for administrators.
    pub(crate) async fn registration_rules(&self, org: OrgId, caller: &Caller) -> Result<RulesShown, Error> {
        admin(caller)?;
        Ok(self.foundation().db.read(async move |tx| shown(tx, org).await).await?)
    }

    /// The same for whoever stands at the door: `None` when nobody may.
    pub(crate) async fn open_registration(&self, org: OrgId) -> Result<Option<RulesShown>, Error> {
        let shown = self.foundation().db.read(async move |tx| shown(tx, org).await).await?;
        Ok(Some(shown).filter(|shown| shown.rules.open))
    }

    /// Says who may join by themself.
    pub(crate) async fn set_registration_rules(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        draft: RulesDraft,
    ) -> Result<RulesShown, Error> {
        admin(caller)?;
        let guest = draft.role == OrgRole::Guest;
        if draft.role > OrgRole::Member {
            return Err(Error::invalid("role", "Who joins by themself is a guest or a member."));
        }
        if guest != draft.stay_days.is_some() || draft.stay_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            return Err(Error::invalid("stay_days", format!("A guest, and nobody else, stays 1 to {MOST_DAYS} days.")));
        }
        let mut kept = draft.domains.iter().map(|text| domains::domain(text)).collect::<Result<Vec<_>, _>>()?;
        kept.sort_unstable();
        kept.dedup();
        if kept.len() > MOST_DOMAINS || (draft.open && kept.is_empty()) {
            return Err(Error::invalid("domains", format!("Give 1 to {MOST_DOMAINS} domains.")));
        }
        if draft.open && !draft.public_too && kept.iter().any(|domain| domains::is_public(domain)) {
            return Err(Error::invalid("public_too", "Anybody can have an address at one of these domains."));
        }
        if draft.group_ids.len() > MOST_GROUPS {
            return Err(Error::invalid("group_ids", format!("Choose at most {MOST_GROUPS} groups.")));
        }
        let (this, author) = (self.clone(), Author::new(caller, origin));
        let RulesDraft { open, approval, role, stay_days, group_ids, .. } = draft;
        let sponsor = caller.person;
        self.foundation()
            .db
            .write(async move |tx| {
                for group in &group_ids {
                    store::groups::one(tx, org, *group).await?.ok_or_else(|| {
                        Error::invalid("group_ids", "One of the groups is not there any more. Choose again.")
                    })?;
                }
                let rules = Rules { open, approval, role, stay_days, sponsor: guest.then_some(sponsor) };
                store::registrations::put_rules(tx, org, &rules, &kept, &group_ids).await?;
                let detail = json!({ "open": open, "approval": approval, "role": role, "domains": kept });
                this.record(tx, org, (author.person, None), "registration.rules-changed", &author.origin, detail)
                    .await?;
                Ok(shown(tx, org).await?)
            })
            .await
    }

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
    async fn write_to(
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

    /// A page of those who wait, for administrators.
    pub(crate) async fn registrations(
        &self,
        org: OrgId,
        caller: &Caller,
        after: Option<RegistrationId>,
        limit: usize,
    ) -> Result<Page<Registration>, Error> {
        admin(caller)?;
        let now = self.now();
        let read = async move |tx: &mut Tx| store::registrations::waiting(tx, org, now, after, limit).await;
        Ok(self.foundation().db.read(read).await?)
    }

    /// Accepts or refuses several who wait; says on whom was decided.
    pub(crate) async fn decide_registrations(
        &self,
        org: &Org,
        caller: &Caller,
        origin: Origin,
        ids: Vec<RegistrationId>,
        accept: bool,
        note: &str,
    ) -> Result<Vec<RegistrationId>, Error> {
        admin(caller)?;
        if ids.is_empty() || ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid("registrations", format!("Name 1 to {MOST_AT_ONCE} of them.")));
        }
        if note.chars().count() > LONGEST_NOTE {
            return Err(Error::invalid("note", format!("Give at most {LONGEST_NOTE} characters.")));
        }
        let mut decided = Vec::new();
        for id in ids {
            let (of, now) = (org.id, self.now());
            let read = async move |tx: &mut Tx| store::registrations::waiting_one(tx, of, id, now).await;
            // Somebody else decided meanwhile.
            let Some(one) = self.foundation().db.read(read).await? else { continue };
            if accept {
                self.accept(org, caller, &origin, &one, note).await?;
            } else {
                self.turn_away(org, caller, &origin, one.clone(), note).await?;
            }
            decided.push(id);
        }
        Ok(decided)
    }

    /// Makes an invitation for the address, and writes to it.
    async fn accept(
        &self,
        org: &Org,
        caller: &Caller,
        origin: &Origin,
        one: &Registration,
        note: &str,
    ) -> Result<(), Error> {
        let RulesShown { rules, groups, .. } = self.registration_rules(org.id, caller).await?;
        let guest = rules.role == OrgRole::Guest;
        let end = rules.stay_days.and_then(|days| i32::try_from(days).ok()).map(|days| self.now() + DAY * days);
        let draft = InvitationDraft {
            email: Some(one.email.clone()),
            name: Some(one.name.clone()),
            language: one.language.clone(),
            message: None,
            // The letter that says that they are accepted has the link.
            by_hand: true,
            note: String::new(),
            role: rules.role,
            group_ids: groups.into_iter().map(|group| group.id).collect(),
            sponsor_id: guest.then_some(caller.person),
            stay_ends_at: end.filter(|_| guest),
            uses: None,
            days: None,
            domains: Vec::new(),
        };
        let token = match self.invite(org.id, caller, origin.clone(), draft).await {
            Ok(invited) => invited.token,
            // They joined by another way meanwhile.
            Err(Error::Taken { .. } | Error::Invited) => None,
            Err(error) => return Err(error),
        };
        let link = token.map(|token| self.foundation().sites.link(&org.domain, &format!("/join/{token}")));
        let letter = link.map(|link| letters::accepted(org, &one.name, note, &link));
        self.settle(org, caller, origin, one.clone(), ("registration.accepted", letter), None).await
    }

    async fn turn_away(
        &self,
        org: &Org,
        caller: &Caller,
        origin: &Origin,
        one: Registration,
        note: &str,
    ) -> Result<(), Error> {
        let letter = letters::refused(org, &one.name, note);
        let until = self.now() + REFUSED_FOR;
        self.settle(org, caller, origin, one, ("registration.refused", Some(letter)), Some(until)).await
    }

    /// Decides on one: kept until `refused_until`, or gone.
    async fn settle(
        &self,
        org: &Org,
        caller: &Caller,
        origin: &Origin,
        one: Registration,
        (act, letter): (&'static str, Option<Letter>),
        refused_until: Option<Timestamp>,
    ) -> Result<(), Error> {
        let (this, org, author) = (self.clone(), org.clone(), Author::new(caller, origin.clone()));
        self.foundation()
            .db
            .write(async move |tx| {
                match refused_until {
                    Some(until) => store::registrations::refuse(tx, org.id, one.id, until).await?,
                    None => drop(store::registrations::take(tx, org.id, one.id).await?),
                }
                let detail = json!({ "registration": one.id, "email": one.email });
                this.record(tx, org.id, (author.person, None), act, &author.origin, detail).await?;
                if let Some(letter) = &letter {
                    let (name, email, language) = (one.name.clone(), one.email.clone(), one.language.clone());
                    let to = Asking { name, email, language };
                    this.write_to(tx, &org, &to, "accounts.registration-decided", letter.clone()).await?;
                }
                Ok(())
            })
            .await
    }
}

async fn shown(tx: &mut Tx, org: OrgId) -> Result<RulesShown, base_db::Error> {
    Ok(RulesShown {
        rules: store::registrations::rules(tx, org).await?,
        groups: store::registrations::groups(tx, org).await?,
        domains: store::registrations::domains(tx, org).await?,
    })
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
    let RulesShown { rules, groups, domains } = shown(tx, org).await?;
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
