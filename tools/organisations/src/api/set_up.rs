//! The set-up of a new installation, by whoever holds the one-time link.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_suite::{Credentials, NewOwner};
use base_web::context::Context;
use base_web::{Body, Problem, ProblemShape, set_session_cookie};
use http::{StatusCode, header};
use serde::Deserialize;

use super::{View, open, view, without_port};
use crate::{NewOrganisation, Organisations};

/// The first organisation and its owner.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = SetUp)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUp {
    /// From the link that the server printed.
    token: String,
    organisation: FirstOrganisation,
    person: FirstPerson,
}

/// Its domain is the address at which this is asked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstOrganisation {
    name: String,
    /// `fr` or `en`.
    locale: String,
    /// An IANA time zone.
    time_zone: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstPerson {
    handle: String,
    name: String,
    email: String,
    password: String,
}

/// Makes the first organisation, at the address at which this is asked, and its owner, who is signed in.
#[utoipa::path(post, path = "/setup", operation_id = "set_up", tag = "organisations", request_body = SetUp, responses(
    (status = 201, description = "The organisation; the session is in the cookie", body = View),
    (status = 403, description = "The link was used or has expired", body = ProblemShape),
    (status = 404, description = "The installation is set up", body = ProblemShape),
    (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    (status = 503, description = "The server is busy", body = ProblemShape),
))]
pub(super) async fn set_up(
    State(organisations): State<Organisations>,
    context: Context,
    Body(SetUp { token, organisation, person }): Body<SetUp>,
) -> Result<Response, Problem> {
    open(&organisations).await?;
    let new = NewOrganisation {
        name: organisation.name,
        domain: without_port(&context.host).to_owned(),
        locale: Some(organisation.locale),
        time_zone: Some(organisation.time_zone),
        ..NewOrganisation::default()
    };
    let FirstPerson { handle, name, email, password } = person;
    let owner = NewOwner { handle, name, email, password };
    let from = Credentials {
        address: context.client.address,
        user_agent: context.client.user_agent.clone(),
        ..Credentials::default()
    };
    let (org, session) = organisations.set_up(&token, new, owner, from).await?;
    let cookie = set_session_cookie(context.client.secure, &session, None);
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(view(&organisations, &org))).into_response())
}
