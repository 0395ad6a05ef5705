//! The tool as it is held: what it stands on, and what it was told.

use std::sync::Arc;

use base_blobs::Blobs;
use base_db::Db;
use base_id::{Clock, Random};
use base_suite::{Directory, Foundation};

use crate::Config;
use crate::service::previews::Painter;
use crate::service::transfers::InOrder;

/// Files: drives, folders, contents. Cheap to clone.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    foundation: Foundation,
    directory: Arc<dyn Directory>,
    config: Config,
    painter: Painter,
    in_order: InOrder,
}

impl Files {
    /// The tool on this foundation.
    pub fn new(foundation: Foundation, directory: Arc<dyn Directory>, config: Config) -> Self {
        Self(Arc::new(Inner { foundation, directory, config, painter: Painter::new(), in_order: InOrder::default() }))
    }

    pub(crate) fn foundation(&self) -> &Foundation {
        &self.0.foundation
    }

    /// Rows.
    pub fn db(&self) -> &Db {
        &self.0.foundation.db
    }

    /// Contents.
    pub fn blobs(&self) -> &Blobs {
        &self.0.foundation.blobs
    }

    /// Time.
    pub fn clock(&self) -> &Clock {
        &self.0.foundation.clock
    }

    pub(crate) fn random(&self) -> &Random {
        &self.0.foundation.random
    }

    /// People and groups.
    pub fn directory(&self) -> &dyn Directory {
        &*self.0.directory
    }

    /// The section of the configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn painter(&self) -> &Painter {
        &self.0.painter
    }

    pub(crate) fn in_order(&self) -> &InOrder {
        &self.0.in_order
    }
}
