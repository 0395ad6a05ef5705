//! People, groups and search in a large organisation: 10,000 people, 500 groups in one another, 100,000 things in their
//! spaces, on each engine.
//!
//! Nobody types 10,000 people: a small organisation is exported, its archive is made large, and a fresh installation
//! takes it in. The things are folders, which a search treats as it treats files.

use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::files::cost;
use crate::http::Client;
use crate::process::{Process, free_port};
use crate::table::Figure;
use crate::{Result, import, say};

/// People of the organisation.
pub const PEOPLE: usize = 10_000;
/// Its groups.
pub const GROUPS: usize = 500;
/// Folders in each group's space: 10, and 20 in each of these.
const TOPS: usize = 10;
const IN_EACH: usize = 20;

const DOMAIN: &str = "127.0.0.1";
const PASSWORD: &str = "a long enough password";
/// Where the tests' PostgreSQL is, when there is one.
const POSTGRES: &str = "LIIIBRE_TEST_POSTGRES";

const FIRST: [&str; 20] = [
    "Camille", "Adama", "Lucie", "Yann", "Inès", "Thomas", "Maud", "Samir", "Élise", "Paul", "Jeanne", "Rachid",
    "Clara", "Hugo", "Fatou", "Nicolas", "Sofia", "Bertrand", "Aïcha", "Oscar",
];
const LAST: [&str; 25] = [
    "Roche", "Koné", "Fabre", "Le Goff", "Belkacem", "Weiss", "Perrin", "Haddad", "Aubert", "Nguyen", "Morvan",
    "Ziani", "Vidal", "Lemaire", "Ndiaye", "Garnier", "Marques", "Caron", "Benali", "Delmas", "Petit", "Durand",
    "Muller", "Lopez", "Costa",
];
const WORDS: [&str; 16] = [
    "Budget",
    "Rapport",
    "Réunion",
    "Plan",
    "Facture",
    "Contrat",
    "Photos",
    "Statuts",
    "Convention",
    "Inventaire",
    "Planning",
    "Devis",
    "Compte-rendu",
    "Assemblée",
    "Formation",
    "Subvention",
];

/// What is asked: its name, the path, and whether something must be found.
const ASKED: [(&str, &str); 9] = [
    ("directory, first page", "/api/accounts/people?limit=60"),
    ("directory, a name", "/api/accounts/people?query=garnier&limit=60"),
    ("directory, a name that one has", "/api/accounts/people?query=oscar.9999&limit=60"),
    ("people to manage, first page", "/api/accounts/managed-people?limit=60"),
    ("people to manage, a name", "/api/accounts/managed-people?query=garnier&limit=60"),
    ("groups, first page", "/api/accounts/groups?limit=60"),
    ("search, a name", "/api/search?q=garnier+oscar&limit=6"),
    ("search, a word that many have", "/api/search?q=budget&limit=6"),
    ("search, two letters", "/api/search?q=pl&limit=6"),
];

/// What each question may cost at most, in CPU milliseconds.
const BUDGET: f64 = 20.0;

/// What each question costs, and how long an import takes, by engine.
pub fn figures(binary: &Path, folder: &Path) -> Result<Vec<Figure>> {
    fs::create_dir_all(folder)?;
    let archive = large_archive(binary, folder)?;
    let mut figures = on_engine(binary, &folder.join("sqlite"), &archive, "SQLite", None)?;
    match std::env::var(POSTGRES) {
        Ok(server) => {
            let url = format!("{server} dbname=postgres");
            figures.extend(on_engine(binary, &folder.join("postgres"), &archive, "PostgreSQL", Some(&url))?);
        }
        Err(_) => say("  PostgreSQL is left out: run through scripts/with-postgres"),
    }
    Ok(figures)
}

struct Installation<'a> {
    binary: &'a Path,
    data: &'a Path,
    database: Option<&'a str>,
}

