//! Closed now? What to do instead: another place of the network that is open, the next opening, somebody to call.

use super::calendar::Calendar;
use super::date::LocalDateTime;
use super::open_state::{OpenState, State, desk_state, open_state};
use crate::model::{Dataset, Desk, Network, Place};
use crate::reach::{self, Whose};
use crate::taxonomy::Topic;

/// Somebody with a telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call<'a> {
    /// The place itself, or its hub.
    Place(&'a Place),
    /// The network.
    Network(&'a Network),
}

/// A place that is open instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInstead<'a> {
    /// The place.
    pub place: &'a Place,
    /// The desk of it that is open; `None` is the place itself.
    pub desk: Option<&'a Desk>,
    /// How far it is from the closed one, in metres; `None` when a position is not known.
    pub metres: Option<u32>,
    /// Its state, or that of the desk that is open for the topic.
    pub state: OpenState,
}

/// The next steps from a place that is not open, in the order in which they are worth trying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep<'a> {
    /// The nearest place of the network that is open for the same topic.
    pub open: Option<OpenInstead<'a>>,
    /// The state of the place itself, with its next opening.
    pub state: OpenState,
    /// Whom to call.
    pub call: Option<Call<'a>>,
}

/// What to do when `place` is not open at `at`. `topic` is what one came for; without one any of the place's topics
/// will do.
#[must_use]
pub fn next_step<'a>(data: &'a Dataset, place: &'a Place, topic: Option<Topic>, at: LocalDateTime) -> NextStep<'a> {
    let point = |place: &Place| place.position.map(|position| position.point());
    let here = point(place);
    let others = data
        .places
        .iter()
        .filter(|other| other.network == place.network && other.id != place.id);
    let open = others
        .clone()
        .filter_map(|other| {
            let (desk, state) = open_for(data, other, place, topic, at)?;
            let metres = here.zip(point(other)).map(|(here, there)| here.metres_to(there));
            Some(OpenInstead {
                place: other,
                desk,
                metres,
                state,
            })
        })
        // A place of unknown position comes last.
        .min_by_key(|open| open.metres.unwrap_or(u32::MAX));
    NextStep {
        open,
        state: open_state(place, &Calendar::of_place(data, place), at),
        call: call(data, place),
    }
}

/// The state with which `other`, or a desk of it, is open for the topic at that moment.
fn open_for<'a>(
    data: &Dataset,
    other: &'a Place,
    instead_of: &Place,
    topic: Option<Topic>,
    at: LocalDateTime,
) -> Option<(Option<&'a Desk>, OpenState)> {
    let wanted = |topics: &[Topic]| match topic {
        Some(topic) => topics.contains(&topic),
        None => instead_of.topics.is_empty() || topics.iter().any(|topic| instead_of.topics.contains(topic)),
    };
    let calendar = Calendar::of_place(data, other);
    let desks = other.desks.iter().filter(|desk| wanted(&desk.topics));
    let mut states = desks.map(|desk| (Some(desk), desk_state(other, desk, &calendar, at)));
    let of_desk = states.find(|(_, state)| state.state == State::Open);
    of_desk.or_else(|| {
        // A desk with the topic and hours of its own has just said no.
        let left_to_desk = other
            .desks
            .iter()
            .any(|desk| wanted(&desk.topics) && desk.opening_hours.is_some());
        let state = (wanted(&other.topics) && !left_to_desk).then(|| open_state(other, &calendar, at))?;
        (state.state == State::Open).then_some((None, state))
    })
}

/// The place's own number, its hub's or its network's: never that of a stranger.
fn call<'a>(data: &'a Dataset, place: &'a Place) -> Option<Call<'a>> {
    let (whose, _) = reach::of_place(data, place).phones?;
    match whose {
        Whose::Place(place) | Whose::Hub(place) => Some(Call::Place(place)),
        Whose::Network(network) => Some(Call::Network(network)),
        Whose::Activity => None,
    }
}
