//! Tables as a workbook (Office Open XML): a sheet for each kind and one about the file. Dates are dates, texts are
//! never formulas.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use shared::interop::about::{LICENCE_NAME, LICENCE_URL};
use shared::interop::table::{ABOUT, Cell, columns, row, values};
use shared::model::RecordKind;
use shared::time::{Start, rome};

use super::{Extract, FormatError};

/// The longest text that a cell of a workbook holds, in UTF-16 units.
const LONGEST: usize = 32_767;

struct Formats {
    heading: Format,
    day: Format,
    moment: Format,
}

pub(super) fn xlsx(extract: &Extract<'_>) -> Result<Vec<u8>, FormatError> {
    let formats = Formats {
        heading: Format::new().set_bold(),
        day: Format::new().set_num_format("dd/mm/yyyy"),
        moment: Format::new().set_num_format("dd/mm/yyyy hh:mm"),
    };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(extract)?);
    for kind in extract.kinds.iter().copied() {
        sheet(workbook.add_worksheet(), extract, kind, &formats)?;
    }
    about(workbook.add_worksheet(), extract, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

/// With the moment of the data as that of the file: the same data give the same bytes.
fn properties(extract: &Extract<'_>) -> Result<DocProperties, XlsxError> {
    let at = rome::local(extract.about.at);
    let created = moment(Start {
        date: at.date,
        time: Some(at.time),
    })?;
    Ok(DocProperties::new()
        .set_title("Dati aperti")
        .set_author(extract.about.name)
        .set_comment(format!("{LICENCE_NAME} {LICENCE_URL}: {}", extract.about.attribution()))
        .set_creation_datetime(&created))
}

/// The name of a kind's sheet.
pub(crate) const fn sheet_name(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Network => "Reti",
        RecordKind::Place => "Sedi",
        RecordKind::Activity => "Attività",
        RecordKind::Guide => "Schede",
    }
}

fn sheet(sheet: &mut Worksheet, extract: &Extract<'_>, kind: RecordKind, formats: &Formats) -> Result<(), FormatError> {
    sheet.set_name(sheet_name(kind))?;
    sheet.set_freeze_panes(1, 0)?;
    let headings = columns(kind).iter().map(|column| column.heading).chain(ABOUT);
    for (at, heading) in headings.enumerate() {
        sheet.write_string_with_format(0, column(at), heading, &formats.heading)?;
    }
    let attribution = extract.about.attribution();
    for (number, value) in values(extract.chosen, kind).iter().enumerate() {
        let line = u32::try_from(number + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        let mut cells = row(extract.data, kind, value);
        cells.extend([Cell::Text(LICENCE_NAME.to_owned()), Cell::Text(attribution.clone())]);
        for (at, cell) in cells.iter().enumerate() {
            write(sheet, line, column(at), cell, formats)?;
        }
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, line: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(line, column, shortened(text))?;
        }
        Cell::Number(number) => {
            sheet.write_number(line, column, *number)?;
        }
        Cell::YesNo(yes) => {
            sheet.write_string(line, column, if *yes { "sì" } else { "no" })?;
        }
        Cell::Start(start) => {
            let format = if start.time.is_some() {
                &formats.moment
            } else {
                &formats.day
            };
            sheet.write_datetime_with_format(line, column, &moment(*start)?, format)?;
        }
    }
    Ok(())
}

fn moment(start: Start) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = start.date.civil();
    let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), month, day)?;
    match start.time {
        Some(time) => date.and_hms(time.hour(), u8::try_from(time.minute()).unwrap_or(0), 0.0),
        None => Ok(date),
    }
}

/// What a cell holds of a text; what is cut off says so.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut room = LONGEST - 1;
    let mut kept = String::new();
    for letter in text.chars() {
        match room.checked_sub(letter.len_utf16()) {
            Some(left) => room = left,
            None => break,
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

/// Fewer than a hundred columns.
fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn about(sheet: &mut Worksheet, extract: &Extract<'_>, formats: &Formats) -> Result<(), FormatError> {
    sheet.set_name("Leggimi")?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    let page = format!("{}/dati", extract.about.site);
    let lines = [
        ("Licenza", format!("{LICENCE_NAME} ({LICENCE_URL})")),
        ("Da citare", extract.about.attribution()),
        ("Dati al", extract.about.changed()),
        ("Formati e spiegazioni", page),
    ];
    for (line, (name, text)) in (0..).zip(lines) {
        sheet.write_string_with_format(line, 0, name, &formats.heading)?;
        sheet.write_string(line, 1, text)?;
    }
    Ok(())
}
