//! Where the hashed files of this build are: the table `{ role: path }` on the script tag that started the app.

use js_sys::{JSON, Reflect};

use super::listener::window;

/// What that script tag says under another name, such as `data-map-zoom`.
#[must_use]
pub fn attribute(name: &str) -> Option<String> {
    let script = window().document()?.query_selector("script[data-roles]").ok()??;
    script.get_attribute(name)
}

/// The path of the file with that role, such as `comuni`.
#[must_use]
pub fn path_of(role: &str) -> Option<String> {
    let table = JSON::parse(&attribute("data-roles")?).ok()?;
    Reflect::get(&table, &role.into()).ok()?.as_string()
}
