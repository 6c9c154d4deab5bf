//! A page that is read, whatever it is about: head, sections, blocks.

use super::household::Suits;
use super::html::{el, text};
use super::msg::{Dialog, Msg};
use super::page::{Action, Badge, Block, DateRow, HoursRow, LinkTo, OpenState, Page, Section};
use super::parts::{badge, button, heading, icon, kind_name, kind_sign, link, main, of_record, paragraph};
use super::place_page::sample_badge;
use super::search_box::search_again;
use super::{Context, Element, Html, Slot};
use crate::i18n::Word;
use crate::route::Route;

/// The page.
#[must_use]
pub fn read_page(context: &Context<'_>, page: Page) -> Html {
    let mut first = page.sections;
    let second = first.split_off(page.second_column.min(first.len()));
    let mut actions = el("div", "page-actions");
    for one in page.actions {
        actions.push(action(context, one));
    }
    let mut head: Element = el("header", "page-head");
    if let Some((class, name)) = page.kind {
        head.push(kind_line(context, class, name, page.beside));
    }
    let title = heading(page.title);
    head.push(match page.title_of_record {
        true => of_record(context, title),
        false => title,
    });
    for notice in page.notices {
        head.push(paragraph("notice", notice));
    }
    if !page.lead.is_empty() {
        let lead = el("p", "lead").text(page.lead);
        head.push(match page.lead_of_record {
            true => of_record(context, lead),
            false => lead,
        });
    }
    let head = head.child(state_line(page.state, page.badges)).child(actions);
    // The head answers first; what is below it is hydrated by the next chunk of work.
    let columns = match context.drawn > 0 {
        true => el("div", "page-columns")
            .child(column(context, first))
            .child(column(context, second))
            .into(),
        false => Html::Keep("div"),
    };
    let back = link(
        "back-link",
        "icon-back",
        context.href(&Route::Finder),
        context.text(Word::Back),
    );
    let article = el("article", "page")
        .attr("data-testid", page.test_id)
        .attr("data-id", page.id)
        .child(back)
        .child(head)
        .child(columns)
        .child(paper(context, &page.age));
    main().child(search_again(context)).child(article).into()
}

/// What only paper needs: how old the facts are, when it was printed, and the address of the page, also as a code.
fn paper(context: &Context<'_>, age: &str) -> Html {
    let site = match context.device.origin.is_empty() {
        true => &context.brand.site,
        false => &context.device.origin,
    };
    if site.is_empty() || context.drawn == 0 {
        return Html::Nothing;
    }
    let address = [site.as_str(), &context.href(context.route)].concat();
    let today = context.words.full_day(context.now.date);
    let printed = context.words.filled(Word::PrintedOn, &[&today, &address]);
    let mut block = el("aside", "paper-only page-paper").attr("data-testid", "on-paper");
    if let Some(code) = super::qr::code(&address) {
        let drawing = el("svg", "qr")
            .attr("viewBox", code.view_box)
            .attr("role", "img")
            .attr("aria-label", context.text(Word::QrLabel));
        block.push(drawing.child(el("path", "").attr("d", code.path)));
    }
    if !age.is_empty() {
        block.push(paragraph("", age.to_owned()));
    }
    block.child(paragraph("", printed)).into()
}

/// Words on the screen, and others on paper where these are not the same.
fn said(mut parent: Element, screen: String, on_paper: String) -> Element {
    if on_paper.is_empty() || on_paper == screen {
        return parent.text(screen);
    }
    parent.push(el("span", "no-print").text(screen));
    parent.child(el("span", "on-paper").text(on_paper))
}

fn column(context: &Context<'_>, sections: Vec<Section>) -> Html {
    let mut column = el("div", "stack");
    for one in sections {
        column.push(section(context, one));
    }
    column.into()
}

fn kind_line(context: &Context<'_>, class: &'static str, name: String, beside: Option<LinkTo>) -> Html {
    let line = el("p", "page-kind")
        .child(kind_sign(class))
        .child(kind_name(class, name));
    let beside = beside.map(|to| {
        let soft = el("span", "soft").text([context.text(Word::OfNetwork), " "].concat());
        soft.child(of_record(context, el("a", "").attr("href", to.href).text(to.text)))
    });
    line.child(beside).into()
}

/// Whether it is open and other short marks, on one line.
#[must_use]
pub fn state_line(state: Option<OpenState>, badges: Vec<Badge>) -> Html {
    if state.is_none() && badges.is_empty() {
        return Html::Nothing;
    }
    let mut line = el("p", "card-foot");
    if let Some(state) = state {
        let mark = el("span", "state")
            .attr("data-testid", "open-state")
            .attr("data-state", state.code);
        line.push(mark.text(state.words));
    }
    for one in badges {
        line.push(badge(one));
    }
    line.into()
}

