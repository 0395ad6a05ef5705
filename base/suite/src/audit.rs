//! The append-only record of acts that matter for security.

use base_db::{Page, Tx, params};
use base_id::{Clock, OrgId, PersonId, Random};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

base_db::typed_id! {
    /// A line of the audit record.
    EntryId,
}

/// An act to record, in the transaction that commits it.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Where it happened.
    pub org: OrgId,
    /// Who acted; `None` for the operator's command line and for attempts by nobody known.
    pub actor: Option<PersonId>,
    /// What was done: `session.created`, `password.changed`.
    pub act: &'static str,
    /// The person whom it concerns.
    pub subject: Option<PersonId>,
    /// The address it came from.
    pub address: Option<String>,
    /// The device it came from, in words.
    pub device: Option<&'a str>,
    /// Anything else worth knowing; never a secret.
    pub detail: Value,
}

/// A recorded act.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The line.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who acted.
    pub actor: Option<PersonId>,
    /// What was done.
    pub act: String,
    /// Whom it concerns.
    pub subject: Option<PersonId>,
    /// From where.
    pub address: Option<String>,
    /// From which device.
    pub device: Option<String>,
    /// A JSON object.
    pub detail: String,
}

base_db::from_row!(Entry { id, at, actor, act, subject, address, device, detail });

impl Entry {
    /// The first part of the act: `session`.
    pub fn family(&self) -> &str {
        family(&self.act)
    }
}

fn family(act: &str) -> &str {
    act.split('.').next().unwrap_or_default()
}

/// Which lines are wanted; all of them where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Acts whose name begins with this: `session`.
    pub family: Option<String>,
    /// What this person did.
    pub actor: Option<PersonId>,
    /// What concerns this person.
    pub subject: Option<PersonId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// A stretch of the record that was looked through.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// The lines in it that were sought, newest first.
    pub items: Vec<Entry>,
    /// The last line that was looked at: where to go on, if there is more.
    pub reached: Option<EntryId>,
    /// When that happened.
    pub at: Option<Timestamp>,
    /// Whether there are lines beyond it.
    pub more: bool,
}

base_db::statements! {
    /// Adds a line.
    ADD = "INSERT INTO audit (org_id, entry_id, at, actor_id, act, family, subject_id, address, device, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Everything between two lines, newest first.
    DOWN = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id < $2 AND entry_id >= $3 ORDER BY entry_id DESC LIMIT $4";
    /// What concerns one person.
    DOWN_SUBJECT = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id < $2 AND entry_id >= $3 AND subject_id = $4 ORDER BY entry_id DESC LIMIT $5";
    /// What one person did.
    DOWN_ACTOR = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id < $2 AND entry_id >= $3 AND actor_id = $4 ORDER BY entry_id DESC LIMIT $5";
    /// Acts of one family.
    DOWN_FAMILY = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id < $2 AND entry_id >= $3 AND family = $4 ORDER BY entry_id DESC LIMIT $5";
    /// Everything, oldest first.
    OF_ORG = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id > $2 ORDER BY entry_id LIMIT $3";
    /// How many lines concern a person.
    COUNT_SUBJECT = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit WHERE org_id = $1 AND subject_id = $2 LIMIT $3)
        AS counted";
    /// Organisations with a record, after one of them.
    NEXT_ORGANISATION = "SELECT org_id FROM audit WHERE org_id > $1 ORDER BY org_id LIMIT 1";
    /// Forgets the oldest lines before one.
    FORGET = "DELETE FROM audit WHERE org_id = $1 AND entry_id IN
        (SELECT entry_id FROM audit WHERE org_id = $1 AND entry_id < $2 ORDER BY entry_id LIMIT $3)";
}

/// Records `act`.
pub async fn record(tx: &mut Tx, clock: &Clock, random: &Random, act: &Act<'_>) -> Result<(), base_db::Error> {
    let id = EntryId::new(clock, random);
    let detail = act.detail.to_string();
    let Act { org, actor, act, subject, address, device, .. } = act;
    tx.exec(&ADD, params![org, id, clock.now(), actor, act, family(act), subject, address, device, detail]).await?;
    Ok(())
}

/// Puts a line back as it was: for the import of an organisation.
pub async fn restore(tx: &mut Tx, org: OrgId, entry: &Entry) -> Result<(), base_db::Error> {
    let Entry { id, at, actor, act, subject, address, device, detail } = entry;
    tx.exec(&ADD, params![org, id, at, actor, act, family(act), subject, address, device, detail]).await?;
    Ok(())
}

