//! Who lives in the demonstration. All of them are invented.

/// A person of the demonstration.
pub struct Somebody {
    /// The handle.
    pub handle: &'static str,
    /// The name.
    pub name: &'static str,
    /// Which groups they are in.
    pub groups: &'static [&'static str],
}

const fn somebody(handle: &'static str, name: &'static str, groups: &'static [&'static str]) -> Somebody {
    Somebody { handle, name, groups }
}

/// The groups of Les Communs.
pub const GROUPS: [&str; 4] = ["Bureau", "Communication", "Comptabilité", "Jardin"];

/// The twenty of Les Communs; the first is its main administrator.
pub const COMMUNS: [Somebody; 20] = [
    somebody("camille", "Camille Roche", &["Bureau", "Communication", "Comptabilité"]),
    somebody("adama", "Adama Koné", &["Bureau", "Comptabilité"]),
    somebody("lucie", "Lucie Fabre", &["Bureau", "Jardin"]),
    somebody("yann", "Yann Le Goff", &["Jardin"]),
    somebody("ines", "Inès Belkacem", &["Communication"]),
    somebody("thomas", "Thomas Weiss", &["Comptabilité"]),
    somebody("maud", "Maud Perrin", &["Jardin"]),
    somebody("samir", "Samir Haddad", &["Communication"]),
    somebody("elise", "Élise Aubert", &["Jardin", "Communication"]),
    somebody("paul", "Paul Nguyen", &["Comptabilité"]),
    somebody("jeanne", "Jeanne Morvan", &["Bureau"]),
    somebody("rachid", "Rachid Ziani", &["Jardin"]),
    somebody("clara", "Clara Vidal", &["Communication"]),
    somebody("hugo", "Hugo Lemaire", &[]),
    somebody("fatou", "Fatou Ndiaye", &["Jardin"]),
    somebody("nicolas", "Nicolas Garnier", &[]),
    somebody("sofia", "Sofia Marques", &["Communication"]),
    somebody("bertrand", "Bertrand Caron", &["Comptabilité"]),
    somebody("aicha", "Aïcha Benali", &[]),
    somebody("oscar", "Oscar Delmas", &["Jardin"]),
];

/// The three of Atelier Nord.
pub const ATELIER: [Somebody; 3] = [
    somebody("marthe", "Marthe Lindqvist", &["Atelier"]),
    somebody("gilles", "Gilles Hanon", &["Atelier"]),
    somebody("nadia", "Nadia Cherif", &[]),
];
