//! The ways out: through a relay, or to the recipient's own servers.

use std::net::SocketAddr;

use ipnet::IpNet;

use super::{Claimed, Ended, GIVEN_UP, LOCKED, ON_ONE_CONNECTION, SHUT, Shut, later, lock};
use crate::config::{Encryption, Relay};
use crate::dns::DnsError;
use crate::failure::{Cause, Failure};
use crate::smtp::Session;
use crate::{Mail, address};

/// The port where servers take mail from each other.
const MAIL_PORT: u16 = 25;
/// Servers of one domain that are tried at most, and addresses of each.
const MOST_SERVERS: usize = 5;
const MOST_ADDRESSES: usize = 4;

impl Mail {
    pub(super) async fn through_relay(&self, letter: &Claimed, bytes: &[u8], relay: &Relay) -> Ended {
        let name = format!("{}:{}", relay.host, relay.port);
        if let Some(failure) = self.shut(&name) {
            return Ended::Failed(failure);
        }
        let session = match self.session(&name, || self.open_relay(relay, &letter.sender_domain)).await {
            Ok(session) => session,
            Err(failure) => return self.shut_out(&name, failure, true),
        };
        match self.hand_over(letter, bytes, &name, session).await {
            Ok(said) => Ended::Sent { host: name, said },
            // A relay knows who may send what: a sender that it refuses is for the operator to set right, and tried
            // again meanwhile.
            Err(failure) => {
                let is_closed = failure.cause.holds();
                self.shut_out(&name, failure, is_closed)
            }
        }
    }

    pub(super) async fn directly(&self, letter: &Claimed, bytes: &[u8], allow: &[IpNet]) -> Ended {
        let domain = address::domain(&letter.recipient).to_owned();
        if let Some(failure) = self.shut(&domain) {
            return Ended::Failed(failure);
        }
        let session = match self.session(&domain, || self.open_direct(&domain, &letter.sender_domain, allow)).await {
            Ok(session) => session,
            Err(failure) => return self.shut_out(&domain, failure, true),
        };
        match self.hand_over(letter, bytes, &domain, session).await {
            Ok(said) => Ended::Sent { host: domain, said },
            // Nobody here can set right whom a stranger's server does not like.
            Err(failure) if matches!(failure.cause, Cause::Sender | Cause::Credentials) => {
                Ended::Failed(Failure { cause: Cause::Refused, ..failure })
            }
            Err(failure) => self.shut_out(&domain, failure, false),
        }
    }

    /// The connection to the relay, opened.
    pub(crate) async fn open_relay(&self, relay: &Relay, sender_domain: &str) -> Result<Session, Failure> {
        let name = format!("{}:{}", relay.host, relay.port);
        let looked_up = tokio::net::lookup_host((relay.host.as_str(), relay.port));
        let places: Vec<SocketAddr> = match tokio::time::timeout(self.manners(sender_domain).patience, looked_up).await
        {
            Ok(Ok(places)) => places.collect(),
            Ok(Err(error)) => return Err(Failure::new(Cause::Unresolved, name, error)),
            Err(_) => return Err(Failure::new(Cause::Unresolved, name, "")),
        };
        let (encryption, credentials) = (relay.encryption, relay.credentials.as_ref());
        let opened = Session::open(&relay.host, &places, encryption, credentials, &self.manners(sender_domain)).await;
        opened.map_err(|failure| Failure { host: name, ..failure })
    }