/// Looks through at most `most` lines before the line `before`, newest first, in the order of the narrowest index, and
/// gives those that were sought. What it costs depends on `most` alone, whatever the length of the record.
pub async fn look(
    tx: &mut Tx,
    org: OrgId,
    sought: &Sought,
    before: Option<EntryId>,
    most: usize,
) -> Result<Stretch, base_db::Error> {
    let Sought { family, actor, subject, from, until } = sought;
    let upper = before.map_or(Uuid::max(), EntryId::uuid).min(until.map_or(Uuid::max(), first_id));
    let lower = from.map_or(Uuid::nil(), first_id);
    let page: Page<Entry> = match (subject, actor, family) {
        (Some(subject), ..) => tx.page(&DOWN_SUBJECT, params![org, upper, lower, subject], most).await?,
        (_, Some(actor), _) => tx.page(&DOWN_ACTOR, params![org, upper, lower, actor], most).await?,
        (.., Some(family)) => tx.page(&DOWN_FAMILY, params![org, upper, lower, family], most).await?,
        _ => tx.page(&DOWN, params![org, upper, lower], most).await?,
    };
    let (last, more) = (page.items.last(), page.more);
    let (reached, at) = (last.map(|entry| entry.id), last.map(|entry| entry.at));
    let fits = |entry: &Entry| {
        actor.is_none_or(|actor| entry.actor == Some(actor))
            && family.as_ref().is_none_or(|family| entry.family() == family)
    };
    Ok(Stretch { items: page.items.into_iter().filter(fits).collect(), reached, at, more })
}

/// What `person` did and what concerns them, newest first, before the line `before`.
pub async fn of_person(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    before: Option<EntryId>,
    limit: usize,
) -> Result<Page<Entry>, base_db::Error> {
    let concerned = Sought { subject: Some(person), ..Sought::default() };
    let acted = Sought { actor: Some(person), ..Sought::default() };
    let (concerned, acted) =
        (look(tx, org, &concerned, before, limit).await?, look(tx, org, &acted, before, limit).await?);
    let mut more = concerned.more || acted.more;
    let mut items: Vec<Entry> = concerned.items.into_iter().chain(acted.items).collect();
    items.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    items.dedup_by_key(|entry| entry.id);
    more |= items.len() > limit;
    items.truncate(limit);
    Ok(Page { items, more })
}

/// How many lines concern `person`, counted up to `most`.
pub async fn count(tx: &mut Tx, org: OrgId, person: PersonId, most: usize) -> Result<u64, base_db::Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(tx.one::<(u64,)>(&COUNT_SUBJECT, params![org, person, most]).await?.map_or(0, |(count,)| count))
}

/// The record of `org`, oldest first, after the line `after`.
pub async fn of_org(
    tx: &mut Tx,
    org: OrgId,
    after: Option<EntryId>,
    limit: usize,
) -> Result<Page<Entry>, base_db::Error> {
    let after = after.unwrap_or(EntryId::from_uuid(Uuid::nil()));
    tx.page(&OF_ORG, params![org, after], limit).await
}

/// The next organisation that has a record.
pub async fn next_organisation(tx: &mut Tx, after: Option<OrgId>) -> Result<Option<OrgId>, base_db::Error> {
    let after = after.map_or(Uuid::nil(), OrgId::uuid);
    Ok(tx.one::<(OrgId,)>(&NEXT_ORGANISATION, params![after]).await?.map(|(org,)| org))
}

/// Forgets at most `most` of the lines from before `time`; says how many.
pub async fn forget(tx: &mut Tx, org: OrgId, time: Timestamp, most: usize) -> Result<u64, base_db::Error> {
    tx.exec(&FORGET, params![org, first_id(time), i64::try_from(most).unwrap_or(i64::MAX)]).await
}

