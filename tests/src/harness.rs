//! A server in the process, and people who use it.
//!
//! ```ignore
//! on_each_engine! {
//!     async fn a_file_comes_back(suite: Suite) {
//!         let communs = suite.organisation("Les Communs", "communs.test").await;
//!         let alice = communs.person("alice").await;
//!         alice.put("/dav/files/alice/plan.txt", "Hello").await.is(201);
//!     }
//! }
//! ```

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use base_db::{Engine, Target};
use base_id::{ManualClock, Random};
use base_suite::{Foundation, Org, OrgRole, Tool};
use base_web::Limits;
use base64::Engine as _;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use liiibre::App;
use liiibre::config::Config;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tool_accounts::{Member, NewPerson};
use tool_organisations::NewOrganisation;
use tower::ServiceExt;

pub const PASSWORD: &str = "une phrase de passe, longue";

/// Declares tests that run once on each engine.
macro_rules! on_each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($suite:ident: Suite) $body:block)+) => {$(
        $(#[$meta])*
        #[test]
        fn $name() {
            for engine in base_db::testing::engines() {
                let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
                runtime.block_on(async move {
                    #[allow(unused_variables, reason = "a story may need no more than that a server exists")]
                    let $suite = $crate::harness::Suite::start(engine).await;
                    $body
                });
            }
        }
    )+};
}
pub(crate) use on_each_engine;

/// A whole server, without a socket.
#[derive(Clone)]
pub struct Suite {
    pub app: App,
    pub clock: ManualClock,
    router: Router,
    _folder: Arc<tempfile::TempDir>,
}

/// A server that listens.
pub struct Listening {
    pub address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

/// An organisation on it.
#[derive(Clone)]
pub struct Organisation {
    pub suite: Suite,
    pub org: Arc<Org>,
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Visitor {
    suite: Suite,
    host: String,
    credentials: Credentials,
    /// Whose connection it is, as the server sees it; it sees none unless the test says so.
    peer: Option<SocketAddr>,
}

#[derive(Clone)]
enum Credentials {
    None,
    Cookie(String),
    Basic(String),
}

/// A person with a browser session.
#[derive(Clone)]
pub struct Person {
    pub id: base_id::PersonId,
    pub handle: String,
    pub org: Organisation,
    pub browser: Visitor,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    asked: String,
}

impl Suite {
    /// A server on a fresh database.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with_tools(engine, |_| Vec::new()).await
    }

    /// A server on a fresh database, with tools of the test's own.
    pub async fn start_with_tools(engine: Engine, more: impl FnOnce(&Foundation) -> Vec<Arc<dyn Tool>>) -> Self {
        Self::open(engine, Config::default(), more).await
    }

    /// A server on a fresh database that believes proxies at these addresses.
    pub async fn start_behind(engine: Engine, proxies: &[&str]) -> Self {
        let mut config = Config::default();
        config.server.trusted_proxies = proxies.iter().map(ToString::to_string).collect();
        Self::open(engine, config, |_| Vec::new()).await
    }

    /// A server on a fresh database that is set up so.
    pub async fn start_with(engine: Engine, config: Config) -> Self {
        Self::open(engine, config, |_| Vec::new()).await
    }

    async fn open(engine: Engine, mut config: Config, more: impl FnOnce(&Foundation) -> Vec<Arc<dyn Tool>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        config.database.connections = 2;
        config.server.resolvers = vec![no_names()];
        if let Target::Postgres { url, .. } = base_db::testing::fresh(engine).await.unwrap() {
            config.database.url = Some(url);
        }
        let clock = ManualClock::at("2026-03-02T09:00:00Z".parse().unwrap());
        let (clock_of_app, random) = (clock.clock(), Random::system());
        let app = App::open_with_tools(config, folder.path(), clock_of_app, random, more).await.unwrap();
        app.migrate().await.unwrap();
        let router = app.router().unwrap();
        Self { app, clock, router, _folder: Arc::new(folder) }
    }

    pub async fn organisation(&self, name: &str, domain: &str) -> Organisation {
        let new = NewOrganisation { name: name.into(), domain: domain.into(), ..NewOrganisation::default() };
        let org = self.app.tools.organisations.create(new).await.unwrap();
        Organisation { suite: self.clone(), org }
    }

    /// Somebody unknown who asks for `host`.
    pub fn stranger(&self, host: &str) -> Visitor {
        Visitor { suite: self.clone(), host: host.into(), credentials: Credentials::None, peer: None }
    }

    /// Listens on a socket of this machine, for what needs a real connection.
    pub async fn listen(&self) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(base_web::serve(listener, self.router.clone(), Limits::default(), stop.clone()));
        Listening { address, stop, serving }
    }

    /// Runs the jobs that are due and hands out the events.
    pub async fn settle(&self) {
        while self.app.jobs().run_due().await.unwrap() > 0 {}
        self.app.foundation.bus.relay_now().await.unwrap();
    }
}

impl Listening {
    /// Stops, and waits until what was under way has ended.
    pub async fn stop(self) {
        self.stop.cancel();
        self.serving.await.unwrap();
    }
}

/// A DNS server that knows no name (NXDOMAIN, RFC 1035 section 4.1.1): no test asks the world.
fn no_names() -> SocketAddr {
    static ADDRESS: std::sync::OnceLock<SocketAddr> = std::sync::OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        std::thread::spawn(move || {
            let mut message = [0; 1_500];
            while let Ok((length, from)) = socket.recv_from(&mut message) {
                message[2..4].copy_from_slice(&[0x81, 0x83]);
                let _ = socket.send_to(&message[..length], from);
            }
        });
        address
    })
}

