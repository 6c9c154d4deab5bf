//! iCalendar (RFC 5545, RFC 7986): whole series for subscriptions and single dates, made here and readable anywhere.
//!
//! A series is one VEVENT with its rule and EXDATE; every date that does not take place is told by a VEVENT with the
//! same UID, RECURRENCE-ID and STATUS:CANCELLED, a moved one by its new time. DTSTART is the first date that the rule
//! gives, for programs take it as a date whatever the rule says. Every further date is a VEVENT of its own: RDATE is
//! understood by few programs and refused by some. A date without a time is a whole day whose title says
//! that the time is to be confirmed: never midnight.

use super::ics_text::{Lines, date, degrees, local, utc};
use crate::model::{Activity, Dataset, Entry, Precision, Schedule, Status};
use crate::order::{sort_by, sort_by_key};
use crate::time::occurrence::{Cause, Slot, judge_each, tell, walk};
use crate::time::recurrence::{Frequency, Until};
use crate::time::{Calendar, Date, Instant, LocalDateTime, Occurrence, Rule, Start, TimeOfDay, rome};

/// Exceptions are told for so many days from the first date on.
const HORIZON_DAYS: i32 = 3_660;
/// Behind every UID, whatever network an activity is handed to and whatever address the finder has: it may not change.
const UID_DOMAIN: &str = "@family-hub";
/// For so many days the dates that fall into a pause without an end are told as cancelled; then the series ends.
const ENDLESS_PAUSE_DAYS: i32 = 366;
/// 23:59.
const LAST_MINUTE: TimeOfDay = match TimeOfDay::new(23, 59) {
    Some(time) => time,
    None => TimeOfDay::MIDNIGHT,
};
/// Between the id of an activity and the day of a date that stands by itself: no id holds it, so that no date of one
/// activity has the UID of another activity.
const UID_DAY: &str = "/";
/// 2020-01-01T00:00:00Z, from which [`revision`] counts: SEQUENCE has 31 bits.
const FIRST_REVISION: i64 = 1_577_836_800;
/// A rule that other programs would read differently is written as so many dates.
const MOST_DATES: usize = 200;

/// What a calendar file says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// How the calendar is called.
    pub name: &'a str,
    /// Where the finder stands, such as `https://example.org`, for links; `""` for none.
    pub site: &'a str,
    /// When the data was last changed.
    pub stamp: Instant,
    /// Never falls from one file to the next (RFC 5545 SEQUENCE): a [`revision`].
    pub revision: u64,
}

/// SEQUENCE by the clock: a number of changes would begin anew when a server is restored from a backup, and calendar
/// programs ignore what has a lower SEQUENCE than they know.
#[must_use]
pub const fn revision(at: Instant) -> u64 {
    match at.0 < FIRST_REVISION {
        true => 0,
        false => (at.0 - FIRST_REVISION).cast_unsigned(),
    }
}

/// The series of these activities, for a subscription or to be added as a whole. Activities without a schedule give
/// nothing.
#[must_use]
pub fn calendar<'a>(data: &Dataset, activities: impl IntoIterator<Item = &'a Activity>, feed: &Feed<'_>) -> String {
    let mut lines = Lines::begin(feed.name);
    for activity in activities {
        Series::write(data, activity, feed, &mut lines);
    }
    lines.finish()
}

/// One date of an activity, to be added by itself.
#[must_use]
pub fn single(data: &Dataset, activity: &Activity, occurrence: &Occurrence, feed: &Feed<'_>) -> String {
    let mut lines = Lines::begin(feed.name);
    let series = Series::of(data, activity, feed);
    let planned = occurrence.moved_from.unwrap_or(occurrence.start);
    series.event(occurrence, &series.uid(planned), &[], &mut lines);
    lines.finish()
}

struct Series<'a> {
    data: &'a Dataset,
    activity: &'a Activity,
    calendar: Calendar<'a>,
    /// The further dates, and what the rule or the start says on the same days, in order: what UIDs are counted by.
    beside: Vec<Start>,
    feed: &'a Feed<'a>,
}

