//! How long tools keep what they record: each declares its rules, an organisation chooses within them, and the job that
//! forgets asks here in its own transaction.

use base_db::{Error, Tx, params};
use base_i18n::Text;
use base_id::OrgId;
use jiff::{SignedDuration, Timestamp};

/// Something that is kept for a number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `files.trash`: the tool, and what is kept.
    pub name: &'static str,
    /// What is kept, as a person would say it: "What was deleted".
    pub title: Text,
    /// What happens when its time is over.
    pub about: Text,
    /// Days, where the organisation chose nothing.
    pub days: u32,
    /// Days at least.
    pub least: u32,
    /// Days at most.
    pub most: u32,
}

base_db::statements! {
    /// What an organisation chose for one rule.
    CHOSEN = "SELECT days FROM retention WHERE org_id = $1 AND name = $2";
    /// All that it chose.
    CHOICES = "SELECT name, days FROM retention WHERE org_id = $1 ORDER BY name";
    /// Chooses.
    CHOOSE = "INSERT INTO retention (org_id, name, days) VALUES ($1, $2, $3)
        ON CONFLICT (org_id, name) DO UPDATE SET days = excluded.days";
}

impl Retention {
    /// Whether an organisation may choose this many days.
    pub fn allows(&self, days: u32) -> bool {
        (self.least..=self.most).contains(&days)
    }
}

/// For how many days `org` keeps what `rule` is about.
pub async fn days(tx: &mut Tx, org: OrgId, rule: &Retention) -> Result<u32, Error> {
    let chosen: Option<(u32,)> = tx.one(&CHOSEN, params![org, rule.name]).await?;
    // A later version may allow less than was chosen once.
    Ok(chosen.map_or(rule.days, |(days,)| days.clamp(rule.least, rule.most)))
}

/// What is older than this at `now` is to be forgotten in `org`.
pub async fn before(tx: &mut Tx, org: OrgId, rule: &Retention, now: Timestamp) -> Result<Timestamp, Error> {
    let kept = SignedDuration::from_hours(i64::from(days(tx, org, rule).await?) * 24);
    Ok(now.saturating_sub(kept).unwrap_or(Timestamp::MIN))
}

/// All that `org` chose, by the names of the rules.
pub async fn choices(tx: &mut Tx, org: OrgId) -> Result<Vec<(String, u32)>, Error> {
    tx.all(&CHOICES, params![org]).await
}

/// Chooses for `org`; the caller checks that the rule [`allows`](Retention::allows) it.
pub async fn choose(tx: &mut Tx, org: OrgId, rule: &str, days: u32) -> Result<(), Error> {
    tx.exec(&CHOOSE, params![org, rule, days]).await.map(drop)
}
