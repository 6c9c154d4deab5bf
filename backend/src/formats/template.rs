//! Empty tables to be filled in and imported: the columns that people write by hand, with what belongs into them.

use rust_xlsxwriter::{Format, Workbook};
use shared::i18n::Words;
use shared::interop::table::{Column, Form, columns};
use shared::model::{PlaceKind, RecordKind};
use shared::taxonomy::{Category, Topic};

use super::{FormatError, sheet_name};

/// The columns of an empty table: without those that hold JSON, and those that are told and not read.
fn by_hand(kind: RecordKind) -> impl Iterator<Item = &'static Column> {
    let whole = |column: &&Column| !matches!(column.form, Form::Json | Form::Province);
    columns(kind).iter().filter(whole)
}

/// An empty table as CSV (UTF-8 with a byte order mark).
///
/// # Errors
/// See [`FormatError`].
pub fn csv(kind: RecordKind) -> Result<Vec<u8>, FormatError> {
    let mut writer = csv::WriterBuilder::new()
        // What spreadsheets in Italy take a file apart by.
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(by_hand(kind).map(|column| column.heading))?;
    writer.into_inner().map_err(|error| FormatError::Io(error.into_error()))
}

/// An empty table as a workbook, with a sheet that says what belongs into each column.
///
/// # Errors
/// See [`FormatError`].
pub fn xlsx(kind: RecordKind) -> Result<Vec<u8>, FormatError> {
    let heading = Format::new().set_bold();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(kind))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(by_hand(kind)) {
        sheet.write_string_with_format(0, at, column.heading, &heading)?;
        sheet.set_column_width(at, 18)?;
    }
    let about = workbook.add_worksheet();
    about.set_name("Leggimi")?;
    about.set_column_width(0, 24)?;
    about.set_column_width(1, 90)?;
    about.write_string_with_format(0, 0, "Colonna", &heading)?;
    about.write_string_with_format(0, 1, "Che cosa si scrive", &heading)?;
    for (line, column) in (1..).zip(by_hand(kind)) {
        about.write_string(line, 0, column.heading)?;
        about.write_string(line, 1, what(column))?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// What belongs into a column.
fn what(column: &Column) -> String {
    let listed = |names: Vec<&str>| names.join("; ");
    let one_of = match column.path {
        "id" => {
            return "Lascia vuoto: il codice si fa da sé. Scrivilo solo per cambiare una scheda che c’è già."
                .to_owned();
        }
        "network" => return "Il codice della rete; vuoto, se la rete è una sola.".to_owned(),
        "place" => return "Il codice della sede in cui si svolge.".to_owned(),
        "kind" => listed(PlaceKind::ALL.iter().map(|kind| Words::italian().kind(*kind)).collect()),
        "category" => listed(Category::all().map(|category| category.name()).collect()),
        "topics" | "topic" => listed(Topic::all().map(|topic| topic.name()).collect()),
        _ => String::new(),
    };
    let form = match column.form {
        Form::Text => "Testo.",
        Form::Number => "Un numero.",
        Form::Date => "Un giorno: 24/11/2026.",
        Form::PartialDate => "Un giorno, un mese o un anno: 24/11/2026, 11/2026, 2026.",
        Form::Start => "Un giorno, o un giorno con l’ora: 24/11/2026 16:30.",
        Form::YesNo => "sì o no; vuoto, se non si sa.",
        Form::List => "Uno o più valori, separati da un punto e virgola.",
        Form::Hours => "Come a voce: lun-ven 9-12.30, gio anche 15-18. Festivi chiusi: PH off.",
        Form::ComuneName => "Il nome del comune: Senago.",
        Form::Json | Form::Province => "",
    };
    match one_of.is_empty() {
        true => form.to_owned(),
        false => format!("{form} Valori: {one_of}."),
    }
}
