//! The only list of tools.

use std::sync::Arc;

use base_suite::{Foundation, Tool};
use tool_accounts::Accounts;
use tool_files::Files;
use tool_notifications::{Notifications, Suite};
use tool_organisations::Organisations;
use tool_search::Search;

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
    /// Asks all of them.
    pub search: Search,
    /// What people are told.
    pub notifications: Notifications,
    more: Vec<Arc<dyn Tool>>,
}

impl Tools {
    /// Makes the tools on `foundation`, each following the others' changes, and puts `more` beside them.
    pub fn new(foundation: &Foundation, config: &Config, more: Vec<Arc<dyn Tool>>) -> Self {
        let accounts = Accounts::new(foundation.clone(), config.accounts.clone());
        let suite =
            tool_organisations::Suite { people: Arc::new(accounts.clone()), directory: Arc::new(accounts.clone()) };
        let organisations = Organisations::new(foundation.clone(), suite, LAUNCHER, config.organisations.clone());
        foundation.sites.set(Arc::new(organisations.clone()));
        let files = Files::new(foundation.clone(), Arc::new(accounts.clone()), config.files.clone());
        let search = Search::new(foundation.clone());
        let suite = Suite { directory: Arc::new(accounts.clone()), authenticator: Arc::new(accounts.clone()) };
        let notifications = Notifications::new(foundation.clone(), suite, config.notifications.clone());
        foundation.notices.set(Arc::new(notifications.clone()));
        let tools = Self { organisations, accounts, files, search, notifications, more };
        foundation.listeners.set(tools.all());
        tools
    }

    /// All of them, in the order in which an organisation arrives: what others refer to comes first.
    pub fn all(&self) -> Vec<Arc<dyn Tool>> {
        let (organisations, accounts, files) = (self.organisations.clone(), self.accounts.clone(), self.files.clone());
        let (search, notifications) = (self.search.clone(), self.notifications.clone());
        let mut all: Vec<Arc<dyn Tool>> = vec![
            Arc::new(organisations),
            Arc::new(accounts),
            Arc::new(files),
            Arc::new(search),
            Arc::new(notifications),
        ];
        all.extend(self.more.iter().cloned());
        all
    }
}
