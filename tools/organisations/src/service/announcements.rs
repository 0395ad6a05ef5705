//! Announcements: what administrators tell everybody, or some groups, above every page and in their lists of notices.
//!
//! What holds:
//! - One is shown to whom it is for as long as it runs, at the next request and in open pages: to nobody before, after,
//!   once it is deleted, or in another organisation.
//! - Whoever put it away does not see it again, unless whoever wrote it has it shown anew.
//! - A step of telling people sends some notices and moves the mark behind them in one transaction: killed in between,
//!   the job goes on behind the last person who was told, and nobody is told twice. Steps are short, so that everybody
//!   else's writes get their turn.
//! - A deleted one comes back within a day, as it was.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use base_bus::{Audience, NewEvent, publish};
use base_db::{Page, Tx};
use base_i18n::{Text, Words};
use base_id::{GroupId, OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_suite::{
    ByMail, Caller, Channels, Group, Kept, Notice, NoticeKind, Object, Person, Recorded, Retention, retention,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Author, admin};
use crate::model::announcements::{Announcement, AnnouncementId, Draft, State};
use crate::store::announcements as store;
use crate::{Error, Organisations};

/// The job that shows one when its time comes, tells people of it, and takes it away at its end.
pub(crate) const ANNOUNCE: &str = "organisations.announce";
/// The job that forgets those that ended long ago.
pub(crate) const FORGET: &str = "organisations.announcements-forget";
/// What the notices about one are about.
pub(crate) const OBJECT: &str = "announcement";
const TOLD: &str = "organisations.announcement";
/// The event that tells open pages to look again.
const CHANGED: &str = "organisations.announcements";

/// What people are told.
pub(crate) const KINDS: &[NoticeKind] = &[NoticeKind {
    name: TOLD,
    title: Text { fr: "Une annonce à toute l’organisation", en: "An announcement to the whole organisation" },
    default: Channels { mail: ByMail::Digest, push: true },
    safety: false,
    admins_only: false,
}];

/// For how long those that ended are kept.
pub(crate) const KEPT: Retention = Retention {
    name: "organisations.announcements",
    title: Text { fr: "Les annonces terminées", en: "Announcements that are over" },
    about: Text {
        fr: "Leur texte, et qui les a masquées. Seules les personnes qui administrent l’organisation les voient encore.",
        en: "Their text, and who put them away. Administrators alone still see them.",
    },
    days: 365,
    least: 30,
    most: 3_650,
};

/// How long a deleted one can be brought back.
const COMES_BACK: SignedDuration = SignedDuration::from_hours(24);
/// Shown to somebody at most: more than anybody reads.
const MOST_SHOWN: usize = 50;
/// People of the first step, and of any step at most; in between, as many as fit into the time.
const FIRST_STEP: usize = 20;
const LARGEST_STEP: usize = 400;
const STEP_TIME: Duration = Duration::from_millis(60);
/// Characters of the text that stand in a notice.
const EXCERPT: usize = 240;

/// An announcement as administrators see it.
pub(crate) struct Seen {
    pub announcement: Announcement,
    pub state: State,
    /// Whom it is for, where it is not for everybody: those of its groups that are there.
    pub groups: Vec<Group>,
    pub by: Option<Person>,
    /// How many people put it away.
    pub put_away: u64,
}

/// An announcement as whom it is for sees it.
pub(crate) struct Shown {
    pub announcement: Announcement,
    pub by: Option<Person>,
    /// Whether they put it away.
    pub put_away: bool,
}

impl Organisations {
    /// All, newest first, for administrators.
    pub(crate) async fn announcements(
        &self,
        caller: &Caller,
        org: OrgId,
        before: Option<AnnouncementId>,
        limit: usize,
    ) -> Result<Page<Seen>, Error> {
        admin(caller, None)?;
        let this = self.clone();
        let page = self.foundation().db.read(async move |tx| {
            let page = store::page(tx, org, before, limit).await?;
            let mut items = Vec::new();
            for announcement in page.items {
                items.push(this.seen(tx, org, announcement).await?);
            }
            Ok::<_, Error>(Page { items, more: page.more })
        });
        page.await
    }

    async fn seen(&self, tx: &mut Tx, org: OrgId, announcement: Announcement) -> Result<Seen, Error> {
        let state = announcement.state(self.foundation().clock.now());
        let mut groups = Vec::new();
        for group in store::groups(tx, org, announcement.id).await? {
            groups.extend(self.directory().group(tx, org, group).await?);
        }
        let by = self.directory().person(tx, org, announcement.by).await?;
        let put_away = store::count_away(tx, org, announcement.id, announcement.edition).await?;
        Ok(Seen { announcement, state, groups, by, put_away })
    }

    /// What runs and is for the caller, newest first; what they put away too.
    pub(crate) async fn running_announcements(&self, caller: &Caller, org: OrgId) -> Result<Vec<Shown>, Error> {
        let (this, person, now) = (self.clone(), caller.person, self.foundation().clock.now());
        let shown = self.foundation().db.read(async move |tx| {
            let mut shown = Vec::new();
            let Some(principals) = this.directory().principals(tx, org, person).await? else { return Ok(shown) };
            for announcement in store::running(tx, org, now).await? {
                if shown.len() >= MOST_SHOWN {
                    break;
                }
                let groups = store::groups(tx, org, announcement.id).await?;
                if !announcement.concerns(&principals, &groups) {
                    continue;
                }
                let away = store::away(tx, org, announcement.id, person).await?;
                let by = this.directory().person(tx, org, announcement.by).await?;
                shown.push(Shown { put_away: away == Some(announcement.edition), by, announcement });
            }
            Ok::<_, Error>(shown)
        });
        shown.await
    }

    async fn is_for(
        &self,
        tx: &mut Tx,
        org: OrgId,
        announcement: &Announcement,
        person: PersonId,
    ) -> Result<bool, base_db::Error> {
        let Some(principals) = self.directory().principals(tx, org, person).await? else { return Ok(false) };
        let groups = store::groups(tx, org, announcement.id).await?;
        Ok(announcement.concerns(&principals, &groups))
    }

    /// Whether the caller may be told of it: it is for them and has begun.
    pub(crate) async fn sees_announcement(
        &self,
        tx: &mut Tx,
        org: OrgId,
        caller: &Caller,
        id: AnnouncementId,
    ) -> Result<bool, base_db::Error> {
        let now = self.foundation().clock.now();
        match store::one(tx, org, id).await? {
            Some(one) if one.removed_at.is_none() && one.starts_at <= now => {
                self.is_for(tx, org, &one, caller.person).await
            }
            _ => Ok(false),
        }
    }

    /// Writes one, by administrators.
    pub(crate) async fn announce(
        &self,
        caller: &Caller,
        org: OrgId,
        draft: Draft,
        address: Option<IpAddr>,
    ) -> Result<Seen, Error> {
        let author = admin(caller, address)?;
        let now = self.foundation().clock.now();
        let draft = draft.checked(now, now)?;
        let (this, by) = (self.clone(), caller.person);
        self.foundation()
            .db
            .write(async move |tx| {
                let Draft { title, text, groups, guests, starts_at, ends_at } = draft.clone();
                this.check_groups(tx, org, groups.as_deref()).await?;
                let announcement = Announcement {
                    id: AnnouncementId::new(&this.foundation().clock, &this.foundation().random),
                    title,
                    text,
                    everybody: groups.is_none(),
                    guests,
                    // What began before it was written begins now.
                    starts_at: starts_at.unwrap_or(now).max(now),
                    ends_at,
                    by,
                    created_at: now,
                    changed_at: None,
                    removed_at: None,
                    edition: 1,
                    told: 0,
                    told_after: None,
                };
                store::insert(tx, org, &announcement, &groups.unwrap_or_default()).await?;
                this.announced(tx, org, &announcement, "announcement.created", author).await
            })
            .await
    }

    /// Writes one anew; `again` shows it also to those who put it away, and tells everybody once more.
    pub(crate) async fn change_announcement(
        &self,
        caller: &Caller,
        org: OrgId,
        id: AnnouncementId,
        (draft, again): (Draft, bool),
        address: Option<IpAddr>,
    ) -> Result<Seen, Error> {
        let author = admin(caller, address)?;
        let (this, now) = (self.clone(), self.foundation().clock.now());
        self.foundation()
            .db
            .write(async move |tx| {
                let old = there(tx, org, id).await?;
                let began = if old.state(now) == State::Over { now } else { old.starts_at };
                let Draft { title, text, groups, guests, starts_at, ends_at } = draft.clone().checked(now, began)?;
                this.check_groups(tx, org, groups.as_deref()).await?;
                let mut new = Announcement {
                    title,
                    text,
                    everybody: groups.is_none(),
                    guests,
                    // What was to come and begins before now begins now.
                    starts_at: starts_at.unwrap_or(began).max(now.min(old.starts_at)),
                    ends_at,
                    changed_at: Some(now),
                    ..old
                };
                if again {
                    new.edition += 1;
                    new.told_after = None;
                }
                store::update(tx, org, &new).await?;
                store::set_groups(tx, org, id, &groups.unwrap_or_default()).await?;
                this.announced(tx, org, &new, "announcement.changed", author).await
            })
            .await
    }

    /// Ends one that runs.
    pub(crate) async fn end_announcement(
        &self,
        caller: &Caller,
        org: OrgId,
        id: AnnouncementId,
        address: Option<IpAddr>,
    ) -> Result<Seen, Error> {
        let author = admin(caller, address)?;
        let (this, now) = (self.clone(), self.foundation().clock.now());
        self.foundation()
            .db
            .write(async move |tx| {
                let old = there(tx, org, id).await?;
                if old.state(now) != State::Running {
                    return Err(Error::NotRunning);
                }
                let new = Announcement { ends_at: Some(now), ..old };
                store::update(tx, org, &new).await?;
                this.announced(tx, org, &new, "announcement.ended", author).await
            })
            .await
    }

    /// Deletes one, or brings it back within a day.
    pub(crate) async fn set_announcement_removed(
        &self,
        caller: &Caller,
        org: OrgId,
        id: AnnouncementId,
        removed: bool,
        address: Option<IpAddr>,
    ) -> Result<Seen, Error> {
        let author = admin(caller, address)?;
        let (this, now) = (self.clone(), self.foundation().clock.now());
        self.foundation()
            .db
            .write(async move |tx| {
                let old = store::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                let gone = old.removed_at.is_some_and(|at| now.duration_since(at) > COMES_BACK);
                if gone || old.removed_at.is_some() == removed {
                    return if removed || gone { Err(Error::NotFound) } else { this.seen(tx, org, old).await };
                }
                let new = Announcement { removed_at: removed.then_some(now), ..old };
                store::update(tx, org, &new).await?;
                let act = if removed { "announcement.removed" } else { "announcement.restored" };
                this.announced(tx, org, &new, act, author).await
            })
            .await
    }

    /// Puts one away for the caller, or takes it out again.
    pub(crate) async fn put_announcement_away(
        &self,
        caller: &Caller,
        org: OrgId,
        id: AnnouncementId,
        away: bool,
    ) -> Result<(), Error> {
        let (this, caller) = (self.clone(), caller.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                if !this.sees_announcement(tx, org, &caller, id).await? {
                    return Err(Error::NotFound);
                }
                let announcement = there(tx, org, id).await?;
                if away {
                    store::put_away(tx, org, id, caller.person, announcement.edition).await?;
                } else {
                    store::take_out(tx, org, id, caller.person).await?;
                }
                // The person's other pages.
                let audience = Audience::Person(caller.person);
                Ok(publish(tx, NewEvent { org, kind: CHANGED, audience, data: json!({}) }).await?)
            })
            .await
    }

    async fn check_groups(&self, tx: &mut Tx, org: OrgId, groups: Option<&[GroupId]>) -> Result<(), Error> {
        for group in groups.unwrap_or_default() {
            if self.directory().group(tx, org, *group).await?.is_none() {
                return Err(Error::invalid("groups", "One of the groups is not there any more. Choose again."));
            }
        }
        Ok(())
    }

    /// What follows from each change: a line of the record, open pages that look again, and jobs for what is to come.
    async fn announced(
        &self,
        tx: &mut Tx,
        org: OrgId,
        announcement: &Announcement,
        act: &'static str,
        author: Author,
    ) -> Result<Seen, Error> {
        let Announcement { id, title, .. } = announcement;
        self.record_act(tx, org, act, author, json!({ "announcement": id, "title": title })).await?;
        publish(tx, changed(org)).await?;
        self.wait_for(tx, org, announcement).await?;
        let stored = store::one(tx, org, *id).await?.ok_or(Error::NotFound)?;
        self.seen(tx, org, stored).await
    }

    /// Queues what is to happen when it begins, now if it has, and when it ends.
    pub(crate) async fn wait_for(
        &self,
        tx: &mut Tx,
        org: OrgId,
        announcement: &Announcement,
    ) -> Result<(), base_db::Error> {
        let (foundation, now) = (self.foundation(), self.foundation().clock.now());
        if announcement.removed_at.is_some() || announcement.state(now) == State::Over {
            return Ok(());
        }
        let begins = (announcement.starts_at > now || announcement.told < announcement.edition)
            .then_some(announcement.starts_at.max(now));
        for run_at in begins.into_iter().chain(announcement.ends_at) {
            let payload = json!({ "announcement": announcement.id });
            // Without a key: the one before may wait for another time, and finds nothing to do then.
            let job = NewJob { org: Some(org), kind: ANNOUNCE, payload, run_at: Some(run_at), key: None };
            base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await?;
        }
        Ok(())
    }

    /// The handler of [`ANNOUNCE`]: does whatever is due by now.
    pub(crate) async fn run_announcement(&self, job: &Job) -> Result<(), JobError> {
        let id = job.payload.get("announcement").and_then(|id| serde_json::from_value(id.clone()).ok());
        let (Some(org), Some(id)) = (job.org, id) else { return Err(JobError::dead("the job names no announcement")) };
        self.show_announcement(org, id).await.map_err(JobError::retry)
    }

    async fn show_announcement(&self, org: OrgId, id: AnnouncementId) -> Result<(), Error> {
        let (db, now) = (&self.foundation().db, self.foundation().clock.now());
        let found = db.read(async move |tx| store::one(tx, org, id).await).await?;
        let Some(announcement) = found.filter(|one| one.removed_at.is_none() && one.starts_at <= now) else {
            return Ok(());
        };
        db.write(async move |tx| publish(tx, changed(org)).await).await?;
        if announcement.state(now) == State::Over || announcement.told >= announcement.edition {
            return Ok(());
        }
        let directory = self.suite().directory.clone();
        let people = db.read(async move |tx| directory.people(tx, org).await).await?;
        let mut people: Vec<PersonId> = people.into_iter().map(|person| person.id).collect();
        people.sort_unstable();
        let mut mark = announcement.told_after;
        let mut rest = people.split_off(people.partition_point(|person| mark.is_some_and(|mark| *person <= mark)));
        let mut size = FIRST_STEP;
        loop {
            let later = rest.split_off(size.min(rest.len()));
            let (begun, this, edition) = (Instant::now(), self.clone(), announcement.edition);
            let step = Step { mark, people: rest, last: later.is_empty() };
            mark = step.people.last().copied().or(mark);
            let going_on = db.write(async move |tx| this.tell_some(tx, org, (id, edition), &step).await).await?;
            if !going_on || later.is_empty() {
                return Ok(());
            }
            rest = later;
            let took = begun.elapsed();
            size = if took < STEP_TIME / 2 { (size * 2).min(LARGEST_STEP) } else { size };
            size = if took > STEP_TIME { (size / 2).max(1) } else { size };
        }
    }

    /// Tells some people; says whether there is reason to go on.
    async fn tell_some(
        &self,
        tx: &mut Tx,
        org: OrgId,
        (id, edition): (AnnouncementId, i64),
        step: &Step,
    ) -> Result<bool, Error> {
        let now = self.foundation().clock.now();
        let Some(announcement) = store::one(tx, org, id).await? else { return Ok(false) };
        let changed = announcement.edition != edition || announcement.told >= edition;
        // Written anew meanwhile, or another worker took it over.
        if changed || announcement.told_after != step.mark {
            return Ok(false);
        }
        if announcement.removed_at.is_some() || announcement.state(now) != State::Running {
            return Ok(false);
        }
        let groups = store::groups(tx, org, id).await?;
        for person in &step.people {
            // Whoever wrote it knows.
            if *person == announcement.by {
                continue;
            }
            // Whether they are active is asked where they are told.
            let all = announcement.everybody && announcement.guests;
            let concerned = all
                || match self.directory().principals(tx, org, *person).await? {
                    Some(principals) => announcement.concerns(&principals, &groups),
                    None => false,
                };
            if concerned {
                self.foundation().notices.tell(tx, org, &notice(&announcement, *person)).await?;
            }
        }
        let new = if step.last {
            Announcement { told: edition, told_after: None, ..announcement }
        } else {
            Announcement { told_after: step.people.last().copied().or(step.mark), ..announcement }
        };
        store::update(tx, org, &new).await?;
        Ok(true)
    }

    /// Forgets what ended, or was deleted, long enough ago.
    pub(crate) async fn forget_announcements(&self) -> Result<(), JobError> {
        let (db, now) = (&self.foundation().db, self.foundation().clock.now());
        let orgs: Result<_, base_db::Error> = db.read(async |tx| crate::store::every(tx).await).await;
        let removed = now.saturating_sub(COMES_BACK).unwrap_or(Timestamp::MIN);
        for org in orgs? {
            let forgotten: Result<_, base_db::Error> = db
                .write(async move |tx| {
                    let ended = retention::before(tx, org.id, &KEPT, now).await?;
                    store::forget(tx, org.id, ended, removed).await
                })
                .await;
            forgotten?;
        }
        Ok(())
    }
}

