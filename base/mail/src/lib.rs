//! Mail: letters to people, from a row in the caller's transaction to the recipient's server.
//!
//! A tool says what there is to say with a [`Letter`] and hands it to [`Mail::send`] in the transaction of the change
//! that asks for it. The letter is committed with the change, or neither is; a job carries it afterwards, as often as
//! it takes.
//!
//! What holds:
//! - At least once: a letter that was committed is sent, held where an administrator sees it, or given up with the
//!   reason shown. Killed in between, it is sent again under the same Message-ID.
//! - No transaction is open while a server is talked to.
//! - What is for later (network, greylisting, any 4xx) is tried again after 1 min, 5, 15, 30, 1 h, 2 h, then every
//!   4 h, and given up after 3 days. What is refused for good is given up at once. What only the operator can cure
//!   (a wrong password) waits for as long as that takes, and everything with it; one letter an hour asks again.
//! - Nothing that a person typed adds a header, a recipient or a command ([`Address`], [`Letter`]).
//! - The text of a settled letter is emptied: links in it are secrets. That of a [`secret`](NewMail::secret) one is
//!   never shown.
//! - What another server says changes nothing unless it comes to a return address that we signed.
//!
//! In `mails`, the nil UUID stands for the installation.

mod address;
mod carry;
mod check;
mod config;
mod dkim;
mod dns;
mod failure;
mod folder;
mod keys;
mod letter;
mod message;
mod queue;
mod receive;
mod smtp;
mod spf;
mod store;
mod tokens;

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use base_db::{Db, Migrations};
use base_id::{Clock, OrgId, Random};

pub use address::Address;
pub use base_i18n::Words;
pub use check::{Finding, Level};
pub use config::{Config, Dkim};
pub use dkim::DnsRecord;
pub use dns::{Dns, DnsError, Zone};
pub use failure::{Cause, Failure};
pub use letter::{Letter, Sender, Written};
pub use queue::{Counts, MailRecord, NewMail, State};
pub use receive::Received;
pub use store::ALL as STATEMENTS;
pub use tokens::Reply;

use config::{Settings, Transport};
use smtp::{Manners, Tls};
use tokens::Signer;

/// The schema.
pub const MIGRATIONS: Migrations = base_db::migrations!("mail", "0001_mails");

base_db::typed_id! {
    /// A letter.
    MailId,
}

/// Why a letter cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address, a name, a link or a key that cannot be used, and why.
    #[error("{0}")]
    Invalid(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

/// Mail of an installation; cheap to clone.
#[derive(Clone)]
pub struct Mail(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    random: Random,
    config: Config,
    data: PathBuf,
    settings: Settings,
    signer: Signer,
    keys: RwLock<Arc<Vec<dkim::Key>>>,
    tls: Tls,
    dns: Dns,
    folder: folder::Folder,
    carrying: carry::Carrying,
}

/// How letters leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Not at all: they are kept in a folder.
    Folder,
    /// One server takes everything: `mail.example.org:587`.
    Relay(String),
    /// To the recipients' own servers.
    Direct,
}

impl Mail {
    /// Mail as `config` says, with its keys and its folder in `data`.
    pub fn open(db: Db, clock: Clock, random: Random, config: Config, data: &Path, dns: Dns) -> Result<Self, Error> {
        let settings = config.settings().map_err(Error::Invalid)?;
        let signer = Signer::new(&keys::signing_secret(&config, data, &random).map_err(Error::Invalid)?);
        let keys = RwLock::new(Arc::new(keys::dkim(&config, data).map_err(Error::Invalid)?));
        let tls = Tls::new(config.ca_file.as_deref()).map_err(Error::Invalid)?;
        let folder = folder::Folder::new(data);
        let (data, carrying) = (data.to_owned(), carry::Carrying::default());
        Ok(Self(Arc::new(Inner {
            db,
            clock,
            random,
            config,
            data,
            settings,
            signer,
            keys,
            tls,
            dns,
            folder,
            carrying,
        })))
    }

