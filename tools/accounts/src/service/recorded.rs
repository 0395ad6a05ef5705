//! What accounts record about a person, as they are told.

use base_db::Tx;
use base_i18n::Text;
use base_id::OrgId;
use base_suite::{Caller, Kept, Recorded, audit};
use jiff::Timestamp;

use super::journal::KEPT;
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
                fr: "Le nom que vous leur avez donné, leur dernière utilisation et d’où ; de leur mot de passe, une empreinte.",
                en: "The name you gave them, when they were last used and from where; of their password, a fingerprint.",
            },
            kept: Kept::Until(Text { fr: "Jusqu’à ce que vous les retiriez", en: "Until you remove them" }),
            count: count(devices),
            link: Some("/account#devices"),
        },
        Recorded {
            title: Text { fr: "Le journal", en: "The journal" },
            about: Text {
                fr: "Vos connexions, réussies ou refusées, et les changements de droits et de réglages que vous avez faits ou qui vous concernent : quoi, quand, depuis quel appareil et quelle adresse. Les personnes qui administrent l’organisation le voient ; quand elles le consultent, c’est noté aussi.",
                en: "Your sign-ins, let in or refused, and changes of rights and settings that you made or that concern you: what, when, from which device and address. Administrators see it; when they look into it, that is recorded too.",
            },
            kept: Kept::Days(KEPT),
            count: Some(lines),
            link: Some("/account/journal"),
        },
    ])
}
