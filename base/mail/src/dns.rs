//! What DNS says of mail: MX, TXT, addresses and their names.
//!
//! The system's resolvers are asked, or those that the operator names, or, in a test, a zone that it wrote.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::base::iana::{Class, Rcode};
use domain::base::{Message, Name, ParsedName, Rtype};
use domain::rdata::{A, Aaaa, Mx, Ptr, Txt};
use domain::resolv::StubResolver;
use domain::resolv::stub::conf::{ResolvConf, ServerConf, Transport};

const PATIENCE: Duration = Duration::from_secs(10);

/// Why DNS gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// There is no such name.
    #[error("{0} does not exist")]
    NoSuchName(String),
    /// It could not be asked, or could not answer; ask again later.
    #[error("DNS gives no answer about {0}: {1}")]
    Unavailable(String, String),
}

/// Where names are looked up; cheap to clone.
#[derive(Clone, Default)]
pub struct Dns(Source);

#[derive(Clone, Default)]
enum Source {
    /// `/etc/resolv.conf`.
    #[default]
    System,
    Servers(Arc<[SocketAddr]>),
    Zone(Arc<Zone>),
}

/// Names as a test wants them.
#[derive(Debug, Clone, Default)]
pub struct Zone {
    /// Names and their records: `("communs.example", "MX", "10 mail.communs.example")`. A record `FAIL` stands for
    /// a server that gives no answer.
    pub records: Vec<(String, &'static str, String)>,
    /// Where each address really is: `203.0.113.1` may be `127.0.0.1:2525`.
    pub places: HashMap<IpAddr, SocketAddr>,
}

impl Dns {
    /// The system's resolvers.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// These servers, or the system's where there are none.
    pub fn of(servers: &[SocketAddr]) -> Self {
        if servers.is_empty() { Self::system() } else { Self(Source::Servers(servers.into())) }
    }

    /// A test's own zone.
    pub fn fixed(zone: Zone) -> Self {
        Self(Source::Zone(Arc::new(zone)))
    }

    /// The servers that take mail for `domain`, best first; empty when it names none.
    pub async fn mx(&self, domain: &str) -> Result<Vec<(u16, String)>, DnsError> {
        let texts = self.ask(domain, Rtype::MX, "MX", |message| {
            each::<Mx<ParsedName<&[u8]>>>(message, |mx| format!("{} {}", mx.preference(), mx.exchange()))
        });
        let mut servers: Vec<(u16, String)> = texts
            .await?
            .iter()
            .filter_map(|text| {
                let (preference, server) = text.split_once(' ')?;
                Some((preference.parse().ok()?, bare(server)))
            })
            .collect();
        servers.sort();
        Ok(servers)
    }

    /// The texts at `name`.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.ask(name, Rtype::TXT, "TXT", |message| {
            each::<Txt<&[u8]>>(message, |txt| String::from_utf8_lossy(&txt.text::<Vec<u8>>()).into_owned())
        })
        .await
    }

    /// The addresses of `host`.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DnsError> {
        let v6 = self.ask(host, Rtype::AAAA, "AAAA", |message| each::<Aaaa>(message, |aaaa| aaaa.addr().to_string()));
        let v4 = self.ask(host, Rtype::A, "A", |message| each::<A>(message, |a| a.addr().to_string())).await;
        let v6 = v6.await;
        let texts = match (v4, v6) {
            (Ok(v4), Ok(v6)) => [v4, v6].concat(),
            (Ok(found), Err(_)) | (Err(_), Ok(found)) if !found.is_empty() => found,
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
    }

    /// The names of an address.
    pub async fn names(&self, address: IpAddr) -> Result<Vec<String>, DnsError> {
        let found = self
            .ask(&reversed(address), Rtype::PTR, "PTR", |message| {
                each::<Ptr<ParsedName<&[u8]>>>(message, |ptr| bare(&ptr.ptrdname().to_string()))
            })
            .await;
        match found {
            Err(DnsError::NoSuchName(_)) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Where to connect to for `address`.
    pub(crate) fn place(&self, address: IpAddr, port: u16) -> SocketAddr {
        let real = match &self.0 {
            Source::Zone(zone) => zone.places.get(&address).copied(),
            Source::System | Source::Servers(_) => None,
        };
        real.unwrap_or_else(|| SocketAddr::new(address, port))
    }

    async fn ask(
        &self,
        name: &str,
        kind: Rtype,
        label: &str,
        read: impl Fn(&Message<[u8]>) -> Vec<String> + Send,
    ) -> Result<Vec<String>, DnsError> {
        let unavailable = |cause: String| DnsError::Unavailable(name.to_owned(), cause);
        let resolver = match &self.0 {
            Source::Zone(zone) => return zone.find(name, label),
            Source::System => StubResolver::new(),
            Source::Servers(servers) => asking(servers),
        };
        let question = Name::<Vec<u8>>::from_str(name).map_err(|_| DnsError::NoSuchName(name.to_owned()))?;
        let asked = tokio::time::timeout(PATIENCE, resolver.query((question, kind, Class::IN)));
        let answer = asked.await.map_err(|_| unavailable("it took too long".into()))?;
        let answer = answer.map_err(|error| unavailable(error.to_string()))?;
        match answer.header().rcode() {
            Rcode::NOERROR => {
                let message = Message::from_slice(answer.as_slice()).map_err(|error| unavailable(error.to_string()))?;
                Ok(read(message))
            }
            Rcode::NXDOMAIN => Err(DnsError::NoSuchName(name.to_owned())),
            other => Err(unavailable(other.to_string())),
        }
    }
}

impl Zone {
    fn find(&self, name: &str, label: &str) -> Result<Vec<String>, DnsError> {
        let here: Vec<_> = self.records.iter().filter(|(known, ..)| known == name).collect();
        if here.is_empty() {
            return Err(DnsError::NoSuchName(name.to_owned()));
        }
        if here.iter().any(|(_, kind, _)| *kind == "FAIL") {
            return Err(DnsError::Unavailable(name.to_owned(), "SERVFAIL".into()));
        }
        Ok(here.iter().filter(|(_, kind, _)| *kind == label).map(|(.., value)| value.clone()).collect())
    }
}

fn asking(servers: &[SocketAddr]) -> StubResolver {
    let mut conf = ResolvConf::new();
    conf.servers = servers.iter().map(|server| ServerConf::new(*server, Transport::UdpTcp)).collect();
    StubResolver::from_conf(conf)
}

fn each<'a, D>(message: &'a Message<[u8]>, show: impl Fn(D) -> String) -> Vec<String>
where
    D: domain::base::rdata::ParseRecordData<'a, [u8]> + 'a,
{
    let Ok(answer) = message.answer() else { return Vec::new() };
    answer.limit_to_in::<D>().flatten().map(|record| show(record.into_data())).collect()
}

