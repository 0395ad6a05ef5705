//! The invitation behind a link, for whoever follows it.

use axum::Json;
use axum::extract::State;
use base_suite::OrgRole;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// What somebody is invited to.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Joining)]
pub(super) struct View {
    /// The name of the organisation.
    organisation: String,
    /// Who invites; `null` when they are gone.
    #[schema(required)]
    invited_by: Option<String>,
    /// The address the account will have; `null` to be asked.
    #[schema(required)]
    email: Option<String>,
    /// How they are called, as the author says; may be empty.
    name: String,
    /// Those that addresses are of, if it is for some alone: the address is then confirmed by a letter first.
    domains: Vec<String>,
    role: OrgRole,
    /// The names of the groups that it leads to.
    groups: Vec<String>,
    /// When a guest's time is over; `null` for everybody else.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    stay_ends_at: Option<Timestamp>,
    /// Until when it can be used.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The invitation behind the link that ends in this token.
#[utoipa::path(get, path = "/joining/{token}", operation_id = "joining", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "It can be used", body = View),
        (status = 404, description = "Unknown, used up, expired or taken back", body = ProblemShape),
    ))]
pub(super) async fn get_joining(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<View>, Problem> {
    let invited = accounts.invitation(org.id, &token).await?;
    Ok(Json(View {
        organisation: org.name.clone(),
        invited_by: invited.invitation.by_name,
        email: invited.invitation.email,
        name: invited.invitation.name,
        domains: invited.domains,
        role: invited.invitation.role,
        groups: invited.groups.into_iter().map(|group| group.name).collect(),
        stay_ends_at: invited.invitation.stay_ends_at,
        expires_at: invited.invitation.expires_at,
    }))
}
