//! Puts a tree ([`shared::view::html`]) into the document and brings it up to date: same tag, same node.
//!
//! Every slot is drawn in an effect of its own, which runs again when a signal that it read has changed. Text that
//! somebody else took out of its place, such as a browser's translator, is never written to: its element is drawn anew.

use core::cell::RefCell;

use js_sys::Reflect;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::{Subscriber, ToAnySubscriber};
use shared::view::html::{self, Parts, Property};
use shared::view::{Html, Msg, Slot};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Comment, Document, Element, Node, Text};

use super::events::{Listening, Send};
use super::hydrate::{Cursor, agree, remove};

/// What draws a page: the content of each slot, and who gets the messages.
pub struct Host {
    /// Gives what belongs into a slot. What it reads is tracked.
    pub fill: Box<dyn Fn(Slot) -> Html>,
    /// Gets every message, and says nothing back.
    pub send: Send,
}

/// Draws a slot into the page for as long as it lives. What the server wrote there is taken over where it is the same,
/// and gives way where it is not.
pub fn mount(slot: Slot, host: Host) {
    let Some(root) = super::document::root() else {
        return;
    };
    // Only the first call can succeed, and the first is enough.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let host: &'static Host = Box::leak(Box::new(host));
    let cursor = Cursor::over(&root);
    let drawn = build(host, Html::Slot(slot), &cursor);
    cursor.finish();
    core::mem::forget(drawn);
}