impl<'a> Series<'a> {
    fn of(data: &'a Dataset, activity: &'a Activity, feed: &'a Feed<'a>) -> Self {
        Self {
            data,
            activity,
            calendar: Calendar::of_activity(data, activity),
            beside: activity.schedule.as_ref().map_or_else(Vec::new, beside),
            feed,
        }
    }

    fn write(data: &'a Dataset, activity: &'a Activity, feed: &'a Feed<'a>, lines: &mut Lines) {
        let Some(schedule) = &activity.schedule else {
            return;
        };
        let series = Self::of(data, activity, feed);
        let gone_from = series.gone_from();
        let gone = |date: Date| gone_from.is_some_and(|from| from <= date);
        let mut exdates = schedule.exdates.clone();
        sort_by(&mut exdates, Ord::cmp);
        exdates.dedup();
        let excluded = |start: &Start| exdates.binary_search(&start.date).is_ok() || gone(start.date);
        let mut further: Vec<Start> = schedule
            .dates
            .iter()
            .copied()
            .filter(|start| !excluded(start))
            .collect();
        match &schedule.rrule {
            Some(rule) => series.with_rule(schedule, rule, (&exdates, gone_from), further, lines),
            None => {
                if !excluded(&schedule.start) {
                    further.push(schedule.start);
                }
                series.with_dates(further, lines);
            }
        }
    }

    /// From which day on nothing is told any more: the place has closed for good, or a pause without an end holds for
    /// longer than its cancelled dates are worth listing.
    fn gone_from(&self) -> Option<Date> {
        let place = self.calendar.place;
        let closed = place
            .filter(|place| place.status == Status::Closed)
            .map(|place| place.status_since.unwrap_or(Date::MIN));
        let pauses = [
            &self.activity.suspensions[..],
            place.map_or(&[], |place| &place.suspensions),
            self.calendar.network.map_or(&[], |network| &network.suspensions),
        ];
        let pauses = pauses.into_iter().flatten().map(|pause| (pause.from, pause.to));
        let closures = place.map_or(&[][..], |place| &place.closures);
        let closures = closures.iter().map(|closure| (closure.from, closure.to));
        let endless = pauses.chain(closures).filter(|(_, to)| to.is_none());
        let endless = endless.map(|(from, _)| from.saturating_add_days(ENDLESS_PAUSE_DAYS));
        endless.chain(closed).min()
    }

    fn with_rule(
        &self,
        schedule: &Schedule,
        rule: &Rule,
        (exdates, gone_from): (&[Date], Option<Date>),
        further: Vec<Start>,
        lines: &mut Lines,
    ) {
        let of = |date: Date| Start {
            date,
            time: schedule.start.time,
        };
        let dates = || {
            rule.dates(schedule.start, schedule.start.date)
                .take_while(|date| gone_from.is_none_or(|from| *date < from))
        };
        let Some(first) = dates().next().map(of) else {
            return self.with_dates(further, lines);
        };
        let shifted = rule
            .dates(first, first.date)
            .take_while(|date| gone_from.is_none_or(|from| *date < from));
        if !shifted.take(MOST_DATES).eq(dates().take(MOST_DATES)) {
            let listed = dates().filter(|date| exdates.binary_search(date).is_err()).map(of);
            return self.with_dates(listed.take(MOST_DATES).chain(further).collect(), lines);
        }
        let cut = gone_from.is_some_and(|from| rule.dates(first, from).next().is_some());
        let mut properties = vec![["RRULE:", &self.rule(rule, first, cut.then(|| dates().count()))].concat()];
        for day in rule.among(first, exdates) {
            properties.push(stamp("EXDATE", of(day), schedule.all_day));
        }
        self.recurring(rule, first, &properties, lines);
        let by_rule = rule.among(first, &days(further.iter().copied()));
        let said_by_rule = |start: &Start| start.time == first.time && by_rule.binary_search(&start.date).is_ok();
        let further = further.into_iter().filter(|start| !said_by_rule(start));
        self.with_dates(further.collect(), lines);
    }

