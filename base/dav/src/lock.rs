//! Write locks (RFC 4918 sections 6 and 7): when they conflict, what they forbid, how they are shown.
//!
//! Rules only. The caller loads the locks that are live ([`Lock::is_live`]) on a resource, its ancestors and, for
//! changes to a tree, its descendants, within the transaction of the change.

use crate::fragment::Fragment;
use crate::headers::{Depth, LockToken};
use crate::path::DavPath;
use crate::write::{XmlWriter, begin_document, end_document};
use jiff::{SignedDuration, Timestamp};

/// Alone, or with others who also only share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockScope {
    /// No other lock beside it.
    Exclusive,
    /// Other shared ones beside it.
    Shared,
}

impl LockScope {
    fn goes_with(self, other: Self) -> bool {
        self == Self::Shared && other == Self::Shared
    }
}

/// How far a lock reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockDepth {
    /// The resource; of a collection, also which members it has.
    Zero,
    /// Everything below as well, whatever is created there later.
    Infinity,
}

impl From<Depth> for LockDepth {
    fn from(depth: Depth) -> Self {
        if depth == Depth::Zero { Self::Zero } else { Self::Infinity }
    }
}

/// A lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Its token.
    pub token: LockToken,
    /// The resource that was locked; all paths given to this module have the same origin.
    pub root: DavPath,
    /// Its scope.
    pub scope: LockScope,
    /// Its depth.
    pub depth: LockDepth,
    /// The account that took it: a token counts only when that account names it (RFC 4918 section 6.4).
    pub holder: String,
    /// What the client wrote about its owner.
    pub owner: Option<Fragment>,
    /// When it ends unless it is refreshed.
    pub expires: Timestamp,
}

impl Lock {
    /// Whether it has not ended.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires > now
    }

    /// Makes it last `seconds` from now on: for a new lock and for a refresh.
    pub fn extend(&mut self, now: Timestamp, seconds: u32) {
        self.expires = expiry(now, seconds);
    }

    /// Whether it covers `path`: it was taken there, or above with infinite depth.
    pub fn covers(&self, path: &DavPath) -> bool {
        self.root == *path || (self.depth == LockDepth::Infinity && path.starts_with(&self.root))
    }

    /// Its `d:activelock`; `root_href` is its root as the asking client names it.
    pub fn write_active(&self, xml: &mut XmlWriter<'_>, root_href: &str, now: Timestamp) {
        xml.raw("<d:activelock><d:locktype><d:write/></d:locktype><d:lockscope>");
        xml.raw(match self.scope {
            LockScope::Exclusive => "<d:exclusive/>",
            LockScope::Shared => "<d:shared/>",
        });
        xml.raw("</d:lockscope><d:depth>");
        xml.raw(match self.depth {
            LockDepth::Zero => "0",
            LockDepth::Infinity => "infinity",
        });
        xml.raw("</d:depth>");
        if let Some(owner) = &self.owner {
            xml.fragment(owner);
        }
        xml.raw("<d:timeout>Second-");
        xml.number(self.expires.duration_since(now).as_secs().max(0));
        xml.raw("</d:timeout><d:locktoken>");
        xml.href(self.token.as_str());
        xml.raw("</d:locktoken><d:lockroot>");
        xml.href(root_href);
        xml.raw("</d:lockroot></d:activelock>");
    }
}

/// When a lock taken now for `seconds` ends.
pub fn expiry(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// The content of the property `d:supportedlock`: write locks of both scopes.
pub const SUPPORTED_LOCK: &str = "<d:lockentry><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/>\
    </d:locktype></d:lockentry><d:lockentry><d:lockscope><d:shared/></d:lockscope><d:locktype><d:write/></d:locktype>\
    </d:lockentry>";

/// The body that answers a LOCK.
pub fn lock_body(lock: &Lock, root_href: &str, now: Timestamp) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    begin_document(&mut out, "prop");
    let mut xml = XmlWriter::new(&mut out);
    xml.raw("<d:lockdiscovery>");
    lock.write_active(&mut xml, root_href, now);
    xml.raw("</d:lockdiscovery>");
    end_document(&mut out, "prop");
    out
}

/// The locks among `locks` that a new one on `root` does not go with. None: it can be taken.
///
/// If one of them is on `root` or above, the answer is 423 with `no-conflicting-lock`; if all are below, 207 with 423
/// for each and 424 for the root (RFC 4918 section 9.10.9).
pub fn conflicting<'l>(locks: &'l [Lock], root: &DavPath, depth: LockDepth, scope: LockScope) -> Vec<&'l Lock> {
    locks
        .iter()
        .filter(|lock| lock.covers(root) || (depth == LockDepth::Infinity && lock.root.starts_with(root)))
        .filter(|lock| !lock.scope.goes_with(scope))
        .collect()
}

