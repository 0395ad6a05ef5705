//! The organisation's addresses: the domain that it has for good, and others, which lead people to it.
//!
//! What holds:
//! - A domain that an administrator asks for leads here once DNS holds, beneath it, the text that this organisation was
//!   given for it. The text of another organisation, or of another domain, proves nothing.
//! - No host leads to two organisations. Whose a host is that leads elsewhere is told to nobody.
//! - DNS is asked outside of transactions, and about one proof once in ten seconds.
//! - The proof is looked at once, not again: who arrives here by a domain is decided by whoever holds its DNS, every day
//!   anew, and a domain that leads away brings nobody here.
//! - Removed or given up by mistake, a domain comes back within an hour as it was.

use std::net::IpAddr;
use std::time::Duration;

use base_db::Tx;
use base_i18n::{Text, Words};
use base_id::OrgId;
use base_mail::{Dns, DnsError, DnsRecord, Level};
use base_suite::{Caller, Org};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;

use super::{Author, add_host, admin};
use crate::store::domains::{Request, State};
use crate::{Error, Organisations, model, store};

/// Beneath which name of a domain its proof is published.
pub(crate) const CHALLENGE: &str = "_liiibre-challenge";
/// What a proof begins with: TXT records have many authors.
const PROOF: &str = "liiibre-domain=";
/// Other addresses of one organisation at most, those that wait included.
pub(crate) const MOST: usize = 20;
/// How long somebody has to publish the proof.
const ASKED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a domain that was removed comes back without another proof.
const UNDONE_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// DNS is asked about one proof no sooner again.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// How long DNS may take to say where a domain leads.
const PATIENCE: Duration = Duration::from_secs(5);
/// Addresses of the organisation's own domain that are named as an example at most.
const MOST_NAMED: usize = 4;

/// The addresses of an organisation beside its domain.
pub(crate) struct Addresses {
    /// Whether its administrators may change them.
    pub may_change: bool,
    pub items: Vec<Address>,
}

/// Another address of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub host: String,
    /// What is still to be proved; `None` once it is.
    pub waits: Option<Waits>,
}

/// What a domain waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waits {
    /// What to publish.
    pub proof: DnsRecord,
    /// Until when.
    pub until: Timestamp,
}

/// What DNS says of a proof.
#[derive(Debug)]
pub(crate) struct Proved {
    pub address: Address,
    pub level: Level,
    pub words: Words,
}

/// Whether a domain leads here, as DNS says.
#[derive(Debug)]
pub(crate) struct Leads {
    pub host: String,
    pub level: Level,
    pub words: Words,
    /// What to publish so that it does: the first, or else all the others.
    pub records: Vec<DnsRecord>,
}

impl Organisations {
    /// The addresses of the caller's organisation.
    pub(crate) async fn addresses(&self, caller: &Caller, org: &Org) -> Result<Addresses, Error> {
        admin(caller, None)?;
        let items = self.other_addresses(org).await?;
        Ok(Addresses { may_change: self.config().own_domains, items })
    }

    async fn other_addresses(&self, org: &Org) -> Result<Vec<Address>, Error> {
        let (id, domain, now) = (org.id, org.domain.clone(), self.foundation().clock.now());
        let read = async move |tx: &mut Tx| {
            let hosts = store::hosts_of(tx, id).await?;
            Ok::<_, Error>((hosts, store::domains::waiting(tx, id, now).await?))
        };
        let (hosts, waiting) = self.foundation().db.read(read).await?;
        let aliases = hosts.into_iter().filter(|host| *host != domain).map(|host| Address { host, waits: None });
        Ok(aliases.chain(waiting.into_iter().map(Address::from)).collect())
    }

