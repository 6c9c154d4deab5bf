//! How the records read themselves from what the server wrote. Says the same as the serde attributes of the types;
//! a test holds the two together.

use super::micro_degrees::MicroDegrees;
use super::{
    Access, Accessibility, Act, Activity, Address, Audience, Baby, Booking, Cancelled, Closure, Comune, Dataset, Desk,
    Event, Guide, HoursPage, Line, Link, Moved, Network, Organisation, PatronDay, Place, PlacesLeft, Position,
    Precision, Schedule, Source, Status, Suspension, Translation, Venue, Verification, VerifiedGroups, Wheelchair,
};
use crate::geo::Point;
use crate::json::{FromJson, Reader, records};

records! {
    Dataset { ; networks, places, activities, guides, comuni }
    Network {
        id, name;
        description, territory, comuni, organisations, acts, access, hours_page, places_expected, places_known, website, phone, email, suspensions,
        school_holidays, verified, sources, sample,
    }
    Place {
        id, network, kind, name;
        acts_as, former_ids, parent, description, host, organisations, address, position, phone, email, website, opening_hours,
        hours_note, hours_page, desks, closures, suspensions, topics, services, staff_roles, languages, access,
        accessibility, baby, modes, counted, events, status = Status::Active, status_since, contacts_as_of, verified, verified_groups, sources, translations, sample,
    }
    Activity {
        id, network, title, category;
        place, venue, description, topics, audience, modes, settings, bring, places_left, schedule, suspensions, access, organiser, languages, staff_roles,
        verified, sources, translations, sample,
    }
    Guide { id, title, topic; body, who, needed, first_step, lines, territory, links, comuni, verified, sources, translations, sample }
    Line { name, phone; note }
    Comune { code, name, province, lat, lon; population, postal_codes, patron }
    Address { ; street, postal_code, comune, locality, municipio, note }
    Venue { ; name, address, position }
    PlacesLeft { room, on; }
    Event { kind; on, note }
    Baby { ; changing_table, changing_table_where, pram, feeding_corner }
    Booking { ; how, url, phone, email, until }
    Act { name; note, url }
    HoursPage { title; url }
    Desk { name; opening_hours, topics, languages, staff_roles, phone, access, note }
    Organisation { name, role; part, note, url }
    Closure { from, to; reason }
    Suspension { from, to; reason }
    Audience { ; min_months, max_months, groups, who }
    Schedule { start; minutes, all_day, rrule, dates, exdates, cancelled, moved }
    Cancelled { date; reason }
    Moved { date, to; minutes, reason }
    Access { ; free, entry, booking, said_by, contact, note }
    Accessibility {
        ; wheelchair = Wheelchair::Unknown, step, ramp, lift, toilet, parking, bus_stop, hearing_loop, quiet_room, note
    }
    Verification { on; role, how }
    VerifiedGroups { ; address, contacts, hours, activities, access }
    Link { title, url; }
    Translation { language, field, text, by; role, on, of }
    PatronDay { month, day, name; }
    PositionFields { lat, lon, precision; }
    SourceFields { ; title, url, date, seen, supports }
}

struct PositionFields {
    lat: MicroDegrees,
    lon: MicroDegrees,
    precision: Precision,
}

struct SourceFields {
    title: String,
    url: Option<super::Url>,
    date: Option<crate::time::PartialDate>,
    seen: Option<crate::time::Date>,
    supports: Vec<String>,
}

impl FromJson for MicroDegrees {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        let degrees = i32::try_from(reader.number(6)?)
            .ok()
            .and_then(|degrees| Point::new(0, degrees));
        let point = degrees.or_else(|| reader.fails("a coordinate lies outside -180 to 180 degrees"))?;
        Some(Self(point.lon))
    }
}

impl FromJson for Position {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        let PositionFields { lat, lon, precision } = PositionFields::from_json(reader)?;
        match Point::new(lat.0, lon.0) {
            Some(_) => Some(Self { lat, lon, precision }),
            None => reader.fails("lat lies outside -90 to 90 degrees"),
        }
    }
}

impl FromJson for Source {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.at_text() {
            return Some(Self {
                title: String::from_json(reader)?,
                ..Self::default()
            });
        }
        let SourceFields {
            title,
            url,
            date,
            seen,
            supports,
        } = SourceFields::from_json(reader)?;
        Some(Self {
            title,
            url,
            date,
            seen,
            supports,
        })
    }
}
