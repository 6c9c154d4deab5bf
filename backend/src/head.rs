//! What only a server adds to a page of [`shared::view`]: the document around it, its title and description, what it is
//! called in other languages, what engines read, and the files of the web app.

pub mod addresses;
pub mod plain;

use shared::i18n::{Language, Word, Words};
use shared::interop::json_ld::{self, Source};
use shared::query::Query;
use shared::route::Route;
use shared::search::is_danger;
use shared::view::describe::{description, shortened};
use shared::view::title::{is_example, title};
use shared::view::write::{escape, write, write_attribute};
use shared::view::{Brand, Context, Html, Slot, agenda_page, fill};

use self::addresses::accessibility_path;
use crate::assets::Assets;
use crate::basemap::Basemap;
use crate::brand::Brand as OwnBrand;

/// So long a title is shown whole, in characters.
const TITLE_MOST: usize = 70;
/// What tells search engines to leave a page out.
pub const NO_INDEX: &str = "noindex";

/// The addresses of the web app's files; `None` for what this build does not carry.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Names the build.
    build: String,
    css: Option<String>,
    start: Option<String>,
    wasm: Option<String>,
    /// The lazy chunk of the app, which every page but the finder needs.
    later: Option<String>,
    kiosk: Option<String>,
    input: Option<String>,
    app: Option<String>,
    /// Reads pages aloud.
    aloud: Option<String>,
    icon: Option<String>,
    touch_icon: Option<String>,
    manifest: Option<&'static str>,
    /// Role and address of every file, as JSON.
    roles: String,
    /// Where people reach this server.
    site: String,
    /// The nearest zoom that the basemap has tiles for.
    map_zoom: u8,
    /// Whom the map must name.
    map_credit: String,
    brand: Brand,
    /// The colour of bars around the page.
    theme: String,
    /// Whether there is a style sheet of the operator.
    styled: bool,
}

impl Shell {
    /// The shell of that build over that basemap, for people who reach it at `site`.
    #[must_use]
    pub fn new(assets: &Assets, basemap: &Basemap, site: &str, brand: &OwnBrand) -> Self {
        Self {
            build: assets.build().to_owned(),
            css: assets.address("app-css"),
            start: assets.address("start-js"),
            wasm: assets.address("wasm"),
            later: assets.address("wasm-later"),
            kiosk: assets.address("wasm-kiosk"),
            input: assets.address("wasm-input"),
            app: assets.address("app-js"),
            aloud: assets.address("aloud-js"),
            icon: assets.address("icon-svg"),
            touch_icon: assets.address("icon-180"),
            manifest: assets.get("manifest.webmanifest").map(|_| "/manifest.webmanifest"),
            roles: assets.roles_json(),
            site: site.to_owned(),
            map_zoom: basemap.max_zoom(),
            map_credit: basemap.attribution(),
            brand: Brand {
                site: site.to_owned(),
                ..brand.named.clone()
            },
            theme: brand.theme().to_owned(),
            styled: !brand.css.is_empty(),
        }
    }

    /// What the operator calls the pages.
    #[must_use]
    pub const fn brand(&self) -> &Brand {
        &self.brand
    }

    /// What stands behind every title but that of the finder.
    #[must_use]
    pub fn after_title(&self) -> String {
        [" - ", &*self.brand.name].concat()
    }

    /// Writes the links to the style sheets: that of the pages, and the operator's over it.
    pub fn styles(&self, out: &mut String) {
        if let Some(css) = &self.css {
            link(&[("rel", "stylesheet"), ("href", css)], out);
        }
        if self.styled {
            link(&[("rel", "stylesheet"), ("href", "/brand.css")], out);
        }
    }

    /// The address of the style sheet; `None` where this build carries none.
    #[must_use]
    pub fn style(&self) -> Option<&str> {
        self.css.as_deref()
    }

    /// Where people reach this server.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The style sheet as a `Link` header (RFC 8288), by which a browser asks for it before it reads the page; `None`
    /// where this build carries none.
    #[must_use]
    pub fn preload_css(&self) -> Option<String> {
        let css = self.css.as_ref()?;
        Some(format!("<{css}>; rel=preload; as=style"))
    }
}