fn action(context: &Context<'_>, action: Action) -> Html {
    let opens = |dialog, sign, word| {
        let button = button("btn btn-soft", sign).text(context.text(word)).needs_app();
        button.on_click(Msg::Open(dialog)).into()
    };
    match action {
        Action::Call { href, text } => link("btn btn-primary", "icon-phone", href, text),
        Action::Jump { href, text } => link("btn btn-soft", "icon-near", href.to_owned(), text),
        Action::Save => Html::Slot(Slot::Save),
        Action::Share => opens(Dialog::Share, "icon-share", Word::Share),
        Action::Calendar => opens(Dialog::Calendar, "icon-calendar", Word::ToCalendar),
    }
}

/// The button that saves the record of the page.
#[must_use]
pub fn save_button(context: &Context<'_>) -> Html {
    let key = match context.route {
        Route::Place(id) => ["place:", id.as_str()].concat(),
        Route::Activity(id) => ["activity:", id.as_str()].concat(),
        _ => return Html::Nothing,
    };
    let (sign, word, state) = match context.device.saved.contains(&key) {
        true => ("icon-heart-full", Word::IsSaved, "true"),
        false => ("icon-heart", Word::Save, "false"),
    };
    button("btn btn-soft", sign)
        .attr("aria-pressed", state)
        .text(context.text(word))
        .needs_app()
        .on_click(Msg::Save(key))
        .into()
}

fn section(context: &Context<'_>, section: Section) -> Html {
    let heading_id = ["titolo-", &section.id].concat();
    let heading = el("h2", "").attr("id", heading_id.clone());
    let heading = if section.icon.is_empty() {
        heading
    } else {
        heading.child(icon(section.icon))
    };
    let mut drawn = el("section", "section")
        .attr("id", section.id)
        .attr("aria-labelledby", heading_id)
        .child(heading.text(section.title));
    for one in section.blocks {
        drawn.push(block(context, one));
    }
    drawn.into()
}

fn block(context: &Context<'_>, block: Block) -> Html {
    match block {
        Block::OfRecord(inner) => match self::block(context, *inner) {
            Html::Element(element) => of_record(context, *element).into(),
            other => other,
        },
        Block::Text(words) => paragraph("", words),
        Block::Remark(words) => paragraph("soft small", words),
        Block::Suits(suits) => suits_line(suits),
        Block::Heading(words) => el("h3", "").text(words).into(),
        Block::List(items) => {
            let mut list = el("ul", "");
            for item in items {
                list.push(el("li", "").text(item));
            }
            list.into()
        }
        Block::Tags(names) => tags(context, names),
        Block::Links(links) => links_list(context, "links", links),
        Block::Sources(links) => links_list(context, "sources", links),
        Block::Dates(links) => links_list(context, "next-dates", links),
        Block::Occurrences(rows) => occurrences(rows),
        Block::Hours(rows) => hours_table(context, rows),
        Block::MiniMap => Html::Slot(Slot::PlaceMap),
    }
}

/// Names of topics.
#[must_use]
pub fn tags(context: &Context<'_>, names: Vec<&'static str>) -> Html {
    if names.is_empty() {
        return Html::Nothing;
    }
    let mut list = el("ul", "tags").attr("aria-label", context.text(Word::TopicsLabel));
    for name in names {
        list.push(el("li", "").text(name));
    }
    list.into()
}

fn links_list(context: &Context<'_>, class: &'static str, links: Vec<LinkTo>) -> Html {
    let mut list = el("ul", class);
    for link in links {
        list.push(link_item(context, link));
    }
    list.into()
}

fn link_item(context: &Context<'_>, to: LinkTo) -> Html {
    let mut item = el("li", "");
    let shown = match to.href.is_empty() {
        true => el("span", "").text(to.text),
        false if to.icon.is_empty() => el("a", "").attr("href", to.href).text(to.text),
        false => el("a", "").attr("href", to.href).child(icon(to.icon)).text(to.text),
    };
    item = item.child(match to.of_record {
        true => of_record(context, shown),
        false => shown,
    });
    if to.sample {
        item = item.text(" ").child(badge(sample_badge(context)));
    }
    if !to.after.is_empty() {
        item = item.text(" ").child(said(el("span", "soft"), to.after, to.on_paper));
    }
    item.into()
}

/// Words, struck through where what they say does not take place.
#[must_use]
pub fn struck(is_struck: bool, words: String) -> Html {
    match is_struck {
        true => el("s", "struck").text(words).into(),
        false => text(words),
    }
}

