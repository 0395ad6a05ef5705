//! The account behind a letter to begin, for whoever follows its link.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// An account that waits for its person.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Beginning)]
pub(super) struct View {
    /// The name of the organisation.
    organisation: String,
    /// Who asked for the letter; `null` when they are gone.
    #[schema(required)]
    invited_by: Option<String>,
    name: String,
    /// Never changes.
    handle: String,
    email: String,
    /// When a guest's time is over; `null` for everybody else.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    stay_ends_at: Option<Timestamp>,
    /// Until when the link works.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The account behind the link that ends in this token.
#[utoipa::path(get, path = "/beginning/{token}", operation_id = "beginning", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "It can be used", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
    ))]
pub(super) async fn get_beginning(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<View>, Problem> {
    let beginner = accounts.beginner(org.id, &token).await?;
    Ok(Json(View {
        organisation: org.name.clone(),
        invited_by: beginner.by_name,
        name: beginner.name,
        handle: beginner.handle,
        email: beginner.email,
        stay_ends_at: beginner.ends_at,
        expires_at: beginner.expires_at,
    }))
}