impl Installation<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new(self.binary);
        command.arg("--data").arg(self.data).env_remove("LIIIBRE_CONFIG");
        if let Some(url) = self.database {
            command.env("LIIIBRE_DATABASE__URL", url);
        }
        command
    }

    fn tell(&self, arguments: &[&str], typed: &str) -> Result<()> {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // Whoever does not read what is typed has gone already.
            let _ = writeln!(input, "{typed}");
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("liiibre {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn on_engine(binary: &Path, data: &Path, archive: &Path, engine: &str, database: Option<&str>) -> Result<Vec<Figure>> {
    let installation = Installation { binary, data, database };
    let began = Instant::now();
    installation.tell(&["org", "import", &archive.to_string_lossy()], "")?;
    say(&format!("  {engine}: the organisation arrived in {:.0} s", began.elapsed().as_secs_f64()));
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
    let mut command = installation.command();
    command
        .args(["serve", "--listen", &address.to_string()])
        .env("LIIIBRE_SERVER__METRICS_LISTEN", format!("127.0.0.1:{}", free_port()?));
    let process = Process::start(command, &data.with_extension("log"))?;
    let mut client = Client::with_cookie(address, &signed_in(address)?)?;
    let mut figures = Vec::new();
    for (name, path) in ASKED {
        let mut answer = Vec::new();
        client.send("GET", path, &[], &[], 200, &mut answer)?;
        if !String::from_utf8_lossy(&answer).contains("\"id\":") {
            return Err(format!("{path} finds nothing").into());
        }
        let cost = cost(&process, |_| client.ask("GET", path, &[], 200))?;
        figures.push(Figure::new(&format!("{name} ({engine})"), "CPU-ms", cost).budget(BUDGET));
    }
    figures.extend(import::figures(&mut client, &process, engine)?);
    process.stop()?;
    Ok(figures)
}

/// Waits for the server and signs in; the cookie of the session.
fn signed_in(address: SocketAddr) -> Result<String> {
    let body = json!({ "login": "camille", "password": PASSWORD, "remember": true }).to_string();
    let began = Instant::now();
    loop {
        if let Ok(mut stream) = TcpStream::connect(address) {
            stream.set_read_timeout(Some(Duration::from_secs(60)))?;
            write!(
                stream,
                "POST /api/accounts/session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
            let cookie = cookie.and_then(|cookie| cookie.split(';').next());
            return Ok(cookie.ok_or_else(|| format!("nobody was signed in: {answer}"))?.to_owned());
        }
        if began.elapsed() > Duration::from_secs(60) {
            return Err("the server did not start".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// An archive of the large organisation, made from that of a small one.
fn large_archive(binary: &Path, folder: &Path) -> Result<PathBuf> {
    let (data, archive) = (folder.join("small"), folder.join("archive"));
    let small = Installation { binary, data: &data, database: None };
    small.tell(&["org", "create", "Large", "--domain", DOMAIN], "")?;
    let camille = ["user", "create", "camille", "--org", DOMAIN, "--email", "c@example.org", "--name", "Camille Zed"];
    small.tell(&[camille.as_slice(), &["--role", "owner"]].concat(), "")?;
    small.tell(&["user", "password", "camille", "--org", DOMAIN], PASSWORD)?;
    small.tell(&["group", "create", "Everybody", "--org", DOMAIN], "")?;
    small.tell(&["group", "add", "Everybody", "camille", "--org", DOMAIN], "")?;
    small.tell(&["org", "export", DOMAIN, "--to", &archive.to_string_lossy()], "")?;
    let people = make_people(&archive.join("accounts"))?;
    let groups = make_groups(&archive.join("accounts"), &people)?;
    make_spaces(&archive.join("files"), &groups)?;
    Ok(archive)
}

/// An identifier that is like those that are given, and always the same.
fn id(kind: u64, number: usize) -> String {
    format!("01900000-{kind:04x}-7000-8000-{number:012x}")
}

fn first_row(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path)?;
    Ok(serde_json::from_str(text.lines().next().ok_or("an archive without rows")?)?)
}

/// Adds rows to a file of an archive.
fn append(path: &Path, rows: impl Iterator<Item = Value>) -> Result<()> {
    let mut out = BufWriter::new(fs::File::options().append(true).open(path)?);
    for row in rows {
        writeln!(out, "{row}")?;
    }
    Ok(out.flush()?)
}

/// A row like another, with some members changed.
fn like(row: &Value, changes: Value) -> Value {
    let mut row = row.clone();
    if let (Some(row), Value::Object(changes)) = (row.as_object_mut(), changes) {
        row.extend(changes);
    }
    row
}

fn make_people(accounts: &Path) -> Result<Vec<String>> {
    let model = first_row(&accounts.join("people.jsonl"))?;
    let ids: Vec<String> = (1..PEOPLE).map(|number| id(1, number)).collect();
    append(
        &accounts.join("handles.jsonl"),
        (1..).zip(&ids).map(|(number, id)| json!({ "handle": handle(number), "person": id })),
    )?;
    append(
        &accounts.join("people.jsonl"),
        (1..).zip(&ids).map(|(number, id)| {
            let handle = handle(number);
            let name = format!("{} {}", FIRST[number % 20], LAST[(number / 20) % 25]);
            let email = format!("{handle}@example.org");
            like(
                &model,
                json!({ "id": id, "handle": handle, "name": name, "email": email, "password_hash": null,
                    "role": "member" }),
            )
        }),
    )?;
    let told = |field: &str, value: &str, audience: &str| {
        let (field, value, audience) = (field.to_owned(), value.to_owned(), audience.to_owned());
        move |id: &String| json!({ "person": id, "field": field, "value": value, "audience": audience })
    };
    append(
        &accounts.join("directory.jsonl"),
        ids.iter().map(told("function", "Volunteer", "organisation")).chain(ids.iter().step_by(3).map(told(
            "phone",
            "+33 6 12 34 56 78",
            "groups",
        ))),
    )?;
    let camille = model["id"].as_str().unwrap_or_default().to_owned();
    Ok(std::iter::once(camille).chain(ids).collect())
}

fn handle(number: usize) -> String {
    let first = FIRST[number % 20].chars().map(|c| match c {
        'É' | 'è' => 'e',
        'ï' => 'i',
        c => c.to_ascii_lowercase(),
    });
    format!("{}.{number}", first.collect::<String>())
}

/// The groups: one of everybody, the others of twenty people each, one in ten of which has four others in it. Camille is
/// in a dozen.
fn make_groups(accounts: &Path, people: &[String]) -> Result<Vec<(String, String)>> {
    let path = accounts.join("groups.jsonl");
    let model = like(&first_row(&path)?, json!({ "history": [] }));
    let groups: Vec<(String, String)> =
        (1..GROUPS).map(|number| (id(2, number), format!("{} {number}", WORDS[number % WORDS.len()]))).collect();
    let everybody = like(&model, json!({ "people": people }));
    fs::write(&path, format!("{everybody}\n"))?;
    append(
        &path,
        (1..).zip(&groups).map(|(number, (id_of, name))| {
            let mut members: Vec<&String> =
                (0..20).map(|at| &people[1 + (number * 37 + at * 61) % (PEOPLE - 1)]).collect();
            members.sort_unstable();
            members.dedup();
            if number % 45 == 0 {
                members.push(&people[0]);
            }
            let inner: Vec<String> = match number % 10 {
                0 => (number + 1..(number + 5).min(GROUPS)).map(|inner| id(2, inner)).collect(),
                _ => Vec::new(),
            };
            like(&model, json!({ "id": id_of, "name": name, "people": members, "groups": inner }))
        }),
    )?;
    Ok(groups)
}

/// A space for each group, with its folders.
fn make_spaces(files: &Path, groups: &[(String, String)]) -> Result<()> {
    let drive = first_row(&files.join("drives.jsonl"))?;
    let node = first_row(&files.join("nodes.jsonl"))?;
    let mut number = 0;
    let mut next = || {
        number += 1;
        id(3, number)
    };
    let mut rows: HashMap<&str, Vec<Value>> = HashMap::new();
    for (group, name) in groups {
        let (drive_id, root, trash) = (next(), next(), next());
        let mut add = |id: &str, parent: Value, name: &str| {
            let row = like(&node, json!({ "id": id, "parent": parent, "name": name }));
            rows.entry("nodes").or_default().push(row);
        };
        add(&root, Value::Null, name);
        add(&trash, Value::Null, "trash");
        for top in 0..TOPS {
            let folder = next();
            add(&folder, json!(root), &format!("{} {}", WORDS[top], 2017 + top));
            for inside in 0..IN_EACH {
                let word = WORDS[(top * 7 + inside) % WORDS.len()];
                add(&next(), json!(folder), &format!("{word} {name} {inside:02}.odt"));
            }
        }
        let owned =
            json!({ "id": drive_id, "kind": "group", "owner": group, "name": name, "root": root, "trash": trash });
        rows.entry("drives").or_default().push(like(&drive, owned));
        let grant = json!({ "drive": drive_id, "to": "group", "id": group, "role": "editor" });
        rows.entry("grants").or_default().push(grant);
    }
    for (name, rows) in rows {
        append(&files.join(format!("{name}.jsonl")), rows.into_iter())?;
    }
    Ok(())
}
