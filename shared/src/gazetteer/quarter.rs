//! Parts of a comune that have a name of their own.

use crate::geo::Point;
use crate::model::Comune;
use crate::order::sort_by;
use crate::text::fold;

/// A part of a comune: a quarter, a ward, a hamlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// As it is written.
    pub name: String,
    pub(super) folded: String,
    /// The comune's index in the gazetteer.
    pub(super) comune: u16,
    /// Where it is.
    pub point: Point,
}

/// Reads "Torre a Mare -374 1302|…": names, and their points in 1/10,000 degree from that of the comune.
pub(super) fn read_quarters(comuni: &[Comune], lines: &[(&str, &str)]) -> Vec<Quarter> {
    let mut quarters = Vec::new();
    for (code, listed) in lines {
        let Ok(at) = comuni.binary_search_by(|comune| comune.code.as_str().cmp(code)) else {
            continue;
        };
        let town = comuni[at].point();
        for quarter in listed.split('|') {
            let mut parts = quarter.rsplitn(3, ' ');
            let mut number = || parts.next().and_then(|part| part.parse::<i32>().ok());
            let (Some(lon), Some(lat)) = (number(), number()) else {
                continue;
            };
            let point = Point::new(
                town.lat.saturating_add(lat.saturating_mul(100)),
                town.lon.saturating_add(lon.saturating_mul(100)),
            );
            if let (Some(name), Some(point)) = (parts.next(), point) {
                quarters.push(Quarter {
                    name: name.to_owned(),
                    folded: fold(name),
                    comune: at as u16,
                    point,
                });
            }
        }
    }
    sort_by(&mut quarters, |a, b| a.folded.cmp(&b.folded));
    quarters
}
