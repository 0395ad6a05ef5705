//! What people are written about their account and about invitations: words alone, no I/O.
//!
//! Names and what people typed are values in these texts, never a part of a header or of HTML: `base_mail::Letter` sees
//! to that.

use base_i18n::{Text, Words, moment};
use base_mail::Letter;
use jiff::Timestamp;

use crate::service::Origin;

const WHEN: Text = Text { fr: "Quand", en: "When" };
const DEVICE: Text = Text { fr: "Appareil", en: "Device" };
const ADDRESS: Text = Text { fr: "Adresse réseau", en: "Network address" };
const NOT_ME: Text = Text { fr: "Ce n’était pas moi", en: "It was not me" };
const OPERATOR: Text = Text { fr: "La personne qui exploite le serveur", en: "Whoever operates the server" };

/// Who did something to somebody's account: an administrator, or the operator of the server.
pub(crate) fn author(name: Option<&str>) -> Words {
    name.map_or_else(|| OPERATOR.into(), Words::same)
}

/// What stands in every letter about an account: the name, the sign-in name, the organisation.
#[derive(Clone, Copy)]
pub(crate) struct Account<'a> {
    pub name: &'a str,
    pub handle: &'a str,
    pub organisation: &'a str,
}

/// When and from where something was done, in the time zone of the reader.
pub(crate) struct Deed<'a> {
    pub at: Timestamp,
    pub zone: &'a str,
    pub origin: &'a Origin,
}

impl Deed<'_> {
    pub(crate) fn when(&self) -> Words {
        moment(self.at, self.zone)
    }

    fn tell(&self, letter: Letter) -> Letter {
        let mut letter = letter.detail(WHEN, self.when());
        if !self.origin.device.is_empty() {
            letter = letter.detail(DEVICE, Words::same(&self.origin.device));
        }
        match self.origin.address_text() {
            Some(address) => letter.detail(ADDRESS, Words::same(address)),
            None => letter,
        }
    }
}

/// `text` with the names of the account, and `{who}` and `{email}`, filled in for each language apart.
fn fill(text: Text, account: Account<'_>, who: &Words, email: &str) -> Words {
    let Account { handle, organisation, .. } = account;
    let values = |who| -> [(&'static str, String); 4] {
        [
            ("organisation", organisation.to_owned()),
            ("handle", handle.to_owned()),
            ("who", who),
            ("email", email.to_owned()),
        ]
    };
    let filled = |who: &String| {
        let values = values(who.clone());
        let values: Vec<(&str, &dyn std::fmt::Display)> =
            values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
        Words::fill(text, &values)
    };
    Words { fr: filled(&who.fr).fr, en: filled(&who.en).en }
}

/// Somebody is invited. `message` is what the author wrote to them; may be empty.
pub(crate) fn invitation(
    name: &str,
    organisation: &str,
    author: &str,
    message: &str,
    until: &Words,
    link: String,
) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 2] = [("who", &author), ("organisation", &organisation)];
    let until = Words {
        fr: Words::fill(
            Text {
                fr: "Ce lien fonctionne jusqu’au {day}, une seule fois. Si vous ne connaissez pas cette personne, ignorez ce message : rien ne sera créé.",
                en: "",
            },
            &[("day", &until.fr)],
        )
        .fr,
        en: Words::fill(
            Text {
                fr: "",
                en: "This link works until {day}, once. If you do not know this person, ignore this message: nothing will be made.",
            },
            &[("day", &until.en)],
        )
        .en,
    };
    let letter = Letter::new(Words::fill(
        Text { fr: "{who} vous invite : {organisation}", en: "{who} invites you to {organisation}" },
        &values,
    ))
    .greeting(name)
    .paragraph(Words::fill(
        Text {
            fr: "{who} vous invite à rejoindre {organisation} : un compte pour vos fichiers et ceux de vos groupes, sur l’ordinateur et sur le téléphone.",
            en: "{who} invites you to join {organisation}: one account for your files and those of your groups, on the computer and on the phone.",
        },
        &values,
    ));
    let letter = if message.trim().is_empty() { letter } else { letter.quote(message) };
    letter
        .button(Words::fill(Text { fr: "Rejoindre {organisation}", en: "Join {organisation}" }, &values), link)
        .note(until)
}

