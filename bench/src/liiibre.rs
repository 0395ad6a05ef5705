//! The server under measurement.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::files::Files;
use crate::http::{Account, Client};
use crate::process::{Process, free_port};

/// A data folder with one organisation and one person.
pub struct Installation {
    binary: PathBuf,
    folder: PathBuf,
    account: Account,
}

/// The server, running.
pub struct Server {
    /// Its process.
    pub process: Process,
    account: Account,
}

/// How starts on an existing database went.
pub struct Starts {
    /// From the start of the process to a complete answer to a real request.
    pub slowest: Duration,
    /// Memory some seconds later, with nothing to do.
    pub resident: u64,
}

const ROOT: &str = "/dav/files/camille/";

impl Installation {
    /// Makes one in `folder`.
    pub fn new(binary: &Path, folder: &Path) -> Result<Self> {
        if !binary.exists() {
            return Err(format!("{} is not there; make it with: make build", binary.display()).into());
        }
        std::fs::create_dir_all(folder)?;
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let account = Account { address, login: "camille".into(), password: String::new() };
        let installation = Self { binary: binary.to_owned(), folder: folder.to_owned(), account };
        installation.tell(&["org", "create", "Bench", "--domain", "127.0.0.1"])?;
        let email = ["--email", "camille@example.org", "--name", "Camille"];
        installation.tell(&[["user", "create", "camille", "--org", "127.0.0.1"].as_slice(), &email].concat())?;
        let made = installation.tell(&["user", "app-password", "camille", "--org", "127.0.0.1", "--label", "bench"])?;
        let password = made["password"].as_str().ok_or("no device password was printed")?.to_owned();
        Ok(Self { account: Account { password, ..installation.account.clone() }, ..installation })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("--data").arg(&self.folder).env_remove("LIIIBRE_CONFIG");
        command
    }

    /// Runs a command and reads the JSON it prints.
    fn tell(&self, arguments: &[&str]) -> Result<serde_json::Value> {
        let output = self.command().args(arguments).arg("--json").stdin(Stdio::null()).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("liiibre {}: {said}", arguments.join(" ")).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Starts the server and waits for its first answer.
    pub fn start(&self) -> Result<Server> {
        let mut command = self.command();
        command
            .args(["serve", "--listen", &self.account.address.to_string()])
            .env("LIIIBRE_SERVER__METRICS_LISTEN", format!("127.0.0.1:{}", free_port()?));
        let log = self.folder.with_extension("log");
        let mut server = Server { process: Process::start(command, &log)?, account: self.account.clone() };
        let began = Instant::now();
        loop {
            if let Ok(mut client) = Client::connect(&self.account) {
                client.ask("PROPFIND", ROOT, &[("Depth", "0")], 207)?;
                return Ok(server);
            }
            if server.process.ended()? || began.elapsed() > Duration::from_secs(30) {
                return Err(format!("the server did not start: {}", std::fs::read_to_string(log)?).into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Starts the server `count` times, one after the other.
    pub fn starts(&self, count: u32) -> Result<Starts> {
        let mut starts = Starts { slowest: Duration::ZERO, resident: 0 };
        for _ in 0..count {
            let began = Instant::now();
            let server = self.start()?;
            starts.slowest = starts.slowest.max(began.elapsed());
            if starts.resident == 0 {
                std::thread::sleep(Duration::from_secs(5));
                starts.resident = server.process.memory()?.resident;
            }
            server.stop()?;
        }
        Ok(starts)
    }
}

impl Server {
    /// The collection to work in.
    pub fn files(&self) -> Result<Files> {
        Client::connect(&self.account)?.ask("MKCOL", &format!("{ROOT}bench/"), &[], 201)?;
        Ok(Files::new(self.account.clone(), &format!("{ROOT}bench/")))
    }

    /// Bytes of memory that `count` listings of 10,000 entries at the same time add at most.
    pub fn listings_at_once(&self, count: u32) -> Result<u64> {
        let files = Files::new(self.account.clone(), &format!("{ROOT}bench/"));
        let before = self.process.memory()?.resident;
        // Without this right the peak so far stands in: the figure is then too high, never too low.
        let _ = self.process.forget_peak();
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..count).map(|_| scope.spawn(|| files.list_ten_thousand())).collect();
            readers.into_iter().try_for_each(|reader| reader.join().map_err(|_| "a reader died")?)
        })?;
        Ok(self.process.memory()?.peak.saturating_sub(before))
    }

    /// Where it is, and as whom to ask.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Stops it.
    pub fn stop(self) -> Result<()> {
        self.process.stop()
    }
}
