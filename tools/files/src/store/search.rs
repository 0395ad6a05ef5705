//! What a search reads of files.

use base_db::{Error, Page, Tx, params};
use base_id::OrgId;
use uuid::Uuid;

use super::nodes::After;
use crate::model::NodeId;
use crate::model::search::Fact;

base_db::statements! {
    /// The files of a folder, those changed last first. Read out of one index: it has these columns and no others.
    FACTS = "SELECT node_id, name, media_type, modified_at FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'file' AND (modified_at, node_id) < ($3, $4) ORDER BY modified_at DESC, node_id DESC LIMIT $5";
}

/// The files of `parent`, those changed last first, after one of them.
pub async fn facts(
    tx: &mut Tx,
    org: OrgId,
    parent: NodeId,
    after: Option<&After>,
    limit: usize,
) -> Result<Page<Fact>, Error> {
    let (moment, id) = match after {
        Some(After::Number(moment, id)) => (*moment, id.uuid()),
        _ => (i64::MAX, Uuid::max()),
    };
    tx.page(&FACTS, params![org, parent, moment, id], limit).await
}
