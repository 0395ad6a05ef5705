//! What groups can have.

use axum::Json;
use axum::extract::State;
use base_i18n::Language;
use base_suite::{Caller, Org};
use base_web::{CurrentOrg, PageOf, Problem, Signed};
use serde::Serialize;

use crate::Accounts;

/// Something that a group can have.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Space)]
pub(super) struct View {
    /// The tool that gives it.
    tool: String,
    /// In the caller's language.
    name: String,
    /// What it is good for, in one sentence.
    about: String,
}

/// What groups can have here: a shared folder. Always all of it; nothing of tools that are switched off.
#[utoipa::path(get, path = "/spaces", operation_id = "list_spaces", tag = "accounts", responses(
    (status = 200, description = "All of it", body = PageOf<View>),
))]
pub(super) async fn list_spaces(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let language = language(&org, &caller);
    let view = |(tool, space): (&'static str, base_suite::Space)| View {
        tool: tool.to_owned(),
        name: space.name.get(language).to_owned(),
        about: space.about.get(language).to_owned(),
    };
    Ok(Json(PageOf::whole(accounts.offered(&org).into_iter().map(view).collect())))
}

/// The caller's language, or the organisation's.
pub(super) fn language(org: &Org, caller: &Caller) -> Language {
    Language::from_code(caller.language.as_deref().unwrap_or(&org.locale)).unwrap_or_default()
}
