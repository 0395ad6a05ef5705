//! The organisation's addresses, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::AddressView;
use crate::service::{Addresses, MOST};
use crate::{Organisations, model};

/// The addresses of an organisation.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OrganisationAddresses)]
pub(super) struct View {
    /// The one that it has for good.
    domain: String,
    /// As people write it, where that differs.
    #[schema(required)]
    written: Option<String>,
    /// Whether administrators may change the others; otherwise whoever runs the installation does.
    may_change: bool,
    /// How many others there may be.
    most: usize,
    items: Vec<AddressView>,
}

/// The organisation's domain, the others that lead people to it, and those that wait for their proof.
#[utoipa::path(get, path = "/domains", operation_id = "list_domains", tag = "organisations", responses(
    (status = 200, description = "The addresses", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn list_domains(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    let Addresses { may_change, items } = organisations.addresses(&caller, &org).await?;
    let items = items.into_iter().map(AddressView::from).collect();
    let (domain, written) = (org.domain.clone(), model::as_written(&org.domain));
    Ok(Json(View { domain, written, may_change, most: MOST, items }))
}
