//! A domain less, by administrators.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Organisations;

/// Takes a domain away that led here, or one back that was asked for. Asked for again within the hour, one that led here
/// does so at once.
#[utoipa::path(delete, path = "/domains/{host}", operation_id = "remove_domain", tag = "organisations",
    params(("host" = String, Path)), responses(
    (status = 204, description = "Gone"),
    (status = 403, description = "For owners and administrators, where the installation lets them (`domains-off`)",
        body = ProblemShape),
    (status = 404, description = "The organisation has no such address", body = ProblemShape),
    (status = 422, description = "It is the one that it has for good", body = ProblemShape),
))]
pub(super) async fn remove_domain(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(host): Path<String>,
) -> Result<StatusCode, Problem> {
    organisations.drop_domain(&caller, org.id, &host, client.address).await?;
    Ok(StatusCode::NO_CONTENT)
}
