//! Pushes to a service that stands in for a browser vendor's.

use std::sync::{Arc, Mutex};

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_db::testing::engines;
use base_suite::{Caller, Notice, Via};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use jiff::SignedDuration;

use super::world::{AT_ONCE, SAFETY, World, notice};
use crate::model::{Choice, Quiet, parse_time};
use crate::service::{Change, NewDevice};
use crate::webpush::{base64url, unbase64url};
use crate::{Config, Error};

/// Statuses, each with how long to wait.
type Answers = Arc<Mutex<Vec<(u16, Option<&'static str>)>>>;
/// Headers, and how long the body was.
type Got = Arc<Mutex<Vec<(HeaderMap, usize)>>>;
type Kept = (Answers, Got);

/// What it answers, and what it got.
struct Service {
    address: String,
    answers: Answers,
    got: Got,
}

async fn take(State((answers, got)): State<Kept>, headers: HeaderMap, body: Bytes) -> Response {
    got.lock().unwrap().push((headers, body.len()));
    let mut answers = answers.lock().unwrap();
    let (status, wait) = if answers.is_empty() { (201, None) } else { answers.remove(0) };
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    if let Some(wait) = wait {
        response.headers_mut().insert("retry-after", wait.parse().unwrap());
    }
    response
}

impl Service {
    async fn start() -> Self {
        let (answers, got): Kept = Kept::default();
        let router = axum::Router::new().fallback(take).with_state((answers.clone(), got.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, answers, got }
    }

    fn answers(&self, with: &[(u16, Option<&'static str>)]) {
        *self.answers.lock().unwrap() = with.to_vec();
    }

    fn got(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

fn browser(endpoint: &str) -> NewDevice {
    let key = PrivateKey::generate(&ECDH_P256).unwrap();
    NewDevice {
        endpoint: endpoint.to_owned(),
        p256dh: base64url(key.compute_public_key().unwrap().as_ref()),
        auth: base64url(&[7; 16]),
        replaces: None,
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".to_owned()),
    }
}

async fn agrees(world: &World, caller: &Caller, endpoint: &str) {
    world.notifications.add_device(world.org.id, caller, browser(endpoint)).await.unwrap();
}

async fn labels(world: &World, caller: &Caller) -> Vec<String> {
    let devices = world.notifications.devices(&world.org, caller).await.unwrap();
    devices.into_iter().map(|device| device.label).collect()
}

/// What a push says of who sends it.
fn claims(authorization: &str) -> serde_json::Value {
    let token = authorization.strip_prefix("vapid t=").unwrap();
    serde_json::from_slice(&unbase64url(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_notice_is_pushed_to_each_browser_with_what_the_standards_ask() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let alice = world.joins("alice");
        agrees(&world, &alice, &format!("{}/a", service.address)).await;
        agrees(&world, &alice, &format!("{}/b", service.address)).await;
        world.tell(&Notice { key: Some("bed".into()), ..notice(AT_ONCE, &alice, "Water") }).await;
        world.tell(&notice(SAFETY, &alice, "Fence")).await;
        world.settle().await;
        world.settle().await;
        let got = service.got.lock().unwrap().clone();
        assert_eq!(got.len(), 4);
        for (headers, length) in &got {
            assert_eq!(headers["content-encoding"], "aes128gcm");
            assert_eq!(headers["ttl"], "86400");
            let said = claims(headers["authorization"].to_str().unwrap());
            assert_eq!(said["aud"], service.address);
            assert!(said["sub"].as_str().unwrap().starts_with("https://"), "{said}");
            assert!(*length > 100 && *length <= 4_096);
        }
        let topics: Vec<_> = got.iter().filter_map(|(headers, _)| headers.get("topic")).collect();
        assert_eq!((topics.len(), topics[0].len()), (2, 32));
        assert_eq!(topics[0], topics[1]);
        assert_eq!(got.iter().filter(|(headers, _)| headers["urgency"] == "high").count(), 2);
        assert_eq!(labels(&world, &alice).await, ["Firefox, Linux", "Firefox, Linux"]);
    }
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_others_are_not() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let alice = world.joins("alice");
        for (status, left) in [(410, 0), (404, 0), (201, 1)] {
            agrees(&world, &alice, &format!("{}/{status}", service.address)).await;
            service.answers(&[(status, None)]);
            world.tell(&notice(AT_ONCE, &alice, "Water")).await;
            world.settle().await;
            assert_eq!(labels(&world, &alice).await.len(), left, "{status}");
        }
        // Refusals that do not pass are enough after a few.
        for times in 1..=5 {
            service.answers(&[(403, None)]);
            world.tell(&notice(AT_ONCE, &alice, "Water")).await;
            world.settle().await;
            assert_eq!(labels(&world, &alice).await.len(), usize::from(times < 5), "{times}");
        }
    }
}

#[tokio::test]
async fn a_busy_service_is_asked_again_when_it_says_and_not_for_ever() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let alice = world.joins("alice");
        agrees(&world, &alice, &format!("{}/a", service.address)).await;
        service.answers(&[(429, Some("120")), (503, None)]);
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.settle().await;
        world.clock.advance(SignedDuration::from_secs(119));
        world.settle().await;
        assert_eq!(service.got(), 1);
        world.clock.advance(SignedDuration::from_secs(1));
        world.settle().await;
        assert_eq!(service.got(), 2);
        world.clock.advance(SignedDuration::from_secs(130));
        world.settle().await;
        assert_eq!(service.got(), 3, "taken");

        service.answers(&vec![(429, Some("1")); 1_000]);
        world.tell(&notice(AT_ONCE, &alice, "More water")).await;
        for _ in 0..80 {
            world.clock.advance(SignedDuration::from_mins(20));
            world.settle().await;
        }
        let tried = service.got() - 3;
        assert!((8..40).contains(&tried), "{tried}");
    }
}

#[tokio::test]
async fn nothing_is_pushed_after_sign_out_nor_to_somebody_who_left() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        agrees(&world, &alice, &format!("{}/a", service.address)).await;
        agrees(&world, &bob, &format!("{}/b", service.address)).await;
        let Via::Session(session) = alice.via else { panic!("a session") };
        world.everybody.sessions.lock().unwrap().remove(&session);
        assert!(labels(&world, &alice).await.is_empty(), "not shown either");
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.tell(&notice(AT_ONCE, &bob, "Water")).await;
        world.everybody.leaves(bob.person);
        world.settle().await;
        assert_eq!(service.got(), 0);
        world.clock.advance(SignedDuration::from_hours(7));
        world.settle().await;
        let org = world.org.id;
        let left = world.foundation.db.read(async move |tx| crate::store::devices::some(tx, org, None, 9).await);
        assert!(left.await.unwrap().is_empty(), "what nobody is signed in with is forgotten by itself");
    }
}

#[tokio::test]
async fn another_person_in_the_same_browser_takes_it_over() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        let endpoint = format!("{}/shared", service.address);
        agrees(&world, &alice, &endpoint).await;
        agrees(&world, &bob, &endpoint).await;
        assert_eq!((labels(&world, &alice).await.len(), labels(&world, &bob).await.len()), (0, 1));
        let moved = NewDevice { replaces: Some(endpoint), ..browser(&format!("{}/moved", service.address)) };
        world.notifications.add_device(world.org.id, &bob, moved).await.unwrap();
        assert_eq!(labels(&world, &bob).await.len(), 1);
        let id = world.notifications.devices(&world.org, &bob).await.unwrap()[0].id;
        let refused = world.notifications.remove_device(world.org.id, &alice, id).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        world.notifications.remove_device(world.org.id, &bob, id).await.unwrap();
        assert!(labels(&world, &bob).await.is_empty());
    }
}

