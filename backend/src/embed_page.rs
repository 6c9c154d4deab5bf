//! Parts of the site for pages of other sites, `/embed`, and the page that makes their code, `/incorpora`.

use shared::i18n::{Language, Word, Words};
use shared::model::PlaceId;
use shared::query::Query;
use shared::route::Route;
use shared::time::Instant;
use shared::view::html::el;
use shared::view::result_card::result_card;
use shared::view::write::{escape, write, write_attribute};
use shared::view::{Context, Html, Slot, card, fill, finder};

use crate::data_page::{Choices, choices};
use crate::head::Shell;
use crate::head::plain::{Plain, plain};
use crate::page::{Address, with_context};
use crate::published::Current;

const GENERATOR: &str = include_str!("../pages/incorpora.it.html");
/// Most results of a part; the link below leads to all of them.
const MOST: u32 = 30;

/// What a part shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Show {
    /// Results.
    List,
    /// Dates.
    Agenda,
    /// One place with its state and its next date.
    Place(PlaceId),
}

/// A part of the site.
#[derive(Clone, Debug)]
pub struct Embed {
    /// Its language.
    pub language: Language,
    /// What it shows.
    pub show: Show,
    /// The search that it is locked to.
    pub query: Query,
}

impl Embed {
    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> String {
        let mut parameters: Vec<String> = Vec::new();
        match &self.show {
            Show::List => {}
            Show::Agenda => parameters.push("show=agenda".to_owned()),
            Show::Place(id) => parameters.push(["place=", id.as_str()].concat()),
        }
        if self.language != Language::Italian {
            parameters.push(["lang=", self.language.tag()].concat());
        }
        match self.query.to_query_string() {
            search if search.is_empty() => {}
            search => parameters.push(search),
        }
        match parameters.is_empty() {
            true => "/embed".to_owned(),
            false => ["/embed?", &parameters.join("&")].concat(),
        }
    }
}

/// Writes the document of a part: no app, no search box, every link into a window of its own.
#[must_use]
pub fn render(current: &Current, shell: &Shell, embed: &Embed, now: Instant) -> String {
    let route = match &embed.show {
        Show::List => Route::Finder,
        Show::Agenda => Route::Agenda,
        Show::Place(id) => Route::Place(id.clone()),
    };
    let query = Query {
        limit: MOST,
        ..embed.query.clone()
    };
    let address = Address {
        language: embed.language,
        route,
        query,
    };
    with_context(current, shell.brand(), &address, now, |context| {
        document(context, shell, embed)
    })
}

fn document(context: &Context<'_>, shell: &Shell, embed: &Embed) -> String {
    let language = embed.language;
    let mut out = String::with_capacity(32 * 1024);
    out.push_str("<!DOCTYPE html><html");
    write_attribute("lang", language.tag(), &mut out);
    write_attribute("dir", language.dir(), &mut out);
    out.push_str(
        "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
    );
    out.push_str("<meta name=\"robots\" content=\"noindex\"><title>");
    escape(&shell.brand().name, &mut out);
    out.push_str("</title><base target=\"_blank\">");
    shell.styles(&mut out);
    out.push_str("<script type=\"module\" src=\"/embed.js\"></script></head><body><main id=\"contenuto\"><h1 class=\"visually-hidden\">");
    escape(&shell.brand().name, &mut out);
    out.push_str("</h1>");
    if embed.show != Show::Agenda {
        // The days of the agenda have titles of their own.
        out.push_str("<h2 class=\"visually-hidden\">");
        escape(context.text(Word::Results), &mut out);
        out.push_str("</h2>");
    }
    let content = match &embed.show {
        Show::List => finder::cards(context),
        Show::Agenda => Html::Slot(Slot::AgendaDays),
        Show::Place(id) => place(context, id),
    };
    write(&content, &|slot| fill(context, slot), &mut out);
    out.push_str("</main><footer class=\"site-footer\"><p><a");
    let whole = Address {
        language,
        route: context.route.clone(),
        query: embed.query.clone(),
    };
    write_attribute("href", &whole.normal(), &mut out);
    out.push('>');
    escape(&shell.brand().name, &mut out);
    out.push_str("</a> · CC BY 4.0</p></footer></body></html>");
    out
}

fn place(context: &Context<'_>, id: &PlaceId) -> Html {
    let Some(place) = context.data.place(id) else {
        return Html::Nothing;
    };
    el("ul", "cards")
        .child(result_card(context, card::place_card(context, place, None)))
        .into()
}

/// Writes the page that makes the code of a part.
#[must_use]
pub fn generator(current: &Current, shell: &Shell, embed: &Embed, hosts: &[String]) -> String {
    let Choices {
        networks,
        comuni,
        topics,
    } = choices(&current.published.data, Words::italian(), &embed.query);
    let path = embed.path();
    let address = [shell.site(), &path].concat();
    let mut iframe = "<iframe".to_owned();
    write_attribute("src", &address, &mut iframe);
    iframe.push_str(" title=\"Family Hub\" width=\"100%\" height=\"600\" loading=\"lazy\"></iframe>");
    let mut component = "<script type=\"module\"".to_owned();
    write_attribute("src", &[shell.site(), "/family-hub.js"].concat(), &mut component);
    component.push_str("></script>\n<family-hub");
    let parameters = path.split_once('?').map_or("", |(_, parameters)| parameters);
    for part in parameters.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        write_attribute_named(
            name,
            &crate::query_string::decode(value).unwrap_or_default(),
            &mut component,
        );
    }
    component.push_str("></family-hub>");
    let allowed = match hosts {
        [] => "Questo sito non permette ancora a nessuna pagina di incorporarlo: chi lo gestisce indica quali siti possono (--embed-hosts)."
            .to_owned(),
        hosts => ["Possono incorporare: ", &hosts.join(", "), "."].concat(),
    };
    let content = GENERATOR
        .replace("{networks}", &networks)
        .replace("{comuni}", &comuni)
        .replace("{topics}", &topics)
        .replace("{agenda}", if embed.show == Show::Agenda { " selected" } else { "" })
        .replace("{hosts}", &escaped(&allowed))
        .replace("{address}", &escaped(&path))
        .replace("{iframe}", &escaped(&iframe))
        .replace("{component}", &escaped(&component))
        // Last, so that nothing in it is taken for a gap.
        .replace("{q}", &escaped(&embed.query.words));
    plain(
        shell,
        &Plain {
            language: Language::Italian,
            title: "Incorpora",
            description: "Un elenco o le date di questo sito nella pagina di un comune, di una scuola, di una parrocchia.",
            path: "/incorpora",
            alternates: &[],
            content: &content,
            script: "",
        },
    )
}

/// An attribute whose name comes from an address; names of parameters are plain words.
fn write_attribute_named(name: &str, value: &str, out: &mut String) {
    if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, out);
        out.push('"');
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}
