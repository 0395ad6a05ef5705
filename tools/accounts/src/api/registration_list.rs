//! Those who ask to join.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;
use crate::model::RegistrationId;
use crate::store::registrations::Registration;

/// Somebody who asks to join, and whose address is confirmed.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Registration)]
pub(super) struct View {
    id: RegistrationId,
    name: String,
    email: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Registration> for View {
    fn from(Registration { id, name, email, created_at, .. }: Registration) -> Self {
        Self { id, name, email, created_at }
    }
}

/// Those who ask to join and wait for an answer, who waited longest first, for administrators.
#[utoipa::path(get, path = "/registrations", operation_id = "list_registrations", tag = "accounts", params(PageQuery),
    responses(
        (status = 200, description = "A page", body = PageOf<View>),
        (status = 403, description = "For administrators", body = ProblemShape),
    ))]
pub(super) async fn list_registrations(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<View>>, Problem> {
    let waiting = accounts.registrations(org.id, &caller, page.after()?, page.limit(50, 100)?).await?;
    Ok(Json(PageOf::from_page(waiting, |last| last.id, View::from)))
}
