//! The one view type of the app: elements as plain data, drawn and brought up to date by one `Render`.
//!
//! Leptos compiles every distinct view and closure type by itself: 5 KB brotli of WASM for a rich component. Here all
//! views are one type, and a component costs what it says. Each [`Tree`] is exactly one node of the document, which
//! keeps bringing it up to date simple: same tag, same node.

mod drawn;

pub use drawn::draw_into;

use std::borrow::Cow;

use leptos::ev::Event;

use crate::browser::listener::Handler;
use crate::browser::standing;

type Text = Cow<'static, str>;

/// A node of the page.
pub struct Tree(Kind);

enum Kind {
    Nothing,
    Text(Text),
    Element(Box<Element>),
    Part(Draw),
    /// What stands in the document already, whatever is in it.
    Standing(&'static str),
}

type Draw = Box<dyn FnMut() -> Tree + Send>;
type Tell = Box<dyn Fn() -> Text + Send>;

/// What a property of an element is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// Such as the `value` of a field.
    Text(String),
    /// Such as `checked`.
    Flag(bool),
}

/// An element with all that belongs to it.
pub struct Element {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    properties: Vec<(&'static str, Property)>,
    live: Vec<(&'static str, Tell)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Tree>,
}

/// An element with a class; no class where that is empty.
#[must_use]
pub fn el(tag: &'static str, class: &'static str) -> Element {
    let element = Element {
        tag,
        attributes: Vec::new(),
        properties: Vec::new(),
        live: Vec::new(),
        handlers: Vec::new(),
        children: Vec::new(),
    };
    if class.is_empty() {
        element
    } else {
        element.attr("class", class)
    }
}

/// A part that is drawn anew when what it reads changes.
#[must_use]
pub fn part(draw: impl FnMut() -> Tree + Send + 'static) -> Tree {
    Tree(Kind::Part(Box::new(draw)))
}

/// A part that may stay as the server wrote it until it is `wanted`: taking a page over is cut into pieces of work that
/// hold up no finger. Where nothing of that name stands, it is drawn at once.
#[must_use]
pub fn put_off(
    tag: &'static str,
    wanted: impl Fn() -> bool + Send + 'static,
    mut draw: impl FnMut() -> Tree + Send + 'static,
) -> Tree {
    part(move || match wanted() || !standing::comes(tag) {
        true => draw(),
        false => as_it_stands(tag),
    })
}

/// What stands in the document already, whatever is in it; nothing where nothing of that name comes.
#[must_use]
pub const fn as_it_stands(tag: &'static str) -> Tree {
    Tree(Kind::Standing(tag))
}

/// Words.
#[must_use]
pub fn words(text: impl Into<Text>) -> Tree {
    Tree(Kind::Text(text.into()))
}

/// Nothing to be seen.
pub const NOTHING: Tree = Tree(Kind::Nothing);

impl Element {
    /// With an attribute.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With an attribute, if there is a value for it.
    #[must_use]
    pub fn attr_if(self, name: &'static str, value: Option<&'static str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// With an attribute that follows what it reads, while the element and all in it stay as they are. Elements that are
    /// drawn anew by a [`part`] keep the first one.
    #[must_use]
    pub fn live_attr(mut self, name: &'static str, tell: impl Fn() -> Text + Send + 'static) -> Self {
        self.live.push((name, Box::new(tell)));
        self
    }

    /// With a property, set again whenever the element is brought up to date.
    #[must_use]
    pub fn property(mut self, name: &'static str, value: Property) -> Self {
        self.properties.push((name, value));
        self
    }

    /// With a handler of an event.
    #[must_use]
    pub fn on(mut self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.handlers.push((event, Box::new(handler)));
        self
    }

    /// With something to do when it is pressed.
    #[must_use]
    pub fn pressed(self, mut act: impl FnMut() + Send + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// With words in it.
    #[must_use]
    pub fn text(self, text: impl Into<Text>) -> Self {
        self.child(words(text))
    }

    /// With a child.
    #[must_use]
    pub fn child(mut self, child: impl Into<Tree>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds a child.
    pub fn push(&mut self, child: impl Into<Tree>) {
        self.children.push(child.into());
    }

    /// With children.
    #[must_use]
    pub fn children(mut self, children: Vec<Tree>) -> Self {
        self.children.extend(children);
        self
    }
}

impl From<Element> for Tree {
    fn from(element: Element) -> Self {
        Self(Kind::Element(Box::new(element)))
    }
}

impl From<Option<Tree>> for Tree {
    fn from(tree: Option<Tree>) -> Self {
        tree.unwrap_or(NOTHING)
    }
}

impl From<Option<Element>> for Tree {
    fn from(element: Option<Element>) -> Self {
        element.map_or(NOTHING, Into::into)
    }
}
