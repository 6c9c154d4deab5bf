//! Event listeners and timers that end when their guard is dropped.

use core::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, Window};

/// The window. There is always one: this code runs in a page, never in a worker.
#[must_use]
pub(crate) fn window() -> Window {
    web_sys::window().expect("the app runs in a page")
}

/// A listener on an event target, removed when dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    handler: Closure<dyn FnMut(Event)>,
    /// Whether it hears of an event before what is inside its target.
    first: bool,
}

impl Listener {
    /// Calls `handler` on every `event` at `target`.
    pub(crate) fn on(target: impl Into<EventTarget>, event: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        let target = target.into();
        let handler = Closure::wrap(handler);
        // It can only fail for a detached target, and then there is nothing to listen to.
        let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
        Self {
            target,
            event,
            handler,
            first: false,
        }
    }

    /// Calls `handler` on every `event` at `target`, before anything inside hears of it.
    pub(crate) fn capture(target: impl Into<EventTarget>, event: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        let (target, handler) = (target.into(), Closure::wrap(handler));
        let _ = target.add_event_listener_with_callback_and_bool(event, handler.as_ref().unchecked_ref(), true);
        Self {
            target,
            event,
            handler,
            first: true,
        }
    }

    /// Calls `handler` on every `event` at the window.
    #[must_use]
    pub fn on_window(event: &'static str, mut handler: impl FnMut() + 'static) -> Self {
        Self::on(window(), event, Box::new(move |_| handler()))
    }

    /// Keeps listening for as long as the page lives.
    pub fn keep(self) {
        core::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.event,
            self.handler.as_ref().unchecked_ref(),
            self.first,
        );
    }
}

/// A timer that calls again and again, stopped when dropped.
pub struct Interval {
    id: i32,
    _handler: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `handler` every `milliseconds`.
    #[must_use]
    pub fn every(milliseconds: i32, handler: impl FnMut() + 'static) -> Self {
        let handler = Closure::wrap(Box::new(handler) as Box<dyn FnMut()>);
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(handler.as_ref().unchecked_ref(), milliseconds)
            .unwrap_or_default();
        Self { id, _handler: handler }
    }

    /// Keeps calling for as long as the page lives.
    pub fn keep(self) {
        core::mem::forget(self);
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// A timer that calls once, cancelled when dropped before.
pub struct Timeout {
    id: i32,
    wanted: Rc<Cell<bool>>,
}

impl Timeout {
    /// Calls `handler` after `milliseconds`.
    #[must_use]
    pub fn after(milliseconds: i32, handler: impl FnOnce() + 'static) -> Self {
        let wanted = Rc::new(Cell::new(true));
        let still = wanted.clone();
        // The browser owns the call: a clock that numbers its timers beyond 32 bits cannot be told to forget one.
        let call = Closure::once_into_js(move || {
            if still.get() {
                handler();
            }
        });
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), milliseconds)
            .unwrap_or_default();
        Self { id, wanted }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        self.wanted.set(false);
        window().clear_timeout_with_handle(self.id);
    }
}
