//! An answer, read under a limit.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use http::{HeaderMap, StatusCode};

use crate::Error;

/// The answer to a request. Its body is read by one of the methods, and never beyond the limit.
#[derive(Debug)]
pub struct Response {
    /// Its status, whatever it is.
    pub status: StatusCode,
    /// What came before the body.
    pub headers: HeaderMap,
    /// The address that answered, after redirects.
    pub url: String,
    answer: reqwest::Response,
    limit: u64,
    left: u64,
}

impl Response {
    pub(crate) fn new(mut answer: reqwest::Response, limit: u64) -> Result<Self, Error> {
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(Error::TooLarge(limit));
        }
        let (status, url) = (answer.status(), answer.url().to_string());
        let headers = std::mem::take(answer.headers_mut());
        Ok(Self { status, headers, url, answer, limit, left: limit })
    }

    /// The next piece of the body; none at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(piece) = self.answer.chunk().await? else { return Ok(None) };
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(Error::TooLarge(self.limit))?;
        Ok(Some(piece))
    }

    /// The whole body.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.chunk().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// The whole body, read as JSON.
    pub async fn json<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
        Ok(serde_json::from_slice(&self.bytes().await?)?)
    }

    /// The body in pieces.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        stream::try_unfold(self, async |mut response| Ok(response.chunk().await?.map(|piece| (piece, response))))
    }
}
