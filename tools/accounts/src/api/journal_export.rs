//! The journal as a file, for administrators: made while it is sent, however long it is.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_id::OrgId;
use base_suite::audit::EntryId;
use base_web::{Client, CurrentOrg, Problem, ProblemShape, Query, Signed};
use bytes::Bytes;
use futures_util::stream;
use http::header;
use serde::Deserialize;

use super::journal::Which;
use super::{JournalLine, origin};
use crate::service::{Filter, Line};
use crate::{Accounts, Error};

/// Lines in one piece of the answer.
const PIECE: usize = 500;

/// In which form.
#[derive(Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = JournalFormat)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    /// A table for a spreadsheet (RFC 4180), in UTF-8.
    #[default]
    Csv,
    /// One array.
    Json,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    #[serde(default)]
    #[param(inline, required = false)]
    format: Format,
}

/// The lines that fit, as a file, newest first. That they were taken along stands in the journal.
#[utoipa::path(get, path = "/journal/export", operation_id = "export_journal", tag = "accounts", params(Which, As),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "text/csv"),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 422, description = "A filter that fits no line", body = ProblemShape),
    ))]
pub(super) async fn export_journal(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Query(which): Query<Which>,
    Query(As { format }): Query<As>,
) -> Result<Response, Problem> {
    let (filter, _) = which.split();
    let filter = accounts.export_journal(org.id, &caller, filter, &origin(&client)).await?;
    let (ending, media_type) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8; header=present"),
        Format::Json => ("json", "application/json"),
    };
    let day = accounts.now().strftime("%Y-%m-%d");
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"journal-{day}.{ending}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let writing = Writing { accounts, org: org.id, filter, format, at: At::Beginning };
    Ok((headers, Body::from_stream(stream::try_unfold(writing, Writing::piece))).into_response())
}

struct Writing {
    accounts: Accounts,
    org: OrgId,
    filter: Filter,
    format: Format,
    at: At,
}

enum At {
    Beginning,
    /// Before this line.
    Before(EntryId),
    End,
}

impl Writing {
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        let (before, is_first) = match self.at {
            At::Beginning => (None, true),
            At::Before(id) => (Some(id), false),
            At::End => return Ok(None),
        };
        let lines = self.accounts.lines(self.org, &self.filter, before, PIECE).await?;
        self.at = lines.next.map_or(At::End, At::Before);
        let is_last = lines.next.is_none();
        let text = match self.format {
            Format::Csv => {
                let head = if is_first { table_head() } else { String::new() };
                head + &lines.items.iter().map(row).collect::<String>()
            }
            Format::Json => {
                let lines = lines.items.into_iter().map(|line| serde_json::to_string(&JournalLine::from(line)));
                let lines: Vec<String> = lines.map(Result::unwrap_or_default).collect();
                let open = if is_first { "[\n" } else { "" };
                // Between this piece and the one before, and between lines.
                let comma = if is_first || lines.is_empty() { "" } else { ",\n" };
                format!("{open}{comma}{}{}", lines.join(",\n"), if is_last { "\n]\n" } else { "" })
            }
        };
        Ok(Some((text.into(), self)))
    }
}

/// The mark of UTF-8, without which spreadsheets take accents for something else, and the names of the columns.
fn table_head() -> String {
    "\u{feff}at,act,actor,actor_id,subject,subject_id,address,device,detail\r\n".to_owned()
}

fn row(line: &Line) -> String {
    let person = |named: &Option<crate::service::Named>| match named {
        Some(named) => (named.name.clone().unwrap_or_default(), named.id.to_string()),
        None => (String::new(), String::new()),
    };
    let ((actor, actor_id), (subject, subject_id)) = (person(&line.actor), person(&line.subject));
    let (address, device) = (line.address.clone().unwrap_or_default(), line.device.clone().unwrap_or_default());
    let (at, detail) = (line.at.to_string(), line.detail.to_string());
    let cells = [&at, &line.act, &actor, &actor_id, &subject, &subject_id, &address, &device, &detail];
    format!("{}\r\n", cells.map(|text| cell(text)).join(","))
}

/// A cell of a table. What a spreadsheet would take for a formula is marked as text: people name their devices.
fn cell(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    format!("\"{}{}\"", if is_formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_computes_nothing() {
        assert_eq!(cell("Camille"), "\"Camille\"");
        assert_eq!(cell("say \"hello\", twice\n"), "\"say \"\"hello\"\", twice\n\"");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1", "＝1"] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
        }
    }
}
