//! Servers that are down, slow, rude, hostile; processes that end in the middle.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base_mail::{Cause, Config, State, Zone};
use jiff::SignedDuration;

use crate::server::{Act, Smtp};
use crate::{House, houses, houses_with, relay, reset};

/// An address where nobody listens.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

async fn cause(house: &House, id: base_mail::MailId) -> Option<Cause> {
    house.shows(id).await.failure.map(|failure| failure.cause)
}

#[tokio::test]
async fn a_greylisted_letter_is_tried_again_under_the_same_name() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let before = smtp.taken().len();
        smtp.then(Act::Answer("RCPT", "450 4.2.0 Greylisted, come back in 5 minutes"));
        smtp.then(Act::Answer(".", "451 4.3.0 Not yet"));
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        let record = house.shows(id).await;
        assert_eq!((record.state, record.attempts), (State::Queued, 1));
        assert_eq!(record.next_at.unwrap(), house.time.clock().now() + SignedDuration::from_mins(1));
        let failure = record.failure.unwrap();
        assert_eq!(failure.cause, Cause::Later);
        assert!(failure.words().fr.contains("Greylisted") && failure.words().en.contains("try again later"));
        house.after(59).await;
        assert_eq!(house.shows(id).await.attempts, 1);
        house.after(1).await;
        assert_eq!(house.shows(id).await.attempts, 2);
        house.after(5 * 60).await;
        assert_eq!(house.state(id).await, State::Sent);
        assert_eq!(smtp.taken().len(), before + 1);
        assert!(smtp.taken()[before].message.contains(&format!("<{id}@communs.test>")));
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_given_up_at_once_and_others_are_not() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        for about in ["RCPT", "DATA", "."] {
            smtp.then(Act::Answer(about, "550 5.1.1 no such user"));
            let gone = house.writes_to(&format!("gone{}@example.org", about.len())).await;
            house.settles().await;
            let record = house.shows(gone).await;
            assert_eq!((record.state, record.attempts), (State::Failed, 1), "{about}");
            let failure = record.failure.unwrap();
            assert_eq!((failure.cause, failure.said.as_str()), (Cause::Refused, "550 5.1.1 no such user"));
            assert!(record.settled_at.is_some());
            assert_eq!(house.text(house.communs, gone).await, None);
            let here = house.writes_to("here@example.org").await;
            house.settles().await;
            assert_eq!(house.state(here).await, State::Sent);
        }
    }
}

#[tokio::test]
async fn a_wrong_password_holds_everything_until_it_is_set_right() {
    let smtp = Smtp::start().await;
    // "\0liiibre\0right"
    smtp.offers("AUTH LOGIN PLAIN").wants("AGxpaWlicmUAcmlnaHQ=");
    let with =
        |password: &str| Config { user: Some("liiibre".into()), password: Some(password.into()), ..relay(smtp.url()) };
    for mut house in houses(|| Config { connections: 1, ..with("wrong") }).await {
        let before = (smtp.taken().len(), smtp.connections());
        let mut ids = Vec::new();
        for number in 0..20 {
            ids.push(house.writes_to(&format!("p{number}@example.org")).await);
        }
        house.settles().await;
        assert_eq!(smtp.connections() - before.1, 1, "one attempt for all: a relay locks whoever tries too often");
        for id in &ids {
            assert_eq!((house.state(*id).await, cause(&house, *id).await), (State::Queued, Some(Cause::Credentials)));
        }
        let held = house.counts(house.communs).await.waiting_for.unwrap();
        assert!(held.words().fr.contains("password_file") && held.said.contains("535"), "{held:?}");
        // A week later it is held, not given up.
        for _ in 0..4 * 7 {
            house.after(6 * 3600).await;
        }
        assert_eq!(house.counts(house.communs).await.queued, 20);
        assert!(smtp.connections() - before.1 <= 4 * 7 + 2);
        house.restarts(with("right"));
        house.mail.begin().await.unwrap();
        house.settles().await;
        assert_eq!(smtp.taken().len() - before.0, 20);
        assert_eq!(house.counts(house.communs).await.sent, 20);
    }
}

