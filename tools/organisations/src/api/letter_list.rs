//! The organisation's letters, for administrators.

use axum::Json;
use axum::extract::State as Shared;
use base_mail::{MailId, State};
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};
use serde::Deserialize;

use super::LetterView;
use crate::Organisations;

/// Which letters.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Those in this state alone: `queued`, `sent`, `failed`, `bounced`, `held`.
    state: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
}

/// Who was written to, about what, and what became of it, newest first. Never what letters say.
#[utoipa::path(get, path = "/mail/letters", operation_id = "list_letters", tag = "organisations", params(Which),
    responses(
        (status = 200, description = "A page", body = PageOf<LetterView>),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 422, description = "No such state", body = ProblemShape),
    ))]
pub(super) async fn list_letters(
    Shared(organisations): Shared<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(Which { state, limit, after }): Query<Which>,
) -> Result<Json<PageOf<LetterView>>, Problem> {
    let state = match state {
        None => None,
        Some(name) => Some(
            State::parse(&name)
                .ok_or_else(|| Problem::invalid("state", "The states are queued, sent, failed, bounced and held."))?,
        ),
    };
    let page = PageQuery { limit, after };
    let (after, limit) = (page.after::<MailId>()?, page.limit(50, 200)?);
    let letters = organisations.letters(&caller, org.id, state, after, limit).await?;
    Ok(Json(PageOf::from_page(letters, |last| last.id, LetterView::from)))
}
