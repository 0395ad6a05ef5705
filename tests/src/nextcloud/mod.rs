//! What programs of the Nextcloud family ask.

mod door;
mod favourites;
mod previews;
mod proxy;
pub mod push;
mod roles;
mod search;
mod trash;
mod uploads;
