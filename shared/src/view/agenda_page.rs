//! What is on, day by day: the next first, with what was cancelled struck and its reason told.

use crate::agenda::{self, Agenda, Entry, agenda};
use crate::filter::{What, When};
use crate::household::Household;
use crate::model::ActivityId;
use crate::query::{LIMIT_DEFAULT, Query, View};
use crate::reach;
use crate::search::Outcome;
use crate::time::when::Windows;
use crate::time::{Date, Start};

use super::context::Kept;
use super::household::Suits;
use super::page::Badge;
use super::place_page::sample_badge;
use super::{Context, dates, household, open, whereabouts};
use crate::i18n::Word;
use crate::route::Route;

/// How many days the list shows when nobody asks for others.
const DAYS_SHOWN: i32 = 14;
/// How many days stand in the strip to jump by: five whole weeks.
const DAYS_IN_STRIP: i32 = 35;
/// How many dates of a day are shown at first.
const DATES_SHOWN: u32 = 6;
/// So many dates fill a phone several times over: the list ends after the day that reaches them, until more is asked for.
const DATES_ENOUGH: usize = 14;
/// So far one goes to what is on, unless another distance is chosen; in kilometres.
const NEAR_KM: u16 = 10;

/// The dates as they are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaPage {
    /// What is to come, the next day first.
    pub days: Vec<AgendaDay>,
    /// What is over, the latest day first.
    pub past: Vec<AgendaDay>,
    /// Days to come that the list leaves out for now.
    pub more_days: usize,
}

/// A day in the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripDay {
    /// The day.
    pub date: Date,
    /// "martedì 24 novembre, 5 appuntamenti".
    pub name: String,
    /// How many dates take place on it.
    pub count: u32,
    /// It is today.
    pub today: bool,
    /// The days shown begin with it.
    pub first: bool,
}

/// A day with what is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaDay {
    /// The day.
    pub date: Date,
    /// "oggi", "domani" or empty.
    pub near: &'static str,
    /// "martedì 24 novembre".
    pub title: String,
    /// Its dates, in order.
    pub rows: Vec<AgendaRow>,
    /// How many more there are.
    pub left_out: usize,
}

/// One date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaRow {
    /// "16:30–18:00", "orario da confermare".
    pub time: String,
    /// The activity.
    pub id: ActivityId,
    /// Title of the activity.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Where it takes place.
    pub place: String,
    /// Code for `data-status`.
    pub status: &'static str,
    /// It does not take place.
    pub struck: bool,
    /// Why, or what else there is to know.
    pub remark: String,
    /// Whether that is in the words of the record.
    pub remark_of_record: bool,
    /// Marks.
    pub badges: Vec<Badge>,
    /// Whom of the household it suits on that day.
    pub suits: Option<Suits>,
}

/// The search that tells which activities the agenda shows; `None` where all of them are shown.
#[must_use]
pub fn question(query: &Query, household: &Household) -> Option<Query> {
    let mut asked = Query {
        limit: u32::MAX,
        ..query.clone()
    };
    asked.filter.what = vec![What::Activity];
    asked.filter.when = Default::default();
    // It goes by date: nearness is how far one would go.
    asked.radius_km = Some(radius(query));
    let for_us = household.only.is_some() && !household.is_empty();
    let asks = asked.filter.active() > 1 || asked.near.is_some() || !asked.words.is_empty() || for_us;
    asks.then_some(asked)
}

/// What the answer to [`question`] lets through, of so many activities.
#[must_use]
pub fn kept(outcome: &Outcome, activities: usize) -> Kept {
    let mut kept = vec![false; activities];
    for hit in &outcome.hits {
        if let Some(kept) = kept.get_mut(hit.at as usize) {
            *kept = true;
        }
    }
    let near = outcome.near.as_ref().map(|near| near.name.clone());
    Kept {
        activities: Some(kept),
        near: near.unwrap_or_default(),
    }
}

fn radius(query: &Query) -> u16 {
    query.radius_km.unwrap_or(NEAR_KM)
}

/// "Entro 10 km: Senago"; empty when no place was asked for.
#[must_use]
pub fn around(context: &Context<'_>) -> String {
    let (kept, query) = (context.kept, context.query);
    if kept.activities.is_none() || query.near.is_none() && kept.near.is_empty() {
        return String::new();
    }
    let around = context.words.filled(Word::RadiusChip, &[&radius(query).to_string()]);
    match kept.near.as_str() {
        "" => around,
        near => [&around, ": ", near].concat(),
    }
}

/// The first and the last day that are shown.
#[must_use]
pub fn window(context: &Context<'_>) -> (Date, Date) {
    let (today, when) = (context.now.date, &context.query.filter.when);
    let from = when.from.map_or(today, |start| start.date);
    match context.query.view {
        View::Day => (from, from),
        // A week begins with the day one asks for: on a Sunday the calendar's week would be over.
        View::Week => (from, from.saturating_add_days(6)),
        View::List | View::Map => {
            let to = when
                .to
                .map_or(from.max(today).saturating_add_days(DAYS_SHOWN - 1), |start| start.date);
            (from, to.max(from))
        }
    }
}

