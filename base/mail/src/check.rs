//! Whether letters will be believed: SPF, DKIM, DMARC, MX and the server's own name, in words, with what to publish.

use std::net::IpAddr;

use base_i18n::Text;

use crate::config::Transport;
use crate::dkim::DnsRecord;
use crate::dns::{Dns, DnsError};
use crate::failure::Failure;
use crate::spf::{self, Verdict};
use crate::{Mail, Words};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// Nothing is published.
    Missing,
    /// What is published does not fit.
    Wrong,
    /// It could not be found out just now.
    Unknown,
}

base_db::text_enum!(Level { Ok = "ok", Missing = "missing", Wrong = "wrong", Unknown = "unknown" });

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `SPF`, `DKIM`, `DMARC`, `MX`, `PTR`.
    pub check: &'static str,
    /// How it ended.
    pub level: Level,
    /// What was found, what it means, what to do.
    pub words: Words,
    /// What to publish, where something is to be.
    pub record: Option<DnsRecord>,
}

const NO_ANSWER: Text = Text {
    fr: "Le DNS ne répond pas au sujet de {name}. Réessayez dans quelques minutes.",
    en: "DNS gives no answer about {name}. Try again in a few minutes.",
};

impl Finding {
    fn new(check: &'static str, level: Level, text: Text, values: &[(&str, &dyn std::fmt::Display)]) -> Self {
        Self { check, level, words: Words::fill(text, values), record: None }
    }

    fn unknown(check: &'static str, name: &str) -> Self {
        Self::new(check, Level::Unknown, NO_ANSWER, &[("name", &name)])
    }

    fn with(self, record: DnsRecord) -> Self {
        Self { record: Some(record), ..self }
    }
}

impl Mail {
    /// Looks at what is published for letters of the organisation at `domain`. Empty where none can leave.
    pub async fn check(&self, domain: &str) -> Vec<Finding> {
        if !self.can_leave() {
            return Vec::new();
        }
        let (sender, returns) = (self.sender_domain(domain), self.return_domain(domain));
        let dns = &self.0.dns;
        let ours = self.own_addresses(&sender).await;
        let mut findings = vec![self.check_spf(&returns, &ours).await];
        findings.extend(self.check_dkim(&sender).await);
        findings.push(check_dmarc(dns, &sender).await);
        findings.push(self.check_mx(&returns).await);
        if let Transport::Direct { .. } = self.0.settings.transport {
            findings.push(self.check_ptr(&sender, &ours).await);
        }
        findings
    }

    /// Connects to the relay, signs in and takes leave, without a letter. `None` where there is no relay.
    pub async fn probe(&self) -> Option<Result<String, Failure>> {
        let Transport::Relay(relay) = &self.0.settings.transport else { return None };
        Some(match self.open_relay(relay, "localhost").await {
            Ok(session) => {
                session.leave().await;
                Ok(format!("{}:{}", relay.host, relay.port))
            }
            Err(failure) => Err(failure),
        })
    }

    /// The addresses that letters leave from: those of the name that this server presents itself with, or of the
    /// relay, which may send from others.
    async fn own_addresses(&self, sender: &str) -> Result<Vec<IpAddr>, DnsError> {
        match &self.0.settings.transport {
            Transport::Relay(relay) => match relay.host.parse() {
                Ok(address) => Ok(vec![address]),
                Err(_) => self.0.dns.addresses(&relay.host).await,
            },
            _ => self.0.dns.addresses(&self.hello(sender)).await,
        }
    }

