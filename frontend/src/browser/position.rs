//! The device's position: asked for on a tap, rounded, never sent anywhere.

use js_sys::{Function, Promise, Reflect};
use shared::geo::Point;
use wasm_bindgen::{JsCast, JsValue};

use super::listener::window;
use super::promise::settled;

/// Why there is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionFault {
    /// The person or the browser said no.
    Denied,
    /// The device cannot tell, or took too long.
    Unknown,
}

/// So long it may take, a question to the person included; in milliseconds.
const PATIENCE_MS: i32 = 10_000;

/// Asks the device where it is, once; gives up after ten seconds, also when nobody answers the browser's question.
///
/// # Errors
/// A [`PositionFault`] when it may not or cannot tell.
pub async fn locate() -> Result<Point, PositionFault> {
    let geolocation = window().navigator().geolocation().map_err(|_| PositionFault::Unknown)?;
    let asked = Promise::new(&mut |resolve: Function, reject: Function| {
        let options = web_sys::PositionOptions::new();
        options.set_timeout(PATIENCE_MS.unsigned_abs());
        options.set_maximum_age(300_000);
        if geolocation
            .get_current_position_with_error_callback_and_options(&resolve, Some(&reject), &options)
            .is_err()
        {
            let _ = reject.call0(&JsValue::NULL);
        }
        // The browser's own limit begins only once it may look.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&reject, PATIENCE_MS);
    });
    let found = settled(asked.unchecked_into()).await.map_err(|fault| {
        let denied = number(&fault, "code") == Some(1.0);
        if denied {
            PositionFault::Denied
        } else {
            PositionFault::Unknown
        }
    })?;
    let degrees = |name| {
        Reflect::get(&found, &"coords".into())
            .ok()
            .and_then(|coords| number(&coords, name))
    };
    match (degrees("latitude"), degrees("longitude")) {
        (Some(lat), Some(lon)) => Point::from_degrees(lat, lon).ok_or(PositionFault::Unknown),
        _ => Err(PositionFault::Unknown),
    }
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(of, &name.into()).ok()?.as_f64()
}