/// Which dates of the days shown are asked for: hours, days of the week and parts of the day narrow them.
fn narrowed(context: &Context<'_>) -> Vec<Windows> {
    let ((from, to), when) = (window(context), &context.query.filter.when);
    // The days are chosen by the view.
    let day = |date| Some(Start { date, time: None });
    let asked = When {
        from: when.from.filter(|start| start.time.is_some()).or(day(from)),
        to: when.to.filter(|start| start.time.is_some()).or(day(to)),
        ..*when
    };
    let narrows = when.part != Default::default()
        || !when.weekdays.is_empty()
        || [when.from, when.to].iter().flatten().any(|start| start.time.is_some());
    let mut windows: Vec<Windows> = when.minute(context.now).into_iter().collect();
    if narrows {
        windows.extend(asked.windows(context.now));
    }
    windows
}

fn found(context: &Context<'_>) -> Agenda {
    agenda(context.data, context.links, context.now, window(context), &|at| {
        context.kept.has(at)
    })
}

/// How many dates are to come in the days shown.
#[must_use]
pub fn total(context: &Context<'_>) -> usize {
    let windows = narrowed(context);
    let (found, mut total) = (found(context), 0);
    for (_, entries) in found.days() {
        let fits = |entry: &&Entry| windows.iter().all(|windows| entry.may_be_in(windows));
        total += entries.iter().filter(fits).count();
    }
    total
}

/// The dates for the search of the page.
#[must_use]
pub fn page(context: &Context<'_>) -> AgendaPage {
    let windows = narrowed(context);
    let fits = |entry: &Entry| windows.iter().all(|windows| entry.may_be_in(windows));
    let limit = match context.query.limit {
        LIMIT_DEFAULT => DATES_SHOWN,
        limit => limit,
    };
    let (found, (from, _)) = (found(context), window(context));
    let mut page = AgendaPage {
        days: Vec::new(),
        past: Vec::new(),
        more_days: 0,
    };
    // A week or a day ends by itself.
    let ends_soon = context.query.limit == LIMIT_DEFAULT && !matches!(context.query.view, View::Week | View::Day);
    let shown = |days: &[AgendaDay]| days.iter().map(|day| day.rows.len()).sum::<usize>();
    for (date, entries) in found.days() {
        if ends_soon && shown(&page.days) >= DATES_ENOUGH {
            page.more_days += usize::from(entries.iter().any(fits));
            continue;
        }
        add_day(context, date, entries, &fits, limit, &mut page.days);
    }
    // What is over stays out of the way until somebody asks for days that are.
    if from < context.now.date {
        for (date, entries) in found.past() {
            add_day(context, date, entries, &fits, limit, &mut page.past);
        }
    }
    // Today stands among both: the second time it says what it is.
    for day in &mut page.past {
        if day.date == context.now.date {
            day.title = [context.text(Word::PastDates), ", ", &day.title].concat();
        }
    }
    page
}

/// Where the days before and after those shown begin.
#[must_use]
pub fn turns(context: &Context<'_>) -> [Date; 2] {
    let (from, to) = window(context);
    let days = match context.query.view {
        View::Day => 1,
        View::Week => 7,
        View::List | View::Map => DAYS_SHOWN,
    };
    [from.saturating_add_days(-days), to.saturating_add_days(1)]
}

fn add_day(
    context: &Context<'_>,
    date: Date,
    entries: &[Entry],
    fits: &dyn Fn(&Entry) -> bool,
    limit: u32,
    days: &mut Vec<AgendaDay>,
) {
    let (mut rows, mut left_out) = (Vec::new(), 0);
    for entry in entries {
        if fits(entry) {
            if rows.len() < limit as usize {
                rows.extend(row(context, entry));
            } else {
                left_out += 1;
            }
        }
    }
    if !rows.is_empty() {
        days.push(AgendaDay {
            date,
            near: near(context, date),
            title: context.words.day(date),
            rows,
            left_out,
        });
    }
}

/// The days to jump to.
#[must_use]
pub fn strip(context: &Context<'_>) -> Vec<StripDay> {
    let (today, (from, _)) = (context.now.date, window(context));
    let monday = from.saturating_add_days(-i32::from(from.weekday().index()));
    // The past is reachable; it is not what one jumps to from here.
    let first = if from >= today { monday.max(today) } else { monday };
    let last = first.saturating_add_days(DAYS_IN_STRIP - 1);
    let counts = agenda::strip(context.data, context.links, (first, last), &|at| context.kept.has(at));
    let mut days = Vec::new();
    for (date, count) in first.through(last).zip(counts) {
        let many = context.words.counted(count as usize, Word::DatesCounted);
        days.push(StripDay {
            date,
            name: [day_title(context, date).as_str(), ", ", &many].concat(),
            count,
            today: date == today,
            first: date == from,
        });
    }
    days
}

fn day_title(context: &Context<'_>, date: Date) -> String {
    let day = context.words.day(date);
    match near(context, date) {
        "" => day,
        near => [near, ", ", &day].concat(),
    }
}