#[tokio::test]
async fn a_relay_that_offers_no_sign_in_or_no_encryption_is_said_so() {
    let smtp = Smtp::start().await;
    let signed = || Config { user: Some("a".into()), password: Some("b".into()), ..relay(smtp.url()) };
    for house in houses(signed).await {
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        assert_eq!(cause(&house, id).await, Some(Cause::NoAuth));
    }
    let encrypted = || relay(format!("smtp://{}", smtp.address));
    for house in houses(encrypted).await {
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        assert_eq!(cause(&house, id).await, Some(Cause::NoTls));
    }
    assert!(smtp.taken().is_empty());
    assert!(!smtp.commands().iter().any(|command| command.starts_with("AUTH") || command.starts_with("MAIL")));
}

#[tokio::test]
async fn what_was_said_before_encryption_is_not_taken_for_what_comes_after() {
    let smtp = Smtp::start().await;
    smtp.offers("STARTTLS");
    for house in houses(|| relay(format!("smtp://{}", smtp.address))).await {
        smtp.then(Act::Answer("STARTTLS", "220 go on\r\n250-mx.test\r\n250 AUTH PLAIN"));
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        assert_eq!(cause(&house, id).await, Some(Cause::Tls));
        assert!(house.shows(id).await.failure.unwrap().said.contains("plain text"));
    }
    assert!(smtp.taken().is_empty());
}

#[tokio::test]
async fn a_server_that_is_down_for_a_day_loses_nothing_and_delays_little() {
    let address = nobody().await;
    for house in houses(|| relay(format!("smtp+plain://{address}"))).await {
        let mut ids = Vec::new();
        for number in 0..30 {
            ids.push(house.writes_to(&format!("p{number}@example.org")).await);
        }
        house.settles().await;
        let record = house.shows(ids[0]).await;
        assert_eq!((record.state, record.failure.unwrap().cause), (State::Queued, Cause::Unreachable));
        for _ in 0..24 * 6 {
            house.after(600).await;
        }
        let late = house.writes_to("late@example.org").await;
        house.settles().await;
        assert_eq!(house.counts(house.communs).await.queued, 31);
        assert!(house.shows(ids[0]).await.attempts <= 13, "{:?}", house.shows(ids[0]).await);

        let smtp = Smtp::start_at(&address).await;
        // The first that is due finds it open, and all others follow at once.
        house.after(60).await;
        assert_eq!(house.state(late).await, State::Sent);
        assert_eq!(house.counts(house.communs).await.sent, 31);
        assert_eq!(smtp.taken().len(), 31);
    }
}

#[tokio::test]
async fn a_letter_is_given_up_after_three_days() {
    let address = nobody().await;
    for house in houses(|| relay(format!("smtp+plain://{address}"))).await {
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        for hour in 1..=80 {
            house.after(3600).await;
            let expected = if hour < 72 { State::Queued } else { house.state(id).await };
            assert_eq!(house.state(id).await, expected, "after {hour} hours");
        }
        let record = house.shows(id).await;
        assert_eq!((record.state, record.failure.unwrap().cause), (State::Failed, Cause::Unreachable));
        assert!(record.attempts < 30, "{}", record.attempts);
        assert_eq!(house.text(house.communs, id).await, None);
    }
}

