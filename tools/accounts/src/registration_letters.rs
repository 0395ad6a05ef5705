//! What is written to those who ask to join, and to those who decide.

use base_i18n::{Text, Words};
use base_mail::Letter;
use base_suite::{ByMail, Channels, NoticeKind, Org};

/// Told to administrators: somebody waits.
pub(crate) const NOTICE: &str = "accounts.registration";

/// The kinds of notices about who asks to join.
pub(crate) const KINDS: &[NoticeKind] = &[NoticeKind {
    name: NOTICE,
    title: Text {
        fr: "Quelqu’un demande à rejoindre l’organisation", en: "Somebody asks to join the organisation"
    },
    default: Channels { mail: ByMail::Digest, push: false },
    safety: false,
    admins_only: true,
}];

/// "Zoé Roux asks to join".
pub(crate) fn asks(name: &str) -> Words {
    Words::fill(Text { fr: "{name} demande à rejoindre l’organisation", en: "{name} asks to join" }, &[("name", &name)])
}

const SOMEBODY_ELSE: Text = Text {
    fr: "Si ce n’était pas vous, ignorez ce message : rien ne sera créé.",
    en: "If it was not you, ignore this message: nothing will be made.",
};

/// To somebody whose address is to be confirmed.
pub(crate) fn confirm(org: &Org, name: &str, link: &str) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 1] = [("org", &org.name)];
    Letter::new(Words::fill(
        Text { fr: "Confirmez votre adresse pour rejoindre {org}", en: "Confirm your address to join {org}" },
        &values,
    ))
    .greeting(name)
    .paragraph(Words::fill(
        Text {
            fr: "Vous souhaitez rejoindre {org} avec cette adresse. Confirmez qu’elle est bien la vôtre.",
            en: "You wish to join {org} with this address. Confirm that it is yours.",
        },
        &values,
    ))
    .button(Text { fr: "Continuer", en: "Go on" }, link)
    .note(Text { fr: "Ce lien fonctionne pendant 24 heures.", en: "This link works for 24 hours." })
    .note(SOMEBODY_ELSE)
}

/// To somebody who has an account already.
pub(crate) fn known(org: &Org, name: &str, link: &str) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 1] = [("org", &org.name)];
    Letter::new(Words::fill(
        Text { fr: "Vous avez déjà un compte chez {org}", en: "You have an account at {org} already" },
        &values,
    ))
    .greeting(name)
    .paragraph(Words::fill(
        Text {
            fr: "Quelqu’un, sans doute vous, a demandé à rejoindre {org} avec cette adresse. Elle y a déjà un compte : il suffit de se connecter. Mot de passe oublié ? La page de connexion dit quoi faire.",
            en: "Somebody, probably you, asked to join {org} with this address. It has an account there already: all it takes is signing in. Forgotten the password? The sign-in page says what to do.",
        },
        &values,
    ))
    .button(Text { fr: "Se connecter", en: "Sign in" }, link)
    .note(Text {
        fr: "Si ce n’était pas vous, ignorez ce message : rien n’a changé.",
        en: "If it was not you, ignore this message: nothing has changed.",
    })
}

/// To somebody who asks again while they wait.
pub(crate) fn waiting(org: &Org, name: &str) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 1] = [("org", &org.name)];
    Letter::new(Words::fill(
        Text { fr: "Votre demande chez {org} est en attente", en: "Your request at {org} is waiting" },
        &values,
    ))
    .greeting(name)
    .paragraph(Words::fill(
        Text {
            fr: "Vous avez déjà demandé à rejoindre {org}, et votre adresse est confirmée. L’administration va décider ; vous recevrez alors un message.",
            en: "You have asked to join {org} already, and your address is confirmed. Those who administrate it will decide; you will get a message then.",
        },
        &values,
    ))
}

/// To somebody who is accepted.
pub(crate) fn accepted(org: &Org, name: &str, note: &str, link: &str) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 1] = [("org", &org.name)];
    let letter = Letter::new(Words::fill(Text { fr: "Bienvenue chez {org}", en: "Welcome to {org}" }, &values))
        .greeting(name)
        .paragraph(Words::fill(
            Text {
                fr: "Votre demande de rejoindre {org} est acceptée. Il reste à choisir un mot de passe.",
                en: "Your request to join {org} is accepted. All that is left is choosing a password.",
            },
            &values,
        ));
    let letter = if note.trim().is_empty() { letter } else { letter.quote(note) };
    letter.button(Text { fr: "Commencer", en: "Begin" }, link).note(Text {
        fr: "Ce lien fonctionne pendant quatorze jours, une seule fois.",
        en: "This link works for fourteen days, once.",
    })
}

/// To somebody who is not.
pub(crate) fn refused(org: &Org, name: &str, note: &str) -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 1] = [("org", &org.name)];
    let letter =
        Letter::new(Words::fill(Text { fr: "Votre demande chez {org}", en: "Your request at {org}" }, &values))
            .greeting(name)
            .paragraph(Words::fill(
                Text {
                    fr: "Votre demande de rejoindre {org} n’a pas été acceptée.",
                    en: "Your request to join {org} was not accepted.",
                },
                &values,
            ));
    let letter = if note.trim().is_empty() { letter } else { letter.quote(note) };
    letter.note(Text {
        fr: "Si vous pensez qu’il s’agit d’une erreur, adressez-vous directement aux personnes de cette organisation que vous connaissez.",
        en: "If you believe that this is a mistake, turn to somebody you know in this organisation.",
    })
}
