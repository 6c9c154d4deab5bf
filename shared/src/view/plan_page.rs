//! What was saved, as a plan: what changed since it was last looked at, the dates of a week with what does not go
//! together, and telephone numbers and addresses for the paper on the fridge.

use crate::model::{Activity, Dataset, Phone, Place};
use crate::plan::seen::{Change, What, changes};
use crate::plan::{Planned, Stop, Trouble, Week, clashes, plan, week_of};
use crate::reach;
use crate::time::{Date, Start};

use super::page::LinkTo;
use super::place_page::address_lines;
use super::{Context, dates, open, whereabouts};
use crate::i18n::Word;
use crate::route::Route;

/// A day of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDay {
    /// "oggi", "domani", else "": true on the screen, not on paper.
    pub near: &'static str,
    /// "martedì 24 novembre".
    pub title: String,
    /// Its dates, in order.
    pub rows: Vec<PlanRow>,
}

/// A date of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Code for `data-status`.
    pub status: &'static str,
    /// It does not take place.
    pub struck: bool,
    /// "16:30–18:00".
    pub time: String,
    /// Title of the activity.
    pub title: String,
    /// Its page.
    pub href: String,
    /// It is an example.
    pub sample: bool,
    /// Where it takes place.
    pub place: String,
    /// Why it does not take place, or what else there is to know.
    pub remark: String,
    /// What it does not go together with.
    pub warnings: Vec<String>,
}

/// Whom to call and where to go, for paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Id of the place.
    pub id: String,
    /// Name of the place.
    pub name: String,
    /// Street and town.
    pub address: String,
    /// Numbers, as people write them.
    pub phones: String,
}

/// The saved activities that are among the records, in the order in which they were saved.
#[must_use]
pub fn saved_activities<'a>(context: &Context<'a>, keys: &[String]) -> Vec<&'a Activity> {
    saved_activities_in(context.data, keys)
}

/// [`saved_activities`] without anything else to make a page from.
#[must_use]
pub fn saved_activities_in<'a>(data: &'a Dataset, keys: &[String]) -> Vec<&'a Activity> {
    let mut found = Vec::new();
    for key in keys {
        if let Some(id) = key.strip_prefix("activity:")
            && let Ok(id) = id.parse()
        {
            found.extend(data.activity(&id));
        }
    }
    found
}

/// The saved places that are among the records, in the order in which they were saved.
#[must_use]
pub fn saved_places<'a>(context: &Context<'a>, keys: &[String]) -> Vec<&'a Place> {
    let mut found = Vec::new();
    for key in keys {
        if let Some(id) = key.strip_prefix("place:")
            && let Ok(id) = id.parse()
        {
            found.extend(context.data.place_now(&id));
        }
    }
    found
}

/// The dates of a week, by day.
#[must_use]
pub fn plan_days(context: &Context<'_>, activities: &[&Activity], week: Week) -> Vec<PlanDay> {
    let planned = plan(context.data, activities, context.now, week_of(context.now.date, week));
    let (mut stops, mut rows) = (Vec::new(), Vec::new());
    for date in &planned {
        stops.push(Stop::of(context.data, date));
        rows.push(row(context, date));
    }
    for clash in clashes(&stops) {
        let first = &rows[clash.first];
        let words = match clash.trouble {
            Trouble::Overlap => context.words.filled(Word::ClashOverlap, &[&first.title, &first.time]),
            Trouble::TooTight { gap, way } => context.words.filled(
                Word::ClashTight,
                &[&first.title, &duration(context, gap), &duration(context, way)],
            ),
        };
        rows[clash.second].warnings.push(words);
    }
    let mut days: Vec<PlanDay> = Vec::new();
    let mut last = None;
    for (date, row) in planned.iter().zip(rows) {
        if last != Some(date.day) {
            last = Some(date.day);
            days.push(PlanDay {
                near: near(context, date.day),
                title: context.words.day(date.day),
                rows: Vec::new(),
            });
        }
        if let Some(day) = days.last_mut() {
            day.rows.push(row);
        }
    }
    days
}

