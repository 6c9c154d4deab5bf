//! What stands around every page: head, header, footer, and the files of the web app.

use shared::time::words;

use super::Context;
use crate::assets::Assets;
use crate::basemap::Basemap;

/// The addresses of the web app's files; `None` for what this build does not carry.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Names the build.
    pub(super) build: String,
    pub(super) css: Option<String>,
    pub(super) start: Option<String>,
    pub(super) wasm: Option<String>,
    /// The second file of the app, which every page but the finder needs.
    pub(super) later: Option<String>,
    pub(super) app: Option<String>,
    pub(super) icon: Option<String>,
    pub(super) touch_icon: Option<String>,
    pub(super) manifest: Option<&'static str>,
    /// Role and address of every file, as JSON.
    pub(super) roles: String,
    /// Where people reach this server.
    pub(super) site: String,
    /// The nearest zoom that the basemap has tiles for.
    pub(super) map_zoom: u8,
    /// Whom the map must name.
    pub(super) map_credit: String,
}

impl Shell {
    /// The sheet as a `Link` header (RFC 8288), by which a browser asks for it before it reads the page; `None` where this
    /// build carries none.
    #[must_use]
    pub fn sheet_ahead(&self) -> Option<String> {
        let sheet = self.css.as_ref()?;
        Some(format!("<{sheet}>; rel=preload; as=style"))
    }

    /// The shell of that build over that basemap, for people who reach it at `site`.
    #[must_use]
    pub fn new(assets: &Assets, basemap: &Basemap, site: &str) -> Self {
        Self {
            build: assets.build().to_owned(),
            css: assets.address("app-css"),
            start: assets.address("start-js"),
            wasm: assets.address("wasm"),
            later: assets.address("wasm-later"),
            app: assets.address("app-js"),
            icon: assets.address("icon-svg"),
            touch_icon: assets.address("icon-180"),
            manifest: assets.get("manifest.webmanifest").map(|_| "/manifest.webmanifest"),
            roles: assets.roles_json(),
            site: site.to_owned(),
            map_zoom: basemap.max_zoom(),
            map_credit: basemap.attribution(),
        }
    }
}

/// Which entry of the navigation a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Finder,
    Agenda,
    Saved,
    Household,
    About,
    /// None of them.
    Other,
}

/// An entry of the navigation.
pub(super) struct NavigationLink {
    pub(super) href: &'static str,
    pub(super) icon: &'static str,
    pub(super) text: &'static str,
    /// Whether this page is it.
    pub(super) current: bool,
}

/// Whether the app asks for the data at once when this page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// It does: the browser is told early.
    AskedForAtOnce,
    /// The device has them already.
    OnTheDevice,
}

/// What the base template needs of a page.
pub(super) struct Frame<'a> {
    pub(super) shell: &'a Shell,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) entry: Entry,
    pub(super) data: Data,
    /// A JSON-LD document, made safe for a script element.
    pub(super) json_ld: Option<String>,
    /// Whether there are examples among the records: told on every page, as the app does.
    pub(super) samples: bool,
    /// How old the data are, in words.
    pub(super) age: String,
}

impl<'a> Frame<'a> {
    pub(super) fn new(context: &Context<'a>, entry: Entry, title: &str, description: &str) -> Self {
        Self {
            shell: context.shell,
            title: title.to_owned(),
            description: shortened(description, 155),
            entry,
            data: Data::AskedForAtOnce,
            json_ld: None,
            samples: context.data.activities.iter().any(|activity| activity.sample),
            age: age(context),
        }
    }

    /// The entries of the navigation.
    pub(super) fn links(&self) -> [NavigationLink; 5] {
        [
            (Entry::Finder, "/", "icon-search", "Trova"),
            (Entry::Agenda, "/agenda", "icon-calendar", "Agenda"),
            (Entry::Saved, "/salvati", "icon-heart", "Salvati"),
            (Entry::Household, "/noi", "icon-people", "Noi"),
            (Entry::About, "/informazioni", "icon-info", "Info"),
        ]
        .map(|(entry, href, icon, text)| NavigationLink {
            href,
            icon,
            text,
            current: self.entry == entry,
        })
    }

    /// The second file of the app, where the page needs it at once.
    pub(super) fn later(&self) -> Option<&str> {
        let later = self.shell.later.as_deref();
        later.filter(|_| self.asks_for_data() && self.entry != Entry::Finder)
    }

    pub(super) const fn asks_for_data(&self) -> bool {
        matches!(self.data, Data::AskedForAtOnce)
    }
}

/// A title that search engines and tabs show whole: name, then the site.
pub(super) fn titled(name: &str) -> String {
    const SITE: &str = " - Family Hub";
    format!("{}{SITE}", shortened(name, 70 - SITE.len()))
}

/// The text cut at a word's end, at most that many characters.
fn shortened(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ':']))
}

fn age(context: &Context<'_>) -> String {
    let changed = context.changed;
    match context.now.date.days() - changed.date.days() {
        ..=0 => format!("Dati di oggi, {}", changed.time),
        1 => format!("Dati di ieri, {}", changed.time),
        _ => format!(
            "Dati del {} {}, {}",
            words::day_month(changed.date),
            changed.date.year(),
            changed.time
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_descriptions_are_cut_at_a_word() {
        assert_eq!(titled("Hub di Senago"), "Hub di Senago - Family Hub");
        let long = titled(&"parola ".repeat(30));
        assert!(
            long.chars().count() <= 70 && long.ends_with("parola… - Family Hub"),
            "{long}"
        );
        assert_eq!(shortened("Uno, due e tre.", 6), "Uno…");
        assert_eq!(shortened(&"è".repeat(20), 10).chars().count(), 10);
    }
}
