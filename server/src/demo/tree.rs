//! What lies in the drives of the demonstration.

use super::document::{ods, odt, pdf};
use super::picture::{Light, garden_plan, landscape};

/// Where a file lies.
#[derive(Clone, Copy)]
pub enum Place {
    /// In the own files of who wrote it.
    Own,
    /// In a group's space.
    Group(&'static str),
}

/// A file to be: where, by whom, how many days ago, and what makes its contents.
pub struct Entry {
    /// Where it lies.
    pub place: Place,
    /// Its path there.
    pub path: &'static str,
    /// Who wrote it.
    pub by: &'static str,
    /// Its age in days.
    pub days: i64,
    /// Makes its contents.
    pub make: fn() -> Vec<u8>,
}

macro_rules! entries {
    ($($place:expr => { $($path:literal, $by:literal, $days:literal, $make:expr;)+ })+) => {
        vec![$($(Entry { place: $place, path: $path, by: $by, days: $days, make: || $make },)+)+]
    };
}

fn text(content: &str) -> Vec<u8> {
    content.as_bytes().to_vec()
}

fn sheet(name: &str, csv: &str) -> Vec<u8> {
    let rows: Vec<Vec<String>> = csv.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect();
    ods(name, &rows)
}

/// The files of Les Communs.
pub fn communs() -> Vec<Entry> {
    entries! {
        Place::Group("Bureau") => {
            "Assemblée générale 2026/Ordre du jour.odt", "camille", 6, odt(AGENDA);
            "Assemblée générale 2026/Convocation.pdf", "camille", 5, pdf(INVITATION);
            "Assemblée générale 2026/Rapport moral.odt", "jeanne", 4, odt(REPORT);
            "Assemblée générale 2026/Émargement.ods", "adama", 3, sheet("Émargement", ATTENDANCE);
            "Procès-verbaux/2026-01-15 Bureau.md", "jeanne", 60, text(MINUTES_JANUARY);
            "Procès-verbaux/2026-02-12 Bureau.md", "jeanne", 32, text(MINUTES_FEBRUARY);
            "Procès-verbaux/2026-03-10 Bureau.md", "lucie", 2, text(MINUTES_MARCH);
            "Statuts/Statuts de la coopérative.pdf", "camille", 400, pdf(STATUTES);
            "Statuts/Règlement intérieur.pdf", "camille", 390, pdf(RULES);
            "Contacts utiles.csv", "adama", 20, text(CONTACTS);
        }
        Place::Group("Comptabilité") => {
            "2026/Budget prévisionnel.ods", "adama", 9, sheet("Budget 2026", BUDGET);
            "2026/Suivi mensuel.ods", "thomas", 1, sheet("Suivi", MONTHLY);
            "2026/Factures/2026-01 Électricité.pdf", "paul", 45, pdf(BILL_POWER);
            "2026/Factures/2026-02 Semences.pdf", "paul", 21, pdf(BILL_SEEDS);
            "2025/Comptes annuels.pdf", "adama", 80, pdf(ACCOUNTS);
            "Notes de frais/Modèle.ods", "bertrand", 120, sheet("Note de frais", EXPENSES);
            "Lisez-moi.md", "adama", 200, text("# Comptabilité\n\nUne facture = un fichier, nommé `année-mois Objet`.\nLes notes de frais arrivent avant le 5 du mois.\n");
        }
        Place::Group("Jardin") => {
            "Plan du jardin.png", "lucie", 50, garden_plan();
            "Calendrier des semis.ods", "maud", 12, sheet("Semis", SOWING);
            "Tour d'arrosage.md", "yann", 7, text(WATERING);
            "Photos/2025 automne/Brume du matin.jpg", "elise", 130, landscape(Light::Morning, 3);
            "Photos/2025 automne/Colline au soir.jpg", "elise", 128, landscape(Light::Evening, 8);
            "Photos/2026 printemps/Premiers rangs.jpg", "rachid", 8, landscape(Light::Noon, 21);
            "Photos/2026 printemps/Après la pluie.jpg", "fatou", 6, landscape(Light::Rain, 34);
            "Photos/2026 printemps/Depuis le verger.jpg", "oscar", 3, landscape(Light::Noon, 55);
            "Fiches/Tomates anciennes.odt", "maud", 15, odt(TOMATOES);
            "Fiches/Compost.md", "yann", 90, text(COMPOST);
        }
        Place::Group("Communication") => {
            "Lettre d'information/Mars 2026.odt", "ines", 4, odt(LETTER);
            "Lettre d'information/Février 2026.odt", "ines", 33, odt(LETTER_FEBRUARY);
            "Logo/Logo.svg", "samir", 300, text(LOGO);
            "Logo/Couleurs.md", "samir", 300, text("# Couleurs\n\n- Terre : `#8a4b2a`\n- Feuille : `#5f7a4a`\n- Papier : `#faf6ef`\n");
            "Affiches/Fête du printemps.pdf", "clara", 10, pdf(POSTER);
            "Agenda public.ics", "sofia", 2, text(AGENDA_ICS);
            "Photos de presse/La colline.jpg", "ines", 70, landscape(Light::Morning, 89);
        }
        Place::Own => {
            "À lire/Guide d'accueil.md", "camille", 15, text(WELCOME);
            "À lire/Charte numérique.pdf", "camille", 15, pdf(CHARTER);
            "Notes/Idées pour l'AG.md", "camille", 1, text("# Idées pour l'AG\n\n- Commencer par un tour de table en petits groupes.\n- Prévoir la garde des enfants.\n- Voter le budget à main levée, l'élection à bulletin secret.\n");
            "Notes/Appel avec la mairie.md", "camille", 8, text("# Appel avec la mairie, 4 mars\n\nLa convention est prolongée de trois ans.\nÀ faire : relire l'article 6 (eau), signer avant le 30.\n");
            "Photos/Balade sur la crête.jpg", "camille", 40, landscape(Light::Noon, 144);
            "Photos/Fin d'été.jpg", "camille", 180, landscape(Light::Evening, 233);
            "Budget du ménage.ods", "camille", 25, sheet("Ménage", "Poste;Montant\nLoyer;640\nCourses;310\nTransports;74\nLivres;35\n");
        }
        Place::Own => {
            "Verger/Variétés.md", "lucie", 30, text("# Variétés du verger\n\n- Reinette grise du Canada\n- Belle de Boskoop\n- Poire Williams\n- Mirabelle de Nancy\n");
            "Verger/En fleurs.jpg", "lucie", 5, landscape(Light::Morning, 377);
        }
    }
}

/// The files of Atelier Nord.
pub fn atelier() -> Vec<Entry> {
    entries! {
        Place::Group("Atelier") => {
            "Commandes 2026.ods", "marthe", 3, sheet("Commandes", "Client;Objet;Heures\nBibliothèque;Étagères;42\nÉcole;Bancs;18\nCafé Lune;Comptoir;60\n");
            "Sécurité des machines.pdf", "gilles", 100, pdf("# Sécurité des machines\nPorter les lunettes et le casque. Débrancher avant de changer une lame.\n## En cas d'accident\nAppeler le 15, puis prévenir Marthe.\n");
            "Photos/Vue de l'atelier.jpg", "gilles", 14, landscape(Light::Rain, 610);
        }
        Place::Own => {
            "Croquis/Chaise basse.md", "marthe", 9, text("# Chaise basse\n\nAssise à 38 cm, dossier incliné de 12°.\nFrêne, assemblages à tenons.\n");
        }
    }
}

const AGENDA: &str = "# Assemblée générale ordinaire\nSamedi 18 avril 2026, 14 h, salle des fêtes.\n## Ordre du jour\n- Accueil et émargement\n- Rapport moral et rapport d'activité\n- Comptes 2025 et budget 2026\n- Renouvellement du bureau : trois sièges\n- Projet de serre partagée\n- Questions diverses, puis goûter\n## Pouvoirs\nChaque personne peut porter deux pouvoirs au plus. Le modèle est joint à la convocation.";
const INVITATION: &str = "# Convocation\nVous êtes invitées et invités à l'assemblée générale ordinaire de la coopérative Les Communs, samedi 18 avril 2026 à 14 heures, à la salle des fêtes.\n## Pour préparer la séance\n- les comptes 2025 sont dans l'espace Comptabilité\n- le rapport moral est dans l'espace Bureau\n- les candidatures au bureau sont reçues jusqu'au 10 avril\nUn repas partagé suivra. La garde des enfants est assurée.\n## Pouvoir\nJe donne pouvoir à ................................ pour me représenter.";
const REPORT: &str = "# Rapport moral 2025\nL'année a vu la coopérative passer de seize à vingt personnes, le jardin gagner sa troisième planche et la boutique ouvrir un jour de plus.\n## Ce qui a bien marché\nLes ateliers du samedi, la lettre d'information, l'achat groupé de semences.\n## Ce qui reste à faire\nL'eau du bas du terrain, la relève de la comptabilité, et un peu plus de silence le dimanche.";
const ATTENDANCE: &str = "Nom;Présence;Pouvoir de\nCamille Roche;;\nAdama Koné;;\nLucie Fabre;;\nYann Le Goff;;\nInès Belkacem;;\nThomas Weiss;;\nMaud Perrin;;\nSamir Haddad;;";
const MINUTES_JANUARY: &str = "# Bureau du 15 janvier 2026\n\nPrésences : Camille, Adama, Lucie, Jeanne.\n\n## Décisions\n\n- L'adhésion reste à 20 €.\n- Adama ouvre un compte d'épargne pour la serre.\n\n## À faire\n\n- [x] Relancer les trois adhésions en attente (Jeanne)\n- [x] Réserver la salle pour l'AG (Camille)\n";
const MINUTES_FEBRUARY: &str = "# Bureau du 12 février 2026\n\nPrésences : Camille, Adama, Jeanne.\n\n## Décisions\n\n- La commande de semences est validée (214 €).\n- La lettre d'information devient mensuelle.\n\n## À faire\n\n- [x] Devis pour la cuve de 3 000 litres (Lucie)\n- [ ] Écrire à l'assurance (Adama)\n";
const MINUTES_MARCH: &str = "# Bureau du 10 mars 2026\n\nPrésences : Camille, Lucie, Jeanne, Adama.\n\n## Décisions\n\n- L'ordre du jour de l'AG est adopté.\n- La convention avec la mairie est prolongée de trois ans.\n\n## À faire\n\n- [ ] Envoyer les convocations (Camille)\n- [ ] Préparer la fiche de vote (Lucie)\n";
const STATUTES: &str = "# Statuts de la coopérative\n## Article 1 – Nom\nIl est formé une société coopérative nommée Les Communs.\n## Article 2 – Objet\nCultiver un jardin, transformer et partager ce qu'il donne, et transmettre les savoirs qui s'y rapportent.\n## Article 3 – Adhésion\nToute personne qui accepte les présents statuts peut adhérer. Chaque personne a une voix.\n## Article 4 – Ressources\nLes cotisations, les ventes, les dons et les aides publiques.\n## Article 5 – Assemblée\nElle se réunit une fois par an et chaque fois qu'un quart des membres le demande.";
const RULES: &str = "# Règlement intérieur\n## Les lieux\nLe portail est fermé par la dernière personne qui part. Les outils sont rincés et rangés.\n## L'eau\nOn arrose le matin. En période de restriction, le tour d'arrosage s'impose à tout le monde.\n## Les décisions\nOn cherche le consentement ; à défaut, on vote à la majorité.";
const CONTACTS: &str = "Nom,Rôle,Téléphone\nMairie,Service des espaces verts,01 00 00 00 01\nAssurance,Contrat 4471,01 00 00 00 02\nSalle des fêtes,Réservations,01 00 00 00 03\n";
const BUDGET: &str = "Poste;Dépenses;Recettes\nCotisations;;400\nVentes;;5200\nAide de la commune;;1500\nSemences et plants;820;\nEau;460;\nAssurance;390;\nÉlectricité;540;\nOutillage;700;\nAnimation;650;\nSerre (épargne);3000;\nRéserve;540;";
const MONTHLY: &str = "Mois;Dépenses;Recettes;Solde\nJanvier;612;340;-272\nFévrier;498;910;140\nMars;377;1205;968";
const BILL_POWER: &str = "# Facture 2026-0117\nÉlectricité du local, janvier 2026.\n- Abonnement : 14,20 €\n- Consommation, 212 kWh : 46,64 €\n- Taxes : 11,10 €\n## Total à payer : 71,94 €";
const BILL_SEEDS: &str = "# Facture 2026-0231\nSemences de printemps.\n- Tomates, 12 variétés : 58,00 €\n- Légumes racines : 41,50 €\n- Engrais verts, 20 kg : 96,00 €\n- Port : 18,50 €\n## Total à payer : 214,00 €";
const ACCOUNTS: &str = "# Comptes annuels 2025\n## Résultat\nRecettes : 6 840 €. Dépenses : 6 212 €. Excédent : 628 €, versé à la réserve.\n## Bilan\nTrésorerie au 31 décembre : 4 377 €. Aucune dette.\n## Valorisation du bénévolat\n1 260 heures, non comptabilisées.";
const EXPENSES: &str = "Date;Objet;Montant;Justificatif\n;;;\n;;;";
const SOWING: &str = "Légume;Sous abri;Pleine terre;Récolte\nTomate;mars;mai;juillet à octobre\nCourgette;avril;mai;juin à septembre\nCarotte;;mars à juin;juin à novembre\nPoireau;mars;juin;octobre à mars\nMâche;;août;octobre à février\nHaricot;;mai à juillet;juillet à octobre";
const WATERING: &str = "# Tour d'arrosage, mars\n\n| Jour | Planches 1 à 4 | Planches 5 à 8 | Serre |\n|---|---|---|---|\n| Lundi | Yann | Maud | Fatou |\n| Mercredi | Rachid | Lucie | Fatou |\n| Vendredi | Oscar | Élise | Maud |\n| Dimanche | Yann | Rachid | Oscar |\n\nLe matin avant 9 h. Le compteur se relève le dimanche.\n";
const TOMATOES: &str = "# Tomates anciennes\n## Semis\nMi-mars au chaud, un seul pied par godet.\n## Plantation\nAprès les saints de glace, tous les 60 centimètres.\n## Variétés de la maison\n- Cœur de bœuf\n- Noire de Crimée\n- Green zebra\n- Rose de Berne";
const COMPOST: &str = "# Compost\n\nUn tiers de vert, deux tiers de brun, un peu d'eau, beaucoup d'air.\n\n- Oui : épluchures, marc de café, feuilles mortes, carton brun.\n- Non : viande, pain, agrumes en quantité, litière.\n";
const LETTER: &str = "# La lettre des Communs, mars 2026\nLes premiers rangs sont semés, et la serre attend son voile.\n## Au programme\n- Samedi 14 : atelier taille des fruitiers\n- Samedi 28 : fête du printemps, dès 15 heures\n- Samedi 18 avril : assemblée générale\n## On cherche\nUne brouette, deux mains le mercredi, et des histoires d'arbres pour la veillée.";
const LETTER_FEBRUARY: &str = "# La lettre des Communs, février 2026\nL'hiver est doux, les oiseaux sont en avance.\n## Au programme\n- Samedi 7 : trier les semences\n- Samedi 21 : réparer les outils\n## Merci\nÀ la mairie pour les copeaux, à Yann pour la soupe.";
const POSTER: &str = "# Fête du printemps\nSamedi 28 mars 2026, de 15 heures à la nuit, au jardin.\n## Au jardin\n- troc de plants et de graines\n- visite des planches avec les enfants\n- musique sous le tilleul\n## Entrée libre\nApportez un plat à partager et un verre.";
const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\"><rect width=\"96\" height=\"96\" rx=\"22\" fill=\"#8a4b2a\"/><path d=\"M48 76V44M48 56c-14 0-22-8-22-22 14 0 22 8 22 22Zm0-8c0-12 7-20 20-20 0 13-7 20-20 20Z\" fill=\"none\" stroke=\"#faf6ef\" stroke-width=\"5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>\n";
const AGENDA_ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Les Communs//Agenda//FR\r\nBEGIN:VEVENT\r\nUID:fete-2026@communs.example\r\nDTSTAMP:20260301T090000Z\r\nDTSTART;TZID=Europe/Paris:20260328T150000\r\nDTEND;TZID=Europe/Paris:20260328T230000\r\nSUMMARY:Fête du printemps\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:ag-2026@communs.example\r\nDTSTAMP:20260301T090000Z\r\nDTSTART;TZID=Europe/Paris:20260418T140000\r\nDTEND;TZID=Europe/Paris:20260418T180000\r\nSUMMARY:Assemblée générale\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
const WELCOME: &str = "# Bienvenue aux Communs\n\nVoici de quoi commencer.\n\n1. Vos fichiers sont dans **Mes fichiers** : personne d'autre ne les voit.\n2. Chaque groupe a son espace : ce que vous y posez appartient au groupe, même si vous partez.\n3. Un fichier supprimé va dans la corbeille pendant trente jours.\n\nUne question ? Écrivez à Camille.\n";
const CHARTER: &str = "# Charte numérique\nNos outils nous appartiennent. Nos données restent chez nous.\n- On ne photographie personne sans demander.\n- On n'envoie pas de message après 20 heures.\n- On garde ce qui sert, on efface le reste.\n- On s'entraide : personne n'est « nul en informatique ».";
