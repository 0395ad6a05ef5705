//! Small pictures where apps of the Nextcloud family ask for them: by the integer of a file, by its path, or, of what
//! was deleted, by its integer in a place of its own. Those that there are, are given: the size asked for says which,
//! and shape and fallback icons are left to the app, which has them. Where none can be made, that is not found.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base_dav::DavPath;
use base_suite::Protocol;
use base_web::{CurrentOrg, Path, Problem, Query, SignedBasic};
use http::HeaderMap;
use serde::Deserialize;

use crate::Files;
use crate::api::preview::sent;
use crate::service::previews::Of;
use crate::service::{Actor, At, nodes, previews};

const BY_FILEID: &str = "/index.php/core/preview";
const BY_PATH: &str = "/index.php/core/preview.png";
/// Width, height and path follow.
const THUMBNAILS: &str = "/index.php/apps/files/api/v1/thumbnail";
const OF_DELETED: &str = "/index.php/apps/files_trashbin/preview";

/// What answers, and where.
pub fn protocols(files: &Files) -> [Protocol; 4] {
    let thumbnail = format!("{THUMBNAILS}/{{x}}/{{y}}/{{*file}}");
    [
        (BY_FILEID, Router::new().route(BY_FILEID, get(by_fileid))),
        (BY_PATH, Router::new().route(BY_PATH, get(by_path))),
        (THUMBNAILS, Router::new().route(&thumbnail, get(as_path))),
        (OF_DELETED, Router::new().route(OF_DELETED, get(of_deleted))),
    ]
    .map(|(path, router)| Protocol { path, router: router.with_state(files.clone()) })
}

/// What is asked for. Numbers are read as they come: a size that is none is as good as none.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(rename = "fileId")]
    file_id: Option<String>,
    file: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Asked {
    fn fileid(&self) -> Result<i64, Problem> {
        self.file_id.as_deref().and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
    }

    fn at_path(&self) -> Result<Of, Problem> {
        let names = self.file.as_deref().unwrap_or_default().split('/').filter(|name| !name.is_empty());
        let path = DavPath::from_names(names).map_err(|_| Problem::not_found())?;
        Ok(Of::File(At::Path(path.segments().to_vec())))
    }

    /// The size that there is for what is asked for.
    fn size(&self) -> u32 {
        let [small, large] = previews::SIZES;
        let side = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<u32>().ok());
        // Apps draw what is somewhat too small without a word, and are asked to load as little as that.
        let longer = [side(&self.x), side(&self.y)].into_iter().flatten().max().unwrap_or(small);
        if longer <= small { small } else { large }
    }
}

async fn by_fileid(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let actor = Actor::new(&org, &caller);
    let id = nodes::by_fileid(&files, actor, asked.fileid()?).await?;
    show(&files, actor, Of::File(At::Id(id)), &asked, &headers).await
}

async fn of_deleted(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let of = Of::Deleted(asked.fileid()?);
    show(&files, Actor::new(&org, &caller), of, &asked, &headers).await
}

async fn by_path(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&files, Actor::new(&org, &caller), asked.at_path()?, &asked, &headers).await
}

/// The same, with all that is asked for in the path.
async fn as_path(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    Path((x, y, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = Asked { file_id: None, file: Some(file), x: Some(x), y: Some(y) };
    show(&files, Actor::new(&org, &caller), asked.at_path()?, &asked, &headers).await
}

async fn show(files: &Files, actor: Actor, of: Of, asked: &Asked, headers: &HeaderMap) -> Result<Response, Problem> {
    let picture = previews::get(files, actor, of, asked.size()).await?;
    Ok(sent(picture, headers).into_response())
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn the_size_is_one_that_there_is() {
        let size = |x: Option<&str>, y: Option<&str>| {
            Asked { file_id: None, file: None, x: x.map(str::to_owned), y: y.map(str::to_owned) }.size()
        };
        assert_eq!(size(Some("64"), Some("64")), 256);
        assert_eq!(size(Some("256"), None), 256);
        assert_eq!(size(Some("32"), Some("1440")), 1024);
        assert_eq!(size(Some("9999999"), Some("x")), 1024);
        assert_eq!(size(None, None), 256);
    }
}
