//! What happened in the organisation, for administrators.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_suite::audit::Sought;
use base_web::{Client, CurrentOrg, PageQuery, Problem, ProblemShape, Query, Signed, page};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{JournalLine, origin};
use crate::Accounts;
use crate::service::{Filter, Lines};

/// Which lines.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Acts whose name begins with this, up to the dot: `session`.
    family: Option<String>,
    /// What this person did.
    actor: Option<PersonId>,
    /// What concerns this person.
    subject: Option<PersonId>,
    /// From this moment on.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// A part of a name, an address, a device or a detail; accents and case do not matter.
    #[serde(default)]
    #[param(required = false)]
    query: String,
    limit: Option<usize>,
    after: Option<String>,
}

impl Which {
    pub(super) fn split(self) -> (Filter, PageQuery) {
        let Self { family, actor, subject, from, until, query, limit, after } = self;
        let sought = Sought { family, actor, subject, from, until };
        (Filter { sought, text: query.trim().to_owned() }, PageQuery { limit, after })
    }
}

/// A page of the journal. It may be short, even empty, and go on all the same.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = JournalPage)]
pub(super) struct View {
    items: Vec<JournalLine>,
    /// What to give as `after` for the next page; `null` on the last.
    #[schema(required)]
    next: Option<String>,
    /// How far back was looked, when there is more.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    reached: Option<Timestamp>,
}

impl From<Lines> for View {
    fn from(Lines { items, next, reached }: Lines) -> Self {
        let items = items.into_iter().map(JournalLine::from).collect();
        Self { items, next: next.map(|next| page::encode(&next)), reached }
    }
}

/// What happened, newest first. Who looks stands in the journal, too.
#[utoipa::path(get, path = "/journal", operation_id = "list_journal", tag = "accounts", params(Which), responses(
    (status = 200, description = "A page", body = View),
    (status = 403, description = "For administrators", body = ProblemShape),
    (status = 422, description = "A filter that fits no line", body = ProblemShape),
))]
pub(super) async fn list_journal(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Query(which): Query<Which>,
) -> Result<Json<View>, Problem> {
    let (filter, page) = which.split();
    let (before, limit) = (page.after()?, page.limit(50, 200)?);
    let lines = accounts.journal(org.id, &caller, filter, before, limit, &origin(&client)).await?;
    Ok(Json(lines.into()))
}
