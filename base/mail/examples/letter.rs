//! Writes a sample letter, to be looked at in a browser:
//!
//! ```sh
//! cargo run -p base-mail --example letter -- fr invitation > /tmp/letter.html
//! ```
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use base_i18n::{Language, Text};
use base_mail::{Letter, Sender, Words};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().and_then(|code| Language::from_code(&code)).unwrap_or_default();
    let which = arguments.next().unwrap_or_else(|| "invitation".into());
    let accent = arguments.next().unwrap_or_else(|| "#2f6f4e".into());
    let sender = Sender { org: None, name: "Les Communs".into(), domain: "communs.example".into(), accent };
    let (letter, unsubscribe) = match which.as_str() {
        "sign-in" => (sign_in(), None),
        "digest" => (digest(), Some("https://communs.example/api/notifications/mail-links/8f2k/stop")),
        "announcement" => (announcement(), Some("https://communs.example/stop?t=8f2k")),
        _ => (invitation(), None),
    };
    let written = letter.write(&sender, language, unsubscribe).unwrap();
    println!("{}", if arguments.next().as_deref() == Some("text") { written.text } else { written.html });
}

fn invitation() -> Letter {
    let values: [(&str, &dyn std::fmt::Display); 2] = [("who", &"Élodie Marchand"), ("org", &"Les Communs")];
    Letter::new(Words::fill(
        Text { fr: "{who} vous invite dans l’espace de {org}", en: "{who} invites you to the space of {org}" },
        &values,
    ))
    .greeting("Camille")
    .paragraph(Words::fill(
        Text {
            fr: "{who} vous invite à rejoindre {org} : vos fichiers, vos groupes et vos rendez-vous, au même endroit.",
            en: "{who} invites you to join {org}: your files, your groups and your appointments, in one place.",
        },
        &values,
    ))
    .paragraph(Text {
        fr: "Il suffit de choisir un mot de passe. Cela prend une minute, aussi sur un téléphone.",
        en: "All it takes is choosing a password. That is done in a minute, on a phone too.",
    })
    .button(
        Text { fr: "Rejoindre Les Communs", en: "Join Les Communs" },
        "https://communs.example/invitation?token=Vb2K7q-x0uYf3mTn9sLwRg4cPz8EaJdH1iQo6kXv5M",
    )
    .note(Text {
        fr: "Ce lien fonctionne pendant sept jours, une seule fois. Si vous ne connaissez pas cette personne, ignorez ce message : rien ne sera créé.",
        en: "This link works for seven days, once. If you do not know this person, ignore this message: nothing will be made.",
    })
}

fn sign_in() -> Letter {
    Letter::new(Text { fr: "Nouvelle connexion à votre compte", en: "New sign-in to your account" })
        .greeting("Camille")
        .paragraph(Text {
            fr: "Quelqu’un vient de se connecter à votre compte depuis un appareil que nous ne connaissions pas.",
            en: "Somebody has just signed in to your account from a device that we did not know.",
        })
        .detail(
            Text { fr: "Quand", en: "When" },
            Words { fr: "dimanche 22 novembre 2026 à 9 h 12".into(), en: "Sunday 22 November 2026, 9:12".into() },
        )
        .detail(Text { fr: "Appareil", en: "Device" }, Words::same("Firefox, Linux"))
        .detail(Text { fr: "Adresse", en: "Address" }, Words::same("2001:db8:4:12::7"))
        .paragraph(Text {
            fr: "Si c’était vous, il n’y a rien à faire. Sinon, fermez cette session et changez votre mot de passe.",
            en: "If it was you, there is nothing to do. Otherwise end that session and change your password.",
        })
        .button(Text { fr: "Voir mes appareils", en: "See my devices" }, "https://communs.example/settings/devices")
}

fn digest() -> Letter {
    let to = "https://communs.example/groups/1";
    let words = |fr: &str, en: &str| Words { fr: fr.into(), en: en.into() };
    Letter::new(words("2 nouvelles de Les Communs", "2 things from Les Communs"))
        .greeting("Camille")
        .paragraph(words(
            "Voici ce qui s’est passé et que vous n’avez pas encore vu.",
            "Here is what happened and what you have not seen yet.",
        ))
        .item(
            words("dimanche, 18 h 40", "Sunday, 18:40"),
            words("Élodie vous a ajouté au groupe Jardin", "Élodie added you to the group Garden"),
            to,
        )
        .item(
            words("7 h 02", "7:02"),
            words("Vous gérez maintenant le groupe Compost", "You manage the group Compost now"),
            to,
        )
        .button(words("Tout voir", "See everything"), "https://communs.example/notifications")
}

fn announcement() -> Letter {
    Letter::new(Text { fr: "Annonce : assemblée générale", en: "Announcement: general assembly" })
        .greeting("")
        .paragraph(Text { fr: "Élodie Marchand écrit à tous :", en: "Élodie Marchand writes to everybody:" })
        .quote("L’assemblée générale aura lieu samedi 12 décembre à 14 h, salle des fêtes.\n\nVenez avec vos idées pour le jardin !\n— Élodie")
        .button(Text { fr: "Ouvrir Les Communs", en: "Open Les Communs" }, "https://communs.example/")
}
