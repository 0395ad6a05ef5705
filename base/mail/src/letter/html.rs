//! The HTML of a letter: what every mail reader shows.
//!
//! Styles stand on the elements, for many readers drop a style sheet; the one that there is turns the page dark
//! where it is understood. Readers that turn colours by themselves find a page of plain blocks that survives it. The
//! organisation's colour decorates; text in it is used only where it can be read.

use std::fmt::Write;

use super::{COPY, Page, Part, UNSUBSCRIBE};

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

pub(super) fn write(page: &Page<'_>) -> String {
    let accent = Colour::parse(&page.sender.accent).unwrap_or(Colour(0x47, 0x55, 0x69));
    let (button, on_button) = (accent.hex(), if accent.is_light() { "#1a1a1a" } else { "#ffffff" });
    let link = accent.darkened_for_white().hex();
    let light_link = accent.lightened_for_black().hex();
    let (name, subject) = (escape(&super::line(&page.sender.name)), escape(page.subject));
    let language = page.language.code();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{subject}</title>\n<style>\n\
         :root {{ color-scheme: light dark; }}\n\
         @media (prefers-color-scheme: dark) {{\n\
         .page {{ background: #16181b !important; }}\n\
         .card {{ background: #1f2226 !important; border-color: #33383e !important; }}\n\
         .ink {{ color: #e8e6e3 !important; }}\n\
         .soft {{ color: #a8adb4 !important; }}\n\
         .line {{ border-color: #33383e !important; }}\n\
         .link {{ color: {light_link} !important; }}\n\
         }}\n</style>\n</head>\n\
         <body class=\"page\" style=\"margin:0;padding:0;background:#f4f3f0;-webkit-text-size-adjust:100%\">\n"
    );
    if let Some(preview) = preview(page.parts) {
        // What a list of letters shows after the subject; on the page it would say things twice.
        let _ = writeln!(
            out,
            "<div style=\"display:none;max-height:0;overflow:hidden;opacity:0\" aria-hidden=\"true\">{}</div>",
            escape(preview)
        );
    }
    let _ = write!(
        out,
        "<div class=\"page\" style=\"background:#f4f3f0;padding:32px 12px\">\n\
         <div style=\"max-width:36rem;margin:0 auto;overflow-wrap:anywhere;word-break:break-word;{FONT}\">\n\
         <p class=\"ink\" style=\"margin:0 8px 14px;font-size:15px;line-height:22px;font-weight:600;color:#2b2d31\">\
         <span style=\"display:inline-block;width:10px;height:10px;border-radius:5px;background:{button};margin-right:9px\"></span>{name}</p>\n\
         <div class=\"card\" style=\"background:#ffffff;border:1px solid #e4e2dd;border-radius:14px;padding:30px 28px 8px\">\n"
    );
    let mut parts = page.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Greeting(text) => {
                let _ = writeln!(
                    out,
                    "<p class=\"ink\" style=\"margin:0 0 16px;font-size:19px;line-height:27px;font-weight:600;color:#1f2124\">{}</p>",
                    escape(text)
                );
            }
            Part::Paragraph(text) => {
                let _ = writeln!(
                    out,
                    "<p class=\"ink\" style=\"margin:0 0 16px;font-size:16px;line-height:25px;color:#2b2d31\">{}</p>",
                    escape(text)
                );
            }
            Part::Button(label, url) => {
                let (label, url) = (escape(label), escape(url));
                let _ = write!(
                    out,
                    "<p style=\"margin:26px 0 14px\"><a href=\"{url}\" style=\"display:inline-block;background:{button};color:{on_button};\
                     font-size:16px;line-height:22px;font-weight:600;text-decoration:none;padding:13px 26px;border-radius:10px\">{label}</a></p>\n\
                     <p class=\"soft\" style=\"margin:0 0 24px;font-size:13px;line-height:20px;color:#6b6f76\">{}<br>\
                     <a class=\"link\" href=\"{url}\" style=\"color:{link};word-break:break-all\">{url}</a></p>\n",
                    COPY.get(page.language)
                );
            }
            Part::Detail(label, value) => {
                let last = !matches!(parts.peek(), Some(Part::Detail(..)));
                let below = if last { 22 } else { 8 };
                let _ = writeln!(
                    out,
                    "<p class=\"ink\" style=\"margin:0 0 {below}px;font-size:15px;line-height:22px;color:#2b2d31\">\
                     <span class=\"soft\" style=\"color:#6b6f76\">{}</span><br>{}</p>",
                    escape(label),
                    escape(value)
                );
            }
            Part::Item(label, words, url) => {
                let last = !matches!(parts.peek(), Some(Part::Item(..)));
                let below = if last { 24 } else { 12 };
                let _ = writeln!(
                    out,
                    "<p class=\"line\" style=\"margin:0 0 {below}px;padding:0 0 12px;border-bottom:1px solid #eceae5;font-size:15px;\
                     line-height:22px\"><span class=\"soft\" style=\"font-size:13px;color:#6b6f76\">{}</span><br>\
                     <a class=\"link\" href=\"{}\" style=\"color:{link};font-weight:600;text-decoration:none\">{}</a></p>",
                    escape(label),
                    escape(url),
                    escape(words)
                );
            }
            Part::Quote(text) => {
                let _ = writeln!(
                    out,
                    "<div class=\"ink line\" style=\"margin:4px 0 22px;padding:2px 0 2px 16px;border-left:3px solid #d9d6cf;\
                     font-size:16px;line-height:25px;color:#2b2d31\">{}</div>",
                    escape(text).replace('\n', "<br>")
                );
            }
            Part::Note(text) => {
                let _ = writeln!(
                    out,
                    "<p class=\"soft\" style=\"margin:0 0 20px;font-size:14px;line-height:21px;color:#6b6f76\">{}</p>",
                    escape(text)
                );
            }
            Part::Way(label, url) => {
                let _ = writeln!(
                    out,
                    "<p style=\"margin:0 0 20px;font-size:14px;line-height:21px\">\
                     <a class=\"soft\" href=\"{}\" style=\"color:#6b6f76\">{}</a></p>",
                    escape(url),
                    escape(label)
                );
            }
        }
    }
    let domain = escape(&page.sender.domain);
    let _ = write!(
        out,
        "</div>\n<p class=\"soft\" style=\"margin:18px 8px 0;font-size:13px;line-height:20px;color:#6b6f76\">{name} · \
         <a class=\"soft\" href=\"https://{domain}\" style=\"color:#6b6f76\">{domain}</a>"
    );
    if let Some(url) = page.unsubscribe {
        let _ = write!(
            out,
            "<br><a class=\"soft\" href=\"{}\" style=\"color:#6b6f76\">{}</a>",
            escape(url),
            UNSUBSCRIBE.get(page.language)
        );
    }
    out.push_str("</p>\n</div>\n</div>\n</body>\n</html>\n");
    out
}

fn preview(parts: &[Part]) -> Option<&str> {
    parts.iter().find_map(|part| match part {
        Part::Paragraph(text) => Some(text.as_str()),
        _ => None,
    })
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A colour, in red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour(u8, u8, u8);

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let at = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self(at(0)?, at(2)?, at(4)?))
    }

    fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance (WCAG 2.2), from 0 to 1.
    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }

    /// Whether dark text on it is read better than white.
    fn is_light(self) -> bool {
        // Where the contrast with #1a1a1a and with white are alike.
        self.luminance() > 0.2
    }

    /// This colour, or a darker one with a contrast of 4.5 on white.
    fn darkened_for_white(self) -> Self {
        self.moved(|colour| 1.05 / (colour.luminance() + 0.05) >= 4.5, 0)
    }

    /// This colour, or a lighter one with a contrast of 4.5 on the dark card.
    fn lightened_for_black(self) -> Self {
        let card = Self(0x1f, 0x22, 0x26).luminance();
        self.moved(|colour| (colour.luminance() + 0.05) / (card + 0.05) >= 4.5, 255)
    }

    fn moved(self, enough: impl Fn(Self) -> bool, towards: u16) -> Self {
        let mut colour = self;
        for _ in 0..40 {
            if enough(colour) {
                break;
            }
            let step = |value: u8| u8::try_from((u16::from(value) * 9 + towards) / 10).unwrap_or(u8::MAX);
            colour = Self(step(colour.0), step(colour.1), step(colour.2));
        }
        colour
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn links_and_buttons_are_legible_in_any_colour(r: u8, g: u8, b: u8) {
            let colour = Colour(r, g, b);
            prop_assert_eq!(Colour::parse(&colour.hex()), Some(colour));
            let contrast = |one: Colour, two: Colour| {
                let (one, two) = (one.luminance() + 0.05, two.luminance() + 0.05);
                one.max(two) / one.min(two)
            };
            prop_assert!(contrast(colour.darkened_for_white(), Colour(255, 255, 255)) >= 4.5);
            prop_assert!(contrast(colour.lightened_for_black(), Colour(0x1f, 0x22, 0x26)) >= 4.5);
            let on = if colour.is_light() { Colour(0x1a, 0x1a, 0x1a) } else { Colour(255, 255, 255) };
            prop_assert!(contrast(colour, on) >= 4.1, "{:?} {}", colour, contrast(colour, on));
        }
    }

    #[test]
    fn a_colour_that_is_none_is_not_used() {
        for text in ["", "red", "#12345", "#1234567", "#12345g", "#é1234", "#fff\";x"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