fn near(context: &Context<'_>, date: Date) -> &'static str {
    match date.days() - context.now.date.days() {
        0 => context.words.text(Word::Today),
        1 => context.words.text(Word::Tomorrow),
        _ => "",
    }
}

/// "45 min", "3 h", "2 h 30 min".
fn duration(context: &Context<'_>, minutes: u32) -> String {
    let (hours, rest) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    match minutes {
        0..=90 => context.words.filled(Word::Minutes, &[&minutes.to_string()]),
        _ if minutes.is_multiple_of(60) => context.words.filled(Word::HoursOnly, &[&hours]),
        _ => context.words.filled(Word::HoursAndMinutes, &[&hours, &rest]),
    }
}

fn row(context: &Context<'_>, planned: &Planned<'_>) -> PlanRow {
    let (activity, occurrence) = (planned.activity, &planned.occurrence);
    let place = whereabouts::line(context, activity);
    let holiday = occurrence.holiday.as_ref();
    let can_call = reach::can_call_about(context.data, activity);
    let holiday = holiday.map(|name| open::holiday_doubt(context, name, can_call));
    PlanRow {
        status: occurrence.status.code(),
        struck: !occurrence.status.takes_place(),
        time: dates::hours(context, occurrence),
        title: activity.title.clone(),
        href: context.href(&Route::Activity(activity.id.clone())),
        sample: activity.sample,
        place: place.unwrap_or_else(|| whereabouts::not_known(context, activity).to_owned()),
        remark: match occurrence.reason.is_empty() {
            true => holiday.unwrap_or_default(),
            false => occurrence.reason.clone(),
        },
        warnings: Vec::new(),
    }
}

/// What changed, as the lines kept on the device know it: each with the page it is about, none when that is gone, and
/// what changed behind.
#[must_use]
pub fn change_rows(context: &Context<'_>, lines: &[String]) -> Vec<LinkTo> {
    let mut rows = Vec::new();
    for line in lines {
        for change in changes(context.data, line, context.now) {
            rows.push(change_row(context, change));
        }
    }
    rows
}

fn change_row(context: &Context<'_>, change: Change) -> LinkTo {
    let moment = |start: Option<Start>| start.map_or_else(String::new, |start| moment(context, start));
    let (start, to) = (moment(change.start), moment(change.to));
    let mut words = match change.what {
        What::Cancelled => context.words.filled(Word::ChangeCancelled, &[&start]),
        What::Suspended => context.words.filled(Word::ChangeSuspended, &[&start]),
        What::Moved => context.words.filled(Word::ChangeMoved, &[&start, &to]),
        What::Dropped => context.words.filled(Word::ChangeDropped, &[&start]),
        What::Back => context.words.filled(Word::ChangeBack, &[&start]),
        What::Elsewhere if change.reason.is_empty() => context.words.text(Word::PlaceNotKnown).to_owned(),
        What::Elsewhere => context.words.filled(Word::ChangeElsewhere, &[&change.reason]),
        What::Ended => context.words.text(Word::ChangeEnded).to_owned(),
        What::Undated => context.words.text(Word::DatesNotKnown).to_owned(),
        What::Gone => context.words.text(Word::ChangeGone).to_owned(),
    };
    if !change.reason.is_empty() && change.what != What::Elsewhere {
        words.push_str(" (");
        words.push_str(&change.reason);
        words.push(')');
    }
    match change.more {
        _ if change.what == What::Ended => {}
        0 => {}
        more => {
            words.push(' ');
            words.push_str(&context.words.counted(more, Word::AndMoreDates));
        }
    }
    let href = match (change.what, change.key.split_once(':')) {
        (What::Gone, _) | (_, None) => String::new(),
        (_, Some((_, id))) => ["/attivita/", id].concat(),
    };
    LinkTo {
        href,
        text: change.title,
        after: words,
        ..LinkTo::default()
    }
}

/// Day and time in full: it is read later, and "oggi" would be another day then.
fn moment(context: &Context<'_>, start: Start) -> String {
    let day = context.words.day(start.date);
    match start.time {
        Some(time) => [day.as_str(), ", ", &time.to_string()].concat(),
        None => day,
    }
}

/// The places of what was saved, each once: those of activities first, for that is where one goes.
#[must_use]
pub fn contacts(context: &Context<'_>, activities: &[&Activity], places: &[&Place]) -> Vec<Contact> {
    let mut found = Vec::new();
    for activity in activities {
        if let Some(place) = activity.place.as_ref().and_then(|id| context.data.place(id)) {
            add_contact(context, place, &mut found);
        }
    }
    for place in places {
        add_contact(context, place, &mut found);
    }
    found
}

fn add_contact(context: &Context<'_>, place: &Place, found: &mut Vec<Contact>) {
    if found.iter().any(|contact| contact.id == place.id.as_str()) {
        return;
    }
    let mut numbers = String::new();
    for phone in phones(context, place) {
        if !numbers.is_empty() {
            numbers.push_str(" · ");
        }
        numbers.push_str(phone.as_str());
    }
    found.push(Contact {
        id: place.id.to_string(),
        name: place.name.clone(),
        address: address_lines(context, place).join(", "),
        phones: numbers,
    });
}

/// The numbers of a place, else those of its network.
#[must_use]
pub fn phones<'a>(context: &Context<'a>, place: &'a Place) -> &'a [Phone] {
    match place.phone.is_empty() {
        true => context
            .data
            .network(&place.network)
            .map_or(&[], |network| &network.phone),
        false => &place.phone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::seen::line;
    use crate::view::tests::Fixture;

    fn page(more: &str) -> Fixture {
        let json = [
            r#"{"networks": [{"id": "n", "name": "N"}],
            "places": [{"id": "p", "network": "n", "kind": "hub", "name": "Sede P", "phone": ["0372 1111", "0372 2222"],
                        "address": {"street": "Via Roma 1", "postal_code": "26100"}}],
            "activities": [
                {"id": "a", "network": "n", "place": "p", "title": "Gioco", "category": "ascolto",
                 "schedule": {"start": "2026-11-03T16:00", "minutes": 90, "rrule": "FREQ=WEEKLY""#,
            more,
            r#"}},
                {"id": "b", "network": "n", "title": "Coro", "category": "ascolto",
                 "schedule": {"start": "2026-11-24T17:00", "minutes": 60}}]}"#,
        ];
        Fixture::new(&json.concat())
    }

    #[test]
    fn a_plan_warns_where_dates_do_not_go_together() {
        let page = page("");
        let context = &page.at("2026-11-24T10:00");
        let keys = ["activity:b", "activity:a", "place:p", "activity:gone"].map(str::to_owned);
        {
            let activities = saved_activities(context, &keys);
            let days = plan_days(context, &activities, Week::This);
            assert_eq!(days.len(), 1);
            assert_eq!((days[0].near, &*days[0].title), ("oggi", "martedì 24 novembre"));
            assert_eq!(
                (duration(context, 90), duration(context, 334)),
                ("90 min".to_owned(), "5 h 34 min".to_owned())
            );
            let rows: Vec<_> = days[0]
                .rows
                .iter()
                .map(|row| (&*row.time, &*row.title, row.warnings.join("; ")))
                .collect();
            let warning = "Si sovrappone a “Gioco” (16:00–17:30)".to_owned();
            assert_eq!(
                rows,
                [
                    ("16:00–17:30", "Gioco", String::new()),
                    ("17:00–18:00", "Coro", warning)
                ]
            );
            assert_eq!(
                plan_days(context, &activities, Week::Next)[0].title,
                "martedì 1º dicembre"
            );
            let contacts = contacts(context, &activities, &saved_places(context, &keys));
            assert_eq!(contacts.len(), 1, "a place stands there once");
            assert_eq!(contacts[0].phones, "0372 1111 · 0372 2222");
            assert_eq!(contacts[0].address, "Via Roma 1, 26100");
        }
    }

    #[test]
    fn changes_are_told_in_sentences() {
        let before = page("");
        let now = "2026-11-24T10:00".parse().expect("a moment");
        let lines: Vec<String> = ["activity:a", "activity:b"]
            .iter()
            .filter_map(|key| line(&before.data, key, now))
            .collect();
        let mut after = page(
            r#", "cancelled": [{"date": "2026-12-01", "reason": "sciopero"}, {"date": "2026-12-08", "reason": "sciopero"}],
               "moved": [{"date": "2026-12-15", "to": "2026-12-16T17:00"}]"#,
        );
        after.data.activities.remove(1);
        {
            let context = &after.at("2026-11-24T10:00");
            let rows = change_rows(context, &lines);
            let said: Vec<_> = rows.iter().map(|row| (&*row.text, &*row.href, &*row.after)).collect();
            let wanted = [
                (
                    "Gioco",
                    "/attivita/a",
                    "martedì 1º dicembre, 16:00: annullato (sciopero) e un’altra data",
                ),
                (
                    "Gioco",
                    "/attivita/a",
                    "martedì 15 dicembre, 16:00: spostato a mercoledì 16 dicembre, 17:00",
                ),
                ("Coro", "", "Non è più nell’elenco: chiama prima di andare"),
            ];
            assert_eq!(said, wanted);
        }
    }
}
