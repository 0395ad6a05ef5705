//! What groups have of what the tools can give them.
//!
//! What a group has no longer is hidden from everybody and frozen, in every protocol, from the next request on; the
//! tool that gave it deletes nothing, and brings it back as it was.

use base_db::Tx;
use base_id::{GroupId, OrgId};
use base_suite::{Caller, Change, Group, Org, Place, Space};
use serde_json::json;

use crate::service::Author;
use crate::service::groups::seen;
use crate::{Accounts, Error, store};

/// Something that a group has or could have.
#[derive(Debug, Clone)]
pub(crate) struct GroupSpace {
    /// The tool that gives it.
    pub tool: &'static str,
    /// What it is.
    pub space: Space,
    /// Whether the group has it.
    pub has: bool,
    /// Where it is, for a caller who sees it.
    pub place: Option<Place>,
}

impl Accounts {
    /// What the tools can give to groups, those included that are switched off.
    fn spaces(&self) -> Vec<(&'static str, Space)> {
        self.foundation().listeners.spaces()
    }

    /// What can be given to groups in `org`: of the tools that are on.
    pub(crate) fn offered(&self, org: &Org) -> Vec<(&'static str, Space)> {
        self.spaces().into_iter().filter(|(tool, _)| org.has(tool)).collect()
    }

    /// What a group has, and what it could have.
    pub(crate) async fn spaces_of_group(
        &self,
        org: &Org,
        caller: &Caller,
        group: GroupId,
    ) -> Result<Vec<GroupSpace>, Error> {
        let (this, org, caller) = (self.clone(), org.clone(), caller.clone());
        self.foundation()
            .db
            .read(async move |tx| {
                seen(tx, org.id, &caller, group).await?;
                let has = store::group_life::spaces(tx, org.id, group).await?;
                let mut spaces = Vec::new();
                for (tool, space) in this.offered(&org) {
                    let has = has.iter().any(|known| known == tool);
                    let place = if has {
                        this.foundation().listeners.place(tx, &org, &caller, (tool, group)).await?
                    } else {
                        None
                    };
                    spaces.push(GroupSpace { tool, space, has, place });
                }
                Ok(spaces)
            })
            .await
    }

    /// The tools that are named, or all that give something. Refuses what no tool gives.
    pub(crate) fn chosen(&self, named: Option<&[String]>) -> Result<Vec<&'static str>, Error> {
        let known = self.spaces();
        let Some(named) = named else { return Ok(known.into_iter().map(|(tool, _)| tool).collect()) };
        if named.iter().any(|name| !known.iter().any(|(tool, _)| tool == name)) {
            return Err(Error::invalid("spaces", "A group cannot have this here. Choose again."));
        }
        Ok(known.into_iter().map(|(tool, _)| tool).filter(|tool| named.iter().any(|name| name == tool)).collect())
    }

    /// Gives `group` the thing of `tool`, or takes it from it; says whether that changed anything.
    pub(crate) async fn give_space(
        &self,
        tx: &mut Tx,
        org: OrgId,
        group: &Group,
        tool: &str,
        has: bool,
    ) -> Result<bool, Error> {
        if !store::group_life::set_space(tx, org, group.id, tool, has).await? {
            return Ok(false);
        }
        let (group, name, tool) = (group.id, group.name.clone(), tool.to_owned());
        let change = if has { Change::SpaceOpened { group, name, tool } } else { Change::SpaceClosed { group, tool } };
        self.foundation().listeners.tell(tx, org, &change).await?;
        Ok(true)
    }

    /// Sees to it that `group` has these things and no others; says whether that changed anything. What tools give that
    /// are switched off stays as it is: nobody was asked about it.
    pub(crate) async fn set_spaces(
        &self,
        tx: &mut Tx,
        site: &Org,
        author: &Author,
        group: &Group,
        wanted: &[&'static str],
    ) -> Result<bool, Error> {
        let (org, mut changed) = (site.id, false);
        for (tool, _) in self.offered(site) {
            let has = wanted.contains(&tool);
            if self.give_space(tx, org, group, tool, has).await? {
                changed = true;
                let act = if has { "group.space-opened" } else { "group.space-closed" };
                let detail = json!({ "group": group.id, "tool": tool });
                self.record(tx, org, (author.person, None), act, &author.origin, detail).await?;
            }
        }
        Ok(changed)
    }
}
