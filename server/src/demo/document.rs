//! Documents for the demonstration, in formats that other programs open: PDF, OpenDocument text and sheets.

use std::fmt::Write;

/// A line of a document.
pub enum Line<'a> {
    /// A title.
    Title(&'a str),
    /// A heading.
    Heading(&'a str),
    /// A paragraph.
    Text(&'a str),
    /// A point of a list.
    Point(&'a str),
}

/// The lines of a text where `# ` begins a title, `## ` a heading and `- ` a point.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match line.split_once(' ') {
            Some(("#", rest)) => Line::Title(rest),
            Some(("##", rest)) => Line::Heading(rest),
            Some(("-", rest)) => Line::Point(rest),
            _ => Line::Text(line),
        })
        .collect()
}

/// A PDF on A4 pages (ISO 32000-1), set in the standard fonts.
pub fn pdf(text: &str) -> Vec<u8> {
    let mut pages = vec![String::new()];
    let mut y = 780.0_f32;
    for line in lines(text) {
        let (font, size, lead, indent, room, content) = match line {
            Line::Title(text) => ("F2", 20.0, 34.0, 0.0, 46, text),
            Line::Heading(text) => ("F2", 13.0, 26.0, 0.0, 72, text),
            Line::Text(text) => ("F1", 11.0, 16.0, 0.0, 86, text),
            Line::Point(text) => ("F1", 11.0, 16.0, 16.0, 83, text),
        };
        let bullet = matches!(line, Line::Point(_));
        for (index, part) in wrap(content, room).into_iter().enumerate() {
            let step = if index == 0 { lead } else { size * 1.45 };
            y -= step;
            if y < 70.0 {
                pages.push(String::new());
                y = 780.0 - step;
            }
            let mark = if bullet && index == 0 { "\\225 " } else { "" };
            if let Some(page) = pages.last_mut() {
                let x = 58.0 + indent;
                let _ = writeln!(page, "BT /{font} {size} Tf {x} {y:.1} Td ({mark}{}) Tj ET", win_ansi(&part));
            }
        }
    }
    assemble(&pages)
}

fn assemble(pages: &[String]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<_> = (0..pages.len()).map(|page| format!("{} 0 R", 5 + page * 2)).collect();
    objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")));
    for font in ["Helvetica", "Helvetica-Bold"] {
        objects.push(format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"));
    }
    for (page, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            6 + page * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

/// Text in a PDF string: Latin letters as octal codes of Windows-1252.
fn win_ansi(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            '€' => out.push_str("\\200"),
            '’' => out.push_str("\\222"),
            '–' => out.push_str("\\226"),
            'œ' => out.push_str("\\234"),
            '\u{a0}'..='\u{ff}' => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
            _ => out.push('?'),
        }
    }
    out
}

fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split(' ') {
        let full =
            out.last().is_some_and(|line| !line.is_empty() && line.chars().count() + word.chars().count() >= room);
        if full {
            out.push(String::new());
        }
        if let Some(line) = out.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    out
}

const ODF: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" office:version=\"1.2\"";

/// An OpenDocument text.
pub fn odt(text: &str) -> Vec<u8> {
    let mut body = String::from("<office:text>");
    for line in lines(text) {
        let _ = match line {
            Line::Title(text) => write!(body, "<text:h text:outline-level=\"1\">{}</text:h>", escape(text)),
            Line::Heading(text) => write!(body, "<text:h text:outline-level=\"2\">{}</text:h>", escape(text)),
            Line::Text(text) => write!(body, "<text:p>{}</text:p>", escape(text)),
            Line::Point(text) => {
                write!(
                    body,
                    "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
                    escape(text)
                )
            }
        };
    }
    body.push_str("</office:text>");
    package("application/vnd.oasis.opendocument.text", &body)
}

/// An OpenDocument sheet: the first row holds the headings, numbers are numbers.
pub fn ods(name: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let mut body = format!("<office:spreadsheet><table:table table:name=\"{}\">", escape(name));
    for row in rows {
        body.push_str("<table:table-row>");
        for cell in row {
            let text = escape(cell);
            let _ = match cell.parse::<f64>() {
                Ok(value) => write!(
                    body,
                    "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{text}</text:p></table:table-cell>"
                ),
                Err(_) => write!(
                    body,
                    "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
                ),
            };
        }
        body.push_str("</table:table-row>");
    }
    body.push_str("</table:table></office:spreadsheet>");
    package("application/vnd.oasis.opendocument.spreadsheet", &body)
}

fn package(media_type: &str, body: &str) -> Vec<u8> {
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{media_type}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {ODF}><office:body>{body}</office:body>\
         </office:document-content>"
    );
    zip(&[("mimetype", media_type), ("META-INF/manifest.xml", &manifest), ("content.xml", &content)])
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A ZIP of small texts, stored as they are, the first one first: what an OpenDocument package asks for.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut directory: Vec<u8> = Vec::new();
    let short = |value: usize| u16::try_from(value).unwrap_or(u16::MAX).to_le_bytes();
    let long = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    for (name, content) in entries {
        let offset = out.len();
        let mut common: Vec<u8> = Vec::new();
        // Version 2.0, no flags, stored, 1 January 2026 at noon.
        common.extend([20, 0, 0, 0, 0, 0, 0, 0x60, 0x21, 0x5C]);
        common.extend(crc32fast::hash(content.as_bytes()).to_le_bytes());
        common.extend(long(content.len()));
        common.extend(long(content.len()));
        common.extend(short(name.len()));
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(content.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(long(offset));
        directory.extend(name.as_bytes());
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(entries.len()));
    out.extend(short(entries.len()));
    out.extend(long(directory.len()));
    out.extend(long(start));
    out.extend([0, 0]);
    out
}