/// Which page a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The page of the route.
    Page,
    /// Nothing yet: the frame that a service worker keeps for every page.
    Frame,
}

/// Writes what every document begins with: language and direction, the build where the app is to take the page over,
/// title and description.
fn begin(language: Language, build: Option<&str>, (title, description): (&str, &str), out: &mut String) {
    out.push_str("<!DOCTYPE html><html");
    write_attribute("lang", language.tag(), out);
    write_attribute("dir", language.dir(), out);
    if let Some(build) = build {
        write_attribute("data-build", build, out);
    }
    out.push_str("><head><meta charset=\"utf-8\">");
    meta(
        "name",
        "viewport",
        "width=device-width, initial-scale=1, viewport-fit=cover",
        out,
    );
    out.push_str("<title>");
    escape(title, out);
    out.push_str("</title>");
    meta("name", "description", description, out);
}

/// Writes the whole document of a page. The offer of another language stands outside of what the app draws.
#[must_use]
pub fn document(context: &Context<'_>, shell: &Shell, holds: Holds, offer: Option<Language>) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let language = context.words.language();
    let (title, description) = match holds {
        Holds::Page => (page_title(context, shell), description(context)),
        Holds::Frame => (shell.brand.name.clone(), context.text(Word::SiteTitle).to_owned()),
    };
    begin(language, Some(&shell.build), (&title, &description), &mut out);
    if holds == Holds::Page && is_example(context.data, context.route) {
        meta("name", "robots", NO_INDEX, &mut out);
    }
    meta("name", "theme-color", &shell.theme, &mut out);
    meta("property", "og:type", "website", &mut out);
    meta("property", "og:site_name", &shell.brand.name, &mut out);
    meta("property", "og:title", &title, &mut out);
    meta("property", "og:description", &description, &mut out);
    meta("property", "og:image", &picture(context, shell, holds), &mut out);
    meta("property", "og:image:width", "1200", &mut out);
    meta("property", "og:image:height", "630", &mut out);
    if holds == Holds::Page && *context.route != Route::NotFound {
        addresses(context, &shell.site, &mut out);
        oembed(context, &shell.site, &mut out);
    }
    files(context, shell, holds, &mut out);
    if holds == Holds::Page
        && let Some(json) = json_ld(context)
    {
        out.push_str("<script type=\"application/ld+json\">");
        out.push_str(&json);
        out.push_str("</script>");
    }
    out.push_str("</head><body><a class=\"skip-link\" href=\"#contenuto\">");
    escape(context.text(Word::SkipToContent), &mut out);
    out.push_str("</a>");
    if let Some(language) = offer {
        out.push_str("<nav class=\"offer\"");
        write_attribute("aria-label", language.name(), &mut out);
        write_attribute("lang", language.tag(), &mut out);
        write_attribute("dir", language.dir(), &mut out);
        out.push_str("><a");
        write_attribute("href", &context.route.path_in(language), &mut out);
        write_attribute("hreflang", language.tag(), &mut out);
        out.push('>');
        escape(language.offer(), &mut out);
        out.push_str("</a></nav>");
    }
    out.push_str("<div id=\"app\"");
    if let (Route::Kiosk(_), Holds::Page) = (context.route, holds) {
        write_attribute("data-testid", "kiosk-root", &mut out);
        write_attribute("data-state", "attract", &mut out);
    }
    out.push('>');
    let content = |slot| match (slot, holds) {
        (Slot::Page, Holds::Frame) => shared::view::not_found::waiting(context),
        _ => fill(context, slot),
    };
    write(&Html::Slot(Slot::Frame), &content, &mut out);
    out.push_str("</div>");
    if let Some(start) = &shell.start {
        out.push_str("<script type=\"module\"");
        write_attribute("src", start, &mut out);
        write_attribute("data-roles", &shell.roles, &mut out);
        if shell.brand.code() != Brand::default().code() {
            write_attribute("data-brand", &shell.brand.code(), &mut out);
        }
        write_attribute("data-map-zoom", &shell.map_zoom.to_string(), &mut out);
        if !shell.map_credit.is_empty() {
            write_attribute("data-map-credit", &shell.map_credit, &mut out);
        }
        out.push_str("></script>");
    }
    out.push_str("</body></html>");
    out
}

