//! What every tool stands on.

use base_blobs::Blobs;
use base_bus::Bus;
use base_db::Db;
use base_id::{Clock, Random};
use base_mail::Mail;

use crate::{Listeners, Notices, Sites};

/// The plumbing, given to each tool when it is made. Cheap to clone.
#[derive(Clone)]
pub struct Foundation {
    /// Rows.
    pub db: Db,
    /// Contents.
    pub blobs: Blobs,
    /// Events.
    pub bus: Bus,
    /// Letters to people.
    pub mail: Mail,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Followers of the directory's changes.
    pub listeners: Listeners,
    /// The way to tell people something.
    pub notices: Notices,
    /// Where organisations are reached, for addresses in letters.
    pub sites: Sites,
}
