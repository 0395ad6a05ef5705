//! Changes of the directory that other tools follow within the same transaction.

use std::sync::{Arc, OnceLock};

use base_db::Tx;
use base_id::{GroupId, OrgId, PersonId};

use crate::{Caller, Found, Org, Place, Sought, Space, Tool};

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
    /// A group was made. What it has is told apart, with [`SpaceOpened`](Self::SpaceOpened).
    GroupCreated {
        /// Which.
        group: GroupId,
        /// Its name.
        name: String,
    },
    /// A group has what a tool can give it: made now, or as it was when it was closed.
    SpaceOpened {
        /// Which group.
        group: GroupId,
        /// Its name now.
        name: String,
        /// The tool.
        tool: String,
    },
    /// A group has it no longer, or is deleted: hidden from everybody and frozen, and kept.
    SpaceClosed {
        /// Which group.
        group: GroupId,
        /// The tool.
        tool: String,
    },
    /// A group will not come back: what tools keep of it is removed.
    GroupPurged {
        /// Which.
        group: GroupId,
    },
    /// Somebody became a guest, or is one no longer: guests have no storage of their own.
    GuestChanged {
        /// Who.
        person: PersonId,
        /// Their handle.
        handle: String,
        /// What they are now.
        guest: bool,
    },
    /// A group has another name.
    GroupRenamed {
        /// Which.
        group: GroupId,
        /// Its name now.
        name: String,
    },
    /// Somebody joined or left a group, manages it or no longer, or a group was nested.
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

    /// What can be given to groups, by the name of the tool that gives it, in the order of the tools. Of tools that an
    /// organisation has switched off, too.
    pub fn spaces(&self) -> Vec<(&'static str, Space)> {
        let tools = self.0.get().into_iter().flatten();
        tools.filter_map(|tool| Some((tool.name(), tool.space()?))).collect()
    }

    /// Where the thing that `tool` gave to `group` is for `caller`, if they see it.
    pub async fn place(
        &self,
        tx: &mut Tx,
        org: &Org,
        caller: &Caller,
        (tool, group): (&str, GroupId),
    ) -> Result<Option<Place>, base_db::Error> {
        match self.0.get().into_iter().flatten().find(|known| known.name() == tool) {
            Some(tool) => tool.place(tx, org, caller, group).await,
            None => Ok(None),
        }
    }
}
