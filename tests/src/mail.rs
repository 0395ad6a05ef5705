//! Letters of a whole server: its command line, its configuration, its jobs, and who sees what.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};
use std::sync::{Arc, Mutex};

use base_i18n::{Language, Text};
use base_mail::{Address, Letter, MailId, NewMail, Sender, State};
use liiibre::commands::mail::Command as MailCommand;
use liiibre::commands::{Command, execute};
use serde_json::{Value, json};

use crate::faults::process::{Server, command, program, with_alice};
use crate::harness::{Organisation, on_each_engine};

/// A mail server that takes everything: each letter with its sender and recipient.
struct Mailbox {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, taken) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let letters = taken.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let letters = letters.clone();
                std::thread::spawn(move || converse(&stream, &letters));
            }
        });
        Self { address, taken }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

fn converse(stream: &TcpStream, letters: &Mutex<Vec<String>>) -> Option<()> {
    let mut write = stream.try_clone().ok()?;
    let mut say = |text: &str| write.write_all(format!("{text}\r\n").as_bytes()).ok();
    let mut letter = String::new();
    let mut is_data = false;
    say("220 mailbox")?;
    for line in BufReader::new(stream).lines() {
        let line = line.ok()?;
        if is_data && line != "." {
            letter.push_str(&line);
            letter.push('\n');
        } else if is_data {
            letters.lock().unwrap().push(std::mem::take(&mut letter));
            is_data = false;
            say("250 taken")?;
        } else if line == "DATA" {
            is_data = true;
            say("354 go on")?;
        } else {
            if line.starts_with("MAIL") || line.starts_with("RCPT") {
                letter.push_str(&line);
                letter.push('\n');
            }
            say("250 ok")?;
        }
    }
    Some(())
}

impl Organisation {
    /// Writes to somebody.
    async fn writes(&self, email: &str) -> MailId {
        let letter = Letter::new(Text { fr: "Bonjour", en: "Hello" })
            .button(Text { fr: "Entrer", en: "Enter" }, "https://communs.test/?token=hush");
        let (mail, sender) = (self.suite.app.foundation.mail.clone(), Sender::from(&*self.org));
        let new = NewMail {
            from: sender,
            to: Address::new("", email).unwrap(),
            language: Language::French,
            kind: "story",
            letter,
            unsubscribe: None,
            secret: true,
            key: None,
        };
        self.suite.app.foundation.db.write(async move |tx| mail.send(tx, &new).await).await.unwrap().unwrap()
    }

    async fn lists(&self) -> Value {
        let (org, state) = (self.org.domain.clone(), None);
        let list = Command::Mail(MailCommand::List { org, state, after: None, limit: 10 });
        execute(&self.suite.app, list).await.unwrap()
    }

    async fn retries(&self, id: MailId) -> Result<Value, String> {
        let retry = Command::Mail(MailCommand::Retry { id: Some(id), org: self.org.domain.clone() });
        execute(&self.suite.app, retry).await.map_err(|trouble| trouble.0)
    }
}

on_each_engine! {
    async fn without_a_mail_server_letters_wait_where_the_operator_sees_them(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let id = communs.writes("camille@example.org").await;
        suite.settle().await;
        let listed = communs.lists().await;
        assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["state"]), (&json!(id), &json!("held")));
        assert!(listed["text"].as_str().unwrap().contains("Set [mail] relay"), "{listed}");
        assert!(!listed.to_string().contains("hush"));
        assert!(suite.app.foundation.mail.folder().join(format!("{id}.eml")).exists());

        // Another organisation sees and touches nothing.
        assert_eq!(nord.lists().await["items"], json!([]));
        assert!(nord.retries(id).await.unwrap_err().contains("no letter"));
        assert_eq!(communs.retries(id).await.unwrap()["tried"], 1);
        assert_eq!(communs.lists().await["items"][0]["state"], "held");
    }

    async fn the_keys_of_an_installation_serve_all_its_domains(suite: Suite) {
        let key = async || execute(&suite.app, Command::Mail(MailCommand::Key { replace: false })).await.unwrap();
        assert!(key().await["text"].as_str().unwrap().contains("No organisation lives here yet"));
        suite.organisation("Les Communs", "communs.test").await;
        suite.organisation("Atelier Nord", "nord.test").await;
        let told = key().await;
        assert_eq!(told["made"], false);
        let names: Vec<_> = told["records"].as_array().unwrap().iter().map(|record| record["name"].as_str().unwrap()).collect();
        assert_eq!(names, [
            "liiibre-rsa._domainkey.communs.test", "liiibre-ed25519._domainkey.communs.test",
            "liiibre-rsa._domainkey.nord.test", "liiibre-ed25519._domainkey.nord.test",
        ]);
        let text = told["text"].as_str().unwrap();
        assert!(text.contains("liiibre-rsa._domainkey.communs.test. IN TXT \"v=DKIM1; k=rsa; p="), "{text}");
    }
}

