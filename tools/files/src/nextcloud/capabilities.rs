//! What programs are told that can be done with files here, and how much room the caller has.

use base_db::Tx;
use base_suite::{Caller, Org};
use serde_json::{Map, Value, json};

use super::push;
use crate::Files;
use crate::service::{Actor, Error, Scope, drives};

/// Bytes of a chunk that programs choose at most. A larger one is taken as well.
const LARGEST_CHUNK: u64 = 100 * 1024 * 1024;
/// Chunks of a file that programs send at the same time.
const CHUNKS_AT_ONCE: u32 = 4;
/// What programs show for a drive without a limit.
const UNLIMITED: i64 = -3;

/// What programs of the Nextcloud family are told.
pub fn capabilities() -> Map<String, Value> {
    let all = json!({
        "dav": { "chunking": "1.0", "bulkupload": "1.0" },
        "files": {
            "bigfilechunking": true,
            "chunked_upload": { "max_size": LARGEST_CHUNK, "max_parallel_count": CHUNKS_AT_ONCE },
            "undelete": true,
            "versioning": false,
            "comments": false,
            "blacklisted_files": [],
            "forbidden_filenames": [],
            "forbidden_filename_characters": ["/"],
        },
        "notify_push": { "type": ["files"], "endpoints": { "websocket": format!("{{websockets}}{}", push::PATH) } },
        "checksums": { "supportedTypes": ["SHA1", "MD5", "SHA256"], "preferredUploadType": "SHA1" },
    });
    match all {
        Value::Object(all) => all,
        _ => Map::new(),
    }
}

/// The room in the caller's own drive.
pub async fn user_details(
    files: &Files,
    tx: &mut Tx,
    org: &Org,
    caller: &Caller,
) -> Result<Map<String, Value>, base_db::Error> {
    let room = async {
        let scope = Scope::open(tx, files, Actor::new(org, caller)).await?;
        let own = drives::personal(tx, &scope).await?;
        let available = drives::available(tx, &scope, &own.drive).await?;
        Ok::<_, Error>((own.drive.used_bytes, available))
    };
    let (used, available) = match room.await {
        Ok(room) => room,
        Err(Error::Database(error)) => return Err(error),
        // Somebody without a drive has no room to tell of.
        Err(_) => return Ok(Map::new()),
    };
    Ok(Map::from_iter([("quota".to_owned(), quota(used, available))]))
}

#[allow(clippy::cast_precision_loss, reason = "a percentage for people")]
fn quota(used: i64, available: Option<i64>) -> Value {
    match available {
        None => json!({ "free": UNLIMITED, "used": used, "total": UNLIMITED, "relative": 0, "quota": UNLIMITED }),
        Some(free) => {
            let total = used.saturating_add(free);
            let relative = if total > 0 { used as f64 * 100.0 / total as f64 } else { 100.0 };
            let relative = (relative * 100.0).round() / 100.0;
            json!({ "free": free, "used": used, "total": total, "relative": relative, "quota": total })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quota;

    #[test]
    fn room_is_told_with_and_without_a_limit() {
        assert_eq!(quota(5, None)["quota"], -3);
        let limited = quota(25, Some(75));
        assert_eq!((&limited["total"], &limited["relative"]), (&100.into(), &25.0.into()));
        assert_eq!(quota(0, Some(0))["relative"], 100.0);
    }
}
