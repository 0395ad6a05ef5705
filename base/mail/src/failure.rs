//! Why a letter was not delivered, in words an administrator can act on.
//!
//! What is kept is the cause, the server and what that server said; the sentence is made when somebody reads it, in
//! their language.

use base_i18n::Text;

use crate::Words;

/// What kept a letter from being delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// No way out is configured.
    NoTransport,
    /// The server's name could not be resolved just now.
    Unresolved,
    /// The recipient's domain does not exist, or says that it takes no mail (RFC 7505).
    NoSuchDomain,
    /// The recipient's domain leads into a private network.
    Private,
    /// No connection could be made.
    Unreachable,
    /// The server did not answer in time.
    Slow,
    /// The server broke off.
    HungUp,
    /// The server does not speak SMTP.
    Garbled,
    /// The server turned us away before anything was said.
    Unwelcome,
    /// The server offers no encryption, which the configuration asks for.
    NoTls,
    /// Encryption failed: a certificate, mostly.
    Tls,
    /// The server refused our name or password, or wants one.
    Credentials,
    /// The server offers no way to sign in that we know.
    NoAuth,
    /// The server does not let us write from this sender.
    Sender,
    /// The server asked to come back later: greylisting, a full mailbox, too many letters.
    Later,
    /// The server refused this letter or its recipient for good.
    Refused,
    /// It was delivered, and came back.
    Bounced,
    /// The letter cannot be put together.
    Unsendable,
    /// The folder for letters cannot be written.
    Folder,
}

base_db::text_enum!(Cause {
    NoTransport = "no_transport",
    Unresolved = "unresolved",
    NoSuchDomain = "no_such_domain",
    Private = "private",
    Unreachable = "unreachable",
    Slow = "slow",
    HungUp = "hung_up",
    Garbled = "garbled",
    Unwelcome = "unwelcome",
    NoTls = "no_tls",
    Tls = "tls",
    Credentials = "credentials",
    NoAuth = "no_auth",
    Sender = "sender",
    Later = "later",
    Refused = "refused",
    Bounced = "bounced",
    Unsendable = "unsendable",
    Folder = "folder",
});

impl Cause {
    /// Not worth another try.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::NoSuchDomain | Self::Private | Self::Refused | Self::Bounced | Self::Unsendable)
    }

    /// Says something of the way there rather than of the letter: the next letter would meet it too.
    pub(crate) fn is_of_the_route(self) -> bool {
        matches!(
            self,
            Self::Unresolved
                | Self::Unreachable
                | Self::Slow
                | Self::HungUp
                | Self::Garbled
                | Self::Unwelcome
                | Self::NoTls
                | Self::Tls
                | Self::Credentials
                | Self::NoAuth
        )
    }

    /// Only the operator can cure it: the letters wait, however long.
    pub(crate) fn holds(self) -> bool {
        matches!(self, Self::Credentials | Self::NoAuth | Self::NoTls | Self::Folder)
    }
}

/// Why a letter was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind of trouble.
    pub cause: Cause,
    /// The server, or the domain, that it is about; may be empty.
    pub host: String,
    /// What it said, as it said it, on one line; may be empty.
    pub said: String,
}

impl Failure {
    pub(crate) fn new(cause: Cause, host: impl Into<String>, said: impl std::fmt::Display) -> Self {
        Self { cause, host: host.into(), said: one_line(&said.to_string()) }
    }

    /// What happened and what to do, for an administrator.
    pub fn words(&self) -> Words {
        let text = text(self.cause);
        let words = Words::fill(text, &[("host", &self.host)]);
        if self.said.is_empty() {
            return words;
        }
        let said = &self.said;
        Words { fr: format!("{} Réponse : « {said} »", words.fr), en: format!("{} Answer: “{said}”", words.en) }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}

/// What a server said, fit to be kept and shown: one line, of bounded length.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if crate::address::hidden(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(500).collect()
}