/// Script and look of a document without the app.
#[derive(Clone, Copy, Debug)]
pub struct PlainFiles<'a> {
    /// The address of the script.
    pub script: &'a str,
    /// What it says, as JSON.
    pub words: &'a str,
    /// The address of the style sheet besides that of all pages.
    pub style: &'a str,
    /// Whom the page is for, where somebody has signed in.
    pub account: Option<&'a str>,
}

/// Writes a document without the app around a content that is written already: for pages that only some people see, and
/// that engines are not to list.
#[must_use]
pub fn plain_document(
    shell: &Shell,
    language: Language,
    (title, content): (&str, &str),
    files: Option<PlainFiles<'_>>,
) -> String {
    plain_document_in(shell, language, (title, content), files)
}

/// The same in a language, around a tree without slots.
#[must_use]
pub fn form_document(shell: &Shell, language: Language, title: &str, page: &Html) -> String {
    let mut content = String::new();
    write(page, &|_| Html::Nothing, &mut content);
    plain_document_in(
        shell,
        language,
        (&[title, &shell.after_title()].concat(), &content),
        None,
    )
}

fn plain_document_in(
    shell: &Shell,
    language: Language,
    (title, content): (&str, &str),
    files: Option<PlainFiles<'_>>,
) -> String {
    let mut out = String::with_capacity(content.len() + 2 * 1024);
    out.push_str("<!DOCTYPE html><html");
    write_attribute("lang", language.tag(), &mut out);
    write_attribute("dir", language.dir(), &mut out);
    out.push_str("><head><meta charset=\"utf-8\">");
    meta("name", "viewport", "width=device-width, initial-scale=1", &mut out);
    meta("name", "robots", "noindex", &mut out);
    out.push_str("<title>");
    escape(title, &mut out);
    out.push_str("</title>");
    shell.styles(&mut out);
    if let Some(icon) = &shell.icon {
        link(&[("rel", "icon"), ("href", icon), ("type", "image/svg+xml")], &mut out);
    }
    if files.is_none() {
        offer_aloud(shell, language, &mut out);
    }
    if let Some(files) = files {
        link(&[("rel", "stylesheet"), ("href", files.style)], &mut out);
        out.push_str("<script type=\"module\"");
        write_attribute("src", files.script, &mut out);
        write_attribute("data-words", files.words, &mut out);
        if let Some(account) = files.account {
            write_attribute("data-account", account, &mut out);
        }
        out.push_str("></script>");
    }
    out.push_str("</head><body><div id=\"app\"><div class=\"frame\">");
    out.push_str(content);
    out.push_str("<footer class=\"site-footer\"><ul class=\"footer-links\">");
    let words = Words::of(language);
    plain::footer_link(
        &accessibility_path(language),
        words.text(Word::FooterAccessibility),
        &mut out,
    );
    out.push_str("</ul></footer></div></div></body></html>");
    out
}

/// The script that offers to read a page aloud which the app does not take over.
fn offer_aloud(shell: &Shell, language: Language, out: &mut String) {
    if let Some(module) = &shell.aloud {
        let words = Words::of(language);
        out.push_str("<script type=\"module\"");
        write_attribute("src", "/aloud.js", out);
        write_attribute("data-module", module, out);
        write_attribute("data-start", words.text(Word::ReadAloud), out);
        write_attribute("data-stop", words.text(Word::ReadStop), out);
        out.push_str("></script>");
    }
}

/// A title that search engines and tabs show whole. The finder is entitled by the words searched.
fn page_title(context: &Context<'_>, shell: &Shell) -> String {
    let site = shell.after_title();
    let words = context.query.words.trim();
    let whole = match (context.route, words) {
        (Route::Finder, "") => return title(context),
        // What was searched in danger stands in no title.
        (Route::Finder, words) if is_danger(words) => return title(context),
        (Route::Finder, words) => [words, &site].concat(),
        _ => title(context),
    };
    let name = whole.strip_suffix(&*site).unwrap_or(&whole);
    let room = TITLE_MOST.saturating_sub(site.chars().count()).max(20);
    [&*shortened(name, room), &site].concat()
}