    async fn check_spf(&self, domain: &str, ours: &Result<Vec<IpAddr>, DnsError>) -> Finding {
        let (relay, mechanism) = match &self.0.settings.transport {
            Transport::Relay(relay) if relay.host.parse::<IpAddr>().is_err() => (true, format!("a:{}", relay.host)),
            Transport::Relay(relay) => (true, format!("ip4:{}", relay.host)),
            _ => (false, format!("a:{}", self.hello(domain))),
        };
        let proposed = DnsRecord::txt(domain, format!("v=spf1 mx {mechanism} ~all"));
        let Ok(records) = spf::records(&self.0.dns, domain).await else {
            return Finding::unknown("SPF", domain);
        };
        let [record] = records.as_slice() else {
            let text = if records.is_empty() {
                if relay {
                    Text {
                        fr: "Rien ne dit quels serveurs peuvent envoyer pour {domain}. Publiez la ligne ci-dessous ; si votre hébergeur de courrier en indique une autre, prenez la sienne.",
                        en: "Nothing says which servers may send for {domain}. Publish the line below; if your mail provider gives another, take theirs.",
                    }
                } else {
                    Text {
                        fr: "Rien ne dit quels serveurs peuvent envoyer pour {domain}. Publiez la ligne ci-dessous.",
                        en: "Nothing says which servers may send for {domain}. Publish the line below.",
                    }
                }
            } else {
                Text {
                    fr: "{domain} publie plusieurs lignes SPF, ce qui les annule toutes. N’en gardez qu’une.",
                    en: "{domain} publishes several SPF lines, which voids them all. Keep one.",
                }
            };
            let level = if records.is_empty() { Level::Missing } else { Level::Wrong };
            return Finding::new("SPF", level, text, &[("domain", &domain)]).with(proposed);
        };
        let Ok(ours) = ours else {
            return Finding::unknown("SPF", &mechanism);
        };
        let mut verdicts = Vec::new();
        for address in ours {
            verdicts.push((*address, spf::check(&self.0.dns, domain, *address).await));
        }
        let refused = verdicts.iter().find(|(_, verdict)| *verdict == Verdict::Fail);
        if verdicts.iter().any(|(_, verdict)| *verdict == Verdict::Broken) {
            let text = Text {
                fr: "La ligne SPF de {domain} ne peut pas être évaluée (erreur, boucle ou plus de dix requêtes) : « {record} ». Corrigez-la.",
                en: "The SPF line of {domain} cannot be evaluated (a mistake, a loop, or more than ten lookups): “{record}”. Correct it.",
            };
            return Finding::new("SPF", Level::Wrong, text, &[("domain", &domain), ("record", record)]);
        }
        if let Some((address, _)) = refused {
            let wider = match record.rfind([' ']) {
                Some(at) => format!("{} {mechanism}{}", &record[..at], &record[at..]),
                None => format!("{record} {mechanism} ~all"),
            };
            let text = if relay {
                // A relay often sends from other addresses than it listens on, which its provider's own line covers.
                Text {
                    fr: "La ligne SPF de {domain} ne nomme pas {address}, l’adresse du relais. Si votre hébergeur indique un « include », il doit y être ; sinon, publiez la ligne ci-dessous.",
                    en: "The SPF line of {domain} does not name {address}, the relay's address. If your provider gives an “include”, it must be there; otherwise publish the line below.",
                }
            } else {
                Text {
                    fr: "La ligne SPF de {domain} ne permet pas à {address}, l’adresse de ce serveur, d’envoyer. Remplacez-la par celle ci-dessous.",
                    en: "The SPF line of {domain} does not let {address}, the address of this server, send. Replace it by the one below.",
                }
            };
            // Words alone cannot settle which address a relay sends from.
            let includes = relay && record.contains("include:");
            let level = if includes { Level::Ok } else { Level::Wrong };
            let finding = Finding::new("SPF", level, text, &[("domain", &domain), ("address", address)]);
            return if includes { finding } else { finding.with(DnsRecord::txt(domain, wider)) };
        }
        let text =
            Text { fr: "{domain} dit quels serveurs peuvent envoyer.", en: "{domain} says which servers may send." };
        Finding::new("SPF", Level::Ok, text, &[("domain", &domain)])
    }

    async fn check_dkim(&self, domain: &str) -> Vec<Finding> {
        let records = self.key_records(domain).unwrap_or_default();
        if records.is_empty() {
            let text = Text {
                fr: "Les messages ne sont pas signés. Lancez « liiibre mail key » puis publiez les lignes affichées, sauf si votre relais signe lui-même pour {domain}.",
                en: "Letters are not signed. Run `liiibre mail key`, then publish the lines that it prints, unless your relay itself signs for {domain}.",
            };
            return vec![Finding::new("DKIM", Level::Missing, text, &[("domain", &domain)])];
        }
        let mut findings = Vec::new();
        for record in records {
            findings.push(self.check_key(record).await);
        }
        findings
    }

