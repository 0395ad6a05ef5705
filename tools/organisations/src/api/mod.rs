//! REST under `/api/organisations`, one file per operation.

mod change;
mod current;
mod logo_get;
mod logo_put;
mod logo_remove;
mod set_up;
mod set_up_check;

use base_id::OrgId;
use base_suite::Org;
use base_web::Problem;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{Organisations, model};

pub(crate) fn router(organisations: &Organisations) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(current::current, change::change))
        .routes(routes!(logo_get::get_logo, logo_put::put_logo, logo_remove::remove_logo))
        .routes(routes!(set_up_check::check_set_up, set_up::set_up))
        .with_state(organisations.clone())
}

/// An organisation as its people see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Organisation)]
struct View {
    /// The nil UUID while the installation needs set-up.
    id: OrgId,
    name: String,
    domain: String,
    /// `#rrggbb`.
    accent: String,
    /// Changes with the logo; `null` without one.
    #[schema(required)]
    logo_url: Option<String>,
    /// `fr` or `en`.
    locale: String,
    /// An IANA time zone.
    time_zone: String,
    /// The tools that are on, in the order of the launcher.
    tools: Vec<String>,
    /// Whether this installation has no organisation yet.
    needs_setup: bool,
}

fn view(organisations: &Organisations, org: &Org) -> View {
    View {
        id: org.id,
        name: org.name.clone(),
        domain: org.domain.clone(),
        accent: org.accent.clone(),
        logo_url: org.logo_version.as_ref().map(|version| format!("/api/organisations/current/logo?v={version}")),
        locale: org.locale.clone(),
        time_zone: org.time_zone.clone(),
        tools: organisations.launcher().iter().map(|tool| (*tool).to_owned()).collect(),
        needs_setup: false,
    }
}

/// What a new installation shows of itself.
fn blank(organisations: &Organisations, host: &str) -> View {
    View {
        id: OrgId::from_uuid(Uuid::nil()),
        name: "Liiibre".to_owned(),
        domain: without_port(host).to_owned(),
        accent: model::ACCENT.to_owned(),
        logo_url: None,
        locale: organisations.config().locale.clone(),
        time_zone: organisations.config().time_zone.clone(),
        tools: Vec::new(),
        needs_setup: true,
    }
}

/// The door of a new installation: not there once somebody came through it.
async fn open(organisations: &Organisations) -> Result<(), Problem> {
    if organisations.needs_setup().await? { Ok(()) } else { Err(Problem::not_found()) }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_not_part_of_a_domain() {
        assert_eq!(without_port("localhost:8080"), "localhost");
        assert_eq!(without_port("communs.example"), "communs.example");
        assert_eq!(without_port("[::1]:80"), "[::1]");
    }
}
