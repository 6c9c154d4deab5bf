//! Tables as comma-separated values (RFC 4180): UTF-8 with a byte order mark, as spreadsheets want it, lines ended by
//! CR LF. A text that a spreadsheet would take for a formula gets an apostrophe in front.

use shared::interop::about::LICENCE_NAME;
use shared::interop::table::{ABOUT, Cell, Column, KIND, columns, row, values};
use shared::model::RecordKind;

use super::{Extract, FormatError};

/// What a spreadsheet may take for the beginning of a formula.
pub(crate) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub(super) fn csv(extract: &Extract<'_>) -> Result<Vec<u8>, FormatError> {
    let headings = headings(extract.kinds);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(headings.iter().copied().chain(ABOUT))?;
    let attribution = extract.about.attribution();
    for kind in extract.kinds.iter().copied() {
        for value in values(extract.chosen, kind) {
            let cells = row(extract.data, kind, &value);
            let named: Vec<(&Column, &Cell)> = columns(kind).iter().zip(&cells).collect();
            let texts = headings.iter().map(|heading| match *heading {
                KIND => kind.code().to_owned(),
                heading => named
                    .iter()
                    .find(|(column, _)| column.heading == heading)
                    .map_or_else(String::new, |(_, cell)| text(cell)),
            });
            writer.write_record(texts.chain([LICENCE_NAME.to_owned(), attribution.clone()]))?;
        }
    }
    writer.into_inner().map_err(|error| FormatError::Io(error.into_error()))
}

/// The headings of a table of these kinds, each once; of several kinds the first says which one a row is.
fn headings(kinds: &[RecordKind]) -> Vec<&'static str> {
    let mut headings: Vec<&'static str> = Vec::new();
    if kinds.len() > 1 {
        headings.push(KIND);
    }
    for heading in kinds
        .iter()
        .flat_map(|kind| columns(*kind))
        .map(|column| column.heading)
    {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => defused(text),
        Cell::Number(number) => number.to_string(),
        Cell::Start(start) => start.to_string(),
        Cell::YesNo(yes) => (if *yes { "sì" } else { "no" }).to_owned(),
    }
}

/// A text that no spreadsheet takes for a formula. What has such an apostrophe already gets a second one, so that one
/// can be taken away again.
fn defused(text: &str) -> String {
    let rest = text.trim_start_matches('\'');
    match rest.starts_with(FORMULA) {
        true => ["'", text].concat(),
        false => text.to_owned(),
    }
}
