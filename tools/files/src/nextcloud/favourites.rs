//! The caller's favourites, as programs list them: the report `filter-files` with the rule `favorite`.

use axum::body::Body;
use axum::response::Response;
use base_dav::request::{property_names, report as read};
use base_dav::{PropFind, ns};
use http::StatusCode;

use super::results::Results;
use crate::dav::asked::{Asked, whole};
use crate::dav::refusal::Refusal;
use crate::dav::shown::Wanted;
use crate::service::{favourites, nodes};

/// Answers with those beneath the folder that is asked.
pub async fn report(asked: &Asked, body: Body) -> Result<Response, Refusal> {
    let root = read(&whole(body).await?)?;
    if !root.name.is(ns::OWNCLOUD, "filter-files") {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "There is no such report here."));
    }
    let rules = root.child(ns::OWNCLOUD, "filter-rules");
    let rules: Vec<_> = rules.iter().flat_map(|rules| rules.elements()).collect();
    let [rule] = rules[..] else {
        return Err(Refusal::bad_request("The report filter-files takes one rule: favorite."));
    };
    if !rule.name.is(ns::OWNCLOUD, "favorite") || rule.text().trim() != "1" {
        let message = "Files can be reported on by favorite, 1, alone.";
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message));
    }
    let names = root.dav_child("prop").map_or(Ok(Vec::new()), property_names)?;
    let (folder, _) = nodes::get(&asked.files, asked.actor, asked.at()).await?;
    folder.folder()?;
    let ids = favourites::list(&asked.files, asked.actor).await?;
    let results = Results {
        files: asked.files.clone(),
        actor: asked.actor,
        base: asked.base.clone(),
        beneath: asked.path.clone(),
        wanted: Wanted::new(PropFind::Prop(names)),
        ids,
        note: None,
    };
    Ok(results.into_response())
}
