//! Markers that would overlap on the map, gathered into clusters, for every zoom at once.
//!
//! From the nearest zoom outwards, each level sweeps its nodes from west to east: a node takes in the later ones
//! that would stand within [`REACH`] pixels of it, and the merged node stands at the mean of its places. A cluster of
//! one zoom is therefore always a union of clusters of the next nearer one: it splits as one zooms in and never
//! shuffles. Nodes that merge with nothing are shared by all their levels.
//! Places that even the nearest zoom cannot part (same door, or only the comune is known) fan out around their spot.

mod fan;
mod mercator;

pub use fan::Offset;
pub use mercator::Spot;

use crate::geo::Point;

/// The farthest zoom with clusters of its own; farther views show these.
pub const FIRST_ZOOM: u8 = 4;
/// The nearest zoom that a map can ask for.
pub const LAST_ZOOM: u8 = 18;
/// Markers nearer than this, in pixels, become one cluster: a target of 44 pixels and some air.
pub const REACH: u32 = 56;
/// From this zoom on, places that no zoom can part are fanned out without being asked.
pub const FAN_ZOOM: u8 = 11;
/// A fan of more than this many opens only at the nearest zoom.
pub const FAN_MOST: u32 = 16;
/// More than this many at one spot stay a cluster at every zoom: no screen has room for their fan.
pub const FAN_LIMIT: u32 = 100;

/// A rectangle on the ground that does not cross the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// South-western corner.
    pub south_west: Point,
    /// North-eastern corner.
    pub north_east: Point,
}

/// A cluster of one [`Clusters`]; names nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterId(u32);

/// What stands at one spot of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One place.
    Single {
        /// Which of the points given to [`Clusters::build`].
        index: u32,
        /// Where it is, or where its fan has its middle.
        at: Point,
        /// Where its marker stands from there, when it shares the spot with others.
        fan: Option<Offset>,
    },
    /// Several places.
    Cluster {
        /// For [`Clusters::members`] and [`Clusters::opens_at`].
        id: ClusterId,
        /// The mean of its places.
        at: Point,
        /// How many, at least 2.
        count: u32,
    },
}

#[derive(Clone, Copy)]
struct Node {
    spot: Spot,
    /// Sums over its places, micro-degrees: means of means would drift.
    lat: i64,
    lon: i64,
    /// Its places are `order[start..start + count]`.
    start: u32,
    count: u32,
    /// The node that swallowed it.
    parent: u32,
    /// The nearest zoom at which it stands: [`u8::MAX`] for a single place.
    top: u8,
}

impl Node {
    fn at(&self) -> Point {
        let count = i64::from(self.count);
        // The mean of values that fit fits.
        Point {
            lat: self.lat.div_euclid(count) as i32,
            lon: self.lon.div_euclid(count) as i32,
        }
    }
}

const NONE: u32 = u32::MAX;

/// The clusters of a set of points at every zoom.
pub struct Clusters {
    nodes: Vec<Node>,
    /// For each zoom from [`FIRST_ZOOM`] to `last`: the nodes that stand there, from west to east.
    levels: Vec<Vec<u32>>,
    /// Indices of points, so that each node's are neighbours.
    order: Vec<u32>,
    last: u8,
}

impl Clusters {
    /// Gathers `points` for a map whose nearest zoom is `last` (held between [`FIRST_ZOOM`] and [`LAST_ZOOM`]).
    #[must_use]
    pub fn build(points: &[Point], last: u8) -> Self {
        let last = last.clamp(FIRST_ZOOM, LAST_ZOOM);
        let mut nodes: Vec<Node> = Vec::with_capacity(points.len() + points.len() / 2);
        nodes.extend(points.iter().map(|&at| Node {
            spot: Spot::of(at),
            lat: i64::from(at.lat),
            lon: i64::from(at.lon),
            start: 0,
            count: 1,
            parent: NONE,
            top: u8::MAX,
        }));
        let mut standing: Vec<u32> = (0..nodes.len() as u32).collect();
        west_to_east(&nodes, &mut standing);
        let mut levels = Vec::with_capacity(usize::from(last - FIRST_ZOOM) + 1);
        for zoom in (FIRST_ZOOM..=last).rev() {
            standing = gather(&mut nodes, &standing, zoom);
            levels.push(standing.clone());
        }
        levels.reverse();
        let order = arrange(&mut nodes, points.len(), &standing);
        Self {
            nodes,
            levels,
            order,
            last,
        }
    }

    /// What a view of `area` at `zoom` shows, from west to east. Fans follow each other.
    #[must_use]
    pub fn view(&self, area: &Area, zoom: u8) -> Vec<Shown> {
        let zoom = zoom.clamp(FIRST_ZOOM, self.last);
        let level = &self.levels[usize::from(zoom - FIRST_ZOOM)];
        let (low, high) = (Spot::of(area.south_west), Spot::of(area.north_east));
        let from = level.partition_point(|&id| self.nodes[id as usize].spot.x < low.x);
        let mut shown = Vec::new();
        for &id in &level[from..] {
            let node = &self.nodes[id as usize];
            if node.spot.x > high.x {
                break;
            }
            // North is up: the smaller y.
            if node.spot.y < high.y || node.spot.y > low.y {
                continue;
            }
            if node.count == 1 {
                let index = self.order[node.start as usize];
                let (at, fan) = (node.at(), None);
                shown.push(Shown::Single { index, at, fan });
            } else if self.fans(node, zoom) {
                for (nth, &index) in self.places(node).iter().enumerate() {
                    let (at, fan) = (node.at(), Some(fan::offset(nth as u32, node.count)));
                    shown.push(Shown::Single { index, at, fan });
                }
            } else {
                let (id, at, count) = (ClusterId(id), node.at(), node.count);
                shown.push(Shown::Cluster { id, at, count });
            }
        }
        shown
    }

