//! Rows of cells as drafts, and CSV in whatever delimiter and encoding as rows.

use shared::interop::table::{ABOUT, Cell, Column, Form, KIND, read_cell};
use shared::model::RecordKind;
use shared::text::fold;

use super::draft::{Draft, Field};
use super::headings::Whose;
use super::{Converted, FormatFault, MOST_RECORDS, Map, RefusedPart, codes, encoding, headings};
use crate::formats::FORMULA;

/// Most columns of a table.
const MOST_COLUMNS: usize = 1_000;

/// Reads a table in CSV.
pub(super) fn csv(bytes: &[u8], map: &Map, converted: &mut Converted) -> Result<Vec<Draft>, FormatFault> {
    let text = encoding::decode(bytes);
    if text.contains('\0') {
        return Err(FormatFault::Unreadable("this is no text".to_owned()));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Rows::new(None, map);
    for record in reader.records() {
        let record = record.map_err(|error| FormatFault::Unreadable(error.to_string()))?;
        let line = record.position().map_or(0, |position| line_of(&text, position));
        let cells: Vec<Result<Cell, String>> = record.iter().map(cell).collect();
        rows.take(&format!("line {line}"), cells, converted)?;
    }
    Ok(rows.drafts)
}

/// The line that a record begins in. The reader tells where the one before ended: what lies between, such as the second
/// half of CR LF and lines without a cell, is passed over.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let between = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let breaks = between.filter(|byte| **byte == b'\n').count();
    position.line() + breaks as u64
}

/// A cell of a CSV: a formula is refused, what was kept from being one is as it was.
fn cell(text: &str) -> Result<Cell, String> {
    let guarded = text.strip_prefix('\'');
    if let Some(inner) = guarded.filter(|inner| inner.trim_start_matches('\'').starts_with(FORMULA)) {
        return Ok(Cell::Text(inner.to_owned()));
    }
    match text.starts_with(['=', '@']) {
        true => Err("a formula is not taken".to_owned()),
        false if text.trim().is_empty() => Ok(Cell::Empty),
        false => Ok(Cell::Text(text.to_owned())),
    }
}

/// The delimiter that cuts the first rows into most columns, and all of them alike.
fn delimiter(text: &str) -> u8 {
    let columns = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let counts: Vec<usize> = reader
            .records()
            .take(20)
            .map_while(Result::ok)
            .map(|record| record.len())
            .collect();
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == first).count();
        match first {
            0 | 1 => 0,
            _ => alike * 1_000 / counts.len().max(1) * first,
        }
    };
    // The first of the best: a comma, unless another does better.
    let mut best = (b',', columns(b','));
    for other in [b';', b'\t', b'|'] {
        let count = columns(other);
        if count > best.1 {
            best = (other, count);
        }
    }
    best.0
}

/// Rows under their headings.
pub(super) struct Rows<'a> {
    /// The kind that the sheet says; told by headings and rows where it does not.
    kind: Option<RecordKind>,
    map: &'a Map,
    whose: Whose,
    headings: Vec<String>,
    pub(super) drafts: Vec<Draft>,
}

impl<'a> Rows<'a> {
    pub(super) const fn new(kind: Option<RecordKind>, map: &'a Map) -> Self {
        Self {
            kind,
            map,
            whose: Whose::Anybodys,
            headings: Vec::new(),
            drafts: Vec::new(),
        }
    }

    /// Takes a row: the first that is not empty holds the headings.
    pub(super) fn take(
        &mut self,
        origin: &str,
        cells: Vec<Result<Cell, String>>,
        converted: &mut Converted,
    ) -> Result<(), FormatFault> {
        if cells.len() > MOST_COLUMNS {
            return Err(FormatFault::Unreadable(format!(
                "{origin}: more than {MOST_COLUMNS} columns"
            )));
        }
        if cells.iter().all(|cell| *cell == Ok(Cell::Empty)) {
            return Ok(());
        }
        if self.headings.is_empty() {
            return self.take_headings(cells, converted);
        }
        if self.drafts.len() >= MOST_RECORDS {
            return Err(FormatFault::TooMany);
        }
        let kind = self.kind_of_row(&cells);
        let Some(kind) = kind else {
            converted.refused.push(RefusedPart {
                origin: origin.to_owned(),
                field: KIND.to_owned(),
                reason: "expected network, place, activity or guide".to_owned(),
            });
            return Ok(());
        };
        let mut draft = Draft::new(kind, origin);
        for (heading, cell) in self.headings.iter().zip(cells) {
            let Some(column) = headings::column(kind, heading, self.map, self.whose) else {
                continue;
            };
            match cell.and_then(|cell| value(column, &cell, origin, converted)) {
                Ok(field) => draft.fields.push(field),
                Err(reason) => converted.refused.push(RefusedPart {
                    origin: origin.to_owned(),
                    field: heading.clone(),
                    reason,
                }),
            }
        }
        self.drafts.push(draft);
        Ok(())
    }

