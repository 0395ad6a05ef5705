//! Words and dates as people write them into cells.

use base_suite::OrgRole;
use jiff::civil::Date;

use crate::model::folded;

/// Without accents, case, and anything but letters.
pub(super) fn plain(text: &str) -> String {
    folded(text).chars().filter(char::is_ascii_alphabetic).collect()
}

/// Whether that is meant as an address.
pub(super) fn looks_like_email(text: &str) -> bool {
    let text = text.trim();
    text.len() < 255
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}

/// The address in `Camille Roche <camille@communs.example>`, or the text as it is.
pub(super) fn bare_email(text: &str) -> &str {
    let inside = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    inside.unwrap_or(text).trim().trim_start_matches("mailto:")
}

/// A role in words.
pub(super) fn role(text: &str) -> Option<OrgRole> {
    match plain(text).as_str() {
        "personne" | "membre" | "member" | "members" | "person" | "user" | "utilisateur" | "utilisatrice"
        | "adherent" | "adherente" | "salarie" | "salariee" | "benevole" | "standard" => Some(OrgRole::Member),
        "admin" | "administrateur" | "administratrice" | "administrateurtrice" | "administration" | "administrator" => {
            Some(OrgRole::Admin)
        }
        "owner"
        | "mainadministrator"
        | "mainadmin"
        | "administrationprincipale"
        | "administrateurprincipal"
        | "administratriceprincipale"
        | "proprietaire" => Some(OrgRole::Owner),
        "guest" | "invite" | "invitee" | "externe" | "external" => Some(OrgRole::Guest),
        _ => None,
    }
}

/// `fr` or `en`.
pub(super) fn language(text: &str) -> Option<&'static str> {
    match plain(text).as_str() {
        "fr" | "fra" | "fre" | "frfr" | "francais" | "french" => Some("fr"),
        "en" | "eng" | "engb" | "enus" | "anglais" | "english" => Some("en"),
        _ => None,
    }
}

/// A day: `2027-03-31`, `31/03/2027`, `31.3.2027`. The day comes before the month, unless the year is first.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<i16> = text.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first > 31 { (first, last) } else { (last, first) };
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The groups in a cell.
pub(super) fn groups(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_languages_in_words() {
        for (text, expected) in [
            ("Invité·e", OrgRole::Guest),
            ("ADMIN", OrgRole::Admin),
            ("administrateur·trice", OrgRole::Admin),
            ("Administration principale", OrgRole::Owner),
            ("Personne", OrgRole::Member),
            ("adhérent(e)", OrgRole::Member),
        ] {
            assert_eq!(role(text), Some(expected), "{text}");
        }
        assert_eq!(role("chef"), None);
        assert_eq!((language("Français"), language("EN-gb"), language("de")), (Some("fr"), Some("en"), None));
    }

    #[test]
    fn days_as_people_write_them() {
        let date = |y, m, d| Date::new(y, m, d).ok();
        assert_eq!(day("2027-03-31"), date(2027, 3, 31));
        assert_eq!(day("31/03/2027"), date(2027, 3, 31));
        assert_eq!(day("1.4.27"), date(2027, 4, 1));
        assert_eq!(day("2027-03-31 00:00:00"), date(2027, 3, 31));
        for bad in ["03/31/2027", "31/02/2027", "demain", "", "2027", "1/2/3/4"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_with_a_name_around_them() {
        assert_eq!(bare_email("Camille Roche <c@a.fr>"), "c@a.fr");
        assert_eq!(bare_email("mailto:c@a.fr"), "c@a.fr");
        assert_eq!(groups(" Jardin; Bureau,, Fête ").collect::<Vec<_>>(), ["Jardin", "Bureau", "Fête"]);
    }
}