#[tokio::test]
async fn nothing_is_pushed_in_quiet_hours_but_safety_nor_what_was_read() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let alice = world.joins("alice");
        agrees(&world, &alice, &format!("{}/a", service.address)).await;
        let time = |text| parse_time(text).unwrap();
        let quiet = Quiet { on: true, from: time("13:00"), to: time("09:00"), days: 0b111_1111 };
        let change = Change { quiet: Some(quiet), ..Change::default() };
        world.notifications.choose(&world.org, &alice, change).await.unwrap();
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.tell(&notice(SAFETY, &alice, "Fence")).await;
        world.settle().await;
        assert_eq!(service.got(), 1);
        world.it_is("2026-06-02T09:00").await;
        assert_eq!(service.got(), 2);
        world.tell(&notice(AT_ONCE, &alice, "Read at once")).await;
        world.notifications.mark_all(world.org.id, &alice, None).await.unwrap();
        let kinds = [(AT_ONCE.to_owned(), Choice { mail: None, push: Some(false) })].into();
        world.notifications.choose(&world.org, &alice, Change { kinds, ..Change::default() }).await.unwrap();
        world.tell(&notice(AT_ONCE, &alice, "Not wanted here")).await;
        world.settle().await;
        assert_eq!(service.got(), 2);
    }
}

