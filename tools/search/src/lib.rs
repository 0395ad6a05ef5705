//! Search: one question to every tool, one list of what they found.
//!
//! What holds:
//! - Nothing is kept here: each tool answers for what is its own ([`Tool::find`]), with its own index.
//! - All of them answer on one snapshot of the database, and each decides anew, for each thing, whether the caller may
//!   see it. What the caller may not see is not found, and is not counted either.
//! - What was typed is never a pattern: signs in it stand for themselves, or for nothing.

mod api;
mod service;

use std::sync::Arc;

use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{Boxed, Foundation, Org, Tool};
use utoipa_axum::router::OpenApiRouter;

pub use service::{LONGEST, Question, Results};

/// The tool; cheap to clone.
#[derive(Clone)]
pub struct Search(Foundation);

impl Search {
    /// The tool on this foundation, whose listeners it asks.
    pub fn new(foundation: Foundation) -> Self {
        Self(foundation)
    }

    fn foundation(&self) -> &Foundation {
        &self.0
    }
}

impl Tool for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn always(&self) -> bool {
        true
    }

    fn migrations(&self) -> base_db::Migrations {
        base_db::migrations!("search")
    }

    fn statements(&self) -> Vec<&'static base_db::Sql> {
        Vec::new()
    }

    fn api(&self) -> OpenApiRouter {
        api::router(self)
    }

    fn export<'a>(&'a self, _org: Arc<Org>, _to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }

    fn import<'a>(&'a self, _org: Arc<Org>, _from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async { Ok(()) })
    }
}