/// Some of the people who are told.
struct Step {
    /// Who was told last before them.
    mark: Option<PersonId>,
    people: Vec<PersonId>,
    /// Nobody is left after them.
    last: bool,
}

/// What is recorded about a person.
pub(crate) fn recorded() -> Recorded {
    Recorded {
        title: Text { fr: "Les annonces que vous avez masquées", en: "Announcements that you put away" },
        about: Text {
            fr: "Lesquelles, pour ne pas vous les montrer de nouveau. Les personnes qui administrent l’organisation voient combien de personnes l’ont fait, pas lesquelles.",
            en: "Which ones, so as not to show them to you again. Administrators see how many people did, and not who.",
        },
        kept: Kept::Days(KEPT),
        count: None,
        link: None,
    }
}

fn changed(org: OrgId) -> NewEvent {
    NewEvent { org, kind: CHANGED, audience: Audience::Organisation, data: json!({}) }
}

/// One that was not deleted.
async fn there(tx: &mut Tx, org: OrgId, id: AnnouncementId) -> Result<Announcement, Error> {
    store::one(tx, org, id).await?.filter(|one| one.removed_at.is_none()).ok_or(Error::NotFound)
}

fn notice(announcement: &Announcement, to: PersonId) -> Notice {
    let Announcement { id, title, text, by, .. } = announcement;
    let said = Text { fr: "Annonce : {title}", en: "Announcement: {title}" };
    Notice {
        kind: TOLD,
        to,
        by: Some(*by),
        object: Some(Object { kind: OBJECT.to_owned(), id: id.uuid() }),
        title: Words::fill(said, &[("title", title)]),
        detail: (!text.is_empty()).then(|| Words::same(excerpt(text))),
        link: format!("/announcements?id={id}"),
        key: Some(id.to_string()),
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_holds_the_beginning_of_the_text() {
        assert_eq!(excerpt("one\n\ntwo  three"), "one two three");
        let long = excerpt(&"é".repeat(300));
        assert!(long.ends_with('…') && long.chars().count() == EXCERPT + 1);
    }
}
