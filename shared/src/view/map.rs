//! The map beside the list, and the small one on the page of a place. It is loaded once somebody is about to see it.

use super::card::place_card;
use super::context::MapStage;
use super::html::{Text, el};
use super::msg::{MapControl, Msg};
use super::parts::kind_sign;
use super::result_card::result_card;
use super::{Context, Html, Slot, kind_class};
use crate::i18n::Word;
use crate::model::PlaceKind;

/// Id of the element that the map is drawn into; a page has one.
pub const GROUND: &str = "mappa";
/// Id of the room for the small map of a place.
pub const PLACE_MAP: &str = "mappa-piccola";

/// The map beside the results, and the card of the place chosen on it; its room until somebody looks at it.
#[must_use]
pub fn results_map(context: &Context<'_>) -> Html {
    let room = el("div", "finder-map").needs_app();
    match context.device.map.stage {
        MapStage::Unseen => room.into(),
        _ => room
            .child(el("h2", "visually-hidden").text(context.text(Word::Map)))
            .slot(Slot::MapFrame)
            .child(legend(context))
            .slot(Slot::MapPreview)
            .into(),
    }
}

/// What the signs on the map mean.
fn legend(context: &Context<'_>) -> Html {
    let mut list = el("ul", "");
    for kind in PlaceKind::ALL {
        let sign = kind_sign(kind_class(*kind));
        list.push(el("li", "").child(sign).text(context.words.kind(*kind)));
    }
    let zone = el("span", "legend-zone").attr("aria-hidden", "true");
    list.push(el("li", "").child(zone).text(context.text(Word::MapOnlyComune)));
    el("details", "map-legend")
        .child(el("summary", "").text(context.text(Word::MapLegend)))
        .child(list)
        .into()
}

/// The small map of the place of the page.
#[must_use]
pub fn place_map(context: &Context<'_>) -> Html {
    let room = el("div", "mini-map").attr("id", PLACE_MAP).needs_app();
    match context.device.map.stage {
        MapStage::Unseen => room.into(),
        _ => room.slot(Slot::MapFrame).into(),
    }
}

/// The map with its buttons, what it has to say, and who made its ground.
#[must_use]
pub fn frame(context: &Context<'_>) -> Html {
    let map = &context.device.map;
    let class = match map.stage {
        MapStage::Here => "map-frame map-ready",
        _ => "map-frame",
    };
    let ground = el("div", "map-ground")
        .attr("id", GROUND)
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", context.text(Word::MapRegion))
        .attr("data-testid", "map");
    let note = match (map.stage, map.no_ground) {
        (MapStage::Failed, _) => Some(Word::MapFailed),
        (MapStage::Here, true) => Some(Word::MapNoGround),
        _ => None,
    };
    let note = note.map(|word| el("p", "map-note").text(context.text(word)));
    let credit: Text = map.credit.clone().into();
    el("div", class)
        .child(ground)
        .child(controls(context))
        .child(el("div", "").attr("role", "status").child(note))
        .child(el("p", "map-credit").text(credit))
        .into()
}

fn controls(context: &Context<'_>) -> Html {
    let map = &context.device.map;
    if map.stage != MapStage::Here {
        return Html::Nothing;
    }
    let mut group = el("div", "map-controls");
    for (class, name, control, at_end) in [
        (
            "map-control map-nearer",
            Word::MapNearer,
            MapControl::In,
            map.at_nearest,
        ),
        (
            "map-control map-farther",
            Word::MapFarther,
            MapControl::Out,
            map.at_farthest,
        ),
        ("map-control map-whole", Word::MapWhole, MapControl::Whole, false),
    ] {
        let button = el("button", class)
            .attr("type", "button")
            .attr("aria-label", context.text(name))
            .attr("aria-disabled", if at_end { "true" } else { "false" });
        group.push(button.on_click(Msg::Map(control)));
    }
    group.into()
}

/// The card of the place whose marker was pressed.
#[must_use]
pub fn preview(context: &Context<'_>) -> Html {
    let chosen = context.device.chosen.as_ref().and_then(|id| id.parse().ok());
    match chosen.and_then(|id| context.data.place(&id)) {
        Some(place) => el("ul", "map-preview")
            .attr("aria-live", "polite")
            .child(result_card(context, place_card(context, place, None)))
            .into(),
        None => Html::Nothing,
    }
}