fn text(cause: Cause) -> Text {
    match cause {
        Cause::NoTransport => Text {
            fr: "Aucun serveur d’envoi n’est configuré : le message attend dans le dossier « mail » des données. Renseignez [mail] relay, puis renvoyez-le.",
            en: "No mail server is configured: the message waits in the folder “mail” of the data. Set [mail] relay, then send it again.",
        },
        Cause::Unresolved => Text {
            fr: "Le nom {host} n’a pas pu être résolu pour l’instant. Vérifiez le nom et le DNS de ce serveur.",
            en: "The name {host} could not be resolved just now. Check the name, and the DNS of this server.",
        },
        Cause::NoSuchDomain => Text {
            fr: "Le domaine {host} n’existe pas ou ne reçoit pas de courrier. Corrigez l’adresse.",
            en: "The domain {host} does not exist or takes no mail. Correct the address.",
        },
        Cause::Private => Text {
            fr: "Le domaine {host} désigne un réseau privé. S’il est bien à vous, ajoutez ce réseau à [mail] allow_private.",
            en: "The domain {host} leads into a private network. If it is yours, add that network to [mail] allow_private.",
        },
        Cause::Unreachable => Text {
            fr: "Impossible de se connecter à {host}. Vérifiez que ce serveur fonctionne et qu’aucun pare-feu ne bloque le port.",
            en: "No connection to {host}. Check that this server runs and that no firewall blocks the port.",
        },
        Cause::Slow => Text {
            fr: "{host} n’a pas répondu à temps. Nouvel essai plus tard.",
            en: "{host} did not answer in time. Tried again later.",
        },
        Cause::HungUp => Text {
            fr: "{host} a coupé la connexion. Nouvel essai plus tard.",
            en: "{host} closed the connection. Tried again later.",
        },
        Cause::Garbled => Text {
            fr: "{host} ne parle pas SMTP. Vérifiez l’adresse et le port : 587 avec smtp://, 465 avec smtps://.",
            en: "{host} does not speak SMTP. Check the address and the port: 587 with smtp://, 465 with smtps://.",
        },
        Cause::Unwelcome => Text {
            fr: "{host} refuse la connexion. Si cela dure, l’adresse IP de ce serveur est peut-être sur une liste noire.",
            en: "{host} turned the connection away. If that lasts, the IP address of this server may be on a block list.",
        },
        Cause::NoTls => Text {
            fr: "{host} ne propose pas le chiffrement STARTTLS. Utilisez smtps://, ou un autre port. Les messages attendent.",
            en: "{host} offers no STARTTLS. Use smtps://, or another port. The messages wait.",
        },
        Cause::Tls => Text {
            fr: "La connexion chiffrée avec {host} a échoué : le certificat doit être valable pour ce nom. Pour une autorité interne, renseignez [mail] ca_file.",
            en: "The encrypted connection to {host} failed: its certificate must be valid for this name. For an authority of your own, set [mail] ca_file.",
        },
        Cause::Credentials => Text {
            fr: "{host} refuse l’identifiant ou le mot de passe. Corrigez [mail] user et password_file. Les messages attendent.",
            en: "{host} refuses the user name or the password. Correct [mail] user and password_file. The messages wait.",
        },
        Cause::NoAuth => Text {
            fr: "{host} ne propose pas de connexion par mot de passe (PLAIN ou LOGIN). Vérifiez le port. Les messages attendent.",
            en: "{host} offers no sign-in by password (PLAIN or LOGIN). Check the port. The messages wait.",
        },
        Cause::Sender => Text {
            fr: "{host} n’accepte pas cet expéditeur. Autorisez l’adresse chez votre hébergeur, ou renseignez [mail] envelope_from et from.",
            en: "{host} does not accept this sender. Allow the address at your provider, or set [mail] envelope_from and from.",
        },
        Cause::Later => Text {
            fr: "{host} demande de réessayer plus tard (liste grise, boîte pleine ou trop d’envois).",
            en: "{host} asks to try again later (greylisting, a full mailbox, or too many messages).",
        },
        Cause::Refused => Text {
            fr: "{host} refuse ce message pour de bon. Vérifiez l’adresse.",
            en: "{host} refuses this message for good. Check the address.",
        },
        Cause::Bounced => Text {
            fr: "Le message est revenu : il n’a pas pu être remis. Vérifiez l’adresse.",
            en: "The message came back: it could not be delivered. Check the address.",
        },
        Cause::Unsendable => Text {
            fr: "Le message ne peut pas être composé. Vérifiez [mail] from.",
            en: "The message cannot be put together. Check [mail] from.",
        },
        Cause::Folder => Text {
            fr: "Le dossier {host} ne peut pas être écrit. Vérifiez ses droits et la place disponible.",
            en: "The folder {host} cannot be written. Check its permissions and the free space.",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_said_is_quoted_on_one_line() {
        let failure = Failure::new(Cause::Later, "mx.example", "450 4.2.0\r\n Greylisted,\tsee\u{202e} x");
        assert_eq!(failure.said, "450 4.2.0 Greylisted, see x");
        let words = failure.words();
        assert!(
            words.fr.contains("mx.example") && words.fr.ends_with("« 450 4.2.0 Greylisted, see x »"),
            "{}",
            words.fr
        );
        assert!(failure.to_string().starts_with("mx.example asks to try again later"));
        assert!(Failure::new(Cause::Refused, "", "x".repeat(10_000)).said.len() == 500);
    }
}
