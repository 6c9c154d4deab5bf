//! What to know before one takes part: booking, room, what to bring, where or how, with whom, what is there for babies.
//! What nobody has told stands there as not told.

use crate::filter::BabyFact;
use crate::i18n::Word;
use crate::model::{Access, Activity, Baby, Entry, Mode, Place, PlacesLeft};

use super::Context;
use super::links::{phone_link, shown_address, shown_phone};
use super::page::{Block, LinkTo};

/// How to book, as far as it is told: in words, each way as a link, and until when.
#[must_use]
pub fn booking(context: &Context<'_>, access: &Access) -> Vec<Block> {
    let Some(booking) = &access.booking else {
        return Vec::new();
    };
    let words = context.words;
    let mut blocks: Vec<Block> = booking.how.iter().cloned().map(Block::text_of_record).collect();
    let mut links = Vec::new();
    if let Some(phone) = &booking.phone {
        links.push(phone_link(
            phone,
            words.filled(Word::BookByPhone, &[&shown_phone(phone)]),
        ));
    }
    if let Some(url) = &booking.url {
        links.push(LinkTo {
            icon: "icon-web",
            href: url.to_string(),
            text: words.filled(Word::BookOnline, &[&shown_address(url.as_str())]),
            ..LinkTo::default()
        });
    }
    if let Some(email) = &booking.email {
        links.push(LinkTo {
            icon: "icon-mail",
            href: ["mailto:", email.as_str()].concat(),
            text: words.filled(Word::BookByMail, &[email.as_str()]),
            ..LinkTo::default()
        });
    }
    if !links.is_empty() {
        blocks.push(Block::Links(links));
    }
    let until = booking.until.map(|day| {
        let word = match day >= context.now.date {
            true => Word::BookUntil,
            false => Word::BookEnded,
        };
        words.filled(word, &[&words.full_day(day)])
    });
    blocks.extend(until.map(Block::Text));
    blocks
}

/// Whether there is room, with the day on which that was said; `None` where it is not told, or of a day to come.
#[must_use]
pub fn room(context: &Context<'_>, left: Option<PlacesLeft>) -> Option<String> {
    let left = left.filter(|left| left.on <= context.now.date.saturating_add_days(1))?;
    let room = context.words.room(left.room);
    Some(
        context
            .words
            .filled(Word::SaidOn, &[room, &context.words.full_day(left.on)]),
    )
}

/// What is told of an activity, then what is not.
#[must_use]
pub fn of_activity(context: &Context<'_>, activity: &Activity) -> Vec<Block> {
    let mut known = Told::new(context);
    known.line(Word::FacetMode, modes(context, &activity.modes));
    let settings = activity.settings.iter().map(|&setting| context.words.setting(setting));
    known.line(Word::FacetSetting, settings.collect());
    let books = activity.access.entry == Some(Entry::Booking);
    match room(context, activity.places_left) {
        Some(room) => known.told.push(room),
        None if books => known.untold.push(context.text(Word::PlacesLeft)),
        None => {}
    }
    if activity.bring.is_empty() {
        known.untold.push(context.text(Word::Bring));
    }
    let mut blocks = known.blocks();
    if !activity.bring.is_empty() {
        blocks.push(Block::Heading(context.text(Word::Bring).to_owned()));
        blocks.push(Block::list_of_record(activity.bring.clone()));
    }
    blocks
}

/// The same of a place: how it works, and what is there for babies.
#[must_use]
pub fn of_place(context: &Context<'_>, place: &Place) -> Vec<Block> {
    let mut known = Told::new(context);
    known.line(Word::FacetMode, modes(context, &place.modes));
    let none = Baby::default();
    let baby = place.baby.as_ref().unwrap_or(&none);
    let told = [baby.changing_table, baby.pram, baby.feeding_corner];
    for (&fact, told) in BabyFact::ALL.iter().zip(told) {
        let name = context.words.baby(fact);
        match told {
            Some(true) => known.told.push(match &baby.changing_table_where {
                Some(place) if fact == BabyFact::ChangingTable => context.words.in_brackets(name, place),
                _ => name.to_owned(),
            }),
            Some(false) => known.told.push(context.words.filled(Word::ToldNo, &[name])),
            None => known.untold.push(name),
        }
    }
    known.blocks()
}

/// Names of where or how something takes place.
#[must_use]
pub fn modes<'a>(context: &Context<'a>, modes: &[Mode]) -> Vec<&'a str> {
    modes.iter().map(|&mode| context.words.mode(mode)).collect()
}

/// What is told, a line each, and the names of what is not.
struct Told<'a> {
    context: &'a Context<'a>,
    told: Vec<String>,
    untold: Vec<&'a str>,
}