/// What a request does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Changes its content or properties: PUT on what exists, PROPPATCH.
    Change,
    /// Makes it a new member of its parent: PUT, MKCOL, LOCK, COPY and MOVE to where nothing is.
    Create,
    /// Removes it with all below from its parent: DELETE, the source of MOVE, and the destination of COPY and MOVE
    /// that replace what is there.
    Remove,
}

/// The locks among `locks` that forbid `write` on `target` to `holder`, who names the tokens `submitted`. None: it is
/// allowed; otherwise the answer is 423 with `lock-token-submitted` and the roots of these.
///
/// A resource covered by locks needs one of their tokens: there is one if it is exclusive, and the holder of one of
/// several shared ones may write.
pub fn blocking<'l>(
    locks: &'l [Lock],
    target: &DavPath,
    write: Write,
    holder: &str,
    submitted: &[LockToken],
) -> Vec<&'l Lock> {
    let mut protected: Vec<DavPath> = Vec::new();
    if write != Write::Create {
        protected.push(target.clone());
    }
    if write != Write::Change {
        protected.extend(target.parent());
    }
    if write == Write::Remove {
        let below = locks.iter().map(|lock| &lock.root).filter(|root| root.starts_with(target) && *root != target);
        protected.extend(below.cloned());
    }
    let mut blocking: Vec<&Lock> = Vec::new();
    for path in &protected {
        let mut covering = locks.iter().filter(|lock| lock.covers(path)).peekable();
        if covering.peek().is_some()
            && !covering.clone().any(|lock| lock.holder == holder && submitted.contains(&lock.token))
        {
            blocking.extend(covering);
        }
    }
    let mut seen: Vec<&LockToken> = Vec::new();
    blocking.retain(|lock| {
        let first = !seen.contains(&&lock.token);
        seen.push(&lock.token);
        first
    });
    blocking
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::read::read;

    fn path(text: &str) -> DavPath {
        DavPath::parse(text).unwrap()
    }

    fn lock(name: &str, root: &str, scope: LockScope, depth: LockDepth) -> Lock {
        Lock {
            token: token(name),
            root: path(root),
            scope,
            depth,
            holder: "alice".to_owned(),
            owner: Some(Fragment::from_stored("<o:owner xmlns:o=\"DAV:\">Alice &amp; co</o:owner>")),
            expires: expiry(Timestamp::UNIX_EPOCH, 600),
        }
    }

    fn token(name: &str) -> LockToken {
        LockToken::from_uuid(name)
    }

    fn conflicts(existing: (&str, LockScope, LockDepth), new: (&str, LockScope, LockDepth)) -> bool {
        let locks = [lock("1", existing.0, existing.1, existing.2)];
        !conflicting(&locks, &path(new.0), new.2, new.1).is_empty()
    }

    use LockDepth::{Infinity, Zero};
    use LockScope::{Exclusive, Shared};

    #[test]
    fn scopes_conflict_unless_both_share() {
        for (a, b, expected) in [
            (Exclusive, Exclusive, true),
            (Exclusive, Shared, true),
            (Shared, Exclusive, true),
            (Shared, Shared, false),
        ] {
            assert_eq!(conflicts(("/a", a, Zero), ("/a", b, Zero)), expected, "{a:?} {b:?}");
        }
    }

    #[test]
    fn depth_decides_what_locks_meet() {
        assert!(conflicts(("/a", Exclusive, Infinity), ("/a/b/c", Exclusive, Zero)));
        assert!(!conflicts(("/a", Exclusive, Zero), ("/a/b", Exclusive, Zero)));
        assert!(conflicts(("/a/b", Exclusive, Zero), ("/a", Shared, Infinity)));
        assert!(!conflicts(("/a/b", Exclusive, Zero), ("/a", Exclusive, Zero)));
        assert!(!conflicts(("/ab", Exclusive, Infinity), ("/a", Exclusive, Infinity)));
        assert!(!conflicts(("/a/b", Shared, Infinity), ("/a", Shared, Infinity)));
    }

    fn blocked(locks: &[Lock], target: &str, write: Write, submitted: &[&str]) -> Vec<String> {
        let submitted: Vec<_> = submitted.iter().map(|name| token(name)).collect();
        let blocking = blocking(locks, &path(target), write, "alice", &submitted);
        blocking.iter().map(|lock| lock.root.to_string()).collect()
    }

    #[test]
    fn a_locked_resource_needs_its_token() {
        let locks = [lock("1", "/a/f", Exclusive, Zero)];
        assert_eq!(blocked(&locks, "/a/f", Write::Change, &[]), ["/a/f"]);
        assert_eq!(blocked(&locks, "/a/f", Write::Change, &["2"]), ["/a/f"]);
        assert!(blocked(&locks, "/a/f", Write::Change, &["2", "1"]).is_empty());
        assert!(blocked(&locks, "/a/g", Write::Change, &[]).is_empty());
        assert!(blocked(&locks, "/a", Write::Change, &[]).is_empty());
    }

    #[test]
    fn a_token_counts_only_for_its_holder() {
        let locks = [lock("1", "/f", Exclusive, Zero)];
        assert_eq!(blocking(&locks, &path("/f"), Write::Change, "bob", &[token("1")]).len(), 1);
    }

    #[test]
    fn a_locked_collection_keeps_its_members() {
        let locks = [lock("1", "/a", Exclusive, Zero)];
        assert_eq!(blocked(&locks, "/a/new", Write::Create, &[]), ["/a"]);
        assert_eq!(blocked(&locks, "/a/old", Write::Remove, &[]), ["/a"]);
        assert!(
            blocked(&locks, "/a/old", Write::Change, &[]).is_empty(),
            "depth 0 does not reach the content of members"
        );
        assert!(blocked(&locks, "/a/b/new", Write::Create, &[]).is_empty());
        assert!(blocked(&locks, "/a/new", Write::Create, &["1"]).is_empty());
    }

    #[test]
    fn a_lock_of_infinite_depth_reaches_everything_below() {
        let locks = [lock("1", "/a", Exclusive, Infinity)];
        for write in [Write::Change, Write::Create, Write::Remove] {
            assert_eq!(blocked(&locks, "/a/b/c", write, &[]), ["/a"]);
            assert!(blocked(&locks, "/a/b/c", write, &["1"]).is_empty());
        }
    }

    #[test]
    fn a_tree_is_not_removed_from_under_its_locks() {
        let locks =
            [lock("1", "/a/b/f", Exclusive, Zero), lock("2", "/a/c", Shared, Zero), lock("3", "/z", Shared, Zero)];
        assert_eq!(blocked(&locks, "/a", Write::Remove, &[]), ["/a/b/f", "/a/c"]);
        assert_eq!(blocked(&locks, "/a", Write::Remove, &["1"]), ["/a/c"]);
        assert!(blocked(&locks, "/a", Write::Remove, &["1", "2"]).is_empty());
        assert!(blocked(&locks, "/a", Write::Create, &[]).is_empty());
    }

    #[test]
    fn one_of_several_shared_locks_is_enough() {
        let locks = [lock("1", "/f", Shared, Zero), lock("2", "/f", Shared, Zero)];
        assert_eq!(blocked(&locks, "/f", Write::Remove, &[]).len(), 2);
        assert!(blocked(&locks, "/f", Write::Remove, &["2"]).is_empty());
    }

    #[test]
    fn the_root_has_no_parent_to_protect() {
        assert!(blocked(&[], "/", Write::Remove, &[]).is_empty());
        assert_eq!(blocked(&[lock("1", "/", Exclusive, Infinity)], "/x", Write::Create, &[]), ["/"]);
    }

    #[test]
    fn locks_end_and_are_extended() {
        let mut lock = lock("1", "/f", Exclusive, Zero);
        let end = lock.expires;
        assert!(lock.is_live(Timestamp::UNIX_EPOCH));
        assert!(!lock.is_live(end));
        lock.extend(end, u32::MAX);
        assert!(lock.is_live(end));
        assert_eq!(expiry(Timestamp::MAX, 1), Timestamp::MAX);
    }

    #[test]
    fn the_answer_to_lock_shows_it() {
        let root =
            read(&lock_body(&lock("1", "/a b/", Exclusive, Infinity), "/dav/a%20b/", Timestamp::UNIX_EPOCH)).unwrap();
        let active = root.dav_child("lockdiscovery").unwrap().dav_child("activelock").unwrap();
        let text = |local| active.dav_child(local).unwrap().text();
        let href = |local| active.dav_child(local).unwrap().dav_child("href").unwrap().text();
        assert_eq!(text("depth"), "infinity");
        assert_eq!(text("timeout"), "Second-600");
        assert_eq!(text("owner"), "Alice & co");
        assert_eq!(href("locktoken"), "urn:uuid:1");
        assert_eq!(href("lockroot"), "/dav/a%20b/");
        assert!(active.dav_child("lockscope").unwrap().dav_child("exclusive").is_some());
        assert!(read(format!("<x xmlns:d='DAV:'>{SUPPORTED_LOCK}</x>").as_bytes()).is_ok());
    }
}