    fn fans(&self, node: &Node, zoom: u8) -> bool {
        node.top == self.last
            && node.count <= FAN_LIMIT
            && (zoom == self.last || zoom >= FAN_ZOOM && node.count <= FAN_MOST)
    }

    fn places(&self, node: &Node) -> &[u32] {
        &self.order[node.start as usize..(node.start + node.count) as usize]
    }

    /// The indices of the points in a cluster.
    #[must_use]
    pub fn members(&self, cluster: ClusterId) -> &[u32] {
        self.places(&self.nodes[cluster.0 as usize])
    }

    /// The zoom at which a cluster shows as several things for the first time, if there is one.
    #[must_use]
    pub fn opens_at(&self, cluster: ClusterId) -> Option<u8> {
        let node = &self.nodes[cluster.0 as usize];
        if node.top < self.last {
            Some(node.top + 1)
        } else if node.count <= FAN_MOST {
            Some(FAN_ZOOM.min(self.last))
        } else {
            (node.count <= FAN_LIMIT).then_some(self.last)
        }
    }
}

/// Sorts ids by longitude, then by age: packed into plain numbers, whose sort the program has anyway.
fn west_to_east(nodes: &[Node], ids: &mut [u32]) {
    let mut keys: Vec<u64> = ids
        .iter()
        .map(|&id| u64::from(nodes[id as usize].spot.x) << 32 | u64::from(id))
        .collect();
    keys.sort_unstable();
    for (id, key) in ids.iter_mut().zip(keys) {
        *id = key as u32;
    }
}

/// One level: merges what stands too close at `zoom` and returns what stands there then, from west to east.
fn gather(nodes: &mut Vec<Node>, standing: &[u32], zoom: u8) -> Vec<u32> {
    let reach = mercator::units(REACH, zoom);
    let reach_squared = u64::from(reach) * u64::from(reach);
    let before = nodes.len();
    let mut kept = Vec::with_capacity(standing.len());
    let mut merged = Vec::new();
    let mut near: Vec<u32> = Vec::new();
    for (place, &id) in standing.iter().enumerate() {
        let here = nodes[id as usize];
        if here.parent != NONE {
            continue;
        }
        near.clear();
        for &other in &standing[place + 1..] {
            let there = &nodes[other as usize];
            let dx = there.spot.x - here.spot.x;
            if dx > reach {
                break;
            }
            let dy = there.spot.y.abs_diff(here.spot.y);
            if dy <= reach
                && there.parent == NONE
                && u64::from(dx) * u64::from(dx) + u64::from(dy) * u64::from(dy) <= reach_squared
            {
                near.push(other);
            }
        }
        if near.is_empty() {
            kept.push(id);
            continue;
        }
        near.push(id);
        let parent = nodes.len() as u32;
        let together = mean(nodes, &near, zoom);
        for &member in &near {
            nodes[member as usize].parent = parent;
        }
        nodes.push(together);
        merged.push(parent);
    }
    if nodes.len() > before {
        kept.append(&mut merged);
        west_to_east(nodes, &mut kept);
    }
    kept
}

fn mean(nodes: &[Node], members: &[u32], zoom: u8) -> Node {
    let mut together = Node {
        spot: Spot { x: 0, y: 0 },
        lat: 0,
        lon: 0,
        start: 0,
        count: 0,
        parent: NONE,
        top: zoom,
    };
    for &member in members {
        let node = &nodes[member as usize];
        together.lat += node.lat;
        together.lon += node.lon;
        together.count += node.count;
    }
    together.spot = Spot::of(together.at());
    together
}

/// Lays the points out so that every node's are neighbours: parents first, each child the next part of its parent's.
fn arrange(nodes: &mut [Node], points: usize, outermost: &[u32]) -> Vec<u32> {
    let mut free: Vec<u32> = vec![0; nodes.len()];
    let mut next = 0;
    for &id in outermost {
        let node = &mut nodes[id as usize];
        node.start = next;
        free[id as usize] = next;
        next += node.count;
    }
    // A parent is made after its children, so going backwards meets it first.
    for id in (0..nodes.len()).rev() {
        let parent = nodes[id].parent;
        if parent != NONE {
            let start = free[parent as usize];
            free[parent as usize] += nodes[id].count;
            nodes[id].start = start;
            free[id] = start;
        }
    }
    let mut order = vec![0; points];
    for (index, node) in nodes[..points].iter().enumerate() {
        order[node.start as usize] = index as u32;
    }
    order
}

#[cfg(test)]
mod tests;
