//! The section `[mail]` of the configuration: how letters leave.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// How letters leave. Without `relay` and `direct` they are put into the folder `mail` of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The server that takes our letters: `smtp://host:587` (encrypted with STARTTLS, always), `smtps://host:465`, or
    /// `smtp+plain://127.0.0.1:25` for a server on this machine.
    pub relay: Option<String>,
    /// The user name for the relay.
    pub user: Option<String>,
    /// The password for the relay; better given as `password_file`.
    pub password: Option<String>,
    /// A file that holds the password.
    pub password_file: Option<PathBuf>,
    /// Certificate authorities, in PEM, that are trusted for the relay beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Without a relay: deliver to the recipients' own servers. Needs port 25, a fixed address with a name (PTR), and
    /// DNS records; `liiibre doctor` says which.
    pub direct: bool,
    /// Networks (`10.0.0.0/8`) that direct delivery may reach although they are not public.
    pub allow_private: Vec<String>,
    /// Whom letters are from; without it, `liiibre@` and the organisation's domain.
    pub from: Option<String>,
    /// The domain of the addresses where undeliverable letters come back, each `bounce+...@` it; without it, the
    /// sender's.
    pub bounce_domain: Option<String>,
    /// The sender told to the relay, for a relay that accepts one alone. Letters that come back are then not noticed.
    pub envelope_from: Option<String>,
    /// The name this server presents itself with; without it, the machine's.
    pub hello: Option<String>,
    /// Signatures.
    pub dkim: Dkim,
    /// A secret of at least 32 characters, the same on every node, which signs return addresses; without it, one is
    /// made in the data folder.
    pub secret: Option<String>,
    /// How long to wait for an answer, in seconds.
    pub timeout_seconds: u32,
    /// Connections at the same time, at most.
    pub connections: u32,
    /// Letters of one kind to one address in an hour, at most.
    pub per_address_hourly: u32,
    /// How long it is remembered which letter went to whom.
    pub keep_days: u32,
}

/// Signatures (RFC 6376). `liiibre mail key` makes the keys and says what to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dkim {
    /// The records stand at `SELECTOR-rsa._domainkey` and `SELECTOR-ed25519._domainkey` of the sender's domain.
    pub selector: String,
    /// An RSA key in PEM; without it and its file, the one in the data folder, if any.
    pub rsa_key: Option<String>,
    /// A file that holds it.
    pub rsa_key_file: Option<PathBuf>,
    /// An Ed25519 key in PEM; likewise.
    pub ed25519_key: Option<String>,
    /// A file that holds it.
    pub ed25519_key_file: Option<PathBuf>,
}

impl Default for Dkim {
    fn default() -> Self {
        let selector = "liiibre".to_owned();
        Self { selector, rsa_key: None, rsa_key_file: None, ed25519_key: None, ed25519_key_file: None }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            relay: None,
            user: None,
            password: None,
            password_file: None,
            ca_file: None,
            direct: false,
            allow_private: Vec::new(),
            from: None,
            bounce_domain: None,
            envelope_from: None,
            hello: None,
            dkim: Dkim::default(),
            secret: None,
            timeout_seconds: 60,
            connections: 4,
            per_address_hourly: 6,
            keep_days: 90,
        }
    }
}

/// The way out that a configuration asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Transport {
    /// The folder.
    None,
    /// One server takes everything.
    Relay(Relay),
    /// The recipients' own servers.
    Direct {
        /// Networks that may be reached although they are not public.
        allow: Vec<IpNet>,
    },
}

/// The server that takes everything.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Relay {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub credentials: Option<(String, String)>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}:{}", self.encryption, self.host, self.port)
    }
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// From the first byte (RFC 8314), certificate checked.
    Implicit,
    /// STARTTLS, certificate checked; none, no letter.
    Required,
    /// STARTTLS where it is offered, whoever it is: better than none, and all that mail between strangers has.
    Opportunistic,
    /// None: on this machine alone.
    None,
}

/// What a configuration comes to.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub transport: Transport,
    pub hello: Option<String>,
    pub from: Option<Address>,
    pub envelope_from: Option<Address>,
    pub bounce_domain: Option<String>,
}

