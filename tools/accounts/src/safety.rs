//! What concerns the safety of an account, told to its person: by a notice in the page, and by a letter that this tool
//! writes itself, for some go to more addresses than the one there is.

use base_db::Tx;
use base_i18n::{Language, Text, Words};
use base_id::{OrgId, PersonId};
use base_mail::{Address, Letter, NewMail, Sender};
use base_suite::{ByMail, Channels, Notice, NoticeKind, Org};
use jiff::SignedDuration;

use crate::letters::{self, Account, Deed};
use crate::model::{self, PersonRecord};
use crate::service::Origin;
use crate::{Accounts, Error, store};

/// How long an address that was replaced is still told of what would let somebody else in.
pub(crate) const FORMER: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a browser is known that is not used.
pub(crate) const KNOWN: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Browsers of one person that are known, at most.
const MOST_KNOWN: usize = 50;

const PASSWORD: &str = "accounts.password_changed";
const ADDRESS: &str = "accounts.address_changed";
const DEVICE: &str = "accounts.new_device";
const RECOVERY: &str = "accounts.recovery";

/// Never by the mail of notices: see [`NoticeKind::safety`].
const OWN_LETTER: Channels = Channels { mail: ByMail::Never, push: true };

/// The kinds of notices about the safety of an account.
pub(crate) const KINDS: &[NoticeKind] = &[
    NoticeKind {
        name: PASSWORD,
        title: Text { fr: "Votre mot de passe change", en: "Your password is changed" },
        default: OWN_LETTER,
        safety: true,
        admins_only: false,
    },
    NoticeKind {
        name: ADDRESS,
        title: Text { fr: "Votre adresse e-mail change", en: "Your e-mail address is changed" },
        default: OWN_LETTER,
        safety: true,
        admins_only: false,
    },
    NoticeKind {
        name: DEVICE,
        title: Text {
            fr: "Un nouveau navigateur se connecte à votre compte",
            en: "A new browser signs in to your account",
        },
        default: OWN_LETTER,
        safety: true,
        admins_only: false,
    },
    NoticeKind {
        name: RECOVERY,
        title: Text {
            fr: "Une personne qui administre ouvre un accès à un compte",
            en: "An administrator opens a way into an account",
        },
        default: OWN_LETTER,
        safety: true,
        admins_only: false,
    },
];

/// A letter to somebody about their account.
pub(crate) struct Post<'a> {
    pub site: &'a Org,
    pub person: &'a PersonRecord,
    /// For limits and lists: `accounts.reset`.
    pub kind: &'static str,
    /// Its text lets somebody in.
    pub secret: bool,
    /// Of one kind and key, one letter is written.
    pub key: Option<String>,
}

/// How somebody's account is called in letters.
pub(crate) fn account<'a>(site: &'a Org, person: &'a PersonRecord) -> Account<'a> {
    Account { name: &person.name, handle: &person.handle, organisation: &site.name }
}

impl Accounts {
    /// The organisation with all that letters from it need. Not to be asked in a transaction.
    pub(crate) async fn site(&self, org: OrgId) -> Result<std::sync::Arc<Org>, Error> {
        self.foundation().sites.org(org).await?.ok_or(Error::NotFound)
    }

    /// The whole address of a path of the organisation's pages.
    pub(crate) fn link(&self, site: &Org, path: &str) -> String {
        self.foundation().sites.link(&site.domain, path)
    }

