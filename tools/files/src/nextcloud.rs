//! What programs of the Nextcloud family ask of Files beyond WebDAV: thin adapters over [`crate::service`], one for each
//! thing they do. The tree itself is that of [`crate::dav`], which answers where they look for it.

pub mod bulk;
mod multipart;
pub mod uploads;

use base_suite::Protocol;

use crate::Files;

/// What answers, and where.
pub(crate) fn protocols(files: &Files) -> Vec<Protocol> {
    vec![
        Protocol { path: uploads::PATH, router: uploads::router(files.clone()) },
        Protocol { path: bulk::PATH, router: bulk::router(files.clone()) },
    ]
}
