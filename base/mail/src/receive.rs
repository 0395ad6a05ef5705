//! Letters that come back (RFC 3464): what another server says of one that it could not deliver.
//!
//! Anybody can write to a return address, so what is read here is believed as far as the address goes: it names one
//! letter, and nobody but us, the recipient and the servers between knows it. A forged address names nothing, a
//! second report changes nothing, and a report of mere delay or of success is only noted.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use base_db::params;
use base_id::OrgId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::failure::one_line;
use crate::{Error, Mail, MailId, store};

/// What came of a message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// A letter came back, and is marked so.
    Bounced {
        /// Whose; `None` for the installation's own.
        org: Option<OrgId>,
        /// Which.
        id: MailId,
        /// What the other server said.
        said: String,
    },
    /// Nothing was changed, and why.
    Ignored(&'static str),
}

/// What a report says of a recipient.
#[derive(Debug, PartialEq, Eq)]
struct Report {
    failed: bool,
    said: String,
    host: String,
}

/// A message at most; what a report says stands at its beginning.
const LONGEST: usize = 256 * 1024;
/// Fields that tell to whom a message was delivered.
const DELIVERED_TO: [&str; 4] = ["Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To"];

impl Mail {
    /// Takes in a message that came to a return address: the whole message, and the address it was delivered to when
    /// the mail server tells.
    pub async fn receive(&self, message: &[u8], recipient: Option<&str>) -> Result<Received, Error> {
        let message = &message[..message.len().min(LONGEST)];
        let Some(parsed) = MessageParser::default().parse(message) else {
            return Ok(Received::Ignored("it is no message"));
        };
        let Some(id) = addresses(&parsed, recipient).iter().find_map(|email| self.0.signer.returned(email)) else {
            return Ok(Received::Ignored("it is not addressed to a return address of ours"));
        };
        let Some(report) = report(&parsed) else {
            return Ok(Received::Ignored("it is no delivery report (an automatic answer, most likely)"));
        };
        if !report.failed {
            return Ok(Received::Ignored("the report is of a delay or of success"));
        }
        let Report { said, host, .. } = report;
        let now: Timestamp = self.0.clock.now();
        let told = said.clone();
        let owner = self
            .0
            .db
            .write(async move |tx| {
                let Some((org,)) = tx.one::<(Uuid,)>(&store::OWNER, params![id]).await? else { return Ok(None) };
                let changed = tx.exec(&store::BOUNCED, params![org, id, now, host, told]).await?;
                Ok::<_, base_db::Error>((changed > 0).then_some(org))
            })
            .await?;
        let Some(org) = owner else {
            return Ok(Received::Ignored("the letter is forgotten, was given up, or came back before"));
        };
        tracing::warn!(%id, said, "a letter came back");
        Ok(Received::Bounced { org: (!org.is_nil()).then(|| OrgId::from_uuid(org)), id, said })
    }
}

/// Where a message was delivered to: as the mail server says, and as the message does.
fn addresses(message: &Message<'_>, recipient: Option<&str>) -> Vec<String> {
    let mut found: Vec<String> =
        recipient.map(|email| email.trim_matches(['<', '>', ' ']).to_owned()).into_iter().collect();
    for name in DELIVERED_TO {
        if let Some(value) = message.header_raw(name) {
            found.push(value.trim().trim_matches(['<', '>']).to_owned());
        }
    }
    let to = message.to().into_iter().flat_map(|to| to.iter());
    found.extend(to.filter_map(|to| to.address.as_ref().map(ToString::to_string)));
    found
}

