//! The lazy chunk: what is fetched once the first page answers. The build cuts the module here
//! (`xtask/src/build/split.rs`): what can only be reached through these functions goes into the second file, and to call
//! one before that file is there is a trap. `fetch::fetch_later` fetches it, `App::later` tells that it is there.

use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::household::Household;
use shared::interop::ics::{self, Feed};
use shared::model::{ActivityId, Dataset};
use shared::plan::seen;
use shared::search::{self, Index, Lesson, Suggestion};
use shared::sync::{Applied, Delta, NextStep};
use shared::time::{Calendar, Instant, LocalDateTime, occurrence};
use shared::view::msg::{AtHome, Dates, Field};
use shared::view::share_dialog::DATES_SHOWN;
use shared::view::{Context, Html, Slot, household_page, lazy, plan_page};

use crate::map;
use crate::state::App;

/// What belongs into a slot that [`shared::view::first`] does not draw.
#[inline(never)]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    lazy::slot(context, slot)
}

/// Starts the map of the page.
#[inline(never)]
pub fn start_map(app: App) {
    map::start(app);
}

/// Notes what is so now of everything saved, and keeps what changed until it was seen.
#[inline(never)]
pub fn carry_on(data: &Dataset, keys: &[String], lines: &[String], now: LocalDateTime) -> Vec<String> {
    seen::carry_on(data, keys, lines, now)
}

/// The changes were seen: things are noted as they are now, and what is gone is saved no more.
#[inline(never)]
pub fn changes_seen(data: &Dataset, keys: &mut Vec<String>, now: LocalDateTime) -> Vec<String> {
    keys.retain(|key| seen::line(data, key, now).is_some());
    seen::carry_on(data, keys, &[], now)
}

/// A calendar file with dates, and the name of the file.
#[inline(never)]
pub fn calendar_file(
    applied: &Applied,
    dates: &Dates,
    saved: &[String],
    now: LocalDateTime,
    feed: &Feed<'_>,
) -> Option<(String, String)> {
    let data = &applied.data;
    let find = |id: &str| data.activity(&id.parse::<ActivityId>().ok()?);
    let (name, chosen, only) = match dates {
        Dates::OfActivity(id) => (id.as_str(), vec![find(id)?], None),
        Dates::One(id, at) => {
            let activity = find(id)?;
            let calendar = Calendar::of_activity(data, activity);
            let coming = occurrence::coming(activity, &calendar, now, DATES_SHOWN);
            (id.as_str(), vec![activity], Some(coming.into_iter().nth(*at)?))
        }
        Dates::Saved => ("family-hub", plan_page::saved_activities_in(data, saved), None),
    };
    let feed = Feed {
        name: match chosen.as_slice() {
            [one] => &one.title,
            _ => "Family Hub",
        },
        ..*feed
    };
    let content = match (only, chosen.as_slice()) {
        (Some(date), [one]) => ics::single(data, one, &date, &feed),
        _ => ics::calendar(data, chosen, &feed),
    };
    Some(([name, ".ics"].concat(), content))
}

/// The revision of a calendar made at that time.
#[inline(never)]
pub fn revision(at: Instant) -> u64 {
    ics::revision(at)
}

/// The addresses of the map tiles to store for places at these points.
#[inline(never)]
pub fn prefetch_tiles(points: &[Point]) -> Vec<String> {
    map::tiles_to_prefetch(points, map::last_zoom())
}

/// The comuni of Italy out of their file.
#[inline(never)]
pub fn gazetteer(text: &str) -> Gazetteer {
    Gazetteer::parse(text)
}

/// Reads a slice of what words mean into the search; gives back what is left.
#[inline(never)]
pub fn teach(lesson: Lesson) -> Option<Lesson> {
    lesson.step()
}

/// What could be meant by the words typed so far.
#[inline(never)]
pub fn suggestions(index: &Index, data: &Dataset, typed: &str, context: &search::Context<'_>) -> Vec<Suggestion> {
    index.suggest(data, typed, context)
}

/// What a reader has, with a delta applied.
#[inline(never)]
pub fn advance(have: &Applied, delta: Delta) -> NextStep {
    shared::sync::advance(have.clone(), delta)
}

/// Who is at home, as this device keeps it.
#[inline(never)]
pub fn household() -> Household {
    crate::local::prefs::household()
}

/// Keeps who is at home.
#[inline(never)]
pub fn keep_household(household: &Household) {
    crate::local::prefs::keep_household(household);
}

/// Puts the value of a field into the household.
#[inline(never)]
pub fn put_field(household: &mut Household, field: Field, value: &str) {
    household_page::put_field(household, field, value);
}

/// Changes the household.
#[inline(never)]
pub fn change_household(household: &mut Household, change: AtHome) {
    household_page::change(household, change);
}
