//! What goes in, what comes out, and who sees it.

use std::os::unix::fs::PermissionsExt;

use base_i18n::Language;
use base_mail::{Address, Config, Error, Letter, Mail, NewMail, State, Words};

use crate::server::Smtp;
use crate::{House, houses, relay, reset, sender, to};

#[tokio::test]
async fn a_letter_leaves_if_its_transaction_was_committed_and_only_then() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let before = smtp.taken().len();
        let (mail, new) = (house.mail.clone(), reset(house.communs, "camille@example.org"));
        let undone: Result<(), Error> = house
            .db
            .write(async move |tx| {
                mail.send(tx, &new).await?;
                Err(Error::Invalid("no".into()))
            })
            .await;
        undone.unwrap_err();
        house.settles().await;
        assert_eq!(smtp.taken().len(), before);

        let id = house.writes_to("camille@example.org").await;
        assert_eq!(house.state(id).await, State::Queued);
        house.settles().await;
        let taken = &smtp.taken()[before..];
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].recipient, "camille@example.org");
        assert!(
            taken[0].sender.starts_with("bounce+") && taken[0].sender.ends_with("@communs.test"),
            "{}",
            taken[0].sender
        );
        let message = &taken[0].message;
        assert!(message.contains("\r\nSubject: New password\r\n"), "{message}");
        assert!(message.contains("Auto-Submitted: auto-generated") && !message.contains("List-Unsubscribe"));
        assert!(message.contains(&format!("Message-ID: <{id}@communs.test>")), "{message}");
        let record = house.shows(id).await;
        assert_eq!((record.state, record.attempts, record.next_at), (State::Sent, 1, None));
        assert!(record.settled_at.is_some() && record.failure.is_none());
        house.after(3600 * 24).await;
        assert_eq!(smtp.taken().len(), before + 1, "once");
    }
}

#[tokio::test]
async fn many_letters_share_few_connections() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let (letters, connections) = (smtp.taken().len(), smtp.connections());
        for number in 0..130 {
            house.writes_to(&format!("p{number}@example.org")).await;
        }
        house.settles().await;
        assert_eq!(smtp.taken().len(), letters + 130);
        let connections = smtp.connections() - connections;
        assert!(connections <= 8, "{connections}");
        assert_eq!(house.counts(house.communs).await.sent, 130);
    }
}

#[tokio::test]
async fn an_address_gets_so_many_letters_of_a_kind_in_an_hour() {
    for house in houses(|| Config { per_address_hourly: 3, ..Config::default() }).await {
        let asks = async |email: &str| house.sends(reset(house.communs, email)).await.is_some();
        for _ in 0..3 {
            assert!(asks("camille@example.org").await);
        }
        for _ in 0..50 {
            assert!(!asks("camille@example.org").await);
        }
        assert!(!asks("Camille@EXAMPLE.org").await);
        assert!(asks("sacha@example.org").await, "others are not concerned");
        assert!(house.sends(reset(house.nord, "camille@example.org")).await.is_some());
        let other_kind = NewMail { kind: "accounts.invitation", ..reset(house.communs, "camille@example.org") };
        assert!(house.sends(other_kind).await.is_some());
        house.after(3_601).await;
        assert!(asks("camille@example.org").await);
        assert_eq!(house.counts(house.communs).await.held, 5);
    }
}

#[tokio::test]
async fn of_one_key_one_letter_is_written() {
    for house in houses(Config::default).await {
        let keyed = |org| NewMail { key: Some("digest 2026-11-22".into()), ..reset(org, "camille@example.org") };
        let first = house.sends(keyed(house.communs)).await;
        assert!(first.is_some());
        assert_eq!(house.sends(keyed(house.communs)).await, first);
        assert_ne!(house.sends(keyed(house.nord)).await, first);
        house.settles().await;
        assert_eq!(house.sends(keyed(house.communs)).await, first, "also when it is gone");
        assert_eq!(house.counts(house.communs).await.held, 1);
    }
}

#[tokio::test]
async fn without_a_way_out_letters_land_in_the_folder_until_there_is_one() {
    let smtp = Smtp::start().await;
    for mut house in houses(Config::default).await {
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        let record = house.shows(id).await;
        assert_eq!(record.state, State::Held);
        let words = record.failure.unwrap().words();
        assert!(words.fr.contains("[mail] relay") && words.en.contains("[mail] relay"), "{words:?}");
        let file = house.mail.folder().join(format!("{id}.eml"));
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(house.mail.folder())), (0o600, 0o700));
        assert!(std::fs::read_to_string(&file).unwrap().contains("reset?token=3Dhush"));
        assert_eq!(house.counts(house.communs).await.waiting_for.unwrap().words(), words);

        // Nothing leaves by itself: who knows how old it is by then.
        let before = smtp.taken().len();
        house.restarts(relay(smtp.url()));
        house.after(3600).await;
        assert_eq!(smtp.taken().len(), before);
        assert!(!house.retries(house.nord, id).await, "another organisation has no such letter");
        assert!(house.retries(house.communs, id).await);
        house.settles().await;
        assert_eq!(smtp.taken().len(), before + 1);
        assert_eq!(house.state(id).await, State::Sent);
        assert!(!file.exists(), "the folder holds what has not left");
        assert!(!house.retries(house.communs, id).await, "what is settled has no text any more");
    }
}

#[tokio::test]
async fn nobody_reads_a_secret_and_nothing_is_kept_of_what_is_settled() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let secret = house.writes_to("camille@example.org").await;
        let plain = NewMail { secret: false, kind: "news", ..reset(house.communs, "camille@example.org") };
        let plain = house.sends(plain).await.unwrap();
        assert_eq!(house.text(house.communs, secret).await, None);
        assert!(house.text(house.communs, plain).await.unwrap().contains("hush"));
        assert_eq!(house.text(house.nord, plain).await, None);
        let listed = lists(&house, None).await;
        assert!(!format!("{listed:?}").contains("hush"));
        house.settles().await;
        assert_eq!(house.text(house.communs, plain).await, None);
        assert!(!everything(&house).await.contains("hush"), "the database keeps no link");
    }
}

