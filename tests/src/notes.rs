//! Notes: a whole tool in one file that the server does not know. It does one small thing with every part of the
//! contract (`base_suite::Tool`), so that the contract is held by more than the tools it was made for.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use base_bus::{Audience, NewEvent};
use base_db::{Error, Migrations, Sql, Tx, params};
use base_id::{OrgId, PersonId};
use base_jobs::{Builder, Job, JobError, NewJob};
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{
    Boxed, Caller, Change, Contributions, DavCollection, DavMethod, Found, Foundation, InTx, Object, Org, Protocol,
    Sought, Tool, WellKnown, find,
};
use base_web::{Body, CurrentOrg, PageOf, PageQuery, Problem, Query, Signed, SignedBasic};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// A note that is a bug in the tool.
pub const BUG: &str = "a bug";
/// Nobody of this handle, and no group of this name, can be made where notes are kept.
pub const UNLUCKY: &str = "unlucky";

base_db::typed_id! {
    /// A note.
    NoteId,
}

#[derive(Clone)]
pub struct Notes(Foundation);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    pub id: NoteId,
    owner: Uuid,
    pub text: String,
    /// How many words, once they are counted.
    pub words: Option<i64>,
}

base_db::from_row!(Note { id, owner, text, words });

base_db::statements! {
    /// Adds a note.
    ADD = "INSERT INTO notes (org_id, note_id, owner_id, text, words) VALUES ($1, $2, $3, $4, $5)";
    /// Notes how many words there are.
    COUNTED = "UPDATE notes SET words = $3 WHERE org_id = $1 AND note_id = $2";
    /// One note.
    ONE = "SELECT note_id, owner_id, text, words FROM notes WHERE org_id = $1 AND note_id = $2";
    /// Somebody's notes.
    OF_OWNER = "SELECT note_id, owner_id, text, words FROM notes
        WHERE org_id = $1 AND owner_id = $2 AND note_id > $3 ORDER BY note_id LIMIT $4";
    /// All notes.
    OF_ORG = "SELECT note_id, owner_id, text, words FROM notes WHERE org_id = $1 ORDER BY note_id";
}

impl Notes {
    pub fn new(foundation: &Foundation) -> Self {
        Self(foundation.clone())
    }

    /// The note, its event and its job, in the caller's transaction.
    async fn add(&self, tx: &mut Tx, org: OrgId, owner: Uuid, text: String) -> Result<Note, Error> {
        let Foundation { clock, random, .. } = &self.0;
        let note = Note { id: NoteId::new(clock, random), owner, text, words: None };
        tx.exec(&ADD, params![org, note.id, note.owner, note.text, note.words]).await?;
        let audience = Audience::object("note", note.id.uuid());
        base_bus::publish(tx, NewEvent { org, kind: "notes.changed", audience, data: json!({ "id": note.id }) })
            .await?;
        let payload = json!({ "note": note.id });
        let job = NewJob { org: Some(org), kind: "notes.count", payload, run_at: None, key: None };
        base_jobs::enqueue(tx, clock, random, job).await?;
        Ok(note)
    }

    async fn count(&self, job: Job) -> Result<(), JobError> {
        let org = job.org.ok_or_else(|| JobError::dead("no organisation"))?;
        let note: NoteId = serde_json::from_value(job.payload["note"].clone()).map_err(JobError::dead)?;
        let counted = self.0.db.write(async move |tx| {
            let Some(note): Option<Note> = tx.one(&ONE, params![org, note]).await? else { return Ok(()) };
            let words = i64::try_from(note.text.split_whitespace().count()).unwrap_or(i64::MAX);
            tx.exec(&COUNTED, params![org, note.id, words]).await.map(drop)
        });
        counted.await.map_err(|error: Error| JobError::retry(error))
    }

    /// Everything that an organisation has, for comparison.
    pub async fn all(&self, org: OrgId) -> Vec<Note> {
        let all = self.0.db.read(async move |tx| tx.all(&OF_ORG, params![org]).await);
        all.await.map_err(|error: Error| error).unwrap()
    }
}

