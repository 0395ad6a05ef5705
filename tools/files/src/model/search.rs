//! What a search looks for, as a rule over one folder or file at a time.
//!
//! Text is compared without regard to case and to how accents are composed: macOS takes them apart.

mod pattern;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::{Ordering, Reverse};

use jiff::Timestamp;

use super::{Node, NodeId, NodeKind};

pub use pattern::{Pattern, fold};

/// What folders are said to be where a type is compared, as programs of the Nextcloud family know them.
const FOLDER_TYPE: &str = "httpd/unix-directory";

/// What can be compared, and sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// What the contents are.
    Type,
    /// When it was last changed, in seconds.
    Modified,
    /// When it was made here, in seconds.
    Created,
    /// Bytes.
    Size,
    /// 1 for a favourite of the caller's, else 0.
    Favourite,
    /// The integer by which sync clients know it.
    FileId,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Of a number or a time.
    Number(i64),
    /// Of a text, folded.
    Text(String),
}

impl Field {
    /// Whether its values are texts.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Type)
    }

    /// Whether a [`Fact`] tells it.
    pub fn is_a_fact(self) -> bool {
        match self {
            Self::Name | Self::Type | Self::Modified | Self::Favourite => true,
            Self::Created | Self::Size | Self::FileId => false,
        }
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Eq => ordering.is_eq(),
            Self::Lt => ordering.is_lt(),
            Self::Lte => ordering.is_le(),
            Self::Gt => ordering.is_gt(),
            Self::Gte => ordering.is_ge(),
        }
    }
}

/// A rule that a folder or file is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these.
    And(Vec<Filter>),
    /// One of these.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A comparison.
    Is(Field, Comparison, Value),
    /// A text that looks like this.
    Like(Field, Pattern),
    /// A folder.
    IsFolder,
}

/// Where what is looked for can be, which spares looking everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// Anywhere.
    All,
    /// The caller's favourites.
    Favourites,
    /// Those with one of these integers.
    FileIds(Vec<i64>),
}

/// What most searches ask of a file, which is read in much less time than all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The file.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// What its contents are.
    pub media_type: Option<String>,
    /// When it was last changed.
    pub modified_at: Timestamp,
}

base_db::from_row!(Fact { id, name, media_type, modified_at });

/// A folder or file that may be what is looked for.
#[derive(Debug)]
pub struct Candidate<'a> {
    id: NodeId,
    kind: NodeKind,
    name: &'a str,
    media_type: Option<&'a str>,
    modified_at: Timestamp,
    favourite: bool,
    /// All that is stored of it. Without it, only facts may be asked.
    node: Option<&'a Node>,
    /// Made when first asked for: a rule may compare them many times.
    folded_name: OnceCell<Cow<'a, str>>,
    folded_type: OnceCell<Cow<'a, str>>,
}

impl<'a> Candidate<'a> {
    /// What is stored, what it is called where it is shown, and whether it is a favourite of the caller's.
    pub fn new(node: &'a Node, name: &'a str, favourite: bool) -> Self {
        Self {
            id: node.id,
            kind: node.kind,
            name,
            media_type: node.media_type.as_deref(),
            modified_at: node.modified_at,
            favourite,
            node: Some(node),
            folded_name: OnceCell::new(),
            folded_type: OnceCell::new(),
        }
    }

    /// A file of which the facts are known, for a rule and an order that ask for no more.
    pub fn of_fact(fact: &'a Fact, favourite: bool) -> Self {
        Self {
            id: fact.id,
            kind: NodeKind::File,
            name: &fact.name,
            media_type: fact.media_type.as_deref(),
            modified_at: fact.modified_at,
            favourite,
            node: None,
            folded_name: OnceCell::new(),
            folded_type: OnceCell::new(),
        }
    }

    fn is_folder(&self) -> bool {
        self.kind == NodeKind::Folder
    }

    /// Its value of a field.
    fn value(&self, field: Field) -> Value {
        if field.is_text() { Value::Text(self.text(field).to_owned()) } else { Value::Number(self.number(field)) }
    }

    fn text(&self, field: Field) -> &str {
        if field == Field::Name {
            return self.folded_name.get_or_init(|| fold(self.name));
        }
        let own = || if self.is_folder() { FOLDER_TYPE } else { self.media_type.unwrap_or_default() };
        self.folded_type.get_or_init(|| fold(own()))
    }

