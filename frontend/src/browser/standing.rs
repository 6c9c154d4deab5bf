//! What stands in the document when the app begins: the server's page, taken over node by node instead of drawn anew.
//!
//! Drawing for the first time goes through the page with a pen. Whatever is to be drawn is looked for where the pen is,
//! and what is found stays: nothing is laid out or painted again, what was typed and where the focus was remain. What is
//! not found is put where the pen is; what is left over goes. So the page is right whatever the server wrote, and
//! drawn once where it wrote the same.

use core::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// Where the next node is looked for or put.
pub struct Pen {
    parent: Element,
    next: Option<Node>,
}

thread_local! {
    static PEN: RefCell<Option<Pen>> = const { RefCell::new(None) };
}

/// Draws with the pen on what stands in `parent`; what `draw` did not ask for is gone afterwards.
pub fn take_over<T>(parent: &Element, draw: impl FnOnce() -> T) -> T {
    let before = PEN.replace(Some(Pen {
        parent: parent.clone(),
        next: parent.first_child(),
    }));
    let drawn = draw();
    if let Some(Pen { next: Some(left), .. }) = PEN.replace(before) {
        remove_from(left, None);
    }
    drawn
}

/// Draws without the pen: for what is inside of a node that did not stand in the document.
pub fn draw_apart<T>(draw: impl FnOnce() -> T) -> T {
    let before = PEN.take();
    let drawn = draw();
    PEN.set(before);
    drawn
}

/// Whether the page is being taken over, so that what is drawn is already in its place.
#[must_use]
pub fn is_taken_over() -> bool {
    PEN.with_borrow(Option::is_some)
}

/// The element of that name that comes next, if there is one; what stands before it goes.
#[must_use]
pub fn element(tag: &str) -> Option<Element> {
    PEN.with_borrow_mut(|pen| {
        let pen = pen.as_mut()?;
        let mut at = pen.next.clone();
        while let Some(node) = at {
            let after = node.next_sibling();
            match node.dyn_into::<Element>() {
                Ok(element) if element.local_name() == tag => {
                    if let Some(first) = pen.next.take() {
                        remove_from(first, Some(&element));
                    }
                    pen.next = after;
                    return Some(element);
                }
                _ => at = after,
            }
        }
        None
    })
}

/// Whether the page is being taken over and the next element has that name.
#[must_use]
pub fn comes(tag: &str) -> bool {
    PEN.with_borrow(|pen| {
        let next = pen.as_ref().and_then(|pen| pen.next.as_ref());
        next.and_then(|node| node.dyn_ref::<Element>())
            .is_some_and(|element| element.local_name() == tag)
    })
}

/// The text that comes next, if it does.
#[must_use]
pub fn text() -> Option<Text> {
    PEN.with_borrow_mut(|pen| {
        let pen = pen.as_mut()?;
        let text = pen.next.clone()?.dyn_into::<Text>().ok()?;
        pen.next = text.next_sibling();
        Some(text)
    })
}

/// Puts a node that was not found where the pen is.
pub fn put(node: &Node) {
    PEN.with_borrow(|pen| {
        if let Some(pen) = pen {
            // It fails only where the node holds its own parent.
            let _ = pen.parent.insert_before(node, pen.next.as_ref());
        }
    });
}

/// Gives what was found these attributes and no others; those named in `live` are left to others.
pub fn agree<'a>(
    element: &Element,
    wanted: impl Iterator<Item = (&'a str, &'a str)>,
    live: impl Iterator<Item = &'a str>,
) {
    let standing = element.get_attribute_names();
    let mut kept: Vec<&str> = live.collect();
    for (name, value) in wanted {
        if element.get_attribute(name).as_deref() != Some(value) {
            let _ = element.set_attribute(name, value);
        }
        kept.push(name);
    }
    for name in standing.iter().filter_map(|name| name.as_string()) {
        if !kept.contains(&name.as_str()) {
            let _ = element.remove_attribute(&name);
        }
    }
}

fn remove_from(first: Node, end: Option<&Element>) {
    let mut at = Some(first);
    while let Some(node) = at {
        if end.is_some_and(|end| **end == node) {
            return;
        }
        at = node.next_sibling();
        if let Some(parent) = node.parent_node() {
            let _ = parent.remove_child(&node);
        }
    }
}
