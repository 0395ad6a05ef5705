//! What a tool records about a person, as the page says it that everybody has about themself.

use base_i18n::Text;

use crate::retention::Retention;

/// One kind of thing that is recorded about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What: "Your sign-ins".
    pub title: Text,
    /// Which details, and what for.
    pub about: Text,
    /// For how long.
    pub kept: Kept,
    /// How many there are about this person now, where that is cheap to tell.
    pub count: Option<u64>,
    /// Where they see it themself: a path of the site.
    pub link: Option<&'static str>,
}

/// How long something is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// As this rule says, or as the organisation chose within it.
    Days(Retention),
    /// For as long as there is the account.
    WithAccount,
    /// Otherwise.
    Until(Text),
}
