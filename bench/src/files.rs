//! Files over WebDAV: the same work for every server.

use std::time::{Duration, Instant};

use crate::http::{Account, Client, Fresh};
use crate::process::Process;
use crate::{Result, say};

/// The size of a large file.
pub const GIB: u64 = 1 << 30;

/// A cost is taken this many times, and the one in the middle counts: the machine may be disturbed for a while.
const ROUNDS: usize = 3;
/// Each time over at least this much CPU time, so that the kernel's hundredths do not show,
const ENOUGH_MS: f64 = 500.0;
/// but over no more elapsed time than this.
const PATIENCE: Duration = Duration::from_secs(8);

/// What sync clients ask of every entry.
const PROPERTIES: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <D:propfind xmlns:D=\"DAV:\"><D:prop><D:resourcetype/><D:getcontentlength/><D:getlastmodified/>\
    <D:getetag/><D:getcontenttype/><D:displayname/></D:prop></D:propfind>";

/// A collection on a server.
pub struct Files {
    account: Account,
    /// Its path, ending with a slash.
    root: String,
}

/// CPU milliseconds of one operation each.
pub struct Costs {
    /// PROPFIND of one file.
    pub depth_0: f64,
    /// PROPFIND of a folder of 1,000 files.
    pub thousand: f64,
    /// PROPFIND of a folder of 10,000 files.
    pub ten_thousand: f64,
    /// PUT of a new file of 10 kB.
    pub put: f64,
    /// GET of such a file.
    pub get: f64,
}

/// CPU milliseconds of 1 GiB each way.
#[derive(Clone, Copy, Default)]
pub struct Large {
    /// To the server.
    pub up: f64,
    /// From it.
    pub down: f64,
}

impl Large {
    /// The less disturbed of two.
    pub fn least(self, other: Self) -> Self {
        Self { up: self.up.min(other.up), down: self.down.min(other.down) }
    }
}

impl Files {
    /// The collection at `root`, which ends with a slash.
    pub fn new(account: Account, root: &str) -> Self {
        Self { account, root: root.to_owned() }
    }

    fn client(&self) -> Result<Client> {
        Ok(Client::connect(&self.account)?)
    }

    fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.root)
    }

    /// Two folders to list, of 1,000 and 10,000 files, and one to write to.
    pub fn fill(&self) -> Result<()> {
        let mut client = self.client()?;
        client.ask("MKCOL", &self.path("written/"), &[], 201)?;
        for (folder, count) in [("thousand/", 1_000), ("ten-thousand/", 10_000)] {
            client.ask("MKCOL", &self.path(folder), &[], 201)?;
            // Several at once, so that waiting for the disk is shared.
            std::thread::scope(|scope| {
                let workers: Vec<_> = (0..8)
                    .map(|worker| {
                        scope.spawn(move || -> Result<()> {
                            let mut client = self.client()?;
                            for number in (worker..count).step_by(8) {
                                let path = self.path(&format!("{folder}Report%20{number:05}.txt"));
                                let body = format!("{folder}{number}\n");
                                client.send("PUT", &path, &[], body.as_bytes(), 201, &mut std::io::sink())?;
                            }
                            Ok(())
                        })
                    })
                    .collect();
                workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a worker died")?)
            })?;
        }
        Ok(())
    }

    /// The costs of single operations.
    pub fn costs(&self, server: &Process) -> Result<Costs> {
        let mut client = self.client()?;
        Ok(Costs {
            depth_0: self.depth_0(&mut client, server)?,
            thousand: self.listing(&mut client, server, "thousand/", 1_000)?,
            ten_thousand: self.listing(&mut client, server, "ten-thousand/", 10_000)?,
            put: self.put(&mut client, server, 0)?,
            get: self.get(&mut client, server)?,
        })
    }

    fn depth_0(&self, client: &mut Client, server: &Process) -> Result<f64> {
        cost(server, |number| {
            let path = self.path(&format!("thousand/Report%20{:05}.txt", number % 1_000));
            propfind(client, &path, "0", &mut std::io::sink())
        })
    }

    fn listing(&self, client: &mut Client, server: &Process, folder: &str, entries: usize) -> Result<f64> {
        let path = self.path(folder);
        let mut answer = Vec::new();
        propfind(client, &path, "1", &mut answer)?;
        let listed = closed(&String::from_utf8_lossy(&answer), "response");
        if listed != entries + 1 {
            return Err(format!("{path} lists {listed} entries rather than {}", entries + 1).into());
        }
        cost(server, |_| propfind(client, &path, "1", &mut std::io::sink()))
    }

    /// Lists the folder of 10,000 files once.
    pub fn list_ten_thousand(&self) -> Result<()> {
        propfind(&mut self.client()?, &self.path("ten-thousand/"), "1", &mut std::io::sink())
    }

    /// Writes new files; `series` tells these from those of another call.
    fn put(&self, client: &mut Client, server: &Process, series: u64) -> Result<f64> {
        let folder = self.path(&format!("written/{series}/"));
        client.ask("MKCOL", &folder, &[], 201)?;
        let mut body = vec![0; 10_000];
        let mut fresh = Fresh::new(series + 1);
        cost(server, |number| {
            fresh.fill(&mut body);
            client.send("PUT", &format!("{folder}{number}.bin"), &[], &body, 201, &mut std::io::sink())
        })
    }

    fn get(&self, client: &mut Client, server: &Process) -> Result<f64> {
        let path = self.path("written/0/0.bin");
        cost(server, |_| client.ask("GET", &path, &[], 200))
    }

    /// The costs of 1 GiB up and down.
    pub fn large(&self, server: &Process) -> Result<Large> {
        let mut client = self.client()?;
        let path = self.path("written/large.bin");
        let mut fresh = Fresh::new(0);
        let began = server.cpu()?;
        client.upload(&path, GIB, |chunk| fresh.fill(chunk), 201)?;
        let uploaded = server.cpu()?;
        let mut received = Counter(0);
        client.send("GET", &path, &[], &[], 200, &mut received)?;
        let downloaded = server.cpu()?;
        if received.0 != GIB {
            return Err(format!("{} bytes came back", received.0).into());
        }
        client.ask("DELETE", &path, &[], 204)?;
        Ok(Large { up: uploaded - began, down: downloaded - uploaded })
    }

    /// The costs of the same operations as the number of files grows to each of `steps`; the server copies folders
    /// of 1,000 files to get there.
    pub fn growth(&self, server: &Process, steps: &[u64]) -> Result<Vec<(&'static str, Vec<f64>)>> {
        let mut client = self.client()?;
        client.ask("MKCOL", &self.path("grown/"), &[], 201)?;
        let mut costs = vec![
            ("PROPFIND Depth 0", Vec::new()),
            ("PROPFIND Depth 1 of 1,000 entries", Vec::new()),
            ("durable PUT of 10 kB", Vec::new()),
            ("GET of 10 kB", Vec::new()),
        ];
        let mut copies = 1;
        for (step, files) in (1..).zip(steps) {
            let began = Instant::now();
            while copies * 1_000 < *files {
                let destination =
                    format!("http://{}{}", self.account.address, self.path(&format!("grown/{copies:04}/")));
                let headers = [("Destination", destination.as_str()), ("Depth", "infinity")];
                client.ask("COPY", &self.path("thousand/"), &headers, 201)?;
                copies += 1;
            }
            say(&format!("  {files} files ({:.0} s to get there)", began.elapsed().as_secs_f64()));
            costs[0].1.push(self.depth_0(&mut client, server)?);
            costs[1].1.push(self.listing(&mut client, server, "thousand/", 1_000)?);
            costs[2].1.push(self.put(&mut client, server, step)?);
            costs[3].1.push(self.get(&mut client, server)?);
        }
        Ok(costs)
    }
}

fn propfind(client: &mut Client, path: &str, depth: &str, into: &mut dyn std::io::Write) -> Result<()> {
    let headers = [("Depth", depth), ("Content-Type", "application/xml")];
    client.send("PROPFIND", path, &headers, PROPERTIES, 207, into)
}

/// How many elements of this name a document closes, whatever their prefix.
fn closed(document: &str, name: &str) -> usize {
    document.split("</").skip(1).filter(|rest| rest.split('>').next().is_some_and(|tag| tag.ends_with(name))).count()
}

/// CPU milliseconds that the server spends on one `operation`, which is given its number.
pub fn cost(server: &Process, mut operation: impl FnMut(u64) -> Result<()>) -> Result<f64> {
    let mut number = 0;
    let mut rounds = [0.0; ROUNDS];
    // Caches and connections are warm on a server that lives.
    for _ in 0..3 {
        operation(number)?;
        number += 1;
    }
    for round in &mut rounds {
        let (first, began, elapsed) = (number, server.cpu()?, Instant::now());
        let mut used = 0.0;
        while used < ENOUGH_MS && elapsed.elapsed() < PATIENCE {
            operation(number)?;
            number += 1;
            used = server.cpu()? - began;
        }
        *round = used / (number - first) as f64;
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[ROUNDS / 2])
}

struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