    /// Asks for one more domain.
    pub(crate) async fn ask_domain(
        &self,
        caller: &Caller,
        org: OrgId,
        host: &str,
        address: Option<IpAddr>,
    ) -> Result<Address, Error> {
        let author = self.may_change(caller, address)?;
        let may = model::own_domain(host, &self.config().reserved_domains);
        // What the operator gave, and somebody took away a moment ago, need not be one that may be asked for.
        let (host, asks) = match &may {
            Ok(host) => (host.clone(), true),
            Err(_) => (model::domain(host).unwrap_or_default(), false),
        };
        let this = self.clone();
        let asked = self.foundation().db.write(async move |tx| {
            let now = this.foundation().clock.now();
            let known = store::domains::one(tx, org, &host, now).await?;
            let removed = known.as_ref().is_some_and(|request| request.state == State::Removed);
            if !asks && !removed {
                return Ok(None);
            }
            match store::host(tx, &host).await? {
                Some(owner) if owner == org => return Err(Error::invalid("host", "This address leads here already.")),
                Some(_) => return Err(Error::LeadsElsewhere),
                None => {}
            }
            if removed {
                return this.settle(tx, org, &host, author).await.map(Some);
            }
            if let Some(waiting) = known.clone().filter(|request| request.state == State::Waiting) {
                return Ok(Some(Address::from(waiting)));
            }
            // Beside those that lead here is the domain itself.
            let others = store::hosts_of(tx, org).await?.len().saturating_sub(1);
            if others + store::domains::waiting(tx, org, now).await?.len() >= MOST {
                return Err(Error::TooManyDomains);
            }
            // What was given up a moment ago may be published already.
            let mut request = this.request(host.clone());
            if let Some(known) = known {
                request.token = known.token;
            }
            store::domains::put(tx, org, &request, now).await?;
            this.record_act(tx, org, "organisation.domain-asked", author, json!({ "host": request.host })).await?;
            this.tell(tx, org).await?;
            Ok(Some(Address::from(request)))
        });
        let Some(asked) = asked.await? else { return Err(may.err().unwrap_or(Error::NotFound)) };
        self.changed_to(org).await?;
        Ok(asked)
    }

    /// Looks for the proof; with it, the domain leads here from now on.
    pub(crate) async fn check_domain(
        &self,
        caller: &Caller,
        org: OrgId,
        host: &str,
        address: Option<IpAddr>,
    ) -> Result<Proved, Error> {
        let author = self.may_change(caller, address)?;
        let host = model::domain(host).map_err(|_| Error::NotFound)?;
        let (this, asked) = (self.clone(), host.clone());
        let begun = self.foundation().db.write(async move |tx| {
            let now = this.foundation().clock.now();
            let request = waiting_one(tx, org, &asked, now).await?;
            let since = request.checked_at.map_or(PAUSE, |at| now.duration_since(at).abs());
            if since < PAUSE {
                return Err(Error::CheckedJustNow(PAUSE - since));
            }
            store::domains::checked(tx, org, &asked, now).await?;
            Ok::<_, Error>(request)
        });
        let request = begun.await?;
        let record = proof(&request);
        let found = self.foundation().mail.dns().txt(&record.name).await;
        let (level, text) = match found {
            Ok(texts) if texts.iter().any(|text| text.trim() == record.value) => (Level::Ok, PROVED),
            Ok(texts) if !texts.is_empty() => (Level::Wrong, OTHER_TEXT),
            Ok(_) | Err(DnsError::NoSuchName(_)) => (Level::Missing, NOTHING_YET),
            Err(DnsError::Unavailable(..)) => (Level::Unknown, NO_ANSWER),
        };
        let words = Words::fill(text, &[("name", &record.name), ("host", &host)]);
        if level != Level::Ok {
            return Ok(Proved { address: Address::from(request), level, words });
        }
        let this = self.clone();
        let settled = self.foundation().db.write(async move |tx| {
            // Asked anew or taken back while DNS was asked: what was found proves nothing any more.
            let now = this.foundation().clock.now();
            if waiting_one(tx, org, &host, now).await?.token != request.token {
                return Err(Error::NotFound);
            }
            this.settle(tx, org, &host, author).await
        });
        let address = settled.await?;
        self.changed_to(org).await?;
        Ok(Proved { address, level, words })
    }