impl Tool for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn migrations(&self) -> Migrations {
        base_db::migrations!("notes", "0001_notes")
    }

    fn statements(&self) -> Vec<&'static Sql> {
        ALL.to_vec()
    }

    fn api(&self) -> OpenApiRouter {
        OpenApiRouter::new().routes(routes!(list_notes, create_note)).with_state(self.clone())
    }

    fn protocols(&self) -> Vec<Protocol> {
        let plain = async |SignedBasic(caller): SignedBasic| format!("notes of {}\n", caller.handle);
        vec![Protocol { path: "/_notes", router: Router::new().route("/_notes/plain", get(plain)) }]
    }

    fn jobs(&self, jobs: Builder) -> Builder {
        let notes = self.clone();
        jobs.handler("notes.count", move |job| {
            let notes = notes.clone();
            async move { notes.count(job).await }
        })
    }

    fn follow<'a>(&'a self, tx: &'a mut Tx, org: OrgId, change: &'a Change) -> InTx<'a, ()> {
        Box::pin(async move {
            let (owner, name) = match change {
                Change::PersonCreated { person, handle } => (person.uuid(), handle),
                Change::GroupCreated { group, name } => (group.uuid(), name),
                _ => return Ok(()),
            };
            self.add(tx, org, owner, format!("Welcome, {name}")).await?;
            if name == UNLUCKY { Err(Error::Statement("no notes for the unlucky".into())) } else { Ok(()) }
        })
    }

    fn object_kinds(&self) -> &'static [&'static str] {
        &["note"]
    }

    fn may_see<'a>(&'a self, tx: &'a mut Tx, org: OrgId, caller: &'a Caller, object: &'a Object) -> InTx<'a, bool> {
        Box::pin(async move {
            let note: Option<Note> = tx.one(&ONE, params![org, object.id]).await?;
            Ok(note.is_some_and(|note| note.owner == caller.person.uuid()))
        })
    }

    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
        sought: &'a Sought,
    ) -> InTx<'a, Vec<Found>> {
        Box::pin(async move {
            let notes: Vec<Note> = tx.all(&OF_ORG, params![org.id]).await?;
            let own = notes.into_iter().filter(|note| note.owner == caller.person.uuid());
            let found = own.map(|note| Found {
                kind: "note",
                id: note.id.uuid(),
                fit: find::fit(&find::folded(&note.text), &find::folded(&sought.text)),
                title: note.text,
                detail: None,
                link: format!("/notes/{}", note.id),
                picture: None,
                changed_at: None,
            });
            Ok(found.filter(|found| found.fit > 0).take(sought.limit).collect())
        })
    }

    fn user_details<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
    ) -> InTx<'a, serde_json::Map<String, serde_json::Value>> {
        Box::pin(async move {
            let notes: Vec<Note> = tx.all(&OF_ORG, params![org.id]).await?;
            let own = notes.iter().filter(|note| note.owner == caller.person.uuid()).count();
            Ok(serde_json::Map::from_iter([("notes".to_owned(), json!({ "count": own }))]))
        })
    }

    fn contributions(&self) -> Contributions {
        Contributions {
            well_known: vec![WellKnown { name: "notes", location: "/_notes/plain" }],
            dav_collections: vec![DavCollection { path: "/dav/notes/{handle}/", title: "Notes" }],
            capabilities: serde_json::Map::from_iter([(
                "notes".to_owned(),
                json!({ "address": "{origin}/_notes/plain" }),
            )]),
            dav_methods: vec![DavMethod {
                name: "LABEL",
                router: Router::new()
                    .fallback(async |SignedBasic(caller): SignedBasic| format!("{}'s label\n", caller.handle)),
            }],
            csp: vec![("img-src", "https://pictures.notes.test"), ("worker-src", "blob:")],
        }
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move {
            let notes: Vec<Note> = self.0.db.read(async move |tx| tx.all(&OF_ORG, params![org.id]).await).await?;
            let mut rows = to.rows("notes")?;
            notes.iter().try_for_each(|note| rows.add(note))?;
            rows.finish()
        })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move {
            let notes = from.rows::<Note>("notes")?.collect::<Result<Vec<_>, _>>()?;
            let stored = self.0.db.write(async move |tx| {
                for Note { id, owner, text, words } in &notes {
                    tx.exec(&ADD, params![org.id, id, owner, text, words]).await?;
                }
                Ok::<_, ArchiveError>(())
            });
            stored.await
        })
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewNote {
    text: String,
}

#[utoipa::path(post, path = "/notes", operation_id = "create_note", tag = "notes", request_body = NewNote,
    responses((status = 201, body = Note)))]
async fn create_note(
    State(notes): State<Notes>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(NewNote { text }): Body<NewNote>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    assert_ne!(text, BUG, "as a bug would");
    let (this, owner) = (notes.clone(), caller.person.uuid());
    let note = notes.0.db.write(async move |tx| this.add(tx, org.id, owner, text.clone()).await).await?;
    Ok((StatusCode::CREATED, Json(note)))
}

#[utoipa::path(get, path = "/notes", operation_id = "list_notes", tag = "notes", params(PageQuery),
    responses((status = 200, body = PageOf<Note>)))]
async fn list_notes(
    State(notes): State<Notes>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<Note>>, Problem> {
    let (limit, after) = (page.limit(50, 200)?, page.after::<NoteId>()?);
    let (owner, after) = (caller.person, after.unwrap_or(NoteId::from_uuid(Uuid::nil())));
    let found = notes.0.db.read(async move |tx| of(tx, org.id, owner, after, limit).await).await?;
    Ok(Json(PageOf::from_page(found, |note| note.id, |note| note)))
}

async fn of(
    tx: &mut Tx,
    org: OrgId,
    owner: PersonId,
    after: NoteId,
    limit: usize,
) -> Result<base_db::Page<Note>, Error> {
    tx.page(&OF_OWNER, params![org, owner, after], limit).await
}
