//! Folders and files by name, for a search through all tools.
//!
//! The words of all names of the organisation stand in one index ([`crate::store::words`]). It does not say who may see
//! them: the folder beside each word does, which is followed up to its drive once, however many of its files are found.
//! A name of which there are very many is looked for among the first [`MOST_READ`] of them.

use std::collections::HashMap;

use base_db::Tx;
use base_id::OrgId;
use base_suite::find::{self, fit, folded};
use base_suite::{Caller, Found, Org, Sought};

use super::{Actor, Error, Scope, drives};
use crate::Files;
use crate::model::words::cut;
use crate::model::{DriveKind, NodeId, NodeKind, Seen};
use crate::store::words::{self, Shown, Word};

/// Words read in one search at most.
pub const MOST_READ: usize = 20_000;
/// The same for one or two letters, which begin a great many words: more of them are typed a moment later.
const MOST_READ_OF_SHORT: usize = 1_000;
/// Letters of a word that is looked for in full.
const LONG: usize = 3;
/// Words read at once.
const PAGE: usize = 1_000;
/// Names held against what was typed, once so many are seen that the caller may see.
const ENOUGH: usize = 400;

/// Folders and files that the caller sees, the best first.
pub async fn find(
    files: &Files,
    tx: &mut Tx,
    org: &Org,
    caller: &Caller,
    sought: &Sought,
) -> Result<Vec<Found>, base_db::Error> {
    match look(files, tx, Actor::new(org, caller), sought).await {
        Ok(found) => Ok(found),
        Err(Error::Database(error)) => Err(error),
        // Who may not be here any more finds nothing.
        Err(_) => Ok(Vec::new()),
    }
}

async fn look(files: &Files, tx: &mut Tx, actor: Actor, sought: &Sought) -> Result<Vec<Found>, Error> {
    let typed = folded(&sought.text);
    // The longest word is in the fewest names.
    let Some(probe) = find::words(&sought.text).into_iter().max_by_key(|word| word.chars().count()) else {
        return Ok(Vec::new());
    };
    let scope = Scope::open(tx, files, actor).await?;
    let mut ways = Ways::new(drives::seen(tx, &scope).await?);
    let mut found: Vec<Found> = ways.drives.iter().filter_map(|seen| space(seen, &typed)).collect();

    let mut ids = candidates(tx, &scope, &cut(&probe), &mut ways).await?;
    // Identifiers grow with time: what is new comes first.
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    let mut fitting: Vec<(u8, Shown)> = words::shown(tx, actor.org, &ids)
        .await?
        .into_iter()
        .filter_map(|shown| Some((fit(&folded(&shown.name), &typed), shown)).filter(|(fit, _)| *fit > 0))
        .collect();
    fitting.sort_by(|(fit, a), (other, b)| (other, b.modified_at).cmp(&(fit, a.modified_at)));
    let best: Vec<_> = [NodeKind::Folder, NodeKind::File]
        .into_iter()
        .flat_map(|kind| fitting.iter().filter(move |(_, shown)| shown.kind == kind).take(sought.limit))
        .collect();
    let names = ways.names(tx, actor.org, best.iter().filter_map(|(_, shown)| shown.parent)).await?;
    found.extend(best.into_iter().filter_map(|(fit, shown)| ways.result(*fit, shown, &names)));
    Ok(found)
}

/// What has a word that begins with `probe`, of what the caller sees.
async fn candidates(tx: &mut Tx, scope: &Scope, probe: &str, ways: &mut Ways) -> Result<Vec<NodeId>, Error> {
    let org = scope.actor.org;
    let mut ids = Vec::new();
    let mut after: Option<Word> = None;
    let most = if probe.chars().count() < LONG { MOST_READ_OF_SHORT } else { MOST_READ };
    let mut read = 0;
    loop {
        let page = words::beginning(tx, org, probe, after.as_ref(), PAGE).await?;
        read += page.items.len();
        ways.follow(tx, scope, page.items.iter().map(|word| word.parent)).await?;
        ids.extend(page.items.iter().filter(|word| ways.end(word.parent).is_some()).map(|word| word.node));
        if !page.more || read >= most || ids.len() >= ENOUGH {
            return Ok(ids);
        }
        after = page.items.into_iter().last();
    }
}

