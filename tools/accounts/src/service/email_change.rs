//! Another e-mail address.
//!
//! What holds:
//! - It takes the password, and nothing changes before the new address is confirmed by a link sent to it: once, within
//!   24 hours.
//! - The address there was is told at once, with a link that takes everything back for seven days: the address is put
//!   back, every browser and device is cut off, and another password is chosen. A change of password does not end that
//!   link, for whoever took the account over would begin with it.
//! - Whether somebody else has the new address is told to nobody but them.

use base_i18n::Words;
use base_id::OrgId;
use base_mail::Address;
use base_suite::{Caller, Org};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::letters;
use crate::model::{self, LinkKind, PersonRecord, RecoveryAct};
use crate::safety::{Post, account};
use crate::service::recovery::usable;
use crate::service::{Author, Origin, session_of};
use crate::store::recovery::Link;
use crate::throttle::{self, ACCOUNT};
use crate::{Accounts, Error, events, store, tokens};

/// How long the new address can be confirmed.
const CONFIRMED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How long it can be taken back.
const UNDONE_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Links of one person that take something back, at most.
const MOST_UNDOS: usize = 20;

/// What a link about an address does, for whoever follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changing {
    pub kind: LinkKind,
    /// The address that it leads to.
    pub email: String,
    pub person: PersonRecord,
}

