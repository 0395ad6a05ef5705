//! A letter: what it says, apart from how it looks.
//!
//! A tool says what there is to say, in both languages; the letter is written as plain text, complete by itself, and
//! as HTML that any mail reader shows ([`html`]). Nothing is fetched when it is read: no picture, no font, no pixel
//! that would tell on the reader.

mod html;
mod text;

use base_i18n::{Language, Text};
use base_id::OrgId;
use url::Url;

use crate::address::hidden;
use crate::{Error, Words};

/// Who writes: an organisation, or the installation itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The organisation; `None` for the installation.
    pub org: Option<OrgId>,
    /// What people call it.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// Its colour, as `#rrggbb`.
    pub accent: String,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    subject: Words,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Greeting(String),
    Paragraph(Words),
    Button(Words, String),
    Detail(Words, Words),
    Item(Words, Words, String),
    Quote(String),
    Note(Words),
    Way(Words, String),
}

impl Letter {
    /// A letter about `subject`.
    pub fn new(subject: impl Into<Words>) -> Self {
        Self { subject: subject.into(), blocks: Vec::new() }
    }

    /// "Hello Camille,".
    #[must_use]
    pub fn greeting(self, name: impl Into<String>) -> Self {
        self.with(Block::Greeting(name.into()))
    }

    /// A paragraph.
    #[must_use]
    pub fn paragraph(self, text: impl Into<Words>) -> Self {
        self.with(Block::Paragraph(text.into()))
    }

    /// What there is to do: a button, and the address under it for readers without buttons. `http` and `https` alone.
    #[must_use]
    pub fn button(self, label: impl Into<Words>, url: impl Into<String>) -> Self {
        self.with(Block::Button(label.into(), url.into()))
    }

    /// A line of a small table, such as when and from which device somebody signed in.
    #[must_use]
    pub fn detail(self, label: impl Into<Words>, value: impl Into<Words>) -> Self {
        self.with(Block::Detail(label.into(), value.into()))
    }

    /// A line of a list of things that lead somewhere: when or what, and words that lead to `url`.
    #[must_use]
    pub fn item(self, label: impl Into<Words>, words: impl Into<Words>, url: impl Into<String>) -> Self {
        self.with(Block::Item(label.into(), words.into(), url.into()))
    }

    /// What a person wrote, lines kept.
    #[must_use]
    pub fn quote(self, text: impl Into<String>) -> Self {
        self.with(Block::Quote(text.into()))
    }

    /// Small print: how long a link works, what to do when it was somebody else.
    #[must_use]
    pub fn note(self, text: impl Into<Words>) -> Self {
        self.with(Block::Note(text.into()))
    }

    /// Small print that leads elsewhere: to where one chooses what one receives.
    #[must_use]
    pub fn way(self, label: impl Into<Words>, url: impl Into<String>) -> Self {
        self.with(Block::Way(label.into(), url.into()))
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The letter in one language, from `sender`.
    pub fn write(&self, sender: &Sender, language: Language, unsubscribe: Option<&str>) -> Result<Written, Error> {
        let unsubscribe = unsubscribe.map(link).transpose()?;
        let parts = self.blocks.iter().map(|block| Part::new(block, language)).collect::<Result<Vec<_>, _>>()?;
        let subject = line(self.subject.get(language));
        if subject.is_empty() {
            return Err(Error::Invalid("the letter has no subject".into()));
        }
        let page = Page { sender, language, subject: &subject, parts: &parts, unsubscribe: unsubscribe.as_deref() };
        let (text, html) = (text::write(&page), html::write(&page));
        Ok(Written { subject, text, html, unsubscribe })
    }
}

/// A letter in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// On one line.
    pub subject: String,
    /// Complete by itself.
    pub text: String,
    /// The same, to look at.
    pub html: String,
    pub(crate) unsubscribe: Option<String>,
}

