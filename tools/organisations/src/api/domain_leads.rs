//! Whether the organisation's other addresses lead here, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::{RecordView, WordsView};
use crate::Organisations;
use crate::service::Leads;

/// Where one leads.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DomainLeads)]
pub(super) struct View {
    host: String,
    /// `ok`, `missing`, `wrong`, `unknown`.
    level: String,
    /// What it means and what to do.
    words: WordsView,
    /// What makes it lead here: the first, or else all the others, where DNS does not take a CNAME.
    records: Vec<RecordView>,
}

impl From<Leads> for View {
    fn from(Leads { host, level, words, records }: Leads) -> Self {
        let records = records.into_iter().map(RecordView::from).collect();
        Self { host, level: level.as_str().to_owned(), words: words.into(), records }
    }
}

/// Asks DNS where each of the other addresses leads, those that wait included, now. Takes some seconds.
#[utoipa::path(get, path = "/domains/leads", operation_id = "check_leads", tag = "organisations", responses(
    (status = 200, description = "Where each leads", body = PageOf<View>),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn check_leads(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let items = organisations.leads(&caller, &org).await?.into_iter().map(View::from).collect();
    Ok(Json(PageOf { items, next: None }))
}