/// What is in the document for a node of a tree: one node of the document each.
enum Drawn {
    Nothing(Comment),
    Text(Text, html::Text),
    Element(Box<DrawnElement>),
    Slot(Slot, Followed),
    /// An element of which nothing is known but its tag.
    Kept(Element, &'static str),
}

/// What draws a slot. Signals keep those who have read them until they are set again, which some never are: who goes takes
/// leave of them, or a page that is left would stay in memory for ever.
struct Followed(RenderEffect<Drawn>);

impl Drop for Followed {
    fn drop(&mut self) {
        let reader = self.0.to_any_subscriber();
        reader.clear_sources(&reader);
    }
}

struct DrawnElement {
    node: Element,
    tag: &'static str,
    attributes: Vec<(&'static str, html::Text)>,
    listening: Listening,
    children: Vec<Drawn>,
}

impl Drawn {
    fn node(&self) -> Option<Node> {
        match self {
            Self::Nothing(node) => Some(node.clone().into()),
            Self::Text(node, _) => Some(node.clone().into()),
            Self::Element(element) => Some(element.node.clone().into()),
            Self::Kept(node, _) => Some(node.clone().into()),
            Self::Slot(_, followed) => followed.0.with_value_mut(|drawn| drawn.node()).flatten(),
        }
    }
}

fn document() -> Document {
    let window = web_sys::window().and_then(|window| window.document());
    window.expect("a page has a document")
}

fn build(host: &'static Host, html: Html, cursor: &Cursor) -> Drawn {
    match html {
        Html::Nothing => {
            let node = document().create_comment("");
            cursor.insert(&node);
            Drawn::Nothing(node)
        }
        Html::Text(text) => {
            if let Some(node) = cursor.text() {
                if node.data() != text {
                    node.set_data(&text);
                }
                return Drawn::Text(node, text);
            }
            let node = document().create_text_node(&text);
            cursor.insert(&node);
            Drawn::Text(node, text)
        }
        Html::Element(element) => Drawn::Element(Box::new(build_element(host, element.into_parts(), cursor))),
        Html::Slot(slot) => Drawn::Slot(slot, follow(host, slot, cursor)),
        Html::Keep(tag) => match cursor.next_element(tag) {
            Some(node) => Drawn::Kept(node, tag),
            None => build(host, Html::Nothing, cursor),
        },
    }
}

fn follow(host: &'static Host, slot: Slot, cursor: &Cursor) -> Followed {
    let parent = cursor.parent().clone();
    // Only the first run is at the cursor.
    let cursor = RefCell::new(Some(cursor.clone()));
    Followed(RenderEffect::new(move |before: Option<Drawn>| {
        let html = (host.fill)(slot);
        match (before, cursor.take()) {
            (Some(mut drawn), _) => {
                patch(host, html, &mut drawn, &parent);
                drawn
            }
            (None, Some(cursor)) => build(host, html, &cursor),
            (None, None) => build(host, html, &Cursor::before(&parent, None)),
        }
    }))
}

fn build_element(host: &'static Host, parts: Parts<Msg, Slot>, cursor: &Cursor) -> DrawnElement {
    if let Some(node) = cursor.element(parts.tag) {
        return take(host, parts, node);
    }
    let node = match parts.tag {
        "svg" | "path" => document().create_element_ns(Some("http://www.w3.org/2000/svg"), parts.tag),
        tag => document().create_element(tag),
    };
    let node = node.expect("tags are names that every document knows");
    for (name, value) in &parts.attributes {
        let _ = node.set_attribute(name, value);
    }
    let inside = Cursor::before(&node, None);
    let drawn = fill(host, parts, node, &inside);
    cursor.insert(&drawn.node);
    drawn
}

/// Takes over a node that the server wrote.
fn take(host: &'static Host, parts: Parts<Msg, Slot>, node: Element) -> DrawnElement {
    agree(
        &node,
        parts.attributes.iter().map(|(name, value)| (*name, value.as_ref())),
    );
    let inside = Cursor::over(&node);
    let drawn = fill(host, parts, node, &inside);
    inside.finish();
    drawn
}

/// Puts into a node, which has its attributes, all else that belongs to the element.
fn fill(host: &'static Host, parts: Parts<Msg, Slot>, node: Element, inside: &Cursor) -> DrawnElement {
    let listening = Listening::new(&node, parts.listeners, &host.send);
    let children = parts
        .children
        .into_iter()
        .map(|child| build(host, child, inside))
        .collect();
    // After the children: a `select` takes its value from its options.
    set_properties(&node, parts.properties);
    DrawnElement {
        node,
        tag: parts.tag,
        attributes: parts.attributes,
        listening,
        children,
    }
}

fn patch(host: &'static Host, html: Html, drawn: &mut Drawn, parent: &Element) {
    match (html, &mut *drawn) {
        (Html::Nothing, Drawn::Nothing(_)) => {}
        (Html::Text(text), Drawn::Text(node, old)) => {
            if *old != text {
                if !is_in(node, parent) {
                    // Text alone in its element: whatever was put in its place goes.
                    parent.set_text_content(None);
                    *drawn = build(host, Html::Text(text), &Cursor::before(parent, None));
                    return;
                }
                node.set_data(&text);
                *old = text;
            }
        }
        (Html::Slot(slot), Drawn::Slot(old, _)) if *old == slot => {}
        (Html::Element(element), Drawn::Element(old)) if element.tag() == old.tag => {
            update(host, element.into_parts(), old);
        }
        (Html::Element(element), Drawn::Kept(node, tag)) if element.tag() == *tag => {
            let node = node.clone();
            *drawn = Drawn::Element(Box::new(take(host, element.into_parts(), node)));
        }
        (Html::Keep(tag), Drawn::Kept(_, old)) if *old == tag => {}
        (Html::Keep(tag), Drawn::Element(old)) if old.tag == tag => {}
        (html, _) => {
            let old = drawn.node();
            let new = build(host, html, &Cursor::before(parent, old.clone()));
            *drawn = new;
            if let Some(old) = old {
                remove(&old);
            }
        }
    }
}

fn is_in(node: &Node, parent: &Element) -> bool {
    node.parent_node().is_some_and(|owner| owner == **parent)
}

fn update(host: &'static Host, parts: Parts<Msg, Slot>, old: &mut DrawnElement) {
    for (name, value) in &parts.attributes {
        let same = |(other, before): &(&'static str, html::Text)| other == name && before == value;
        if !old.attributes.iter().any(same) {
            let _ = old.node.set_attribute(name, value);
        }
    }
    for (name, _) in &old.attributes {
        if !parts.attributes.iter().any(|(other, _)| other == name) {
            let _ = old.node.remove_attribute(name);
        }
    }
    old.attributes = parts.attributes;
    old.listening.exchange(&old.node, parts.listeners, &host.send);
    if is_taken_away(&old.node, &parts.children, &old.children) {
        old.node.set_text_content(None);
        old.children.clear();
    }
    let count = parts.children.len();
    for (at, child) in parts.children.into_iter().enumerate() {
        match old.children.get_mut(at) {
            Some(drawn) => patch(host, child, drawn, &old.node),
            None => {
                let drawn = build(host, child, &Cursor::before(&old.node, None));
                old.children.push(drawn);
            }
        }
    }
    for drawn in old.children.drain(count..) {
        if let Some(node) = drawn.node() {
            remove(&node);
        }
    }
    set_properties(&old.node, parts.properties);
}

/// Whether text that has to change is not where it was put.
fn is_taken_away(parent: &Element, new: &[Html], old: &[Drawn]) -> bool {
    old.iter().enumerate().any(|(at, drawn)| match drawn {
        Drawn::Text(node, text) => {
            let same = matches!(new.get(at), Some(Html::Text(new)) if new == text);
            !same && !is_in(node, parent)
        }
        _ => false,
    })
}

fn set_properties(node: &Element, properties: Vec<(&'static str, Property)>) {
    for (name, value) in properties {
        let value: JsValue = match value {
            Property::Text(text) => text.into(),
            Property::Flag(flag) => flag.into(),
        };
        let name: JsValue = name.into();
        // Setting what is there already would move the caret of a field in some browsers.
        if Reflect::get(node, &name).is_ok_and(|now| now == value) {
            continue;
        }
        let _ = Reflect::set(node.unchecked_ref(), &name, &value);
    }
}
