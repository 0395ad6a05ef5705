//! Objects in a bucket of an S3-compatible server.
//!
//! Contents up to one part are one PUT; larger ones are a multipart upload that is aborted when its writer is
//! dropped. What a killed process leaves of those, a lifecycle rule of the bucket removes
//! (`AbortIncompleteMultipartUpload`); no listing shows it.

use std::sync::Arc;
use std::time::Duration;

use base_id::OrgId;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, future, stream};
use jiff::Timestamp;
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutPayload, RetryConfig,
};

use crate::read::Segment;
use crate::store::{Key, Object, blocking};
use crate::writer::Whole;
use crate::{Error, Target};

/// The first parts' size. S3 takes 10,000 parts of at least 5 MiB.
const PART: usize = 8 * 1024 * 1024;
/// After so many parts their size doubles: one object can hold 290 GiB.
const PARTS_PER_SIZE: usize = 2_500;

#[derive(Clone)]
pub(crate) struct S3 {
    store: Arc<AmazonS3>,
    prefix: Path,
}

impl S3 {
    pub fn open(target: &Target) -> Result<Self, Error> {
        let Target::S3 { endpoint, bucket, region, access_key, secret_key, prefix, allow_http } = target else {
            return Err(Error::Unavailable("not an S3 server".into()));
        };
        // No limit on a whole request, which may carry 64 MiB to a slow server, but one on silence.
        let options = ClientOptions::new()
            .with_allow_http(*allow_http)
            .with_timeout_disabled()
            .with_connect_timeout(Duration::from_secs(5))
            .with_read_timeout(Duration::from_secs(120));
        let backoff =
            BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 };
        let store = AmazonS3Builder::new()
            .with_endpoint(endpoint.trim_end_matches('/'))
            .with_bucket_name(bucket)
            .with_region(region)
            .with_access_key_id(access_key)
            .with_secret_access_key(secret_key)
            .with_virtual_hosted_style_request(false)
            .with_conditional_put(S3ConditionalPut::Disabled)
            .with_client_options(options)
            .with_retry(RetryConfig { backoff, max_retries: 4, retry_timeout: Duration::from_secs(60) })
            .build()
            .map_err(|error| failed(&error))?;
        let prefix = Path::parse(prefix.trim_matches('/')).map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix })
    }

    fn path(&self, relative: &str) -> Path {
        relative.split('/').fold(self.prefix.clone(), Path::join)
    }

    /// The name of an object without the prefix.
    fn relative(&self, path: &Path) -> String {
        let path = path.as_ref();
        path.strip_prefix(self.prefix.as_ref()).unwrap_or(path).trim_start_matches('/').to_owned()
    }

    pub fn begin(&self, key: Key) -> S3Progress {
        S3Progress {
            path: self.path(&key.path()),
            s3: self.clone(),
            upload: None,
            parts: 0,
            hasher: Box::default(),
            length: 0,
        }
    }

    /// Each segment's own request, the next one sent when the one before is read.
    pub fn read(&self, segments: Vec<Segment>) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
        let s3 = self.clone();
        stream::iter(segments).then(move |segment| s3.clone().segment(segment)).try_flatten()
    }

    async fn segment(self, segment: Segment) -> Result<impl Stream<Item = Result<Bytes, Error>>, Error> {
        let id = segment.key.id;
        let options = GetOptions { range: Some(GetRange::Bounded(segment.range.clone())), ..GetOptions::default() };
        let found = self.store.get_opts(&self.path(&segment.key.path()), options).await;
        let found = found.map_err(|error| match error {
            object_store::Error::NotFound { .. } => Error::NotFound(id),
            error => failed(&error),
        })?;
        if found.range != segment.range {
            return Err(Error::Corrupt(id, "the object is too short".into()));
        }
        Ok(found.into_stream().map_err(|error| failed(&error)))
    }

    pub async fn length(&self, key: Key) -> Result<Option<u64>, Error> {
        match self.store.head(&self.path(&key.path())).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    pub async fn remove(&self, paths: Vec<String>) -> Result<(), Error> {
        let paths: Vec<_> = paths.iter().map(|path| Ok(self.path(path))).collect();
        let mut removed = self.store.delete_stream(stream::iter(paths).boxed());
        while let Some(removed) = removed.next().await {
            match removed {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        Ok(())
    }

    pub async fn organisations(&self) -> Result<Vec<OrgId>, Error> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        let found = self.store.list_with_delimiter(prefix).await.map_err(|error| failed(&error))?;
        let names = found.common_prefixes.iter().filter_map(Path::filename);
        Ok(names.filter_map(|name| name.parse().ok()).collect())
    }

    pub fn objects(&self, org: OrgId) -> impl Stream<Item = Result<Object, Error>> + Send + 'static {
        let s3 = self.clone();
        let found = self.store.list(Some(&self.path(&org.to_string())));
        found.try_filter_map(move |found| future::ok(s3.object(&found))).map_err(|error| failed(&error))
    }

    fn object(&self, found: &ObjectMeta) -> Option<Object> {
        Some(Object {
            path: self.relative(&found.location),
            id: found.location.filename()?.parse().ok()?,
            modified: Timestamp::from_microsecond(found.last_modified.timestamp_micros()).ok()?,
        })
    }
}

