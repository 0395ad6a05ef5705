//! `cloud/user`: who the program works for. What tools know is merged; `id` is the handle, which stands in the paths of
//! their files.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use base_db::{Db, Tx};
use base_suite::Tool;
use serde_json::Map;

use super::capabilities::merge;
use super::ocs::{Ocs, OcsSigned, unknown};
use crate::{CurrentOrg, Problem};

#[derive(Clone)]
struct Users {
    tools: Arc<[Arc<dyn Tool>]>,
    db: Db,
}

pub(super) fn router(interface: &str, tools: &[Arc<dyn Tool>], db: &Db) -> Router {
    let users = Users { tools: tools.into(), db: db.clone() };
    Router::new().route(&format!("{interface}/cloud/user"), get(user).fallback(unknown)).with_state(users)
}

async fn user(
    State(Users { tools, db }): State<Users>,
    ocs: Ocs,
    CurrentOrg(org): CurrentOrg,
    OcsSigned(caller): OcsSigned,
) -> Response {
    let details = async move |tx: &mut Tx| {
        let mut all = Map::new();
        for tool in tools.iter().filter(|tool| org.has(tool.name())) {
            merge(&mut all, tool.user_details(tx, &org, &caller).await?);
        }
        Ok::<_, base_db::Error>(all)
    };
    match db.read(details).await {
        Ok(all) => ocs.data(all),
        Err(error) => ocs.problem(Problem::from(error)),
    }
}
