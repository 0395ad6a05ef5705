//! The directory.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed};
use serde::{Deserialize, Serialize};

use super::photo_url;
use crate::{Accounts, model};

/// Which people.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A part of the name or of the handle; accents and case do not matter.
    #[serde(default)]
    #[param(required = false)]
    query: String,
    limit: Option<usize>,
    after: Option<String>,
}

/// A person as others see them.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Person)]
pub(super) struct View {
    id: PersonId,
    handle: String,
    name: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    /// What they do here, where they tell the caller.
    #[schema(required)]
    function: Option<String>,
}

/// The people of the organisation, in the order of names.
#[utoipa::path(get, path = "/people", operation_id = "list_people", tag = "accounts", params(Which), responses(
    (status = 200, description = "A page", body = PageOf<View>),
))]
pub(super) async fn list_people(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(Which { query, limit, after }): Query<Which>,
) -> Result<Json<PageOf<View>>, Problem> {
    let page = PageQuery { limit, after };
    let after = page.after()?;
    let (people, mut functions) = accounts.directory_page(org.id, &caller, &query, after, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(
        people,
        |last| (model::sort_key(&last.name), last.id),
        |person| View {
            photo_url: photo_url(&person),
            id: person.id,
            handle: person.handle,
            name: person.name,
            function: functions.remove(&person.id),
        },
    )))
}