    /// The rule for other programs: UNTIL in UTC beside a time (RFC 5545 §3.3.10), as a day beside a day. `most` is
    /// how many dates are left when the place closes.
    fn rule(&self, rule: &Rule, first: Start, most: Option<usize>) -> String {
        let mut out = String::new();
        for part in rule.as_str().trim_end_matches(';').split(';') {
            let name = part.split('=').next().unwrap_or("");
            let end = name.eq_ignore_ascii_case("UNTIL") || name.eq_ignore_ascii_case("COUNT");
            if !(name.eq_ignore_ascii_case("UNTIL") || (end && most.is_some())) {
                out.extend(part.chars().map(|character| character.to_ascii_uppercase()));
                out.push(';');
            }
        }
        let last_second = |day: Date| rome::instant(day.at(LAST_MINUTE)).0 + 59;
        match (most, rule.until(), rule.last_day()) {
            (Some(most), _, _) => out.extend(["COUNT=", &most.to_string()]),
            (None, Some(until), Some(last)) => {
                let timed = first.time.is_some();
                out.push_str("UNTIL=");
                out.push_str(&match until {
                    _ if !timed => date(last),
                    Until::Day(day) => utc(Instant(last_second(day))),
                    Until::Local(at) => utc(rome::instant(at)),
                    Until::Utc(at) => utc(at),
                });
            }
            _ => {
                out.pop();
            }
        }
        // A week that begins on Monday is what RFC 5545 takes anyway; some programs go by their own settings.
        if rule.frequency() == Frequency::Weekly && !out.contains("WKST=") {
            out.push_str(";WKST=MO");
        }
        out
    }

    /// Dates that each stand by themselves.
    fn with_dates(&self, mut starts: Vec<Start>, lines: &mut Lines) {
        sort_by(&mut starts, Ord::cmp);
        starts.dedup();
        let slots = judge_each(self.activity, &self.calendar, &starts);
        for (start, slot) in starts.into_iter().zip(slots) {
            self.alone(start, slot, lines);
        }
    }

    /// The UID of a date that stands by itself. It holds the day only, so that it stays when a time is corrected, and
    /// where one day has several dates their order. The one date of an activity without a rule has the activity's own,
    /// so that it stays when further dates are added.
    fn uid(&self, start: Start) -> String {
        let id = self.activity.id.as_str();
        let Some(schedule) = &self.activity.schedule else {
            return [id, UID_DOMAIN].concat();
        };
        if schedule.rrule.is_none() && start == schedule.start {
            return [id, UID_DOMAIN].concat();
        }
        let first = self.beside.partition_point(|other| other.date < start.date);
        let mut same_day = self.beside[first..].iter().take_while(|other| other.date == start.date);
        let day = date(start.date);
        match same_day.position(|other| *other == start) {
            None | Some(0) => [id, UID_DAY, &day, UID_DOMAIN].concat(),
            Some(before) => [id, UID_DAY, &day, UID_DAY, &(before + 1).to_string(), UID_DOMAIN].concat(),
        }
    }

    fn all_day(&self) -> bool {
        self.activity.schedule.as_ref().is_some_and(|schedule| schedule.all_day)
    }

    fn slot(&self, start: Start) -> Slot {
        Slot {
            start,
            minutes: self.activity.schedule.as_ref().and_then(|schedule| schedule.minutes),
            all_day: self.all_day(),
            cause: Cause::Ordinary,
        }
    }

    /// A date by itself, as it stands now: cancelled, at its new time, or as usual.
    fn alone(&self, start: Start, judged: Option<Slot>, lines: &mut Lines) {
        let usual = self.slot(start);
        let found = judged.filter(|slot| slot.start == start).unwrap_or(usual);
        let occurrence = self.told(found);
        self.event(&occurrence, &self.uid(start), &[], lines);
    }

