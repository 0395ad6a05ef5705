//! How people join: an administrator makes a link, for one address or for whoever has it, and who follows it makes
//! their account.
//!
//! What holds:
//! - Of the secret in the link the SHA-256 is kept: it is shown once, to its author, and stands in the letter to who is
//!   asked, which is written in the same transaction.
//! - An invitation is used as often as its author said, also when many follow it at once, and not after its end.
//! - What is unknown, used up, expired, taken back or another organisation's is not found, with the same words.
//! - It is good for as long as its author may make such a one: who is suspended, or administrates no longer, has left no
//!   door open.
//! - One for an address makes an account with that address. Nobody invites to more than they may give.
//! - Who joins is in the groups, and has their drive, in the transaction that makes their account.

use base_db::{Page, Tx};
use base_i18n::Language;
use base_id::{GroupId, OrgId};
use base_mail::{Address, MailRecord, NewMail, Sender};
use base_suite::{Caller, Group, Org, OrgRole};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use crate::addresses::Entry;
use crate::model::{self, InvitationId, Member, NewPerson, Stay};
use crate::service::manage::may_sponsor;
use crate::service::{Author, Origin, SignedIn, admin, checked, writable};
use crate::store::invitations::{Invitation, NewInvitation};
use crate::{Accounts, Error, addresses, domains, letters, store, tokens};

/// Invitations of one organisation that can be used, at most.
const MOST_OPEN: i64 = 20_000;
/// Groups of one invitation at most.
const MOST_GROUPS: usize = 50;
/// People who can join by one link at most.
const MOST_USES: i64 = 1_000;
/// Domains of one invitation at most.
const MOST_DOMAINS: usize = 20;
/// The days an invitation can be used when nothing else is said, and at most.
const DAYS: i64 = 14;
const MOST_DAYS: i64 = 365;
/// Characters of the note at most.
const LONGEST_NOTE: usize = 200;
/// Characters of the name of who is asked, and of what is written to them, at most.
const LONGEST_NAME: usize = 120;
const LONGEST_MESSAGE: usize = 1_000;
/// Addresses of one list at most.
const MOST_AT_ONCE: usize = 100;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// An invitation as its author describes it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationDraft {
    /// Who is asked: only they can join by it, once. Without one, whoever has the link can.
    #[serde(default)]
    pub email: Option<String>,
    /// How they are called, for the letter; may be absent.
    #[serde(default)]
    pub name: Option<String>,
    /// The language of the letter: `fr`, `en`, or absent for the organisation's.
    #[serde(default)]
    pub language: Option<String>,
    /// What the author writes to them, for the letter; may be absent.
    #[serde(default)]
    pub message: Option<String>,
    /// No letter is written: the author hands the link over. One for several people always is.
    #[serde(default)]
    pub by_hand: bool,
    /// What it is for, for those who manage.
    #[serde(default)]
    pub note: String,
    /// What those may do who join.
    pub role: OrgRole,
    /// The groups they are in.
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    /// Who answers for the guests who join.
    #[serde(default)]
    pub sponsor_id: Option<base_id::PersonId>,
    /// When the time of the guests who join is over.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub stay_ends_at: Option<Timestamp>,
    /// How many can join by it: 1 to 1,000; 1 when absent.
    #[serde(default)]
    pub uses: Option<i64>,
    /// The domains that addresses are of: those who join by it give an address there, and confirm it. Not for one
    /// address.
    #[serde(default)]
    pub domains: Vec<String>,
    /// How many days it can be used: 1 to 365; 14 when absent.
    #[serde(default)]
    pub days: Option<i64>,
}

/// Somebody who joins, as they introduce themself.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    /// Never changes, and is never given again: `[a-z][a-z0-9._-]{0,62}`.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// Their e-mail address: not given where the invitation has one.
    #[serde(default)]
    pub email: Option<String>,
    /// The password they choose.
    pub password: String,
    /// `fr`, `en`, or absent for the organisation's.
    #[serde(default)]
    pub language: Option<String>,
}

