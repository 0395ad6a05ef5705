//! What a process has used, as the kernel counts it.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// The kernel counts CPU time for `/proc/PID/stat` in hundredths of a second, whatever its own tick.
const TICK_MS: f64 = 10.0;

/// A server that was started here. It is killed when dropped.
pub struct Process(Child);

/// Memory of a process, in bytes.
#[derive(Clone, Copy)]
pub struct Memory {
    /// In RAM now.
    pub resident: u64,
    /// In RAM at most so far.
    pub peak: u64,
}

impl Process {
    /// Starts `command`, with what it says going to the file `log`.
    pub fn start(mut command: Command, log: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
        Ok(Self(child.map_err(|error| format!("{}: {error}", command.get_program().display()))?))
    }

    /// CPU milliseconds so far, of all its threads, ended ones included.
    pub fn cpu(&self) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The program's name, in parentheses, may hold spaces.
        let (_, fields) = text.rsplit_once(')').ok_or("/proc: no name")?;
        let mut ticks = 0.0;
        for field in fields.split_whitespace().skip(11).take(2) {
            ticks += field.parse::<f64>()?;
        }
        Ok(TICK_MS * ticks)
    }

    /// Its memory.
    pub fn memory(&self) -> Result<Memory> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let field = |name: &str| -> Result<u64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or(format!("/proc: no {name}"))?;
            let kib: u64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?;
            Ok(kib * 1024)
        };
        Ok(Memory { resident: field("VmRSS")?, peak: field("VmHWM")? })
    }

    /// Forgets the peak: the next one is of what comes now.
    pub fn forget_peak(&self) -> Result<()> {
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5")?)
    }

    /// Whether it has ended, which a server does not do by itself.
    pub fn ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }

    /// Asks it to stop, as an operator would, and waits.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.0.id().to_string()).status()?;
        let began = Instant::now();
        while !self.ended()? {
            if began.elapsed() > Duration::from_secs(20) {
                return Err("the server did not stop within 20 seconds".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// CPU milliseconds of the calling thread so far.
pub fn thread_cpu() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().ok_or("/proc: no schedstat")?;
    Ok(nanoseconds.parse::<f64>()? / 1e6)
}

/// A loopback port that nothing listens on.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
