//! Tests that see the whole server, in this process: stories told through HTTP, and the rules of the house.
//!
//! Each story runs on SQLite and, when `scripts/with-postgres` started one, on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod accounts;
mod announcements;
mod archive;
mod cli;
mod contract;
mod dav;
mod door;
mod events;
mod faults;
mod files;
mod harness;
mod house;
mod journal;
mod mail;
mod mail_settings;
mod nextcloud;
mod notes;
mod notifications;
mod openapi;
mod organisations;
mod removal;
mod search;
mod site;
mod spaces;
mod storage;
mod tenancy;