impl Config {
    /// Whether it can be used; names the key to correct.
    pub fn check(&self) -> Result<(), String> {
        self.settings().map(drop)
    }

    pub(crate) fn settings(&self) -> Result<Settings, String> {
        let address = |key: &str, text: &Option<String>| match text {
            Some(text) => Address::new("", text).map(Some).map_err(|error| format!("mail.{key}: {error}")),
            None => Ok(None),
        };
        if self.dkim.selector.is_empty()
            || !self.dkim.selector.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return Err("mail.dkim.selector: use a-z, 0-9 and dashes".into());
        }
        let positive = [
            ("timeout_seconds", self.timeout_seconds),
            ("connections", self.connections),
            ("keep_days", self.keep_days),
        ];
        if let Some((key, _)) = positive.iter().find(|(_, value)| *value == 0) {
            return Err(format!("mail.{key}: give 1 or more"));
        }
        if self.secret.as_ref().is_some_and(|secret| secret.len() < 32) {
            return Err("mail.secret: give at least 32 characters, such as `openssl rand -hex 32` prints".into());
        }
        Ok(Settings {
            transport: self.transport()?,
            hello: host(self.hello.as_deref(), "hello")?,
            from: address("from", &self.from)?,
            envelope_from: address("envelope_from", &self.envelope_from)?,
            bounce_domain: host(self.bounce_domain.as_deref(), "bounce_domain")?,
        })
    }

    fn transport(&self) -> Result<Transport, String> {
        let Some(relay) = &self.relay else {
            if self.user.is_some() {
                return Err("mail.user: there is no relay to sign in to; set mail.relay".into());
            }
            if !self.direct {
                return Ok(Transport::None);
            }
            let allow = self.allow_private.iter().map(|text| {
                let address = text.parse::<IpAddr>().map(IpNet::from);
                text.parse().or(address).map_err(|_| {
                    format!("mail.allow_private: {text:?} is neither an address nor a range such as 10.0.0.0/8")
                })
            });
            return Ok(Transport::Direct { allow: allow.collect::<Result<_, _>>()? });
        };
        if self.direct {
            return Err("mail.direct: with a relay nothing is delivered directly; keep one of the two".into());
        }
        let form = || {
            format!("mail.relay: {relay:?} is not of the form smtp://host:587, smtps://host or smtp+plain://127.0.0.1")
        };
        let (scheme, rest) = relay.split_once("://").ok_or_else(form)?;
        let (encryption, port) = match scheme {
            "smtp" => (Encryption::Required, 587),
            "smtps" => (Encryption::Implicit, 465),
            "smtp+plain" => (Encryption::None, 25),
            _ => return Err(form()),
        };
        // As a URL that the parser knows the rules of.
        let url = url::Url::parse(&format!("http://{rest}")).map_err(|_| form())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("mail.relay: give the name and the password as mail.user and mail.password_file".into());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(form());
        }
        let host = url.host_str().ok_or_else(form)?.trim_matches(['[', ']']).to_owned();
        // The parser leaves out what is http's own port.
        let port = if rest.trim_end_matches('/').ends_with(":80") { 80 } else { url.port().unwrap_or(port) };
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if encryption == Encryption::None && !is_here {
            return Err("mail.relay: smtp+plain is for a server on this machine (127.0.0.1, ::1, localhost)".into());
        }
        Ok(Transport::Relay(Relay { host, port, encryption, credentials: self.credentials()? }))
    }

    fn credentials(&self) -> Result<Option<(String, String)>, String> {
        let password = secret("password", self.password.as_ref(), self.password_file.as_deref())?;
        match (&self.user, password) {
            (None, None) => Ok(None),
            (Some(_), None) => Err("mail.user: its password is missing; set mail.password_file".into()),
            (None, Some(_)) => Err("mail.password: whose? set mail.user".into()),
            (Some(user), Some(password)) if user.contains('\0') || password.contains('\0') => {
                Err("mail.user, mail.password: a NUL character cannot be sent".into())
            }
            (Some(user), Some(password)) => Ok(Some((user.clone(), password))),
        }
    }
}

