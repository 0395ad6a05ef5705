//! What is recorded about the caller.

use axum::Json;
use axum::extract::State;
use base_i18n::Text;
use base_suite::Kept;
use base_web::{CurrentOrg, PageOf, Problem, Signed};
use serde::Serialize;

use super::WordsView;
use crate::Organisations;
use crate::service::Told;

const WITH_ACCOUNT: Text = Text { fr: "Tant que votre compte existe", en: "For as long as you have your account" };

/// One kind of thing that is recorded.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Recorded)]
pub(super) struct View {
    title: WordsView,
    /// Which details, and what for.
    about: WordsView,
    /// For so many days.
    #[schema(required)]
    days: Option<u32>,
    /// For how long, where it is not a number of days.
    #[schema(required)]
    until: Option<WordsView>,
    /// How many there are now, where that is known.
    #[schema(required)]
    count: Option<u64>,
    /// Where to see it: a path of the site.
    #[schema(required)]
    link: Option<String>,
}

impl From<Told> for View {
    fn from(Told { recorded, days }: Told) -> Self {
        let until = match recorded.kept {
            Kept::Days(_) => None,
            Kept::WithAccount => Some(WITH_ACCOUNT.into()),
            Kept::Until(text) => Some(text.into()),
        };
        let (title, about) = (recorded.title.into(), recorded.about.into());
        Self { title, about, days, until, count: recorded.count, link: recorded.link.map(str::to_owned) }
    }
}

/// What is recorded about the caller, and for how long.
#[utoipa::path(get, path = "/recorded", operation_id = "list_recorded", tag = "organisations", responses(
    (status = 200, description = "All of it", body = PageOf<View>),
))]
pub(super) async fn list_recorded(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let told = organisations.recorded_about(&org, &caller).await?;
    Ok(Json(PageOf::whole(told.into_iter().map(View::from).collect())))
}
