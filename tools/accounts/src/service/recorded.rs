//! What accounts record about a person, as they are told.

use base_db::Tx;
use base_i18n::Text;
use base_id::OrgId;
use base_suite::{Caller, Kept, Recorded, audit};
use jiff::Timestamp;

use super::journal::{KEPT, LISTS_KEPT};
use crate::store;

/// Lines of the journal counted at most.
const COUNTED: usize = 10_000;

/// What is recorded about the caller, with how much there is now.
pub(crate) async fn recorded(
    tx: &mut Tx,
    org: OrgId,
    caller: &Caller,
    now: Timestamp,
) -> Result<Vec<Recorded>, base_db::Error> {
    let person = caller.person;
    let count = |number: usize| u64::try_from(number).ok();
    let sessions = store::sessions::of_person(tx, org, person, now).await?.len();
    let devices = store::app_passwords::of_person(tx, org, person).await?.len();
    let groups = store::groups::of_person(tx, org, person).await?.len();
    let lines = audit::count(tx, org, person, COUNTED).await?;
    Ok(vec![
        Recorded {
            title: Text { fr: "Votre compte", en: "Your account" },
            about: Text {
                fr: "Nom, nom de connexion, adresse e-mail, photo, ce que vous dites de vous aux autres, langue et fuseau horaire. Le mot de passe n’est pas conservé, seulement une empreinte qui permet de le vérifier.",
                en: "Name, sign-in name, e-mail address, photo, what you tell others of yourself, language and time zone. The password is not kept, only a fingerprint by which it can be checked.",
            },
            kept: Kept::WithAccount,
            count: None,
            link: Some("/account"),
        },
        Recorded {
            title: Text { fr: "Vos groupes", en: "Your groups" },
            about: Text {
                fr: "Les groupes dont vous êtes membre, et l’historique de qui y est entré ou en est sorti, que voient leurs responsables.",
                en: "The groups you are in, and the history of who joined and left, which those who look after them see.",
            },
            kept: Kept::Until(Text { fr: "Tant que le groupe existe", en: "For as long as there is the group" }),
            count: count(groups),
            link: Some("/groups"),
        },
        Recorded {
            title: Text { fr: "Vos navigateurs connectés", en: "Your signed-in browsers" },
            about: Text {
                fr: "Le navigateur, l’adresse réseau et la dernière utilisation, pour que vous puissiez reconnaître une connexion qui n’est pas la vôtre.",
                en: "The browser, the network address and the last use, so that you can tell a sign-in that is not yours.",
            },
            kept: Kept::Until(Text {
                fr: "Jusqu’à la déconnexion, et 30 jours au plus",
                en: "Until you sign out, and for 30 days at most",
            }),
            count: count(sessions),
            link: Some("/account#sessions"),
        },
        Recorded {
            title: Text { fr: "Vos appareils", en: "Your devices" },
            about: Text {
                fr: "Le nom que vous leur avez donné, leur dernière utilisation et d’où ; de leur mot de passe, une empreinte.",
                en: "The name you gave them, when they were last used and from where; of their password, a fingerprint.",
            },
            kept: Kept::Until(Text { fr: "Jusqu’à ce que vous les retiriez", en: "Until you remove them" }),
            count: count(devices),
            link: Some("/account#devices"),
        },
        Recorded {
            title: Text { fr: "La sûreté de votre compte", en: "The safety of your account" },
            about: Text {
                fr: "Une empreinte des navigateurs où vous avez ouvert une session, pour vous prévenir d’un nouveau ; vos anciennes adresses e-mail, prévenues elles aussi ; les liens qui changent un mot de passe ou une adresse, et ce que d’autres ont fait à votre accès ; le nombre de mots de passe erronés.",
                en: "A fingerprint of the browsers you signed in from, so that you are told of a new one; your former e-mail addresses, which are told too; links that change a password or an address, and what others did to your way in; how many wrong passwords there were.",
            },
            kept: Kept::Until(Text {
                fr: "Un navigateur, un an après sa dernière utilisation ; une ancienne adresse et ce que d’autres ont fait, 30 jours ; un lien, 7 jours au plus ; les mots de passe erronés, un jour",
                en: "A browser, a year after it was last used; a former address and what others did, 30 days; a link, 7 days at most; wrong passwords, a day",
            }),
            count: None,
            link: None,
        },
        Recorded {
            title: Text { fr: "Votre arrivée", en: "How you came in" },
            about: Text {
                fr: "L’invitation qui vous a été envoyée ou la demande que vous avez faite : nom, adresse e-mail, langue, et de qui elle venait. Effacée quand vous avez votre compte ; le journal garde qu’il a été créé.",
                en: "The invitation that was sent to you, or the request that you made: name, e-mail address, language, and who invited you. Erased once you have your account; the journal keeps that it was made.",
            },
            kept: Kept::Until(Text {
                fr: "Sans suite : une invitation jusqu’à sa date de fin, une demande 90 jours, une demande refusée 30 jours",
                en: "When nothing comes of it: an invitation until its end, a request for 90 days, a refused request for 30 days",
            }),
            count: None,
            link: None,
        },
        Recorded {
            title: Text { fr: "Les listes de personnes importées", en: "Lists of people that were imported" },
            about: Text {
                fr: "Si une liste vous nommait : la ligne telle qu’elle était, quand elle a été refusée. Si vous en avez importé une : son nom, quand, et ce qu’elle est devenue. Les personnes qui administrent l’organisation le voient.",
                en: "If a list named you: the line as it stood, where it was refused. If you imported one: its name, when, and what came of it. Administrators see this.",
            },
            kept: Kept::Days(LISTS_KEPT),
            count: None,
            link: None,
        },
        Recorded {
            title: Text { fr: "Le journal", en: "The journal" },
            about: Text {
                fr: "Vos connexions, réussies ou refusées, et les changements de droits et de réglages que vous avez faits ou qui vous concernent : quoi, quand, depuis quel appareil et quelle adresse. Les personnes qui administrent l’organisation le voient ; quand elles le consultent, c’est noté aussi.",
                en: "Your sign-ins, let in or refused, and changes of rights and settings that you made or that concern you: what, when, from which device and address. Administrators see it; when they look into it, that is recorded too.",
            },
            kept: Kept::Days(KEPT),
            count: Some(lines),
            link: Some("/account/journal"),
        },
    ])
}