fn liiibre(data: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Process::new(program())
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_letter_leaves_comes_back_and_is_listed_beside_a_running_server_and_without() {
    let mailbox = Mailbox::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_alice(&data);
    let refused = liiibre(&data, &["mail", "test", "alice@example.org", "--org", "127.0.0.1"], b"");
    assert!(!refused.status.success() && said(&refused).contains(".eml"), "{}", said(&refused));

    let relay = format!("[mail]\nrelay = \"smtp+plain://{}\"\n", mailbox.address);
    std::fs::write(data.join("liiibre.toml"), relay + "from = \"liiibre@communs.test\"\n").unwrap();
    let mut server = None;
    for (round, running) in [true, false].into_iter().enumerate() {
        if running {
            server = Some(Server::start(&data));
        } else if let Some(server) = server.take() {
            server.stop();
        }
        let sent = command(&data, &["mail", "test", "alice@example.org", "--org", "127.0.0.1"]);
        assert_eq!(sent["state"], "sent");
        let letter = mailbox.taken().pop().unwrap();
        assert!(letter.contains("\nFrom: Faults <liiibre@communs.test>\n"), "{letter}");
        let path = letter.lines().next().unwrap().trim_start_matches("MAIL FROM:<").trim_end_matches('>').to_owned();
        assert!(path.starts_with("bounce+") && path.ends_with("@communs.test"), "{path}");

        let report = format!(
            "From: <>\nTo: {path}\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; a@b.fr\n\
             Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 unknown\n\n--b--\n{}",
            // The letter itself, which follows and may be long.
            "x".repeat(2_000_000)
        );
        let forged = report.replace("bounce+", "bounce+a");
        let ignored = liiibre(&data, &["mail", "receive"], forged.as_bytes());
        assert!(ignored.status.success() && said(&ignored).starts_with("Nothing was changed"), "{}", said(&ignored));
        let bounced = liiibre(&data, &["mail", "receive"], report.as_bytes());
        assert!(said(&bounced).contains("came back: 550 unknown"), "{}", said(&bounced));
        let listed = command(&data, &["mail", "list", "--org", "127.0.0.1", "--state", "bounced"]);
        assert_eq!(listed["items"].as_array().unwrap().len(), round + 1, "{listed}");
        assert!(listed["items"][0]["why"].as_str().unwrap().contains("550 unknown"));
    }
    let held = command(&data, &["mail", "list", "--org", "127.0.0.1", "--state", "held"]);
    let id = held["items"][0]["id"].as_str().unwrap().to_owned();
    let before = mailbox.taken().len();
    assert_eq!(command(&data, &["mail", "retry", &id, "--org", "127.0.0.1"])["tried"], 1);
    assert_eq!(mailbox.taken().len(), before + 1);
    let again = liiibre(&data, &["mail", "retry", &id, "--org", "127.0.0.1"], b"");
    assert!(!again.status.success() && said(&again).contains("no letter"), "{}", said(&again));
    let doctor = said(&liiibre(&data, &["doctor"], b""));
    assert!(doctor.contains(&format!("✓ mail: letters leave through {}", mailbox.address)), "{doctor}");
    assert!(doctor.contains("✓ mail queue: empty"), "{doctor}");
}

#[test]
fn a_configuration_that_cannot_be_used_is_said_so_before_anything_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    for (mail, what) in [
        ("relay = \"mail.example\"", "mail.relay"),
        ("relay = \"smtps://mail.example\"\nuser = \"liiibre\"", "mail.password_file"),
        ("from = \"liiibre\\nBcc: x@y.fr\"", "mail.from"),
        ("relais = \"smtps://mail.example\"", "relais"),
    ] {
        std::fs::write(folder.path().join("liiibre.toml"), format!("[mail]\n{mail}\n")).unwrap();
        let checked = liiibre(folder.path(), &["config", "check"], b"");
        assert!(!checked.status.success() && said(&checked).contains(what), "{mail}: {}", said(&checked));
    }
}

/// What a state is called on the command line is what it is called in the database.
#[test]
fn states_have_one_name() {
    let help = said(&liiibre(Path::new("data"), &["mail", "list", "--help"], b""));
    for state in [State::Queued, State::Sent, State::Failed, State::Bounced, State::Held] {
        assert!(help.contains(state.as_str()), "{help}");
    }
}