/// A group's space, found by the name of the group.
fn space(seen: &Seen, typed: &str) -> Option<Found> {
    let Seen { drive, .. } = seen;
    let fit = fit(&folded(&drive.name), typed);
    (drive.kind == DriveKind::Group && fit > 0).then(|| Found {
        kind: "space",
        id: drive.id.uuid(),
        title: drive.name.clone(),
        detail: None,
        link: format!("/files/d/{}", drive.id),
        picture: None,
        changed_at: None,
        fit,
    })
}

/// The ways from folders up to the drives that the caller sees.
struct Ways {
    drives: Vec<Seen>,
    /// The place of each drive, by its root.
    roots: HashMap<NodeId, usize>,
    /// The folder above each folder that was followed.
    above: HashMap<NodeId, Option<NodeId>>,
}

impl Ways {
    fn new(drives: Vec<Seen>) -> Self {
        let roots = drives.iter().enumerate().map(|(place, seen)| (seen.drive.root, place)).collect();
        Self { drives, roots, above: HashMap::new() }
    }

    /// Reads the ways up from these folders, those of many at once, each folder once.
    async fn follow(&mut self, tx: &mut Tx, scope: &Scope, folders: impl Iterator<Item = NodeId>) -> Result<(), Error> {
        let mut next: Vec<NodeId> = folders.collect();
        loop {
            next.sort_unstable();
            next.dedup();
            next.retain(|id| !self.above.contains_key(id));
            if next.is_empty() {
                return Ok(());
            }
            let found = words::above(tx, scope.actor.org, &next).await?;
            next = found.iter().filter_map(|(_, parent)| *parent).collect();
            self.above.extend(found);
        }
    }

    /// The drive that a followed folder hangs in, of those that the caller sees: not in a trash, not in another's.
    fn end(&self, folder: NodeId) -> Option<usize> {
        let mut at = folder;
        while let Some(parent) = self.above.get(&at)? {
            at = *parent;
        }
        self.roots.get(&at).copied()
    }

    /// What these folders, and those above them, are called.
    async fn names(
        &self,
        tx: &mut Tx,
        org: OrgId,
        folders: impl Iterator<Item = NodeId>,
    ) -> Result<HashMap<NodeId, String>, Error> {
        let mut ids: Vec<NodeId> = Vec::new();
        for folder in folders {
            let up = std::iter::successors(Some(folder), |at| self.above.get(at).copied().flatten());
            ids.extend(up);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(words::shown(tx, org, &ids).await?.into_iter().map(|shown| (shown.id, shown.name)).collect())
    }

    fn result(&self, fit: u8, shown: &Shown, called: &HashMap<NodeId, String>) -> Option<Found> {
        let parent = shown.parent?;
        let seen = self.drives.get(self.end(parent)?)?;
        let mut names = Vec::new();
        let mut at = Some(parent);
        while let Some((id, above)) = at.and_then(|id| Some((id, self.above.get(&id)?))) {
            // The root is called after a person or a group: of these, the group is worth telling.
            if above.is_some() {
                names.extend(called.get(&id).map(String::as_str));
            } else if seen.drive.kind == DriveKind::Group {
                names.push(seen.drive.name.as_str());
            }
            at = *above;
        }
        names.reverse();
        let folder = match (parent == seen.drive.root, seen.drive.kind) {
            (false, _) => format!("/files/f/{parent}"),
            (true, DriveKind::Group) => format!("/files/d/{}", seen.drive.id),
            (true, DriveKind::Personal | DriveKind::Guest) => "/files".to_owned(),
        };
        let (kind, link) = match shown.kind {
            NodeKind::Folder => ("folder", format!("/files/f/{}", shown.id)),
            NodeKind::File => ("file", format!("{folder}?selected={}", shown.id)),
        };
        Some(Found {
            kind,
            id: shown.id.uuid(),
            title: shown.name.clone(),
            detail: (!names.is_empty()).then(|| names.join(" / ")),
            link,
            picture: None,
            changed_at: Some(shown.modified_at),
            fit,
        })
    }
}
