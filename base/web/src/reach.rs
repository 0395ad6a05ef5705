//! How the site is reached: which host a request asks for and who sends it, directly or through proxies.
//!
//! What a proxy adds is believed only when the peer is one of `trusted_proxies`: anybody can write headers. RFC 7239's
//! `Forwarded` is not read; every proxy in use writes the older headers.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use ipnet::IpNet;

use crate::Problem;
use crate::context::Client;

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// Characters of a User-Agent that are kept.
const LONGEST_AGENT: usize = 300;

/// How the site is reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Proxies whose X-Forwarded-For, -Host and -Proto are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether this process itself speaks TLS to people.
    pub tls: bool,
}

impl Reach {
    /// The Host asked for, in lower case and with its port, and who asks.
    pub(crate) fn read(
        &self,
        headers: &HeaderMap,
        uri: &Uri,
        peer: Option<IpAddr>,
    ) -> Result<(Arc<str>, Client), Problem> {
        // One socket for both families sees IPv4 peers as ::ffff:192.0.2.1.
        let peer = peer.map(|peer| peer.to_canonical());
        let proxied = peer.is_some_and(|peer| self.trusts(peer));
        let forwarded = |name: &HeaderName| if proxied { first(headers, name) } else { None };
        let host = match forwarded(&FORWARDED_HOST).or_else(|| uri.authority().map(http::uri::Authority::as_str)) {
            Some(host) => host,
            None => one_host(headers)?,
        };
        let client = Client {
            address: if proxied { self.sender(headers).or(peer) } else { peer },
            user_agent: headers.get(header::USER_AGENT).map(|value| agent(&String::from_utf8_lossy(value.as_bytes()))),
            secure: self.tls || forwarded(&FORWARDED_PROTO).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
        };
        Ok((host.to_ascii_lowercase().into(), client))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&address))
    }

    /// The nearest address that is not one of our own proxies. Each proxy adds at the end, so that what stands to its
    /// left anybody can have written, and nothing is looked for beyond an entry that cannot be read.
    fn sender(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut lines: Vec<&[u8]> = headers.get_all(&FORWARDED_FOR).iter().map(HeaderValue::as_bytes).collect();
        lines.reverse();
        lines
            .into_iter()
            .flat_map(|line| line.rsplit(|byte| *byte == b','))
            .map(|entry| std::str::from_utf8(entry).ok().and_then(|entry| address(entry.trim())))
            .map_while(|address| address)
            .find(|address| !self.trusts(*address))
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// The first entry of a list header: nearest to the person.
fn first<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let entry = headers.get(name)?.to_str().ok()?.split(',').next()?.trim();
    Some(entry).filter(|entry| !entry.is_empty())
}

/// The Host header. More than one is refused (RFC 9112 section 3.2): what stands before us may believe the other.
fn one_host(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (host, None) => Ok(host.and_then(|host| host.to_str().ok()).unwrap_or_default().trim()),
        (_, Some(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "invalid-input", "Not readable")
            .detail("The request names more than one Host.")),
    }
}