#[tokio::test]
async fn a_server_that_stops_answering_is_left_and_other_work_goes_on() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        for about in ["connect", "EHLO", "MAIL", "RCPT", "DATA"] {
            smtp.then(Act::Sleep(about));
            let id = house.writes_to(&format!("slow{}{about}@example.org", about.len())).await;
            let began = Instant::now();
            house.settles().await;
            assert!(began.elapsed() < Duration::from_secs(20), "{about}: {:?}", began.elapsed());
            assert_eq!((house.state(id).await, cause(&house, id).await), (State::Queued, Some(Cause::Slow)), "{about}");
            house.after(60).await;
            assert_eq!(house.state(id).await, State::Sent, "{about}");
        }
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_come_back_to() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        for about in ["connect", "EHLO", "MAIL", "RCPT", "DATA"] {
            smtp.then(Act::HangUp(about));
            let id = house.writes_to(&format!("cut{about}@example.org")).await;
            house.settles().await;
            assert_eq!(
                (house.state(id).await, cause(&house, id).await),
                (State::Queued, Some(Cause::HungUp)),
                "{about}"
            );
            house.after(60).await;
            assert_eq!(house.state(id).await, State::Sent, "{about}");
        }
        smtp.then(Act::AnswerAndHangUp("RCPT", "421 4.3.2 shutting down"));
        let id = house.writes_to("leaving@example.org").await;
        house.settles().await;
        assert_eq!(cause(&house, id).await, Some(Cause::Unwelcome));
        // Taken, and hung up before it said so: sent again under the same name, which is all that can be done.
        house.after(60).await;
        let before = smtp.taken().len();
        smtp.then(Act::HangUp("."));
        let id = house.writes_to("twice@example.org").await;
        house.settles().await;
        house.after(60).await;
        let name = format!("<{id}@communs.test>");
        let twice = &smtp.taken()[before..];
        assert_eq!(twice.len(), 2);
        assert!(twice.iter().all(|taken| taken.message.contains(&name)));
    }
}

#[tokio::test]
async fn a_server_that_talks_nonsense_fills_no_memory() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        for flood in [&b"220 "[..], b"220-and on\r\n", b"\0\xff\xfe", b"SSH-2.0-OpenSSH\r\n", b"\r\n"] {
            smtp.then(Act::Flood(flood));
            let id = house.writes_to(&format!("x{}-{}@example.org", flood.len(), flood[0])).await;
            let began = Instant::now();
            house.settles().await;
            assert!(began.elapsed() < Duration::from_secs(5));
            assert_eq!(cause(&house, id).await, Some(Cause::Garbled), "{flood:?}");
            house.after(60).await;
            assert_eq!(house.state(id).await, State::Sent);
        }
    }
}

#[tokio::test]
async fn a_relay_that_does_not_know_the_sender_is_for_the_operator_to_set_right() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        smtp.then(Act::Answer("MAIL", "553 5.7.1 not your address"));
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        let failure = house.shows(id).await.failure.unwrap();
        assert_eq!(failure.cause, Cause::Sender);
        assert!(failure.words().en.contains("envelope_from"));
        house.after(60).await;
        assert_eq!(house.state(id).await, State::Sent);
    }
}

#[tokio::test]
async fn a_process_that_ends_in_the_middle_leaves_its_letters_to_the_next() {
    let smtp = Smtp::start().await;
    for mut house in houses(|| Config { timeout_seconds: 60, ..relay(smtp.url()) }).await {
        let before = smtp.taken().len();
        smtp.then(Act::Sleep("RCPT"));
        let id = house.writes_to("camille@example.org").await;
        let (mail, commands) = (house.mail.clone(), smtp.commands().len());
        let carrying = tokio::spawn(async move { mail.deliver_due().await });
        while !smtp.commands()[commands..].iter().any(|command| command.starts_with("RCPT")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        carrying.abort();
        let _ = carrying.await;
        house.restarts(relay(smtp.url()));
        house.settles().await;
        assert_eq!(house.state(id).await, State::Queued, "it may still be on its way");
        house.after(61).await;
        assert_eq!((house.state(id).await, house.shows(id).await.attempts), (State::Sent, 2));
        assert_eq!(smtp.taken().len(), before + 1);
    }
}

#[tokio::test]
async fn two_processes_send_each_letter_once() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let before = smtp.taken().len();
        for number in 0..60 {
            house.writes_to(&format!("p{number}@example.org")).await;
        }
        let other = base_mail::Mail::open(
            house.db.clone(),
            house.time.clock(),
            house.random.clone(),
            relay(smtp.url()),
            house.data.path(),
            base_mail::Dns::fixed(Zone::default()),
        )
        .unwrap();
        let (one, two) = tokio::join!(house.mail.deliver_due(), other.deliver_due());
        one.unwrap();
        two.unwrap();
        let mut recipients: Vec<_> = smtp.taken()[before..].iter().map(|taken| taken.recipient.clone()).collect();
        assert_eq!(recipients.len(), 60);
        recipients.sort();
        recipients.dedup();
        assert_eq!(recipients.len(), 60);
    }
}