/// The first failure that a report tells of, or else the first thing.
fn report(message: &Message<'_>) -> Option<Report> {
    let part = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| {
            kind.ctype().eq_ignore_ascii_case("message")
                && kind.subtype().is_some_and(|kind| {
                    kind.eq_ignore_ascii_case("delivery-status") || kind.eq_ignore_ascii_case("global-delivery-status")
                })
        })
    })?;
    let text = match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::from_utf8_lossy(
            message.raw_message().get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)?,
        )
        .into_owned(),
    };
    let text = text.replace("\r\n", "\n");
    // Groups of fields: one of the message, then one for each recipient.
    let groups: Vec<Vec<(String, String)>> = text.split("\n\n").map(fields).filter(|group| !group.is_empty()).collect();
    let field = |group: &[(String, String)], name: &str| {
        group.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let of_recipients = groups.iter().filter_map(|group| {
        let action = field(group, "Action")?;
        let status = field(group, "Status").unwrap_or_default();
        let said = field(group, "Diagnostic-Code").map_or_else(|| status.clone(), typed);
        let host = field(group, "Remote-MTA")
            .or_else(|| field(groups.first()?, "Reporting-MTA"))
            .map(typed)
            .unwrap_or_default();
        // Some say that they failed and give the code of a delay, and will try again.
        let failed = action.eq_ignore_ascii_case("failed") && !status.starts_with('4') && !status.starts_with('2');
        Some(Report { failed, said: one_line(&said), host: one_line(&host) })
    });
    let mut reports: Vec<Report> = of_recipients.take(50).collect();
    let at = reports.iter().position(|report| report.failed).unwrap_or(0);
    (at < reports.len()).then(|| reports.swap_remove(at))
}

/// The fields of a group, unfolded.
fn fields(group: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in group.lines().take(100) {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), found.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    found
}

/// `smtp; 550 no such user`, without its type.
fn typed(value: String) -> String {
    match value.split_once(';') {
        Some((_, value)) => value.trim().to_owned(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn dsn(fields: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: bounce+x@communs.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\n{fields}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
        )
    }

    fn read(text: &str) -> Option<Report> {
        report(&MessageParser::default().parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn reports_are_read() {
        let failed =
            dsn("Final-Recipient: rfc822; a@b.fr\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.b.fr\r\n\
            Diagnostic-Code: smtp; 550 5.1.1 <a@b.fr>:\r\n    no such user\r\n");
        let expected = Report { failed: true, said: "550 5.1.1 <a@b.fr>: no such user".into(), host: "mx.b.fr".into() };
        assert_eq!(read(&failed), Some(expected));
        let bare = dsn("Final-Recipient: rfc822; a@b.fr\r\nAction: FAILED\r\nStatus: 5.2.2\r\n");
        assert_eq!(read(&bare), Some(Report { failed: true, said: "5.2.2".into(), host: "mx.example".into() }));
        for kind in ["delayed", "delivered", "relayed", "expanded", "nonsense"] {
            assert!(
                !read(&dsn(&format!("Final-Recipient: rfc822; a@b.fr\r\nAction: {kind}\r\nStatus: 4.0.0\r\n")))
                    .unwrap()
                    .failed
            );
        }
        assert!(!read(&dsn("Action: failed\r\nStatus: 4.4.7\r\n")).unwrap().failed);
        let two = dsn("Action: delivered\r\nStatus: 2.0.0\r\n\r\nAction: failed\r\nStatus: 5.0.0\r\n");
        assert!(read(&two).unwrap().failed);
    }

    #[test]
    fn what_is_no_report_is_none() {
        assert_eq!(read("From: a@b.fr\r\nTo: c@d.fr\r\nSubject: I am away\r\n\r\nAction: failed\r\n"), None);
        assert_eq!(read(&dsn("")), None);
        assert_eq!(read(&dsn("Final-Recipient: rfc822; a@b.fr\r\n")), None);
    }

    #[test]
    fn the_address_is_found_where_servers_write_it() {
        let find = |head: &str, recipient: Option<&str>| {
            addresses(&MessageParser::default().parse(format!("{head}\r\n\r\nx").as_bytes()).unwrap(), recipient)
        };
        assert_eq!(find("Subject: x", Some("<a@b.fr>")), ["a@b.fr"]);
        assert_eq!(find("Delivered-To: a@b.fr", None), ["a@b.fr"]);
        assert_eq!(find("X-Original-To: <a@b.fr>\r\nTo: \"x\" <c@d.fr>, e@f.fr", None), ["a@b.fr", "c@d.fr", "e@f.fr"]);
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes: Vec<u8>, fields in "(?s).{0,200}") {
            if let Some(message) = MessageParser::default().parse(&bytes) {
                let _ = (report(&message), addresses(&message, None));
            }
            if let Some(message) = MessageParser::default().parse(dsn(&fields).as_bytes()) {
                let _ = report(&message);
            }
        }
    }
}
