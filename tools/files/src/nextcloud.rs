//! What programs of the Nextcloud family ask of Files beyond WebDAV: thin adapters over [`crate::service`], one for each
//! thing they do. The tree itself is that of [`crate::dav`], which answers where they look for it.

pub mod bulk;
pub(crate) mod capabilities;
pub(crate) mod favourites;
mod multipart;
mod previews;
mod push;
mod results;
mod search;
mod trash;
pub mod uploads;

use base_suite::{DavMethod, Protocol};

use crate::Files;

/// What answers, and where.
pub(crate) fn protocols(files: &Files) -> Vec<Protocol> {
    let mut protocols = vec![
        Protocol { path: uploads::PATH, router: uploads::router(files.clone()) },
        Protocol { path: bulk::PATH, router: bulk::router(files.clone()) },
        Protocol { path: trash::PATH, router: trash::router(files.clone()) },
        Protocol { path: push::PATH, router: push::router(files.clone()) },
    ];
    protocols.extend(previews::protocols(files));
    protocols
}

/// What answers at the root of the collections.
pub(crate) fn dav_methods(files: &Files) -> Vec<DavMethod> {
    vec![DavMethod { name: search::METHOD, router: search::router(files.clone()) }]
}
