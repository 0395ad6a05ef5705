//! A list of 10,000 people that an administrator brings, taken in by a large organisation that others go on using.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::Client;
use crate::people::{GROUPS, PEOPLE};
use crate::process::Process;
use crate::table::Figure;
use crate::{Result, say};

/// How often somebody else writes meanwhile.
const WRITES_EVERY: Duration = Duration::from_millis(100);
/// After which nobody waits any longer.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long the import takes, and how long others wait meanwhile for what they write.
pub fn figures(client: &mut Client, process: &Process, engine: &str) -> Result<Vec<Figure>> {
    let (before, began) = (process.cpu()?, Instant::now());
    let mut answer = Vec::new();
    let path = "/api/accounts/imports?make_groups=true&file_name=everybody.csv";
    let headers = [("Content-Type", "application/octet-stream")];
    client.send("POST", path, &headers, list().as_bytes(), 201, &mut answer)?;
    let import: Value = serde_json::from_slice(&answer)?;
    let id = import["id"].as_str().ok_or("an import without an id")?.to_owned();
    let (mut slowest, mut theme) = (0.0_f64, ["dark", "light"].into_iter().cycle());
    let ended = loop {
        let write = Instant::now();
        let body = format!("{{\"theme\":\"{}\"}}", theme.next().unwrap_or("light"));
        let headers = [("Content-Type", "application/json")];
        client.send("PATCH", "/api/accounts/me", &headers, body.as_bytes(), 200, &mut std::io::sink())?;
        slowest = slowest.max(write.elapsed().as_secs_f64() * 1e3);
        let mut answer = Vec::new();
        client.send("GET", &format!("/api/accounts/imports/{id}"), &[], &[], 200, &mut answer)?;
        let import: Value = serde_json::from_slice(&answer)?;
        if !import["ended_at"].is_null() {
            break import;
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("the import does not end: {import}").into());
        }
        std::thread::sleep(WRITES_EVERY);
    };
    let (elapsed, used) = (began.elapsed().as_secs_f64(), (process.cpu()? - before) / 1e3);
    if ended["created"].as_u64() != Some(PEOPLE as u64) {
        return Err(format!("not everybody was taken in: {ended}").into());
    }
    say(&format!("  {engine}: {PEOPLE} people came in within {elapsed:.1} s"));
    let what = format!("import of 10,000 people by CSV, of which {used:.1} CPU-s ({engine})");
    let meanwhile = format!("the slowest of what others write meanwhile ({engine})");
    Ok(vec![Figure::new(&what, "s", elapsed).budget(60.0), Figure::new(&meanwhile, "ms", slowest).budget(1_000.0)])
}

/// The list: new people, two groups each.
fn list() -> String {
    let mut list = String::from("name;email;groups\n");
    for number in 0..PEOPLE {
        // Writing to a string cannot fail.
        let _ = writeln!(
            list,
            "Sam Newcomer {number};newcomer.{number}@example.org;\"Team {},Team {}\"",
            number % GROUPS,
            (number * 7 + 1) % GROUPS
        );
    }
    list
}
