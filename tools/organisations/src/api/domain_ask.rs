//! One more domain, by administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::AddressView;
use crate::Organisations;

/// Which one.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = DomainAsk)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    host: String,
}

/// Asks for one more domain. It leads here once its proof is published and checked; one that was removed within the hour
/// does at once. One that waits already is answered as it stands.
#[utoipa::path(post, path = "/domains", operation_id = "ask_domain", tag = "organisations", request_body = Ask,
    responses(
    (status = 201, description = "What to publish", body = AddressView),
    (status = 403, description = "For owners and administrators, where the installation lets them (`domains-off`)",
        body = ProblemShape),
    (status = 409, description = "It is in use on this installation (`domain-taken`), or there are too many \
        (`too-many-domains`)", body = ProblemShape),
    (status = 422, description = "It is no public domain, or one of the installation's, or leads here already",
        body = ProblemShape),
))]
pub(super) async fn ask_domain(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Ask { host }): Body<Ask>,
) -> Result<(StatusCode, Json<AddressView>), Problem> {
    let asked = organisations.ask_domain(&caller, org.id, &host, client.address).await?;
    Ok((StatusCode::CREATED, Json(asked.into())))
}
