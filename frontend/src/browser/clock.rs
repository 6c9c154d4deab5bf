//! The device's clock: the only source of "now", by JavaScript's `Date`.

use shared::time::Instant;

/// The point in time called "now".
#[must_use]
pub fn now() -> Instant {
    Instant((js_sys::Date::now() / 1000.0) as i64)
}

/// A number from 0 to below `below`, for spreading what many devices do.
#[must_use]
pub fn chance(below: i32) -> i32 {
    (js_sys::Math::random() * f64::from(below)) as i32
}