fn occurrences(rows: Vec<DateRow>) -> Html {
    let mut list = el("ul", "next-dates");
    for row in rows {
        let mut item = el("li", "")
            .attr("data-testid", "occurrence")
            .attr("data-status", row.status)
            .child(match row.struck {
                true => said(el("s", "struck"), row.when, row.on_paper),
                false => said(el("span", ""), row.when, row.on_paper),
            });
        if !row.remark.is_empty() {
            item = item.text(" ").child(el("span", "soft").text(row.remark));
        }
        list.push(item);
    }
    list.into()
}

fn hours_table(context: &Context<'_>, rows: Vec<HoursRow>) -> Html {
    let mut body = el("tbody", "");
    for row in rows {
        let dated = context.words.short_day(row.date);
        let day = said(el("th", "").attr("scope", "row"), row.day, dated);
        body.push(
            el("tr", "")
                .attr_if("aria-current", row.today.then_some("date"))
                .child(day)
                .child(el("td", "").text(row.spans)),
        );
    }
    let caption = el("caption", "visually-hidden").text(context.text(Word::HoursCaption));
    el("table", "hours").child(caption).child(body).into()
}

/// Whom of the household something suits.
#[must_use]
pub fn suits_line(suits: Suits) -> Html {
    el("p", "card-next suits")
        .attr("data-testid", "suits")
        .attr("data-suits", suits.code)
        .child(icon("icon-people"))
        .child(el("span", "").text(suits.words))
        .into()
}

#[cfg(test)]
mod tests {
    use super::read_page;
    use crate::route::Route;
    use crate::view::tests::Fixture;
    use crate::view::{activity_page::activity_page, fill, place_page::place_page, write::write};

    /// A page as paper has it: without what the style sheet leaves out there (`_print.scss`).
    fn on_paper(mut html: String) -> String {
        for (from, to) in [
            ("<span class=\"no-print\">", "</span>"),
            ("<p class=\"card-foot\">", "</p>"),
            ("<div class=\"page-actions\">", "</div>"),
            ("<section class=\"section\" id=\"intanto\"", "</section>"),
            ("<p class=\"lead\"", "</p>"),
        ] {
            while let Some(start) = html.find(from) {
                let end = html[start..].find(to).expect("it ends") + start + to.len();
                html.replace_range(start..end, "");
            }
        }
        html
    }

    #[test]
    fn on_paper_nothing_is_told_by_today() {
        let mut fixture = Fixture::new(
            r#"{"networks": [{"id": "n", "name": "N"}],
            "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P", "opening_hours": "Mo-Fr 16:00-18:00; PH off",
              "verified": {"on": "2026-11-22", "role": "sede", "how": ""}}],
            "activities": [{"id": "a", "network": "n", "place": "p", "title": "A", "category": "ascolto",
              "schedule": {"start": "2026-11-24T16:30", "minutes": 60, "rrule": "FREQ=DAILY;COUNT=2",
                "cancelled": [{"date": "2026-11-25"}]}}]}"#,
        );
        fixture.brand.site = "https://example.org".to_owned();
        let id = |text: &str| text.parse().expect("an id");
        for (route, told) in [
            (Route::Place(id("p")), "Confermato il 22 novembre 2026"),
            (
                Route::Activity("a".parse().expect("an id")),
                "24 novembre 2026, 16:30–17:30",
            ),
        ] {
            fixture.route = route.clone();
            let context = fixture.at("2026-11-24T10:00");
            let page = match &route {
                Route::Place(id) => place_page(&context, id),
                Route::Activity(id) => activity_page(&context, id),
                _ => None,
            };
            let mut html = String::new();
            let drawn = read_page(&context, page.expect("it is there"));
            write(&drawn, &|slot| fill(&context, slot), &mut html);
            assert!(html.to_lowercase().contains("oggi"), "a screen tells it by today");
            let paper = on_paper(html);
            for word in ["oggi", "domani", "Chiuso", "Apre ", "giorni fa"] {
                let at = paper.find(word).unwrap_or(0);
                assert!(!paper.contains(word), "{word}: {}", &paper[at.saturating_sub(80)..]);
            }
            assert!(paper.contains(told), "{paper}");
            let address = ["https://example.org", &route.path_in(context.words.language())].concat();
            let printed = [
                "Stampato 24 novembre 2026. Le date possono cambiare: controlla su ",
                &address,
            ]
            .concat();
            assert!(paper.contains(&printed), "{paper}");
            assert!(paper.contains("class=\"qr\""), "the address as a code");
        }
    }
}
