//! Letters that come back, and those who pretend that one did.

use base_mail::{Cause, Config, MailId, Received, State};

use crate::server::{Act, Smtp};
use crate::{House, houses, relay, reset};

fn report(to: &str, action: &str, said: &str) -> Vec<u8> {
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b/1\"\r\n\r\n\
         --b/1\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\r\n\
         --b/1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; camille@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; {said}\r\n\r\n--b/1--\r\n"
    )
    .into_bytes()
}

async fn sent(house: &House, smtp: &Smtp) -> (MailId, String) {
    let id = house.writes_to("camille@example.org").await;
    house.settles().await;
    (id, smtp.taken().pop().unwrap().sender)
}

#[tokio::test]
async fn a_letter_that_comes_back_is_marked_with_what_was_said() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let (id, address) = sent(&house, &smtp).await;
        let message = report(&address, "failed", "550 5.1.1 <camille@example.org>: unknown user");
        let received = house.mail.receive(&message, None).await.unwrap();
        assert!(
            matches!(&received, Received::Bounced { org, id: bounced, .. } if *org == Some(house.communs) && *bounced == id)
        );
        let record = house.shows(id).await;
        assert_eq!(record.state, State::Bounced);
        let failure = record.failure.unwrap();
        assert_eq!(
            (failure.cause, failure.said.as_str()),
            (Cause::Bounced, "550 5.1.1 <camille@example.org>: unknown user")
        );
        assert_eq!(failure.host, "mx.example.org");
        assert_eq!(house.counts(house.communs).await.bounced, 1);

        // Once more, with other words: nothing changes.
        let again = house.mail.receive(&report(&address, "failed", "550 something else"), None).await.unwrap();
        assert!(matches!(again, Received::Ignored(_)));
        assert!(house.shows(id).await.failure.unwrap().said.contains("unknown user"));
    }
}

#[tokio::test]
async fn whoever_was_not_given_the_address_changes_nothing() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        let (id, address) = sent(&house, &smtp).await;
        let (local, domain) = address.split_once('@').unwrap();
        let mut forged = local.to_owned();
        let last = if forged.pop() == Some('a') { 'b' } else { 'a' };
        forged.push(last);
        for to in [
            format!("{forged}@{domain}"),
            format!("bounce+{id}@{domain}"),
            format!("bounce@{domain}"),
            "bounce+@x".to_owned(),
            "camille@example.org".to_owned(),
        ] {
            let ignored = house.mail.receive(&report(&to, "failed", "550 no"), Some(&to)).await.unwrap();
            assert!(matches!(ignored, Received::Ignored(_)), "{to}");
        }
        for kind in ["delayed", "delivered", "relayed"] {
            let ignored = house.mail.receive(&report(&address, kind, "450 wait"), None).await.unwrap();
            assert!(matches!(ignored, Received::Ignored(_)), "{kind}");
        }
        let away = format!("From: camille@example.org\r\nTo: {address}\r\nSubject: Away\r\n\r\nAction: failed\r\n");
        for message in [away.as_bytes(), b"", b"\0\0\0", &vec![0xff; 100_000]] {
            let ignored = house.mail.receive(message, Some(&address)).await.unwrap();
            assert!(matches!(ignored, Received::Ignored(_)));
        }
        assert_eq!(house.state(id).await, State::Sent);
        // The envelope's address alone is enough, in any case.
        let shouted = address.to_ascii_uppercase();
        let received = house.mail.receive(&report("nobody@x.fr", "failed", "550 no"), Some(&shouted)).await.unwrap();
        assert!(matches!(received, Received::Bounced { .. }));
    }
}

#[tokio::test]
async fn a_letter_that_was_taken_unheard_and_comes_back_is_not_sent_again() {
    let smtp = Smtp::start().await;
    for house in houses(|| relay(smtp.url())).await {
        smtp.then(Act::HangUp("."));
        let id = house.writes_to("camille@example.org").await;
        house.settles().await;
        let before = smtp.taken().len();
        let address = smtp.taken().pop().unwrap().sender;
        assert_eq!(house.state(id).await, State::Queued);
        house.mail.receive(&report(&address, "failed", "550 no"), None).await.unwrap();
        assert_eq!(house.state(id).await, State::Bounced);
        house.after(3600).await;
        assert_eq!(smtp.taken().len(), before);
    }
}

#[tokio::test]
async fn the_secret_outlives_the_process_and_the_relay_may_want_a_sender_of_its_own() {
    let smtp = Smtp::start().await;
    for mut house in houses(|| relay(smtp.url())).await {
        let (id, address) = sent(&house, &smtp).await;
        let own = Config { envelope_from: Some("mail@provider.test".into()), ..relay(smtp.url()) };
        house.restarts(own);
        house.mail.receive(&report(&address, "failed", "550 no"), None).await.unwrap();
        assert_eq!(house.state(id).await, State::Bounced);
        house.sends(reset(house.communs, "sacha@example.org")).await.unwrap();
        house.settles().await;
        assert_eq!(smtp.taken().pop().unwrap().sender, "mail@provider.test");
    }
}
