//! Who the caller is, for `cloud/user`.

use base_db::Tx;
use base_suite::{Caller, Org};
use serde_json::{Map, Value, json};

use crate::store;

pub(crate) async fn details(tx: &mut Tx, org: &Org, caller: &Caller) -> Result<Map<String, Value>, base_db::Error> {
    let Some(person) = store::people::one(tx, org.id, caller.person).await? else { return Ok(Map::new()) };
    let groups = store::groups::of_person(tx, org.id, caller.person).await?;
    let language = person.language.as_deref().unwrap_or(&org.locale);
    let details = json!({
        "id": person.handle,
        "enabled": person.active,
        // Each spelling is read by some.
        "display-name": person.name,
        "displayname": person.name,
        "email": person.email,
        "language": language,
        "locale": language,
        "groups": groups.iter().map(|group| &group.name).collect::<Vec<_>>(),
    });
    Ok(if let Value::Object(details) = details { details } else { Map::new() })
}
