//! The service worker: whether a new version waits, and switching to it.

use wasm_bindgen::JsCast;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

use super::listener::{Listener, window};
use super::promise::settled;

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    // Undefined outside secure contexts, which web-sys does not know.
    let value = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    value.dyn_into().ok()
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    settled(container()?.ready().ok()?.into()).await.ok()?.dyn_into().ok()
}

/// Whether a worker answers for this page: what the app needs lies on the device.
#[must_use]
pub fn is_in_charge() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}

/// Calls `waiting` once a new version is installed and waits for the old one to leave.
pub async fn on_new_version(waiting: impl Fn() + Clone + 'static) {
    let Some(registration) = registration().await else {
        return;
    };
    if registration.waiting().is_some() {
        waiting();
    }
    let found = registration.clone();
    Listener::on(
        registration,
        "updatefound",
        Box::new(move |_| {
            let Some(installing) = found.installing() else {
                return;
            };
            let waiting = waiting.clone();
            let watched: ServiceWorker = installing.clone();
            let first_install = container().is_none_or(|container| container.controller().is_none());
            Listener::on(
                installing,
                "statechange",
                Box::new(move |_| {
                    if watched.state() == web_sys::ServiceWorkerState::Installed && !first_install {
                        waiting();
                    }
                }),
            )
            .keep();
        }),
    )
    .keep();
}

/// Whether the worker holds what a page needs to open without a network.
pub async fn holds_pages() -> bool {
    if !is_in_charge() {
        return false;
    }
    let caches = js_sys::Reflect::get(&window(), &"caches".into());
    let Ok(caches) = caches.and_then(wasm_bindgen::JsCast::dyn_into::<js_sys::Object>) else {
        return false;
    };
    let look = js_sys::Reflect::get(&caches, &"match".into()).and_then(|look| look.dyn_into::<js_sys::Function>());
    let Ok(promise) = look.and_then(|look| look.call1(&caches, &"/shell".into())) else {
        return false;
    };
    matches!(settled(promise).await, Ok(found) if !found.is_undefined())
}

/// Lets the waiting version take over and loads the page from it.
pub async fn switch_to_new_version() {
    let waiting = match registration().await {
        Some(registration) => registration.waiting(),
        None => None,
    };
    match (container(), waiting) {
        (Some(container), Some(worker)) => {
            Listener::on(container, "controllerchange", Box::new(|_| super::history::reload())).keep();
            post(&worker, "skip-waiting", None);
        }
        _ => super::history::reload(),
    }
}

/// Lets the worker store what flight mode needs beyond the app itself: the files that can follow, and these tiles.
pub async fn store_ahead(tiles: Vec<String>) {
    if let Some(worker) = registration().await.and_then(|registration| registration.active()) {
        post(&worker, "warm", None);
        post(&worker, "tiles", Some(tiles));
    }
}

/// The messages that frontend/sw.js knows: `{ type, urls }`.
fn post(worker: &ServiceWorker, kind: &str, urls: Option<Vec<String>>) {
    let message = js_sys::Object::new();
    // Setting a property of a plain object cannot fail.
    let _ = js_sys::Reflect::set(&message, &"type".into(), &kind.into());
    if let Some(urls) = urls {
        let urls: js_sys::Array = urls.into_iter().map(wasm_bindgen::JsValue::from).collect();
        let _ = js_sys::Reflect::set(&message, &"urls".into(), &urls);
    }
    let _ = worker.post_message(&message);
}

/// Asks whether there is a newer version of the app.
pub async fn look_for_new_version() {
    if let Some(promise) = registration().await.and_then(|registration| registration.update().ok()) {
        let _ = settled(promise.into()).await;
    }
}
