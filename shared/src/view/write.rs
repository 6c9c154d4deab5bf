//! Writes a tree as HTML text (WHATWG HTML, 13.3). Text and attribute values are escaped by construction.

use super::html::{Element, Html, Property};

/// Elements that have no content and no end tag.
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "wbr"];

/// Writes a node behind what is in `out` already; `fill` gives what belongs into a slot.
pub fn write<M, S: Copy>(html: &Html<M, S>, fill: &dyn Fn(S) -> Html<M, S>, out: &mut String) {
    match html {
        Html::Nothing | Html::Keep(_) => {}
        Html::Text(text) => escape(text, out),
        Html::Element(element) => write_element(element, fill, out),
        Html::Slot(slot) => write(&fill(*slot), fill, out),
    }
}

fn write_element<M, S: Copy>(element: &Element<M, S>, fill: &dyn Fn(S) -> Html<M, S>, out: &mut String) {
    out.push('<');
    out.push_str(element.tag());
    for (name, value) in element.attributes() {
        write_attribute(name, value, out);
    }
    for (name, value) in element.properties() {
        match value {
            Property::Text(value) => write_attribute(name, value, out),
            Property::Flag(true) => write_attribute(name, "", out),
            Property::Flag(false) => {}
        }
    }
    out.push('>');
    if VOID.contains(&element.tag()) {
        return;
    }
    for child in element.child_nodes() {
        write(child, fill, out);
    }
    out.push_str("</");
    out.push_str(element.tag());
    out.push('>');
}

/// ` name="value"`; the name alone where the value is empty, which means the same.
pub fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    if !value.is_empty() {
        out.push_str("=\"");
        escape(value, out);
        out.push('"');
    }
}

/// Writes text so that it is read as this text, between tags and between double quotes.
pub fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\r', '\0']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // Unescaped, it would be read as a line feed.
            b'\r' => "&#13;",
            // No HTML can hold it.
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
