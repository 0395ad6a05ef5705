//! Whether a domain is proved, by administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::{AddressView, WordsView};
use crate::Organisations;
use crate::service::Proved;

/// What DNS says.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DomainProof)]
pub(super) struct View {
    /// As it stands now.
    address: AddressView,
    /// `ok`, `missing`, `wrong`, `unknown`.
    level: String,
    /// What it means and what to do.
    words: WordsView,
}

/// Asks DNS for the proof, now; with it, the domain leads people here. Once in ten seconds.
#[utoipa::path(post, path = "/domains/{host}/check", operation_id = "check_domain", tag = "organisations",
    params(("host" = String, Path)), responses(
    (status = 200, description = "What was found", body = View),
    (status = 403, description = "For owners and administrators, where the installation lets them (`domains-off`)",
        body = ProblemShape),
    (status = 404, description = "Nobody here asked for it", body = ProblemShape),
    (status = 409, description = "It is in use on this installation by now (`domain-taken`)", body = ProblemShape),
    (status = 429, description = "Checked a moment ago", body = ProblemShape),
))]
pub(super) async fn check_domain(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(host): Path<String>,
) -> Result<Json<View>, Problem> {
    let Proved { address, level, words } = organisations.check_domain(&caller, org.id, &host, client.address).await?;
    Ok(Json(View { address: address.into(), level: level.as_str().to_owned(), words: words.into() }))
}
