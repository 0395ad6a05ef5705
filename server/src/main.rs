//! The `liiibre` program.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use liiibre::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(error) => complain(&error.0),
    }
}

fn complain(what: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "liiibre: {what}");
    ExitCode::FAILURE
}
