//! Draws a page that is read, whatever it is about: head, sections, blocks.

use leptos::prelude::*;

use super::{badge, icon, part, pressed};
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::App;
use crate::view::page::{Action, Badge, Block, DateRow, HoursRow, LinkTo, OpenState, Page, Section};

/// The page.
pub fn read_page(app: App, page: Page) -> impl IntoView {
    commands::entitle(&[page.title.as_str(), " - Family Hub"].concat());
    let mut first = page.sections;
    let second = first.split_off(page.second_column.min(first.len()));
    let column = |sections: Vec<Section>| {
        let sections: Vec<_> = sections.into_iter().map(section).collect();
        view! { <div class="stack">{sections}</div> }
    };
    let title = page.title.clone();
    let notices: Vec<_> = page
        .notices
        .into_iter()
        .map(|notice| view! { <p class="notice">{notice}</p> })
        .collect();
    let actions: Vec<_> = page
        .actions
        .into_iter()
        .map(|one| action(app, one, title.clone()))
        .collect();
    view! {
        <article class="page" data-testid=page.test_id data-id=page.id>
            <a class="back-link" href="/">
                {icon("icon-back")}
                {text(Word::Back)}
            </a>
            <header class="page-head">
                {page.kind.map(|(class, name)| kind_line(class, name, page.beside))} <h1 tabindex="-1">{page.title}</h1>
                {notices} {(!page.lead.is_empty()).then(|| view! { <p class="lead">{page.lead}</p> })}
                {state_line(page.state, page.badges)} <div class="page-actions">{actions}</div>
            </header>
            <div class="page-columns">{column(first)} {column(second)}</div>
        </article>
    }
}

fn kind_line(class: &'static str, name: String, beside: Option<LinkTo>) -> impl IntoView {
    let beside = beside.map(|link| {
        view! {
            <span class="soft">
                {text(Word::OfNetwork)} " " <a href=link.href>{link.text}</a>
            </span>
        }
    });
    view! {
        <p class="page-kind">
            <span class=["kind-sign ", class].concat() aria-hidden="true">
                <span class="icon"></span>
            </span>
            <span class=["kind-name ", class].concat()>{name}</span>
            {beside}
        </p>
    }
}

/// Whether it is open and other short marks, on one line.
pub fn state_line(state: Option<OpenState>, badges: Vec<Badge>) -> impl IntoView {
    let state = state.map(|state| {
        view! {
            <span class="state" data-testid="open-state" data-state=state.code>
                {state.words}
            </span>
        }
    });
    let badges: Vec<_> = badges.into_iter().map(badge).collect();
    view! { <p class="card-foot">{state} {badges}</p> }
}

fn action(app: App, action: Action, title: String) -> AnyView {
    match action {
        Action::Call { href, text } => view! {
            <a class="btn btn-primary" href=href>
                {icon("icon-phone")}
                {text}
            </a>
        }
        .into_any(),
        Action::Jump { href, text } => view! {
            <a class="btn btn-soft" href=href>
                {icon("icon-near")}
                {text}
            </a>
        }
        .into_any(),
        Action::Save(key) => part(move || save_button(app, key.clone())),
        Action::Share => view! {
            <button type="button" class="btn btn-soft" on:click=move |_| commands::share(app, title.clone())>
                {icon("icon-share")}
                {text(Word::Share)}
            </button>
        }
        .into_any(),
    }
}

fn save_button(app: App, key: String) -> AnyView {
    let saved = app.saved.with(|keys| keys.contains(&key));
    let (sign, word, state) = match saved {
        true => ("icon-heart-full", Word::IsSaved, "true"),
        false => ("icon-heart", Word::Save, "false"),
    };
    view! {
        <button type="button" class="btn btn-soft" aria-pressed=state on:click=pressed(move || commands::save(app, &key))>
            {icon(sign)}
            {text(word)}
        </button>
    }
    .into_any()
}

fn section(section: Section) -> impl IntoView {
    let heading = ["titolo-", &section.id].concat();
    let blocks: Vec<_> = section.blocks.into_iter().map(block).collect();
    view! {
        <section class="section" id=section.id aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>
                {(!section.icon.is_empty()).then(|| icon(section.icon))}
                {section.title}
            </h2>
            {blocks}
        </section>
    }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Text(words) => view! { <p>{words}</p> }.into_any(),
        Block::Remark(words) => view! { <p class="soft small">{words}</p> }.into_any(),
        Block::Heading(words) => view! { <h3>{words}</h3> }.into_any(),
        Block::List(items) => {
            let items: Vec<_> = items.into_iter().map(|item| view! { <li>{item}</li> }).collect();
            view! { <ul>{items}</ul> }.into_any()
        }
        Block::Tags(names) => tags(names).into_any(),
        Block::Links(links) => links_list("links", links),
        Block::Sources(links) => links_list("sources", links),
        Block::Dates(links) => links_list("next-dates", links),
        Block::Occurrences(rows) => occurrences(rows),
        Block::Hours(rows) => hours_table(rows).into_any(),
        Block::MiniMap(id) => super::map_part::place_map(App::here(), id),
    }
}

/// Names of topics.
pub fn tags(names: Vec<&'static str>) -> impl IntoView {
    let names: Vec<_> = names.into_iter().map(|name| view! { <li>{name}</li> }).collect();
    view! {
        <ul class="tags" aria-label=text(Word::TopicsLabel)>
            {names}
        </ul>
    }
}

fn links_list(class: &'static str, links: Vec<LinkTo>) -> AnyView {
    let items: Vec<_> = links.into_iter().map(link_item).collect();
    view! { <ul class=class>{items}</ul> }.into_any()
}

fn link_item(link: LinkTo) -> impl IntoView {
    let sign = (!link.icon.is_empty()).then(|| icon(link.icon));
    let text_and_sign = view! {
        {sign}
        {link.text}
    };
    let head = match link.href.is_empty() {
        true => text_and_sign.into_any(),
        false => view! { <a href=link.href>{text_and_sign}</a> }.into_any(),
    };
    let sample = link.sample.then(|| badge(crate::view::place_page::sample_badge()));
    let after = (!link.after.is_empty()).then(|| view! { <span class="soft">{link.after}</span> });
    view! { <li>{head} " " {sample} " " {after}</li> }
}

fn occurrences(rows: Vec<DateRow>) -> AnyView {
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|row| {
            let when = match row.struck {
                true => view! { <s class="struck">{row.when}</s> }.into_any(),
                false => row.when.into_any(),
            };
            view! {
                <li data-testid="occurrence" data-status=row.status>
                    {when}
                    " "
                    <span class="soft">{row.remark}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="next-dates">{rows}</ul> }.into_any()
}

fn hours_table(rows: Vec<HoursRow>) -> impl IntoView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr aria-current=row.today.then_some("date")>
                    <th scope="row">{row.day}</th>
                    <td>{row.spans}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="hours">
            <caption class="visually-hidden">{text(Word::HoursCaption)}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
}