    /// The series, and behind it every date that is not as usual.
    fn recurring(&self, rule: &Rule, first: Start, properties: &[String], lines: &mut Lines) {
        let uid = [self.activity.id.as_str(), UID_DOMAIN].concat();
        self.event(
            &tell(self.activity, &self.calendar, self.slot(first)),
            &uid,
            properties,
            lines,
        );
        let Some(last) = self.last_exception() else {
            return;
        };
        // Further dates stand by themselves. A time that the clocks skip is told at the next one there is.
        let time_on = |day: Date| first.time.map(|time| rome::settle(day.at(time)).time);
        let at_its_time = |start: Start| start.time == first.time || start.time == time_on(start.date);
        let mut slots = Vec::new();
        let horizon = last.min(first.date.saturating_add_days(HORIZON_DAYS));
        walk(self.activity, &self.calendar, first.date, horizon, &mut |slot| {
            let exceptional = !matches!(slot.cause, Cause::Ordinary | Cause::MovedHere(_) | Cause::PlaceClosed);
            if exceptional && slot.start.date >= first.date && at_its_time(slot.start) {
                slots.push(slot);
            }
        });
        let by_rule = rule.among(first, &days(slots.iter().map(|slot| slot.start)));
        slots.retain(|slot| by_rule.binary_search(&slot.start.date).is_ok());
        sort_by_key(&mut slots, |slot| slot.order());
        for slot in slots {
            let identity = [stamp("RECURRENCE-ID", slot.start, slot.all_day)];
            self.event(&self.told(slot), &uid, &identity, lines);
        }
    }

    /// A slot in words; a date that was moved away is told at its new time.
    fn told(&self, slot: Slot) -> Occurrence {
        let moved = match slot.cause {
            Cause::MovedAway(index) => self
                .activity
                .schedule
                .as_ref()
                .and_then(|schedule| Some((index, schedule.moved.get(index as usize)?))),
            _ => None,
        };
        let slot = moved.map_or(slot, |(index, moved)| Slot {
            start: Start {
                date: moved.to.date,
                time: Some(moved.to.time),
            },
            minutes: moved.minutes.or(slot.minutes),
            all_day: false,
            cause: Cause::MovedHere(index),
        });
        tell(self.activity, &self.calendar, slot)
    }

    /// The last day on which anything is not as usual.
    fn last_exception(&self) -> Option<Date> {
        let schedule = self.activity.schedule.as_ref()?;
        let cancelled = schedule.cancelled.iter().map(|cancelled| cancelled.date);
        let moved = schedule.moved.iter().map(|moved| moved.date);
        let place = self.calendar.place;
        let pauses = [
            &self.activity.suspensions[..],
            place.map_or(&[], |place| &place.suspensions),
            self.calendar.network.map_or(&[], |network| &network.suspensions),
        ];
        let pauses = pauses.into_iter().flatten().map(|pause| pause.to.unwrap_or(Date::MAX));
        let closures = place
            .map_or(&[][..], |place| &place.closures)
            .iter()
            .map(|closure| closure.to.unwrap_or(Date::MAX));
        cancelled.chain(moved).chain(pauses).chain(closures).max()
    }

    fn event(&self, occurrence: &Occurrence, uid: &str, properties: &[String], lines: &mut Lines) {
        let activity = self.activity;
        lines.line("BEGIN:VEVENT");
        lines.line(&["UID:", uid].concat());
        lines.line(&["DTSTAMP:", &utc(self.feed.stamp)].concat());
        lines.line(&["SEQUENCE:", &self.feed.revision.to_string()].concat());
        let unknown_time = occurrence.start.time.is_none() && !occurrence.all_day;
        lines.line(&stamp("DTSTART", occurrence.start, occurrence.all_day));
        if let Some(end) = occurrence.end {
            let time = Some(end.time).filter(|_| !occurrence.all_day);
            let end = Start { date: end.date, time };
            if end != occurrence.start {
                lines.line(&stamp("DTEND", end, occurrence.all_day));
            }
        }
        properties.iter().for_each(|property| lines.line(property));
        let takes_place = occurrence.status.takes_place();
        lines.line(if takes_place {
            "STATUS:CONFIRMED"
        } else {
            "STATUS:CANCELLED"
        });
        let title = [
            if activity.sample { "[esempio] " } else { "" },
            if takes_place { "" } else { "Annullato: " },
            &activity.title,
            if unknown_time { " (orario da confermare)" } else { "" },
        ];
        lines.text("SUMMARY", &title.concat());
        let description = self.description(occurrence);
        if !description.is_empty() {
            lines.text("DESCRIPTION", &description);
        }
        self.location(lines);
        lines.line(&["CATEGORIES:", activity.category.code()].concat());
        if !self.feed.site.is_empty() {
            lines.line(&["URL:", self.feed.site, "/attivita/", activity.id.as_str()].concat());
        }
        lines.line("END:VEVENT");
    }

