//! People and groups by name, for a search through all tools. What the directory does not show is not found.

use base_db::Tx;
use base_suite::find::{fit, folded, pattern, words};
use base_suite::{Caller, Found, Org, OrgRole, Sought};

use crate::model::card::Field;
use crate::model::{email_key, search_key};
use crate::service::cards::seen_values;
use crate::store::directory::{self, Hit, Patterns, WORDS};
use crate::{Accounts, api};

/// How well an address fits of which the beginning was typed.
const BY_ADDRESS: u8 = 50;
/// Letters of an address at least: fewer begin everybody's.
const SHORTEST_ADDRESS: usize = 3;

impl Patterns {
    fn new(typed: &str) -> Self {
        let whole = folded(typed);
        let mut words = words(typed).into_iter().map(|word| pattern("%", &word, "%"));
        let mut next = || words.next().unwrap_or_else(|| "%".to_owned());
        let words: [String; WORDS] = std::array::from_fn(|_| next());
        let long = typed.chars().count() >= SHORTEST_ADDRESS;
        let address = if long { pattern("", &email_key(typed), "%") } else { String::new() };
        Self { beginning: pattern("", &whole, "%"), beginning_of_word: pattern("% ", &whole, "%"), words, address }
    }
}

impl Accounts {
    /// People and groups that the caller may see, the best first.
    pub(crate) async fn find_in_directory(
        &self,
        tx: &mut Tx,
        org: &Org,
        caller: &Caller,
        sought: &Sought,
    ) -> Result<Vec<Found>, base_db::Error> {
        let typed = folded(&sought.text);
        let patterns = Patterns::new(&sought.text);
        let (asker, now) = ((caller.person, caller.role), self.now());
        let hits = directory::people(tx, org.id, asker, &patterns, now, sought.limit).await?;
        let people: Vec<_> = hits.iter().map(|hit| hit.id).collect();
        let functions = seen_values(tx, org.id, caller, Field::Function, &people).await?;
        let mut found: Vec<Found> = hits
            .into_iter()
            .map(|hit| {
                let function = functions.get(&hit.id).cloned();
                person(hit, function, &typed, caller.role)
            })
            .filter(|one| one.fit > 0)
            .collect();
        for (id, name, about) in directory::groups(tx, org.id, asker, &patterns, sought.limit).await? {
            let fit = fit(&folded(&name), &typed);
            if fit > 0 {
                let detail = (!about.is_empty()).then_some(about);
                let (picture, changed_at) = (None, None);
                let link = format!("/groups/{id}");
                found.push(Found { kind: "group", id: id.uuid(), title: name, detail, link, picture, changed_at, fit });
            }
        }
        Ok(found)
    }
}

fn person(hit: Hit, function: Option<String>, typed: &str, asker: OrgRole) -> Found {
    let Hit { id, handle, name, email, photo_version, by_address } = hit;
    let key = search_key(&name, &handle);
    let by_name = [folded(&name), handle.clone(), key].iter().map(|text| fit(text, typed)).max().unwrap_or(0);
    let fit = if by_address && asker != OrgRole::Guest { BY_ADDRESS } else { by_name };
    // What was found by its address says so: the name alone would not tell why.
    let detail = if by_address { email } else { function.unwrap_or_else(|| format!("@{handle}")) };
    Found {
        kind: "person",
        id: id.uuid(),
        title: name,
        detail: Some(detail),
        link: format!("/people/{id}"),
        picture: api::photo_address(id, photo_version.as_deref()),
        changed_at: None,
        fit,
    }
}