/// The link that chooses another password; `who` is the administrator who sends it, if one does.
pub(crate) fn reset(account: Account<'_>, who: Option<&Words>, link: String) -> Letter {
    let text = match who {
        None => Text {
            fr: "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte « {handle} » ({organisation}).",
            en: "Somebody, most likely you, asked for a new password for your account “{handle}” ({organisation}).",
        },
        Some(_) => Text {
            fr: "{who} vous aide à retrouver votre compte « {handle} » ({organisation}) : choisissez un nouveau mot de passe, que vous serez seul·e à connaître.",
            en: "{who} helps you back into your account “{handle}” ({organisation}): choose a new password, which nobody but you will know.",
        },
    };
    Letter::new(Text { fr: "Choisir un nouveau mot de passe", en: "Choose a new password" })
        .greeting(account.name)
        .paragraph(fill(text, account, who.unwrap_or(&Words::same("")), ""))
        .button(Text { fr: "Choisir un mot de passe", en: "Choose a password" }, link)
        .note(Text {
            fr: "Ce lien fonctionne pendant une heure, une seule fois. Si vous n’avez rien demandé, ignorez ce message : votre mot de passe reste le même.",
            en: "This link works for an hour, once. If you asked for nothing, ignore this message: your password stays as it is.",
        })
}

/// The password was changed; `link` leads to where a forgotten one is replaced.
pub(crate) fn password_changed(account: Account<'_>, deed: &Deed<'_>, link: String) -> Letter {
    let letter = Letter::new(Text { fr: "Votre mot de passe a changé", en: "Your password was changed" })
        .greeting(account.name)
        .paragraph(fill(
            Text {
                fr: "Le mot de passe de votre compte « {handle} » ({organisation}) vient de changer. Les autres navigateurs où vous étiez connecté·e ont été déconnectés.",
                en: "The password of your account “{handle}” ({organisation}) has just been changed. The other browsers in which you were signed in are signed out.",
            },
            account,
            &Words::same(""),
            "",
        ));
    deed.tell(letter)
        .paragraph(Text {
            fr: "Si c’était vous, il n’y a rien à faire. Sinon, choisissez tout de suite un autre mot de passe et prévenez les personnes qui administrent votre organisation.",
            en: "If it was you, there is nothing to do. Otherwise choose another password at once, and tell those who administer your organisation.",
        })
        .button(NOT_ME, link)
}

/// To a new address: the link that makes it the account's.
pub(crate) fn confirm_address(account: Account<'_>, email: &str, link: String) -> Letter {
    Letter::new(Text { fr: "Confirmez votre nouvelle adresse", en: "Confirm your new address" })
        .greeting(account.name)
        .paragraph(fill(
            Text {
                fr: "Vous avez demandé que {email} devienne l’adresse de votre compte « {handle} » ({organisation}). Rien ne change avant que vous ne confirmiez.",
                en: "You asked for {email} to become the address of your account “{handle}” ({organisation}). Nothing changes before you confirm.",
            },
            account,
            &Words::same(""),
            email,
        ))
        .button(Text { fr: "Confirmer cette adresse", en: "Confirm this address" }, link)
        .note(Text {
            fr: "Ce lien fonctionne pendant 24 heures, une seule fois. Si ce n’était pas vous, ignorez ce message.",
            en: "This link works for 24 hours, once. If it was not you, ignore this message.",
        })
}

/// To an address that somebody else's account has: nobody is told that it has.
pub(crate) fn address_is_yours(name: &str, organisation: &str, link: String) -> Letter {
    Letter::new(Text { fr: "Votre adresse a été demandée", en: "Your address was asked for" })
        .greeting(name)
        .paragraph(Words::fill(
            Text {
                fr: "Quelqu’un de {organisation} a demandé que votre adresse devienne celle d’un autre compte. Elle reste celle du vôtre : rien n’a changé, et cette personne ne sait pas que l’adresse est prise.",
                en: "Somebody at {organisation} asked for your address to become that of another account. It stays that of yours: nothing has changed, and that person is not told that the address is taken.",
            },
            &[("organisation", &organisation)],
        ))
        .button(Text { fr: "Ouvrir mon compte", en: "Open my account" }, link)
}

