//! One listener's view of a stream: each event once, in order, without holes.

use std::collections::VecDeque;
use std::sync::Arc;

use base_db::Error;
use base_id::OrgId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::{Bus, Event, Replay};

/// Events read from the database at once.
const READ_AT_ONCE: usize = 256;

/// What a subscription gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// The next event.
    Event(Arc<Event>),
    /// What followed is no longer kept. The subscription goes on after `position`; whoever shows something must read
    /// it again.
    Reset {
        /// Where it goes on.
        position: i64,
    },
}

/// The events of one organisation, from some position on.
pub struct Subscription {
    bus: Bus,
    org: OrgId,
    receiver: broadcast::Receiver<Arc<Event>>,
    /// Of the last event given.
    position: i64,
    /// Up to here events are in the database and do not come through the receiver.
    behind: i64,
    read: VecDeque<Arc<Event>>,
}

impl Subscription {
    pub(crate) fn new(
        bus: Bus,
        org: OrgId,
        receiver: broadcast::Receiver<Arc<Event>>,
        position: i64,
        now: i64,
    ) -> Self {
        // A position from the future is noticed by reading, as one from the past is.
        let behind = if position > now { i64::MAX } else { now };
        Self { bus, org, receiver, position, behind, read: VecDeque::new() }
    }

    /// The organisation listened to.
    pub fn org(&self) -> OrgId {
        self.org
    }

    /// The position of the last event given: where to resume.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Waits for the next event. Nothing is lost if this is dropped before it is ready.
    pub async fn next(&mut self) -> Result<Delivery, Error> {
        loop {
            if let Some(event) = self.read.pop_front() {
                self.position = event.position;
                return Ok(Delivery::Event(event));
            }
            if self.position < self.behind || self.behind == i64::MAX {
                match self.bus.after(self.org, self.position, READ_AT_ONCE).await? {
                    Replay::Events(events) => {
                        if events.is_empty() {
                            self.behind = self.position;
                        }
                        self.read = events.into();
                    }
                    Replay::Reset => {
                        self.position = self.bus.position(self.org).await?;
                        self.behind = self.position;
                        return Ok(Delivery::Reset { position: self.position });
                    }
                }
                continue;
            }
            match self.receiver.recv().await {
                Ok(event) if event.position <= self.position => {}
                Ok(event) if event.position == self.position + 1 => {
                    self.position = event.position;
                    return Ok(Delivery::Event(event));
                }
                Ok(event) => self.behind = event.position,
                Err(RecvError::Lagged(_)) => self.behind = i64::MAX,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}
