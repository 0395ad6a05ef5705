//! The If header (RFC 4918 section 10.4), which does two things: it makes a request conditional on states of
//! resources, and it submits lock tokens by naming them, in whatever way.
//!
//! States come from the database, so an evaluation has two steps: [`IfHeader::resources`] says whose states are needed,
//! and [`IfHeader::holds`] decides with them. That belongs into the transaction of the change.

use super::{ETag, HeaderError, LockToken, is_absolute_uri, path_of, single};
use crate::path::DavPath;
use http::HeaderMap;
use std::fmt;

const NAME: &str = "if";

/// Lists in one header. Each may name a resource to look up; programs send one or two.
const MAX_LISTS: usize = 100;

/// A parsed If header: it holds when one of its lists does. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfHeader(Vec<List>);

/// Conditions that must all hold, on one resource. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The resource, or none for the one of the request.
    pub resource: Option<DavPath>,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Whether the test must fail rather than hold.
    pub negated: bool,
    /// What is tested.
    pub test: StateTest,
}

/// The test of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateTest {
    /// The resource is covered by the lock with this token. No lock has `DAV:no-lock`.
    Token(LockToken),
    /// This is the version of the resource.
    ETag(ETag),
}

/// The state of a resource that conditions are tested on; the default is that of one that does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceState {
    /// Its entity tag.
    pub etag: Option<ETag>,
    /// The tokens of the locks that cover it, inherited ones included.
    pub tokens: Vec<LockToken>,
}

impl IfHeader {
    /// Reads it from a request, if it is there.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, HeaderError> {
        single(headers, NAME)?.map(Self::parse).transpose()
    }

    /// Parses the header's text.
    pub fn parse(text: &str) -> Result<Self, HeaderError> {
        let mut rest = text.trim_start();
        let mut lists: Vec<List> = Vec::new();
        let mut resource = None;
        let mut expects_list = true;
        while !rest.is_empty() {
            if rest.starts_with('<') {
                // A tag needs a list behind it, and untagged lists cannot stand before tagged ones.
                let untagged = lists.first().is_some_and(|list| list.resource.is_none());
                if untagged || (expects_list && resource.is_some()) {
                    return Err(malformed());
                }
                let (reference, tail) = take_coded(rest)?;
                let path = path_of(reference).ok_or_else(malformed)?;
                resource = Some(DavPath::parse(path).map_err(|error| HeaderError::Path(NAME, error))?);
                expects_list = true;
                rest = tail;
            } else {
                let (conditions, tail) = take_list(rest)?;
                if lists.len() == MAX_LISTS {
                    return Err(malformed());
                }
                lists.push(List { resource: resource.clone(), conditions });
                expects_list = false;
                rest = tail;
            }
            rest = rest.trim_start();
        }
        if expects_list { Err(malformed()) } else { Ok(Self(lists)) }
    }

    /// Its lists.
    pub fn lists(&self) -> &[List] {
        &self.0
    }

    /// The resources whose states decide, each once; the one of the request is `None`.
    pub fn resources(&self) -> Vec<Option<&DavPath>> {
        let mut resources = Vec::new();
        for list in &self.0 {
            let resource = list.resource.as_ref();
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        resources
    }

    /// Every lock token that it names. Naming one submits it (RFC 4918 section 10.4.1), even behind a `Not`.
    pub fn tokens(&self) -> impl Iterator<Item = &LockToken> {
        self.0.iter().flat_map(|list| &list.conditions).filter_map(|condition| match &condition.test {
            StateTest::Token(token) => Some(token),
            StateTest::ETag(_) => None,
        })
    }

    /// Whether it holds. `state` gives the state of a resource, that of the request for `None`; a resource that is not
    /// ours or does not exist has the default one. If it does not hold the answer is 412.
    pub fn holds<'s>(&self, state: impl Fn(Option<&DavPath>) -> Option<&'s ResourceState>) -> bool {
        self.0.iter().any(|list| {
            let state = state(list.resource.as_ref());
            list.conditions.iter().all(|condition| condition.holds(state))
        })
    }
}

impl Condition {
    fn holds(&self, state: Option<&ResourceState>) -> bool {
        let found = state.is_some_and(|state| match &self.test {
            StateTest::Token(token) => state.tokens.contains(token),
            StateTest::ETag(etag) => state.etag.as_ref().is_some_and(|current| etag.names(current)),
        });
        found != self.negated
    }
}

fn malformed() -> HeaderError {
    HeaderError::Malformed(NAME)
}

/// `<…>` off the front.
fn take_coded(text: &str) -> Result<(&str, &str), HeaderError> {
    text.strip_prefix('<').and_then(|rest| rest.split_once('>')).ok_or_else(malformed)
}

/// `(…)` off the front.
fn take_list(text: &str) -> Result<(Vec<Condition>, &str), HeaderError> {
    let mut rest = text.strip_prefix('(').ok_or_else(malformed)?.trim_start();
    let mut conditions = Vec::new();
    loop {
        if let Some(tail) = rest.strip_prefix(')') {
            return if conditions.is_empty() { Err(malformed()) } else { Ok((conditions, tail)) };
        }
        let not = rest.split_at_checked(3).filter(|(word, _)| word.eq_ignore_ascii_case("not"));
        let negated = not.is_some();
        rest = not.map_or(rest, |(_, tail)| tail.trim_start());
        let (test, tail) = if let Some(tag) = rest.strip_prefix('[') {
            let (etag, tail) = ETag::take(tag.trim_start()).ok_or_else(malformed)?;
            (StateTest::ETag(etag), tail.trim_start().strip_prefix(']').ok_or_else(malformed)?)
        } else {
            let (token, tail) = take_coded(rest)?;
            if !is_absolute_uri(token) {
                return Err(malformed());
            }
            (StateTest::Token(LockToken::new(token)), tail)
        };
        conditions.push(Condition { negated, test });
        rest = tail.trim_start();
    }
}

