//! Other addresses: asked for, proved, removed.

use base_mail::{Dns, Level, Mail, Zone};
use base_suite::{Foundation, Org};

use super::*;
use crate::service::{Address, MOST};

impl World {
    /// The same installation, where DNS holds these records.
    fn publishing(&self, records: &[(&str, &'static str, &str)]) -> Organisations {
        let records =
            records.iter().map(|(name, kind, value)| ((*name).to_owned(), *kind, (*value).to_owned())).collect();
        let foundation = self.tool.foundation().clone();
        let config = base_mail::Config { secret: Some("s".repeat(32)), ..base_mail::Config::default() };
        let zone = Dns::fixed(Zone { records, ..Zone::default() });
        let (clock, random) = (foundation.clock.clone(), foundation.random.clone());
        let mail = Mail::open(foundation.db.clone(), clock, random, config, &std::env::temp_dir(), zone).unwrap();
        let foundation = Foundation { mail, ..foundation };
        Organisations::new(foundation, suite(&self.clock), &["files"], Config::default())
    }

    async fn asks(&self, org: OrgId, host: &str) -> Result<Address, Error> {
        self.tool.ask_domain(&caller(OrgRole::Admin), org, host, None).await
    }
}

fn proof(asked: &Address) -> (String, String) {
    let record = &asked.waits.as_ref().unwrap().proof;
    (record.name.clone(), record.value.clone())
}

async fn hosts(tool: &Organisations, org: &Org) -> Vec<(String, bool)> {
    let items = tool.addresses(&caller(OrgRole::Owner), org).await.unwrap().items;
    items.into_iter().map(|item| (item.host, item.waits.is_some())).collect()
}

#[tokio::test]
async fn a_domain_leads_here_once_its_own_proof_is_published() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = caller(OrgRole::Admin);
        let communs = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let nord = world.tool.create(named("Atelier Nord", "nord.example")).await.unwrap();
        let asked = world.asks(communs.id, "WWW.crémerie.example").await.unwrap();
        assert_eq!(asked.host, "www.xn--crmerie-cya.example");
        let (name, value) = proof(&asked);
        assert_eq!(name, "_liiibre-challenge.www.xn--crmerie-cya.example");
        assert!(value.starts_with("liiibre-domain=") && value.len() == 15 + 32, "{value}");
        assert_eq!(world.asks(communs.id, "www.crémerie.example").await.unwrap(), asked, "asked twice is asked once");
        // Whoever asks reserves nothing, and the proof of one is none for the other.
        let theirs = proof(&world.asks(nord.id, &asked.host).await.unwrap());
        assert_ne!(theirs.1, value);

        let check = async |tool: &Organisations, org: OrgId| {
            world.clock.advance(SignedDuration::from_secs(10));
            tool.check_domain(&admin, org, &asked.host, None).await
        };
        let level = async |records: &[(&str, &'static str, &str)], org: OrgId| {
            let found = check(&world.publishing(records), org).await.unwrap();
            assert!(found.words.fr.ends_with('.') && found.words.en.ends_with('.'), "{found:?}");
            found.level
        };
        assert_eq!(level(&[], communs.id).await, Level::Missing);
        assert_eq!(level(&[(&name, "FAIL", "")], communs.id).await, Level::Unknown);
        assert_eq!(level(&[(&name, "TXT", &theirs.1)], communs.id).await, Level::Wrong);
        assert_eq!(level(&[(&name, "TXT", &value[..40])], communs.id).await, Level::Wrong);
        assert_eq!(level(&[(&asked.host, "TXT", &value)], communs.id).await, Level::Missing, "not where it belongs");
        assert!(world.tool.by_host(&asked.host).await.unwrap().is_none());

        let both = world.publishing(&[(&name, "TXT", "other=1"), (&name, "TXT", &value)]);
        let again = async || both.check_domain(&admin, communs.id, &asked.host, None).await;
        assert!(matches!(again().await, Err(Error::CheckedJustNow(wait)) if wait.as_secs() == 10));
        world.clock.advance(SignedDuration::from_secs(4));
        assert!(matches!(again().await, Err(Error::CheckedJustNow(wait)) if wait.as_secs() == 6));
        let found = check(&both, communs.id).await.unwrap();
        assert_eq!((found.level, found.address.waits), (Level::Ok, None));
        assert_eq!(both.by_host(&asked.host).await.unwrap().unwrap().id, communs.id);
        assert_eq!(hosts(&both, &communs).await, [(asked.host.clone(), false)]);
        assert!(matches!(check(&both, communs.id).await, Err(Error::NotFound)), "settled");

        // Too late for the other, who is not told whose it is.
        let late = world.publishing(&[(&name, "TXT", &theirs.1)]);
        let refused = check(&late, nord.id).await.unwrap_err();
        assert!(matches!(refused, Error::LeadsElsewhere) && !refused.to_string().contains("ommuns"), "{refused}");
        assert!(matches!(world.asks(nord.id, "communs.example").await, Err(Error::LeadsElsewhere)));
    }
}

#[tokio::test]
async fn a_domain_that_is_removed_leads_here_no_more_and_comes_back_within_the_hour() {
    for engine in engines() {
        let world = world(engine).await;
        let (admin, tool) = (caller(OrgRole::Admin), &world.tool);
        let communs = tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let nord = tool.create(named("Atelier Nord", "nord.example")).await.unwrap();
        tool.add_alias(communs.id, "www.communs.example").await.unwrap();
        let leads = async || tool.by_host("www.communs.example").await.unwrap().map(|org| org.id);
        let drop = async |org: OrgId, host: &str| tool.drop_domain(&admin, org, host, None).await;
        assert!(matches!(drop(communs.id, "communs.example").await, Err(Error::Invalid { field: "host", .. })));
        for (org, host) in [(nord.id, "www.communs.example"), (communs.id, "nord.example"), (communs.id, "../x")] {
            assert!(matches!(drop(org, host).await, Err(Error::NotFound)), "{host}");
        }
        drop(communs.id, "www.communs.example").await.unwrap();
        assert_eq!((leads().await, hosts(tool, &communs).await), (None, vec![]));
        assert!(matches!(drop(communs.id, "www.communs.example").await, Err(Error::NotFound)));
        assert!(
            world.asks(nord.id, "www.communs.example").await.unwrap().waits.is_some(),
            "for others it is a new one"
        );
        assert_eq!(world.asks(communs.id, "www.communs.example").await.unwrap().waits, None, "undone");
        assert_eq!(leads().await, Some(communs.id));

        drop(communs.id, "www.communs.example").await.unwrap();
        world.clock.advance(SignedDuration::from_hours(1));
        assert!(world.asks(communs.id, "www.communs.example").await.unwrap().waits.is_some(), "too late");
        drop(communs.id, "www.communs.example").await.unwrap();
        assert_eq!(hosts(tool, &communs).await, []);

        let asked = world.asks(communs.id, "one.example").await.unwrap();
        drop(communs.id, "one.example").await.unwrap();
        assert_eq!(world.asks(communs.id, "one.example").await.unwrap(), asked, "with the text that may be published");
        world.clock.advance(SignedDuration::from_hours(30 * 24));
        assert_eq!(hosts(tool, &communs).await, []);
        assert!(matches!(tool.check_domain(&admin, communs.id, "one.example", None).await, Err(Error::NotFound)));
        tool.forget_domains().await.unwrap();

        let id = communs.id;
        let record = tool.foundation().db.read(async move |tx| audit::of_org(tx, id, None, 20).await).await.unwrap();
        let mut acts: Vec<_> = record.items.into_iter().map(|entry| entry.act).collect();
        acts.sort();
        acts.dedup();
        let expected = ["alias-added", "alias-removed", "created", "domain-asked", "domain-dropped"];
        assert_eq!(acts, expected.map(|act| format!("organisation.{act}")));
    }
}

#[tokio::test]
async fn what_the_operator_gave_comes_back_too_and_what_another_proved_meanwhile_does_not() {
    for engine in engines() {
        let world = world(engine).await;
        let communs = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let nord = world.tool.create(named("Atelier Nord", "nord.example")).await.unwrap();
        let admin = caller(OrgRole::Admin);
        // A name within a network may not be asked for, but may be taken back.
        world.tool.add_alias(communs.id, "intranet.local").await.unwrap();
        world.tool.drop_domain(&admin, communs.id, "intranet.local", None).await.unwrap();
        world.asks(communs.id, "intranet.local").await.unwrap();
        assert!(hosts(&world.tool, &communs).await.contains(&("intranet.local".to_owned(), false)));

        world.tool.add_alias(communs.id, "www.sold.example").await.unwrap();
        world.tool.drop_domain(&admin, communs.id, "www.sold.example", None).await.unwrap();
        world.tool.add_alias(nord.id, "www.sold.example").await.unwrap();
        world.tool.drop_domain(&admin, nord.id, "www.sold.example", None).await.unwrap();
        let asked = world.asks(communs.id, "www.sold.example").await.unwrap();
        assert!(asked.waits.is_some(), "another had it since: it is proved anew");
        assert!(world.asks(nord.id, "www.sold.example").await.unwrap().waits.is_none());
    }
}

#[tokio::test]
async fn what_an_organisation_may_not_ask_for() {
    for engine in engines() {
        let world = world(engine).await;
        let communs = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        for bad in ["", "localhost", "192.0.2.1", "a.local", "communs.example", "a b.example", "*.a.example"] {
            let refused = world.asks(communs.id, bad).await.unwrap_err();
            assert!(matches!(refused, Error::Invalid { field: "host", .. }), "{bad}: {refused}");
        }
        let member = world.tool.ask_domain(&caller(OrgRole::Member), communs.id, "a.example", None).await;
        assert!(matches!(member, Err(Error::AdminsOnly)));
        world.tool.add_alias(communs.id, "www.communs.example").await.unwrap();
        for number in 1..MOST {
            world.asks(communs.id, &format!("n{number}.example")).await.unwrap();
        }
        assert!(matches!(world.asks(communs.id, "more.example").await, Err(Error::TooManyDomains)));
        world.asks(communs.id, "n1.example").await.unwrap();
        assert_eq!(hosts(&world.tool, &communs).await.len(), MOST);

        let foundation = world.tool.foundation().clone();
        let config = Config { own_domains: false, ..Config::default() };
        let closed = Organisations::new(foundation, suite(&world.clock), &[], config);
        let admin = caller(OrgRole::Owner);
        assert!(matches!(closed.ask_domain(&admin, communs.id, "b.example", None).await, Err(Error::DomainsOff)));
        assert!(matches!(closed.check_domain(&admin, communs.id, "n1.example", None).await, Err(Error::DomainsOff)));
        let drop = closed.drop_domain(&admin, communs.id, "www.communs.example", None).await;
        assert!(matches!(drop, Err(Error::DomainsOff)));
        assert!(!closed.addresses(&admin, &communs).await.unwrap().may_change);
    }
}

#[tokio::test]
async fn where_each_leads_is_said_with_what_to_publish() {
    for engine in engines() {
        let world = world(engine).await;
        let communs = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        for host in ["away.example", "broken.example", "here.example", "nowhere.example"] {
            world.asks(communs.id, host).await.unwrap();
        }
        let tool = world.publishing(&[
            ("communs.example", "A", "203.0.113.7"),
            ("communs.example", "AAAA", "2001:db8::7"),
            ("here.example", "A", "203.0.113.7"),
            ("away.example", "A", "203.0.113.8"),
            ("broken.example", "FAIL", ""),
        ]);
        let leads = tool.leads(&caller(OrgRole::Admin), &communs).await.unwrap();
        let levels: Vec<_> = leads.iter().map(|lead| lead.level).collect();
        assert_eq!(levels, [Level::Wrong, Level::Unknown, Level::Ok, Level::Missing]);
        let lines: Vec<_> = leads[3].records.iter().map(base_mail::DnsRecord::line).collect();
        let expected = [
            "nowhere.example. IN CNAME communs.example.",
            "nowhere.example. IN A 203.0.113.7",
            "nowhere.example. IN AAAA 2001:db8::7",
        ];
        let (mut lines, mut expected) = (lines, expected.map(str::to_owned).to_vec());
        lines.sort();
        expected.sort();
        assert_eq!(lines, expected);
        let blind = world.tool.leads(&caller(OrgRole::Admin), &communs).await.unwrap();
        assert!(blind.iter().all(|lead| lead.level == Level::Unknown), "its own domain is not known");
        assert!(world.tool.leads(&caller(OrgRole::Member), &communs).await.is_err());
    }
}