    async fn check_key(&self, record: DnsRecord) -> Finding {
        let name = record.name.clone();
        let texts = match self.0.dns.txt(&name).await {
            Ok(texts) => texts,
            Err(DnsError::NoSuchName(_)) => Vec::new(),
            Err(_) => return Finding::unknown("DKIM", &name),
        };
        let public = |text: &str| tag(text, "p").map(|key| key.replace(' ', ""));
        if texts.iter().any(|text| public(text) == public(&record.value)) {
            let text = Text { fr: "La clé est publiée à {name}.", en: "The key is published at {name}." };
            return Finding::new("DKIM", Level::Ok, text, &[("name", &name)]);
        }
        let (level, text) = if texts.is_empty() {
            let text = Text {
                fr: "La clé de signature n’est pas publiée à {name}. Publiez la ligne ci-dessous.",
                en: "The signing key is not published at {name}. Publish the line below.",
            };
            (Level::Missing, text)
        } else {
            let text = Text {
                fr: "{name} publie une autre clé que celle qui signe. Remplacez-la par la ligne ci-dessous.",
                en: "{name} publishes another key than the one that signs. Replace it by the line below.",
            };
            (Level::Wrong, text)
        };
        Finding::new("DKIM", level, text, &[("name", &name)]).with(record)
    }

    async fn check_mx(&self, domain: &str) -> Finding {
        match self.0.dns.mx(domain).await {
            Err(DnsError::Unavailable(..)) => Finding::unknown("MX", domain),
            Ok(servers) if servers.iter().any(|(_, host)| !host.is_empty()) => {
                let text = Text {
                    fr: "{domain} reçoit du courrier. Pour que les messages non remis reviennent, son serveur doit confier bounce+…@{domain} à « liiibre mail receive ».",
                    en: "{domain} takes mail. For undeliverable letters to come back, its server must hand bounce+…@{domain} to `liiibre mail receive`.",
                };
                Finding::new("MX", Level::Ok, text, &[("domain", &domain)])
            }
            Ok(_) | Err(DnsError::NoSuchName(_)) => {
                let text = Text {
                    fr: "Aucun serveur ne reçoit le courrier de {domain} : les messages non remis ne reviendront pas, et certains serveurs se méfient d’un expéditeur à qui l’on ne peut pas répondre. Publiez un MX comme ci-dessous, ou renseignez [mail] bounce_domain.",
                    en: "No server takes mail for {domain}: undeliverable letters will not come back, and some servers distrust a sender who cannot be answered. Publish an MX such as below, or set [mail] bounce_domain.",
                };
                let value = format!("10 {}.", self.hello(domain));
                Finding::new("MX", Level::Missing, text, &[("domain", &domain)]).with(DnsRecord {
                    name: domain.to_owned(),
                    kind: "MX",
                    value,
                })
            }
        }
    }

