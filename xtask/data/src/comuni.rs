//! `cargo xtask comuni TABLE.csv`: rewrites the gazetteer `shared/data/comuni.txt` from a table of comuni.
//!
//! The table has one header line and the columns istat, name, province, lat, lon, population and caps (postal codes
//! apart by spaces); further columns are left alone. Patron's days are kept from the gazetteer as it stands.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use shared::gazetteer::{Gazetteer, ITALY};
use shared::geo::Point;
use shared::model::Comune;
use shared::model::micro_degrees::MicroDegrees;

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct ComuniOptions {
    /// The table, CSV in UTF-8.
    table: PathBuf,
}

/// Reads the table and writes the gazetteer.
pub(crate) fn run(options: &ComuniOptions) -> Result<()> {
    let table =
        fs::read_to_string(&options.table).with_context(|| format!("cannot read {}", options.table.display()))?;
    let mut comuni = read(&table)?;
    let before = Gazetteer::parse(ITALY);
    for comune in &mut comuni {
        comune.patron = before.by_code(&comune.code).and_then(|known| known.patron.clone());
    }
    let text = write(&comuni);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/comuni.txt");
    fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
    println!("{}: {} comuni, {} bytes", file.display(), comuni.len(), text.len());
    Ok(())
}

fn read(table: &str) -> Result<Vec<Comune>> {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split(',').map(str::trim).collect();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| *column == name)
            .ok_or_else(|| anyhow!("the table has no column {name:?}"))
    };
    let (istat, name, province) = (column("istat")?, column("name")?, column("province")?);
    let (lat, lon) = (column("lat")?, column("lon")?);
    let (population, caps) = (column("population")?, column("caps")?);
    let mut comuni = Vec::new();
    for (at, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row = || -> Result<Comune> {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            if cells.len() != header.len() || cells.iter().any(|cell| cell.contains(['"', '|'])) {
                bail!("the columns do not fit the header");
            }
            let point = Point::from_degrees(cells[lat].parse()?, cells[lon].parse()?)
                .ok_or_else(|| anyhow!("the point lies off the globe"))?;
            Ok(Comune {
                code: format!("{:0>6}", cells[istat]).parse()?,
                name: cells[name].to_owned(),
                province: cells[province].to_owned(),
                lat: MicroDegrees(point.lat),
                lon: MicroDegrees(point.lon),
                population: cells[population].parse()?,
                postal_codes: cells[caps]
                    .split_whitespace()
                    .map(str::parse)
                    .collect::<Result<_, _>>()?,
                patron: None,
            })
        };
        comuni.push(row().with_context(|| format!("line {}", at + 2))?);
    }
    comuni.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(comuni)
}

/// The text form: the head of the file as it is, a block a province, the names of joined comuni as they are, then the
/// patron's days.
fn write(comuni: &[Comune]) -> String {
    let mut text: String = ITALY
        .lines()
        .take_while(|line| line.starts_with('#'))
        .fold(String::new(), add_line);
    let mut provinces: BTreeMap<&str, Vec<&Comune>> = BTreeMap::new();
    for comune in comuni {
        provinces.entry(&comune.code.as_str()[..3]).or_default().push(comune);
    }
    let mut before = (0, 0);
    let mut last_postal_code = "00000".to_owned();
    for (number, comuni) in provinces {
        text = add_line(text, &format!("={number} {}", comuni[0].province));
        let mut columns: [Vec<String>; 6] = Default::default();
        let mut last_number = 0;
        for comune in comuni {
            let number: u32 = comune.code.as_str()[3..].parse().unwrap_or(0);
            let step = number - last_number;
            last_number = number;
            let here = (ten_thousandths(comune.lat), ten_thousandths(comune.lon));
            let cells = [
                comune.name.clone(),
                if step == 1 { String::new() } else { step.to_string() },
                (here.0 - before.0).to_string(),
                (here.1 - before.1).to_string(),
                comune.population.to_string(),
                postal_codes(comune, &mut last_postal_code),
            ];
            before = here;
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        text = columns
            .iter()
            .fold(text, |text, column| add_line(text, &column.join("|")));
    }
    // Joined comuni, names in other languages, quarters: as they are.
    text = ITALY
        .lines()
        .filter(|line| line.starts_with(['~', '+', '@']))
        .fold(text, add_line);
    for comune in comuni {
        if let Some(patron) = &comune.patron {
            let line = format!("*{} {:02}-{:02} {}", comune.code, patron.month, patron.day, patron.name);
            text = add_line(text, &line);
        }
    }
    text
}

fn add_line(mut text: String, line: &str) -> String {
    text.push_str(line);
    text.push('\n');
    text
}

fn ten_thousandths(degrees: MicroDegrees) -> i32 {
    (f64::from(degrees.0) / 100.0).round() as i32
}

/// Runs of codes as ranges, each code without the digits that it shares with the one written before.
fn postal_codes(comune: &Comune, last: &mut String) -> String {
    let mut short = |code: &str| {
        let shared = code
            .bytes()
            .zip(last.bytes())
            .take_while(|(a, b)| a == b)
            .count()
            .min(4);
        *last = code.to_owned();
        code[shared..].to_owned()
    };
    let codes = &comune.postal_codes;
    let number = |at: usize| codes[at].as_str().parse::<u32>().unwrap_or(0);
    let mut parts = Vec::new();
    let mut first = 0;
    while first < codes.len() {
        let mut end = first;
        while end + 1 < codes.len() && number(end + 1) == number(end) + 1 {
            end += 1;
        }
        let mut part = short(codes[first].as_str());
        if end > first {
            part.push('-');
            part.push_str(&short(codes[end].as_str()));
        }
        parts.push(part);
        first = end + 1;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gazetteer_is_written_as_it_is_read() {
        assert_eq!(write(Gazetteer::parse(ITALY).comuni()), ITALY);
    }

    #[test]
    fn a_table_becomes_comuni() {
        let table = "istat,name,province,region,lat,lon,population,caps\n\
                     19036,Cremona,CR,Lombardia,45.13707,10.03297,70637,26100\n";
        let comuni = read(table).expect("the table is complete");
        assert_eq!(comuni[0].code.as_str(), "019036");
        assert_eq!((comuni[0].lat.0, comuni[0].population), (45_137_070, 70_637));
        assert!(read("istat,name\n").is_err());
        assert!(read(&table.replace(",70637,", ",molti,")).is_err());
    }
}