/// An object being written.
pub(crate) struct S3Progress {
    s3: S3,
    path: Path,
    upload: Option<Box<dyn MultipartUpload>>,
    parts: usize,
    hasher: Box<blake3::Hasher>,
    length: u64,
}

impl S3Progress {
    pub fn part_size(&self) -> usize {
        PART << (self.parts / PARTS_PER_SIZE).min(3)
    }

    pub async fn write(mut self, part: Bytes) -> Result<Self, Error> {
        self.hash(&part).await?;
        let mut upload = match self.upload.take() {
            Some(upload) => upload,
            None => self.s3.store.put_multipart(&self.path).await.map_err(|error| failed(&error))?,
        };
        let sent = upload.put_part(PutPayload::from(part));
        self.upload = Some(upload);
        self.parts += 1;
        sent.await.map_err(|error| failed(&error))?;
        Ok(self)
    }

    pub async fn finish(mut self, rest: Bytes) -> Result<Whole, Error> {
        if self.upload.is_none() {
            self.hash(&rest).await?;
            let put = self.s3.store.put(&self.path, PutPayload::from(rest)).await;
            put.map_err(|error| failed(&error))?;
        } else {
            if !rest.is_empty() {
                self = self.write(rest).await?;
            }
            if let Some(upload) = &mut self.upload {
                upload.complete().await.map_err(|error| failed(&error))?;
            }
            self.upload = None;
        }
        Ok(Whole { length: self.length, blake3: self.hasher.finalize().into() })
    }

    async fn hash(&mut self, part: &Bytes) -> Result<(), Error> {
        let (mut hasher, hashed) = (std::mem::take(&mut self.hasher), part.clone());
        self.hasher = blocking(move || {
            hasher.update(&hashed);
            Ok(hasher)
        })
        .await?;
        self.length += part.len() as u64;
        Ok(())
    }
}

impl Drop for S3Progress {
    fn drop(&mut self) {
        if let (Some(mut upload), Ok(runtime)) = (self.upload.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "an unfinished upload stays in the bucket until its lifecycle rule");
                }
            });
        }
    }
}

/// What S3 servers say when there is no room: status 507, or 403 with a code that names the quota.
fn failed(error: &object_store::Error) -> Error {
    let text = error.to_string();
    let said = text.split_once("Server returned").map_or("", |(_, said)| said).to_ascii_lowercase();
    if said.contains("status code: 507") || said.contains("quota") || said.contains("storagefull") {
        Error::StorageFull
    } else {
        Error::Unavailable(text)
    }
}