    fn description(&self, occurrence: &Occurrence) -> String {
        let access = &self.activity.access;
        let mut parts: Vec<&str> = Vec::new();
        if self.activity.sample {
            parts.push("Questo è un esempio: l'attività non esiste.");
        }
        parts.extend([occurrence.reason.as_str(), &self.activity.description]);
        parts.push(match access.entry {
            Some(Entry::WalkIn) => "Ingresso libero.",
            Some(Entry::Booking) => "Su prenotazione.",
            Some(Entry::Referral) => "Su invio di un servizio.",
            None => "",
        });
        parts.push(access.contact.as_deref().unwrap_or(""));
        parts.push(access.note.as_deref().unwrap_or(""));
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    fn location(&self, lines: &mut Lines) {
        let venue = self.activity.venue.as_ref();
        let place = self.calendar.place.filter(|_| venue.is_none());
        if venue.is_none() && place.is_none() {
            return;
        }
        let name = venue.map_or(place.map(|place| &place.name), |venue| venue.name.as_ref());
        let address = venue.map_or(place.and_then(|place| place.address.as_ref()), |venue| {
            venue.address.as_ref()
        });
        let comune = address
            .and_then(|address| address.comune.as_ref())
            .and_then(|code| self.data.comune(code));
        let street = address.and_then(|address| address.street.as_deref());
        let postal_code = address.and_then(|address| address.postal_code.as_ref());
        let mut town = postal_code.map_or_else(String::new, |code| [code.as_str(), " "].concat());
        town.push_str(comune.map_or("", |comune| &comune.name));
        let mut parts = vec![name.map_or("", String::as_str), street.unwrap_or(""), town.trim_end()];
        parts.retain(|part| !part.is_empty());
        if !parts.is_empty() {
            lines.text("LOCATION", &parts.join(", "));
        }
        // A point in the middle of the town would look like the door.
        let position = venue.map_or(place.and_then(|place| place.position), |venue| venue.position);
        if let Some(position) = position.filter(|position| position.precision == Precision::Address) {
            lines.line(&["GEO:", &degrees(position.lat.0), ";", &degrees(position.lon.0)].concat());
        }
    }
}

/// What UIDs are counted by: see [`Series::beside`].
fn beside(schedule: &Schedule) -> Vec<Start> {
    let mut starts = schedule.dates.clone();
    match &schedule.rrule {
        Some(rule) => {
            let time = schedule.start.time;
            let of_rule = rule.among(schedule.start, &days(starts.iter().copied()));
            starts.extend(of_rule.into_iter().map(|date| Start { date, time }));
        }
        None => starts.push(schedule.start),
    }
    sort_by(&mut starts, Ord::cmp);
    starts.dedup();
    starts
}

/// The days of some dates, in order, each once.
fn days(starts: impl Iterator<Item = Start>) -> Vec<Date> {
    let mut days: Vec<Date> = starts.map(|start| start.date).collect();
    sort_by(&mut days, Ord::cmp);
    days.dedup();
    days
}

/// A property that holds a moment: on Rome's clock, or a whole day.
fn stamp(name: &str, start: Start, all_day: bool) -> String {
    match start.time.filter(|_| !all_day) {
        Some(time) => {
            let at: LocalDateTime = start.date.at(time);
            [name, ";TZID=Europe/Rome:", &local(at)].concat()
        }
        None => [name, ";VALUE=DATE:", &date(start.date)].concat(),
    }
}
