//! Records as rows of a table, for CSV and spreadsheets, and rows as records: one list of columns serves both ways, so
//! that what was written can be read back.
//!
//! Headings are Italian, as the people who fill such tables are. What has no shape of a cell (desks, closures, sources)
//! stands in its cell as JSON.

mod cell;
mod columns;

pub use cell::{Cell, CellFault, read_date};
pub use columns::{ABOUT, Column, Form, KIND, columns};

use serde_json::{Map, Value};

use crate::model::{Dataset, RecordKind};

/// The records of a kind as JSON objects, in the field names of the data set file.
#[must_use]
pub fn values(data: &Dataset, kind: RecordKind) -> Vec<Value> {
    fn of<T: serde::Serialize>(records: &[T]) -> Vec<Value> {
        // Records are texts, numbers and lists, which JSON can hold.
        records
            .iter()
            .filter_map(|record| serde_json::to_value(record).ok())
            .collect()
    }
    match kind {
        RecordKind::Network => of(&data.networks),
        RecordKind::Place => of(&data.places),
        RecordKind::Activity => of(&data.activities),
        RecordKind::Guide => of(&data.guides),
    }
}

/// One record as cells, in the order of [`columns`]. `data` holds the comuni that are told by name beside their code.
#[must_use]
pub fn row(data: &Dataset, kind: RecordKind, record: &Value) -> Vec<Cell> {
    columns(kind)
        .iter()
        .map(|column| match column.form {
            Form::ComuneName => comune(data, record).map_or(Cell::Empty, |comune| Cell::Text(comune.0)),
            Form::Province => comune(data, record).map_or(Cell::Empty, |comune| Cell::Text(comune.1)),
            form => at(record, column.path).map_or(Cell::Empty, |value| cell::write(form, value)),
        })
        .collect()
}

/// Name and province of the comune of a record's address.
fn comune(data: &Dataset, record: &Value) -> Option<(String, String)> {
    let code = at(record, "address.comune")?.as_str()?.parse().ok()?;
    let comune = data.comune(&code)?;
    Some((comune.name.clone(), comune.province.clone()))
}

/// A record from cells under their headings. Headings that no column has are left to whoever calls; empty cells say
/// nothing.
///
/// # Errors
/// The heading at fault and why.
pub fn record<'a>(
    kind: RecordKind,
    cells: impl IntoIterator<Item = (&'a Column, &'a Cell)>,
) -> Result<Value, CellFault> {
    let mut record = Value::Object(Map::new());
    for (column, cell) in cells {
        let derived = matches!(column.form, Form::ComuneName | Form::Province);
        if derived || *cell == Cell::Empty {
            continue;
        }
        let value = cell::read(column.form, cell).map_err(|reason| CellFault {
            heading: column.heading,
            reason,
        })?;
        if let Some(value) = value {
            put(&mut record, column.path, value);
        }
    }
    if kind == RecordKind::Network {
        // A network without comuni or bodies says so by empty lists.
        for list in ["comuni", "organisations", "sources"] {
            if at(&record, list).is_none() {
                put(&mut record, list, Value::Array(Vec::new()));
            }
        }
    }
    Ok(record)
}

/// The value at a path such as `address.street`; `None` where it is not there or says nothing.
fn at<'a>(record: &'a Value, path: &str) -> Option<&'a Value> {
    let value = path.split('.').try_fold(record, |value, name| value.get(name))?;
    let says_nothing = match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    (!says_nothing).then_some(value)
}

/// The value of a cell of that column; `None` where it says nothing.
///
/// # Errors
/// Why it cannot be read.
pub fn read_cell(column: &Column, cell: &Cell) -> Result<Option<Value>, String> {
    cell::read(column.form, cell)
}

/// Takes away the value at a path.
pub fn take(record: &mut Value, path: &str) {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut target = record;
    for name in above.split('.').filter(|name| !name.is_empty()) {
        match target.get_mut(name) {
            Some(inner) => target = inner,
            None => return,
        }
    }
    if let Some(fields) = target.as_object_mut() {
        fields.remove(name);
    }
}

/// Sets the value at a path, with the objects that lead to it.
pub fn put(record: &mut Value, path: &str, value: Value) {
    let mut target = record;
    for name in path.split('.') {
        if !target.is_object() {
            *target = Value::Object(Map::new());
        }
        target = &mut target[name];
    }
    *target = value;
}

#[cfg(all(test, feature = "data"))]
mod tests;
