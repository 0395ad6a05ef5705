//! Whether SPF (RFC 7208) lets an address send for a domain: enough of it to tell an administrator.
//!
//! Mechanisms with macros and `exists` are not evaluated: the answer is then unknown rather than wrong.

use std::net::IpAddr;
use std::pin::Pin;

use ipnet::IpNet;

use crate::dns::{Dns, DnsError};

/// What SPF says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may.
    Pass,
    /// It may not, or nothing is said of it.
    Fail,
    /// The record is broken: too many lookups, a loop, two records.
    Broken,
    /// It cannot be told from here.
    Unknown,
}

/// Section 4.6.4.
const MOST_LOOKUPS: u32 = 10;

/// The SPF records of a domain.
pub(crate) async fn records(dns: &Dns, domain: &str) -> Result<Vec<String>, DnsError> {
    let texts = match dns.txt(domain).await {
        Ok(texts) => texts,
        Err(DnsError::NoSuchName(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    let is_spf =
        |text: &String| text.eq_ignore_ascii_case("v=spf1") || text.to_ascii_lowercase().starts_with("v=spf1 ");
    Ok(texts.into_iter().filter(is_spf).collect())
}

/// Whether `address` may send for `domain`.
pub(crate) async fn check(dns: &Dns, domain: &str, address: IpAddr) -> Verdict {
    evaluate(dns, domain.to_owned(), address, &mut 0).await
}

fn evaluate<'a>(
    dns: &'a Dns,
    domain: String,
    address: IpAddr,
    lookups: &'a mut u32,
) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
    Box::pin(async move {
        let record = match records(dns, &domain).await {
            Err(_) => return Verdict::Unknown,
            Ok(records) => match <[String; 1]>::try_from(records) {
                Ok([record]) => record,
                Err(records) if records.is_empty() => return Verdict::Fail,
                Err(_) => return Verdict::Broken,
            },
        };
        let mut redirect = None;
        for term in record.split_whitespace().skip(1) {
            if term.contains('%') {
                return Verdict::Unknown;
            }
            if let Some(target) = term.strip_prefix("redirect=") {
                redirect = Some(target.to_owned());
                continue;
            }
            if term.split(':').next().is_some_and(|name| name.contains('=')) {
                continue;
            }
            let passes = !term.starts_with(['-', '~', '?']);
            let term = term.trim_start_matches(['+', '-', '~', '?']);
            let matched = match matches(dns, &domain, term, address, lookups).await {
                Ok(matched) => matched,
                Err(verdict) => return verdict,
            };
            if matched {
                return if passes { Verdict::Pass } else { Verdict::Fail };
            }
        }
        match redirect {
            Some(target) => match count(lookups) {
                Ok(()) => evaluate(dns, target, address, lookups).await,
                Err(verdict) => verdict,
            },
            None => Verdict::Fail,
        }
    })
}

async fn matches(dns: &Dns, domain: &str, term: &str, address: IpAddr, lookups: &mut u32) -> Result<bool, Verdict> {
    let (name, rest) = match term.find([':', '/']) {
        Some(at) => term.split_at(at),
        None => (term, ""),
    };
    match name.to_ascii_lowercase().as_str() {
        "all" => Ok(true),
        "ip4" | "ip6" => {
            let text = rest.trim_start_matches(':');
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map(|network| network.contains(&address)).map_err(|_| Verdict::Broken)
        }
        "include" => {
            count(lookups)?;
            match evaluate(dns, rest.trim_start_matches(':').to_owned(), address, lookups).await {
                Verdict::Pass => Ok(true),
                Verdict::Fail => Ok(false),
                other => Err(other),
            }
        }
        kind @ ("a" | "mx") => {
            count(lookups)?;
            // `a:host/24//64`
            let (host, prefixes) = match rest.find('/') {
                Some(at) => rest.split_at(at),
                None => (rest, ""),
            };
            let host = Some(host.trim_start_matches(':')).filter(|host| !host.is_empty()).unwrap_or(domain);
            let hosts = match kind {
                "a" => vec![host.to_owned()],
                _ => known(dns.mx(host).await)?.into_iter().map(|(_, host)| host).take(10).collect(),
            };
            for host in hosts {
                for found in known(dns.addresses(&host).await)? {
                    if within(found, prefixes, address) {
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        }
        "exists" | "ptr" => Err(Verdict::Unknown),
        _ => Err(Verdict::Broken),
    }
}

fn count(lookups: &mut u32) -> Result<(), Verdict> {
    *lookups += 1;
    if *lookups > MOST_LOOKUPS { Err(Verdict::Broken) } else { Ok(()) }
}

/// What a name has; none, when there is no such name.
fn known<T: Default>(found: Result<T, DnsError>) -> Result<T, Verdict> {
    match found {
        Ok(found) => Ok(found),
        Err(DnsError::NoSuchName(_)) => Ok(T::default()),
        Err(DnsError::Unavailable(..)) => Err(Verdict::Unknown),
    }
}

fn within(found: IpAddr, prefixes: &str, address: IpAddr) -> bool {
    let (v4, v6) = match prefixes.split_once("//") {
        Some((v4, v6)) => (v4.trim_start_matches('/'), v6),
        None => (prefixes.trim_start_matches('/'), ""),
    };
    let length = match found {
        IpAddr::V4(_) => v4.parse().unwrap_or(32),
        IpAddr::V6(_) => v6.parse().unwrap_or(128),
    };
    IpNet::new(found, length).is_ok_and(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::dns::Zone;

    async fn verdict(records: &[(&str, &'static str, &str)], address: &str) -> Verdict {
        let records =
            records.iter().map(|(name, kind, value)| ((*name).to_owned(), *kind, (*value).to_owned())).collect();
        check(&Dns::fixed(Zone { records, ..Zone::default() }), "a.test", address.parse().unwrap()).await
    }

    #[tokio::test]
    async fn mechanisms_are_followed() {
        let zone = [
            (
                "a.test",
                "TXT",
                "v=spf1 ip4:192.0.2.0/24 mx include:relay.test a:b.test/24 -ip4:198.51.100.9 redirect=r.test",
            ),
            ("a.test", "TXT", "something else"),
            ("a.test", "MX", "10 mx.test"),
            ("mx.test", "A", "198.51.100.1"),
            ("b.test", "A", "203.0.113.7"),
            ("relay.test", "TXT", "v=spf1 ip6:2001:db8::/32 -all"),
            ("r.test", "TXT", "v=spf1 ip4:198.51.100.77 ~all"),
        ];
        for (address, expected) in [
            ("192.0.2.99", Verdict::Pass),
            ("198.51.100.1", Verdict::Pass),
            ("2001:db8::5", Verdict::Pass),
            ("203.0.113.200", Verdict::Pass),
            ("198.51.100.77", Verdict::Pass),
            ("198.51.100.9", Verdict::Fail),
            ("8.8.8.8", Verdict::Fail),
        ] {
            assert_eq!(verdict(&zone, address).await, expected, "{address}");
        }
    }

    #[tokio::test]
    async fn what_is_broken_or_cannot_be_known_is_told_apart() {
        for (record, expected) in [
            ("v=spf1 include:a.test -all", Verdict::Broken),
            ("v=spf1 ip4:nonsense -all", Verdict::Broken),
            ("v=spf1 nonsense -all", Verdict::Broken),
            ("v=spf1 exists:%{i}.x.test -all", Verdict::Unknown),
            ("v=spf1 include:down.test -all", Verdict::Unknown),
            ("v=spf1", Verdict::Fail),
            ("v=spf1 +all", Verdict::Pass),
        ] {
            let zone = [("a.test", "TXT", record), ("down.test", "FAIL", "")];
            assert_eq!(verdict(&zone, "192.0.2.1").await, expected, "{record}");
        }
        assert_eq!(verdict(&[], "192.0.2.1").await, Verdict::Fail);
        let two = [("a.test", "TXT", "v=spf1 -all"), ("a.test", "TXT", "v=spf1 +all")];
        assert_eq!(verdict(&two, "192.0.2.1").await, Verdict::Broken);
    }
}