/// As in a request.
impl fmt::Display for IfHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, list) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            if let Some(resource) = &list.resource {
                write!(f, "<{resource}> ")?;
            }
            f.write_str("(")?;
            for (index, condition) in list.conditions.iter().enumerate() {
                let space = if index > 0 { " " } else { "" };
                let not = if condition.negated { "Not " } else { "" };
                match &condition.test {
                    StateTest::Token(token) => write!(f, "{space}{not}<{}>", token.as_str())?,
                    StateTest::ETag(etag) => write!(f, "{space}{not}[{etag}]")?,
                }
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const TOKEN: &str = "urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2";

    fn locked(etag: &str) -> ResourceState {
        ResourceState { etag: Some(ETag::strong(etag)), tokens: vec![LockToken::new(TOKEN)] }
    }

    fn holds(header: &str, state: &ResourceState) -> bool {
        IfHeader::parse(header).unwrap().holds(|resource| resource.is_none().then_some(state))
    }

    #[test]
    fn the_examples_of_the_standard() {
        let no_tag = format!("(<{TOKEN}> [\"I am an ETag\"]) ([\"I am another ETag\"])");
        assert!(holds(&no_tag, &locked("I am an ETag")));
        assert!(holds(&no_tag, &ResourceState { etag: Some(ETag::strong("I am another ETag")), tokens: vec![] }));
        assert!(!holds(&no_tag, &locked("yet another")));
        let not = format!("(Not <{TOKEN}> <urn:uuid:58f202ac-22cf-11d1-b12d-002035b29092>)");
        assert!(!holds(&not, &locked("e")));
        assert!(holds(&format!("(<{TOKEN}>) (Not <DAV:no-lock>)"), &ResourceState::default()));

        let tagged = IfHeader::parse(
            "</resource1> (<urn:uuid:1> [W/\"A weak ETag\"]) ([\"strong ETag\"]) <http://www.example.com/r2> (Not [\"x\"])",
        )
        .unwrap();
        let (one, two) = (DavPath::parse("/resource1").unwrap(), DavPath::parse("/r2").unwrap());
        assert_eq!(tagged.resources(), [Some(&one), Some(&two)]);
        assert_eq!(tagged.lists().len(), 3);
        let strong = ResourceState { etag: Some(ETag::strong("strong ETag")), tokens: vec![] };
        let x = ResourceState { etag: Some(ETag::strong("x")), tokens: vec![] };
        assert!(tagged.holds(|resource| if resource == Some(&one) { Some(&strong) } else { Some(&x) }));
        assert!(!tagged.holds(|_| Some(&x)));
        assert!(tagged.holds(|_| None), "a resource that is not there has no ETag \"x\"");
    }

    #[test]
    fn conditions_on_a_locked_resource() {
        let state = locked("e1");
        for (header, expected) in [
            (format!("(<{TOKEN}> [\"e1\"])"), true),
            (format!("(<{TOKEN}> [\"e2\"])"), false),
            (format!("(<{TOKEN}>) (Not <DAV:no-lock>)"), true),
            (format!("(<{TOKEN}x>) (Not <DAV:no-lock>)"), true),
            (format!("(<{TOKEN}> [\"e2\"]) (Not <DAV:no-lock> [\"e1\"])"), true),
            (format!("(<{TOKEN}> [\"e2\"]) (Not <DAV:no-lock> [\"e2\"])"), false),
            ("(<DAV:no-lock>)".to_owned(), false),
            (format!("(Not <{TOKEN}>)"), false),
        ] {
            assert_eq!(holds(&header, &state), expected, "{header}");
        }
    }

    #[test]
    fn naming_a_token_submits_it() {
        let header = IfHeader::parse("(Not <urn:a:1> [\"e\"]) (<urn:a:2>)").unwrap();
        assert_eq!(header.tokens().map(LockToken::as_str).collect::<Vec<_>>(), ["urn:a:1", "urn:a:2"]);
    }

    #[test]
    fn the_grammar_is_kept() {
        for good in ["(<a:b>)", " ( <a:b> ) ", "(<a:b>)(<c:d>)", "(not<a:b>[\"]\"])", "</a>(<a:b>)(<a:b>)</b>(<a:b>)"] {
            assert!(IfHeader::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            "()",
            "(",
            ")",
            "(<a:b>",
            "<a:b>",
            "</a>",
            "</a> </b> (<a:b>)",
            "(<a:b>) </a> (<a:b>)",
            "(<a:b>) x",
            "(<ab>)",
            "(<>)",
            "([e])",
            "([\"e\")",
            "(Not)",
            "(Not Not <a:b>)",
            "</a#b> (<a:b>)",
            "</../a> (<a:b>)",
            "<urn:x> (<a:b>)",
            "(<a:b>), (<a:b>)",
            "</a> (<a:b>) </b>",
            "(\u{e9})",
            "(no",
            "(\u{e9}\u{e9}\u{e9})",
        ] {
            assert!(IfHeader::parse(bad).is_err(), "{bad}");
        }
        assert!(IfHeader::parse(&"(<a:b>)".repeat(100)).is_ok());
        assert!(IfHeader::parse(&"(<a:b>)".repeat(101)).is_err());
    }
}
