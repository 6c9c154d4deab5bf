//! Where staff set a kiosk up, once: a PIN, then what stands on this device only. It gives no power over the data.

use super::html::{Property, el};
use super::msg::{AtKiosk, Msg};
use super::parts::{button, choice, heading, main, paragraph};
use super::{Context, Element, Html, not_found};
use crate::i18n::{KioskWord, KioskWords, Language};
use crate::kiosk::{PinAnswer, Setup};

/// The id of the field of a choice, read when the choices are kept.
pub const FIELDS: [(&str, &str); 9] = [
    ("place", "kiosk-place"),
    ("id", "kiosk-id"),
    ("board", "kiosk-board-on"),
    ("languages", "kiosk-languages"),
    ("from", "kiosk-from"),
    ("to", "kiosk-to"),
    ("volume", "kiosk-volume"),
    ("printer", "kiosk-printer"),
    ("orientation", "kiosk-orientation"),
];
/// The id of the field of the PIN.
pub const PIN: &str = "kiosk-pin";

/// The page.
#[must_use]
pub fn setup_page(context: &Context<'_>) -> Html {
    let Some(kiosk) = context.kiosk else {
        return not_found::part_missing(context);
    };
    let page = el("div", "page stack").child(heading(kiosk.text(KioskWord::SetupTitle)));
    let page = match &context.device.setup {
        None => {
            let open = button("btn btn-primary", "").text(kiosk.text(KioskWord::SetupTitle));
            let page = page.child(pin(kiosk));
            let page = page.child(answer(context, kiosk));
            let open = open.attr("data-testid", "setup-unlock");
            page.child(el("p", "").child(open.on_click(Msg::Kiosk(AtKiosk::Unlock))))
        }
        Some(setup) => page.child(choices(context, kiosk, setup)),
    };
    main().child(page.needs_app()).into()
}

fn pin(kiosk: &'static KioskWords) -> Element {
    let field = el("input", "form-control")
        .attr("id", PIN)
        .attr("type", "password")
        .attr("inputmode", "numeric")
        .attr("autocomplete", "off");
    labelled(kiosk.text(KioskWord::SetupPin), PIN, field)
}

/// What came of the PIN that was typed.
fn answer(context: &Context<'_>, kiosk: &'static KioskWords) -> Html {
    let words = match context.device.pin {
        PinAnswer::Fine => return Html::Nothing,
        PinAnswer::Wrong => KioskWord::SetupWrongPin,
        PinAnswer::Wait => KioskWord::SetupWait,
        PinAnswer::TooShort => KioskWord::SetupNoPin,
    };
    el("p", "notice").attr("role", "alert").text(kiosk.text(words)).into()
}

fn labelled(words: &'static str, id: &'static str, field: Element) -> Element {
    el("p", "field")
        .child(el("label", "").attr("for", id).text(words))
        .child(field)
}

fn choices(context: &Context<'_>, kiosk: &'static KioskWords, setup: &Setup) -> Element {
    let mut places = el("select", "form-control").attr("id", "kiosk-place");
    for place in &context.data.places {
        let chosen = setup.place.as_ref() == Some(&place.id);
        places.push(choice(place.id.to_string(), place.name.clone(), chosen));
    }
    let field = |id: &'static str, kind: &'static str, value: String| {
        let field = el("input", "form-control").attr("id", id).attr("type", kind);
        field
            .attr("autocomplete", "off")
            .property("value", Property::Text(value))
    };
    let tick = |id: &'static str, words: KioskWord, on: bool| {
        let tick = el("input", "").attr("id", id).attr("type", "checkbox");
        el("p", "").child(
            el("label", "")
                .child(tick.property("checked", Property::Flag(on)))
                .text(" ")
                .text(kiosk.text(words)),
        )
    };
    let tags: Vec<&str> = setup.languages.iter().map(|language| language.tag()).collect();
    let names: Vec<String> = Language::all()
        .map(|language| [language.tag(), " ", language.name()].concat())
        .collect();
    let hours = el("p", "field")
        .child(
            el("label", "")
                .attr("for", "kiosk-from")
                .text(kiosk.text(KioskWord::SetupHours)),
        )
        .child(field("kiosk-from", "time", setup.hours.from.to_string()))
        .child(
            field("kiosk-to", "time", setup.hours.to.to_string()).attr("aria-label", kiosk.text(KioskWord::SetupHours)),
        );
    let keep = button("btn btn-primary", "")
        .attr("data-testid", "setup-save")
        .text(kiosk.text(KioskWord::SetupSave))
        .on_click(Msg::Kiosk(AtKiosk::KeepSetup));
    let id = field("kiosk-id", "text", setup.id.clone());
    el("div", "stack")
        .child(labelled(kiosk.text(KioskWord::SetupPlace), "kiosk-place", places))
        .child(labelled(kiosk.text(KioskWord::SetupName), "kiosk-id", id))
        .child(tick("kiosk-board-on", KioskWord::SetupBoard, setup.board))
        .child(labelled(
            kiosk.text(KioskWord::SetupLanguages),
            "kiosk-languages",
            field("kiosk-languages", "text", tags.join(" ")),
        ))
        .child(paragraph("soft small", names.join(", ")))
        .child(hours)
        .child(labelled(
            kiosk.text(KioskWord::SetupVolume),
            "kiosk-volume",
            field("kiosk-volume", "number", setup.volume.to_string())
                .attr("min", "0")
                .attr("max", "100"),
        ))
        .child(tick("kiosk-printer", KioskWord::SetupPrinter, setup.printer))
        .child(tick(
            "kiosk-orientation",
            KioskWord::SetupOrientation,
            setup.orientation,
        ))
        .child(pin(kiosk))
        .child(answer(context, kiosk))
        .child(el("p", "").child(keep))
}
