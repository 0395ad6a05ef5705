//! REST under `/api/accounts`, one file per operation.

mod app_password_create;
mod app_password_list;
mod app_password_revoke;
mod audit;
mod device_login;
mod device_login_grant;
mod device_login_refuse;
mod me;
mod me_change;
mod password_change;
mod people;
mod person_photo;
mod photo_put;
mod photo_remove;
mod session_end;
mod session_end_all;
mod session_list;
mod sign_in;
mod sign_out;

use axum::Json;
use axum::http::HeaderName;
use base_id::{GroupId, PersonId};
use base_suite::OrgRole;
use base_web::Client;
use http::header;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::model::{PersonRecord, Theme};
use crate::{Accounts, Origin, Profile};

pub(crate) fn router(accounts: &Accounts) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in, sign_out::sign_out))
        .routes(routes!(me::me, me_change::change_me))
        .routes(routes!(photo_put::put_photo, photo_remove::remove_photo))
        .routes(routes!(password_change::change_password))
        .routes(routes!(session_list::list_sessions, session_end_all::end_sessions))
        .routes(routes!(session_end::end_session))
        .routes(routes!(app_password_list::list_app_passwords, app_password_create::create_app_password))
        .routes(routes!(app_password_revoke::revoke_app_password))
        .routes(routes!(device_login::get_device_login))
        .routes(routes!(device_login_grant::grant_device_login))
        .routes(routes!(device_login_refuse::refuse_device_login))
        .routes(routes!(audit::list_audit))
        .routes(routes!(people::list_people))
        .routes(routes!(person_photo::get_photo))
        .with_state(accounts.clone())
}

/// The caller, as they see themself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Me {
    id: PersonId,
    /// Never changes.
    handle: String,
    name: String,
    email: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    /// `fr`, `en`, or `null` for the organisation's.
    #[schema(required)]
    language: Option<String>,
    theme: Theme,
    /// An IANA time zone, or `null` for the organisation's.
    #[schema(required)]
    time_zone: Option<String>,
    role: OrgRole,
    /// Those they are in, directly or not, by name.
    groups: Vec<MyGroup>,
    /// For If-Match.
    etag: String,
}

/// A group the caller is in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MyGroup {
    id: GroupId,
    name: String,
}

type MeResponse = ([(HeaderName, String); 1], Json<Me>);

fn me_response(profile: Profile) -> MeResponse {
    let etag = profile.etag();
    let photo_url = photo_url(&profile.person);
    let PersonRecord { id, handle, name, email, language, theme, time_zone, role, .. } = profile.person;
    let groups = profile.groups.into_iter().map(|group| MyGroup { id: group.id, name: group.name }).collect();
    let header = (header::ETAG, format!("\"{etag}\""));
    ([header], Json(Me { id, handle, name, email, photo_url, language, theme, time_zone, role, groups, etag }))
}

fn photo_url(person: &PersonRecord) -> Option<String> {
    let version = person.photo_version.as_ref()?;
    Some(format!("/api/accounts/people/{}/photo?v={version}", person.id))
}

fn origin(client: &Client) -> Origin {
    Origin::new(client.address, client.user_agent.as_deref())
}
