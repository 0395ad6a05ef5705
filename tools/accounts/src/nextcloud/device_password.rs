//! What a program does with its device password: ask for another, give it back, ask whether to forget everything.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use base_web::ocs::{Ocs, OcsSigned};
use base_web::{Client, CurrentOrg, Problem};
use http::StatusCode;
use serde_json::{Value, json};

use crate::service::Origin;
use crate::{Accounts, model};

/// Programs that were given an account's own password change it here for a device password. Ours never are: Basic
/// authentication takes device passwords alone, and one of those makes no other, so that whoever finds one on a lost
/// phone is out once it is revoked.
pub(super) async fn another(ocs: Ocs, _: OcsSigned) -> Response {
    ocs.problem(Problem::forbidden("A device password cannot make another. Connect the device from My account."))
}

/// Their person signs out on the device.
pub(super) async fn give_back(
    State(accounts): State<Accounts>,
    ocs: Ocs,
    CurrentOrg(org): CurrentOrg,
    OcsSigned(caller): OcsSigned,
    Client { address, user_agent, .. }: Client,
) -> Response {
    let origin = Origin { address, device: model::client(&model::user_agent(user_agent.as_deref())) };
    match accounts.give_app_password_back(org.id, &caller, origin).await {
        Ok(()) => ocs.data(json!([])),
        Err(error) => ocs.problem(error.into()),
    }
}

/// Whether a device whose password was refused must forget its files. None must: a device that is disconnected keeps
/// what its person copied there. Whoever asks, with whatever token, learns nothing.
pub(super) async fn must_forget(_: CurrentOrg) -> (StatusCode, Json<Value>) {
    (StatusCode::NOT_FOUND, Json(json!([])))
}
