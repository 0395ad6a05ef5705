//! What programs of the Nextcloud family ask.

mod door;
mod uploads;
