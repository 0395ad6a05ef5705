//! PROPPATCH (RFC 4918 section 9.2): all instructions or none.
//!
//! Everything that is no live property is kept as it came, what Windows sets on every file it stores included. Of
//! the live ones the time of the last change can be set, in the form of the standard or in that of sync clients, and
//! whether something is a favourite.

use axum::body::Body;
use axum::response::Response;
use base_dav::headers::parse_http_date;
use base_dav::{Multistatus, Precondition, PropertyChange, PropertyResult, PropertyUpdate, QName};
use http::StatusCode;
use jiff::Timestamp;

use super::asked::{Asked, whole};
use super::live::Live;
use super::refusal::{Refusal, xml};
use crate::service::properties::{self, Patch};

/// Changes properties of what is asked for.
pub async fn answer(asked: &Asked, body: Body) -> Result<Response, Refusal> {
    let PropertyUpdate(changes) = PropertyUpdate::parse(&whole(body).await?)?;
    let mut patches = Vec::with_capacity(changes.len());
    let mut refused: Vec<(QName, StatusCode)> = Vec::new();
    for change in &changes {
        match patch(change) {
            Ok(patch) => patches.push(patch),
            Err(status) => refused.push((change.name().clone(), status)),
        }
    }
    let whole = refused.is_empty();
    // Refused or not: whether it is there, and may be changed, is the same question.
    let patches = if whole { patches } else { Vec::new() };
    let reached = properties::patch(&asked.files, asked.actor, asked.at(), patches, asked.conditions()?).await?;

    let mut results: Vec<PropertyResult> = Vec::new();
    for change in &changes {
        let name = change.name();
        if results.iter().any(|known| known.name == *name) {
            continue;
        }
        let status = match refused.iter().find(|(other, _)| other == name) {
            Some((_, status)) => *status,
            None if whole => StatusCode::OK,
            None => StatusCode::FAILED_DEPENDENCY,
        };
        let precondition = (status == StatusCode::FORBIDDEN).then_some(Precondition::CannotModifyProtectedProperty);
        results.push(PropertyResult { name: name.clone(), status, precondition });
    }
    let mut written = Multistatus::new();
    written.property_results(&asked.href(&asked.path, reached.node.is_folder()), &results);
    Ok(xml(StatusCode::MULTI_STATUS, written.finish()))
}

/// What to do, or the status that refuses it.
fn patch(change: &PropertyChange) -> Result<Patch, StatusCode> {
    let name = change.name();
    let is_time = name.is_dav("getlastmodified") || name.is_dav("lastmodified");
    match change {
        PropertyChange::Set { element, .. } if is_time => {
            time(&element.text()).map(Patch::ModifiedAt).ok_or(StatusCode::CONFLICT)
        }
        PropertyChange::Set { element, .. } if Live::named(name) == Some(Live::Favourite) => {
            match element.text().trim() {
                "1" | "true" => Ok(Patch::Favourite(true)),
                "0" | "false" => Ok(Patch::Favourite(false)),
                _ => Err(StatusCode::CONFLICT),
            }
        }
        PropertyChange::Remove(_) if Live::named(name) == Some(Live::Favourite) => Ok(Patch::Favourite(false)),
        _ if is_time || Live::named(name).is_some() => Err(StatusCode::FORBIDDEN),
        PropertyChange::Set { fragment, .. } => {
            let (namespace, local) = name.parts();
            Ok(Patch::Set(namespace.to_owned(), local.to_owned(), fragment.as_str().to_owned()))
        }
        PropertyChange::Remove(name) => {
            let (namespace, local) = name.parts();
            Ok(Patch::Remove(namespace.to_owned(), local.to_owned()))
        }
    }
}

/// The beginning of the year 1, in seconds: no date of HTTP is before it.
const FIRST: i64 = -62_135_596_800;

/// A date of HTTP, or seconds since 1970.
pub fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let seconds = || text.parse().ok().filter(|seconds| *seconds >= FIRST);
    parse_http_date(text).or_else(|| Timestamp::from_second(seconds()?).ok())
}

#[cfg(test)]
mod tests {
    use super::time;
    use jiff::Timestamp;

    #[test]
    fn times_come_as_dates_and_as_seconds() {
        let expected = Timestamp::from_second(784_111_777).ok();
        assert_eq!(time("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
        assert_eq!(time(" 784111777 "), expected);
        assert_eq!(time("-62135596800").map(Timestamp::as_second), Some(super::FIRST));
        for bad in ["", "yesterday", "1e9", "9999999999999999", "-62135596801", "Mon, 06 Nov 1994 08:49:37 GMT"] {
            assert_eq!(time(bad), None, "{bad:?}");
        }
    }
}
