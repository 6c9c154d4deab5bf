//! A page as plain data: text, elements with attributes and children, and named slots that are filled later.
//!
//! What a person can do is a message, not a closure, so that a tree can be compared, printed and tested natively, written
//! as text by a server ([`super::write`]) and drawn by a browser. There is no node for raw HTML.

use std::borrow::Cow;

/// Text of a page.
pub type Text = Cow<'static, str>;

/// A node of a page. `M` is what events send, `S` names the parts that are drawn by themselves.
#[derive(Clone, Debug, PartialEq)]
pub enum Html<M, S> {
    /// Nothing to be seen.
    Nothing,
    /// Text. Never empty, and never beside another text: browsers would read both as one.
    Text(Text),
    /// An element.
    Element(Box<Element<M, S>>),
    /// A part that is drawn by itself, exactly one node or nothing. Where it is text, it has no siblings.
    Slot(S),
    /// The element with this tag that the server wrote here, left as it is until there is time to hydrate it. A server
    /// writes nothing for it.
    Keep(&'static str),
}

/// An element with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Element<M, S> {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    properties: Vec<(&'static str, Property)>,
    listeners: Vec<Listener<M>>,
    children: Vec<Html<M, S>>,
}

/// What a property of an element is set to, again whenever the element is drawn. A server writes it as an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// Such as the `value` of a field.
    Text(String),
    /// Such as `checked`.
    Flag(bool),
}

/// What a listener listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It was pressed.
    Click,
    /// It is a link, and was followed within the page: clicks that open it elsewhere stay with the browser.
    Follow,
    /// The mouse goes down on it; the focus stays where it is.
    Press,
    /// Its value was changed; the message gets the new one.
    Change,
    /// Its value is being changed; the message gets the new one.
    Input,
    /// It lost the focus.
    Blur,
    /// A dialog was closed.
    Close,
    /// A form was sent; the browser does not send it anywhere.
    Submit,
    /// This key was pressed (the `key` of UI Events); the browser does nothing else with it.
    Key(&'static str),
}

impl Event {
    /// The type of the DOM event.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Click | Self::Follow => "click",
            Self::Press => "mousedown",
            Self::Change => "change",
            Self::Input => "input",
            Self::Blur => "blur",
            Self::Close => "close",
            Self::Submit => "submit",
            Self::Key(_) => "keydown",
        }
    }

    /// Whether the message gets the value of the element.
    #[must_use]
    pub const fn has_value(self) -> bool {
        matches!(self, Self::Change | Self::Input)
    }

    /// Whether the browser is kept from doing what it does by itself.
    #[must_use]
    pub const fn prevents_default(self) -> bool {
        matches!(self, Self::Follow | Self::Press | Self::Submit | Self::Key(_))
    }
}

/// An event and the message it sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener<M> {
    /// What is listened to.
    pub event: Event,
    /// What is sent.
    pub message: M,
}

/// What events send.
pub trait Message: Clone + PartialEq {
    /// The message with the value of the element that sent it.
    #[must_use]
    fn with_value(self, value: String) -> Self;
}

/// An element with a class; no class where that is empty.
#[must_use]
pub fn el<M, S>(tag: &'static str, class: &'static str) -> Element<M, S> {
    let element = Element {
        tag,
        attributes: Vec::new(),
        properties: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    };
    if class.is_empty() {
        element
    } else {
        element.attr("class", class)
    }
}

/// Text as a node.
#[must_use]
pub fn text<M, S>(text: impl Into<Text>) -> Html<M, S> {
    let text = text.into();
    if text.is_empty() {
        Html::Nothing
    } else {
        Html::Text(text)
    }
}

impl<M, S> Element<M, S> {
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

    /// With a property, set again whenever the element is drawn.
    #[must_use]
    pub fn property(mut self, name: &'static str, value: Property) -> Self {
        self.properties.push((name, value));
        self
    }

    /// Not shown where the app does not run: it could do nothing.
    #[must_use]
    pub fn needs_app(self) -> Self {
        self.attr("data-needs-app", "")
    }

