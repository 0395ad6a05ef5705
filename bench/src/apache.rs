//! Apache with mod_dav, for scale: a C server that keeps files as files, with no versions, rights or index.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::files::{Costs, Files, Large};
use crate::http::{Account, Client};
use crate::process::{Process, free_port};
use crate::{Result, say};

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/peers/apache.conf");

/// `camille` with the password `abricot`, as htpasswd writes it.
const PEOPLE: &str = "camille:{SHA}k7RzIBPmhlu5MevzrOGGmtpuNxg=\n";

/// Its costs, or nothing where it is not installed.
pub fn costs(folder: &Path) -> Result<Option<(Costs, Large)>> {
    if Command::new("apache2").arg("-v").output().is_err() {
        say("Apache is not installed, there is nothing to compare with: apt-get install apache2-bin");
        return Ok(None);
    }
    say("measuring Apache");
    std::fs::create_dir_all(folder.join("files"))?;
    // As root it serves as nobody.
    for open in [folder.parent().unwrap_or(folder), folder, &folder.join("files")] {
        std::fs::set_permissions(open, std::fs::Permissions::from_mode(0o777))?;
    }
    std::fs::write(folder.join("people"), PEOPLE)?;
    let port = free_port()?;
    let mut command = Command::new("apache2");
    command.args(["-X", "-f", CONFIGURATION]).env("FOLDER", folder).env("PORT", port.to_string());
    let process = Process::start(command, &folder.join("log"))?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let account = Account { address, login: "camille".into(), password: "abricot".into() };
    let began = Instant::now();
    while Client::connect(&account).is_err() {
        if began.elapsed() > Duration::from_secs(10) {
            let log = std::fs::read_to_string(folder.join("error.log")).unwrap_or_default();
            return Err(format!("Apache did not start: {log}").into());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let files = Files::new(account, "/");
    files.fill()?;
    let costs = files.costs(&process)?;
    let large = files.large(&process)?.least(files.large(&process)?);
    process.stop()?;
    Ok(Some((costs, large)))
}
