//! The tool over a real database on each engine.
#![allow(clippy::unwrap_used)]

mod archive;
mod credentials;
mod device_logins;
mod door;
mod group_life;
mod groups;
mod imports;
mod invitations;
mod manage;
mod people;
mod recovery;
mod registrations;
mod texts;

use std::sync::{Arc, Mutex};

use argon2::Params;
use base_bus::Replay;
use base_db::Engine;
use base_db::testing::engines;
use base_i18n::Text;
use base_id::{ManualClock, OrgId, PersonId, Random};
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::testing::{foundation, noon};
use base_suite::{
    AuthenticationError, Authenticator, Boxed, Caller, Change, Credentials, InTx, Org, OrgRole, Space, Tool, audit,
};
use utoipa_axum::router::OpenApiRouter;

use crate::password::Hasher;
use crate::{Accounts, Error, NewGroup, NewPerson, Origin, SignIn, SignedIn};

const PASSWORD: &str = "quatre pommes sous la pluie";

/// Two organisations on one installation.
struct World {
    clock: ManualClock,
    accounts: Accounts,
    communs: Org,
    nord: Org,
    followed: Arc<Follower>,
    places: Arc<Places>,
}

/// A tool that follows the directory.
#[derive(Default)]
struct Follower {
    changes: Mutex<Vec<Change>>,
    refuses: Mutex<bool>,
    refuses_handle: Mutex<Option<String>>,
}

impl Tool for Follower {
    fn name(&self) -> &'static str {
        "follower"
    }

    fn migrations(&self) -> base_db::Migrations {
        base_db::Migrations { tool: "follower", steps: &[] }
    }

    fn statements(&self) -> Vec<&'static base_db::Sql> {
        Vec::new()
    }

    fn api(&self) -> OpenApiRouter {
        OpenApiRouter::new()
    }

    fn space(&self) -> Option<Space> {
        let text = Text { fr: "Un dossier", en: "A folder" };
        Some(Space { name: text, about: text })
    }

    fn follow<'a>(&'a self, _: &'a mut base_db::Tx, _: OrgId, change: &'a Change) -> InTx<'a, ()> {
        Box::pin(async move {
            if *self.refuses.lock().unwrap() {
                return Err(base_db::Error::StorageFull);
            }
            let refused = self.refuses_handle.lock().unwrap().clone();
            if matches!(change, Change::PersonCreated { handle, .. } if Some(handle) == refused.as_ref()) {
                return Err(base_db::Error::StorageFull);
            }
            self.changes.lock().unwrap().push(change.clone());
            Ok(())
        })
    }

    fn export<'a>(&'a self, _: Arc<Org>, _: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }

    fn import<'a>(&'a self, _: Arc<Org>, _: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }
}

/// The organisations of the installation.
struct Places(Mutex<Vec<Arc<Org>>>);

impl base_suite::Organisations for Places {
    fn by_host<'a>(&'a self, host: &'a str) -> Boxed<'a, Result<Option<Arc<Org>>, base_db::Error>> {
        Box::pin(async move { Ok(self.0.lock().unwrap().iter().find(|org| org.domain == host).cloned()) })
    }

    fn by_id(&self, id: OrgId) -> Boxed<'_, Result<Option<Arc<Org>>, base_db::Error>> {
        Box::pin(async move { Ok(self.0.lock().unwrap().iter().find(|org| org.id == id).cloned()) })
    }
}

/// Hashes that cost next to nothing.
fn cheap(passes: u32) -> Hasher {
    Hasher::with(Params::new(64, passes, 1, None).unwrap(), 2, 32, Random::system())
}

async fn world(engine: Engine) -> World {
    let clock = noon();
    let foundation = foundation(engine, &clock.clock(), &[crate::MIGRATIONS]).await;
    let followed = Arc::new(Follower::default());
    foundation.listeners.set(vec![followed.clone()]);
    let org = |name: &str, domain: &str| {
        base_suite::testing::org(OrgId::new(&foundation.clock, &foundation.random), name, domain)
    };
    let (communs, nord) = (org("Les Communs", "communs.example"), org("Atelier Nord", "nord.example"));
    let places = Arc::new(Places(Mutex::new(vec![Arc::new(communs.clone()), Arc::new(nord.clone())])));
    foundation.sites.set(places.clone());
    let accounts = Accounts::with(foundation, cheap(1));
    World { clock, accounts, communs, nord, followed, places }
}