#[tokio::test]
async fn addresses_inside_are_refused_at_the_door_and_on_the_way() {
    for engine in engines() {
        let (world, service) = (World::with(engine, Config::default()).await, Service::start().await);
        let alice = world.joins("alice");
        let long = format!("https://push.example/{}", "x".repeat(5_000));
        for endpoint in [
            service.address.as_str(),
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://10.0.0.1:8443/x",
            "https://169.254.169.254/latest/meta-data",
            "http://push.example/x",
            "https://user:secret@push.example/x",
            "ftp://push.example/x",
            "javascript:alert(1)",
            "nonsense",
            &long,
        ] {
            let refused = world.notifications.add_device(world.org.id, &alice, browser(endpoint)).await;
            assert!(matches!(refused, Err(Error::Invalid { field: "endpoint", .. })), "{endpoint}: {refused:?}");
        }
        // A name that leads inside is noticed when it is looked up.
        agrees(&world, &alice, "https://localhost:9/x").await;
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.settle().await;
        assert!(labels(&world, &alice).await.is_empty());
        let bad = NewDevice { p256dh: "AAAA".into(), ..browser("https://push.example/x") };
        let refused = world.notifications.add_device(world.org.id, &alice, bad).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "p256dh", .. })));
        let bad = NewDevice { auth: "AAAA".into(), ..browser("https://push.example/x") };
        let refused = world.notifications.add_device(world.org.id, &alice, bad).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "auth", .. })));
    }
}

#[tokio::test]
async fn a_test_says_what_became_of_it() {
    for engine in engines() {
        let (world, service) = (World::new(engine).await, Service::start().await);
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        agrees(&world, &alice, &format!("{}/a", service.address)).await;
        let id = world.notifications.devices(&world.org, &alice).await.unwrap()[0].id;
        world.notifications.test_device(&world.org, &alice, id).await.unwrap();
        assert_eq!(service.got(), 1);
        let again = world.notifications.test_device(&world.org, &alice, id).await;
        assert!(matches!(again, Err(Error::TooSoon(5))));
        assert!(matches!(world.notifications.test_device(&world.org, &bob, id).await, Err(Error::NotFound)));
        world.clock.advance(SignedDuration::from_secs(5));
        service.answers(&[(500, None)]);
        let failed = world.notifications.test_device(&world.org, &alice, id).await;
        assert!(matches!(failed, Err(Error::Push(said)) if said.starts_with("500")));
        let by_password = Caller { via: Via::AppPassword(uuid::Uuid::nil()), ..alice };
        let refused =
            world.notifications.add_device(world.org.id, &by_password, browser("https://push.example/")).await;
        assert!(matches!(refused, Err(Error::SessionOnly)));
    }
}

#[tokio::test]
async fn one_person_has_so_many_browsers_at_most() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        for number in 0..25 {
            world.clock.advance(SignedDuration::from_millis(1));
            agrees(&world, &alice, &format!("https://push.example/{number}")).await;
        }
        let devices = world.notifications.devices(&world.org, &alice).await.unwrap();
        assert_eq!(devices.len(), 20);
        assert_eq!(devices[0].endpoint, "https://push.example/5");
    }
}
