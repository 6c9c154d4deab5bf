//! Draws a page that is read, whatever it is about: head, sections, blocks.

use super::{badge, button, icon, kind_name, kind_sign, link, paragraph};
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::{App, Sheet};
use crate::tree::{NOTHING, Tree, el, part, put_off, words};
use crate::view::page::{Action, Badge, Block, DateRow, HoursRow, LinkTo, OpenState, Page, Section};
use crate::view::place_page::sample_badge;

/// The page.
pub fn read_page(app: App, page: Page) -> Tree {
    commands::entitle(&[page.title.as_str(), " - Family Hub"].concat());
    let mut first = page.sections;
    let second = first.split_off(page.second_column.min(first.len()));
    let mut actions = el("div", "page-actions");
    for one in page.actions {
        actions = actions.child(action(app, one));
    }
    let mut head = el("header", "page-head");
    if let Some((class, name)) = page.kind {
        head = head.child(kind_line(class, name, page.beside));
    }
    head = head.child(el("h1", "").attr("tabindex", "-1").text(page.title));
    for notice in page.notices {
        head = head.child(paragraph("notice", notice));
    }
    if !page.lead.is_empty() {
        head = head.child(paragraph("lead", page.lead));
    }
    let head = head.child(state_line(page.state, page.badges)).child(actions);
    let due = app.is_due(0);
    let columns = move || {
        let columns = el("div", "page-columns").child(column(app, first.clone()));
        columns.child(column(app, second.clone())).into()
    };
    el("article", "page")
        .attr("data-testid", page.test_id)
        .attr("data-id", page.id)
        .child(link(
            "back-link",
            "icon-back",
            "/".to_owned(),
            text(Word::Back).to_owned(),
        ))
        .child(head)
        .child(put_off("div", move || due.get(), columns))
        .into()
}

fn column(app: App, sections: Vec<Section>) -> Tree {
    let mut column = el("div", "stack");
    for one in sections {
        column = column.child(section(app, one));
    }
    column.into()
}

fn kind_line(class: &'static str, name: String, beside: Option<LinkTo>) -> Tree {
    let line = el("p", "page-kind")
        .child(kind_sign(class))
        .child(kind_name(class, name));
    let beside = beside.map(|to| {
        let soft = el("span", "soft").text([text(Word::OfNetwork), " "].concat());
        soft.child(link("", "", to.href, to.text))
    });
    line.child(beside).into()
}

/// Whether it is open and other short marks, on one line.
pub fn state_line(state: Option<OpenState>, badges: Vec<Badge>) -> Tree {
    if state.is_none() && badges.is_empty() {
        return NOTHING;
    }
    let mut line = el("p", "card-foot");
    if let Some(state) = state {
        let mark = el("span", "state")
            .attr("data-testid", "open-state")
            .attr("data-state", state.code);
        line = line.child(mark.text(state.words));
    }
    for one in badges {
        line = line.child(badge(one));
    }
    line.into()
}

fn action(app: App, action: Action) -> Tree {
    match action {
        Action::Call { href, text } => link("btn btn-primary", "icon-phone", href, text),
        Action::Jump { href, text } => link("btn btn-soft", "icon-near", href.to_owned(), text.to_owned()),
        Action::Save(key) => part(move || save_button(app, key.clone())),
        Action::Share => button("btn btn-soft", "icon-share")
            .text(text(Word::Share))
            .pressed(move || commands::hand_on(app, Sheet::Share))
            .into(),
        Action::Calendar => button("btn btn-soft", "icon-calendar")
            .text(text(Word::ToCalendar))
            .pressed(move || commands::hand_on(app, Sheet::Calendar))
            .into(),
    }
}

fn save_button(app: App, key: String) -> Tree {
    let saved = app.saved.with(|keys| keys.contains(&key));
    let (sign, word, state) = match saved {
        true => ("icon-heart-full", Word::IsSaved, "true"),
        false => ("icon-heart", Word::Save, "false"),
    };
    let button = button("btn btn-soft", sign)
        .attr("aria-pressed", state)
        .text(text(word));
    button.pressed(move || commands::save(app, &key)).into()
}

fn section(app: App, section: Section) -> Tree {
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
        drawn = drawn.child(block(app, one));
    }
    drawn.into()
}

fn block(app: App, block: Block) -> Tree {
    match block {
        Block::Text(words) => paragraph("", words),
        Block::Remark(words) => paragraph("soft small", words),
        Block::Suits(suits) => super::result_card::suits_line(suits),
        Block::Heading(words) => el("h3", "").text(words).into(),
        Block::List(items) => {
            let mut list = el("ul", "");
            for item in items {
                list = list.child(el("li", "").text(item));
            }
            list.into()
        }
        Block::Tags(names) => tags(names),
        Block::Links(links) => links_list("links", links),
        Block::Sources(links) => links_list("sources", links),
        Block::Dates(links) => links_list("next-dates", links),
        Block::Occurrences(rows) => occurrences(rows),
        Block::Hours(rows) => hours_table(rows),
        Block::MiniMap(id) => super::map_part::place_map(app, id),
    }
}

/// Names of topics.
pub fn tags(names: Vec<&'static str>) -> Tree {
    if names.is_empty() {
        return NOTHING;
    }
    let mut list = el("ul", "tags").attr("aria-label", text(Word::TopicsLabel));
    for name in names {
        list = list.child(el("li", "").text(name));
    }
    list.into()
}

fn links_list(class: &'static str, links: Vec<LinkTo>) -> Tree {
    let mut list = el("ul", class);
    for link in links {
        list = list.child(link_item(link));
    }
    list.into()
}

fn link_item(to: LinkTo) -> Tree {
    let mut item = el("li", "");
    item = match to.href.is_empty() {
        true => item.text(to.text),
        false => item.child(link("", to.icon, to.href, to.text)),
    };
    if to.sample {
        item = item.text(" ").child(badge(sample_badge()));
    }
    if !to.after.is_empty() {
        item = item.text(" ").child(el("span", "soft").text(to.after));
    }
    item.into()
}

fn occurrences(rows: Vec<DateRow>) -> Tree {
    let mut list = el("ul", "next-dates");
    for row in rows {
        let when = match row.struck {
            true => el("s", "struck").text(row.when).into(),
            false => words(row.when),
        };
        let remark = el("span", "soft").text(row.remark);
        let item = el("li", "")
            .attr("data-testid", "occurrence")
            .attr("data-status", row.status);
        list = list.child(item.child(when).text(" ").child(remark));
    }
    list.into()
}

fn hours_table(rows: Vec<HoursRow>) -> Tree {
    let mut body = el("tbody", "");
    for row in rows {
        let current = row.today.then_some("date");
        let day = el("th", "").attr("scope", "row").text(row.day);
        body = body.child(
            el("tr", "")
                .attr_if("aria-current", current)
                .child(day)
                .child(el("td", "").text(row.spans)),
        );
    }
    let caption = el("caption", "visually-hidden").text(text(Word::HoursCaption));
    el("table", "hours").child(caption).child(body).into()
}
