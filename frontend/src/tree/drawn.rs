//! What is in the document for a [`Tree`]: drawn or taken over, and brought up to date.

use any_spawner::Executor;
use leptos::prelude::Owner;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as DomElement, Node as DomNode, Placeholder, Text as DomText};
use leptos::tachys::view::{Mountable, Render};

use super::{Draw, Element, Kind, NOTHING, Property, Text, Tree};
use crate::browser::listener::Listening;
use crate::browser::standing;

/// Draws into that element for as long as the page lives. What the server wrote there is taken over where it is the
/// same, and gives way where it is not.
pub fn draw_into(root: &DomElement, draw: impl FnOnce() -> Tree) {
    // Only the first call can succeed, and the first is enough.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let drawn = owner.with(|| standing::take_over(root, || draw().build()));
    core::mem::forget((owner, drawn));
}

/// What is in the document for a [`Tree`].
pub struct Drawn(DrawnKind);

enum DrawnKind {
    /// An attribute is no node; it shares the effect's type, which costs 3 KB each.
    Attribute,
    Nothing(Placeholder),
    Text(DomText, Text),
    Element(Box<DrawnElement>),
    Part(RenderEffect<Drawn>),
    /// An element of which nothing is known but its name.
    Standing(DomElement, &'static str),
}

struct DrawnElement {
    node: DomElement,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    listening: Vec<Listening>,
    children: Vec<Drawn>,
    /// Keeps the attributes that follow something.
    _live: Vec<RenderEffect<Drawn>>,
}

impl Render for Tree {
    type State = Drawn;

    fn build(self) -> Drawn {
        Drawn(match self.0 {
            Kind::Nothing => {
                let node = Rndr::create_placeholder();
                standing::put(&node);
                DrawnKind::Nothing(node)
            }
            Kind::Text(text) => DrawnKind::Text(text_node(&text), text),
            Kind::Element(element) => DrawnKind::Element(Box::new(element.build())),
            Kind::Part(draw) => DrawnKind::Part(follow(draw, None)),
            Kind::Standing(tag) => match standing::element(tag) {
                Some(node) => DrawnKind::Standing(node, tag),
                None => return NOTHING.build(),
            },
        })
    }

    fn rebuild(self, drawn: &mut Drawn) {
        match (self.0, &mut drawn.0) {
            (Kind::Nothing, DrawnKind::Nothing(_)) => {}
            (Kind::Text(text), DrawnKind::Text(node, old)) => {
                if *old != text {
                    Rndr::set_text(node, &text);
                    *old = text;
                }
            }
            (Kind::Part(draw), DrawnKind::Part(effect)) => {
                let before = effect.take_value();
                *effect = follow(draw, before);
            }
            (Kind::Element(element), DrawnKind::Element(old)) if element.fits(old) => element.update(old),
            (Kind::Element(element), DrawnKind::Standing(node, tag)) if element.tag == *tag => {
                let node = node.clone();
                *drawn = Drawn(DrawnKind::Element(Box::new(element.take(node))));
            }
            (kind, _) => {
                let mut new = Self(kind).build();
                drawn.insert_before_this(&mut new);
                drawn.unmount();
                *drawn = new;
            }
        }
    }
}

fn follow(mut draw: Draw, before: Option<Drawn>) -> RenderEffect<Drawn> {
    let draw = move |before: Option<Drawn>| {
        let tree = draw();
        match before {
            Some(mut drawn) => {
                tree.rebuild(&mut drawn);
                drawn
            }
            None => tree.build(),
        }
    };
    RenderEffect::new_with_value(draw, before)
}

/// Words in their place, where the page is taken over.
fn text_node(text: &str) -> DomText {
    if let Some(node) = standing::text() {
        if node.data() != text {
            Rndr::set_text(&node, text);
        }
        return node;
    }
    let node = Rndr::create_text_node(text);
    standing::put(&node);
    node
}

impl Element {
    fn build(self) -> DrawnElement {
        if let Some(node) = standing::element(self.tag) {
            return self.take(node);
        }
        let drawing = matches!(self.tag, "svg" | "path");
        let node = Rndr::create_element(self.tag, drawing.then_some("http://www.w3.org/2000/svg"));
        for (name, value) in &self.attributes {
            Rndr::set_attribute(&node, name, value);
        }
        let drawn = standing::draw_apart(|| self.fill(node));
        standing::put(&drawn.node);
        drawn
    }