/// An invitation, the groups it leads to, and its secret where it was just made.
#[derive(Debug, Clone)]
pub(crate) struct Invited {
    pub invitation: Invitation,
    pub groups: Vec<Group>,
    /// Those that addresses are of, if it is for some alone.
    pub domains: Vec<String>,
    pub letter: Option<MailRecord>,
    pub token: Option<String>,
}

/// What came of a list of addresses.
#[derive(Debug, Default)]
pub(crate) struct InvitedSeveral {
    pub invited: Vec<Invited>,
    /// Those that could not be invited, as they were given, and why.
    pub refused: Vec<(String, Error)>,
}

impl Accounts {
    /// Makes an invitation; its secret is in the answer, and nowhere else.
    pub(crate) async fn invite(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        draft: InvitationDraft,
    ) -> Result<Invited, Error> {
        admin(caller)?;
        let now = self.now();
        let new = self.drafted(caller, &draft, now)?;
        if let Some(email) = new.email.as_deref().filter(|_| !draft.by_hand) {
            writable(email)?;
        }
        let domains = draft.domains.iter().map(|text| domains::domain(text)).collect::<Result<Vec<_>, _>>()?;
        if domains.len() > MOST_DOMAINS || (!domains.is_empty() && draft.email.is_some()) {
            let cause = format!("A link for several people is for {MOST_DOMAINS} domains at most.");
            return Err(Error::invalid("domains", cause));
        }
        let token = tokens::session(&self.foundation().random);
        let new = NewInvitation { token_hash: tokens::hash(&token), ..new };
        let (this, site, author) = (self.clone(), self.site(org).await?, Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                if store::invitations::count(tx, org, now).await? >= MOST_OPEN {
                    let cause = format!("There are {MOST_OPEN} open invitations. Take back some of them.");
                    return Err(Error::invalid("invitation", cause));
                }
                if let Some(key) = new.email.as_deref().map(model::email_key) {
                    if store::people::by_email(tx, org, &key).await?.is_some() {
                        return Err(Error::Taken { field: "email" });
                    }
                    if store::invitations::is_invited(tx, org, &key, now).await? {
                        return Err(Error::Invited);
                    }
                }
                if let Some(sponsor) = new.sponsor {
                    may_sponsor(tx, org, sponsor).await?;
                }
                store::invitations::insert(tx, org, &new).await?;
                for group in &draft.group_ids {
                    store::groups::one(tx, org, *group).await?.ok_or_else(|| {
                        Error::invalid("group_ids", "One of the groups is not there any more. Choose again.")
                    })?;
                    store::invitations::add_group(tx, org, new.id, *group).await?;
                }
                for domain in &domains {
                    store::registrations::add_domain_of_invitation(tx, org, new.id, domain).await?;
                }
                let detail = json!({ "invitation": new.id, "role": new.role, "uses": new.uses });
                this.record(tx, org, (author.person, None), "invitation.created", &author.origin, detail).await?;
                if !draft.by_hand {
                    this.write_invitation(tx, &site, new.id, &token).await?;
                }
                this.invited(tx, org, new.id, Some(token.clone())).await
            })
            .await
    }

    /// Invites each address of a pasted list; what cannot be is said, entry by entry. Each is a transaction of its own.
    pub(crate) async fn invite_several(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: &Origin,
        addresses: &str,
        draft: &InvitationDraft,
    ) -> Result<InvitedSeveral, Error> {
        admin(caller)?;
        let entries = addresses::entries(addresses);
        if entries.is_empty() || entries.len() > MOST_AT_ONCE {
            return Err(Error::invalid("addresses", format!("Give 1 to {MOST_AT_ONCE} addresses.")));
        }
        let mut several = InvitedSeveral::default();
        for Entry { given, name, email } in entries {
            let name = Some(name).filter(|name| !name.is_empty());
            let draft = InvitationDraft { email: Some(email), name, uses: Some(1), ..draft.clone() };
            match self.invite(org, caller, origin.clone(), draft).await {
                Ok(invited) => several.invited.push(invited),
                // What is wrong with all of them is no matter of one address.
                Err(error @ (Error::Database(_) | Error::Forbidden(_))) if several.invited.is_empty() => {
                    return Err(error);
                }
                Err(Error::Invalid { field, cause }) if !matches!(field, "email" | "name") => {
                    return Err(Error::Invalid { field, cause });
                }
                Err(refused) => several.refused.push((given, refused)),
            }
        }
        Ok(several)
    }

    /// Writes the letter with the link to who is asked; there is nobody to write to by a link for several people.
    async fn write_invitation(&self, tx: &mut Tx, site: &Org, id: InvitationId, token: &str) -> Result<(), Error> {
        let now = self.now();
        let invitation = store::invitations::one(tx, site.id, id, now).await?.ok_or(Error::NotFound)?;
        let Some(email) = &invitation.email else { return Ok(()) };
        let refused = |error| match error {
            base_mail::Error::Database(error) => Error::Database(error),
            base_mail::Error::Invalid(cause) => Error::invalid("email", cause),
        };
        let to = Address::new(&invitation.name, email).map_err(refused)?;
        let chosen = invitation.language.as_deref().unwrap_or(&site.locale);
        let until = base_i18n::day(invitation.expires_at, &site.time_zone);
        let link = self.link(site, &format!("/join/{token}"));
        let by = invitation.by_name.as_deref().unwrap_or(&site.name);
        let letter = letters::invitation(&invitation.name, &site.name, by, &invitation.message, &until, link);
        let new = NewMail {
            from: Sender::from(site),
            to,
            language: Language::from_code(chosen).unwrap_or_default(),
            kind: "accounts.invitation",
            letter,
            unsubscribe: None,
            secret: true,
            key: None,
        };
        // None: the address had as many as it may get. Nothing of this is kept, and the link before goes on working.
        let mail = self.foundation().mail.send(tx, &new).await.map_err(refused)?.ok_or(Error::Letters)?;
        Ok(store::invitations::set_mail(tx, site.id, id, mail).await?)
    }

    /// An invitation with all that its author sees of it.
    async fn invited(
        &self,
        tx: &mut Tx,
        org: OrgId,
        id: InvitationId,
        token: Option<String>,
    ) -> Result<Invited, Error> {
        let invitation = store::invitations::one(tx, org, id, self.now()).await?.ok_or(Error::NotFound)?;
        let groups = store::invitations::groups(tx, org, id).await?;
        let domains = store::registrations::domains_of_invitation(tx, org, id).await?;
        let letter = self.letter_of(tx, org, &invitation).await?;
        Ok(Invited { invitation, groups, domains, letter, token })
    }

    async fn letter_of(
        &self,
        tx: &mut Tx,
        org: OrgId,
        invitation: &Invitation,
    ) -> Result<Option<MailRecord>, base_db::Error> {
        match invitation.mail {
            Some(mail) => self.foundation().mail.one(tx, Some(org), mail).await,
            None => Ok(None),
        }
    }

    /// Checks what an author asks for.
    fn drafted(&self, caller: &Caller, draft: &InvitationDraft, now: Timestamp) -> Result<NewInvitation, Error> {
        if draft.role > caller.role {
            return Err(Error::Forbidden("Main administrators are invited by a main administrator."));
        }
        let guest = draft.role == OrgRole::Guest;
        if guest != draft.sponsor_id.is_some() || guest != draft.stay_ends_at.is_some() {
            return Err(Error::invalid("role", "A guest, and nobody else, has a sponsor and an end date."));
        }
        if draft.stay_ends_at.is_some_and(|end| end <= now) {
            return Err(Error::invalid("stay_ends_at", "The end of a guest's stay is in the future."));
        }
        let uses = draft.uses.unwrap_or(1);
        if !(1..=MOST_USES).contains(&uses) || (draft.email.is_some() && uses != 1) {
            let cause = format!("1 to {MOST_USES} people join by a link, and one by an invitation to an address.");
            return Err(Error::invalid("uses", cause));
        }
        // Whoever finds such a link would manage the organisation.
        if draft.role >= OrgRole::Admin && uses != 1 {
            return Err(Error::invalid("uses", "One person joins by an invitation to administrate."));
        }
        let days = draft.days.unwrap_or(DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Error::invalid("days", format!("An invitation can be used for 1 to {MOST_DAYS} days.")));
        }
        if draft.group_ids.len() > MOST_GROUPS {
            return Err(Error::invalid("group_ids", format!("Choose at most {MOST_GROUPS} groups.")));
        }
        if draft.name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            return Err(Error::invalid("name", format!("Give at most {LONGEST_NAME} characters.")));
        }
        if let Some(message) = &draft.message
            && (message.chars().count() > LONGEST_MESSAGE || message.contains('\0'))
        {
            return Err(Error::invalid(
                "message",
                format!("Write at most {LONGEST_MESSAGE} characters of plain text."),
            ));
        }
        if draft.note.chars().count() > LONGEST_NOTE {
            return Err(Error::invalid("note", format!("Give at most {LONGEST_NOTE} characters.")));
        }
        Ok(NewInvitation {
            id: InvitationId::new(&self.foundation().clock, &self.foundation().random),
            token_hash: [0; 32],
            email: draft.email.as_deref().map(model::email).transpose()?,
            name: model::line("name", draft.name.as_deref().unwrap_or_default())?,
            language: model::language(draft.language.clone())?,
            message: draft.message.clone().unwrap_or_default().trim().to_owned(),
            note: model::line("note", &draft.note)?,
            role: draft.role,
            sponsor: draft.sponsor_id,
            stay_ends_at: draft.stay_ends_at,
            uses,
            by: caller.person,
            created_at: now,
            expires_at: now + DAY * i32::try_from(days).unwrap_or(i32::MAX),
        })
    }

    /// A page of the invitations that can be used, newest first.
    pub(crate) async fn invitations(
        &self,
        org: OrgId,
        caller: &Caller,
        before: Option<InvitationId>,
        limit: usize,
    ) -> Result<Page<Invited>, Error> {
        admin(caller)?;
        let (this, now) = (self.clone(), self.now());
        self.foundation()
            .db
            .read(async move |tx| {
                let page = store::invitations::open(tx, org, now, before, limit).await?;
                let mut items = Vec::with_capacity(page.items.len());
                for invitation in page.items {
                    let groups = store::invitations::groups(tx, org, invitation.id).await?;
                    let domains = store::registrations::domains_of_invitation(tx, org, invitation.id).await?;
                    let letter = this.letter_of(tx, org, &invitation).await?;
                    items.push(Invited { invitation, groups, domains, letter, token: None });
                }
                Ok(Page { items, more: page.more })
            })
            .await
    }

    /// Makes the link anew, with as much time as it had, and sends it where it is asked to: the one before leads nowhere
    /// any more.
    pub(crate) async fn renew_invitation(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: InvitationId,
        send: bool,
    ) -> Result<Invited, Error> {
        admin(caller)?;
        let (now, token) = (self.now(), tokens::session(&self.foundation().random));
        let (this, author, role) = (self.clone(), Author::new(caller, origin), caller.role);
        let site = self.site(org).await?;
        self.foundation()
            .db
            .write(async move |tx| {
                let old = store::invitations::one(tx, org, id, now).await?.ok_or(Error::NotFound)?;
                if old.role > role {
                    return Err(Error::Forbidden("Main administrators are invited by a main administrator."));
                }
                let lasts = old.expires_at.duration_since(old.created_at);
                store::invitations::renew(tx, org, id, &tokens::hash(&token), now + lasts).await?;
                let detail = json!({ "invitation": id, "letter": send });
                this.record(tx, org, (author.person, None), "invitation.renewed", &author.origin, detail).await?;
                if send {
                    if old.email.is_none() {
                        return Err(Error::invalid("id", "This link is for several people: hand it over yourself."));
                    }
                    this.write_invitation(tx, &site, id, &token).await?;
                }
                this.invited(tx, org, id, Some(token.clone())).await
            })
            .await
    }

    /// Takes an invitation back.
    pub(crate) async fn revoke_invitation(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: InvitationId,
    ) -> Result<(), Error> {
        admin(caller)?;
        let (this, author) = (self.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                if !store::invitations::revoke(tx, org, id).await? {
                    return Err(Error::NotFound);
                }
                let detail = json!({ "invitation": id });
                this.record(tx, org, (author.person, None), "invitation.revoked", &author.origin, detail).await?;
                Ok(())
            })
            .await
    }

    /// The invitation behind a link, for whoever follows it.
    pub(crate) async fn invitation(&self, org: OrgId, token: &str) -> Result<Invited, Error> {
        let (hash, now) = (tokens::link_hash(token)?, self.now());
        self.foundation()
            .db
            .read(async move |tx| {
                let found = store::invitations::by_token(tx, org, &hash, now).await?;
                let invitation = found.ok_or(Error::NotFound)?;
                let groups = store::invitations::groups(tx, org, invitation.id).await?;
                let domains = store::registrations::domains_of_invitation(tx, org, invitation.id).await?;
                Ok(Invited { invitation, groups, domains, letter: None, token: None })
            })
            .await
    }

    /// Makes the account of somebody who follows a link, and signs them in.
    pub(crate) async fn join(
        &self,
        org: OrgId,
        token: &str,
        newcomer: Newcomer,
        origin: Origin,
    ) -> Result<SignedIn, Error> {
        let hash = tokens::link_hash(token)?;
        // Before the password is hashed: strangers without an invitation cost little.
        let Invited { invitation, domains, .. } = self.invitation(org, token).await?;
        if !domains.is_empty() {
            return Err(Error::invalid("email", "Confirm your address first, by the letter that is sent to it."));
        }
        let email = match (&invitation.email, newcomer.email) {
            (Some(email), None) => email.clone(),
            (Some(email), Some(other)) if model::email_key(&other) == model::email_key(email) => email.clone(),
            (Some(_), Some(_)) => {
                return Err(Error::invalid("email", "This invitation is for another address."));
            }
            (None, Some(email)) => email,
            (None, None) => return Err(Error::invalid("email", "Give your e-mail address.")),
        };
        let guest = invitation.sponsor.zip(invitation.stay_ends_at);
        let person = checked(&NewPerson {
            handle: newcomer.handle,
            email,
            name: newcomer.name,
            role: invitation.role,
            guest: guest.map(|(sponsor, ends_at)| Stay { sponsor, ends_at }),
            password: Some(newcomer.password.clone()),
        })?;
        let language = model::language(newcomer.language)?;
        let password = self.hashed(&newcomer.password).await?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                // Looked at again: others may have followed the link while the password was hashed.
                let found = store::invitations::by_token(tx, org, &hash, now).await?;
                let still = found.filter(|found| found.id == invitation.id).ok_or(Error::NotFound)?;
                let id = this.store_person(tx, org, &person, Some(&password)).await?;
                if !store::invitations::take(tx, org, still.id, now).await? {
                    return Err(Error::NotFound);
                }
                if language.is_some() {
                    let mut record = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                    record.language.clone_from(&language);
                    store::people::update_profile(tx, org, &record).await?;
                }
                let detail = json!({ "invitation": still.id, "by": still.by });
                this.record(tx, org, (Some(id), Some(id)), "person.joined", &origin, detail).await?;
                let author = Author { person: Some(still.by), origin: Origin::default() };
                for group in store::invitations::groups(tx, org, still.id).await? {
                    this.join_in(tx, org, &author, group.id, Member::Person(id)).await?;
                }
                this.know_device(tx, org, id, &origin).await?;
                let token = this.open_session(tx, org, id, false, &origin).await?;
                Ok(SignedIn { person: id, token, max_age: None })
            })
            .await
    }
}
