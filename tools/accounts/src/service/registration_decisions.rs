//! Administrators decide on those who asked to join by themself.

use base_db::{Page, Tx};
use base_id::OrgId;
use base_mail::Letter;
use base_suite::{Caller, Org, OrgRole};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::registrations::{Asking, DAY};
use crate::model::RegistrationId;
use crate::service::{Author, InvitationDraft, Origin, RulesShown, admin};
use crate::store::registrations::Registration;
use crate::{Accounts, Error, registration_letters as letters, store};

/// How long somebody is not heard who was refused.
const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// People decided on at once at most.
const MOST_AT_ONCE: usize = 100;
/// Characters of a note to whoever asked at most.
const LONGEST_NOTE: usize = 1_000;

impl Accounts {
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
