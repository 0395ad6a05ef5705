//! Telling a person something, in the transaction that makes it true.

use std::sync::{Arc, OnceLock};

use base_db::Tx;
use base_i18n::{Text, Words};
use base_id::{OrgId, PersonId};
use serde::{Deserialize, Serialize};

use crate::{InTx, Object};

/// A kind of notice, as a tool declares it: what the page of preferences lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeKind {
    /// `accounts.group_joined`: the tool, and what happened.
    pub name: &'static str,
    /// What it is about, as a person would say it: "You are added to a group".
    pub title: Text,
    /// How it reaches people who chose nothing, where their organisation chose nothing either.
    pub default: Channels,
    /// Concerns the safety of the account: it is always shown and mailed at once, whatever was chosen. One whose
    /// default is [`ByMail::Never`] is not mailed: the tool itself writes a letter about it, to more addresses or with
    /// more in it.
    pub safety: bool,
    /// Told to administrators alone: others are not asked how they want to hear of it.
    pub admins_only: bool,
}

/// How a notice reaches a person, beside the list in the page, where it always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels {
    /// By mail.
    pub mail: ByMail,
    /// On the devices that agreed to it, by web push.
    pub push: bool,
}

/// When a notice is mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByMail {
    /// Not at all.
    Never,
    /// With the others of the day.
    Digest,
    /// By itself.
    AtOnce,
}

base_db::text_enum!(ByMail { Never = "never", Digest = "digest", AtOnce = "at_once" });

/// Something to tell one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A declared [`NoticeKind`].
    pub kind: &'static str,
    /// Whom it is told.
    pub to: PersonId,
    /// Whose act it was, if it was a person's: their face is shown.
    pub by: Option<PersonId>,
    /// What it is about. Who may no longer see the object is no longer shown the notice.
    pub object: Option<Object>,
    /// One sentence: "Camille added you to Garden".
    pub title: Words,
    /// A few more words, if there is more to say.
    pub detail: Option<Words>,
    /// Where it leads: a path of the site, `/groups/0197...`.
    pub link: String,
    /// Notices of one kind with the same key are one: the newer takes the place of the unread older one.
    pub key: Option<String>,
}

/// Tells people. Made after the tools that tell, so it is found through [`Notices`].
pub trait Notify: Send + Sync + 'static {
    /// Tells what `notice` says. A person who is not there, or not active, is told nothing.
    fn tell<'a>(&'a self, tx: &'a mut Tx, org: OrgId, notice: &'a Notice) -> InTx<'a, ()>;
}

/// The way to whoever tells people; silent as long as nobody does.
#[derive(Clone, Default)]
pub struct Notices(Arc<OnceLock<Arc<dyn Notify>>>);

impl Notices {
    /// Names who tells. Only the first call counts.
    pub fn set(&self, notify: Arc<dyn Notify>) {
        let _ = self.0.set(notify);
    }

    /// Tells what `notice` says, in the transaction that makes it true.
    pub async fn tell(&self, tx: &mut Tx, org: OrgId, notice: &Notice) -> Result<(), base_db::Error> {
        match self.0.get() {
            Some(notify) => notify.tell(tx, org, notice).await,
            None => Ok(()),
        }
    }
}
