//! Letters: their keys, their queue, and what `doctor` says of them.

use std::collections::BTreeSet;
use std::fmt::Write;

use base_i18n::Language;
use base_mail::{Address, Counts, Finding, Level, MailId, MailRecord, Received, Sender, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::organisation;
use crate::app::{App, Trouble};

/// A command about letters.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Command {
    /// Make the DKIM keys and tell their records.
    Key {
        /// Also where there are some.
        replace: bool,
    },
    /// Take in a letter that came back.
    Receive {
        /// The message, in base64.
        message: String,
        /// To which address it was delivered.
        recipient: Option<String>,
    },
    /// Send a test message.
    Test {
        /// To whom.
        address: String,
        /// The organisation's domain.
        org: String,
    },
    /// List letters.
    List {
        /// The organisation's domain.
        org: String,
        /// Those in this state alone.
        state: Option<String>,
        /// Those before this one.
        after: Option<MailId>,
        /// How many.
        limit: u16,
    },
    /// Try letters at once.
    Retry {
        /// Which; all of the organisation without it.
        id: Option<MailId>,
        /// The organisation's domain.
        org: String,
    },
}

/// Carries `command` out.
pub async fn execute(app: &App, command: Command) -> Result<Value, Trouble> {
    let (mail, db) = (app.foundation.mail.clone(), &app.foundation.db);
    match command {
        Command::Key { replace } => key(app, replace).await,
        Command::Receive { message, recipient } => {
            let message = BASE64.decode(message).map_err(|error| Trouble(error.to_string()))?;
            let received = mail.receive(&message, recipient.as_deref()).await?;
            Ok(match received {
                Received::Bounced { id, said, .. } => {
                    json!({ "bounced": id, "said": said, "text": format!("{id} came back: {said}") })
                }
                // No failure: a mail server would answer one with yet another message.
                Received::Ignored(why) => json!({ "bounced": null, "text": format!("Nothing was changed: {why}.") }),
            })
        }
        Command::Test { address, org } => {
            let org = organisation(app, &org).await?;
            let language = Language::from_code(&org.locale).unwrap_or_default();
            let to = Address::new("", &address)?;
            let Some(record) = mail.send_test(Sender::from(&*org), to, language).await? else {
                return Err(Trouble(format!("{address} had as many test messages in the last hour as it may get")));
            };
            let why = record.failure.as_ref().map(ToString::to_string).unwrap_or_default();
            match record.state {
                State::Sent => Ok(json!({ "id": record.id, "state": "sent", "text": format!("Sent to {address}.") })),
                State::Held => {
                    let folder = mail.folder().display();
                    Err(Trouble(format!("{why} It is {folder}/{}.eml.", record.id)))
                }
                State::Queued if why.is_empty() => Err(Trouble(format!(
                    "the server did not end with it yet; see `liiibre mail list --org {}`",
                    org.domain
                ))),
                _ => Err(Trouble(why)),
            }
        }
        Command::List { org, state, after, limit } => {
            let org = organisation(app, &org).await?;
            let state = match state {
                Some(name) => Some(State::parse(&name).ok_or_else(|| Trouble(format!("{name:?} is no state")))?),
                None => None,
            };
            let id = Some(org.id);
            let page = db.read(async move |tx| mail.page(tx, id, state, after, limit.into()).await).await?;
            let lines: Vec<_> = page.items.iter().map(line).collect();
            let items: Vec<_> = page.items.iter().map(shown).collect();
            let next = page.items.last().filter(|_| page.more).map(|record| record.id);
            let mut text = if lines.is_empty() { "No letters.".to_owned() } else { lines.join("\n") };
            if let Some(next) = next {
                let _ = write!(text, "\n(more: --after {next})");
            }
            Ok(json!({ "items": items, "next": next, "text": text }))
        }
        Command::Retry { id, org } => {
            let org = organisation(app, &org).await?;
            let own = Some(org.id);
            let carrier = mail.clone();
            let tried = match id {
                Some(id) => u64::from(db.write(async move |tx| mail.retry(tx, own, id).await).await?),
                None => db.write(async move |tx| mail.retry_all(tx, own).await).await?,
            };
            if let (0, Some(id)) = (tried, id) {
                return Err(Trouble(format!(
                    "{} has no letter {id} that waits; what was sent or given up has no text any more and is written anew \
                     by whoever wrote it",
                    org.name
                )));
            }
            // Without a running server nobody else would.
            carrier.deliver_due().await?;
            Ok(
                json!({ "tried": tried, "text": format!("{tried} tried; `liiibre mail list --org {}` shows how that went.", org.domain) }),
            )
        }
    }
}