/// A letter in one language, checked, not yet written.
struct Page<'a> {
    sender: &'a Sender,
    language: Language,
    subject: &'a str,
    parts: &'a [Part],
    unsubscribe: Option<&'a str>,
}

enum Part {
    Greeting(String),
    Paragraph(String),
    Button(String, String),
    Detail(String, String),
    Item(String, String, String),
    Quote(String),
    Note(String),
    Way(String, String),
}

const HELLO: Text = Text { fr: "Bonjour {name},", en: "Hello {name}," };
const HELLO_ALL: Text = Text { fr: "Bonjour,", en: "Hello," };
const COPY: Text =
    Text { fr: "Ou copiez cette adresse dans votre navigateur\u{a0}:", en: "Or copy this address into your browser:" };
const UNSUBSCRIBE: Text = Text { fr: "Ne plus recevoir ces messages", en: "Stop these messages" };

impl Part {
    fn new(block: &Block, language: Language) -> Result<Self, Error> {
        let line = |text: &str| typeset(line(text), language);
        Ok(match block {
            Block::Greeting(name) => match line(name) {
                name if name.is_empty() => Self::Greeting(HELLO_ALL.get(language).to_owned()),
                name => Self::Greeting(Words::fill(HELLO, &[("name", &name)]).get(language).to_owned()),
            },
            Block::Paragraph(words) => Self::Paragraph(line(words.get(language))),
            Block::Button(label, url) => Self::Button(line(label.get(language)), link(url)?),
            Block::Detail(label, value) => Self::Detail(line(label.get(language)), line(value.get(language))),
            Block::Item(label, words, url) => {
                Self::Item(line(label.get(language)), line(words.get(language)), link(url)?)
            }
            Block::Quote(text) => Self::Quote(typeset(lines(text), language)),
            Block::Note(words) => Self::Note(line(words.get(language))),
            Block::Way(label, url) => Self::Way(line(label.get(language)), link(url)?),
        })
    }
}

/// French punctuation does not begin a line.
fn typeset(text: String, language: Language) -> String {
    if language != Language::French {
        return text;
    }
    [
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
    ]
    .iter()
    .fold(text, |text, (loose, tied)| text.replace(loose, tied))
}

/// On one line, without what has no place in one.
pub(crate) fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    // A no-break space is a part of French punctuation, and stays.
    plain.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a text, each without what has no place in it.
fn lines(text: &str) -> String {
    let kept: Vec<String> = text.replace("\r\n", "\n").split('\n').map(line).collect();
    kept.join("\n").trim_matches('\n').to_owned()
}