/// "oggi" or "domani"; empty for any other day.
fn near(context: &Context<'_>, date: Date) -> &'static str {
    match date.days() - context.now.date.days() {
        0 => context.words.text(Word::Today),
        1 => context.words.text(Word::Tomorrow),
        _ => "",
    }
}

fn row(context: &Context<'_>, entry: &Entry) -> Option<AgendaRow> {
    let activity = context.data.activities.get(entry.activity as usize)?;
    let occurrence = Agenda::tell(context.data, context.links, entry)?;
    let place = whereabouts::line(context, activity);
    let holiday = occurrence
        .holiday
        .as_ref()
        .map(|name| open::holiday_doubt(context, name, reach::can_call_about(context.data, activity)));
    let remark = match occurrence.reason.is_empty() {
        true => holiday.unwrap_or_default(),
        false => occurrence.reason.clone(),
    };
    let mut badges = Vec::new();
    if activity.sample {
        badges.push(sample_badge(context));
    }
    badges.push(Badge {
        class: "",
        text: super::activity_page::ages(context, &activity.audience),
    });
    Some(AgendaRow {
        time: dates::hours(context, &occurrence),
        id: activity.id.clone(),
        title: activity.title.clone(),
        href: context.href(&Route::Activity(activity.id.clone())),
        place: place.unwrap_or_default(),
        status: occurrence.status.code(),
        struck: !occurrence.status.takes_place(),
        remark,
        remark_of_record: !occurrence.reason.is_empty(),
        badges,
        suits: household::of_activity_from(context, activity, entry.day),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Near;
    use crate::view::tests::Fixture;

    const DATA: &str = r#"{"networks":[{"id":"n","name":"N"}],
        "activities":[
            {"id":"a","network":"n","title":"A","category":"laboratorio","schedule":{"start":"2026-11-24T16:00","minutes":60,"rrule":"FREQ=DAILY;COUNT=40"}},
            {"id":"b","network":"n","title":"B","category":"laboratorio","schedule":{"start":"2026-11-25T09:00","minutes":60}}]}"#;

    #[test]
    fn without_a_question_all_activities_are_shown() {
        let nobody = Household::default();
        let mut query = Query::default();
        query.filter.when.from = "2026-12-01".parse().ok();
        assert_eq!(question(&query, &nobody), None);
        query.near = Some(Near::Name("Senago".to_owned()));
        let asked = question(&query, &nobody).expect("a question");
        assert_eq!((asked.radius_km, asked.filter.when), (Some(NEAR_KM), When::default()));
        let family = Household::parse("child 2023-05 Luca\nonly anyone\n");
        assert!(question(&Query::default(), &family).is_some());
    }

    #[test]
    fn the_days_shown_are_those_asked_for() {
        let mut page = Fixture::new(DATA);
        let told = |page: &Fixture| {
            let context = page.at("2026-11-24T10:00");
            (total(&context), super::page(&context).days.len())
        };
        // Thirteen days hold dates enough.
        assert_eq!(told(&page), (15, 13));
        page.query.view = View::Week;
        assert_eq!(told(&page), (8, 7));
        page.query.view = View::Day;
        assert_eq!(told(&page), (1, 1));
        page.query.view = View::List;
        page.kept.activities = Some(vec![false, true]);
        assert_eq!(told(&page), (1, 1));
        page.kept.near = "Senago".to_owned();
        assert_eq!(around(&page.at("2026-11-24T10:00")), "Entro 10 km: Senago");
    }

    #[test]
    fn a_list_of_many_dates_ends_soon_and_goes_on_where_asked() {
        let activity = |id: &str| {
            format!(
                r#"{{"id":"{id}","network":"n","title":"{id}","category":"laboratorio",
                   "schedule":{{"start":"2026-11-24T16:00","minutes":60,"rrule":"FREQ=DAILY;COUNT=40"}}}}"#
            )
        };
        let all: Vec<String> = ["a", "b", "c", "d", "e"].into_iter().map(activity).collect();
        let data = format!(
            r#"{{"networks":[{{"id":"n","name":"N"}}],"activities":[{}]}}"#,
            all.join(",")
        );
        let mut fixture = Fixture::new(&data);
        let told = |fixture: &Fixture| {
            let context = fixture.at("2026-11-24T10:00");
            let page = super::page(&context);
            (total(&context), page.days.len(), page.more_days)
        };
        // Days are whole, and the count is that of all days.
        assert_eq!(told(&fixture), (70, 3, 11));
        fixture.query.view = View::Week;
        assert_eq!(told(&fixture), (35, 7, 0));
        fixture.query.view = View::List;
        fixture.query.limit = crate::query::LIMIT_MAX;
        assert_eq!(told(&fixture), (70, 14, 0));
    }

    #[test]
    fn what_is_over_is_shown_to_those_who_ask_for_days_that_are() {
        let mut page = Fixture::new(DATA);
        assert!(super::page(&page.at("2026-11-30T10:00")).past.is_empty());
        page.query.filter.when.from = "2026-11-28".parse().ok();
        let context = page.at("2026-11-30T10:00");
        let page = super::page(&context);
        assert_eq!(page.past.len(), 2);
        assert_eq!(turns(&context)[0].to_string(), "2026-11-14");
    }
}
