//! Where somebody stands who followed the link in their letter.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape};
use jiff::Timestamp;
use serde::Serialize;

use super::origin;
use crate::Accounts;
use crate::service::{Next, Registering};

/// What they can do.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RegisteringNext)]
enum NextView {
    /// Make their account.
    Join,
    /// Say that the address is theirs.
    Confirm,
    /// Wait for an administrator.
    Wait,
}

/// Somebody who asked to join.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Registering)]
pub(super) struct View {
    /// The name of the organisation.
    organisation: String,
    name: String,
    email: String,
    next: NextView,
    /// The names of the groups that they come into.
    groups: Vec<String>,
    /// When a guest's time is over; `null` for everybody else.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    stay_ends_at: Option<Timestamp>,
}

impl View {
    fn new(organisation: &str, Registering { registration, next, grant }: Registering) -> Self {
        Self {
            organisation: organisation.to_owned(),
            name: registration.name,
            email: registration.email,
            next: match next {
                Next::Join => NextView::Join,
                Next::Confirm => NextView::Confirm,
                Next::Wait => NextView::Wait,
            },
            groups: grant.groups.into_iter().map(|group| group.name).collect(),
            stay_ends_at: grant.stay.map(|stay| stay.ends_at),
        }
    }
}

/// Whose letter has the link that ends in this token, and what they can do.
#[utoipa::path(get, path = "/registering/{token}", operation_id = "registering", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "It can be used", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
    ))]
pub(super) async fn get_registering(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<View>, Problem> {
    Ok(Json(View::new(&org.name, accounts.registering(org.id, &token).await?)))
}

/// Says that the address is theirs; where an administrator decides, they are told.
#[utoipa::path(post, path = "/registering/{token}/confirm", operation_id = "confirm_registration", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "What they can do now", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
    ))]
pub(super) async fn confirm_registration(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
) -> Result<Json<View>, Problem> {
    Ok(Json(View::new(&org.name, accounts.confirm_registration(org.id, &token, origin(&client)).await?)))
}
