//! Whether letters will be believed, for administrators.

use axum::Json;
use axum::extract::State;
use base_mail::Finding;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::{RecordView, WordsView};
use crate::Organisations;
use crate::service::Checked;

/// What was found.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailCheck)]
pub(super) struct View {
    /// Why the relay does not take letters; `null` where it does, or there is none.
    #[schema(required)]
    relay_trouble: Option<WordsView>,
    findings: Vec<FindingView>,
}

/// What was found about one thing.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailFinding)]
struct FindingView {
    /// `SPF`, `DKIM`, `DMARC`, `MX`, `PTR`.
    check: String,
    /// `ok`, `missing`, `wrong`, `unknown`.
    level: String,
    /// What it means and what to do.
    words: WordsView,
    /// What to publish, where something is to be.
    #[schema(required)]
    record: Option<RecordView>,
}

impl From<Checked> for View {
    fn from(Checked { relay, findings }: Checked) -> Self {
        let finding = |finding: Finding| FindingView {
            check: finding.check.to_owned(),
            level: finding.level.as_str().to_owned(),
            words: finding.words.into(),
            record: finding.record.map(RecordView::from),
        };
        let relay_trouble = relay.and_then(Result::err).map(|failure| failure.words().into());
        Self { relay_trouble, findings: findings.into_iter().map(finding).collect() }
    }
}

/// Asks the relay, and what DNS says of SPF, DKIM, DMARC, MX and PTR, now. Takes some seconds.
#[utoipa::path(get, path = "/mail/check", operation_id = "check_mail", tag = "organisations", responses(
    (status = 200, description = "What was found; nothing where no letter can leave", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn check_mail(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    Ok(Json(organisations.check_mail(&caller, &org).await?.into()))
}