/// An address to follow, as it stands in a header and in HTML: no space, no quote, no control character.
fn link(text: &str) -> Result<String, Error> {
    let url = Url::parse(text).map_err(|error| Error::Invalid(format!("{text:?} is no link: {error}")))?;
    let plain = text.chars().all(|c| !c.is_control() && !c.is_whitespace());
    if !plain || !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(Error::Invalid(format!("{text:?} is no link: give a whole address, with https://")));
    }
    // The parser wrote angle brackets and quotes as %3C and the like.
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn communs() -> Sender {
        Sender { org: None, name: "Les Communs".into(), domain: "communs.example".into(), accent: "#2f6f4e".into() }
    }

    fn invitation() -> Letter {
        Letter::new(Text { fr: "Bienvenue aux Communs", en: "Welcome to Les Communs" })
            .greeting("Camille")
            .paragraph(Words::fill(
                Text {
                    fr: "{who} vous invite à rejoindre Les Communs.", en: "{who} invites you to join Les Communs."
                },
                &[("who", &"Élodie <b>")],
            ))
            .button(Text { fr: "Rejoindre", en: "Join" }, "https://communs.example/join?t=abc&x=1")
            .detail(Text { fr: "Adresse", en: "Address" }, Words::same("communs.example"))
            .quote("À bientôt !\n\nÉlodie")
            .note(Text { fr: "Ce lien fonctionne sept jours.", en: "This link works for seven days." })
            .way(Text { fr: "Choisir", en: "Choose" }, "https://communs.example/choose?a=1&b=2")
    }

    #[test]
    fn the_text_is_complete_by_itself() {
        let written =
            invitation().write(&communs(), Language::English, Some("https://communs.example/stop?t=1")).unwrap();
        let expected = "Hello Camille,\n\n\
            Élodie <b> invites you to join Les Communs.\n\n\
            Join:\nhttps://communs.example/join?t=abc&x=1\n\n\
            Address: communs.example\n\n\
            > À bientôt !\n>\n> Élodie\n\n\
            This link works for seven days.\n\n\
            Choose:\nhttps://communs.example/choose?a=1&b=2\n\n\
            -- \nLes Communs\nhttps://communs.example\n\
            Stop these messages: https://communs.example/stop?t=1\n";
        assert_eq!(written.text, expected);
        assert_eq!(written.subject, "Welcome to Les Communs");
    }

    #[test]
    fn what_a_person_wrote_is_never_html() {
        let written = invitation().write(&communs(), Language::French, None).unwrap();
        assert!(written.html.contains("Élodie &lt;b&gt; vous invite"), "{}", written.html);
        assert!(written.html.contains("href=\"https://communs.example/join?t=abc&amp;x=1\""));
        assert!(written.html.contains("href=\"https://communs.example/choose?a=1&amp;b=2\""));
        assert!(!written.html.contains("Ne plus recevoir"));
        for fetched in ["<img", "<link", "<script", "url(", "src=", "@import"] {
            assert!(!written.html.contains(fetched), "{fetched}");
        }
    }

    #[test]
    fn a_subject_stays_on_one_line_and_links_lead_to_the_web() {
        let letter = Letter::new(Words::same("Hello\r\nBcc: everybody@communs.example\0"));
        assert_eq!(
            letter.write(&communs(), Language::English, None).unwrap().subject,
            "Hello Bcc: everybody@communs.example"
        );
        for url in [
            "javascript:alert(1)",
            "https://a.b/\r\nBcc: x",
            "/join",
            "file:///etc/passwd",
            "https://",
            "data:text/html,x",
        ] {
            assert!(
                Letter::new(Words::same("x"))
                    .button(Words::same("x"), url)
                    .write(&communs(), Language::English, None)
                    .is_err(),
                "{url}"
            );
            assert!(Letter::new(Words::same("x")).write(&communs(), Language::English, Some(url)).is_err(), "{url}");
        }
        assert!(Letter::new(Words::same(" \n ")).write(&communs(), Language::English, None).is_err());
    }

    #[test]
    fn french_punctuation_stays_with_its_word() {
        let letter = Letter::new(Words::same("x")).paragraph(Words::same("Venez : « oui » !"));
        let text = |language| letter.write(&communs(), language, None).unwrap().text;
        assert!(text(Language::French).starts_with("Venez\u{a0}: «\u{a0}oui\u{a0}»\u{202f}!\n"));
        assert!(text(Language::English).starts_with("Venez : « oui » !\n"));
    }

    proptest! {
        #[test]
        fn no_value_leaves_its_place_in_the_html(name in ".{0,30}", accent in ".{0,10}", quote in "(?s).{0,60}") {
            let sender = Sender { org: None, name: name.clone(), domain: "a.b".into(), accent };
            let letter = Letter::new(Words::same("x")).greeting(name.clone()).quote(quote).detail(Words::same(name.clone()), Words::same(name));
            let empty = Letter::new(Words::same("x")).greeting("x").quote("x").detail(Words::same("x"), Words::same("x"));
            let plain = Sender { org: None, name: "x".into(), domain: "a.b".into(), accent: "#000000".into() };
            let tags = |letter: &Letter, sender: &Sender| {
                let html = letter.write(sender, Language::English, None).unwrap().html;
                html.replace("<br>", "").matches('<').count()
            };
            prop_assert_eq!(tags(&letter, &sender), tags(&empty, &plain));
        }
    }
}