/// A secret, given as it is or in a file, without its last line break.
pub(crate) fn secret(key: &str, given: Option<&String>, file: Option<&Path>) -> Result<Option<String>, String> {
    match (given, file) {
        (Some(_), Some(_)) => Err(format!("mail.{key}, mail.{key}_file: keep one of the two")),
        (Some(given), None) => Ok(Some(given.clone())),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|error| format!("mail.{key}_file: {}: {error}", file.display()))?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        (None, None) => Ok(None),
    }
}

fn host(text: Option<&str>, key: &str) -> Result<Option<String>, String> {
    let Some(text) = text else { return Ok(None) };
    match url::Host::parse(text) {
        Ok(url::Host::Domain(domain)) => Ok(Some(domain)),
        _ => Err(format!("mail.{key}: {text:?} is not a domain such as mail.communs.example")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn relay(text: &str) -> Result<Transport, String> {
        Config { relay: Some(text.into()), ..Config::default() }.settings().map(|settings| settings.transport)
    }

    #[test]
    fn relays_are_understood() {
        for (text, host, port, encryption) in [
            ("smtp://mail.example", "mail.example", 587, Encryption::Required),
            ("smtp://mail.example:2525", "mail.example", 2525, Encryption::Required),
            ("smtp://mail.example:80/", "mail.example", 80, Encryption::Required),
            ("smtps://mail.example", "mail.example", 465, Encryption::Implicit),
            ("smtp+plain://127.0.0.1", "127.0.0.1", 25, Encryption::None),
            ("smtp+plain://[::1]:1025", "::1", 1025, Encryption::None),
            ("smtp+plain://localhost", "localhost", 25, Encryption::None),
        ] {
            let expected = Relay { host: host.into(), port, encryption, credentials: None };
            assert_eq!(relay(text).unwrap(), Transport::Relay(expected));
        }
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_to_write() {
        for (text, what) in [
            ("mail.example", "smtp://host:587"),
            ("http://mail.example", "smtp://host:587"),
            ("smtp://mail.example/path", "smtp://host:587"),
            ("smtp://", "smtp://host:587"),
            ("smtp://me:secret@mail.example", "mail.password_file"),
            ("smtp+plain://mail.example", "on this machine"),
            ("smtp+plain://10.0.0.1", "on this machine"),
        ] {
            let error = relay(text).unwrap_err();
            assert!(error.starts_with("mail.relay: ") && error.contains(what), "{error}");
        }
        let base = Config::default;
        for (config, what) in [
            (Config { user: Some("a".into()), ..base() }, "mail.user"),
            (Config { relay: Some("smtps://h".into()), user: Some("a".into()), ..base() }, "mail.password_file"),
            (Config { relay: Some("smtps://h".into()), password: Some("a".into()), ..base() }, "mail.user"),
            (Config { relay: Some("smtps://h".into()), direct: true, ..base() }, "mail.direct"),
            (Config { direct: true, allow_private: vec!["10.0.0.0/99".into()], ..base() }, "mail.allow_private"),
            (Config { from: Some("liiibre".into()), ..base() }, "mail.from"),
            (Config { envelope_from: Some("a@b\r\nx".into()), ..base() }, "mail.envelope_from"),
            (Config { bounce_domain: Some("127.0.0.1".into()), ..base() }, "mail.bounce_domain"),
            (Config { hello: Some("a b".into()), ..base() }, "mail.hello"),
            (Config { secret: Some("short".into()), ..base() }, "mail.secret"),
            (Config { connections: 0, ..base() }, "mail.connections"),
            (Config { dkim: Dkim { selector: "a.b".into(), ..Dkim::default() }, ..base() }, "mail.dkim.selector"),
            (
                Config {
                    relay: Some("smtps://h".into()),
                    user: Some("a".into()),
                    password_file: Some("/absent".into()),
                    ..base()
                },
                "/absent",
            ),
        ] {
            let error = config.check().unwrap_err();
            assert!(error.contains(what), "{error}");
        }
        assert_eq!(base().settings().unwrap().transport, Transport::None);
    }
}