    fn number(&self, field: Field) -> i64 {
        match field {
            Field::Modified => self.modified_at.as_second(),
            Field::Created => self.node.map_or(0, |node| node.created_at.as_second()),
            Field::Size => self.node.map_or(0, |node| node.size),
            Field::Favourite => self.favourite.into(),
            Field::FileId => self.node.map_or(0, |node| node.fileid),
            Field::Name | Field::Type => 0,
        }
    }
}

impl Filter {
    /// Whether a candidate is what is looked for.
    pub fn holds(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.holds(candidate)),
            Self::Or(any) => any.iter().any(|one| one.holds(candidate)),
            Self::Not(one) => !one.holds(candidate),
            Self::Is(field, comparison, value) => comparison.holds(match value {
                Value::Number(number) => candidate.number(*field).cmp(number),
                Value::Text(text) => candidate.text(*field).cmp(text),
            }),
            Self::Like(field, pattern) => pattern.matches(candidate.text(*field)),
            Self::IsFolder => candidate.is_folder(),
        }
    }

    /// Where to look.
    pub fn among(&self) -> Among {
        match self {
            Self::Is(Field::FileId, Comparison::Eq, Value::Number(id)) => Among::FileIds(vec![*id]),
            Self::Is(Field::Favourite, Comparison::Eq, Value::Number(1)) => Among::Favourites,
            Self::And(all) => {
                let narrowest = all.iter().map(Self::among).min_by_key(|among| match among {
                    Among::FileIds(ids) => (0, ids.len()),
                    Among::Favourites => (1, 0),
                    Among::All => (2, 0),
                });
                narrowest.unwrap_or(Among::All)
            }
            Self::Or(any) => {
                let mut ids = Vec::new();
                for one in any {
                    match one.among() {
                        Among::FileIds(more) => ids.extend(more),
                        Among::Favourites | Among::All => return Among::All,
                    }
                }
                Among::FileIds(ids)
            }
            _ => Among::All,
        }
    }

    /// Whether favourites play a part.
    pub fn asks_for_favourites(&self) -> bool {
        self.asks_for(&|field| field == Field::Favourite)
    }

    /// Whether one of these plays a part.
    pub fn asks_for(&self, these: &dyn Fn(Field) -> bool) -> bool {
        match self {
            Self::And(some) | Self::Or(some) => some.iter().any(|one| one.asks_for(these)),
            Self::Not(one) => one.asks_for(these),
            Self::Is(field, ..) | Self::Like(field, _) => these(*field),
            Self::IsFolder => false,
        }
    }
}

/// An order of what is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorting(pub Vec<(Field, super::Order)>);

/// The best of what is found, as many as there is room for.
#[derive(Debug)]
pub struct Best {
    sorting: Sorting,
    room: usize,
    hits: Vec<(Vec<Key>, NodeId)>,
    dropped: bool,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Asc(Value),
    Desc(Reverse<Value>),
}

impl Best {
    /// Nothing yet.
    pub fn new(sorting: Sorting, room: usize) -> Self {
        Self { sorting, room, hits: Vec::new(), dropped: false }
    }

    /// One more.
    pub fn add(&mut self, candidate: &Candidate<'_>) {
        let key = |(field, order): &(Field, super::Order)| match order {
            super::Order::Asc => Key::Asc(candidate.value(*field)),
            super::Order::Desc => Key::Desc(Reverse(candidate.value(*field))),
        };
        self.hits.push((self.sorting.0.iter().map(key).collect(), candidate.id));
        if self.hits.len() >= self.room.saturating_mul(2).max(64) {
            self.trim();
        }
    }

    fn trim(&mut self) {
        self.hits.sort_unstable();
        self.dropped |= self.hits.len() > self.room;
        self.hits.truncate(self.room);
    }

