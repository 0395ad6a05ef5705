//! What a server costs: CPU time per operation, memory, time to the first answer, against the budgets of the project.
//!
//! It starts the release build on a throw-away folder, speaks plain HTTP/1.1 to it over loopback, and reads what the
//! server's process has used from `/proc`. CPU time rather than elapsed time: it says how many people one machine
//! carries, and hardly depends on what else the machine is doing. Where Apache is installed its mod_dav does the same
//! work in the same run, for scale.

#![allow(clippy::cast_precision_loss, reason = "figures are rounded for people")]
#![allow(clippy::disallowed_methods, reason = "threads and real time: nothing here runs beside a request")]

mod apache;
mod bare;
mod files;
mod http;
mod import;
mod liiibre;
mod nextcloud;
mod people;
mod process;
mod table;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::files::{Costs, Large};
use crate::liiibre::Installation;
use crate::table::{Figure, Table};

/// Anything that keeps a figure from being taken.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures the release build and prints one table.
#[derive(Parser)]
struct Arguments {
    /// The server to measure.
    #[arg(long, default_value = "target/release/liiibre", value_name = "FILE")]
    binary: PathBuf,
    /// How many files the costs are followed up to: 100,000 (small) or 1,000,000 (full).
    #[arg(long, value_enum, default_value = "small")]
    scale: Scale,
    /// Where the throw-away folders are made: the disk that is measured.
    #[arg(long, default_value_os_t = std::env::temp_dir(), value_name = "DIR")]
    folder: PathBuf,
    /// What is measured.
    #[arg(long, value_enum, default_value = "all")]
    only: Only,
    /// Leave Apache out.
    #[arg(long)]
    alone: bool,
    /// Fail when a budget is missed.
    #[arg(long)]
    strict: bool,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    /// Everything.
    All,
    /// People, groups and search.
    People,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scale {
    Small,
    Full,
}

impl Scale {
    /// The numbers of files at which the same operations are measured.
    fn steps(self) -> &'static [u64] {
        match self {
            Self::Small => &[1_000, 10_000, 100_000],
            Self::Full => &[1_000, 10_000, 100_000, 1_000_000],
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(table) => {
            let text = if arguments.json { format!("{:#}\n", table.json()) } else { table.markdown() };
            if std::io::stdout().write_all(text.as_bytes()).is_err() {
                return ExitCode::FAILURE;
            }
            if arguments.strict && table.misses() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(error) => {
            say(&format!("bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells how far it is, beside the table.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn run(arguments: &Arguments) -> Result<Table> {
    let folder = tempfile::Builder::new().prefix("liiibre-bench.").tempdir_in(&arguments.folder)?;
    if matches!(arguments.only, Only::People) {
        let mut table = Table::default();
        many_people(&mut table, arguments, folder.path())?;
        return Ok(table);
    }
    let installation = Installation::new(&arguments.binary, &folder.path().join("liiibre"))?;
    let mut table = Table::default();

    let server = installation.start()?;
    let files = server.files()?;
    say("filling");
    files.fill()?;
    say("measuring operations");
    let bare_put = bare::put(folder.path())?;
    let ours = files.costs(&server.process)?;
    say("measuring 1 GiB up and down");
    let mut rounds = Vec::new();
    for _ in 0..3 {
        bare::warm_memory(folder.path())?;
        let ours = files.large(&server.process)?;
        rounds.push((ours, bare::run(folder.path())?));
    }
    let large = rounds.iter().map(|(ours, _)| *ours).reduce(Large::least).unwrap_or_default();
    let bare = rounds.iter().map(|(_, bare)| *bare).reduce(Large::least).unwrap_or_default();
    say("measuring what Nextcloud's desktop client does");
    let synced = nextcloud::costs(server.account(), &server.process)?;
    let (mut chunked, mut bare_chunked) = (f64::INFINITY, f64::INFINITY);
    for number in 0..3 {
        chunked = chunked.min(nextcloud::chunked(server.account(), &server.process, folder.path(), number)?);
        bare_chunked = bare_chunked.min(bare::chunked(folder.path())?);
    }
    say("measuring 16 listings at once");
    let listings = server.listings_at_once(16)?;
    say("measuring the costs as files grow");
    let growth = files.growth(&server.process, arguments.scale.steps())?;
    let peak = server.process.memory()?.peak;
    server.stop()?;

    say("measuring starts");
    let starts = installation.starts(5)?;

    many_people(&mut table, arguments, folder.path())?;

    let theirs = if arguments.alone { None } else { apache::costs(&folder.path().join("apache"))? };
    operations(&mut table, &ours, bare_put, theirs.as_ref().map(|(costs, _)| costs));
    large_files(&mut table, &large, &bare, theirs.as_ref().map(|(_, large)| large));
    table.add(Figure::new("one file of 5 kB of a bulk upload, durable", "CPU-ms", synced.bulk).budget(0.5));
    table.add(
        Figure::new("a synchronisation of 10,000 folders without a change", "CPU-ms", synced.unchanged).budget(10.0),
    );
    let what = format!("1 GiB up in chunks, checked (bare loop: {bare_chunked:.0})");
    table.add(Figure::new(&what, "CPU-ms", chunked).budget(1.6 * bare_chunked));
    let memory = |name, bytes: u64, budget| Figure::new(name, "MiB", bytes as f64 / 1_048_576.0).budget(budget);
    table.add(memory("memory at rest", starts.resident, 60.0));
    table.add(memory("memory, most in the whole run", peak, 150.0));
    table.add(memory("memory added by 16 listings of 10,000 at once", listings, 32.0));
    table.add(
        Figure::new("start to first answer, slowest of 5", "ms", starts.slowest.as_secs_f64() * 1e3).budget(300.0),
    );
    for (name, costs) in growth {
        let (first, last) = (costs[0], costs[costs.len() - 1]);
        let steps: Vec<_> = costs.iter().map(|cost| format!("{cost:.2}")).collect();
        let most = arguments.scale.steps()[costs.len() - 1];
        let name = format!("{name}, {most} files against 1,000 ({} CPU-ms)", steps.join(", "));
        table.add(Figure::new(&name, "times", last / first).budget(1.3));
    }
    table.note("CPU time of the server's process, user and system; the client runs beside it. The middle of three rounds; of 1 GiB the least of three.");
    if theirs.is_some() {
        table.note(
            "Apache 2.4 with mod_dav_fs, in the same run: its PUT reaches the page cache, ours the disk (fsync).",
        );
    }
    Ok(table)
}

fn many_people(table: &mut Table, arguments: &Arguments, folder: &std::path::Path) -> Result<()> {
    say("measuring 10,000 people, 500 groups and a search among 100,000 things");
    for figure in people::figures(&arguments.binary, &folder.join("people"))? {
        table.add(figure);
    }
    Ok(())
}

/// Picks one cost.
type Of<T> = fn(&T) -> f64;

fn operations(table: &mut Table, ours: &Costs, bare_put: f64, theirs: Option<&Costs>) {
    let put = format!("durable PUT of 10 kB (bare loop: {bare_put:.2})");
    let rows: [(&str, Of<Costs>, f64); 5] = [
        ("PROPFIND Depth 0", |costs| costs.depth_0, 0.5),
        ("PROPFIND Depth 1 of 1,000 entries", |costs| costs.thousand, 5.0),
        ("PROPFIND Depth 1 of 10,000 entries", |costs| costs.ten_thousand, 50.0),
        (&put, |costs| costs.put, 1.2),
        ("GET of 10 kB", |costs| costs.get, f64::INFINITY),
    ];
    for (name, of, budget) in rows {
        table.add(Figure::new(name, "CPU-ms", of(ours)).budget(budget).peer(theirs.map(of)));
    }
}

fn large_files(table: &mut Table, ours: &Large, bare: &Large, theirs: Option<&Large>) {
    let rows: [(&str, Of<Large>); 2] = [("up", |large| large.up), ("down", |large| large.down)];
    for (name, of) in rows {
        let what = format!("1 GiB {name} (bare loop: {:.0})", of(bare));
        table.add(Figure::new(&what, "CPU-ms", of(ours)).budget(1.6 * of(bare)).peer(theirs.map(of)));
    }
}
