//! Wake-ups through a real NATS server.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base_bus::{MIGRATIONS, Wakeups};
use base_db::{Engine, testing};

use super::{ORG, assert_wakes, hear, node};

struct Server {
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// `None`, and loudly, where there is no nats-server.
    fn start(port: u16) -> Option<Self> {
        let command = ["nats-server", "/usr/sbin/nats-server"].into_iter().find_map(|program| {
            Command::new(program)
                .args(["--addr", "127.0.0.1", "--port", &port.to_string(), "--user", "liiibre", "--pass", "se/cret"])
                .stderr(Stdio::null())
                .spawn()
                .ok()
        });
        let Some(process) = command else {
            eprintln!("NOT TESTED: wake-ups through NATS. Install it with: sudo apt-get install -y nats-server");
            return None;
        };
        let server = Self { process, port };
        (0..200).any(|_| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() || pause()).then_some(server)
    }

    fn wakeups(&self) -> Wakeups {
        Wakeups::Nats(format!("nats://liiibre:se%2Fcret@127.0.0.1:{}", self.port))
    }
}

#[allow(clippy::disallowed_methods, reason = "nothing else runs yet")]
fn pause() -> bool {
    std::thread::sleep(Duration::from_millis(25));
    false
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_wake_each_other_through_nats_and_again_after_it_was_restarted() {
    let port = free_port();
    let Some(server) = Server::start(port) else { return };
    // Two handles on one SQLite file: nothing but NATS can wake the other.
    let target = testing::fresh(Engine::Sqlite).await.unwrap();
    let one = node(&target, server.wakeups()).await;
    one.db.migrate(&[MIGRATIONS]).await.unwrap();
    let two = node(&target, server.wakeups()).await;
    assert_wakes(&one, &two).await;

    let stop = tokio_util::sync::CancellationToken::new();
    one.bus.start(stop.clone());
    two.bus.start(stop.clone());
    let mut heard_by_two = two.bus.subscribe(ORG, None).await.unwrap();
    drop(server);
    one.publish(ORG, [4]).await;
    let mut heard_by_one = one.bus.subscribe(ORG, Some(3)).await.unwrap();
    assert_eq!(hear(&mut heard_by_one, 1).await, [(4, 4)], "this node needs no NATS");
    let Some(server) = Server::start(port) else { panic!("NATS did not start again") };
    let missed = tokio::time::timeout(Duration::from_secs(15), heard_by_two.next()).await;
    assert!(missed.is_ok(), "what was missed is found at the next look");
    tokio::time::sleep(Duration::from_secs(2)).await;
    one.publish(ORG, [5]).await;
    assert_eq!(hear(&mut heard_by_two, 1).await, [(5, 5)]);
    stop.cancel();
    drop(server);
}
