//! A request, with what every method needs of it.

use std::sync::Arc;

use axum::body::Body;
use base_dav::DavPath;
use base_dav::headers::{Depth, HeaderError, IfHeader, Preconditions};
use base_dav::path::PathError;
use base_suite::{Caller, Org};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{LEGACY, NEXTCLOUD, PATH, Refusal};
use crate::Files;
use crate::service::{Actor, At, Conditions, Slot, States, Trees, nodes};

/// Bytes of an XML body at most.
const LARGEST_BODY: usize = base_dav::read::Limits::DEFAULT.bytes;

/// A request to the tree of its caller.
pub struct Asked {
    /// The tool.
    pub files: Files,
    /// The organisation.
    pub org: Arc<Org>,
    /// On whose behalf.
    pub actor: Actor,
    /// What is asked.
    pub method: Method,
    /// Its headers.
    pub headers: HeaderMap,
    /// Where the caller's tree hangs.
    pub trees: Trees,
    /// Where it was asked for, by which hrefs begin: `/dav/files/alice`.
    pub base: DavPath,
    /// The names from the root of that tree.
    pub path: Vec<String>,
    /// Whether the path ended with a slash, as those of folders do.
    pub trailing_slash: bool,
}

impl Asked {
    /// Reads the path. A tree that is not the caller's own is not found.
    pub fn new(files: Files, org: Arc<Org>, caller: &Caller, parts: &Parts) -> Result<Self, Refusal> {
        let path = DavPath::parse(parts.uri.path())?;
        let trees = trees(&caller.handle)?;
        let base = trees.holding(&path).cloned().ok_or_else(Refusal::not_found)?;
        let below = path.strip_prefix(&base).ok_or_else(Refusal::not_found)?;
        Ok(Self {
            actor: Actor::new(&org, caller),
            files,
            org,
            method: parts.method.clone(),
            headers: parts.headers.clone(),
            trees,
            base,
            path: below.segments().to_vec(),
            trailing_slash: path.has_trailing_slash(),
        })
    }

    /// What is asked for.
    pub fn at(&self) -> At {
        At::Path(self.path.clone())
    }

    /// The place that is asked for; none for the root.
    pub fn slot(&self) -> Option<Slot> {
        Slot::from_path(self.path.clone())
    }

    /// Refuses a Depth of 0 for a folder, where all that is beneath it is meant (RFC 4918 sections 9.6.1 and 9.9.3).
    pub async fn whole_tree(&self) -> Result<(), Refusal> {
        if Depth::of(&self.method, &self.headers)? == Depth::Infinity {
            return Ok(());
        }
        let (reached, _) = nodes::get(&self.files, self.actor, self.at()).await?;
        if reached.node.is_folder() { Err(HeaderError::NotAllowed("depth").into()) } else { Ok(()) }
    }

    /// A header's text, where it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
    }

    /// Under which conditions a change is to be made: If, If-Match and its kin, and the locks that are named.
    pub fn conditions(&self) -> Result<Conditions, Refusal> {
        let http = Preconditions::from_headers(&self.headers)?;
        let dav = IfHeader::from_headers(&self.headers)?;
        let mut conditions = Conditions::default();
        if let Some(header) = &dav {
            conditions.tokens = header.tokens().map(|token| token.as_str().to_owned()).collect();
        }
        if dav.is_some() || !http.is_empty() {
            let (trees, target, method) = (self.trees.clone(), self.path.clone(), self.method.clone());
            conditions.states = Some(States { trees, target, method, http, dav });
        }
        Ok(conditions)
    }

    /// The href of a path in the caller's tree.
    pub fn href(&self, path: &[String], folder: bool) -> String {
        href(&self.base, path, folder)
    }
}

/// The href of a path in the tree that hangs at `base`.
pub fn href(base: &DavPath, path: &[String], folder: bool) -> String {
    let mut href = base.href(true);
    for (index, name) in path.iter().enumerate() {
        if index > 0 {
            href.push('/');
        }
        base_dav::path::push_segment(&mut href, name);
    }
    if folder && !path.is_empty() {
        href.push('/');
    }
    href
}

/// The places that the tree of the person with this handle hangs at.
pub fn trees(handle: &str) -> Result<Trees, PathError> {
    let mut trees = vec![DavPath::parse(PATH)?, DavPath::parse(NEXTCLOUD)?];
    for tree in &mut trees {
        tree.push(handle)?;
    }
    trees.push(DavPath::parse(LEGACY)?);
    Ok(Trees(trees))
}

/// The whole of an XML body.
pub async fn whole(body: Body) -> Result<Bytes, Refusal> {
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("A request body of this kind has at most {LARGEST_BODY} bytes."),
        )),
        Err(_) => Err(cut_off()),
    }
}

/// A body that ended before its time.
pub fn cut_off() -> Refusal {
    Refusal::bad_request("The request body was cut off. Nothing was changed; send it again.")
}