    /// Mail without a way out, for the tests of tools: letters stay in `mails`, or land in the folder `mail` of `data`.
    pub fn for_tests(db: Db, clock: Clock, random: Random, data: &Path) -> Result<Self, Error> {
        Self::open(
            db,
            clock,
            random,
            Config { secret: Some("s".repeat(32)), ..Config::default() },
            data,
            Dns::fixed(Zone::default()),
        )
    }

    /// The address where answers to `reply` go, at the domain of `sender`.
    pub fn reply_address(&self, sender_domain: &str, reply: &Reply) -> String {
        format!("{}@{}", self.0.signer.reply(reply), self.return_domain(sender_domain))
    }

    /// What an address is about that [`reply_address`](Self::reply_address) made for this organisation and kind;
    /// `None` for any other.
    pub fn verify_reply_address(&self, org: OrgId, kind: &'static str, email: &str) -> Option<Reply> {
        self.0.signer.replied(org, kind, email)
    }

    /// Makes the DKIM keys that are not there yet, or both `anew`. Says whether any was made. They are used from now
    /// on; publish their records first when others are being replaced.
    pub fn make_keys(&self, anew: bool) -> Result<bool, Error> {
        let made = keys::make_dkim(&self.0.config, &self.0.data, anew).map_err(Error::Invalid)?;
        let keys = keys::dkim(&self.0.config, &self.0.data).map_err(Error::Invalid)?;
        *self.0.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(keys);
        Ok(made)
    }

    /// What to publish so that letters from `domain` can be checked; empty without keys.
    pub fn key_records(&self, domain: &str) -> Result<Vec<DnsRecord>, Error> {
        self.keys().iter().map(|key| key.record(domain).map_err(Error::Invalid)).collect()
    }

    /// The domain that letters of the organisation at `domain` are from.
    pub fn sender_domain(&self, domain: &str) -> String {
        address::domain(&self.from(domain)).to_owned()
    }

    /// The way out.
    pub fn way(&self) -> Way {
        match &self.0.settings.transport {
            Transport::None => Way::Folder,
            Transport::Relay(relay) => Way::Relay(format!("{}:{}", relay.host, relay.port)),
            Transport::Direct { .. } => Way::Direct,
        }
    }

    /// For how many days it is remembered which letter went to whom.
    pub fn keep_days(&self) -> u32 {
        self.0.config.keep_days
    }

    /// Where names are looked up.
    pub fn dns(&self) -> &Dns {
        &self.0.dns
    }

    /// Whether there is a way out; without one, letters are kept in [`folder`](Self::folder).
    pub fn can_leave(&self) -> bool {
        self.0.settings.transport != Transport::None
    }

    /// Where letters are kept that cannot leave.
    pub fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    fn keys(&self) -> Arc<Vec<dkim::Key>> {
        self.0.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The address that letters of the organisation at `domain` are from.
    pub fn from(&self, domain: &str) -> String {
        match &self.0.settings.from {
            Some(from) => from.email().to_owned(),
            // An organisation of a test or a demonstration may live at an address, where no letter comes from.
            None if domain.parse::<std::net::IpAddr>().is_ok() => "liiibre@localhost".to_owned(),
            None => format!("liiibre@{domain}"),
        }
    }

    fn return_domain(&self, sender_domain: &str) -> String {
        self.0.settings.bounce_domain.clone().unwrap_or_else(|| self.sender_domain(sender_domain))
    }

    /// Where the letter `mail` comes back.
    fn return_path(&self, mail: MailId, sender_domain: &str) -> String {
        match &self.0.settings.envelope_from {
            Some(envelope_from) => envelope_from.email().to_owned(),
            None => format!("{}@{}", self.0.signer.return_path(mail), self.return_domain(sender_domain)),
        }
    }

    /// The name this server presents itself with.
    fn hello(&self, sender_domain: &str) -> String {
        if let Some(hello) = &self.0.settings.hello {
            return hello.clone();
        }
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        match url::Host::parse(host.trim()) {
            Ok(url::Host::Domain(host)) if host.contains('.') => host,
            _ => self.sender_domain(sender_domain),
        }
    }

    fn manners(&self, sender_domain: &str) -> Manners {
        let patience = Duration::from_secs(self.0.config.timeout_seconds.into());
        Manners { hello: self.hello(sender_domain), patience, tls: self.0.tls.clone() }
    }
}
