//! What is published, and what is said of it.

use base_mail::{Config, Finding, Level, Zone};

use crate::{House, houses, houses_with, relay};

const DIRECT: fn() -> Config = || Config { direct: true, hello: Some("mail.communs.test".into()), ..Config::default() };

fn zone(records: &[(&str, &'static str, &str)]) -> Zone {
    let records = records.iter().map(|(name, kind, value)| ((*name).to_owned(), *kind, (*value).to_owned())).collect();
    Zone { records, ..Zone::default() }
}

fn levels(findings: &[Finding]) -> Vec<(&'static str, Level)> {
    findings.iter().map(|finding| (finding.check, finding.level)).collect()
}

async fn one(house: &House, check: &str) -> Finding {
    house.mail.check("communs.test").await.into_iter().find(|finding| finding.check == check).unwrap()
}

#[tokio::test]
async fn nothing_published_is_said_with_what_to_publish() {
    for house in houses_with(DIRECT, zone(&[])).await {
        assert!(house.mail.make_keys(false).unwrap());
        let findings = house.mail.check("communs.test").await;
        let expected = ["SPF", "DKIM", "DKIM", "DMARC", "MX", "PTR"].map(|check| (check, Level::Missing));
        assert_eq!(levels(&findings), expected);
        let line = |at: usize| findings[at].record.as_ref().map(base_mail::DnsRecord::line).unwrap_or_default();
        assert_eq!(line(0), "communs.test. IN TXT \"v=spf1 mx a:mail.communs.test ~all\"");
        assert!(
            line(1).starts_with("liiibre-rsa._domainkey.communs.test. IN TXT \"v=DKIM1; k=rsa; p=MII"),
            "{}",
            line(1)
        );
        assert!(line(2).starts_with("liiibre-ed25519._domainkey.communs.test. IN TXT \"v=DKIM1; k=ed25519; p="));
        assert_eq!(line(3), "_dmarc.communs.test. IN TXT \"v=DMARC1; p=none; rua=mailto:postmaster@communs.test\"");
        assert_eq!(line(4), "communs.test. IN MX 10 mail.communs.test.");
        for finding in findings {
            assert!(finding.words.fr.ends_with('.') && finding.words.en.ends_with('.'), "{finding:?}");
        }
    }
}

#[tokio::test]
async fn all_published_is_well() {
    for house in houses_with(DIRECT, zone(&[])).await {
        house.mail.make_keys(false).unwrap();
        let mut published = zone(&[
            ("communs.test", "TXT", "v=spf1 a:mail.communs.test -all"),
            ("communs.test", "MX", "10 mx.communs.test"),
            ("mail.communs.test", "A", "203.0.113.7"),
            ("7.113.0.203.in-addr.arpa", "PTR", "mail.communs.test"),
            ("_dmarc.communs.test", "TXT", "v=DMARC1; p=quarantine"),
        ]);
        for record in house.mail.key_records("communs.test").unwrap() {
            published.records.push((record.name, "TXT", record.value));
        }
        let (mail, _) = crate::open(&house.db, &house.time, &house.random, DIRECT(), house.data.path(), published);
        let findings = mail.check("communs.test").await;
        assert!(findings.iter().all(|finding| finding.level == Level::Ok), "{findings:#?}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_from_what_is_missing_and_from_what_cannot_be_known() {
    let records = [
        ("communs.test", "TXT", "v=spf1 ip4:198.51.100.1 -all"),
        ("mail.communs.test", "A", "203.0.113.7"),
        ("7.113.0.203.in-addr.arpa", "PTR", "host7.provider.test"),
        ("_dmarc.communs.test", "TXT", "v=DMARC1; rua=mailto:x@y.fr"),
        ("liiibre-rsa._domainkey.communs.test", "TXT", "v=DKIM1; k=rsa; p=MIIother"),
        ("liiibre-ed25519._domainkey.communs.test", "FAIL", ""),
    ];
    for house in houses_with(DIRECT, zone(&records)).await {
        house.mail.make_keys(false).unwrap();
        let spf = one(&house, "SPF").await;
        assert_eq!(spf.level, Level::Wrong);
        assert_eq!(spf.record.unwrap().value, "v=spf1 ip4:198.51.100.1 a:mail.communs.test -all");
        let findings = house.mail.check("communs.test").await;
        let expected = [
            ("SPF", Level::Wrong),
            ("DKIM", Level::Wrong),
            ("DKIM", Level::Unknown),
            ("DMARC", Level::Wrong),
            ("MX", Level::Missing),
            ("PTR", Level::Wrong),
        ];
        assert_eq!(levels(&findings), expected);
    }
}

#[tokio::test]
async fn a_relay_needs_less_and_its_provider_knows_better() {
    let config = || relay("smtps://smtp.provider.test".into());
    let records = [
        ("communs.test", "TXT", "v=spf1 include:spf.provider.test -all"),
        ("spf.provider.test", "TXT", "v=spf1 ip4:198.51.100.0/24 -all"),
        ("smtp.provider.test", "A", "203.0.113.7"),
        ("communs.test", "MX", "10 mx.communs.test"),
        ("_dmarc.test", "TXT", "not looked at: one label is nobody's"),
    ];
    for house in houses_with(config, zone(&records)).await {
        let findings = house.mail.check("communs.test").await;
        let expected = [("SPF", Level::Ok), ("DKIM", Level::Missing), ("DMARC", Level::Missing), ("MX", Level::Ok)];
        assert_eq!(levels(&findings), expected);
        assert!(findings[1].words.en.contains("liiibre mail key"));
        let failure = house.mail.probe().await.unwrap().unwrap_err();
        assert_eq!(failure.cause, base_mail::Cause::Unresolved);
    }
    for house in houses(Config::default).await {
        assert!(house.mail.check("communs.test").await.is_empty(), "nothing leaves: nothing to check");
        assert!(house.mail.probe().await.is_none());
    }
}