    /// Takes over that node, which the server wrote.
    fn take(self, node: DomElement) -> DrawnElement {
        let wanted = self.attributes.iter().map(|(name, value)| (*name, value.as_ref()));
        standing::agree(&node, wanted, self.live.iter().map(|(name, _)| *name));
        let inside = node.clone();
        standing::take_over(&inside, || self.fill(node))
    }

    /// Puts into that node, which has its attributes, all else that belongs to the element.
    fn fill(self, node: DomElement) -> DrawnElement {
        let listening = self
            .handlers
            .into_iter()
            .map(|(event, handler)| Listening::to(&node, event, handler));
        let listening = listening.collect();
        let mut children: Vec<Drawn> = Vec::with_capacity(self.children.len());
        for child in self.children {
            let mut child = child.build();
            if !standing::is_taken_over() {
                child.mount(&node, None);
            }
            children.push(child);
        }
        let mut live = Vec::new();
        for (name, tell) in self.live {
            let node = node.clone();
            live.push(RenderEffect::new_with_value(
                move |drawn| {
                    Rndr::set_attribute(&node, name, &tell());
                    drawn.unwrap_or(Drawn(DrawnKind::Attribute))
                },
                None,
            ));
        }
        // After the children: a `select` takes its value from its options.
        set_properties(&node, self.properties);
        DrawnElement {
            node,
            tag: self.tag,
            attributes: self.attributes,
            listening,
            children,
            _live: live,
        }
    }

    /// Whether that node can become this element.
    fn fits(&self, old: &DrawnElement) -> bool {
        let events = self.handlers.iter().map(|(event, _)| *event);
        self.tag == old.tag && events.eq(old.listening.iter().map(Listening::event))
    }

    fn update(self, old: &mut DrawnElement) {
        for (name, value) in &self.attributes {
            if !old
                .attributes
                .iter()
                .any(|(other, before)| other == name && before == value)
            {
                Rndr::set_attribute(&old.node, name, value);
            }
        }
        for (name, _) in &old.attributes {
            if !self.attributes.iter().any(|(other, _)| other == name) {
                Rndr::remove_attribute(&old.node, name);
            }
        }
        old.attributes = self.attributes;
        for ((_, handler), listening) in self.handlers.into_iter().zip(&old.listening) {
            listening.exchange(handler);
        }
        let count = self.children.len();
        for (at, child) in self.children.into_iter().enumerate() {
            match old.children.get_mut(at) {
                Some(drawn) => child.rebuild(drawn),
                None => {
                    let mut child = child.build();
                    child.mount(&old.node, None);
                    old.children.push(child);
                }
            }
        }
        for mut child in old.children.drain(count..) {
            child.unmount();
        }
        set_properties(&old.node, self.properties);
    }
}

fn set_properties(node: &DomElement, properties: Vec<(&'static str, Property)>) {
    for (name, value) in properties {
        let value = match value {
            Property::Text(text) => text.into(),
            Property::Flag(flag) => flag.into(),
        };
        Rndr::set_property(node, name, &value);
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        match &mut self.0 {
            DrawnKind::Attribute => {}
            DrawnKind::Nothing(node) => node.unmount(),
            DrawnKind::Text(node, _) => node.unmount(),
            DrawnKind::Element(element) => element.node.unmount(),
            DrawnKind::Standing(node, _) => node.unmount(),
            DrawnKind::Part(effect) => {
                effect.with_value_mut(Self::unmount);
            }
        }
    }

    fn mount(&mut self, parent: &DomElement, marker: Option<&DomNode>) {
        match &mut self.0 {
            DrawnKind::Attribute => {}
            DrawnKind::Nothing(node) => node.mount(parent, marker),
            DrawnKind::Text(node, _) => node.mount(parent, marker),
            DrawnKind::Element(element) => element.node.mount(parent, marker),
            DrawnKind::Standing(node, _) => node.mount(parent, marker),
            DrawnKind::Part(effect) => {
                effect.with_value_mut(|drawn| drawn.mount(parent, marker));
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match &self.0 {
            DrawnKind::Attribute => false,
            DrawnKind::Nothing(node) => node.insert_before_this(child),
            DrawnKind::Text(node, _) => node.insert_before_this(child),
            DrawnKind::Element(element) => element.node.insert_before_this(child),
            DrawnKind::Standing(node, _) => node.insert_before_this(child),
            DrawnKind::Part(effect) => effect
                .with_value_mut(|drawn| drawn.insert_before_this(child))
                .unwrap_or(false),
        }
    }

    fn elements(&self) -> Vec<DomElement> {
        match &self.0 {
            DrawnKind::Element(element) => vec![element.node.clone()],
            _ => Vec::new(),
        }
    }
}
