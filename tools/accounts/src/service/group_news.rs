//! What people are told of their groups.
//!
//! Nobody is told of what they did themself.

use std::fmt::Display;

use base_db::{Error, Tx};
use base_i18n::{Text, Words};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::{ByMail, Caller, Channels, Group, Notice, NoticeKind, Object};

use crate::service::Author;
use crate::{Accounts, store};

const JOINED: &str = "accounts.group_joined";
const LEFT: &str = "accounts.group_left";
const MANAGING: &str = "accounts.group_managing";
const ASKED: &str = "accounts.group_asked";
const DECLINED: &str = "accounts.group_declined";
const ORPHANED: &str = "accounts.group_without_manager";
const DELETED: &str = "accounts.group_deleted";

/// The kind of object that those who see a group are told of.
pub(crate) const GROUP: &str = "group";

const fn kind(name: &'static str, title: Text, mail: ByMail, push: bool) -> NoticeKind {
    NoticeKind { name, title, default: Channels { mail, push }, safety: false, admins_only: false }
}

/// What can be told.
pub(crate) const KINDS: &[NoticeKind] = &[
    kind(JOINED, Text { fr: "Vous rejoignez un groupe", en: "You come into a group" }, ByMail::Digest, true),
    kind(LEFT, Text { fr: "Vous êtes retiré d’un groupe", en: "You are taken out of a group" }, ByMail::Digest, false),
    kind(
        MANAGING,
        Text { fr: "Vous devenez responsable d’un groupe", en: "You become a manager of a group" },
        ByMail::Digest,
        true,
    ),
    kind(
        ASKED,
        Text {
            fr: "Quelqu’un demande à rejoindre un groupe dont vous êtes responsable",
            en: "Somebody asks to come into a group that you manage",
        },
        ByMail::AtOnce,
        true,
    ),
    kind(
        DECLINED,
        Text {
            fr: "Votre demande pour rejoindre un groupe n’est pas acceptée",
            en: "Your request to come into a group is declined",
        },
        ByMail::Digest,
        false,
    ),
    NoticeKind {
        admins_only: true,
        ..kind(
            ORPHANED,
            Text { fr: "Un groupe n’a plus de responsable", en: "A group has no manager any more" },
            ByMail::Digest,
            false,
        )
    },
    kind(
        DELETED,
        Text { fr: "Un groupe dont vous êtes responsable est supprimé", en: "A group that you manage is deleted" },
        ByMail::AtOnce,
        true,
    ),
];

/// Somebody did something with a group.
struct News<'a> {
    kind: &'static str,
    by: Option<PersonId>,
    group: &'a Group,
    title: Text,
    detail: Option<Text>,
    /// Whether those who are told still see the group.
    seen: bool,
    link: String,
}

impl Accounts {
    /// Somebody was added by somebody else.
    pub(crate) async fn tell_added(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        person: PersonId,
    ) -> Result<(), Error> {
        let Some(group) = store::groups::one(tx, org, group).await? else { return Ok(()) };
        let title = Text { fr: "Vous êtes maintenant dans le groupe {group}", en: "You are now in the group {group}" };
        let news = News {
            kind: JOINED,
            by: author.person,
            group: &group,
            title,
            detail: None,
            seen: true,
            link: link(&group),
        };
        self.tell(tx, org, &[person], &news, &[]).await
    }

    /// Somebody was taken out by somebody else.
    pub(crate) async fn tell_removed(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        person: PersonId,
    ) -> Result<(), Error> {
        let Some(group) = store::groups::one(tx, org, group).await? else { return Ok(()) };
        let title =
            Text { fr: "Vous n’êtes plus dans le groupe {group}", en: "You are no longer in the group {group}" };
        let detail =
            Text { fr: "Ce que vous y avez mis reste au groupe.", en: "What you put there stays with the group." };
        let link = "/groups".to_owned();
        let news =
            News { kind: LEFT, by: author.person, group: &group, title, detail: Some(detail), seen: false, link };
        self.tell(tx, org, &[person], &news, &[]).await
    }

    /// Somebody was named a manager.
    pub(crate) async fn tell_managing(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
        person: PersonId,
    ) -> Result<(), Error> {
        let Some(group) = store::groups::one(tx, org, group).await? else { return Ok(()) };
        let title = Text {
            fr: "Vous êtes maintenant responsable du groupe {group}",
            en: "You are now a manager of the group {group}",
        };
        let news = News {
            kind: MANAGING,
            by: author.person,
            group: &group,
            title,
            detail: None,
            seen: true,
            link: link(&group),
        };
        self.tell(tx, org, &[person], &news, &[]).await
    }

