//! A list of people comes in.

use axum::Json;
use axum::extract::State;
use base_web::{Client, Contents, CurrentOrg, Problem, ProblemShape, Query, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::import_view::{ImportView, MOST_BYTES, Reading};
use super::origin;
use crate::Accounts;
use crate::service::Options;

/// What is done beside reading it.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Doing {
    /// Whether those who are new get a letter with a link to begin.
    #[serde(default)]
    #[param(required = false)]
    letters: bool,
    /// What the file is called, to know it again.
    #[serde(default)]
    #[param(required = false)]
    file_name: String,
}

/// Takes a list of people in, for administrators: what can be taken, as `check` says. It goes on by itself, one list at
/// a time. Bringing the same list again makes nobody twice.
#[utoipa::path(post, path = "/imports", operation_id = "start_import", tag = "accounts", params(Reading, Doing),
    request_body(content_type = "application/octet-stream", description = "The list"), responses(
        (status = 201, description = "It is on its way", body = ImportView),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 409, description = "Another one is on its way", body = ProblemShape),
        (status = 413, description = "Over 5 MiB", body = ProblemShape),
        (status = 422, description = "Not a list that can be read", body = ProblemShape),
    ))]
pub(super) async fn start_import(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Query(reading): Query<Reading>,
    Query(Doing { letters, file_name }): Query<Doing>,
    Contents(bytes): Contents<MOST_BYTES>,
) -> Result<(StatusCode, Json<ImportView>), Problem> {
    let (choices, make_groups) = (reading.choices()?, reading.make_groups);
    let options = Options { choices, make_groups, letters, time_zone: String::new() };
    let import = accounts.start_import(&org, &caller, origin(&client), (file_name, bytes), options).await?;
    Ok((StatusCode::CREATED, Json(import.into())))
}
