//! WebDAV, without a server: what RFC 4918 says about XML, headers, paths, locks and answers, as functions.
//!
//! Pure: no I/O, no clock, no database. A tool that serves a tree (files today, calendars and contacts later) parses a
//! request with this crate, decides with its own rules, and writes the answer with it. Whatever a client sends either
//! parses or gives an error whose [`DavError::status`] is 400 or 413; nothing panics, and time and memory are bounded
//! by limits that stand beside the code ([`read::Limits`], [`request::MAX_PROPERTIES`], [`path::MAX_SEGMENTS`]).
//!
//! | to | use |
//! | --- | --- |
//! | read a path, write an href | [`DavPath`], [`path::push_segment`], [`path::check_name`] |
//! | read a body | [`PropFind`], [`PropertyUpdate`], [`LockRequest`], [`request::report`] |
//! | read headers | [`headers`]: Depth, Overwrite, Destination, Timeout, If, If-Match, Range, dates |
//! | answer 207 | [`Multistatus`] |
//! | refuse | [`DavError`], [`Precondition`], [`error_body`] |
//! | lock | [`lock`] |
//! | keep a dead property | [`Fragment`] |
//!
//! # A PROPFIND from end to end
//!
//! ```
//! use base_dav::headers::{Depth, ETag};
//! use base_dav::{DavError, DavPath, Multistatus, PropFind, QName, Tag, ns, path};
//!
//! /// What the caller knows of a child, from its own tables.
//! struct Child { name: &'static str, etag: ETag, folder: bool }
//!
//! /// A requested property that we serve, told apart once per request.
//! enum Live { Etag, ResourceType, Unknown }
//!
//! fn propfind(path: &str, headers: &http::HeaderMap, body: &[u8], children: &[Child]) -> Result<Vec<u8>, DavError> {
//!     let target = DavPath::parse(path)?;
//!     let method = http::Method::from_bytes(b"PROPFIND").unwrap_or_default();
//!     let depth = Depth::of(&method, headers)?;
//!     let names = match PropFind::parse(body)? {
//!         PropFind::Prop(names) => names,
//!         _ => vec![QName::dav("getetag"), QName::dav("resourcetype")],
//!     };
//!     let wanted: Vec<(Live, Tag)> = names
//!         .iter()
//!         .map(|name| {
//!             let live = match name.parts() {
//!                 (ns::DAV, "getetag") => Live::Etag,
//!                 (ns::DAV, "resourcetype") => Live::ResourceType,
//!                 _ => Live::Unknown,
//!             };
//!             (live, Tag::new(name))
//!         })
//!         .collect();
//!
//!     let mut answer = Multistatus::new();
//!     let mut href = target.href(true);
//!     let own = href.len();
//!     answer.properties(&href, |props| props.xml(&Tag::dav("resourcetype"), |xml| xml.raw("<d:collection/>")));
//!     for child in children.iter().filter(|_| depth != Depth::Zero) {
//!         href.truncate(own);
//!         path::push_segment(&mut href, child.name);
//!         if child.folder {
//!             href.push('/');
//!         }
//!         answer.properties(&href, |props| {
//!             for (live, tag) in &wanted {
//!                 match live {
//!                     Live::Etag => props.etag(tag, &child.etag),
//!                     Live::ResourceType if child.folder => props.xml(tag, |xml| xml.raw("<d:collection/>")),
//!                     Live::ResourceType => props.empty(tag),
//!                     Live::Unknown => props.missing(tag),
//!                 }
//!             }
//!         });
//!         // A server sends `answer.take_chunk()` here.
//!     }
//!     Ok(answer.finish())
//! }
//!
//! let mut headers = http::HeaderMap::new();
//! headers.insert("depth", http::HeaderValue::from_static("1"));
//! let children = [Child { name: "a b", etag: ETag::strong("1"), folder: true }];
//! let answer = propfind("/dav/files/alice/", &headers, b"", &children)?;
//! let answer = base_dav::read::read(&answer)?;
//! let child = answer.elements().nth(1).and_then(|response| response.dav_child("href")).map(|href| href.text());
//! assert_eq!(child.as_deref(), Some("/dav/files/alice/a%20b/"));
//! # Ok::<(), DavError>(())
//! ```
//!
//! # A change, with its conditions
//!
//! In the transaction of the change: [`headers::Preconditions::check`] and [`headers::IfHeader::holds`] on the state
//! that is read there (412 if not), then [`lock::blocking`] with [`headers::IfHeader::tokens`] (423 if any).

mod element;
mod error;
mod escape;
mod fragment;
pub mod headers;
pub mod lock;
mod multistatus;
mod name;
pub mod path;
pub mod read;
pub mod request;
mod write;

pub use element::{Attribute, Declaration, Element, Node};
pub use error::{DavError, Precondition, error_body, error_body_with};
pub use fragment::Fragment;
pub use multistatus::{CHUNK, Multistatus, Properties, PropertyResult};
pub use name::{Namespace, QName, ns};
pub use path::DavPath;
pub use request::{LockRequest, PropFind, PropertyChange, PropertyUpdate};
pub use write::{Tag, XML_CONTENT_TYPE, XmlWriter};