/// To the address that an account has: another is asked for. `link` takes it back, for seven days.
pub(crate) fn address_asked(account: Account<'_>, email: &str, deed: &Deed<'_>, link: String) -> Letter {
    let letter =
        Letter::new(Text { fr: "Changement d’adresse demandé", en: "A change of address was asked for" })
            .greeting(account.name)
            .paragraph(fill(
                Text {
                    fr: "Une autre adresse a été demandée pour votre compte « {handle} » ({organisation}) : {email}. Elle remplacera celle-ci dès qu’elle sera confirmée.",
                    en: "Another address was asked for your account “{handle}” ({organisation}): {email}. It takes the place of this one once it is confirmed.",
                },
                account,
                &Words::same(""),
                email,
            ));
    deed.tell(letter)
        .paragraph(Text {
            fr: "Si c’était vous, il n’y a rien à faire. Sinon, quelqu’un connaît votre mot de passe : annulez tout.",
            en: "If it was you, there is nothing to do. Otherwise somebody knows your password: take everything back.",
        })
        .button(NOT_ME, link)
        .note(Text {
            fr: "Ce bouton fonctionne pendant sept jours. Il remet cette adresse, déconnecte tous les navigateurs et appareils, et vous fait choisir un nouveau mot de passe.",
            en: "This button works for seven days. It puts this address back, signs out all browsers and devices, and has you choose a new password.",
        })
}

/// The address is another now. `who` changed it, if it was an administrator.
pub(crate) fn address_changed(account: Account<'_>, email: &str, who: Option<&Words>, deed: &Deed<'_>) -> Letter {
    let text = match who {
        None => Text {
            fr: "L’adresse de votre compte « {handle} » ({organisation}) est maintenant {email}.",
            en: "The address of your account “{handle}” ({organisation}) is now {email}.",
        },
        Some(_) => Text {
            fr: "{who} a changé l’adresse de votre compte « {handle} » ({organisation}). C’est maintenant {email}.",
            en: "{who} changed the address of your account “{handle}” ({organisation}). It is now {email}.",
        },
    };
    let letter = Letter::new(Text { fr: "Votre adresse a changé", en: "Your address was changed" })
        .greeting(account.name)
        .paragraph(fill(text, account, who.unwrap_or(&Words::same("")), email));
    deed.tell(letter).paragraph(Text {
        fr: "Si vous n’étiez pas au courant, prévenez tout de suite une autre personne qui administre votre organisation.",
        en: "If you did not know of it, tell another administrator of your organisation at once.",
    })
}

/// A one-time link into the account was handed to somebody.
pub(crate) fn opened(account: Account<'_>, who: &Words, deed: &Deed<'_>, link: String) -> Letter {
    let letter = Letter::new(Text { fr: "Un accès à votre compte a été ouvert", en: "A way into your account was opened" })
        .greeting(account.name)
        .paragraph(fill(
            Text {
                fr: "{who} a créé un lien qui permet, une seule fois et pendant une heure, de choisir un nouveau mot de passe pour votre compte « {handle} » ({organisation}).",
                en: "{who} made a link that lets whoever has it choose a new password for your account “{handle}” ({organisation}), once, within an hour.",
            },
            account,
            who,
            "",
        ));
    deed.tell(letter)
        .paragraph(Text {
            fr: "Si vous avez demandé cette aide, il n’y a rien à faire. Sinon, connectez-vous, changez votre mot de passe (le lien ne mène alors plus nulle part) et prévenez une autre personne qui administre votre organisation.",
            en: "If you asked for this help, there is nothing to do. Otherwise sign in, change your password (the link then leads nowhere), and tell another administrator of your organisation.",
        })
        .button(Text { fr: "Ouvrir mon compte", en: "Open my account" }, link)
}

/// A browser signed in that was not known.
pub(crate) fn new_device(account: Account<'_>, deed: &Deed<'_>, link: String) -> Letter {
    let letter = Letter::new(Text { fr: "Nouvelle connexion à votre compte", en: "New sign-in to your account" })
        .greeting(account.name)
        .paragraph(fill(
            Text {
                fr: "Quelqu’un s’est connecté à votre compte « {handle} » ({organisation}) depuis un navigateur ou un réseau qui n’avait pas encore servi.",
                en: "Somebody signed in to your account “{handle}” ({organisation}) with a browser, or from a network, that was not used before.",
            },
            account,
            &Words::same(""),
            "",
        ));
    deed.tell(letter)
        .paragraph(Text {
            fr: "Si c’était vous, il n’y a rien à faire. Sinon, déconnectez ce navigateur et changez votre mot de passe.",
            en: "If it was you, there is nothing to do. Otherwise sign that browser out and change your password.",
        })
        .button(NOT_ME, link)
}