    async fn check_ptr(&self, sender: &str, ours: &Result<Vec<IpAddr>, DnsError>) -> Finding {
        let hello = self.hello(sender);
        let ours = match ours {
            Ok(ours) => ours.as_slice(),
            Err(DnsError::NoSuchName(_)) => &[],
            Err(_) => return Finding::unknown("PTR", &hello),
        };
        if ours.is_empty() {
            let text = Text {
                fr: "Ce serveur se présente comme {hello}, un nom sans adresse. Donnez-lui une adresse (A, AAAA), ou renseignez [mail] hello.",
                en: "This server presents itself as {hello}, a name without an address. Give it one (A, AAAA), or set [mail] hello.",
            };
            return Finding::new("PTR", Level::Missing, text, &[("hello", &hello)]);
        }
        for address in ours {
            let Ok(names) = self.0.dns.names(*address).await else {
                return Finding::unknown("PTR", &address.to_string());
            };
            if names.contains(&hello) {
                continue;
            }
            let (level, text) = if names.is_empty() {
                let text = Text {
                    fr: "L’adresse {address} n’a pas de nom, et beaucoup de serveurs refusent son courrier. Demandez à l’hébergeur de cette adresse le nom inverse {hello}.",
                    en: "The address {address} has no name, and many servers refuse its mail. Ask whoever hosts it for the reverse name {hello}.",
                };
                (Level::Missing, text)
            } else {
                let text = Text {
                    fr: "L’adresse {address} porte le nom {name}, et non {hello}. Faites-le changer par son hébergeur, ou renseignez [mail] hello.",
                    en: "The address {address} is named {name}, not {hello}. Have its host change that, or set [mail] hello.",
                };
                (Level::Wrong, text)
            };
            let name = names.first().cloned().unwrap_or_default();
            let record = DnsRecord { name: crate::dns::reversed(*address), kind: "PTR", value: format!("{hello}.") };
            return Finding::new("PTR", level, text, &[("address", address), ("hello", &hello), ("name", &name)])
                .with(record);
        }
        let text = Text {
            fr: "L’adresse de ce serveur porte son nom, {hello}.",
            en: "The address of this server has its name, {hello}.",
        };
        Finding::new("PTR", Level::Ok, text, &[("hello", &hello)])
    }
}

async fn check_dmarc(dns: &Dns, domain: &str) -> Finding {
    // The domain itself, then those above it (RFC 7489, section 6.6.3), down to two labels.
    let mut at = domain;
    loop {
        let name = format!("_dmarc.{at}");
        let texts = match dns.txt(&name).await {
            Ok(texts) => texts,
            Err(DnsError::NoSuchName(_)) => Vec::new(),
            Err(_) => return Finding::unknown("DMARC", &name),
        };
        let found: Vec<&String> =
            texts.iter().filter(|text| text.trim().to_ascii_uppercase().starts_with("V=DMARC1")).collect();
        let proposed =
            || DnsRecord::txt(format!("_dmarc.{domain}"), format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}"));
        match found.as_slice() {
            [one] => {
                let policy = tag(one, "p").unwrap_or_default().to_ascii_lowercase();
                if matches!(policy.as_str(), "none" | "quarantine" | "reject") {
                    let text = Text {
                        fr: "{name} dit que faire des messages falsifiés ({policy}).",
                        en: "{name} says what to do with forged letters ({policy}).",
                    };
                    return Finding::new("DMARC", Level::Ok, text, &[("name", &name), ("policy", &policy)]);
                }
                let text = Text {
                    fr: "La ligne DMARC à {name} n’a pas de politique valable (p=none, quarantine ou reject). Remplacez-la par celle ci-dessous.",
                    en: "The DMARC line at {name} has no valid policy (p=none, quarantine or reject). Replace it by the one below.",
                };
                return Finding::new("DMARC", Level::Wrong, text, &[("name", &name)]).with(proposed());
            }
            [_, _, ..] => {
                let text = Text {
                    fr: "{name} publie plusieurs lignes DMARC, ce qui les annule toutes. N’en gardez qu’une.",
                    en: "{name} publishes several DMARC lines, which voids them all. Keep one.",
                };
                return Finding::new("DMARC", Level::Wrong, text, &[("name", &name)]).with(proposed());
            }
            [] => {}
        }
        match at.split_once('.') {
            Some((_, above)) if above.contains('.') => at = above,
            _ => {
                let text = Text {
                    fr: "{domain} ne dit pas que faire des messages falsifiés en son nom, et de grands hébergeurs refusent le courrier sans cela. Publiez la ligne ci-dessous.",
                    en: "{domain} does not say what to do with letters forged in its name, and large providers refuse mail without that. Publish the line below.",
                };
                return Finding::new("DMARC", Level::Missing, text, &[("domain", &domain)]).with(proposed());
            }
        }
    }
}

/// The value of a tag in `v=DKIM1; k=rsa; p=...`.
fn tag<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(';').find_map(|part| {
        let (known, value) = part.split_once('=')?;
        (known.trim() == name).then(|| value.trim())
    })
}
