//! What a view of the map shows of the rows, and what has to change on the screen for it.

use shared::cluster::{Area, Clusters, Offset, Shown};
use shared::geo::Point;
use shared::model::Precision;

use super::frame::{MapPlace, around};
use super::row::{MapRow, MapWords, shape};

/// One thing on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Names it from one view to the next: the id of a place, or what only this cluster has.
    pub key: String,
    /// Where.
    pub at: Point,
    /// Pixels from there.
    pub offset: Offset,
    /// CSS classes.
    pub look: String,
    /// Name for those who cannot see it; empty for the spot of a fan, which is not a control.
    pub label: String,
    /// Short text: the name of a place, the number of a cluster.
    pub text: String,
    /// Drawn over those with a smaller number.
    pub above: u8,
    /// For a cluster: where its places are, and the zoom that opens it unless none does.
    pub opens: Option<(Area, Option<u8>)>,
}

const MIDDLE: Offset = Offset { x: 0, y: 0 };

/// All marks of a view. The chosen place always stands alone, also where it would be in a cluster.
#[must_use]
pub fn marks(
    rows: &[MapRow],
    clusters: &Clusters,
    place: &MapPlace,
    chosen: Option<&str>,
    words: &MapWords,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut fan: Option<Point> = None;
    let mut chosen_stands = false;
    for shown in clusters.view(&place.area, place.zoom) {
        match shown {
            Shown::Single { index, at, fan: offset } => {
                let Some(row) = rows.get(index as usize) else {
                    continue;
                };
                if offset.is_some() && fan.replace(at) != Some(at) {
                    marks.push(spot(row, at));
                }
                let is_chosen = chosen == Some(row.id.as_str());
                chosen_stands |= is_chosen;
                marks.push(single(row, at, offset, is_chosen, words));
            }
            Shown::Cluster { id, at, count } => {
                let points = clusters
                    .members(id)
                    .iter()
                    .filter_map(|&index| rows.get(index as usize));
                let opens = around(points.map(|row| row.at)).map(|area| (area, clusters.opens_at(id)));
                marks.push(cluster(at, count, opens, words));
            }
        }
    }
    if !chosen_stands && let Some(row) = rows.iter().find(|row| chosen == Some(row.id.as_str())) {
        marks.push(single(row, row.at, None, true, words));
    }
    marks
}

fn single(row: &MapRow, at: Point, offset: Option<Offset>, chosen: bool, words: &MapWords) -> Mark {
    let mut look = ["map-marker ", shape(row.kind)].concat();
    let mut label = [row.name.as_str(), ", ", row.kind_name].concat();
    match row.precision {
        Precision::Address => {}
        Precision::Street => label.extend([", ", words.only_street]),
        Precision::Quarter | Precision::Comune => {
            look.push_str(" zone");
            label.extend([", ", words.only_comune]);
        }
    }
    if offset.is_some() {
        look.push_str(" fanned");
    }
    if chosen {
        look.push_str(" chosen");
    }
    Mark {
        key: row.id.clone(),
        at,
        offset: offset.unwrap_or(MIDDLE),
        look,
        label,
        text: row.name.clone(),
        above: if chosen { 2 } else { 0 },
        opens: None,
    }
}

/// The middle of a fan: an area when its places have no more than their comune.
fn spot(row: &MapRow, at: Point) -> Mark {
    let look = if matches!(row.precision, Precision::Quarter | Precision::Comune) {
        "map-spot zone"
    } else {
        "map-spot"
    };
    Mark {
        key: key("spot", at, 0),
        at,
        offset: MIDDLE,
        look: look.to_owned(),
        label: String::new(),
        text: String::new(),
        above: 0,
        opens: None,
    }
}

fn cluster(at: Point, count: u32, opens: Option<(Area, Option<u8>)>, words: &MapWords) -> Mark {
    let text = count.to_string();
    let look = if count < 100 {
        "map-marker cluster"
    } else {
        "map-marker cluster many"
    };
    Mark {
        key: key("cluster", at, count),
        at,
        offset: MIDDLE,
        look: look.to_owned(),
        label: words.cluster.replace("{n}", &text),
        text,
        above: 1,
        opens,
    }
}

fn key(what: &str, at: Point, count: u32) -> String {
    let numbers = [at.lat.to_string(), at.lon.to_string(), count.to_string()];
    [what, &numbers[0], &numbers[1], &numbers[2]].join("/")
}

/// A step from one set of marks to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Take this key away.
    Drop(&'a str),
    /// Make this mark, or give the one of its key this look.
    Put(&'a Mark),
}

/// What turns the screen from `old` into `new`: first what goes, then what comes or changed, in the order of `new`.
/// What stayed the same is not touched, so that the keyboard's focus stays on it.
#[must_use]
pub fn steps<'a>(old: &'a [Mark], new: &'a [Mark]) -> Vec<Step<'a>> {
    let sorted = |marks: &'a [Mark]| {
        let mut sorted: Vec<&Mark> = marks.iter().collect();
        sorted.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        sorted
    };
    let find = |sorted: &[&'a Mark], key: &str| {
        let at = sorted.binary_search_by(|mark| mark.key.as_str().cmp(key));
        at.ok().map(|at| sorted[at])
    };
    let (before, after) = (sorted(old), sorted(new));
    let gone = old.iter().filter(|mark| find(&after, &mark.key).is_none());
    let changed = new.iter().filter(|mark| find(&before, &mark.key) != Some(mark));
    gone.map(|mark| Step::Drop(&mark.key))
        .chain(changed.map(Step::Put))
        .collect()
}

/// Lines from the spokes of the chosen place's hub to that hub, or to the chosen place if it has spokes itself.
#[must_use]
pub fn lines(rows: &[MapRow], chosen: Option<&str>) -> Vec<(Point, Point)> {
    let find = |id: &str| rows.iter().find(|row| row.id == id);
    let Some(row) = chosen.and_then(find) else {
        return Vec::new();
    };
    let hub = row.parent.as_deref().and_then(find).unwrap_or(row);
    rows.iter()
        .filter(|row| row.parent.as_deref() == Some(hub.id.as_str()) && row.at != hub.at)
        .map(|row| (row.at, hub.at))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests;
