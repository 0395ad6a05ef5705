//! A letter as it travels: headers, both parts, signatures.
//!
//! The same letter gives the same Message-ID and Date at each attempt, so that a server that took it twice can tell.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use base_i18n::Language;
use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::dkim::Key;
use crate::{Address, Error, MailId};

/// What a message is made of.
pub(crate) struct Parts<'a> {
    pub id: MailId,
    pub created_at: Timestamp,
    /// Shown as the sender.
    pub sender_name: &'a str,
    pub from: &'a str,
    pub to: &'a Address,
    pub language: Language,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub unsubscribe: Option<&'a str>,
}

/// The bytes to send, signed with `keys`.
pub(crate) fn build(parts: &Parts<'_>, keys: &[Key], now: Timestamp) -> Result<Vec<u8>, Error> {
    let domain = crate::address::domain(parts.from);
    let invalid = |cause: &dyn std::fmt::Display| Error::Invalid(cause.to_string());
    let from = lettre::Address::from_str(parts.from).map_err(|error| invalid(&error))?;
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(parts.sender_name.to_owned()), from))
        .to(parts.to.mailbox()?)
        .subject(parts.subject)
        .date(system_time(parts.created_at))
        .message_id(Some(format!("<{}@{domain}>", parts.id)))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        // What Exchange asks instead before it answers that somebody is away.
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .raw_header(raw("Content-Language", parts.language.code()));
    if let Some(url) = parts.unsubscribe {
        // RFC 8058: a reader's own button, without a visit.
        builder = builder
            .raw_header(raw("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let part = |kind: ContentType, body: &str| {
        SinglePart::builder()
            .header(kind)
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(body.replace("\r\n", "\n").replace('\n', "\r\n"))
    };
    let both = MultiPart::alternative()
        // The same each time; nothing in a part can be mistaken for it, for `=_` is never in quoted-printable.
        .boundary(format!("=_{}", parts.id))
        .singlepart(part(ContentType::TEXT_PLAIN, parts.text))
        .singlepart(part(ContentType::TEXT_HTML, parts.html));
    let message = builder.multipart(both).map_err(|error| invalid(&error))?.formatted();
    let mut signed = Vec::with_capacity(message.len() + 2_048);
    for key in keys {
        signed.extend_from_slice(key.sign(&message, domain, now).map_err(Error::Invalid)?.as_bytes());
    }
    signed.extend_from_slice(&message);
    Ok(signed)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn system_time(time: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(time.as_second()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_id::{Clock, Random};
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_taken_can_be_sent(name in ".{0,40}", local in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}", sender in ".{0,40}", subject in ".{1,120}") {
            let id = MailId::new(&Clock::system(), &Random::seeded(1));
            if let (Ok(to), Ok(_)) = (Address::new(&name, &format!("{local}@b.fr")), Address::new(&sender, "a@b.fr")) {
                let parts = Parts {
                    id,
                    created_at: Timestamp::UNIX_EPOCH,
                    sender_name: &sender,
                    from: "liiibre@communs.example",
                    to: &to,
                    language: Language::English,
                    subject: &crate::letter::line(&subject),
                    text: "x",
                    html: "x",
                    unsubscribe: None,
                };
                let bytes = build(&parts, &[], Timestamp::UNIX_EPOCH);
                prop_assert!(bytes.is_ok(), "{:?} {:?}", to, bytes.map(drop));
                let text = String::from_utf8(bytes.unwrap()).unwrap();
                let head = text.split("\r\n\r\n").next().unwrap();
                let names: Vec<_> = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split(':').next().unwrap()).collect();
                prop_assert_eq!(names.len(), 10, "{}", head);
            }
        }
    }

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let id = MailId::new(&Clock::system(), &Random::seeded(1));
        let to = Address::new("Élodie, \"Lo\" <x@y.fr>", "elodie@communs.example").unwrap();
        let parts = Parts {
            id,
            created_at: Timestamp::from_second(1_800_000_000).unwrap(),
            sender_name: "Les Communs — été, \"x\"",
            from: "liiibre@communs.example",
            to: &to,
            language: Language::French,
            subject: "Bienvenue à Les Communs : une très longue ligne qui ne tient certainement pas dans soixante-dix-huit caractères",
            text: "Bonjour Élodie,\n\n.\nFrom here\n",
            html: "<p>Bonjour Élodie</p>\n",
            unsubscribe: Some("https://communs.example/stop?t=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
        };
        let now = parts.created_at;
        let bytes = build(&parts, &[], now).unwrap();
        assert_eq!(bytes, build(&parts, &[], now).unwrap(), "the same each time");
        assert!(bytes.is_ascii());
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            text.lines().all(|line| line.len() <= 200) && !text.replace("\r\n", "").contains(['\r', '\n']),
            "{text}"
        );

        let read = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.subject(), Some(parts.subject));
        let from = read.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some(parts.sender_name), Some(parts.from)));
        let to = read.to().unwrap();
        assert_eq!(to.iter().count(), 1);
        assert_eq!(to.first().unwrap().name(), parts.to.name());
        assert_eq!(to.first().unwrap().address(), Some("elodie@communs.example"));
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), parts.text);
        assert_eq!(read.message_id(), Some(format!("{id}@communs.example").as_str()));
        assert_eq!(read.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
        assert_eq!(read.header_raw("List-Unsubscribe-Post").unwrap().trim(), "List-Unsubscribe=One-Click");
        assert!(read.header_raw("List-Unsubscribe").unwrap().contains(parts.unsubscribe.unwrap()));
        assert_eq!(read.date().unwrap().to_timestamp(), 1_800_000_000);
    }
}
