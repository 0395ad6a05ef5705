//! `cloud/capabilities`: what this server can do. Programs hide what is not in it, so nothing stands here that is not
//! answered. It holds no secret, and is told to anybody; a wrong password is refused all the same, for some programs
//! find out here whether theirs is good.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base_suite::{Org, Tool};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::ocs::{Ocs, OcsSigned, unknown};
use super::{VERSION, version_string};
use crate::context::Context;
use crate::picture::is_seen;

/// Seconds between two questions whether something changed.
const POLL_INTERVAL: u32 = 60;

/// What each tool contributed.
type Contributed = Vec<(&'static str, Map<String, Value>)>;

pub(super) fn router(interface: &str, tools: &[Arc<dyn Tool>]) -> Router {
    let all: Contributed = tools.iter().map(|tool| (tool.name(), tool.contributions().capabilities)).collect();
    Router::new()
        .route(&format!("{interface}/cloud/capabilities"), get(capabilities).fallback(unknown))
        .with_state(Arc::new(all))
}

/// Puts what `more` says into `all`; where both have an object, into that.
pub(super) fn merge(all: &mut Map<String, Value>, more: Map<String, Value>) {
    for (name, value) in more {
        match (all.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(value)) => merge(known, value),
            (_, value) => {
                all.insert(name, value);
            }
        }
    }
}

async fn capabilities(State(contributed): State<Arc<Contributed>>, ocs: Ocs, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let context = match Context::from_request_parts(&mut parts, &()).await {
        Ok(context) => context,
        Err(problem) => return problem.into_response(),
    };
    let org = match context.org() {
        Ok(org) => org,
        Err(problem) => return problem.into_response(),
    };
    if parts.headers.contains_key(header::AUTHORIZATION)
        && let Err(refused) = OcsSigned::from_request_parts(&mut parts, &()).await
    {
        return refused;
    }
    let [major, minor, micro] = VERSION;
    let mut all = assemble(&contributed, org, &context.origin());
    spare(&mut all, context.client.user_agent.as_deref());
    let answer = ocs.data(json!({
        "version": {
            "major": major, "minor": minor, "micro": micro,
            "string": version_string(), "edition": "", "extendedSupport": false,
        },
        "capabilities": all,
    }));
    tagged(&parts.headers, answer).await
}

/// What this crate answers itself, and what the tools that are on contributed.
fn assemble(contributed: &Contributed, org: &Org, origin: &str) -> Map<String, Value> {
    let mut all = Map::new();
    let own = json!({
        "core": { "pollinterval": POLL_INTERVAL, "webdav-root": "remote.php/webdav" },
        "notifications": { "ocs-endpoints": ["list", "get", "delete"] },
        "theming": {
            "name": org.name,
            "slogan": "",
            "url": origin,
            "color": org.accent,
            "color-text": text_on(&org.accent),
            "color-element": org.accent,
            "color-element-bright": org.accent,
            "color-element-dark": org.accent,
            "background": org.accent,
            "background-plain": true,
            "background-default": true,
        },
    });
    if let Value::Object(own) = own {
        all = own;
    }
    let places = Places { origin, logo: org.logo_version.as_deref() };
    for (_, contributed) in contributed.iter().filter(|(tool, _)| org.has(tool)) {
        merge(&mut all, filled_in(contributed, &places));
    }
    all
}

/// Leaves out what a version of a program is known to fail at.
fn spare(all: &mut Map<String, Value>, user_agent: Option<&str>) {
    // Before 3.9 the desktop client breaks off a bulk upload that holds an empty file, and begins it anew for ever.
    if user_agent.and_then(desktop_version).is_some_and(|version| version < (3, 9))
        && let Some(Value::Object(dav)) = all.get_mut("dav")
    {
        dav.remove("bulkupload");
    }
}

/// The version of the desktop client: `Mozilla/5.0 (Linux) mirall/3.7.3 (Nextcloud)` is `(3, 7)`.
fn desktop_version(user_agent: &str) -> Option<(u32, u32)> {
    let (_, version) = user_agent.split_once("mirall/")?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// What stands for the placeholders in contributed texts.
struct Places<'a> {
    origin: &'a str,
    logo: Option<&'a str>,
}

fn filled_in(members: &Map<String, Value>, places: &Places<'_>) -> Map<String, Value> {
    members.iter().filter_map(|(name, value)| Some((name.clone(), fill(value, places)?))).collect()
}

