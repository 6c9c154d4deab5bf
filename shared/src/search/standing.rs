//! Points that a record has whatever is asked, worked out once a day for all records and remembered.

use super::document::{Attributes, kind_bit, status_bit, what_bit};
use super::index::Index;
use super::weights::Weights;
use crate::filter::What;
use crate::model::{PlaceKind, Status};

/// What is remembered of one day.
#[derive(Default)]
pub(super) struct Standing {
    /// The day, in days since 1970.
    today: i32,
    /// Points of each record.
    points: Vec<u16>,
}

impl Standing {
    /// Turns to a day; what was worked out on another one is forgotten.
    pub(super) fn begin(&mut self, index: &Index, today: i32) {
        if self.today == today && self.points.len() == index.len() {
            return;
        }
        self.today = today;
        let points = |attributes| standing(attributes, today, &index.weights) as u16;
        self.points = index.attributes.iter().map(points).collect();
    }

    /// Points of a record.
    pub(super) fn of(&self, record: usize) -> u32 {
        self.points[record].into()
    }
}

fn standing(attributes: &Attributes, today: i32, weights: &Weights) -> u32 {
    let mut points = 2 * weights.past + if attributes.sample { 0 } else { weights.real };
    if attributes.what == what_bit(What::Place) {
        points += weights.place;
        if attributes.kinds & kind_bit(PlaceKind::Hub) != 0 {
            points += weights.hub;
        }
    }
    if attributes.what == what_bit(What::Guide) {
        points += weights.guide;
    }
    if attributes.status & (status_bit(Status::Closed) | status_bit(Status::Moved)) != 0 {
        points -= weights.past;
    }
    if i32::from(attributes.runs_out) < today {
        points -= weights.past;
    }
    points
        + match today - i32::from(attributes.confirmed) {
            ..=182 => weights.confirmed,
            183..=730 => weights.confirmed / 2,
            _ => 0,
        }
}
