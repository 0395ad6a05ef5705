//! Wake-ups sent after a commit, within this process.

use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::watch;

/// The name of something worth waking up for: `"events"`, `"jobs"`.
pub type Signal = &'static str;

#[derive(Default)]
pub(crate) struct Signals(Mutex<HashMap<Signal, watch::Sender<u64>>>);

impl Signals {
    pub(crate) fn subscribe(&self, signal: Signal) -> watch::Receiver<u64> {
        self.lock().entry(signal).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    pub(crate) fn send(&self, signals: impl IntoIterator<Item = Signal>) {
        let senders = self.lock();
        for signal in signals {
            if let Some(sender) = senders.get(signal) {
                sender.send_modify(|count| *count = count.wrapping_add(1));
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Signal, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