impl<'a> Told<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            told: Vec::new(),
            untold: Vec::new(),
        }
    }

    fn line(&mut self, title: Word, names: Vec<&str>) {
        let title = self.context.text(title);
        match names.is_empty() {
            true => self.untold.push(title),
            false => {
                let said = names.join(", ");
                self.told
                    .push(self.context.words.filled(Word::WithReason, &[title, &said]));
            }
        }
    }

    fn blocks(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.told.is_empty() {
            blocks.push(Block::List(self.told));
        }
        if !self.untold.is_empty() {
            // Within a sentence the names begin small where the letters have a small form.
            let small = |name: &&str| {
                let mut name = (*name).to_owned();
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                name
            };
            let list: Vec<String> = self.untold.iter().map(small).collect();
            let words = self.context.words;
            blocks.push(Block::Remark(words.filled(Word::NotTold, &[&words.list(&list)])));
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use crate::view::card::activity_card;
    use crate::view::tests::{Fixture, section};
    use crate::view::{activity_page::activity_page, page::Page, place_page::place_page};

    const RECORDS: &str = r#"{
        "comuni": [{"code": "072006", "name": "Bari", "province": "BA", "lat": 41.12, "lon": 16.87}],
        "networks": [{"id": "n", "name": "N"}],
        "places": [
          {"id": "p", "network": "n", "kind": "hub", "name": "Centro",
           "address": {"comune": "072006", "locality": "Carbonara", "municipio": "Municipio IV"},
           "modes": ["on_site", "home"], "baby": {"changing_table": true, "changing_table_where": "primo piano", "pram": false}},
          {"id": "q", "network": "n", "kind": "hub", "name": "Altro"}],
        "activities": [
          {"id": "x", "network": "n", "place": "p", "title": "Gruppo", "category": "ascolto",
           "venue": {"name": "Scuola Marconi", "address": {"street": "Via Roma 1", "comune": "072006"}},
           "access": {"entry": "booking", "booking": {"how": "Al banco", "url": "https://example.org/prenota",
             "phone": "340 1234567", "email": "a@example.org", "until": "2026-11-30"}},
           "modes": ["online"], "settings": ["group"], "bring": ["calze antiscivolo"],
           "audience": {"who": ["new_fathers"]}, "places_left": {"room": "few", "on": "2026-11-20"}},
          {"id": "y", "network": "n", "place": "p", "title": "Altro", "category": "ascolto", "access": {"entry": "booking"},
           "places_left": {"room": "free", "on": "2027-03-01"}}]}"#;

    fn activity(page: &Fixture, id: &str, now: &str) -> Page {
        activity_page(&page.at(now), &id.parse().expect("an id")).expect("it is there")
    }

    #[test]
    fn how_to_book_can_be_tapped_and_ends() {
        let page = Fixture::new(RECORDS);
        let how = section(&activity(&page, "x", "2026-11-24T10:00"), "come");
        for told in [
            "Al banco",
            "https://example.org/prenota",
            "tel:",
            "mailto:a@example.org",
            "Si prenota entro il 30 novembre 2026",
            "restano pochi posti (detto il 20 novembre 2026)",
            "calze antiscivolo",
            "Come si svolge: online",
            "Da soli o in gruppo: in gruppo",
        ] {
            assert!(how.contains(told), "{told}: {how}");
        }
        assert!(!how.contains("Non indicato"), "{how}");
        let late = section(&activity(&page, "x", "2026-12-24T10:00"), "come");
        assert!(late.contains("Si prenotava entro il 30 novembre 2026"), "{late}");
    }

    #[test]
    fn what_nobody_told_is_not_told() {
        let page = Fixture::new(RECORDS);
        let how = section(&activity(&page, "y", "2026-11-24T10:00"), "come");
        assert!(
            how.contains("Non indicato: come si svolge, da soli o in gruppo, posti liberi, cosa portare"),
            "room of a day to come is not told either: {how}"
        );
        let context = page.at("2026-11-24T10:00");
        let of = |id: &str| {
            let page = place_page(&context, &id.parse().expect("an id")).expect("it is there");
            section(&page, "accesso")
        };
        let told = of("p");
        assert!(
            told.contains("fasciatoio (primo piano)") && told.contains("si entra col passeggino: no"),
            "{told}"
        );
        assert!(told.contains("Come si svolge: in sede, a casa"), "{told}");
        assert!(told.contains("Non indicato: angolo per allattare"), "{told}");
        let untold = "Non indicato: come si svolge, fasciatoio, si entra col passeggino, angolo per allattare";
        assert!(of("q").contains(untold), "{}", of("q"));
    }

    #[test]
    fn a_venue_is_where_it_is_on_page_and_card() {
        let page = Fixture::new(RECORDS);
        let there = section(&activity(&page, "x", "2026-11-24T10:00"), "dove");
        assert!(
            there.contains("Scuola Marconi") && there.contains("Via Roma 1"),
            "{there}"
        );
        assert!(there.contains("Non si fa nella sede “Centro”"), "{there}");
        let context = page.at("2026-11-24T10:00");
        let card = activity_card(&context, &page.data.activities[0], None);
        assert_eq!(card.place, "Scuola Marconi, Bari");
        let badges: Vec<&str> = card.badges.iter().map(|badge| badge.text.as_str()).collect();
        assert!(badges.contains(&"online") && badges.iter().any(|text| text.starts_with("restano pochi posti")));
        let of_place = crate::view::card::place_card(&context, &page.data.places[0], None);
        assert_eq!(of_place.place, "Bari, Municipio IV, Carbonara");
    }
}
