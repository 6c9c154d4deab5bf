//! What comes into sight: to draw only what somebody is about to see.

use core::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::document::by_id;
use super::frame::next_frame;

/// Waits for an element to come near what is seen; stops when dropped.
pub struct Sight {
    observer: IntersectionObserver,
    wanted: Rc<Cell<bool>>,
}

/// Calls `act` when the element with that id, which the next picture shows, is less than a screen away. `None` where the
/// browser cannot tell.
#[must_use]
pub fn when_near(id: &'static str, mut act: impl FnMut() + 'static) -> Option<Sight> {
    let wanted = Rc::new(Cell::new(true));
    let still = wanted.clone();
    // The browser owns the call: it may make it once more after it was told to stop.
    let seen = Closure::wrap(Box::new(move |entries: Vec<IntersectionObserverEntry>| {
        if still.get() && entries.iter().any(IntersectionObserverEntry::is_intersecting) {
            act();
        }
    }) as Box<dyn FnMut(Vec<IntersectionObserverEntry>)>);
    let options = IntersectionObserverInit::new();
    options.set_root_margin("100%");
    let seen = seen.into_js_value();
    let observer = IntersectionObserver::new_with_options(seen.unchecked_ref(), &options).ok()?;
    let (watching, still) = (observer.clone(), wanted.clone());
    next_frame(move || {
        if let Some(element) = by_id(id).filter(|_| still.get()) {
            watching.observe(element.unchecked_ref());
        }
    });
    Some(Sight { observer, wanted })
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.wanted.set(false);
        self.observer.disconnect();
    }
}
