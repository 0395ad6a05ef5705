//! Somebody's list: seeing it, reading it, tidying it up. Each acts on their own alone.

use base_db::{Page, Tx};
use base_id::OrgId;
use base_suite::{Caller, Org, Person};
use jiff::Timestamp;

use super::Eyes;
use crate::model::{NoticeId, Told};
use crate::{Error, Notifications, events, store};

/// Different things that unread notices are counted about, at most; the front stops counting long before.
const COUNTED: usize = 200;
/// Pages that are looked through for something to show, at most.
const LOOKED_THROUGH: usize = 20;

/// A notice as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub told: Told,
    /// Whose act it was, as they are today.
    pub by: Option<Person>,
}

impl Notifications {
    /// A page of the caller's notices that they may see today, newest first.
    pub(crate) async fn inbox(
        &self,
        org: &Org,
        caller: &Caller,
        unread: bool,
        before: Option<NoticeId>,
        limit: usize,
    ) -> Result<Page<Shown>, Error> {
        let (this, org, caller) = (self.clone(), org.clone(), caller.clone());
        let read = async move |tx: &mut Tx| this.inbox_in(tx, &org, &caller, unread, before, limit).await;
        Ok(self.foundation().db.read(read).await?)
    }

    async fn inbox_in(
        &self,
        tx: &mut Tx,
        org: &Org,
        caller: &Caller,
        unread: bool,
        mut before: Option<NoticeId>,
        limit: usize,
    ) -> Result<Page<Shown>, base_db::Error> {
        let mut eyes = Eyes::of(self, org, caller);
        let mut seen = Page { items: Vec::new(), more: true };
        for _ in 0..LOOKED_THROUGH {
            let page = store::notices::page(tx, org.id, caller.person, unread, before, limit).await?;
            (seen.more, before) = (page.more, page.items.last().map(|told| told.id));
            for told in page.items {
                if eyes.may_see(tx, told.object.as_ref()).await? {
                    seen.items.push(self.shown(tx, org.id, told).await?);
                }
            }
            // A page without anything to show would look like the end.
            if !seen.items.is_empty() || !seen.more {
                break;
            }
        }
        Ok(seen)
    }

    async fn shown(&self, tx: &mut Tx, org: OrgId, told: Told) -> Result<Shown, base_db::Error> {
        let by = match told.by {
            Some(person) => self.directory().person(tx, org, person).await?,
            None => None,
        };
        Ok(Shown { told, by })
    }

    /// How many of the caller's notices are unread, of those that they may see today.
    pub(crate) async fn unread(&self, org: &Org, caller: &Caller) -> Result<u64, Error> {
        let (this, org, caller) = (self.clone(), org.clone(), caller.clone());
        Ok(self
            .foundation()
            .db
            .read(async move |tx| {
                let mut eyes = Eyes::of(&this, &org, &caller);
                let mut unread = 0;
                for (object, count) in store::notices::unread_objects(tx, org.id, caller.person, COUNTED).await? {
                    if eyes.may_see(tx, object.as_ref()).await? {
                        unread += count;
                    }
                }
                Ok::<_, base_db::Error>(unread)
            })
            .await?)
    }

    /// The caller's notice with this identifier, as long as they may see it.
    async fn own(&self, tx: &mut Tx, org: &Org, caller: &Caller, id: NoticeId) -> Result<Told, Error> {
        let told = store::notices::one(tx, org.id, id).await?.filter(|told| told.to == caller.person);
        let told = told.ok_or(Error::NotFound)?;
        let seen = Eyes::of(self, org, caller).may_see(tx, told.object.as_ref()).await?;
        if seen { Ok(told) } else { Err(Error::NotFound) }
    }

    /// Marks one of the caller's notices as read, or as unread again.
    pub(crate) async fn mark(&self, org: &Org, caller: &Caller, id: NoticeId, read: bool) -> Result<Shown, Error> {
        let (this, org, caller) = (self.clone(), org.clone(), caller.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let told = this.own(tx, &org, &caller, id).await?;
                let read_at = read.then(|| this.now());
                if store::notices::mark(tx, org.id, caller.person, told.id, read_at).await? {
                    events::list_changed(tx, org.id, caller.person).await?;
                }
                let told = this.own(tx, &org, &caller, id).await?;
                Ok(this.shown(tx, org.id, told).await?)
            })
            .await
    }

    /// Marks all of the caller's notices as read, up to the one that they see on top. Says how many, and the time by
    /// which that is undone.
    pub(crate) async fn mark_all(
        &self,
        org: OrgId,
        caller: &Caller,
        until: Option<NoticeId>,
    ) -> Result<(u64, Timestamp), Error> {
        let (this, person) = (self.clone(), caller.person);
        self.foundation()
            .db
            .write(async move |tx| {
                // As it is kept, for it is how that is undone.
                let now = Timestamp::from_microsecond(this.now().as_microsecond()).unwrap_or(Timestamp::MIN);
                let marked = store::notices::mark_all(tx, org, person, now, until).await?;
                if marked > 0 {
                    events::list_changed(tx, org, person).await?;
                }
                Ok((marked, now))
            })
            .await
    }

    /// Takes back [`mark_all`](Self::mark_all): what was read at this time is unread again. Says how many.
    pub(crate) async fn unmark_all(&self, org: OrgId, caller: &Caller, read_at: Timestamp) -> Result<u64, Error> {
        let person = caller.person;
        self.foundation()
            .db
            .write(async move |tx| {
                let marked = store::notices::unmark_all(tx, org, person, read_at).await?;
                if marked > 0 {
                    events::list_changed(tx, org, person).await?;
                }
                Ok(marked)
            })
            .await
    }

    /// Takes one of the caller's notices out of the list, or puts it back as long as it is kept.
    pub(crate) async fn set_dropped(
        &self,
        org: &Org,
        caller: &Caller,
        id: NoticeId,
        dropped: bool,
    ) -> Result<(), Error> {
        let (this, org, caller) = (self.clone(), org.clone(), caller.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                this.own(tx, &org, &caller, id).await?;
                let at = dropped.then(|| this.now());
                if store::notices::set_dropped(tx, org.id, caller.person, id, at).await? {
                    events::list_changed(tx, org.id, caller.person).await?;
                }
                Ok(())
            })
            .await
    }
}