    fn take_headings(
        &mut self,
        cells: Vec<Result<Cell, String>>,
        converted: &mut Converted,
    ) -> Result<(), FormatFault> {
        let text = |cell: Result<Cell, String>| match cell {
            Ok(Cell::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        self.headings = cells.into_iter().map(text).collect();
        let mixed = self.headings.iter().any(|heading| heading == KIND);
        if mixed {
            self.whose = Whose::Ours;
        } else if self.kind.is_none() {
            let kind = headings::kind_of(&self.headings, self.map);
            let said = self.headings.iter().filter(|heading| !heading.is_empty());
            converted.headings.extend(said.map(|heading| {
                let column = kind.and_then(|kind| headings::column(kind, heading, self.map, self.whose));
                (heading.clone(), column.map(|column| column.heading))
            }));
            converted.kind = kind;
            let unknown = || {
                let reason = "no column is known: give the columns their names, or a map (--map)";
                FormatFault::Unreadable(reason.to_owned())
            };
            self.kind = Some(kind.ok_or_else(unknown)?);
        }
        let known = |heading: &str| {
            let kinds = self.kind.map_or_else(|| RecordKind::ALL.to_vec(), |kind| vec![kind]);
            let about = ABOUT.contains(&heading) || heading == KIND;
            about
                || kinds
                    .iter()
                    .any(|kind| headings::column(*kind, heading, self.map, self.whose).is_some())
        };
        let unknown = self
            .headings
            .iter()
            .filter(|heading| !heading.is_empty() && !known(heading));
        converted.passed_over.extend(unknown.cloned());
        Ok(())
    }

    fn kind_of_row(&self, cells: &[Result<Cell, String>]) -> Option<RecordKind> {
        if self.kind.is_some() {
            return self.kind;
        }
        let at = self.headings.iter().position(|heading| heading == KIND)?;
        match cells.get(at) {
            Some(Ok(Cell::Text(text))) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// The field that a cell under a column fills.
pub(super) fn value(column: &Column, cell: &Cell, origin: &str, converted: &mut Converted) -> Result<Field, String> {
    if column.form == Form::ComuneName {
        let name = match cell {
            Cell::Text(name) => Some(name.trim().into()),
            _ => None,
        };
        return Ok(Field::new(Field::COMUNE_NAME, name));
    }
    if column.form == Form::Province {
        return Ok(Field::new(Field::PROVINCE, None));
    }
    let translated = match (column.form, cell) {
        (Form::Text, Cell::Text(text)) => codes::code(column.path, text.trim()).map(Cell::Text),
        (Form::List, Cell::Text(text)) if !text.trim().starts_with('[') => {
            let entries = text.split([';', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
            let entries: Vec<String> = entries
                .map(|entry| codes::code(column.path, entry).unwrap_or_else(|| entry.to_owned()))
                .collect();
            Some(Cell::Text(entries.join("; ")))
        }
        // Wheelchair, "sì": a spreadsheet may have made a truth of it.
        (Form::Text, Cell::YesNo(yes)) => codes::code(column.path, if *yes { "sì" } else { "no" }).map(Cell::Text),
        _ => None,
    };
    let value = read_cell(column, translated.as_ref().unwrap_or(cell))?;
    if let (Form::Hours, Cell::Text(written), Some(read)) = (column.form, cell, &value) {
        let read = read.as_str().unwrap_or_default();
        if fold(read) != fold(written) {
            let written = written.trim().to_owned();
            converted.understood.push((origin.to_owned(), written, read.to_owned()));
        }
    }
    Ok(Field::new(column.path, value))
}
