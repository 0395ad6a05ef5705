//! What the columns of a list hold, by the names that people give them in French and English.

use serde::{Deserialize, Serialize};

use super::Row;
use super::cells::{looks_like_email, plain};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListField)]
pub enum Field {
    /// The e-mail address.
    Email,
    /// The whole name.
    Name,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The sign-in name.
    Handle,
    /// Groups, with commas or semicolons between them.
    Groups,
    /// What they may do to the organisation.
    Role,
    /// French or English.
    Language,
    /// Who answers for a guest.
    Sponsor,
    /// When a guest's stay is over.
    EndsOn,
}

/// Without accents, case and anything but letters.
const NAMES: [(Field, &[&str]); 10] = [
    (
        Field::Email,
        &[
            "email",
            "emails",
            "mail",
            "mails",
            "mel",
            "courriel",
            "courriels",
            "adresse",
            "adresseemail",
            "adressemail",
            "adressecourriel",
            "adresseelectronique",
            "adressedecourriel",
            "adressedemessagerie",
            "courrielprofessionnel",
            "emailprofessionnel",
            "emailpro",
            "mailpro",
            "emailaddress",
            "mailaddress",
            "primaryemail",
            "workemail",
        ],
    ),
    (
        Field::Name,
        &[
            "name",
            "fullname",
            "displayname",
            "nomcomplet",
            "nomaffiche",
            "nomdaffichage",
            "nometprenom",
            "prenometnom",
            "nomprenom",
            "prenomnom",
            "nomprenoms",
            "personne",
            "person",
        ],
    ),
    (Field::FirstName, &["prenom", "prenoms", "firstname", "first", "givenname", "forename"]),
    (
        Field::LastName,
        &["lastname", "last", "surname", "familyname", "nomdefamille", "nomdusage", "nomusuel", "nomdenaissance"],
    ),
    (
        Field::Handle,
        &[
            "identifiant",
            "identifiants",
            "handle",
            "login",
            "username",
            "user",
            "userid",
            "uid",
            "signinname",
            "nomdutilisateur",
            "nomdeconnexion",
            "utilisateur",
            "pseudo",
            "pseudonyme",
            "compte",
            "account",
        ],
    ),
    (
        Field::Groups,
        &[
            "groupe",
            "groupes",
            "group",
            "groups",
            "equipe",
            "equipes",
            "team",
            "teams",
            "pole",
            "poles",
            "commission",
            "commissions",
            "cercle",
            "cercles",
            "circle",
            "circles",
            "service",
            "services",
        ],
    ),
    (Field::Role, &["role", "roles", "droit", "droits", "profil", "permission", "permissions"]),
    (Field::Language, &["langue", "langues", "language", "lang", "locale"]),
    (
        Field::Sponsor,
        &[
            "parrain",
            "marraine",
            "parrainage",
            "repondant",
            "repondante",
            "referent",
            "referente",
            "sponsor",
            "invitepar",
            "garant",
        ],
    ),
    (
        Field::EndsOn,
        &[
            "fin",
            "finle",
            "datedefin",
            "findesejour",
            "jusquau",
            "jusqua",
            "jusque",
            "echeance",
            "expiration",
            "expire",
            "expires",
            "end",
            "ends",
            "endson",
            "enddate",
            "until",
            "expirydate",
        ],
    ),
];

/// What each column holds, by its name; each field once.
pub(super) fn recognised(titles: &[String]) -> Vec<Option<Field>> {
    let plain: Vec<String> = titles.iter().map(|title| plain(title)).collect();
    let mut fields: Vec<Option<Field>> = plain
        .iter()
        .map(|title| NAMES.iter().find(|(_, names)| names.contains(&title.as_str())).map(|(field, _)| *field))
        .collect();
    // "Nom" beside "Prénom" is the last name, and the whole name alone; so is "Name" beside "First name".
    let has_first = fields.contains(&Some(Field::FirstName));
    for (field, title) in fields.iter_mut().zip(&plain) {
        match title.as_str() {
            "nom" | "noms" => *field = Some(if has_first { Field::LastName } else { Field::Name }),
            "name" if has_first => *field = Some(Field::LastName),
            _ => {}
        }
    }
    let mut seen = std::collections::HashSet::new();
    fields.into_iter().map(|field| field.filter(|field| seen.insert(*field))).collect()
}

/// The same without names, by what the first lines hold: an address, and before or after it a name.
pub(super) fn by_contents(rows: &[Row], width: usize) -> Vec<Option<Field>> {
    let mut fields = vec![None; width];
    let addresses = |place: usize| rows.iter().take(20).filter(|row| looks_like_email(row.cell(place))).count();
    let Some(email) = (0..width).max_by_key(|place| (addresses(*place), std::cmp::Reverse(*place))) else {
        return fields;
    };
    if addresses(email) == 0 {
        return fields;
    }
    fields[email] = Some(Field::Email);
    let wordy = |place: &usize| {
        *place != email && rows.iter().take(20).all(|row| row.cell(*place).chars().any(char::is_alphabetic))
    };
    if let Some(name) = (0..width).find(wordy) {
        fields[name] = Some(Field::Name);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(titles: &str) -> Vec<Option<Field>> {
        recognised(&titles.split(';').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages() {
        use Field::*;
        assert_eq!(fields("Prénom;NOM;E-mail"), [Some(FirstName), Some(LastName), Some(Email)]);
        assert_eq!(fields("Nom;Courriel;Téléphone"), [Some(Name), Some(Email), None]);
        assert_eq!(fields("First name;Last_Name;E-Mail Address"), [Some(FirstName), Some(LastName), Some(Email)]);
        assert_eq!(fields("Name;First Name;Mail"), [Some(LastName), Some(FirstName), Some(Email)]);
        assert_eq!(
            fields("identifiant;groupes;rôle;langue;fin;parrain"),
            [Some(Handle), Some(Groups), Some(Role), Some(Language), Some(EndsOn), Some(Sponsor)]
        );
        assert_eq!(fields("email;Courriel"), [Some(Email), None], "each once");
        assert_eq!(fields("Nom d’utilisateur;Jusqu'au"), [Some(Handle), Some(EndsOn)]);
    }
}