    /// The best of them in order, and whether there were more.
    pub fn finish(mut self) -> (Vec<NodeId>, bool) {
        self.trim();
        (self.hits.into_iter().map(|(_, id)| id).collect(), self.dropped)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::Order;
    use base_id::{Clock, Random};

    fn file(name: &str, size: i64) -> Node {
        let now = "2026-03-02T09:00:00.5Z".parse().unwrap();
        Node {
            id: NodeId::new(&Clock::system(), &Random::system()),
            parent: None,
            name: name.to_owned(),
            kind: NodeKind::File,
            size,
            media_type: Some("image/JPEG".to_owned()),
            modified_at: now,
            created_at: now,
            created_by: None,
            modified_by: None,
            fileid: size + 100,
            change: 0,
            version: None,
            has_properties: false,
        }
    }

    fn holds(filter: &Filter, node: &Node) -> bool {
        filter.holds(&Candidate::new(node, &node.name, false))
    }

    fn number(field: Field, comparison: Comparison, value: i64) -> Filter {
        Filter::Is(field, comparison, Value::Number(value))
    }

    #[test]
    fn case_and_composition_do_not_matter() {
        let node = file("E\u{301}te\u{301}.jpg", 1);
        assert!(holds(&Filter::Like(Field::Name, Pattern::new("%Été%")), &node));
        assert!(holds(&Filter::Like(Field::Type, Pattern::new("image/%")), &node));
    }

    #[test]
    fn rules_are_put_together() {
        let node = file("a.jpg", 5);
        let small = number(Field::Size, Comparison::Lt, 10);
        let large = number(Field::Size, Comparison::Gte, 10);
        assert!(holds(&Filter::And(vec![small.clone(), Filter::Not(Box::new(large.clone()))]), &node));
        assert!(holds(&Filter::Or(vec![large.clone(), small]), &node));
        assert!(!holds(&large, &node));
        // Times are compared as they are shown: in whole seconds.
        let at = "2026-03-02T09:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
        assert!(holds(&number(Field::Modified, Comparison::Eq, at), &node));
        assert!(!holds(&Filter::IsFolder, &node));
    }

    #[test]
    fn facts_tell_as_much_as_all_of_it_to_a_rule_that_asks_for_them() {
        let node = Node { name: "Été.jpg".to_owned(), ..file("x", 5) };
        let Node { id, name, media_type, modified_at, .. } = node.clone();
        let fact = Fact { id, name, media_type, modified_at };
        let name = Filter::Like(Field::Name, Pattern::new("é%"));
        let media = Filter::Like(Field::Type, Pattern::new("image/%"));
        let late = number(Field::Modified, Comparison::Gt, 0);
        let starred = number(Field::Favourite, Comparison::Eq, 1);
        let more = |filter: &Filter| filter.asks_for(&|field| !field.is_a_fact());
        for filter in [name.clone(), media, late, starred, Filter::IsFolder, Filter::Not(Box::new(Filter::IsFolder))] {
            for favourite in [false, true] {
                let (all, facts) = (Candidate::new(&node, &node.name, favourite), Candidate::of_fact(&fact, favourite));
                assert_eq!(filter.holds(&facts), filter.holds(&all), "{filter:?}");
                assert!(!more(&filter));
            }
        }
        for field in [Field::Size, Field::Created, Field::FileId] {
            let filter = Filter::Or(vec![name.clone(), Filter::Not(Box::new(number(field, Comparison::Eq, 1)))]);
            assert!(more(&filter), "{field:?}");
        }
    }

    #[test]
    fn where_to_look_follows_from_the_rule() {
        let id = |id| number(Field::FileId, Comparison::Eq, id);
        let favourite = number(Field::Favourite, Comparison::Eq, 1);
        assert_eq!(Filter::Or(vec![id(1), id(2)]).among(), Among::FileIds(vec![1, 2]));
        assert_eq!(Filter::And(vec![favourite.clone(), Filter::IsFolder]).among(), Among::Favourites);
        assert_eq!(Filter::And(vec![favourite.clone(), id(3)]).among(), Among::FileIds(vec![3]));
        assert_eq!(Filter::Or(vec![favourite.clone(), id(3)]).among(), Among::All);
        assert_eq!(Filter::Not(Box::new(favourite.clone())).among(), Among::All);
        assert_eq!(Filter::And(Vec::new()).among(), Among::All);
        assert!(favourite.asks_for_favourites());
    }

    #[test]
    fn the_best_are_kept_in_order() {
        let mut best = Best::new(Sorting(vec![(Field::Size, Order::Desc)]), 3);
        let nodes: Vec<Node> = (0..200).map(|n| file("x", (n * 37) % 200)).collect();
        for node in &nodes {
            best.add(&Candidate::new(node, &node.name, false));
        }
        let (ids, more) = best.finish();
        let size = |id: &NodeId| nodes.iter().find(|node| node.id == *id).unwrap().size;
        assert_eq!(ids.iter().map(size).collect::<Vec<_>>(), [199, 198, 197]);
        assert!(more);
    }
}
