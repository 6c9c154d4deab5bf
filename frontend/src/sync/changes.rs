//! The server's word that there is something new: `GET /api/v1/events`, a stream of server-sent events (WHATWG HTML §9.2)
//! whose data is a cursor. What is new is pulled by the engine.
//!
//! The stream is open while the page is seen, so that neither battery nor server pay for pages in the background. Where
//! there is none, because the server has too many or because data are to be saved, the page asks now and then.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use crate::browser::listener::{Interval, Listener, Timeout, window};
use crate::browser::{clock, document};

const PATH: &str = "/api/v1/events";
/// The stream is opened so long after the page answers: not while it still loads what it needs.
const OPENED_AFTER_MS: i32 = 1_500;
/// A page that is seen and has no stream asks every so often.
const POLL_EVERY_MS: i32 = 60_000;
/// After a refusal the stream is tried again at the next poll, then at the second next, and so on up to this many.
const SKIPPED_POLLS_AT_MOST: u32 = 15;
/// Thousands hear of a change in the same moment; they ask within this time.
const SPREAD_MS: i32 = 400;

/// Is told that there is something new at this cursor (`epoch:seq`), or somewhere where it is empty.
pub type Tell = Rc<dyn Fn(String)>;

struct Stream {
    source: EventSource,
    _listeners: [Listener; 2],
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
    static OPENING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static ASKING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Refusals in a row, and polls left until the next try.
    static REFUSED: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

/// Tells of changes for as long as the page lives.
pub fn follow(tell: &Tell) {
    let told = tell.clone();
    OPENING.set(Some(Timeout::after(OPENED_AFTER_MS, move || open(&told))));
    let told = tell.clone();
    document::on_visibility(move |visible| match visible {
        true => open(&told),
        false => {
            OPENING.set(None);
            STREAM.set(None);
        }
    })
    .keep();
    let told = tell.clone();
    Interval::every(POLL_EVERY_MS, move || {
        if document::is_visible() && !saves_data() && !is_open() {
            ask(&told, String::new());
            match REFUSED.get() {
                (refused, left) if left > 0 => REFUSED.set((refused, left - 1)),
                _ => open(&told),
            }
        }
    })
    .keep();
}

fn is_open() -> bool {
    STREAM.with_borrow(|stream| {
        stream
            .as_ref()
            .is_some_and(|stream| stream.source.ready_state() == EventSource::OPEN)
    })
}

/// Whether this device asks for as little data as can be (`Save-Data`).
fn saves_data() -> bool {
    let connection = Reflect::get(&window().navigator(), &"connection".into());
    let saves = connection.and_then(|connection| Reflect::get(&connection, &"saveData".into()));
    saves.is_ok_and(|saves| saves.is_truthy())
}

fn open(tell: &Tell) {
    if !document::is_visible() || saves_data() || STREAM.with_borrow(Option::is_some) {
        return;
    }
    let Ok(source) = EventSource::new(PATH) else { return };
    let told = tell.clone();
    let message = Listener::on(
        source.clone(),
        "message",
        Box::new(move |event| {
            REFUSED.set((0, 0));
            let cursor = event
                .dyn_ref::<MessageEvent>()
                .and_then(|event| event.data().as_string());
            ask(&told, cursor.unwrap_or_default());
        }),
    );
    let failing = source.clone();
    let error = Listener::on(
        source.clone(),
        "error",
        Box::new(move |_| {
            // A lost connection is opened again by the browser; a refusal ends the stream.
            if failing.ready_state() == EventSource::CLOSED {
                let refused = REFUSED.get().0 + 1;
                REFUSED.set((refused, (1_u32 << refused.min(4)).min(SKIPPED_POLLS_AT_MOST)));
                // Not here: this listener is part of it.
                OPENING.set(Some(Timeout::after(0, || STREAM.set(None))));
            }
        }),
    );
    STREAM.set(Some(Stream {
        source,
        _listeners: [message, error],
    }));
}

fn ask(tell: &Tell, cursor: String) {
    let tell = tell.clone();
    ASKING.set(Some(Timeout::after(clock::chance(SPREAD_MS), move || tell(cursor))));
}
