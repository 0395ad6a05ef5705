//! What a search or a report found, as a 207 answer of any length in constant memory: some resources are read, written
//! and sent before the next ones are read. Whether the caller may see them is asked then.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base_dav::{DavPath, Multistatus, XML_CONTENT_TYPE};
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};

use crate::Files;
use crate::dav::asked::href;
use crate::dav::shown::{Shown, Wanted};
use crate::model::NodeId;
use crate::service::favourites::{self, Favourites};
use crate::service::{Actor, Error, Scope, nodes};

/// Resources read in one transaction.
const PAGE: usize = 100;

/// What is to be shown.
pub struct Results {
    /// The tool.
    pub files: Files,
    /// To whom.
    pub actor: Actor,
    /// Where their tree hangs, by which hrefs begin.
    pub base: DavPath,
    /// Only what is beneath this folder.
    pub beneath: Vec<String>,
    /// Which properties.
    pub wanted: Wanted,
    /// Of what, in this order.
    pub ids: Vec<NodeId>,
    /// A text for people at the end.
    pub note: Option<&'static str>,
}

/// The answer under way.
struct Rest {
    results: Results,
    answer: Multistatus,
    shown: usize,
}

impl Results {
    /// The answer.
    pub fn into_response(self) -> Response {
        let rest = Rest { results: self, answer: Multistatus::new(), shown: 0 };
        let chunks = stream::try_unfold(Some(rest), async |rest| match rest {
            Some(rest) => rest.next().await.map(Some),
            None => Ok::<_, Error>(None),
        });
        let headers = [(header::CONTENT_TYPE, XML_CONTENT_TYPE)];
        (StatusCode::MULTI_STATUS, headers, Body::from_stream(chunks)).into_response()
    }
}

impl Rest {
    async fn next(mut self) -> Result<(Bytes, Option<Self>), Error> {
        while self.shown < self.results.ids.len() {
            self.page().await.inspect_err(|error| tracing::error!(%error, "an answer ends in the middle"))?;
            if let Some(chunk) = self.answer.take_chunk() {
                return Ok((chunk.into(), Some(self)));
            }
        }
        if let Some(note) = self.results.note {
            self.answer.description(note);
        }
        Ok((self.answer.finish().into(), None))
    }

    async fn page(&mut self) -> Result<(), Error> {
        let Results { files, actor, base, beneath, wanted, ids, .. } = &self.results;
        let (work, actor, needs) = (files.clone(), *actor, wanted.needs());
        let ids: Vec<NodeId> = ids.iter().skip(self.shown).take(PAGE).copied().collect();
        self.shown += ids.len();
        let (found, marked) = files
            .db()
            .read(async move |tx| {
                let scope = Scope::open(tx, &work, actor).await?;
                let marked = if needs.favourites { favourites::all(tx, &scope).await? } else { Favourites::new() };
                let mut found = Vec::new();
                for (path, reached) in nodes::some(tx, &scope, &ids).await? {
                    found.push((path, Shown::read(tx, &scope, reached, None, needs).await?));
                }
                Ok::<_, Error>((found, marked))
            })
            .await?;
        for (path, shown) in &found {
            if path.len() > beneath.len() && path.starts_with(beneath) {
                let href = href(base, path, shown.reached.node.is_folder());
                shown.write(&mut self.answer, wanted, &href, &shown.placed(base, path), &marked);
            }
        }
        Ok(())
    }
}
