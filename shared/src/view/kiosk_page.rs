//! The front of a kiosk: the board for who passes by, and for who has touched it the languages and five doors.

use super::board_page::board_of;
use super::html::el;
use super::msg::{AtKiosk, Door, Msg};
use super::parts::{button, heading};
use super::{Context, Element, Html, not_found, open};
use crate::i18n::{KioskWord, KioskWords, Language};
use crate::kiosk::{Screen, Setup, State};
use crate::model::{Place, PlaceId};
use crate::reach;
use crate::route::Route;

/// The page.
#[must_use]
pub fn kiosk_page(context: &Context<'_>, id: &PlaceId) -> Html {
    let Some(kiosk) = context.kiosk else {
        return not_found::part_missing(context);
    };
    let Some(place) = context.data.place(id) else {
        return not_found::not_found(context);
    };
    let standard = Setup::default();
    let screen = context.device.screen.as_ref();
    let setup = screen.map_or(&standard, |screen| &screen.setup);
    match screen.map_or(State::Attract, |screen| screen.state) {
        State::Attract | State::Asleep | State::Safe => {
            let mut front = el("main", "board kiosk-attract").attr("id", "contenuto");
            match board_of(context, kiosk, id).filter(|_| setup.board) {
                Some(board) => front.push(board),
                None => front.push(heading(place.name.clone())),
            }
            let begin = button("kiosk-begin", "")
                .attr("data-testid", "kiosk-begin")
                .needs_app()
                .text(kiosk.text(KioskWord::Begin));
            // Whoever touches anything means to begin.
            front.child(begin).on_click(Msg::Kiosk(AtKiosk::Begin)).into()
        }
        State::Begin | State::Visit | State::Warning => el("main", "kiosk-front")
            .attr("id", "contenuto")
            .child(heading(place.name.clone()))
            .child(languages(context, kiosk, &setup.languages))
            .child(doors(context, kiosk, screen, setup))
            .into(),
    }
}

/// Names, hours and telephones of all places, the kiosk's own first: what is left to show after crashes, by a page that
/// needs nothing of the app.
#[must_use]
pub fn essentials(context: &Context<'_>, own: &PlaceId) -> Vec<String> {
    let mut places: Vec<&Place> = context.data.places.iter().filter(|place| !place.sample).collect();
    places.sort_by_key(|place| place.id != *own);
    let of_place = |place: &Place| {
        let mut parts = vec![place.name.clone()];
        if place.opening_hours.is_some() {
            let week = open::week(context, place, None).into_iter();
            parts.extend(week.map(|row| [row.day.as_str(), " ", &row.spans].concat()));
        }
        if let Some((_, phones)) = reach::of_place(context.data, place).phones {
            parts.extend(phones.iter().map(|phone| phone.as_str().to_owned()));
        }
        parts.join(" · ")
    };
    places.into_iter().map(of_place).collect()
}

fn languages(context: &Context<'_>, kiosk: &'static KioskWords, offered: &[Language]) -> Element {
    let mut list = el("ul", "kiosk-languages").attr("aria-label", kiosk.text(KioskWord::ChooseLanguage));
    for language in offered {
        let spoken = *language == context.words.language();
        let choose = button("btn btn-soft", "")
            .attr("data-testid", ["kiosk-language-", language.tag()].concat())
            .attr("lang", language.tag())
            .attr("dir", language.dir())
            .attr("aria-pressed", if spoken { "true" } else { "false" })
            .text(language.name())
            .on_click(Msg::Kiosk(AtKiosk::Language(*language)));
        list.push(el("li", "").child(choose));
    }
    list
}

fn doors(context: &Context<'_>, kiosk: &'static KioskWords, screen: Option<&Screen>, setup: &Setup) -> Element {
    let mut list = el("ul", "kiosk-doors");
    for door in Door::ALL {
        let (test_id, class, word) = match door {
            Door::Need => ("kiosk-door-need", "kiosk-door", KioskWord::DoorNeed),
            Door::Activities => ("kiosk-door-activities", "kiosk-door", KioskWord::DoorActivities),
            Door::Places => ("kiosk-door-places", "kiosk-door", KioskWord::DoorPlaces),
            Door::Info => ("kiosk-door-info", "kiosk-door", KioskWord::DoorInfo),
            Door::Urgent => ("kiosk-door-urgent", "kiosk-door is-urgent", KioskWord::DoorUrgent),
        };
        if door == Door::Need && !setup.orientation && screen.is_some() {
            continue;
        }
        let open = button(class, "")
            .attr("data-testid", test_id)
            .text(kiosk.text(word))
            .on_click(Msg::Kiosk(AtKiosk::Door(door)));
        list.push(el("li", "").child(open));
    }
    let desk = el("a", "kiosk-door")
        .attr("href", context.href(&Route::Desk))
        .text(kiosk.text(KioskWord::DeskShow));
    list.child(el("li", "").child(desk))
}