/// Sorts before every identifier made at `time` or later, and after those made before: they begin with the millisecond
/// (RFC 9562, section 5.7).
fn first_id(time: Timestamp) -> Uuid {
    let millis = u64::try_from(time.as_millisecond()).unwrap_or_default().min((1 << 48) - 1);
    Uuid::from_u128(u128::from(millis) << 80)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use base_db::testing::engines;
    use base_id::ManualClock;
    use jiff::SignedDuration;
    use serde_json::json;

    use super::*;
    use crate::testing::{foundation, noon};

    struct World {
        clock: ManualClock,
        foundation: crate::Foundation,
        org: OrgId,
    }

    impl World {
        async fn new(engine: base_db::Engine) -> Self {
            let clock = noon();
            let foundation = foundation(engine, &clock.clock(), &[]).await;
            let org = OrgId::new(&foundation.clock, &foundation.random);
            Self { clock, foundation, org }
        }

        fn person(&self) -> PersonId {
            PersonId::new(&self.foundation.clock, &self.foundation.random)
        }

        /// An act a minute after the one before.
        async fn happens(&self, actor: Option<PersonId>, act: &'static str, subject: Option<PersonId>) {
            self.clock.advance(SignedDuration::from_mins(1));
            let (clock, random, org) = (self.foundation.clock.clone(), self.foundation.random.clone(), self.org);
            let done = self.foundation.db.write(async move |tx| {
                let act = Act { org, actor, act, subject, address: None, device: None, detail: json!({}) };
                record(tx, &clock, &random, &act).await
            });
            done.await.unwrap();
        }

        async fn looks(&self, sought: &Sought, before: Option<EntryId>, most: usize) -> Stretch {
            let (org, sought) = (self.org, sought.clone());
            let looked = self.foundation.db.read(async move |tx| look(tx, org, &sought, before, most).await);
            looked.await.map_err(|error: base_db::Error| error).unwrap()
        }
    }

    fn acts(stretch: &Stretch) -> Vec<&str> {
        stretch.items.iter().map(|entry| entry.act.as_str()).collect()
    }

    #[tokio::test]
    async fn the_record_is_looked_through_by_whom_what_and_when() {
        for engine in engines() {
            let world = World::new(engine).await;
            let (alice, bob) = (world.person(), world.person());
            let start = world.foundation.clock.now();
            world.happens(None, "session.refused", Some(bob)).await;
            world.happens(Some(bob), "session.created", Some(bob)).await;
            world.happens(Some(alice), "person.role-changed", Some(bob)).await;
            world.happens(Some(alice), "organisation.changed", None).await;

            let all = Sought::default();
            let everything = ["organisation.changed", "person.role-changed", "session.created", "session.refused"];
            assert_eq!(acts(&world.looks(&all, None, 10).await), everything);
            let first = world.looks(&all, None, 3).await;
            assert!(first.more);
            let rest = world.looks(&all, first.reached, 3).await;
            assert_eq!((acts(&rest), rest.more), (vec!["session.refused"], false));

            let of = async |sought: Sought| acts(&world.looks(&sought, None, 10).await).join(" ");
            let sessions = Sought { family: Some("session".to_owned()), ..all.clone() };
            assert_eq!(of(sessions.clone()).await, "session.created session.refused");
            assert_eq!(
                of(Sought { actor: Some(alice), ..all.clone() }).await,
                "organisation.changed person.role-changed"
            );
            let hers = Sought { actor: Some(alice), subject: Some(bob), ..all.clone() };
            assert_eq!(of(hers).await, "person.role-changed");
            assert_eq!(of(Sought { actor: Some(bob), ..sessions.clone() }).await, "session.created");
            // Nothing in the stretch fits, and there is more to look through.
            let narrow = Sought { actor: Some(bob), ..Sought { subject: Some(bob), ..all.clone() } };
            let stretch = world.looks(&narrow, None, 1).await;
            assert!(stretch.items.is_empty() && stretch.more && stretch.reached.is_some());

            let minute = |minutes: i64| start + SignedDuration::from_mins(minutes);
            let between = Sought { from: Some(minute(2)), until: Some(minute(4)), ..all.clone() };
            assert_eq!(of(between).await, "person.role-changed session.created");
            let before_all = Sought { until: Some(Timestamp::MIN), ..all.clone() };
            assert_eq!(of(before_all).await, "");
            assert_eq!(of(Sought { from: Some(Timestamp::MAX), ..all }).await, "");
        }
    }

    #[tokio::test]
    async fn a_person_sees_what_they_did_and_what_was_done_to_them_once() {
        for engine in engines() {
            let world = World::new(engine).await;
            let (alice, bob) = (world.person(), world.person());
            world.happens(Some(bob), "session.created", Some(bob)).await;
            world.happens(Some(alice), "person.suspended", Some(bob)).await;
            world.happens(Some(bob), "group.created", None).await;
            world.happens(Some(alice), "group.created", None).await;
            let (org, db) = (world.org, world.foundation.db.clone());
            let page = async |before: Option<EntryId>, limit: usize| {
                let read = db.read(async move |tx| of_person(tx, org, bob, before, limit).await);
                read.await.map_err(|error: base_db::Error| error).unwrap()
            };
            let acts = |page: &Page<Entry>| page.items.iter().map(|entry| entry.act.clone()).collect::<Vec<_>>();
            let whole = page(None, 10).await;
            assert_eq!(
                (acts(&whole), whole.more),
                (["group.created", "person.suspended", "session.created"].map(str::to_owned).into(), false)
            );
            let first = page(None, 2).await;
            assert!(first.more);
            assert_eq!(acts(&page(first.items.last().map(|entry| entry.id), 2).await), ["session.created"]);
            let counted = db.read(async move |tx| count(tx, org, bob, 1_000).await).await;
            assert_eq!(counted.map_err(|error: base_db::Error| error).unwrap(), 2);
        }
    }

    #[tokio::test]
    async fn what_is_old_is_forgotten_some_at_a_time() {
        for engine in engines() {
            let world = World::new(engine).await;
            for _ in 0..3 {
                world.happens(None, "person.created", None).await;
            }
            let border = world.foundation.clock.now();
            world.happens(None, "person.joined", None).await;
            let (org, db) = (world.org, world.foundation.db.clone());
            let forgets = async || {
                db.write(async move |tx| forget(tx, org, border, 1).await)
                    .await
                    .map_err(|error: base_db::Error| error)
                    .unwrap()
            };
            assert_eq!((forgets().await, forgets().await, forgets().await), (1, 1, 0));
            assert_eq!(acts(&world.looks(&Sought::default(), None, 10).await), ["person.joined", "person.created"]);
            let next = db.read(async move |tx| next_organisation(tx, None).await).await;
            assert_eq!(next.map_err(|error: base_db::Error| error).unwrap(), Some(org));
        }
    }
}