    /// Takes a domain away, or back what was asked for.
    pub(crate) async fn drop_domain(
        &self,
        caller: &Caller,
        org: OrgId,
        host: &str,
        address: Option<IpAddr>,
    ) -> Result<(), Error> {
        let author = self.may_change(caller, address)?;
        let host = model::domain(host).map_err(|_| Error::NotFound)?;
        let this = self.clone();
        let dropped = self.foundation().db.write(async move |tx| {
            let (now, detail) = (this.foundation().clock.now(), json!({ "host": host }));
            let expires_at = now + UNDONE_WITHIN;
            let known = store::domains::one(tx, org, &host, now).await?;
            if let Some(waiting) = known.filter(|request| request.state == State::Waiting) {
                let gone = Request { state: State::GivenUp, expires_at, ..waiting };
                store::domains::put(tx, org, &gone, now).await?;
                this.record_act(tx, org, "organisation.domain-dropped", author, detail).await?;
                return this.tell(tx, org).await;
            }
            this.drop_alias(tx, org, &host, author).await?;
            let gone = Request { state: State::Removed, expires_at, ..this.request(host.clone()) };
            store::domains::put(tx, org, &gone, now).await?;
            this.tell(tx, org).await
        });
        dropped.await?;
        self.changed_to(org).await.map(drop)
    }

    /// Whether each of the addresses leads here, and what makes it do so.
    pub(crate) async fn leads(&self, caller: &Caller, org: &Org) -> Result<Vec<Leads>, Error> {
        admin(caller, None)?;
        let items = self.other_addresses(org).await?;
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let dns = self.foundation().mail.dns();
        let mut asking = JoinSet::new();
        for (at, Address { host, .. }) in items.iter().enumerate() {
            let (dns, host) = (dns.clone(), host.clone());
            asking.spawn(async move { (at, addresses_of(&dns, &host).await) });
        }
        let here = match org.domain.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => addresses_of(dns, &org.domain).await.unwrap_or_default(),
        };
        let mut said: Vec<_> = asking.join_all().await;
        said.sort_by_key(|(at, _)| *at);
        Ok(items.into_iter().zip(said).map(|(item, (_, said))| leads(item.host, said, org, &here)).collect())
    }

    /// Forgets what was asked for and never proved.
    pub(crate) async fn forget_domains(&self) -> Result<(), base_db::Error> {
        let now = self.foundation().clock.now();
        self.foundation().db.write(async move |tx| store::domains::purge(tx, now).await).await
    }

    /// A domain that is to be proved, as one arrives with an organisation from elsewhere.
    pub(crate) fn request(&self, host: String) -> Request {
        let expires_at = self.foundation().clock.now() + ASKED_FOR;
        let token = hex::encode(self.foundation().random.bytes::<16>());
        Request { host, token, state: State::Waiting, checked_at: None, expires_at }
    }

    fn may_change(&self, caller: &Caller, address: Option<IpAddr>) -> Result<Author, Error> {
        let author = admin(caller, address)?;
        if self.config().own_domains { Ok(author) } else { Err(Error::DomainsOff) }
    }

    /// From now on, `host` leads here.
    async fn settle(&self, tx: &mut Tx, org: OrgId, host: &str, author: Author) -> Result<Address, Error> {
        add_host(tx, org, host).await.map_err(|error| match error {
            Error::Taken(_) => Error::LeadsElsewhere,
            other => other,
        })?;
        self.record_act(tx, org, "organisation.alias-added", author, json!({ "host": host })).await?;
        self.tell(tx, org).await?;
        Ok(Address { host: host.to_owned(), waits: None })
    }
}

impl From<Request> for Address {
    fn from(request: Request) -> Self {
        let waits = Some(Waits { proof: proof(&request), until: request.expires_at });
        Self { host: request.host, waits }
    }
}

async fn waiting_one(tx: &mut Tx, org: OrgId, host: &str, now: Timestamp) -> Result<Request, Error> {
    let request = store::domains::one(tx, org, host, now).await?;
    request.filter(|request| request.state == State::Waiting).ok_or(Error::NotFound)
}

