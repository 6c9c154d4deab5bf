//! No link leaves a kiosk: what would lead out of a page becomes a code to photograph, and what would hand something to
//! a device that is nobody's own is left out.

use super::html::{Parts, el};
use super::msg::{AtKiosk, Dialog, Msg};
use super::{Element, Html};
use crate::route::Route;

/// The attributes that are given to every field: no browser may offer what somebody else typed.
const FIELD: [(&str, &str); 4] = [
    ("autocomplete", "off"),
    ("autocorrect", "off"),
    ("autocapitalize", "off"),
    ("spellcheck", "false"),
];

/// The tree without anything that leads out. `origin` is the site's own, such as `https://example.org`.
#[must_use]
pub fn kept_in(html: Html, origin: &str) -> Html {
    match html {
        Html::Element(element) => kept(*element, origin),
        other => other,
    }
}

fn kept(element: Element, origin: &str) -> Html {
    if element.listeners().iter().any(|listener| leads_out(&listener.message)) {
        return Html::Nothing;
    }
    let mut parts = element.into_parts();
    parts.children = parts.children.into_iter().map(|child| kept_in(child, origin)).collect();
    match parts.tag {
        "a" => of_link(parts, origin),
        "iframe" | "object" | "embed" => Html::Nothing,
        "input" | "textarea" => {
            parts
                .attributes
                .retain(|(name, _)| FIELD.iter().all(|(other, _)| other != name));
            let field = FIELD.iter().map(|(name, value)| (*name, (*value).into()));
            parts.attributes.extend(field);
            Element::from_parts(parts).into()
        }
        _ => Element::from_parts(parts).into(),
    }
}

/// Whether it hands something to the device, or opens a sheet that does.
const fn leads_out(message: &Msg) -> bool {
    matches!(
        message,
        Msg::Send(..)
            | Msg::Calendar(_)
            | Msg::NearMe
            | Msg::Print
            | Msg::Update
            | Msg::Household(_)
            | Msg::ForgetSearches
            | Msg::Speak(_)
            | Msg::Open(Dialog::Share | Dialog::Calendar)
    )
}

fn of_link(mut parts: Parts<Msg, super::Slot>, origin: &str) -> Html {
    parts
        .attributes
        .retain(|(name, _)| !matches!(*name, "target" | "download" | "ping" | "rel"));
    let href = parts.attributes.iter().position(|(name, _)| *name == "href");
    let Some(at) = href else {
        return Element::from_parts(parts).into();
    };
    let address = parts.attributes[at].1.clone();
    match way_of(&address) {
        Way::Inside => Element::from_parts(parts).into(),
        Way::Nowhere => {
            parts.attributes.remove(at);
            parts.tag = "span";
            parts.listeners.clear();
            Element::from_parts(parts).into()
        }
        Way::Out => {
            parts.attributes.remove(at);
            let whole = match address.starts_with('/') && !address.starts_with("//") {
                true => [origin, &address].concat(),
                false => address.into_owned(),
            };
            let mut button = el("button", "").attr("type", "button");
            for (name, value) in parts.attributes {
                button = button.attr(name, value);
            }
            button
                .attr("data-outside", "")
                .children(parts.children)
                .on_click(Msg::Kiosk(AtKiosk::Show(whole)))
                .into()
        }
    }
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a page that a kiosk shows.
    Inside,
    /// To a page of this site that is no good on a device that is nobody's own.
    Nowhere,
    /// Away.
    Out,
}

/// Where an address leads, from the view of a kiosk.
#[must_use]
pub fn way_of(address: &str) -> Way {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if address.starts_with('#') || address.starts_with('?') {
        return Way::Inside;
    }
    // Two slashes, or one and a backslash, begin another host.
    if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
        return Way::Out;
    }
    match Route::parse_in(path).1 {
        Route::NotFound => Way::Out,
        Route::Household | Route::KioskSetup | Route::Board(_) | Route::Packed => Way::Nowhere,
        _ => Way::Inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_kiosk_are_inside() {
        for address in [
            "/",
            "/en",
            "/sede/hug-hub",
            "/ar/agenda?view=week",
            "#contenuto",
            "/orienta",
            "/sportello",
        ] {
            assert_eq!(way_of(address), Way::Inside, "{address}");
        }
        for address in ["/noi", "/kiosk/setup", "/en/kiosk/a/board", "/k#abc"] {
            assert_eq!(way_of(address), Way::Nowhere, "{address}");
        }
        for address in [
            "tel:112",
            "mailto:a@example.org",
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "javascript:alert(1)",
            "geo:45,9",
            "webcal://x/calendar.ics",
            "/calendar.ics?place=a",
            "/licenze",
            "file:///etc/passwd",
            "view-source:/",
            "data:text/html,x",
            "intent://x",
            "whatsapp://send",
        ] {
            assert_eq!(way_of(address), Way::Out, "{address}");
        }
    }

    #[test]
    fn links_out_become_codes_and_fields_suggest_nothing() {
        let page: Html = el("div", "")
            .child(
                el("a", "btn")
                    .attr("href", "tel:0372")
                    .attr("target", "_blank")
                    .text("Chiama"),
            )
            .child(el("a", "").attr("href", "/licenze").text("Licenze"))
            .child(
                el("a", "")
                    .attr("href", "/agenda")
                    .attr("target", "_blank")
                    .text("Agenda"),
            )
            .child(el("a", "").attr("href", "/noi").text("Noi"))
            .child(el("button", "").on_click(Msg::NearMe).text("Vicino a me"))
            .child(el("input", "").attr("autocomplete", "tel"))
            .into();
        let mut out = String::new();
        super::super::write::write(&kept_in(page, "https://x.example"), &|_| Html::Nothing, &mut out);
        assert_eq!(
            out,
            "<div><button type=\"button\" class=\"btn\" data-outside>Chiama</button>\
             <button type=\"button\" data-outside>Licenze</button><a href=\"/agenda\">Agenda</a><span>Noi</span>\
             <input autocomplete=\"off\" autocorrect=\"off\" autocapitalize=\"off\" spellcheck=\"false\"></div>"
        );
    }
}
