//! The configuration of an installation: one section for each part, owned by that part.

use std::net::SocketAddr;
use std::path::Path;

use base_observe::LogFormat;
use schemars::JsonSchema;
use serde::Deserialize;

/// Everything that can be set. What is not set has a default that works on one machine.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How the server is reached.
    pub server: Server,
    /// Where rows are kept.
    pub database: Database,
    /// Where contents are kept.
    pub storage: Storage,
    /// Wake-ups between nodes.
    pub events: Events,
    /// Letters to people.
    pub mail: base_mail::Config,
    /// Logs.
    pub log: Log,
    /// Organisations.
    pub organisations: tool_organisations::Config,
    /// People and how they sign in.
    pub accounts: tool_accounts::Config,
    /// Files.
    pub files: tool_files::Config,
    /// How people are told things.
    pub notifications: tool_notifications::Config,
}

/// How the server is reached.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Addresses to listen on.
    pub listen: Vec<SocketAddr>,
    /// Where metrics and health are served; keep it private. Absent: not served.
    pub metrics_listen: Option<SocketAddr>,
    /// Addresses or ranges (`10.0.0.0/8`) of proxies whose X-Forwarded-For, -Host and -Proto are believed.
    pub trusted_proxies: Vec<String>,
    /// How people reach an organisation, for links in letters: `https://{domain}`, where `{domain}` stands for the
    /// organisation's. Absent: so behind a trusted proxy, and otherwise the first address listened on.
    pub public_url: Option<String>,
    /// DNS servers (`192.0.2.53:53`) that are asked about mail and about domains that organisations prove. Absent: the
    /// system's. Name public ones where the system's know names that the world does not.
    pub resolvers: Vec<SocketAddr>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 8080))],
            metrics_listen: Some(SocketAddr::from(([127, 0, 0, 1], 9464))),
            trusted_proxies: Vec::new(),
            public_url: None,
            resolvers: Vec::new(),
        }
    }
}

/// Where rows are kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// A PostgreSQL connection string. Absent: SQLite, in the data folder.
    pub url: Option<String>,
    /// Connections to PostgreSQL at most, or reading connections to SQLite.
    pub connections: usize,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, connections: 4 }
    }
}

/// Where contents are kept. Without `endpoint`: in the data folder.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// The URL of an S3-compatible server.
    pub endpoint: Option<String>,
    /// Its bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// The access key.
    pub access_key: String,
    /// The secret key; better given as `secret_key_file` through the environment.
    pub secret_key: String,
    /// Put before the name of each object.
    pub prefix: String,
}

/// Wake-ups between nodes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Events {
    /// The URL of a NATS server. Absent: PostgreSQL wakes the other nodes, and one node needs nothing.
    pub nats: Option<String>,
}

/// Logs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// What is written: `info`, or `warn,tool_files=debug`.
    pub filter: String,
    /// `text` for people, `json` for programs.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".into(), format: LogFormat::Text }
    }
}

impl Config {
    /// The configuration in `file`, or in `DATA/liiibre.toml` when that is there, and the environment.
    pub fn load(file: Option<&Path>, data: &Path) -> Result<Self, base_config::Error> {
        let default = data.join("liiibre.toml");
        let file = file.map(Path::to_owned).or_else(|| Some(default).filter(|path| path.exists()));
        base_config::load(file.as_deref(), std::env::vars())
    }

    /// Where rows are kept.
    pub fn database(&self, data: &Path) -> base_db::Target {
        match &self.database.url {
            Some(url) => base_db::Target::Postgres { url: url.clone(), connections: self.database.connections.max(8) },
            None => base_db::Target::Sqlite { path: data.join("liiibre.db"), readers: self.database.connections },
        }
    }

    /// Where contents are kept.
    pub fn blobs(&self, data: &Path) -> base_blobs::Target {
        let storage = &self.storage;
        match &storage.endpoint {
            Some(endpoint) => base_blobs::Target::S3 {
                endpoint: endpoint.clone(),
                bucket: storage.bucket.clone(),
                region: storage.region.clone(),
                access_key: storage.access_key.clone(),
                secret_key: storage.secret_key.clone(),
                prefix: storage.prefix.clone(),
                allow_http: endpoint.starts_with("http://"),
            },
            None => base_blobs::Target::Disk { path: data.join("contents") },
        }
    }

    /// Whether all of it can be used; names what to correct.
    pub fn check(&self) -> Result<(), String> {
        self.trusted_proxies()?;
        self.public_url()?;
        self.notifications.check()?;
        self.mail.check()
    }

    /// How people reach an organisation: `https://{domain}`.
    pub fn public_url(&self) -> Result<String, String> {
        let Some(url) = &self.server.public_url else {
            return Ok(match self.server.listen.first().map_or(8080, SocketAddr::port) {
                _ if !self.server.trusted_proxies.is_empty() => "https://{domain}".to_owned(),
                80 => "http://{domain}".to_owned(),
                port => format!("http://{{domain}}:{port}"),
            });
        };
        let authority = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        let plain = |rest: &str| rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
        match authority.trim_end_matches('/').split_once("{domain}") {
            Some((before, after)) if plain(before) && plain(after) => Ok(url.clone()),
            _ => Err(format!("server.public_url: {url:?} is not like https://{{domain}} or https://{{domain}}:8443")),
        }
    }

    /// The proxies that are believed.
    pub fn trusted_proxies(&self) -> Result<Vec<ipnet::IpNet>, String> {
        self.server
            .trusted_proxies
            .iter()
            .map(|text| {
                let address = text.parse::<std::net::IpAddr>().map(ipnet::IpNet::from);
                text.parse().or(address).map_err(|_| {
                    format!("server.trusted_proxies: {text:?} is neither an address nor a range such as 10.0.0.0/8")
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_letters_lead_where_people_are() {
        let url = |change: fn(&mut Server)| {
            let mut config = Config::default();
            change(&mut config.server);
            config.public_url()
        };
        assert_eq!(url(|_| {}).as_deref(), Ok("http://{domain}:8080"));
        assert_eq!(url(|server| server.listen = vec![([0, 0, 0, 0], 80).into()]).as_deref(), Ok("http://{domain}"));
        assert_eq!(url(|server| server.trusted_proxies = vec!["::1".into()]).as_deref(), Ok("https://{domain}"));
        let own = url(|server| server.public_url = Some("https://{domain}:8443/".into()));
        assert_eq!(own.as_deref(), Ok("https://{domain}:8443/"));
        for bad in ["https://communs.example", "{domain}", "javascript://{domain}", "https://{domain}/a?b"] {
            let mut config = Config::default();
            config.server.public_url = Some(bad.into());
            assert!(config.check().is_err(), "{bad}");
        }
    }
}