/// A person to be, with [`PASSWORD`].
pub fn new_person(handle: &str, domain: &str) -> NewPerson {
    NewPerson {
        handle: handle.into(),
        email: format!("{handle}@{domain}"),
        name: format!("{}{}", handle[..1].to_uppercase(), &handle[1..]),
        guest: None,
        role: OrgRole::Member,
        password: Some(PASSWORD.into()),
    }
}

impl Organisation {
    /// A new person, signed in.
    pub async fn person(&self, handle: &str) -> Person {
        self.person_with(handle, OrgRole::Member).await
    }

    /// A new person with this role, signed in.
    pub async fn person_with(&self, handle: &str, role: OrgRole) -> Person {
        let new = NewPerson { role, ..new_person(handle, &self.org.domain) };
        let id = self.suite.app.tools.accounts.create_person(self.org.id, new).await.unwrap().id;
        let browser = self.sign_in(handle, PASSWORD).await.expect("a new person can sign in");
        Person { id, handle: handle.into(), org: self.clone(), browser }
    }

    /// A new session, or the refusal.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Visitor, Answer> {
        let stranger = self.suite.stranger(&self.org.domain);
        let body = serde_json::json!({ "login": login, "password": password, "remember": true });
        let answer = stranger.send(Method::POST, "/api/accounts/session", Some(body)).await;
        if answer.status != StatusCode::OK {
            return Err(answer);
        }
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Ok(Visitor { credentials: Credentials::Cookie(cookie), ..stranger })
    }

    /// A group with these people.
    pub async fn group(&self, name: &str, people: &[&Person]) -> base_id::GroupId {
        let accounts = &self.suite.app.tools.accounts;
        let group = accounts.create_group(self.org.id, name).await.unwrap().id;
        for person in people {
            accounts.add_member(self.org.id, group, Member::Person(person.id)).await.unwrap();
        }
        group
    }
}

impl Person {
    /// A new file; returns its identifier.
    pub async fn uploads(&self, parent: &str, path: &str, contents: &[u8]) -> String {
        let new = serde_json::json!({ "parent_id": parent, "path": path, "size": contents.len(), "if_exists": "fail" });
        let upload = self.post("/api/files/uploads", new).await.is(201).member("id");
        let headers = [("upload-offset", "0"), ("content-type", "application/octet-stream")];
        let path = format!("/api/files/uploads/{upload}");
        let done = self.request("PATCH", &path, &headers, contents.to_vec()).await.is(200);
        done.json()["node"]["id"].as_str().expect("the upload is complete").to_owned()
    }

    /// A program that uses a device password.
    pub async fn device(&self) -> Visitor {
        let accounts = &self.org.suite.app.tools.accounts;
        let password = accounts.create_app_password(self.org.org.id, &self.handle, "test").await.unwrap().password;
        self.org.suite.stranger(&self.org.org.domain).with_basic(&self.handle, &password)
    }
}

impl std::ops::Deref for Person {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.browser
    }
}

impl Visitor {
    pub fn with_basic(mut self, user: &str, password: &str) -> Self {
        let text = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        self.credentials = Credentials::Basic(text);
        self
    }

    /// The same credentials, shown to another host.
    pub fn at(mut self, host: &str) -> Self {
        self.host = host.into();
        self
    }

    /// The same, on a connection from this address.
    pub fn from(mut self, peer: &str) -> Self {
        self.peer = Some(SocketAddr::new(peer.parse().unwrap(), 40_000));
        self
    }

    /// The host that is asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What is shown to it.
    pub fn credentials(&self) -> Option<(HeaderName, HeaderValue)> {
        let (name, text) = match &self.credentials {
            Credentials::None => return None,
            Credentials::Cookie(cookie) => (header::COOKIE, cookie.clone()),
            Credentials::Basic(text) => (header::AUTHORIZATION, format!("Basic {text}")),
        };
        Some((name, text.parse().unwrap()))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn put_json(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn put(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.request(Method::PUT, path, &[], body).await
    }

    pub async fn send(&self, method: Method, path: &str, json: Option<Value>) -> Answer {
        match json {
            Some(json) => {
                let body = json.to_string();
                self.request(method, path, &[("content-type", "application/json")], body).await
            }
            None => self.request(method, path, &[], Body::empty()).await,
        }
    }

    /// A request with these headers.
    pub async fn request(
        &self,
        method: impl TryInto<Method, Error: std::fmt::Debug>,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let method = method.try_into().unwrap();
        let asked = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        request = match &self.credentials {
            Credentials::None => request,
            // As a browser does, unless the test says where the request comes from.
            Credentials::Cookie(cookie) if headers.iter().any(|(name, _)| *name == "sec-fetch-site") => {
                request.header(header::COOKIE, cookie)
            }
            Credentials::Cookie(cookie) => {
                request.header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin")
            }
            Credentials::Basic(text) => request.header(header::AUTHORIZATION, format!("Basic {text}")),
        };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(axum::extract::ConnectInfo(peer));
        }
        let response = self.suite.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body, asked }
    }
}

impl Answer {
    /// Insists on a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }

    /// Insists on a problem of this type.
    #[track_caller]
    #[allow(clippy::wrong_self_convention, reason = "insists, as `is` does")]
    pub fn is_problem(self, status: u16, slug: &str) -> Self {
        let answer = self.is(status);
        let kind = answer.json()["type"].as_str().unwrap_or_default().to_owned();
        assert!(kind.ends_with(&format!("/{slug}")), "{}: {kind}, not {slug}", answer.asked);
        answer
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A member of the JSON answer, as text.
    #[track_caller]
    pub fn member(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("{}: no {name} in {}", self.asked, self.text())).to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
