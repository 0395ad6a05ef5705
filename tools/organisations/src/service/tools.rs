//! Which tools are on, and for how long each keeps what it records.

use std::net::IpAddr;
use std::sync::Arc;

use base_id::OrgId;
use base_suite::{Caller, Org, Retention, Tool, retention};
use serde_json::json;

use super::admin;
use crate::{Error, Organisations, store};

/// What an organisation chose within a rule.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The rule.
    pub(crate) rule: Retention,
    /// Days.
    pub(crate) days: u32,
}

impl Organisations {
    pub(super) fn tools(&self) -> &[Arc<dyn Tool>] {
        self.foundation().listeners.tools()
    }

    /// The names of the tools that can be switched off, for administrators.
    pub(crate) fn tool_names(&self, caller: &Caller) -> Result<Vec<&'static str>, Error> {
        admin(caller, None)?;
        Ok(self.switchable())
    }

    /// The tools that can be switched off, those of the launcher first, in its order.
    pub(crate) fn switchable(&self) -> Vec<&'static str> {
        let rank = |name: &&str| self.launcher().iter().position(|known| known == name).unwrap_or(usize::MAX);
        let mut names: Vec<_> = self.tools().iter().filter(|tool| !tool.always()).map(|tool| tool.name()).collect();
        names.sort_by_key(|name| (rank(name), *name));
        names
    }

    /// Those of these names that are tools that can be off.
    pub(crate) fn may_be_off(&self, names: &[String]) -> Vec<String> {
        self.switchable().into_iter().filter(|tool| names.iter().any(|name| name == tool)).map(str::to_owned).collect()
    }

    /// Switches a tool on or off. It keeps what it holds.
    pub async fn switch(
        &self,
        caller: &Caller,
        org: OrgId,
        tool: &str,
        on: bool,
        address: Option<IpAddr>,
    ) -> Result<Arc<Org>, Error> {
        let author = admin(caller, address)?;
        let Some(tool) = self.tools().iter().find(|known| known.name() == tool) else { return Err(Error::NotFound) };
        if tool.always() {
            return Err(Error::invalid("tool", "This is part of every organisation and stays on."));
        }
        let (this, name) = (self.clone(), tool.name());
        self.foundation()
            .db
            .write(async move |tx| {
                let record = store::one(tx, org).await?.ok_or(Error::NotFound)?;
                let mut off = this.may_be_off(&record.tools_off);
                if off.iter().any(|off| off == name) != on {
                    return Ok(());
                }
                if on {
                    off.retain(|off| off != name);
                } else {
                    off.push(name.to_owned());
                }
                store::update_tools(tx, org, &off).await?;
                let act = if on { "organisation.tool-on" } else { "organisation.tool-off" };
                this.record_act(tx, org, act, author, json!({ "tool": name })).await?;
                this.tell(tx, org).await
            })
            .await?;
        self.changed_to(org).await
    }

    /// Every rule of every tool that is there, with what the organisation chose.
    pub(crate) async fn retention(&self, caller: &Caller, org: OrgId) -> Result<Vec<Chosen>, Error> {
        admin(caller, None)?;
        let rules = self.rules();
        let chosen = self.foundation().db.read(async move |tx| {
            let mut chosen = Vec::new();
            for rule in &rules {
                chosen.push(Chosen { rule: *rule, days: retention::days(tx, org, rule).await? });
            }
            Ok::<_, Error>(chosen)
        });
        chosen.await
    }

    /// Keeps what a rule is about for another number of days.
    pub(crate) async fn keep(
        &self,
        caller: &Caller,
        org: OrgId,
        name: &str,
        days: u32,
        address: Option<IpAddr>,
    ) -> Result<Chosen, Error> {
        let author = admin(caller, address)?;
        let Some(rule) = self.rules().into_iter().find(|rule| rule.name == name) else { return Err(Error::NotFound) };
        if !rule.allows(days) {
            return Err(Error::invalid("days", format!("Give {} to {} days.", rule.least, rule.most)));
        }
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let before = retention::days(tx, org, &rule).await?;
                if before == days {
                    return Ok::<_, Error>(());
                }
                retention::choose(tx, org, rule.name, days).await?;
                let detail = json!({ "rule": rule.name, "before": before, "after": days });
                this.record_act(tx, org, "organisation.retention-changed", author, detail).await
            })
            .await?;
        Ok(Chosen { rule, days })
    }

    fn rules(&self) -> Vec<Retention> {
        self.tools().iter().flat_map(|tool| tool.retention()).collect()
    }
}