/// What a link to the page looks like: a place has a picture of its own.
fn picture(context: &Context<'_>, shell: &Shell, holds: Holds) -> String {
    match context.route {
        Route::Place(id) if holds == Holds::Page && context.data.place(id).is_some() => {
            [&shell.site, "/sede/", id.as_str(), "/og.png"].concat()
        }
        _ => [&shell.site, "/preview.png"].concat(),
    }
}

/// Where programs ask what the page becomes when its address is pasted elsewhere (oEmbed, discovery).
fn oembed(context: &Context<'_>, site: &str, out: &mut String) {
    if let Route::Place(_) | Route::Activity(_) = context.route {
        let address = [site, "/oembed?url=", site, &context.route.path()].concat();
        link(
            &[
                ("rel", "alternate"),
                ("type", "application/json+oembed"),
                ("href", &address),
            ],
            out,
        );
    }
}

fn meta(kind: &str, name: &str, content: &str, out: &mut String) {
    out.push_str("<meta");
    write_attribute(kind, name, out);
    write_attribute("content", content, out);
    out.push('>');
}

fn link(attributes: &[(&str, &str)], out: &mut String) {
    out.push_str("<link");
    for (name, value) in attributes {
        write_attribute(name, value, out);
    }
    out.push('>');
}

/// The address of this page, and of the same page in every other language (RFC 8288, `alternate`).
fn addresses(context: &Context<'_>, site: &str, out: &mut String) {
    let address = |language| [site, &context.route.path_in(language)].concat();
    let here = context.words.language();
    meta("property", "og:locale", here.tag(), out);
    meta("property", "og:url", &address(here), out);
    link(&[("rel", "canonical"), ("href", &address(here))], out);
    for language in Language::all() {
        link(
            &[
                ("rel", "alternate"),
                ("hreflang", language.tag()),
                ("href", &address(language)),
            ],
            out,
        );
    }
    link(
        &[
            ("rel", "alternate"),
            ("hreflang", "x-default"),
            ("href", &address(Language::Italian)),
        ],
        out,
    );
}

/// The files of the app. What this page needs at once is asked for early; the data are not: a device that has them asks
/// for what is new only.
fn files(context: &Context<'_>, shell: &Shell, holds: Holds, out: &mut String) {
    shell.styles(out);
    let asks = *context.route != Route::Finder || *context.query != Query::default();
    let input = shell.input.as_ref().filter(|_| holds == Holds::Page && asks);
    let later = shell.later.as_ref();
    let later = later.filter(|_| holds == Holds::Page && *context.route != Route::Finder);
    let kiosk = shell.kiosk.as_ref();
    let kiosk = kiosk.filter(|_| holds == Holds::Page && context.route.is_of_kiosk());
    for wasm in shell.wasm.iter().chain(input).chain(later).chain(kiosk) {
        link(
            &[
                ("rel", "preload"),
                ("href", wasm),
                ("as", "fetch"),
                ("type", "application/wasm"),
                ("crossorigin", ""),
                ("fetchpriority", "low"),
            ],
            out,
        );
    }
    if let Some(app) = &shell.app {
        link(&[("rel", "modulepreload"), ("href", app)], out);
    }
    if let Some(manifest) = shell.manifest {
        link(&[("rel", "manifest"), ("href", manifest)], out);
    }
    if let Some(icon) = &shell.icon {
        link(&[("rel", "icon"), ("href", icon), ("type", "image/svg+xml")], out);
    }
    if let Some(icon) = &shell.touch_icon {
        link(&[("rel", "apple-touch-icon"), ("href", icon)], out);
    }
}

fn json_ld(context: &Context<'_>) -> Option<String> {
    let source = Source {
        data: context.data,
        site: &context.brand.site,
        now: context.now,
        words: context.words,
    };
    match (context.outcome, context.route) {
        (Some(outcome), Route::Finder) => Some(json_ld::finder(&source, &outcome.hits)),
        (_, Route::Agenda) => {
            let days = agenda_page::page(context).days;
            let rows = days.iter().flat_map(|day| &day.rows).map(|row| &row.id);
            Some(json_ld::agenda(&source, rows))
        }
        (_, route) => json_ld::record(&source, route),
    }
}
