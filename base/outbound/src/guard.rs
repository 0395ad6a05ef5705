//! Which addresses may be connected to.
//!
//! Names are resolved here, and only the addresses that pass are handed to the connection: what was checked is
//! what is connected to, however often the name changes its answer in between.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::Refused;

/// Decides by address; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Guard(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    allowed: Vec<IpNet>,
    hosts: HashMap<String, Vec<IpAddr>>,
}

impl Guard {
    pub fn new(allowed: Vec<IpNet>, hosts: HashMap<String, Vec<IpAddr>>) -> Self {
        Self(Arc::new(Rules { allowed, hosts }))
    }

    /// Whether this address may be connected to.
    pub fn passes(&self, address: IpAddr) -> bool {
        is_public(address) || self.0.allowed.iter().any(|network| network.contains(&address))
    }

    async fn resolve(self, host: String) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
        let found: Vec<SocketAddr> = match self.0.hosts.get(&host) {
            Some(fixed) => fixed.iter().map(|address| SocketAddr::new(*address, 0)).collect(),
            None => tokio::net::lookup_host((host.as_str(), 0)).await?.collect(),
        };
        let refused = found.iter().map(SocketAddr::ip).find(|address| !self.passes(*address));
        let passing: Vec<_> = found.into_iter().filter(|address| self.passes(address.ip())).collect();
        match refused {
            Some(address) if passing.is_empty() => Err(Refused { host, address }.into()),
            _ => Ok(Box::new(passing.into_iter())),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(self.clone().resolve(name.as_str().to_ascii_lowercase()))
    }
}

/// Whether this is the address of a single machine on the public Internet (IANA's special-purpose registries).
///
/// IPv6 addresses that stand for an IPv4 one (mapped, 6to4, NAT64) are refused whatever they stand for.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_UNICAST.contains(&address) && !NOT_PUBLIC_V6.iter().any(|network| network.contains(&address))
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

const NOT_PUBLIC_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 8),       // this network
    v4(10, 0, 0, 8),      // private
    v4(100, 64, 0, 10),   // shared by a provider's customers
    v4(127, 0, 0, 8),     // loopback
    v4(169, 254, 0, 16),  // link-local, cloud metadata
    v4(172, 16, 0, 12),   // private
    v4(192, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 24),    // documentation
    v4(192, 88, 99, 24),  // 6to4 relays
    v4(192, 168, 0, 16),  // private
    v4(198, 18, 0, 15),   // benchmarks
    v4(198, 51, 100, 24), // documentation
    v4(203, 0, 113, 24),  // documentation
    v4(224, 0, 0, 4),     // multicast
    v4(240, 0, 0, 4),     // reserved, broadcast
];

/// All else is loopback, link-local, unique local, multicast, mapped IPv4, NAT64 or unassigned.
const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 3);

const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    v6(0x2001, 0, 23),     // protocol assignments, Teredo
    v6(0x2001, 0xdb8, 32), // documentation
    v6(0x2002, 0, 16),     // 6to4
    v6(0x3fff, 0, 20),     // documentation
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        Guard::new(allowed.iter().map(|network| network.parse().unwrap()).collect(), HashMap::new())
    }

    fn passes(guard: &Guard, address: &str) -> bool {
        guard.passes(address.parse().unwrap())
    }

    #[test]
    fn public_addresses_pass() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2a01:e0a::1",
        ] {
            assert!(passes(&guard(&[]), address), "{address}");
        }
    }

    #[test]
    fn all_others_do_not() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!passes(&guard(&[]), address), "{address}");
        }
    }

    #[test]
    fn the_operator_allows_networks_and_nothing_beside_them() {
        let guard = guard(&["10.1.0.0/16", "fd00:1::/32"]);
        assert!(passes(&guard, "10.1.2.3"));
        assert!(passes(&guard, "fd00:1::9"));
        assert!(!passes(&guard, "10.2.0.1"));
        assert!(!passes(&guard, "::ffff:10.1.2.3"));
        assert!(!passes(&guard, "fd00:2::9"));
    }
}
