//! What programs of the Nextcloud family ask.

mod uploads;
