//! The device's clock: the only source of "now", by JavaScript's `Date`, put right by the server's where it is wrong.
//!
//! A device whose clock is more than five minutes off would tell of open doors that are closed. What the server says
//! in the `Date` of its answers counts then, for as long as the page lives. A clock that stands still is held by
//! somebody who wants to see another day: it is believed.

use core::cell::Cell;

use shared::time::Instant;
use wasm_bindgen::{JsCast, JsValue};

/// Clocks that differ by no more than this agree, in seconds: answers travel, and nothing here is about seconds.
const AGREE_WITHIN: i64 = 300;
/// A clock is watched for so long before it is said to stand still, in milliseconds.
const WATCHED_FOR: f64 = 120.0;

thread_local! {
    /// Seconds to add to what the device says.
    static OFFSET: Cell<i64> = const { Cell::new(0) };
    /// The device's clock and the time since the page began, both in milliseconds, when watching began.
    static WATCHED: Cell<Option<(f64, f64)>> = const { Cell::new(None) };
    /// What the server's clock was ahead of the device's when it was last heard, in seconds.
    static HEARD: Cell<Option<i64>> = const { Cell::new(None) };
}

/// The point in time called "now".
#[must_use]
pub fn now() -> Instant {
    Instant(device() + OFFSET.get())
}

fn device() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Milliseconds since the page began, by a clock that nobody sets.
#[must_use]
pub fn running() -> f64 {
    let window: Option<web_sys::Window> = js_sys::global().dyn_into().ok();
    window
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Begins to watch whether the clock runs.
pub fn watch() {
    WATCHED.set(Some((js_sys::Date::now(), running())));
}

/// Hears the `Date` of an answer that has just arrived; what cannot be read is not heard.
pub fn hear(date: &str) {
    let server = js_sys::Date::new(&JsValue::from_str(date)).get_time() / 1000.0;
    if server.is_finite() {
        HEARD.set(Some(server as i64 - device()));
        settle();
    }
}

/// Puts the clock right if the server was heard and the clock was watched for long enough.
pub fn settle() {
    let (Some((device, began)), Some(ahead)) = (WATCHED.get(), HEARD.get()) else {
        return;
    };
    if running() - began < WATCHED_FOR {
        return;
    }
    let stands_still = js_sys::Date::now() - device < 1.0;
    let wrong = ahead.abs() > AGREE_WITHIN && !stands_still;
    OFFSET.set(if wrong { ahead } else { 0 });
}

/// A number from 0 to below `below`, for spreading what many devices do.
#[must_use]
pub fn chance(below: i32) -> i32 {
    (js_sys::Math::random() * f64::from(below)) as i32
}
