//! Files of other programs, written out of chosen records: which kinds there are, which formats, and each format's
//! writer. Formats that need no library of their own are pure functions in [`shared::interop`].

mod atom;
mod dcat;
mod delimited;
mod rdf;
mod rdf_graph;
pub mod template;
mod workbook;

use shared::interop::about::About;
use shared::interop::{geojson, hsds, ics};
use shared::model::{Dataset, RecordKind};
use shared::time::Instant;

pub use atom::{Changed, MOST as MOST_CHANGES};
pub use dcat::catalogue;
pub(crate) use delimited::FORMULA;
pub(crate) use workbook::sheet_name;

/// Which records a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    /// The first part of the name of the file.
    pub name: &'static str,
    /// The kinds, in the order of the file.
    pub kinds: &'static [RecordKind],
}

/// Every choice of kinds that has files.
pub const HOLDS: [Holds; 5] = [
    Holds {
        name: "places",
        kinds: &[RecordKind::Place],
    },
    Holds {
        name: "activities",
        kinds: &[RecordKind::Activity],
    },
    Holds {
        name: "networks",
        kinds: &[RecordKind::Network],
    },
    Holds {
        name: "guides",
        kinds: &[RecordKind::Guide],
    },
    Holds {
        name: "all",
        kinds: RecordKind::ALL,
    },
];

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180), UTF-8 with a byte order mark.
    Csv,
    /// Office Open XML workbook, a sheet for each kind.
    Xlsx,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// Open Referral HSDS 3.
    Hsds,
    /// RDF as Turtle: POI-AP_IT, CPEV-AP_IT, CPSV-AP_IT and schema.org.
    Turtle,
    /// The same RDF as JSON-LD.
    JsonLd,
    /// iCalendar (RFC 5545).
    Ics,
    /// What changed, as Atom (RFC 4287).
    Atom,
}

impl Format {
    /// All of them, as they are listed.
    pub const ALL: [Self; 8] = [
        Self::Csv,
        Self::Xlsx,
        Self::GeoJson,
        Self::Hsds,
        Self::Turtle,
        Self::JsonLd,
        Self::Ics,
        Self::Atom,
    ];

    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GeoJson => "geojson",
            Self::Hsds => "hsds.json",
            Self::Turtle => "ttl",
            Self::JsonLd => "jsonld",
            Self::Ics => "ics",
            Self::Atom => "atom",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::GeoJson => "application/geo+json",
            Self::Hsds => "application/json",
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::JsonLd => "application/ld+json",
            Self::Ics => "text/calendar; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
        }
    }

    /// The format whose files end like that.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

/// What a file is made from.
pub struct Extract<'a> {
    /// Everything, for what the chosen records refer to.
    pub data: &'a Dataset,
    /// The records that were chosen.
    pub chosen: &'a Dataset,
    /// The kinds that the file is to hold.
    pub kinds: &'a [RecordKind],
    /// What the file says of itself.
    pub about: About<'a>,
    /// For SEQUENCE in calendars; never falls.
    pub revision: Instant,
    /// The newest change of each record that is known, for [`Format::Atom`].
    pub changes: &'a [Changed],
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A workbook has bounds, such as 1,048,576 rows.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// Memory for the text.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// A row.
    #[error("the table cannot be written: {0}")]
    Table(#[from] csv::Error),
}

/// Writes a file.
///
/// # Errors
/// See [`FormatError`].
pub fn write(format: Format, extract: &Extract<'_>) -> Result<Vec<u8>, FormatError> {
    let Extract {
        data,
        chosen,
        kinds,
        about,
        ..
    } = extract;
    Ok(match format {
        Format::Csv => delimited::csv(extract)?,
        Format::Xlsx => workbook::xlsx(extract)?,
        Format::GeoJson => geojson::geojson(data, chosen, kinds, about).into_bytes(),
        Format::Hsds => hsds::hsds(data, chosen, kinds, about).into_bytes(),
        Format::Turtle => rdf::turtle(&rdf_graph::records(extract))?,
        Format::JsonLd => rdf::json_ld(&rdf_graph::records(extract))?,
        Format::Ics => calendar(extract).into_bytes(),
        Format::Atom => atom::atom(extract)?,
    })
}

/// The dates of the chosen activities; those of chosen places and networks where no activities are asked for.
fn calendar(extract: &Extract<'_>) -> String {
    let Extract {
        data,
        chosen,
        kinds,
        about,
        ..
    } = extract;
    let feed = ics::Feed {
        name: about.name,
        site: about.site,
        stamp: about.at,
        revision: ics::revision(extract.revision),
    };
    let holds = |kind: RecordKind| kinds.contains(&kind);
    let activities = data.activities.iter().filter(|activity| {
        if holds(RecordKind::Activity) {
            return chosen.activity(&activity.id).is_some();
        }
        let place = activity.place.as_ref();
        holds(RecordKind::Place) && place.is_some_and(|id| chosen.place(id).is_some())
            || holds(RecordKind::Network) && chosen.network(&activity.network).is_some()
    });
    let text = ics::calendar(data, activities, &feed);
    // RFC 7986 has no property for a licence; a comment of the calendar is read by people, SOURCE by programs.
    let head = format!(
        "X-LICENSE:{}\r\nSOURCE;VALUE=URI:{}/dati\r\n",
        shared::interop::about::LICENCE_URL,
        about.site
    );
    text.replacen("X-WR-CALNAME", &(head + "X-WR-CALNAME"), 1)
}