    async fn open_direct(&self, domain: &str, sender_domain: &str, allow: &[IpNet]) -> Result<Session, Failure> {
        let mut last = Failure::new(Cause::Unresolved, domain, "");
        for host in self.servers(domain).await?.into_iter().take(MOST_SERVERS) {
            let found = match self.0.dns.addresses(&host).await {
                Ok(found) => found,
                Err(error) => {
                    last = Failure::new(Cause::Unresolved, &host, error);
                    continue;
                }
            };
            // Whoever names a server must not reach into the network that this one stands in.
            let may = |address: &std::net::IpAddr| {
                base_outbound::is_public(*address) || allow.iter().any(|network| network.contains(address))
            };
            let places: Vec<SocketAddr> = found
                .iter()
                .filter(|address| may(address))
                .take(MOST_ADDRESSES)
                .map(|address| self.0.dns.place(*address, MAIL_PORT))
                .collect();
            if places.is_empty() {
                let said = found.first().map(ToString::to_string).unwrap_or_default();
                let cause = if found.is_empty() { Cause::Unresolved } else { Cause::Private };
                last = Failure::new(cause, &host, said);
                continue;
            }
            let manners = self.manners(sender_domain);
            let mut opened = Session::open(&host, &places, Encryption::Opportunistic, None, &manners).await;
            if matches!(&opened, Err(failure) if failure.cause == Cause::Tls) {
                // Better in plain text, as mail between strangers may be, than not at all.
                opened = Session::open(&host, &places, Encryption::None, None, &manners).await;
            }
            match opened {
                Ok(session) => return Ok(session),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// The servers that take mail for a domain (RFC 5321, section 5.1).
    async fn servers(&self, domain: &str) -> Result<Vec<String>, Failure> {
        let named = match self.0.dns.mx(domain).await {
            Ok(named) => named,
            Err(DnsError::NoSuchName(_)) => return Err(Failure::new(Cause::NoSuchDomain, domain, "")),
            Err(error) => return Err(Failure::new(Cause::Unresolved, domain, error)),
        };
        match named.as_slice() {
            // RFC 7505: it takes no mail, and says so.
            [(_, only)] if only.is_empty() => Err(Failure::new(Cause::NoSuchDomain, domain, "MX 0 .")),
            [] => Ok(vec![domain.to_owned()]),
            _ => Ok(named.into_iter().map(|(_, host)| host).filter(|host| !host.is_empty()).collect()),
        }
    }

    /// A connection that carried a letter this way before, or a new one.
    async fn session(
        &self,
        way: &str,
        open: impl AsyncFnOnce() -> Result<Session, Failure>,
    ) -> Result<Session, Failure> {
        loop {
            let idle = {
                let mut idle = lock(&self.0.carrying.idle);
                let at = idle.iter().position(|(known, _)| known == way);
                at.map(|at| idle.swap_remove(at).1)
            };
            match idle {
                // It may have been closed meanwhile, which says nothing of the way.
                Some(mut session) => {
                    if session.rest().await {
                        return Ok(session);
                    }
                }
                None => return open().await,
            }
        }
    }

    async fn hand_over(
        &self,
        letter: &Claimed,
        bytes: &[u8],
        way: &str,
        mut session: Session,
    ) -> Result<String, Failure> {
        let sender = self.return_path(letter.id, &letter.sender_domain);
        let carried = session.carry(&sender, &letter.recipient, bytes).await;
        let is_open = !matches!(&carried, Err(failure) if failure.cause.is_of_the_route());
        let mut closing = None;
        if is_open && session.carried < ON_ONE_CONNECTION {
            let mut idle = lock(&self.0.carrying.idle);
            idle.push((way.to_owned(), session));
            // No more than carry at the same time, however many servers there are to go to.
            if idle.len() > self.0.config.connections as usize {
                closing = Some(idle.remove(0).1);
            }
        } else if is_open {
            closing = Some(session);
        }
        if let Some(session) = closing {
            session.leave().await;
        }
        carried
    }

    fn shut(&self, way: &str) -> Option<Failure> {
        let now = self.0.clock.now();
        let shut = lock(&self.0.carrying.shut);
        shut.get(way).filter(|shut| shut.until > now).map(|shut| shut.failure.clone())
    }

    /// Remembers a way that failed, so that other letters are spared it for a while.
    fn shut_out(&self, way: &str, failure: Failure, is_closed: bool) -> Ended {
        if failure.cause.is_of_the_route() {
            let now = self.0.clock.now();
            let until = later(now, if failure.cause.holds() { LOCKED } else { SHUT });
            let mut shut = lock(&self.0.carrying.shut);
            // Ways that nobody asked for any more; a few days' failures are no burden.
            shut.retain(|_, shut| later(shut.until, GIVEN_UP) > now);
            shut.insert(way.to_owned(), Shut { until, failure: failure.clone(), is_closed });
        }
        Ended::Failed(failure)
    }
}