fn direct() -> Config {
    let allow_private = vec!["192.0.2.0/24".into()];
    Config { direct: true, timeout_seconds: 1, hello: Some("liiibre.test".into()), allow_private, ..Config::default() }
}

#[tokio::test]
async fn direct_delivery_goes_to_the_servers_of_the_domain_best_first() {
    let (first, second) = (Smtp::start().await, Smtp::start().await);
    let record = |name: &str, kind, value: &str| (name.to_owned(), kind, value.to_owned());
    let records = vec![
        record("example.org", "MX", "20 second.test"),
        record("example.org", "MX", "10 first.test"),
        record("first.test", "A", "192.0.2.1"),
        record("second.test", "A", "192.0.2.2"),
        record("half.org", "MX", "10 gone.test"),
        record("half.org", "MX", "20 dead.test"),
        record("half.org", "MX", "30 second.test"),
        record("dead.test", "A", "192.0.2.9"),
        record("plain.org", "A", "192.0.2.1"),
        record("none.org", "MX", "0 ."),
        record("slow.org", "FAIL", ""),
        record("inside.org", "MX", "10 inside.test"),
        record("inside.test", "A", "127.0.0.1"),
        record("inside.test", "A", "10.0.0.1"),
        record("inside.test", "AAAA", "::1"),
    ];
    let places = HashMap::from([
        ("192.0.2.1".parse().unwrap(), first.address),
        ("192.0.2.2".parse().unwrap(), second.address),
        ("192.0.2.9".parse().unwrap(), nobody().await.parse().unwrap()),
    ]);
    for house in houses_with(direct, Zone { records, places }).await {
        let (a, b) = (first.taken().len(), second.taken().len());
        house.writes_to("camille@example.org").await;
        house.writes_to("camille@half.org").await;
        house.writes_to("camille@plain.org").await;
        house.settles().await;
        assert_eq!((first.taken().len() - a, second.taken().len() - b), (2, 1));
        for (email, state, why) in [
            ("a@none.org", State::Failed, Cause::NoSuchDomain),
            ("a@nowhere.org", State::Failed, Cause::NoSuchDomain),
            ("a@slow.org", State::Queued, Cause::Unresolved),
            ("a@inside.org", State::Failed, Cause::Private),
        ] {
            let id = house.writes_to(email).await;
            house.settles().await;
            assert_eq!(
                (house.state(id).await, cause(&house, id).await),
                (state, Some(why)),
                "{email}: {:?}",
                house.shows(id).await.failure
            );
        }
        // Nobody here can cure what a stranger's server thinks of the sender.
        first.then(Act::Answer("MAIL", "554 5.7.1 your address is on a list"));
        let id = house.writes_to("listed@example.org").await;
        house.settles().await;
        assert_eq!((house.state(id).await, cause(&house, id).await), (State::Failed, Some(Cause::Refused)));
        // One domain that is down keeps no other waiting.
        first.then(Act::Sleep("connect"));
        let slow = house.writes_to("x@plain.org").await;
        let fine = house.writes_to("x@half.org").await;
        house.settles().await;
        assert_eq!((house.state(slow).await, house.state(fine).await), (State::Queued, State::Sent));
        house.after(61).await;
        assert_eq!(house.state(slow).await, State::Sent);
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_holds_the_letters() {
    for house in houses(Config::default).await {
        std::fs::write(house.mail.folder(), "in the way").unwrap();
        let id = house.sends(reset(house.communs, "camille@example.org")).await.unwrap();
        house.settles().await;
        assert_eq!((house.state(id).await, cause(&house, id).await), (State::Queued, Some(Cause::Folder)));
        std::fs::remove_file(house.mail.folder()).unwrap();
        house.after(3600).await;
        assert_eq!(house.state(id).await, State::Held);
    }
}
