//! The server: commands, and the composition of the tools. No product logic lives here.

pub mod app;
pub mod cli;
pub mod commands;
pub mod config;
mod demo;
mod front;
mod health;
mod hosts;
mod serve;
mod socket;
pub mod tools;

pub use app::{App, Trouble};
