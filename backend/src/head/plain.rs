//! Documents without the app: pages for those who use the data and for leaflets. They are read in any browser, need
//! no script, and cost the app no byte.

use shared::i18n::{Language, Word, Words};
use shared::view::write::{escape, write_attribute};

use super::addresses::accessibility_path;
use super::{Shell, link, meta};

/// A document without the app.
#[derive(Clone, Debug)]
pub struct Plain<'a> {
    /// Its language.
    pub language: Language,
    /// Its title; the name of the site is added.
    pub title: &'a str,
    /// What engines and previews say of it.
    pub description: &'a str,
    /// Its path in that language.
    pub path: &'a str,
    /// Its path in each language that it is written in; empty where it has no other.
    pub alternates: &'a [(Language, String)],
    /// What stands in `main`, as HTML.
    pub content: &'a str,
    /// Script of its own, by its path; empty is none.
    pub script: &'a str,
}

/// Writes the whole document.
#[must_use]
pub fn plain(shell: &Shell, page: &Plain<'_>) -> String {
    let words = Words::of(page.language);
    let mut out = String::with_capacity(page.content.len() + 4 * 1024);
    let title = [page.title, &shell.after_title()].concat();
    super::begin(page.language, None, (&title, page.description), &mut out);
    meta("property", "og:type", "website", &mut out);
    meta("property", "og:title", &title, &mut out);
    meta("property", "og:description", page.description, &mut out);
    meta(
        "property",
        "og:image",
        &[&shell.site, "/preview.png"].concat(),
        &mut out,
    );
    link(
        &[("rel", "canonical"), ("href", &[&shell.site, page.path].concat())],
        &mut out,
    );
    for (language, path) in page.alternates {
        let address = [&*shell.site, path].concat();
        link(
            &[("rel", "alternate"), ("hreflang", language.tag()), ("href", &address)],
            &mut out,
        );
    }
    shell.styles(&mut out);
    if let Some(icon) = &shell.icon {
        link(&[("rel", "icon"), ("href", icon), ("type", "image/svg+xml")], &mut out);
    }
    super::offer_aloud(shell, page.language, &mut out);
    if !page.script.is_empty() {
        out.push_str("<script type=\"module\"");
        write_attribute("src", page.script, &mut out);
        out.push_str("></script>");
    }
    out.push_str("</head><body><a class=\"skip-link\" href=\"#contenuto\">");
    escape(words.text(Word::SkipToContent), &mut out);
    out.push_str(
        "</a><div class=\"frame\"><header class=\"site-header\"><div class=\"site-header-row\"><a class=\"brand\"",
    );
    write_attribute("href", &shared::route::Route::Finder.path_in(page.language), &mut out);
    out.push_str("><span class=\"icon kind-hub\" aria-hidden=\"true\"></span>");
    escape(&shell.brand.name, &mut out);
    out.push_str("</a></div></header>");
    search_form(page.language, words, &mut out);
    out.push_str("<main id=\"contenuto\"><article class=\"page\">");
    out.push_str(page.content);
    out.push_str("</article></main><footer class=\"site-footer\"><ul class=\"footer-links\">");
    let others = page
        .alternates
        .iter()
        .filter(|(language, _)| *language != page.language);
    for (language, path) in others {
        out.push_str("<li><a");
        write_attribute("href", path, &mut out);
        write_attribute("hreflang", language.tag(), &mut out);
        write_attribute("lang", language.tag(), &mut out);
        out.push('>');
        escape(language.name(), &mut out);
        out.push_str("</a></li>");
    }
    for (path, word) in [
        (accessibility_path(page.language), Word::FooterAccessibility),
        (shared::route::Route::About.path_in(page.language), Word::FooterAbout),
    ] {
        footer_link(&path, words.text(word), &mut out);
    }
    for (address, word) in [
        (&shell.brand.privacy, Word::FooterPrivacyNotice),
        (&shell.brand.legal, Word::FooterLegal),
    ] {
        if !address.is_empty() {
            footer_link(address, words.text(word), &mut out);
        }
    }
    out.push_str("</ul></footer></div></body></html>");
    out
}

/// The search box, which leads to the finder.
fn search_form(language: Language, words: &Words, out: &mut String) {
    out.push_str("<form class=\"search-bar search-again\" role=\"search\"");
    write_attribute("action", &shared::route::Route::Finder.path_in(language), out);
    out.push_str("><input type=\"search\" name=\"q\" dir=\"auto\"");
    write_attribute("placeholder", words.text(Word::SearchHint), out);
    write_attribute("aria-label", words.text(Word::Search), out);
    out.push_str("><button class=\"btn btn-primary\" type=\"submit\"><span class=\"icon icon-search\" aria-hidden=\"true\"></span><span class=\"visually-hidden\">");
    escape(words.text(Word::SearchGo), out);
    out.push_str("</span></button></form>");
}

/// A line of the footer.
pub(super) fn footer_link(path: &str, text: &str, out: &mut String) {
    out.push_str("<li><a");
    write_attribute("href", path, out);
    out.push('>');
    escape(text, out);
    out.push_str("</a></li>");
}