    /// Sends a message on an event.
    #[must_use]
    pub fn on(mut self, event: Event, message: impl Into<M>) -> Self {
        self.listeners.push(Listener {
            event,
            message: message.into(),
        });
        self
    }

    /// Sends a message when it is pressed.
    #[must_use]
    pub fn on_click(self, message: impl Into<M>) -> Self {
        self.on(Event::Click, message)
    }

    /// Sends a message with its new value when that was changed.
    #[must_use]
    pub fn on_change(self, message: impl Into<M>) -> Self {
        self.on(Event::Change, message)
    }

    /// Sends a message with its new value while that is being changed.
    #[must_use]
    pub fn on_input(self, message: impl Into<M>) -> Self {
        self.on(Event::Input, message)
    }

    /// Sends a message when that key is pressed in it.
    #[must_use]
    pub fn on_key(self, key: &'static str, message: impl Into<M>) -> Self {
        self.on(Event::Key(key), message)
    }

    /// With text in it.
    #[must_use]
    pub fn text(self, words: impl Into<Text>) -> Self {
        self.child(text(words))
    }

    /// With a child.
    #[must_use]
    pub fn child(mut self, child: impl Into<Html<M, S>>) -> Self {
        self.push(child);
        self
    }

    /// With a part that is drawn by itself.
    #[must_use]
    pub fn slot(self, slot: S) -> Self {
        self.child(Html::Slot(slot))
    }

    /// With children.
    #[must_use]
    pub fn children(mut self, children: Vec<Html<M, S>>) -> Self {
        for child in children {
            self.push(child);
        }
        self
    }

    /// Adds a child. Text behind text becomes one text, as it would in a browser.
    pub fn push(&mut self, child: impl Into<Html<M, S>>) {
        let child = child.into();
        if let Html::Text(more) = &child
            && let Some(Html::Text(before)) = self.children.last_mut()
        {
            before.to_mut().push_str(more);
            return;
        }
        self.children.push(child);
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// Its attributes, by name and value.
    #[must_use]
    pub fn attributes(&self) -> &[(&'static str, Text)] {
        &self.attributes
    }

    /// Its properties.
    #[must_use]
    pub fn properties(&self) -> &[(&'static str, Property)] {
        &self.properties
    }

    /// What it listens to.
    #[must_use]
    pub fn listeners(&self) -> &[Listener<M>] {
        &self.listeners
    }

    /// Its children.
    #[must_use]
    pub fn child_nodes(&self) -> &[Html<M, S>] {
        &self.children
    }

    /// An element made of these parts.
    #[must_use]
    pub fn from_parts(parts: Parts<M, S>) -> Self {
        let Parts {
            tag,
            attributes,
            properties,
            listeners,
            children,
        } = parts;
        Self {
            tag,
            attributes,
            properties,
            listeners,
            children,
        }
    }

    /// What it is made of.
    #[must_use]
    pub fn into_parts(self) -> Parts<M, S> {
        Parts {
            tag: self.tag,
            attributes: self.attributes,
            properties: self.properties,
            listeners: self.listeners,
            children: self.children,
        }
    }
}

/// An element in its parts, for who draws it.
pub struct Parts<M, S> {
    /// Its tag.
    pub tag: &'static str,
    /// Its attributes.
    pub attributes: Vec<(&'static str, Text)>,
    /// Its properties.
    pub properties: Vec<(&'static str, Property)>,
    /// What it listens to.
    pub listeners: Vec<Listener<M>>,
    /// Its children.
    pub children: Vec<Html<M, S>>,
}

impl<M, S> From<Element<M, S>> for Html<M, S> {
    fn from(element: Element<M, S>) -> Self {
        Self::Element(Box::new(element))
    }
}

impl<M, S> From<Option<Html<M, S>>> for Html<M, S> {
    fn from(html: Option<Self>) -> Self {
        html.unwrap_or(Self::Nothing)
    }
}

impl<M, S> From<Option<Element<M, S>>> for Html<M, S> {
    fn from(element: Option<Element<M, S>>) -> Self {
        element.map_or(Self::Nothing, Into::into)
    }
}