/// All that the table holds, as text.
async fn everything(house: &House) -> String {
    base_db::statements! {
        /// Every text of the table.
        TEXTS = "SELECT subject || body_text || body_html || COALESCE(said, '') FROM mails";
    }
    let texts: Vec<(String,)> = house.db.read(async |tx| tx.all(&TEXTS, &[]).await).await.unwrap();
    assert!(!texts.is_empty());
    format!("{texts:?}")
}

async fn lists(house: &House, state: Option<State>) -> Vec<base_mail::MailRecord> {
    let (mail, org) = (house.mail.clone(), house.communs);
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let mail = mail.clone();
        let page = house.db.read(async move |tx| mail.page(tx, Some(org), state, after, 3).await).await.unwrap();
        after = page.items.last().map(|record| record.id);
        all.extend(page.items);
        if !page.more {
            return all;
        }
    }
}

#[tokio::test]
async fn an_organisation_sees_its_own_letters_page_by_page_newest_first() {
    for house in houses(Config::default).await {
        let mut ids = Vec::new();
        for number in 0..8 {
            ids.push(house.writes_to(&format!("p{number}@example.org")).await);
            house.time.advance(jiff::SignedDuration::from_secs(1));
        }
        house.sends(reset(house.nord, "nora@example.org")).await.unwrap();
        ids.reverse();
        let listed: Vec<_> = lists(&house, None).await.into_iter().map(|record| record.id).collect();
        assert_eq!(listed, ids);
        assert!(lists(&house, Some(State::Sent)).await.is_empty());
        assert_eq!(lists(&house, Some(State::Queued)).await.len(), 8);
        assert_eq!(house.counts(house.nord).await.queued, 1);
    }
}

#[tokio::test]
async fn what_is_old_and_settled_is_forgotten() {
    for house in houses(|| Config { keep_days: 30, ..Config::default() }).await {
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        let file = house.mail.folder().join(format!("{id}.eml"));
        house.after(29 * 86_400).await;
        let young = house.writes_to("sacha@example.org").await;
        house.settles().await;
        assert!(file.exists());
        house.after(86_400 + 1).await;
        assert!(!file.exists());
        assert_eq!(house.counts(house.communs).await.held, 1);
        assert_eq!(house.state(young).await, State::Held);
    }
}

#[tokio::test]
async fn nothing_that_was_typed_adds_a_header_or_a_recipient() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        for name in ["Camille\r\nBcc: everybody@example.org", "Camille\nX: y", "Camille\0"] {
            assert!(Address::new(name, "camille@example.org").is_err());
        }
        let letter = Letter::new(Words::same("Hello\r\nBcc: everybody@example.org\r\n\r\nBody"))
            .greeting("Camille\r\n.\r\nMAIL FROM:<x@y.fr>")
            .quote(".\r\nRCPT TO:<everybody@example.org>\r\n.\r\nQUIT");
        let hostile = NewMail { letter, ..reset(house.communs, "camille@example.org") };
        house.sends(hostile.clone()).await.unwrap();
        house.settles().await;
        let taken = smtp.taken().pop().unwrap();
        assert_eq!(taken.recipient, "camille@example.org");
        let head = taken.message.split("\r\n\r\n").next().unwrap();
        assert!(!head.to_ascii_lowercase().contains("\nbcc:"), "{head}");
        assert!(
            smtp.commands()
                .iter()
                .filter(|command| command.starts_with("RCPT"))
                .all(|command| !command.contains("everybody"))
        );

        let mail = house.mail.clone();
        let named = NewMail {
            from: base_mail::Sender { name: "X\r\nBcc: a@b.fr".into(), ..sender(house.communs) },
            ..hostile.clone()
        };
        let refused = async |new: NewMail, mail: Mail| {
            house.db.write(async move |tx| mail.send(tx, &new).await).await.unwrap_err()
        };
        assert!(matches!(refused(named, mail.clone()).await, Error::Invalid(_)));
        let linked = NewMail { unsubscribe: Some("https://a.b/>\r\nBcc: a@b.fr".into()), ..hostile };
        assert!(matches!(refused(linked, mail).await, Error::Invalid(_)));
    }
}

#[tokio::test]
async fn what_nobody_asked_for_can_be_ended_with_one_click() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let news = NewMail {
            kind: "news",
            language: Language::French,
            to: to("camille@example.org"),
            unsubscribe: Some("https://communs.test/stop?t=1".into()),
            ..reset(house.communs, "x@example.org")
        };
        house.sends(news).await.unwrap();
        house.settles().await;
        let message = smtp.taken().pop().unwrap().message;
        assert!(message.contains("List-Unsubscribe: <https://communs.test/stop?t=1>"), "{message}");
        assert!(message.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        assert!(message.contains("Ne plus recevoir ces messages"));
    }
}

#[tokio::test]
async fn a_test_letter_says_at_once_how_it_went() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let tests = async || {
            let (from, to) = (sender(house.communs), to("admin@example.org"));
            house.mail.send_test(from, to, Language::French).await.unwrap().unwrap()
        };
        assert_eq!(tests().await.state, State::Sent);
        smtp.then(crate::server::Act::Answer("RCPT", "550 5.7.1 no"));
        let refused = tests().await;
        assert_eq!(refused.state, State::Failed);
        assert!(refused.failure.unwrap().words().fr.contains("refuse ce message"));
    }
}