/// A name without the dot at its end, in lower case.
fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Where the names of an address stand.
pub(crate) fn reversed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(address) => {
            let nibbles = address.octets().iter().rev().flat_map(|byte| [byte & 15, byte >> 4]).collect::<Vec<_>>();
            let digits: Vec<_> = nibbles.iter().map(|nibble| format!("{nibble:x}")).collect();
            format!("{}.ip6.arpa", digits.join("."))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_are_turned_round() {
        assert_eq!(reversed("192.0.2.7".parse().unwrap()), "7.2.0.192.in-addr.arpa");
        let v6 = reversed("2001:db8::1".parse().unwrap());
        assert!(v6.starts_with("1.0.0.0.") && v6.ends_with(".8.b.d.0.1.0.0.2.ip6.arpa"), "{v6}");
    }

    #[test]
    fn an_answer_is_read() {
        // `communs.example. IN MX`, answered by two servers, as a resolver sends it.
        let mut answer = vec![0, 1, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0];
        let name = b"\x07communs\x07example\x00";
        answer.extend_from_slice(name);
        answer.extend_from_slice(&[0, 15, 0, 1]);
        for (preference, label) in [(20_u8, b"\x02mB"), (10, b"\x02mA")] {
            answer.extend_from_slice(&[0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 60, 0, 7, 0, preference]);
            answer.extend_from_slice(label);
            answer.extend_from_slice(&[0xc0, 12]);
        }
        let message = Message::from_slice(&answer).unwrap();
        let read = each::<Mx<ParsedName<&[u8]>>>(message, |mx| {
            format!("{} {}", mx.preference(), bare(&mx.exchange().to_string()))
        });
        assert_eq!(read, ["20 mb.communs.example", "10 ma.communs.example"]);
    }

    #[tokio::test]
    async fn a_zone_of_a_test_answers_as_dns_does() {
        let records = [("a.test", "MX", "20 Two.test."), ("a.test", "MX", "10 one.test"), ("b.test", "FAIL", "")];
        let records = records.map(|(name, kind, value)| (name.to_owned(), kind, value.to_owned())).to_vec();
        let dns = Dns::fixed(Zone { records, ..Zone::default() });
        assert_eq!(dns.mx("a.test").await.unwrap(), [(10, "one.test".into()), (20, "two.test".into())]);
        assert_eq!(dns.txt("a.test").await.unwrap(), Vec::<String>::new());
        assert_eq!(dns.mx("c.test").await, Err(DnsError::NoSuchName("c.test".into())));
        assert!(matches!(dns.mx("b.test").await, Err(DnsError::Unavailable(..))));
        assert!(dns.names("192.0.2.1".parse().unwrap()).await.unwrap().is_empty());
    }
}
