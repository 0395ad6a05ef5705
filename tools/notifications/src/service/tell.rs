//! Telling somebody something: a row, an event, and what the person's choices ask for.

use base_db::Tx;
use base_id::OrgId;
use base_suite::{ByMail, Notice};
use serde_json::json;

use super::{DELIVER, DIGEST};
use crate::model::{self, NoticeId, Told};
use crate::{Notifications, events, store};

/// Tells what `notice` says, in the caller's transaction.
pub(crate) async fn tell(this: &Notifications, tx: &mut Tx, org: OrgId, notice: &Notice) -> Result<(), base_db::Error> {
    let person = notice.to;
    if this.directory().addressee(tx, org, person).await?.is_none() {
        return Ok(());
    }
    let Some(kind) = this.kind(notice.kind) else {
        tracing::error!(kind = notice.kind, "a notice of a kind that no tool declares was not told");
        return Ok(());
    };
    let own = store::choices::of_person(tx, org, person, kind.name).await?.choice;
    let organisation = store::choices::of_organisation(tx, org, kind.name).await?;
    let channels = model::channels(kind, organisation, own);
    let in_digest = channels.mail == ByMail::Digest && store::choices::settings(tx, org, person).await?.digest.on;
    if let Some(key) = &notice.key {
        store::notices::fold(tx, org, person, kind.name, key).await?;
    }
    // The job that writes the letter of the day waits already when something waits for it.
    let digest_asked = in_digest && store::notices::digest_since(tx, org, person).await?.is_some();
    let id = NoticeId::new(&this.foundation().clock, &this.foundation().random);
    let told = Told {
        id,
        to: person,
        kind: kind.name.to_owned(),
        by: notice.by,
        object: notice.object.clone(),
        title: model::title(&notice.title),
        detail: notice.detail.as_ref().map(model::detail),
        link: model::link(&notice.link).to_owned(),
        key: notice.key.clone(),
        at: this.now(),
        read_at: None,
        dropped_at: None,
        in_digest,
        delivered_at: None,
    };
    store::notices::insert(tx, org, &told).await?;
    events::list_changed(tx, org, person).await?;
    if in_digest && !digest_asked {
        this.enqueue(tx, org, DIGEST, json!({ "person": person }), None).await?;
    }
    let pushed = channels.push && store::devices::any(tx, org, person).await?;
    if pushed || channels.mail == ByMail::AtOnce {
        this.enqueue(tx, org, DELIVER, json!({ "notice": id }), None).await?;
    }
    Ok(())
}
