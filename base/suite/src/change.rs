//! Changes of the directory that other tools follow within the same transaction.

use std::sync::{Arc, OnceLock};

use base_db::Tx;
use base_id::{GroupId, OrgId, PersonId};

use crate::{Caller, Found, Org, Sought, Tool};

/// A change that tools follow at once: a new person gets a drive, a new group gets its space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A person was added.
    PersonCreated {
        /// Who.
        person: PersonId,
        /// Their handle.
        handle: String,
    },
    /// A group was made.
    GroupCreated {
        /// Which.
        group: GroupId,
        /// Its name.
        name: String,
    },
    /// A group has another name.
    GroupRenamed {
        /// Which.
        group: GroupId,
        /// Its name now.
        name: String,
    },
    /// Somebody joined or left a group, or a group was nested.
    MembershipChanged {
        /// Which group.
        group: GroupId,
    },
}

/// All the tools, for those who tell or ask every one of them. Made before the tools, filled once they are all there.
#[derive(Clone, Default)]
pub struct Listeners(Arc<OnceLock<Vec<Arc<dyn Tool>>>>);

impl Listeners {
    /// Names the tools that follow. Only the first call counts.
    pub fn set(&self, tools: Vec<Arc<dyn Tool>>) {
        let _ = self.0.set(tools);
    }

    /// Every tool of the installation.
    pub fn tools(&self) -> &[Arc<dyn Tool>] {
        self.0.get().map_or(&[], Vec::as_slice)
    }

    /// Tells every tool of `change`, in the transaction that makes it.
    pub async fn tell(&self, tx: &mut Tx, org: OrgId, change: &Change) -> Result<(), base_db::Error> {
        for tool in self.tools() {
            tool.follow(tx, org, change).await?;
        }
        Ok(())
    }

    /// Asks every tool that is on in `org` what it has that fits, in one order.
    pub async fn find(
        &self,
        tx: &mut Tx,
        org: &Org,
        caller: &Caller,
        sought: &Sought,
    ) -> Result<Vec<Found>, base_db::Error> {
        let mut found = Vec::new();
        for tool in self.tools().iter().filter(|tool| org.has(tool.name())) {
            found.extend(tool.find(tx, org, caller, sought).await?);
        }
        crate::find::rank(&mut found);
        Ok(found)
    }
}
