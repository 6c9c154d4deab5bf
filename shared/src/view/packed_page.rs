//! A packed list (`/k#…`): made from records for a link or a code, and read back on whatever device opens it. What
//! is in it is read without a network and without the records; nothing of it is sent anywhere.

use super::html::el;
use super::parts::{heading, link, main, paragraph};
use super::place_page::address_lines;
use super::search_box::search_again;
use super::title::marked;
use super::{Context, Element, Html, dates, not_found, open};
use crate::i18n::{KioskWord, KioskWords, Word};
use crate::model::{Activity, Place};
use crate::orientation::suiting::Record;
use crate::pack::{Damaged, Item, Kind, Packed, pack, unpack};
use crate::reach;
use crate::route::Route;

/// The link that holds these records.
#[must_use]
pub fn address(context: &Context<'_>, records: &[Record<'_>]) -> String {
    let list = Packed {
        on: context.now.date,
        items: records.iter().map(|record| item(context, *record)).collect(),
    };
    [&context.device.origin, &context.href(&Route::Packed), "#", &pack(&list)].concat()
}

/// The link that holds what was saved on this device.
#[must_use]
pub fn saved_address(context: &Context<'_>, keys: &[String]) -> String {
    address(context, &saved_records(context, keys))
}

/// What was saved on this device, as far as it is among the records.
#[must_use]
pub fn saved_records<'a>(context: &Context<'a>, keys: &[String]) -> Vec<Record<'a>> {
    let data = context.data;
    keys.iter()
        .filter_map(|key| match key.split_once(':')? {
            ("place", id) => data.place(&id.parse().ok()?).map(Record::Place),
            ("activity", id) => data.activity(&id.parse().ok()?).map(Record::Activity),
            _ => None,
        })
        .collect()
}

fn item(context: &Context<'_>, record: Record<'_>) -> Item {
    let mut item = Item {
        kind: match record {
            Record::Place(_) => Kind::Place,
            Record::Activity(_) => Kind::Activity,
            Record::Guide(_) => Kind::Guide,
        },
        id: record.id().to_owned(),
        title: marked(context, record.title(), record.sample()),
        address: String::new(),
        phone: String::new(),
        hours: String::new(),
        next: None,
    };
    match record {
        Record::Place(place) => of_place(context, place, &mut item),
        Record::Activity(activity) => of_activity(context, activity, &mut item),
        Record::Guide(guide) => {
            let line = guide.lines.first().map(|line| line.phone.as_str().to_owned());
            item.phone = line.unwrap_or_default();
        }
    }
    item
}

fn of_place(context: &Context<'_>, place: &Place, item: &mut Item) {
    item.address = address_lines(context, place).join(", ");
    if let Some((_, phones)) = reach::of_place(context.data, place).phones
        && let Some(phone) = phones.first()
    {
        phone.as_str().clone_into(&mut item.phone);
    }
    if place.opening_hours.is_some() {
        let days: Vec<String> = open::week(context, place, None)
            .into_iter()
            .map(|row| [row.day.as_str(), " ", &row.spans].concat())
            .collect();
        item.hours = days.join("; ");
    }
}

fn of_activity(context: &Context<'_>, activity: &Activity, item: &mut Item) {
    if let Some(place) = activity.place.as_ref().and_then(|id| context.data.place(id)) {
        let lines = address_lines(context, place).join(", ");
        item.address = match lines.is_empty() {
            true => place.name.clone(),
            false => [place.name.as_str(), ", ", &lines].concat(),
        };
    }
    if let Some((_, phones)) = reach::of_activity(context.data, activity).phones
        && let Some(phone) = phones.first()
    {
        phone.as_str().clone_into(&mut item.phone);
    }
    item.next = dates::next(context, activity).map(|next| next.start);
}

/// The page.
#[must_use]
pub fn packed(context: &Context<'_>) -> Html {
    let Some(kiosk) = context.kiosk else {
        return not_found::part_missing(context);
    };
    let page = el("div", "page stack")
        .attr("data-testid", "packed-page")
        .child(heading(kiosk.text(KioskWord::PackedTitle)));
    let fragment = context.device.fragment.as_str();
    let page = match unpack(fragment) {
        // A server is never told what is in the list.
        _ if fragment.is_empty() => page.child(paragraph("soft", kiosk.text(KioskWord::PackedOffline))),
        Ok(list) => of_list(context, kiosk, page, list),
        Err(Damaged::NotWhole | Damaged::Newer) => {
            let words = paragraph("notice", kiosk.text(KioskWord::PackedDamaged));
            page.child(words)
        }
    };
    let onward = link(
        "btn btn-soft",
        "icon-search",
        context.href(&Route::Finder),
        context.text(Word::ToFinder),
    );
    main()
        .child(search_again(context))
        .child(page.child(el("p", "").child(onward)))
        .into()
}

fn of_list(context: &Context<'_>, kiosk: &'static KioskWords, page: Element, list: Packed) -> Element {
    let mut items = el("ul", "cards plain");
    for item in list.items {
        items.push(of_item(context, item));
    }
    page.child(paragraph("soft", context.words.full_day(list.on)))
        .child(items)
        .child(paragraph("soft small", kiosk.text(KioskWord::PackedOffline)))
}

fn of_item(context: &Context<'_>, item: Item) -> Element {
    // A link only to what this device knows: elsewhere the list is all there is.
    let route = match item.kind {
        Kind::Place => item
            .id
            .parse()
            .ok()
            .filter(|id| context.data.place(id).is_some())
            .map(Route::Place),
        Kind::Activity => {
            let known = item.id.parse().ok().filter(|id| context.data.activity(id).is_some());
            known.map(Route::Activity)
        }
        Kind::Guide => item
            .id
            .parse()
            .ok()
            .filter(|id| context.data.guide(id).is_some())
            .map(Route::Guide),
    };
    let title = match route {
        Some(route) => link("", "", context.href(&route), item.title),
        None => el("span", "").text(item.title).into(),
    };
    let mut card = el("li", "card")
        .attr("data-testid", "packed-item")
        .attr("data-id", item.id)
        .child(el("h2", "card-title").child(title));
    if let Some(next) = item.next {
        let day = context.words.full_day(next.date);
        let when = match next.time {
            Some(time) => [day.as_str(), ", ", &context.words.time(time)].concat(),
            None => day,
        };
        card.push(paragraph("", when));
    }
    for text in [item.address, item.hours] {
        if !text.is_empty() {
            card.push(paragraph("card-meta", text));
        }
    }
    match item.phone.parse::<crate::model::Phone>() {
        Ok(phone) => {
            let to = ["tel:", &phone.dial()].concat();
            card.child(el("p", "").child(link("btn btn-soft", "icon-phone", to, item.phone)))
        }
        Err(_) => card,
    }
}