impl Accounts {
    /// The caller asks for another address.
    pub(crate) async fn ask_email(
        &self,
        org: OrgId,
        caller: &Caller,
        password: &str,
        email: &str,
        origin: Origin,
    ) -> Result<(), Error> {
        session_of(caller)?;
        let email = model::email(email)?;
        writable(&email)?;
        let me = self.profile(org, caller.person).await?.person;
        if model::email_key(&email) == model::email_key(&me.email) {
            return Err(Error::invalid("email", "This is your address already."));
        }
        self.proven(org, &me, password, &origin).await?;
        let site = self.site(org).await?;
        let (confirm, undo) = (tokens::session(&self.foundation().random), tokens::session(&self.foundation().random));
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let (id, now) = (me.id, this.now());
                let subject = throttle::email_change(&id.to_string());
                let counted = ACCOUNT.attempt(store::throttles::one(tx, org, &subject).await?, now);
                store::throttles::put(tx, org, &subject, counted.map_err(Error::Throttled)?).await?;
                // Looked at again: an administrator may have changed it while the password was looked at.
                let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                if person.email != me.email {
                    return Err(Error::PreconditionFailed);
                }
                let link = |kind, email: &str, lasts| Link {
                    person: id,
                    kind,
                    email: email.to_owned(),
                    by: None,
                    created_at: now,
                    expires_at: now + lasts,
                };
                store::recovery::drop_links(tx, org, id, &[LinkKind::Email]).await?;
                let asked = link(LinkKind::Email, &email, CONFIRMED_WITHIN);
                store::recovery::add_link(tx, org, &tokens::hash(&confirm), &asked).await?;
                let back = link(LinkKind::Undo, &person.email, UNDONE_WITHIN);
                store::recovery::add_link(tx, org, &tokens::hash(&undo), &back).await?;
                store::recovery::drop_excess(tx, org, id, LinkKind::Undo, MOST_UNDOS).await?;

                this.write_to_new_address(tx, &site, &person, &email, &confirm).await?;
                let deed = this.deed(&site, &person, &origin);
                let link = this.link(&site, &format!("/address/{undo}"));
                let letter = letters::address_asked(account(&site, &person), &email, &deed, link);
                let post =
                    Post { site: &site, person: &person, kind: "accounts.address-asked", secret: true, key: None };
                this.post(tx, post, &person.email, letter).await?;
                let concerned = (Some(id), Some(id));
                this.record(tx, org, concerned, "email.asked", &origin, json!({ "to": email })).await?;
                Ok(())
            })
            .await
    }

    /// The link that confirms, or, to whoever has the address already, a word that it was asked for.
    async fn write_to_new_address(
        &self,
        tx: &mut base_db::Tx,
        site: &Org,
        person: &PersonRecord,
        email: &str,
        token: &str,
    ) -> Result<(), base_db::Error> {
        let owner = store::people::by_email(tx, site.id, &model::email_key(email)).await?;
        let owner = match owner {
            Some(owner) => store::people::one(tx, site.id, owner).await?,
            None => None,
        };
        let (to, letter) = if let Some(owner) = &owner {
            let link = self.link(site, "/account");
            (owner, letters::address_is_yours(&owner.name, &site.name, link))
        } else {
            let link = self.link(site, &format!("/address/{token}"));
            (person, letters::confirm_address(account(site, person), email, link))
        };
        let post = Post { site, person: to, kind: "accounts.address-confirm", secret: true, key: None };
        self.post(tx, post, email, letter).await.map(drop)
    }

    /// The address that the caller asked for and has not confirmed, and until when they can.
    pub(crate) async fn asked_email(&self, org: OrgId, caller: &Caller) -> Result<Option<(String, Timestamp)>, Error> {
        let (person, now) = (caller.person, self.now());
        let read =
            async move |tx: &mut base_db::Tx| store::recovery::latest(tx, org, person, LinkKind::Email, now).await;
        Ok(self.foundation().db.read(read).await?.map(|link| (link.email, link.expires_at)))
    }

    /// The caller does not want another address any more.
    pub(crate) async fn drop_asked_email(&self, org: OrgId, caller: &Caller) -> Result<(), Error> {
        session_of(caller)?;
        let person = caller.person;
        let write =
            async move |tx: &mut base_db::Tx| store::recovery::drop_links(tx, org, person, &[LinkKind::Email]).await;
        Ok(self.foundation().db.write(write).await?)
    }

    /// What a link about an address does, for whoever follows it.
    pub(crate) async fn changing_email(&self, org: OrgId, token: &str) -> Result<Changing, Error> {
        let (hash, now) = (tokens::link_hash(token)?, self.now());
        self.foundation()
            .db
            .read(async move |tx| {
                let found = store::recovery::link(tx, org, &hash, now).await?;
                let kind =
                    found.map(|link| link.kind).filter(|kind| *kind != LinkKind::Reset).ok_or(Error::NotFound)?;
                let (link, person) = usable(tx, org, &hash, kind, now).await?;
                Ok(Changing { kind, email: link.email, person })
            })
            .await
    }

    /// The address that the link was sent to becomes the account's.
    pub(crate) async fn confirm_email(&self, org: OrgId, token: &str, origin: Origin) -> Result<(), Error> {
        let hash = tokens::link_hash(token)?;
        let (this, site) = (self.clone(), self.site(org).await?);
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                let (link, person) = usable(tx, org, &hash, LinkKind::Email, now).await?;
                if store::people::by_email(tx, org, &model::email_key(&link.email)).await?.is_some() {
                    return Err(Error::Taken { field: "email" });
                }
                if !store::recovery::take_link(tx, org, &hash, LinkKind::Email, now).await? {
                    return Err(Error::NotFound);
                }
                let (id, before) = (person.id, person.email.clone());
                store::recovery::add_former(tx, org, id, &before, now).await?;
                store::people::update_email(tx, org, id, &link.email).await?;
                // They lie in the mailbox that was left.
                store::recovery::drop_links(tx, org, id, &[LinkKind::Reset]).await?;
                let person = PersonRecord { email: link.email, ..person };
                this.record(tx, org, (Some(id), Some(id)), "email.changed", &origin, json!({ "from": before })).await?;
                this.tell_address_changed(tx, &site, &person, &before, None, &origin).await?;
                Ok(events::me_changed(tx, org, id).await?)
            })
            .await
    }

    /// It was somebody else: the address is put back, everybody is out, and the link that chooses another password is
    /// given to whoever holds this one, which came to that address.
    pub(crate) async fn undo_email(&self, org: OrgId, token: &str, origin: Origin) -> Result<String, Error> {
        let hash = tokens::link_hash(token)?;
        let (this, reset) = (self.clone(), tokens::session(&self.foundation().random));
        let path = format!("/reset/{reset}");
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.now();
                let (link, person) = usable(tx, org, &hash, LinkKind::Undo, now).await?;
                let id = person.id;
                let owner = store::people::by_email(tx, org, &model::email_key(&link.email)).await?;
                if owner.is_some_and(|owner| owner != id) {
                    return Err(Error::Taken { field: "email" });
                }
                if !store::recovery::take_link(tx, org, &hash, LinkKind::Undo, now).await? {
                    return Err(Error::NotFound);
                }
                store::recovery::drop_links(tx, org, id, &[LinkKind::Reset, LinkKind::Email]).await?;
                // What came after was whoever took the account over: their own way back leads nowhere, and their
                // addresses are told nothing.
                store::recovery::drop_links_since(tx, org, id, LinkKind::Undo, link.created_at).await?;
                store::recovery::drop_former(tx, org, id, link.created_at).await?;
                store::people::update_email(tx, org, id, &link.email).await?;
                store::people::clear_password(tx, org, id).await?;
                store::sessions::end_others(tx, org, id, None).await?;
                this.cut_off_devices(tx, org, id, None, &origin).await?;
                this.add_reset(tx, org, id, &reset, &link.email, None).await?;
                let detail = json!({ "from": person.email, "to": link.email });
                this.record(tx, org, (None, Some(id)), "email.undone", &origin, detail).await?;
                events::me_changed(tx, org, id).await?;
                Ok(events::session_ended(tx, org, id).await?)
            })
            .await?;
        Ok(path)
    }

    /// An administrator changed somebody's address from `before`: both addresses are told, links that were sent to the
    /// one before lead nowhere, and the person sees who did it.
    pub(crate) async fn email_changed_by(
        &self,
        tx: &mut base_db::Tx,
        site: &Org,
        author: &Author,
        before: &str,
        person: &PersonRecord,
    ) -> Result<(), base_db::Error> {
        let (org, id) = (site.id, person.id);
        store::recovery::drop_links(tx, org, id, &[LinkKind::Reset, LinkKind::Email, LinkKind::Undo]).await?;
        store::recovery::add_former(tx, org, id, before, self.now()).await?;
        let name = match author.person {
            Some(by) => store::people::one(tx, org, by).await?.map(|by| by.name),
            None => None,
        };
        let who: Words = letters::author(name.as_deref());
        if author.person != Some(id) {
            self.remember(tx, org, id, RecoveryAct::Address, name, &author.origin).await?;
        }
        let by = Some((author.person, &who));
        self.tell_address_changed(tx, site, person, before, by, &author.origin).await
    }
}

/// Refuses an address that no letter can be sent to.
pub(crate) fn writable(email: &str) -> Result<(), Error> {
    let refused = |_| Error::invalid("email", "No letter can be sent to this address. Check it, or give another.");
    Address::new("", email).map(drop).map_err(refused)
}