    /// What was done just now from `origin`, in the time zone of `person`.
    pub(crate) fn deed<'a>(&self, site: &'a Org, person: &'a PersonRecord, origin: &'a Origin) -> Deed<'a> {
        let zone = person.time_zone.as_deref().unwrap_or(&site.time_zone);
        Deed { at: self.now(), zone, origin }
    }

    /// Writes a letter to one of somebody's addresses. Says whether it was written: not when the address had as many of
    /// its kind as it may get, nor when no letter can be sent to it.
    pub(crate) async fn post(
        &self,
        tx: &mut Tx,
        Post { site, person, kind, secret, key }: Post<'_>,
        email: &str,
        letter: Letter,
    ) -> Result<bool, base_db::Error> {
        let chosen = person.language.as_deref().unwrap_or(&site.locale);
        let language = Language::from_code(chosen).unwrap_or_default();
        let to = match Address::new(&person.name, email).or_else(|_| Address::new("", email)) {
            Ok(to) => to,
            Err(error) => {
                tracing::warn!(%error, kind, "a letter cannot be sent to the address of an account");
                return Ok(false);
            }
        };
        let new = NewMail { from: Sender::from(site), to, language, kind, letter, unsubscribe: None, secret, key };
        match self.foundation().mail.send(tx, &new).await {
            Ok(id) => Ok(id.is_some()),
            Err(base_mail::Error::Database(error)) => Err(error),
            Err(error) => {
                tracing::warn!(%error, kind, "a letter could not be written");
                Ok(false)
            }
        }
    }

    /// The same to the address there is and to those that were replaced not long ago.
    async fn post_everywhere(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: &PersonRecord,
        kind: &'static str,
        letter: &Letter,
    ) -> Result<(), base_db::Error> {
        let mut addresses = vec![person.email.clone()];
        let since = self.now().saturating_sub(FORMER).unwrap_or_default();
        addresses.extend(store::recovery::former(tx, site.id, person.id, since).await?);
        for email in addresses {
            let post = Post { site, person, kind, secret: false, key: None };
            self.post(tx, post, &email, letter.clone()).await?;
        }
        Ok(())
    }

    async fn notice(
        &self,
        tx: &mut Tx,
        org: OrgId,
        (kind, to, by): (&'static str, PersonId, Option<PersonId>),
        title: Words,
        detail: Words,
        link: &str,
    ) -> Result<(), base_db::Error> {
        let (link, detail) = (link.to_owned(), Some(detail));
        let notice = Notice { kind, to, by, object: None, title, detail, link, key: None };
        self.foundation().notices.tell(tx, org, &notice).await
    }

    /// Tells somebody that their password was changed.
    pub(crate) async fn tell_password_changed(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: &PersonRecord,
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        let deed = self.deed(site, person, origin);
        let letter = letters::password_changed(account(site, person), &deed, self.link(site, "/forgotten"));
        self.post_everywhere(tx, site, person, "accounts.password-changed", &letter).await?;
        let title = Text { fr: "Votre mot de passe a changé", en: "Your password was changed" };
        let told = (PASSWORD, person.id, None);
        self.notice(tx, site.id, told, title.into(), told_of(&deed), "/account#password").await
    }

    /// Tells somebody, at the address there was and at the one there is, that it is another. `person` has the new one.
    pub(crate) async fn tell_address_changed(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: &PersonRecord,
        before: &str,
        by: Option<(Option<PersonId>, &Words)>,
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        let deed = self.deed(site, person, origin);
        let who = by.map(|(_, who)| who);
        let letter = letters::address_changed(account(site, person), &person.email, who, &deed);
        for email in [before, &person.email] {
            let post = Post { site, person, kind: "accounts.address-changed", secret: false, key: None };
            self.post(tx, post, email, letter.clone()).await?;
        }
        let title = match who {
            None => Words::from(Text { fr: "Votre adresse e-mail a changé", en: "Your e-mail address was changed" }),
            Some(who) => Words {
                fr: format!("{} a changé votre adresse e-mail", who.fr),
                en: format!("{} changed your e-mail address", who.en),
            },
        };
        let told = (ADDRESS, person.id, by.and_then(|(by, _)| by));
        self.notice(tx, site.id, told, title, told_of(&deed), "/account#profile").await
    }

    /// Tells somebody at every address, and all administrators, that a way into an account was opened.
    pub(crate) async fn tell_opened(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: &PersonRecord,
        (by, who): (Option<PersonId>, &Words),
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        let deed = self.deed(site, person, origin);
        let letter = letters::opened(account(site, person), who, &deed, self.link(site, "/account#password"));
        self.post_everywhere(tx, site, person, "accounts.recovery", &letter).await?;
        let title = Words {
            fr: format!("{} a ouvert un accès à votre compte", who.fr),
            en: format!("{} opened a way into your account", who.en),
        };
        let told = (RECOVERY, person.id, by);
        self.notice(tx, site.id, told, title, told_of(&deed), "/account#password").await?;
        for admin in store::people::admins(tx, site.id).await? {
            if admin == person.id {
                continue;
            }
            let title = Words {
                fr: format!("{} a ouvert un accès au compte de {}", who.fr, person.name),
                en: format!("{} opened a way into the account of {}", who.en, person.name),
            };
            let link = format!("/people?person={}", person.id);
            self.notice(tx, site.id, (RECOVERY, admin, by), title, told_of(&deed), &link).await?;
        }
        Ok(())
    }

    /// Notes the browser that somebody signs in with, and tells them when it is not known. The first is the one they
    /// joined with.
    pub(crate) async fn meet_device(
        &self,
        tx: &mut Tx,
        site: &Org,
        person: PersonId,
        origin: &Origin,
    ) -> Result<(), base_db::Error> {
        if self.know_device(tx, site.id, person, origin).await? != store::devices::Met::New {
            return Ok(());
        }
        let Some(person) = store::people::one(tx, site.id, person).await? else { return Ok(()) };
        let deed = self.deed(site, &person, origin);
        let letter = letters::new_device(account(site, &person), &deed, self.link(site, "/account#sessions"));
        let post = Post { site, person: &person, kind: "accounts.new-device", secret: false, key: None };
        self.post(tx, post, &person.email, letter).await?;
        let title = Text { fr: "Nouvelle connexion à votre compte", en: "New sign-in to your account" };
        let told = (DEVICE, person.id, None);
        self.notice(tx, site.id, told, title.into(), told_of(&deed), "/account#sessions").await
    }

    /// Notes the browser that somebody is in with, without a word.
    pub(crate) async fn know_device(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        origin: &Origin,
    ) -> Result<store::devices::Met, base_db::Error> {
        let device = model::known_device(person, &origin.device, origin.address);
        store::devices::meet(tx, org, person, &device, self.now(), MOST_KNOWN).await
    }
}

/// "dimanche 22 novembre 2026 à 9 h 05 · Firefox, Linux · 192.0.2.7"
fn told_of(deed: &Deed<'_>) -> Words {
    let when = deed.when();
    let (device, address) = (deed.origin.device.clone(), deed.origin.address_text().unwrap_or_default());
    let line = |when: String| {
        let parts = [when, device.clone(), address.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    Words { fr: line(when.fr), en: line(when.en) }
}
