//! Hydration: what the server wrote is taken over node by node instead of drawn anew.
//!
//! Drawing for the first time walks through the page with a cursor. Whatever is to be drawn is looked for at the cursor,
//! and what is found stays: nothing is laid out or painted again, what was typed and where the focus was remain. What is
//! not found is inserted at the cursor; what is left over goes. So the page is right whatever the server wrote, and drawn
//! once where it wrote the same.

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// A place among the children of an element.
#[derive(Clone)]
pub(super) struct Cursor(Rc<Inner>);

struct Inner {
    parent: Element,
    next: RefCell<Option<Node>>,
    hydrating: bool,
}

impl Cursor {
    fn new(parent: &Element, next: Option<Node>, hydrating: bool) -> Self {
        Self(Rc::new(Inner {
            parent: parent.clone(),
            next: RefCell::new(next),
            hydrating,
        }))
    }

    /// Before the first child of an element whose children are taken over.
    pub(super) fn over(parent: &Element) -> Self {
        Self::new(parent, parent.first_child(), true)
    }

    /// Before that child of an element, to insert something; behind the last where there is none.
    pub(super) fn before(parent: &Element, next: Option<Node>) -> Self {
        Self::new(parent, next, false)
    }

    /// The element whose children it walks through.
    pub(super) fn parent(&self) -> &Element {
        &self.0.parent
    }

    /// Takes the next element with that tag; what is before it goes.
    pub(super) fn element(&self, tag: &str) -> Option<Element> {
        if !self.0.hydrating {
            return None;
        }
        let mut at = self.0.next.borrow().clone();
        while let Some(node) = at {
            let after = node.next_sibling();
            match node.dyn_into::<Element>() {
                Ok(element) if element.local_name() == tag => {
                    if let Some(first) = self.0.next.replace(after) {
                        remove_from(first, Some(&element));
                    }
                    return Some(element);
                }
                _ => at = after,
            }
        }
        None
    }

    /// Takes the next element if it has that tag.
    pub(super) fn next_element(&self, tag: &str) -> Option<Element> {
        let next = self.0.next.borrow().clone()?.dyn_into::<Element>().ok()?;
        match next.local_name() == tag {
            true => self.element(tag),
            false => None,
        }
    }

    /// Takes the next text.
    pub(super) fn text(&self) -> Option<Text> {
        if !self.0.hydrating {
            return None;
        }
        let text = self.0.next.borrow().clone()?.dyn_into::<Text>().ok()?;
        self.0.next.replace(text.next_sibling());
        Some(text)
    }

    /// Inserts a node.
    pub(super) fn insert(&self, node: &Node) {
        // It fails only where the node holds its own parent.
        let _ = self.0.parent.insert_before(node, self.0.next.borrow().as_ref());
    }

    /// What was not taken goes.
    pub(super) fn finish(self) {
        if self.0.hydrating
            && let Some(left) = self.0.next.take()
        {
            remove_from(left, None);
        }
    }
}

/// Gives an element these attributes and no others, in this order: a page that was taken over is the very same text as
/// one that was drawn anew, so that a kiosk can show that it has forgotten.
pub(super) fn agree<'a>(element: &Element, wanted: impl Iterator<Item = (&'a str, &'a str)>) {
    let found: Vec<String> = element
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
        .collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut in_order = true;
    for (name, value) in wanted {
        in_order = in_order && found.get(kept.len()).is_some_and(|other| other == name);
        if !in_order {
            let _ = element.remove_attribute(name);
        }
        if element.get_attribute(name).as_deref() != Some(value) {
            let _ = element.set_attribute(name, value);
        }
        kept.push(name);
    }
    for name in &found {
        if !kept.contains(&name.as_str()) {
            let _ = element.remove_attribute(name);
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
        remove(&node);
    }
}

/// Takes a node out of the document, wherever it is.
pub(super) fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _ = parent.remove_child(node);
    }
}
