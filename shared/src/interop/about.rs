//! What every file of open data says of itself: licence, whom to name, where it comes from, of when it is.

use crate::model::{Dataset, RecordKind};
use crate::time::{Instant, rome};

/// The licence of the data by its short name (SPDX).
pub const LICENCE: &str = "CC-BY-4.0";
/// The same as people write it.
pub const LICENCE_NAME: &str = "CC BY 4.0";
/// Its address.
pub const LICENCE_URL: &str = "https://creativecommons.org/licenses/by/4.0/";
/// Before the title of whatever is an example.
pub const SAMPLE: &str = "[esempio] ";

/// A file of open data.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// What the finder is called.
    pub name: &'a str,
    /// Where it stands, such as `https://example.org`, without a slash at the end.
    pub site: &'a str,
    /// When the newest change in the data was made.
    pub at: Instant,
}

impl About<'_> {
    /// Whom to name: `Family Hub (https://example.org), dati del …`.
    #[must_use]
    pub fn attribution(&self) -> String {
        let day = rome::local(self.at).date.to_string();
        [
            self.name,
            " (",
            self.site,
            "), dati del ",
            &day,
            "; comuni: ISTAT, preparati da Openpolis",
        ]
        .concat()
    }

    /// When the newest change was made, with the offset of Rome.
    #[must_use]
    pub fn changed(&self) -> String {
        rome::rfc3339(rome::local(self.at))
    }
}

/// The page of a record under the site.
#[must_use]
pub fn page(about: &About<'_>, kind: RecordKind, id: &str) -> String {
    let path = match kind {
        RecordKind::Network => "/rete/",
        RecordKind::Place => "/sede/",
        RecordKind::Activity => "/attivita/",
        RecordKind::Guide => "/scheda/",
    };
    [about.site, path, id].concat()
}

/// How many records of these kinds there are.
#[must_use]
pub fn count(data: &Dataset, kinds: &[RecordKind]) -> usize {
    let of = |kind: &RecordKind| match kind {
        RecordKind::Network => data.networks.len(),
        RecordKind::Place => data.places.len(),
        RecordKind::Activity => data.activities.len(),
        RecordKind::Guide => data.guides.len(),
    };
    kinds.iter().map(of).sum()
}