async fn key(app: &App, replace: bool) -> Result<Value, Trouble> {
    let mail = &app.foundation.mail;
    let made = mail.make_keys(replace)?;
    let mut text = if made {
        "The keys are made. Letters are signed with them from now on.\n".to_owned()
    } else {
        "The keys are there.\n".to_owned()
    };
    let mut records = Vec::new();
    for domain in sender_domains(app).await? {
        let _ = write!(text, "\nPublish in the DNS of {domain}, each on one line:\n\n");
        for record in mail.key_records(&domain)? {
            let _ = writeln!(text, "{}\n", record.line());
            records.push(json!({ "domain": domain, "name": record.name, "type": record.kind, "value": record.value }));
        }
    }
    if records.is_empty() {
        text.push_str(
            "\nNo organisation lives here yet: run this again once there is one, for the DNS records to publish.\n",
        );
    } else {
        text.push_str("\n`liiibre doctor` tells when they are seen.");
    }
    Ok(json!({ "made": made, "records": records, "text": text.trim_end() }))
}

/// The domains that letters are from.
async fn sender_domains(app: &App) -> Result<BTreeSet<String>, Trouble> {
    let all = app.tools.organisations.list().await?;
    Ok(all.iter().map(|org| app.foundation.mail.sender_domain(&org.domain)).collect())
}

fn line(record: &MailRecord) -> String {
    let MailRecord { id, kind, recipient, state, attempts, created_at, .. } = record;
    let at = created_at.strftime("%Y-%m-%d %H:%M");
    let mut line = format!("{id}\t{at}\t{}\t{kind}\t{recipient}", state.as_str());
    if let Some(failure) = &record.failure {
        let _ = write!(line, "\t{failure}");
    }
    if let Some(next) = record.next_at.filter(|_| *attempts > 0) {
        let _ = write!(line, " (attempt {attempts}; next {})", next.strftime("%Y-%m-%d %H:%M UTC"));
    }
    line
}

fn shown(record: &MailRecord) -> Value {
    json!({
        "id": record.id,
        "kind": record.kind,
        "recipient": record.recipient,
        "subject": record.subject,
        "state": record.state.as_str(),
        "attempts": record.attempts,
        "next_at": record.next_at.map(|at| at.to_string()),
        "why": record.failure.as_ref().map(ToString::to_string),
        "created_at": record.created_at.to_string(),
        "settled_at": record.settled_at.map(|at| at.to_string()),
    })
}

/// What `doctor` says of mail: whether letters can leave, whether any waits, and whether they will be believed.
pub async fn doctor(app: &App) -> Vec<(&'static str, Result<String, String>)> {
    let mail = &app.foundation.mail;
    let mut lines = vec![("mail", way_out(app).await), ("mail queue", queue(app).await)];
    let domains = sender_domains(app).await.unwrap_or_default();
    let mut findings: Vec<Finding> = Vec::new();
    for domain in domains {
        findings.extend(mail.check(&domain).await);
    }
    for check in ["SPF", "DKIM", "DMARC", "MX", "PTR"] {
        let of_check = || findings.iter().filter(|finding| finding.check == check);
        let fine = of_check().filter(|finding| finding.level == Level::Ok).count();
        if fine > 1 {
            lines.push((check, Ok(format!("{fine} as they should be"))));
        }
        for finding in of_check() {
            match finding.level {
                Level::Ok if fine > 1 => {}
                Level::Ok | Level::Unknown => lines.push((check, Ok(finding.words.en.clone()))),
                Level::Missing | Level::Wrong => lines.push((check, Err(advice(finding)))),
            }
        }
    }
    lines
}

fn advice(finding: &Finding) -> String {
    match &finding.record {
        Some(record) => format!("{}\n    {}", finding.words.en, record.line()),
        None => finding.words.en.clone(),
    }
}

async fn way_out(app: &App) -> Result<String, String> {
    let mail = &app.foundation.mail;
    match mail.probe().await {
        Some(Ok(relay)) => Ok(format!("letters leave through {relay}")),
        Some(Err(failure)) => Err(failure.to_string()),
        None if mail.can_leave() => Ok("letters go to the recipients' own servers".to_owned()),
        None => Ok(format!(
            "no mail server is configured: letters are kept in {}. Set `relay` in [mail] for them to leave.",
            mail.folder().display()
        )),
    }
}

async fn queue(app: &App) -> Result<String, String> {
    let all = app.tools.organisations.list().await.map_err(|error| error.to_string())?;
    let (mut queued, mut held, mut held_up) = (0, 0, None);
    for org in all {
        let (mail, id) = (app.foundation.mail.clone(), Some(org.id));
        let counts: Counts = app
            .foundation
            .db
            .read(async move |tx| mail.counts(tx, id).await)
            .await
            .map_err(|error| error.to_string())?;
        queued += counts.queued;
        held += counts.held;
        held_up = held_up.or(counts.waiting_for.filter(|_| counts.queued > 0));
    }
    let text = match (queued, held) {
        (0, 0) => "empty".to_owned(),
        (queued, 0) => format!("{queued} on their way"),
        (0, held) => format!("{held} in the folder"),
        (queued, held) => format!("{queued} on their way, {held} in the folder"),
    };
    match held_up {
        // One that is to come back later is nothing to be woken for.
        Some(failure) if failure.cause != base_mail::Cause::Later => Err(format!("{text}. {failure}")),
        _ => Ok(text),
    }
}