/// Somebody waits for a list: one slow answer is none.
async fn addresses_of(dns: &Dns, host: &str) -> Result<Vec<IpAddr>, DnsError> {
    let asked = tokio::time::timeout(PATIENCE, dns.addresses(host)).await;
    asked.unwrap_or_else(|_| Err(DnsError::Unavailable(host.to_owned(), "it took too long".to_owned())))
}

fn proof(Request { host, token, .. }: &Request) -> DnsRecord {
    DnsRecord { name: format!("{CHALLENGE}.{host}"), kind: "TXT", value: format!("{PROOF}{token}") }
}

fn leads(host: String, said: Result<Vec<IpAddr>, DnsError>, org: &Org, here: &[IpAddr]) -> Leads {
    let (level, text) = match said {
        Err(DnsError::Unavailable(..)) => (Level::Unknown, NO_ANSWER),
        // The organisation's own domain may be known on the inside alone.
        _ if here.is_empty() => (Level::Unknown, OWN_NOT_KNOWN),
        Err(DnsError::NoSuchName(_)) => (Level::Missing, LEADS_NOWHERE),
        Ok(found) if found.is_empty() => (Level::Missing, LEADS_NOWHERE),
        Ok(found) if found.iter().any(|address| here.contains(address)) => (Level::Ok, LEADS_HERE),
        Ok(_) => (Level::Wrong, LEADS_AWAY),
    };
    let words = Words::fill(text, &[("name", &host), ("host", &host), ("domain", &org.domain)]);
    let named = |address: &IpAddr| DnsRecord {
        name: host.clone(),
        kind: if address.is_ipv4() { "A" } else { "AAAA" },
        value: address.to_string(),
    };
    let cname = DnsRecord { name: host.clone(), kind: "CNAME", value: format!("{}.", org.domain) };
    let cname = Some(cname).filter(|_| org.domain.parse::<IpAddr>().is_err());
    let records = cname.into_iter().chain(here.iter().take(MOST_NAMED).map(named)).collect();
    Leads { host, level, words, records }
}

const PROVED: Text = Text {
    fr: "La preuve est là : {host} mène désormais ici. Vous pouvez retirer l’enregistrement TXT.",
    en: "The proof is there: {host} leads here from now on. You may remove the TXT record.",
};

const OTHER_TEXT: Text = Text {
    fr: "Il y a un enregistrement TXT à {name}, mais avec un autre texte. Copiez celui qui est donné ici, en entier.",
    en: "There is a TXT record at {name}, but with another text. Copy the one that is given here, all of it.",
};

const NOTHING_YET: Text = Text {
    fr: "Il n’y a pas encore d’enregistrement TXT à {name}. Une fois publié, il peut mettre jusqu’à une heure à se voir.",
    en: "There is no TXT record at {name} yet. Once published, it may take up to an hour to be seen.",
};

const NO_ANSWER: Text = Text {
    fr: "Le DNS ne répond pas au sujet de {name}. Réessayez dans quelques minutes.",
    en: "DNS gives no answer about {name}. Try again in a few minutes.",
};

const OWN_NOT_KNOWN: Text = Text {
    fr: "Le serveur ne trouve pas ses propres adresses sous {domain} : il ne peut pas dire si {host} mène ici.",
    en: "The server does not find its own addresses at {domain}: it cannot tell whether {host} leads here.",
};

const LEADS_HERE: Text =
    Text { fr: "Mène aux mêmes adresses que {domain}.", en: "Leads to the same addresses as {domain}." };

const LEADS_NOWHERE: Text = Text {
    fr: "{host} ne mène encore nulle part : publiez ce qui suit là où son DNS est géré.",
    en: "{host} leads nowhere yet: publish what follows where its DNS is managed.",
};

const LEADS_AWAY: Text = Text {
    fr: "{host} mène ailleurs qu’à {domain}. C’est bien ainsi si un relais est placé devant le serveur ; sinon, publiez ce qui suit à la place.",
    en: "{host} leads elsewhere than {domain} does. That is as it should be where a proxy stands before the server; otherwise, publish what follows instead.",
};
