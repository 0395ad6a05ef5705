//! The only list of tools.

use std::sync::Arc;

use base_suite::{Foundation, Tool};
use tool_accounts::Accounts;
use tool_files::Files;
use tool_organisations::Organisations;

use crate::config::Config;

/// The tools that people open, in the order of the launcher.
const LAUNCHER: &[&str] = &["files"];

/// Every tool of the installation.
#[derive(Clone)]
pub struct Tools {
    /// Organisations and their domains.
    pub organisations: Organisations,
    /// People, groups, how they sign in.
    pub accounts: Accounts,
    /// Files.
    pub files: Files,
}

impl Tools {
    /// Makes the tools on `foundation`, each following the others' changes.
    pub fn new(foundation: &Foundation, config: &Config) -> Self {
        let accounts = Accounts::new(foundation.clone(), config.accounts.clone());
        let organisations = Organisations::new(
            foundation.clone(),
            Arc::new(accounts.clone()),
            LAUNCHER,
            config.organisations.clone(),
        );
        let files = Files::new(
            foundation.clone(),
            Arc::new(accounts.clone()),
            Arc::new(organisations.clone()),
            config.files.clone(),
        );
        let tools = Self { organisations, accounts, files };
        foundation.listeners.set(tools.all());
        tools
    }

    /// All of them, in the order in which an organisation arrives: what others refer to comes first.
    pub fn all(&self) -> Vec<Arc<dyn Tool>> {
        vec![Arc::new(self.organisations.clone()), Arc::new(self.accounts.clone()), Arc::new(self.files.clone())]
    }
}