fn newcomer(handle: &str) -> NewPerson {
    NewPerson {
        handle: handle.to_owned(),
        email: format!("{handle}@communs.example"),
        name: format!("{}{} Durand", handle[..1].to_uppercase(), &handle[1..]),
        role: OrgRole::Member,
        guest: None,
        password: Some(PASSWORD.to_owned()),
    }
}

fn at(address: &str) -> Origin {
    Origin::new(Some(address.parse().unwrap()), Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"))
}

impl World {
    async fn joins(&self, org: &Org, handle: &str) -> PersonId {
        self.accounts.create_person(org.id, newcomer(handle)).await.unwrap().id
    }

    async fn tries(&self, org: &Org, login: &str, password: &str) -> Result<SignedIn, Error> {
        self.tries_from(org, login, password, "192.0.2.7").await
    }

    async fn tries_from(&self, org: &Org, login: &str, password: &str, address: &str) -> Result<SignedIn, Error> {
        let door = SignIn { login: login.to_owned(), password: password.to_owned(), remember: false };
        self.accounts.sign_in(org.id, door, None, at(address)).await
    }

    /// Somebody signed in; their token and who they are to the next request.
    async fn signs_in(&self, org: &Org, login: &str) -> (String, Caller) {
        let token = self.tries(org, login, PASSWORD).await.unwrap().token;
        let caller = self.comes_with(org, &token).await.unwrap();
        (token, caller)
    }

    /// Who a browser's request is from.
    async fn comes_with(&self, org: &Org, token: &str) -> Option<Caller> {
        let credentials = Credentials {
            session: Some(token.to_owned()),
            address: Some("192.0.2.8".parse().unwrap()),
            ..Credentials::default()
        };
        match self.accounts.authenticate(org, &credentials).await {
            Ok(caller) => caller,
            Err(AuthenticationError::Refused) => None,
            Err(other) => panic!("{other}"),
        }
    }

    /// Who a program's request is from.
    async fn program_with(&self, org: &Org, login: &str, password: &str) -> Option<Caller> {
        let credentials = Credentials {
            basic: Some((login.to_owned(), password.to_owned())),
            address: Some("192.0.2.9".parse().unwrap()),
            ..Credentials::default()
        };
        match self.accounts.authenticate(org, &credentials).await {
            Ok(caller) => caller,
            Err(AuthenticationError::Refused) => None,
            Err(other) => panic!("{other}"),
        }
    }

    /// The acts recorded, oldest first, with their details.
    async fn record(&self, org: &Org) -> Vec<(String, Option<PersonId>, String)> {
        let id = org.id;
        let read = async move |tx: &mut base_db::Tx| audit::of_org(tx, id, None, 500).await;
        let mut entries = self.accounts.foundation().db.read(read).await.unwrap().items;
        entries.sort_by_key(|entry| entry.at);
        entries.into_iter().map(|entry| (entry.act, entry.subject, entry.detail)).collect()
    }

    /// The kinds of the events published so far.
    async fn events(&self, org: &Org) -> Vec<(String, base_bus::Audience)> {
        self.accounts.foundation().bus.relay_now().await.unwrap();
        match self.accounts.foundation().bus.after(org.id, 0, 500).await.unwrap() {
            Replay::Events(events) => events.iter().map(|event| (event.kind.clone(), event.audience.clone())).collect(),
            Replay::Reset => Vec::new(),
        }
    }
}

#[tokio::test]
async fn every_statement_prepares() {
    for engine in engines() {
        let world = world(engine).await;
        let refused = world.accounts.foundation().db.prepare_all(&world.accounts.statements()).await.unwrap();
        assert!(refused.is_empty(), "{engine:?}: {refused:?}");
    }
}