    /// Somebody asks to come in: its managers are told, or administrators where it has none.
    pub(crate) async fn tell_asked(
        &self,
        tx: &mut Tx,
        org: OrgId,
        caller: &Caller,
        group: &Group,
    ) -> Result<(), Error> {
        let managers = store::group_life::managers(tx, org, group.id, self.now()).await?;
        let answer = if managers.is_empty() { store::group_life::admins(tx, org).await? } else { managers };
        let title = Text {
            fr: "{who} demande à rejoindre le groupe {group}",
            en: "{who} asks to come into the group {group}",
        };
        let news =
            News { kind: ASKED, by: Some(caller.person), group, title, detail: None, seen: true, link: link(group) };
        self.tell(tx, org, &answer, &news, &[("who", &caller.name)]).await
    }

    /// Somebody who asked is not taken in.
    pub(crate) async fn tell_declined(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: &Group,
        person: PersonId,
    ) -> Result<(), Error> {
        let title = Text {
            fr: "Votre demande pour rejoindre le groupe {group} n’est pas acceptée",
            en: "Your request to come into the group {group} is declined",
        };
        let news =
            News { kind: DECLINED, by: author.person, group, title, detail: None, seen: true, link: link(group) };
        self.tell(tx, org, &[person], &news, &[]).await
    }

    /// Administrators are told when the last who looked after a group does so no longer: it is theirs to look after then.
    pub(crate) async fn tell_if_orphaned(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: GroupId,
    ) -> Result<(), Error> {
        if !store::group_life::managers(tx, org, group, self.now()).await?.is_empty() {
            return Ok(());
        }
        let Some(group) = store::groups::one(tx, org, group).await? else { return Ok(()) };
        let title =
            Text { fr: "Le groupe {group} n’a plus de responsable", en: "The group {group} has no manager any more" };
        let detail = Text { fr: "Nommez quelqu’un pour s’en occuper.", en: "Name somebody to look after it." };
        let admins = store::group_life::admins(tx, org).await?;
        let news = News {
            kind: ORPHANED,
            by: author.person,
            group: &group,
            title,
            detail: Some(detail),
            seen: true,
            link: link(&group),
        };
        self.tell(tx, org, &admins, &news, &[]).await
    }

    /// Those who looked after a group are told that somebody deleted it.
    pub(crate) async fn tell_deleted(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        group: &Group,
    ) -> Result<(), Error> {
        let managers = store::group_life::managers(tx, org, group.id, self.now()).await?;
        let title = Text { fr: "Le groupe {group} est supprimé", en: "The group {group} is deleted" };
        let detail = Text {
            fr: "Vous pouvez le faire revenir pendant 30 jours, avec ses personnes et son dossier.",
            en: "You can bring it back for 30 days, with its people and its folder.",
        };
        let link = "/groups".to_owned();
        let news = News { kind: DELETED, by: author.person, group, title, detail: Some(detail), seen: false, link };
        self.tell(tx, org, &managers, &news, &[]).await
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        org: OrgId,
        people: &[PersonId],
        news: &News<'_>,
        values: &[(&str, &dyn Display)],
    ) -> Result<(), Error> {
        let News { kind, by, group, title, detail, seen, link } = news;
        let mut all: Vec<(&str, &dyn Display)> = vec![("group", &group.name)];
        all.extend_from_slice(values);
        let object = seen.then(|| Object { kind: GROUP.to_owned(), id: group.id.uuid() });
        // Several people may ask for one group: each is told of.
        let key = if *kind == ASKED { by.map(|by| format!("{} {by}", group.id)) } else { Some(group.id.to_string()) };
        for person in people.iter().filter(|person| Some(**person) != *by) {
            let notice = Notice {
                kind,
                to: *person,
                by: *by,
                object: object.clone(),
                title: Words::fill(*title, &all),
                detail: detail.map(Words::from),
                link: link.clone(),
                key: key.clone(),
            };
            self.foundation().notices.tell(tx, org, &notice).await?;
        }
        Ok(())
    }
}

fn link(group: &Group) -> String {
    format!("/groups/{}", group.id)
}
