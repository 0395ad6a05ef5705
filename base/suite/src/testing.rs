//! A foundation for the tests of a tool: a fresh database, a folder of its own, a clock that the test moves.

use std::sync::atomic::{AtomicU32, Ordering};

use base_blobs::Blobs;
use base_bus::{Bus, Wakeups};
use base_db::{Db, Engine, Migrations};
use base_id::{Clock, ManualClock, OrgId, Random};
use base_mail::Mail;
use jiff::Timestamp;

use crate::{Foundation, Listeners, Notices, Org, Sites};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// When tests begin: noon on 1 June 2026, UTC.
pub fn noon() -> ManualClock {
    ManualClock::at(Timestamp::from_second(1_780_315_200).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// A foundation on a fresh database of `engine` with the tables of the plumbing and of `tools`.
#[allow(clippy::expect_used, reason = "a test that cannot begin must say so")]
pub async fn foundation(engine: Engine, clock: &Clock, tools: &[Migrations]) -> Foundation {
    let seed = NEXT.fetch_add(1, Ordering::SeqCst);
    let random = Random::seeded(u64::from(seed));
    let db: Db = base_db::testing::database(engine).await.expect("a fresh database");
    let plumbing =
        [crate::MIGRATIONS, base_blobs::MIGRATIONS, base_bus::MIGRATIONS, base_jobs::MIGRATIONS, base_mail::MIGRATIONS];
    db.migrate(&[&plumbing[..], tools].concat()).await.expect("the migrations");
    let path = std::env::temp_dir().join(format!("liiibre_test_{}_blobs_{seed}", std::process::id()));
    let target = base_blobs::Target::Disk { path };
    let blobs = Blobs::open(&target, clock.clone(), random.clone()).await.expect("a folder for contents");
    let bus = Bus::new(db.clone(), clock.clone(), &random, Wakeups::Database);
    let data = std::env::temp_dir().join(format!("liiibre_test_{}_mail_{seed}", std::process::id()));
    let mail = Mail::for_tests(db.clone(), clock.clone(), random.clone(), &data).expect("mail");
    let (listeners, notices, sites) = (Listeners::default(), Notices::default(), Sites::default());
    Foundation { db, blobs, bus, mail, clock: clock.clone(), random, listeners, notices, sites }
}

/// An organisation as it is when nothing was chosen.
pub fn org(id: OrgId, name: &str, domain: &str) -> Org {
    Org {
        id,
        domain: domain.to_owned(),
        name: name.to_owned(),
        accent: "#3d6b4f".to_owned(),
        locale: "fr".to_owned(),
        languages: vec!["fr".to_owned(), "en".to_owned()],
        time_zone: "Europe/Paris".to_owned(),
        quota_bytes: None,
        person_quota_bytes: None,
        logo_version: None,
        off: Vec::new(),
        support: None,
    }
}
