//! What a person tells others of themself, field by field, and whom they tell. No I/O.

use base_suite::OrgRole;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{line, turns_text};
use crate::Error;

/// Something that may stand on a person's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The e-mail address of the account.
    Email,
    /// A telephone number.
    Phone,
    /// What they do here.
    Function,
    /// Where they are found: a town, an office.
    Location,
    /// A few lines about them.
    About,
}

base_db::text_enum!(Field {
    Email = "email", Phone = "phone", Function = "function", Location = "location", About = "about",
});

impl Field {
    /// All of them, in the order of the card.
    pub const ALL: [Self; 5] = [Self::Function, Self::Email, Self::Phone, Self::Location, Self::About];

    /// Who sees it while the person has not chosen.
    pub const fn usual(self) -> Audience {
        match self {
            Self::Phone => Audience::Groups,
            Self::Email | Self::Function | Self::Location | Self::About => Audience::Organisation,
        }
    }

    /// A value that it can have, without space around it; empty for none. The address is changed elsewhere.
    pub fn checked(self, text: &str) -> Result<String, Error> {
        let (longest, value) = match self {
            Self::About => (600, paragraphs(text)?),
            Self::Phone => (40, line("phone", text)?),
            Self::Email => return Err(Error::invalid("email", "Change the address with the password.")),
            Self::Function | Self::Location => (120, line(self.as_str(), text)?),
        };
        if value.chars().count() > longest {
            return Err(Error::invalid(self.as_str(), format!("Give at most {longest} characters.")));
        }
        if self == Self::Phone && !value.is_empty() && !is_number(&value) {
            return Err(Error::invalid("phone", "Give a telephone number such as +33 6 12 34 56 78."));
        }
        Ok(value)
    }
}

fn is_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 3
        && text.chars().all(|c| c.is_ascii_digit() || "+()-./ \u{a0}\u{202f}#*".contains(c))
}

/// Text of several lines, none of them invisible.
fn paragraphs(text: &str) -> Result<String, Error> {
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if text.chars().any(|c| c != '\n' && (c.is_control() || turns_text(c))) {
        return Err(Error::invalid("about", "Write it without invisible characters."));
    }
    Ok(text)
}

/// Whom a field is for. Administrators and the person see all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody in the organisation, but its guests.
    Organisation,
    /// Those who share a group with the person, guests too.
    Groups,
    /// Administrators alone.
    Admins,
}

base_db::text_enum!(Audience { Organisation = "organisation", Groups = "groups", Admins = "admins" });

/// From where a card is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// As the person themself, and as administrators do.
    Everything,
    /// As a member does, who shares a group with the person or not.
    Member {
        /// Whether they share one.
        shares: bool,
    },
    /// As a guest does.
    Guest {
        /// Whether they share a group.
        shares: bool,
    },
}

impl Sight {
    /// How somebody with this role looks at another person.
    pub fn of(role: OrgRole, shares: bool) -> Self {
        match role {
            OrgRole::Guest => Self::Guest { shares },
            OrgRole::Member => Self::Member { shares },
            OrgRole::Admin | OrgRole::Owner => Self::Everything,
        }
    }

    /// Whether what is for `audience` is seen from here.
    pub fn sees(self, audience: Audience) -> bool {
        match self {
            Self::Everything => true,
            Self::Member { shares } => match audience {
                Audience::Organisation => true,
                Audience::Groups => shares,
                Audience::Admins => false,
            },
            Self::Guest { shares } => audience == Audience::Groups && shares,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_sees_what_is_for_them() {
        let seen = |sight: Sight| {
            [Audience::Organisation, Audience::Groups, Audience::Admins].map(|audience| sight.sees(audience))
        };
        assert_eq!(seen(Sight::of(OrgRole::Owner, false)), [true; 3]);
        assert_eq!(seen(Sight::of(OrgRole::Admin, false)), [true; 3]);
        assert_eq!(seen(Sight::of(OrgRole::Member, false)), [true, false, false]);
        assert_eq!(seen(Sight::of(OrgRole::Member, true)), [true, true, false]);
        assert_eq!(seen(Sight::of(OrgRole::Guest, false)), [false; 3]);
        assert_eq!(seen(Sight::of(OrgRole::Guest, true)), [false, true, false]);
    }

    #[test]
    fn fields_are_plain_text_within_limits() {
        for good in ["", "+33 6 12 34 56 78", "(0)1-23.45/67 #8", "112"] {
            assert_eq!(Field::Phone.checked(good).unwrap(), good);
        }
        for bad in ["call me", "12", "<b>123</b>", "123\n456", "+33 6 12 34 56 78 +33 6 12 34 56 78 +33 6 12 34 56 78"]
        {
            assert!(Field::Phone.checked(bad).is_err(), "{bad}");
        }
        assert_eq!(Field::About.checked(" <i>Bees</i>\r\nand trees ").unwrap(), "<i>Bees</i>\nand trees");
        for bad in ["a\0b", "a\u{202e}b", &"n".repeat(601)] {
            assert!(Field::About.checked(bad).is_err(), "{bad:?}");
        }
        assert!(Field::Function.checked("two\nlines").is_err());
        assert!(Field::Location.checked(&"n".repeat(121)).is_err());
        assert!(Field::Email.checked("a@b.fr").is_err());
    }
}
