//! Whether letters leave, for administrators.

use axum::Json;
use axum::extract::State;
use base_mail::Way;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::WordsView;
use crate::Organisations;
use crate::service::Sending;

/// How letters leave, and how many there are in each state.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailState)]
pub(super) struct View {
    /// `relay`, `direct`, or `folder` when there is no way out.
    way: WayView,
    /// The server that takes everything.
    #[schema(required)]
    relay: Option<String>,
    /// The address that letters are from.
    from: String,
    /// On their way.
    queued: u64,
    sent: u64,
    /// Given up.
    failed: u64,
    /// Come back.
    bounced: u64,
    /// In the folder.
    held: u64,
    /// Why the oldest of those that wait is not gone yet.
    #[schema(required)]
    waiting_for: Option<WordsView>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailWay)]
#[serde(rename_all = "snake_case")]
enum WayView {
    Folder,
    Relay,
    Direct,
}

impl From<Sending> for View {
    fn from(Sending { way, from, counts }: Sending) -> Self {
        let (way, relay) = match way {
            Way::Folder => (WayView::Folder, None),
            Way::Relay(host) => (WayView::Relay, Some(host)),
            Way::Direct => (WayView::Direct, None),
        };
        let waiting_for = counts.waiting_for.map(|failure| failure.words().into());
        let base_mail::Counts { queued, sent, failed, bounced, held, .. } = counts;
        Self { way, relay, from, queued, sent, failed, bounced, held, waiting_for }
    }
}

/// Whether letters leave.
#[utoipa::path(get, path = "/mail", operation_id = "get_mail", tag = "organisations", responses(
    (status = 200, description = "How they leave, and how many there are", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn get_mail(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    Ok(Json(organisations.mail(&caller, &org).await?.into()))
}