fn fill(value: &Value, places: &Places<'_>) -> Option<Value> {
    Some(match value {
        Value::Object(members) => filled_in(members, places).into(),
        Value::Array(items) => items.iter().filter_map(|item| fill(item, places)).collect(),
        Value::String(text) => {
            let text = if text.contains("{logo}") { text.replace("{logo}", places.logo?) } else { text.clone() };
            // http is ws, https is wss.
            let websockets = places.origin.replacen("http", "ws", 1);
            text.replace("{origin}", places.origin).replace("{websockets}", &websockets).into()
        }
        other => other.clone(),
    })
}

/// Black or white, whichever is read better on `#rrggbb` (WCAG 2.2, relative luminance).
fn text_on(colour: &str) -> &'static str {
    let channel = |at: usize| {
        let byte = colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or_default();
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    // Where the contrasts with both are equal: 1.05 / (x + 0.05) = (x + 0.05) / 0.05.
    if luminance > 0.179 { "#000000" } else { "#ffffff" }
}

/// The answer with an entity tag made of its bytes; without the bytes for whoever has seen them.
async fn tagged(asked: &http::HeaderMap, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let etag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept, User-Agent"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        parts.headers.insert(header::ETAG, value);
    }
    if is_seen(asked, &etag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return (parts, ()).into_response();
    }
    Response::from_parts(parts, bytes.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn tools_speak_of_the_same_thing_without_knowing_of_one_another() {
        let mut all = object(&json!({ "dav": { "chunking": "1.0" }, "files": { "undelete": true } }));
        merge(&mut all, object(&json!({ "dav": { "bulkupload": "1.0" }, "notify_push": { "type": ["files"] } })));
        let expected = json!({
            "dav": { "chunking": "1.0", "bulkupload": "1.0" },
            "files": { "undelete": true },
            "notify_push": { "type": ["files"] },
        });
        assert_eq!(Value::Object(all), expected);
    }

    #[test]
    fn older_desktop_clients_are_spared_what_they_fail_at() {
        let offered = |user_agent: Option<&str>| {
            let mut all = object(&json!({ "dav": { "chunking": "1.0", "bulkupload": "1.0" } }));
            spare(&mut all, user_agent);
            all["dav"].get("bulkupload").is_some()
        };
        for fails in ["Mozilla/5.0 (Linux) mirall/3.7.3git (Nextcloud, debian-6.1)", "mirall/2.10.1"] {
            assert!(!offered(Some(fails)), "{fails}");
        }
        for works in
            ["Mozilla/5.0 (Linux) mirall/3.9.0 (Nextcloud)", "mirall/3.16.7", "mirall/4.0", "mirall/", "curl/8"]
        {
            assert!(offered(Some(works)), "{works}");
        }
        assert!(offered(None));
    }

    #[test]
    fn placeholders_are_filled_in_and_what_is_not_there_is_left_out() {
        let said = object(&json!({
            "push": { "endpoints": { "websocket": "{websockets}/push/ws", "pre_auth": "{origin}/push/pre_auth" } },
            "theming": { "logo": "{origin}/logo?v={logo}" },
            "numbers": [1, true, "{origin}"],
        }));
        let filled = |origin: &str, logo: Option<&str>| Value::Object(filled_in(&said, &Places { origin, logo }));
        let with = filled("https://communs.example:8443", Some("v1"));
        assert_eq!(with["push"]["endpoints"]["websocket"], "wss://communs.example:8443/push/ws");
        assert_eq!(with["push"]["endpoints"]["pre_auth"], "https://communs.example:8443/push/pre_auth");
        assert_eq!(with["theming"]["logo"], "https://communs.example:8443/logo?v=v1");
        assert_eq!(with["numbers"], json!([1, true, "https://communs.example:8443"]));
        let without = filled("http://http.example", None);
        assert_eq!(without["push"]["endpoints"]["websocket"], "ws://http.example/push/ws");
        assert_eq!(without["theming"], json!({}));
    }

    #[test]
    fn text_can_be_read_on_any_colour() {
        for (colour, text) in [
            ("#000000", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#3d6b4f", "#ffffff"),
            ("#ffd54f", "#000000"),
            ("#00ff00", "#000000"),
            ("", "#ffffff"),
            ("#é", "#ffffff"),
        ] {
            assert_eq!(text_on(colour), text, "{colour}");
        }
    }
}
