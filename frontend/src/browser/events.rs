//! Events of elements, as messages.

use core::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use shared::view::Msg;
use shared::view::html::{Event as On, Listener as Wanted, Message};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use super::keys;
use super::listener::Listener;

/// Who gets the messages.
pub type Send = Rc<dyn Fn(Msg)>;

/// The listeners of an element; what they send can be exchanged. They end when this is dropped.
pub(super) struct Listening {
    wanted: Rc<RefCell<Vec<Wanted<Msg>>>>,
    listeners: Vec<(&'static str, Listener)>,
}

impl Listening {
    /// Listens to an element.
    pub(super) fn new(node: &Element, wanted: Vec<Wanted<Msg>>, send: &Send) -> Self {
        let mut listening = Self {
            wanted: Rc::default(),
            listeners: Vec::new(),
        };
        listening.exchange(node, wanted, send);
        listening
    }

    /// Sends these messages from now on.
    pub(super) fn exchange(&mut self, node: &Element, wanted: Vec<Wanted<Msg>>, send: &Send) {
        for one in &wanted {
            let name = one.event.name();
            if self.listeners.iter().all(|(other, _)| *other != name) {
                let (wanted, send) = (self.wanted.clone(), send.clone());
                let heard = Box::new(move |event: Event| heard(&event, name, &wanted, &send));
                self.listeners.push((name, Listener::on(node.clone(), name, heard)));
            }
        }
        *self.wanted.borrow_mut() = wanted;
    }
}

fn heard(event: &Event, name: &str, wanted: &RefCell<Vec<Wanted<Msg>>>, send: &Send) {
    let mut messages = Vec::new();
    for one in wanted.borrow().iter().filter(|one| one.event.name() == name) {
        match one.event {
            On::Key(key) if keys::name(event) != key => continue,
            On::Follow if !is_plain_click(event) => continue,
            _ => {}
        }
        if one.event.prevents_default() {
            event.prevent_default();
        }
        let message = one.message.clone();
        messages.push(match one.event.has_value() {
            true => message.with_value(value(event)),
            false => message,
        });
    }
    for message in messages {
        send(message);
    }
}

fn value(event: &Event) -> String {
    let value = event
        .target()
        .and_then(|target| Reflect::get(&target, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// Whether a click follows a link within this page and not into another tab or window.
pub(super) fn is_plain_click(event: &Event) -> bool {
    event.dyn_ref::<MouseEvent>().is_some_and(|click| {
        click.button() == 0 && !click.meta_key() && !click.ctrl_key() && !click.shift_key() && !click.alt_key()
    })
}
