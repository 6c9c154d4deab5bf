//! A workbook as rows: cell by cell, so that a sheet that claims a million rows costs no memory for them.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use shared::interop::table::Cell;
use shared::model::RecordKind;
use shared::text::fold;
use shared::time::{Date, Start, TimeOfDay};

use super::draft::Draft;
use super::table::Rows;
use super::{Converted, FormatFault, Map, package};
use crate::formats::sheet_name;

/// The farthest column that is read.
const LAST_COLUMN: u32 = 1_000;

/// Reads the sheets of a workbook that hold records.
pub(super) fn xlsx(bytes: &[u8], map: &Map, converted: &mut Converted) -> Result<Vec<Draft>, FormatFault> {
    package::check(bytes)?;
    let unreadable = |error: calamine::XlsxError| FormatFault::Unreadable(format!("this is no workbook: {error}"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let of_ours = |name: &String| RecordKind::ALL.iter().copied().find(|kind| sheet_name(*kind) == name);
    let ours = names.iter().any(|name| of_ours(name).is_some());
    let mut drafts = Vec::new();
    for name in &names {
        let kind = of_ours(name);
        // Our own workbook has a sheet about itself; in somebody else's every sheet counts that has known columns.
        if ours && kind.is_none() {
            continue;
        }
        let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
        let mut rows = Rows::new(kind, map);
        let (mut row, mut line): (u32, Vec<Result<Cell, String>>) = (0, Vec::new());
        while let Some(cell) = cells.next_cell_with_formula().map_err(unreadable)? {
            let (at, column) = cell.pos;
            if at != row {
                flush(&mut rows, name, row, &mut line, converted)?;
                row = at;
            }
            if column >= LAST_COLUMN {
                return Err(FormatFault::Unreadable(format!(
                    "{name}: more than {LAST_COLUMN} columns"
                )));
            }
            let column = column as usize;
            if line.len() <= column {
                line.resize(column + 1, Ok(Cell::Empty));
            }
            line[column] = match cell.formula.is_some_and(|formula| !formula.is_empty()) {
                true => Err("a formula is not taken: paste the values".to_owned()),
                false => read(&cell.value),
            };
        }
        flush(&mut rows, name, row, &mut line, converted)?;
        drafts.extend(rows.drafts);
    }
    Ok(drafts)
}

fn flush(
    rows: &mut Rows<'_>,
    sheet: &str,
    row: u32,
    line: &mut Vec<Result<Cell, String>>,
    converted: &mut Converted,
) -> Result<(), FormatFault> {
    if line.is_empty() {
        return Ok(());
    }
    let cells = std::mem::take(line);
    rows.take(&format!("{sheet}, row {}", row + 1), cells, converted)
}

fn read(value: &DataRef<'_>) -> Result<Cell, String> {
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(yes) => Cell::YesNo(*yes),
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let date = Date::new(i32::from(year), month, day).ok_or("there is no such day")?;
            // A day has no time: midnight would be one that nobody wrote.
            let time = TimeOfDay::new(u16::from(hour), u16::from(minute)).filter(|time| *time != TimeOfDay::MIDNIGHT);
            Cell::Start(Start { date, time })
        }
        DataRef::Error(error) => return Err(format!("the cell holds an error: {error}")),
    })
}

fn text_cell(text: &str) -> Cell {
    match fold(text).is_empty() && text.trim().is_empty() {
        true => Cell::Empty,
        false => Cell::Text(text.to_owned()),
    }
}