fn agent(text: &str) -> String {
    match text.char_indices().nth(LONGEST_AGENT) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

/// A host in two parts: the name, and the port with its colon. The name of an IPv6 address keeps its brackets, and a
/// name loses the dot at its end.
pub(crate) fn split_port(host: &str) -> (&str, &str) {
    let end = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name.len(),
        _ => host.len(),
    };
    let (name, port) = host.split_at(end);
    (name.strip_suffix('.').unwrap_or(name), if port.len() > 1 { port } else { "" })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect()
    }

    fn behind(proxies: &[&str]) -> Reach {
        Reach { trusted_proxies: proxies.iter().map(|net| net.parse().unwrap()).collect(), tls: false }
    }

    fn read(reach: &Reach, pairs: &[(&'static str, &'static str)], peer: &str) -> (String, Client) {
        let (host, client) = reach.read(&headers(pairs), &"/".parse().unwrap(), peer.parse().ok()).unwrap();
        (host.to_string(), client)
    }

    #[test]
    fn forwarded_headers_count_only_from_a_trusted_proxy() {
        let reach = behind(&["10.0.0.0/8"]);
        let sent = [
            ("host", "Inside:8080"),
            ("x-forwarded-host", "communs.example"),
            ("x-forwarded-for", "6.6.6.6, 192.0.2.7, 10.0.0.9"),
            ("x-forwarded-proto", "https"),
        ];
        let (host, client) = read(&reach, &sent, "10.0.0.1");
        assert_eq!(host, "communs.example");
        assert_eq!(client.address, "192.0.2.7".parse().ok());
        assert!(client.secure);

        let (host, client) = read(&reach, &sent, "203.0.113.5");
        assert_eq!(host, "inside:8080");
        assert_eq!(client.address, "203.0.113.5".parse().ok());
        assert!(!client.secure);
    }

    #[test]
    fn a_sender_cannot_hide_behind_what_they_wrote_themselves() {
        let reach = behind(&["10.0.0.0/8"]);
        let address =
            |sent: &[(&'static str, &'static str)]| read(&reach, sent, "10.0.0.1").1.address.unwrap().to_string();
        // Some proxies add a line of their own after the one that they were sent.
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "192.0.2.7")]), "192.0.2.7");
        // Some add the port.
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6, 192.0.2.7:49152")]), "192.0.2.7");
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6, [2001:db8::7]:49152")]), "2001:db8::7");
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6, [2001:db8::7]")]), "2001:db8::7");
        // Beyond what cannot be read, nothing is believed.
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6, unknown")]), "10.0.0.1");
        assert_eq!(address(&[("x-forwarded-for", "6.6.6.6, unknown, 10.0.0.2")]), "10.0.0.1");
        assert_eq!(address(&[("x-forwarded-for", "")]), "10.0.0.1");
    }

    #[test]
    fn an_ipv4_peer_is_the_same_on_a_socket_for_both_families() {
        let reach = behind(&["10.0.0.0/8"]);
        let sent = [("host", "a"), ("x-forwarded-for", "::ffff:192.0.2.7")];
        assert_eq!(read(&reach, &sent, "::ffff:10.0.0.1").1.address, "192.0.2.7".parse().ok());
        assert_eq!(read(&reach, &sent, "::ffff:192.0.2.9").1.address, "192.0.2.9".parse().ok());
    }

    #[test]
    fn two_hosts_are_none() {
        let two = headers(&[("host", "a.example"), ("host", "b.example")]);
        assert!(Reach::default().read(&two, &"/".parse().unwrap(), None).is_err());
        let (host, _) = Reach::default().read(&two, &"http://c.example:81/".parse().unwrap(), None).unwrap();
        assert_eq!(&*host, "c.example:81", "the authority of the target wins (RFC 9112 section 3.2.2)");
        let (host, _) = Reach::default().read(&HeaderMap::new(), &"/".parse().unwrap(), None).unwrap();
        assert_eq!(&*host, "");
    }

    #[test]
    fn ports_are_told_from_names_and_addresses() {
        for (host, parts) in [
            ("communs.example", ("communs.example", "")),
            ("communs.example:8080", ("communs.example", ":8080")),
            ("communs.example.", ("communs.example", "")),
            ("communs.example.:8080", ("communs.example", ":8080")),
            ("communs.example:", ("communs.example", "")),
            ("127.0.0.2:80", ("127.0.0.2", ":80")),
            ("[::1]", ("[::1]", "")),
            ("[::1]:8080", ("[::1]", ":8080")),
            ("", ("", "")),
            (":80", ("", ":80")),
            ("a:b", ("a:b", "")),
        ] {
            assert_eq!(split_port(host), parts, "{host}");
        }
    }

    #[test]
    fn a_user_agent_may_be_in_any_script() {
        let agent = |bytes: &[u8]| {
            let value = HeaderValue::from_bytes(bytes).unwrap();
            let headers = HeaderMap::from_iter([(header::USER_AGENT, value)]);
            Reach::default().read(&headers, &"/".parse().unwrap(), None).unwrap().1.user_agent.unwrap()
        };
        assert_eq!(agent("iPhone d’Élise (Nextcloud iOS)".as_bytes()), "iPhone d’Élise (Nextcloud iOS)");
        assert_eq!(agent(b"caf\xe9"), "caf\u{fffd}");
    }

    #[test]
    fn a_long_user_agent_is_cut_between_characters() {
        assert_eq!(agent("Firefox"), "Firefox");
        assert_eq!(agent(&"é".repeat(400)).chars().count(), 300);
    }
}
