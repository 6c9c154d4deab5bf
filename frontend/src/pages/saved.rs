//! What was saved on this device: what changed first, then the plan of the week, then everything by name. Printed it is
//! the sheet for the fridge: the plan, telephone numbers and addresses.

use shared::plan::Week;

use crate::browser::history;
use crate::commands;
use crate::components::result_card::result_card;
use crate::components::{badge, button, link, paragraph};
use crate::i18n::{Word, filled, text};
use crate::state::{App, Sheet};
use crate::tree::{NOTHING, Tree, el, part, words};
use crate::view::Context;
use crate::view::card::{activity_card, place_card};
use crate::view::dates;
use crate::view::page::LinkTo;
use crate::view::place_page::sample_badge;
use crate::view::plan_page::{
    Contact, PlanDay, PlanRow, change_rows, contacts, plan_days, saved_activities, saved_places,
};

/// So many dates fit on one sheet of paper in type that can be read.
const ON_PAPER: usize = 60;

/// The page.
pub fn saved(app: App) -> Tree {
    commands::entitle(&[text(Word::SavedTitle), " - Family Hub"].concat());
    let page = el("div", "page saved-page")
        .attr("data-testid", "saved-page")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::SavedTitle)))
        .child(part(move || changes(app)))
        .child(part(move || whole(app)));
    el("main", "").attr("id", "contenuto").child(page).into()
}

fn changes(app: App) -> Tree {
    let mut rows = Vec::new();
    let lines = app.seen.get();
    app.look(&mut |context| rows = change_rows(context, &lines));
    if rows.is_empty() {
        return NOTHING;
    }
    let mut list = el("ul", "changes");
    for row in rows {
        list.push(change(row));
    }
    let seen = button("btn btn-primary", "icon-check")
        .text(text(Word::SeenIt))
        .pressed(move || commands::changes_seen(app));
    el("section", "notice stack")
        .attr("data-testid", "changes")
        .attr("aria-labelledby", "cambiamenti")
        .child(el("h2", "").attr("id", "cambiamenti").text(text(Word::SavedChanged)))
        .child(list)
        .child(el("p", "").child(seen))
        .into()
}

fn change(row: LinkTo) -> Tree {
    let title = match row.href.is_empty() {
        true => el("b", "").text(row.text).into(),
        false => link("", "", row.href, row.text),
    };
    el("li", "").child(title).child(paragraph("", row.after)).into()
}

fn whole(app: App) -> Tree {
    let keys = app.saved.get();
    let mut page = NOTHING;
    app.look(&mut |context| page = draw(app, context, &keys));
    page
}

fn draw(app: App, context: &Context<'_>, keys: &[String]) -> Tree {
    let activities = saved_activities(context, keys);
    let places = saved_places(context, keys);
    if activities.is_empty() && places.is_empty() {
        return nothing_saved();
    }
    let mut page = el("div", "page saved-page");
    if !activities.is_empty() {
        let this = plan_days(context, &activities, Week::This);
        let next = plan_days(context, &activities, Week::Next);
        let dates = count(&this);
        page = page
            .attr("data-size", size(dates))
            .attr("data-both", size(dates + count(&next)));
        page.push(actions(app));
        page.push(plan(this, next));
    }
    let today = (context.formats.full_day)(context.now.date);
    page.push(for_paper(contacts(context, &activities, &places), today));
    let mut items = el("ul", "cards").attr("aria-label", text(Word::Saved));
    for (activity, _) in dates::soonest(context, activities.iter().copied(), usize::MAX) {
        items.push(result_card(activity_card(context, activity, None)));
    }
    for activity in &activities {
        if dates::next(context, activity).is_none() {
            items.push(result_card(activity_card(context, activity, None)));
        }
    }
    for place in places {
        items.push(result_card(place_card(context, place, None)));
    }
    page.child(
        el("section", "stack no-print")
            .attr("aria-labelledby", "salvati")
            .child(el("h2", "").attr("id", "salvati").text(text(Word::Saved)))
            .child(paragraph("soft", text(Word::SavedOnlyHere).to_owned()))
            .child(items),
    )
    .into()
}

fn count(days: &[PlanDay]) -> usize {
    let mut dates = 0;
    for day in days {
        dates += day.rows.len();
    }
    dates
}

/// Paper has one size of sheet: more dates make smaller type.
fn size(dates: usize) -> &'static str {
    match dates {
        0..=8 => "few",
        9..=14 => "many",
        15..=30 => "most",
        _ => "most all",
    }
}

fn nothing_saved() -> Tree {
    let onward = link(
        "btn btn-primary",
        "icon-search",
        "/".to_owned(),
        text(Word::ToFinder).to_owned(),
    );
    el("div", "stack")
        .child(paragraph("lead", text(Word::SavedNone).to_owned()))
        .child(el("p", "").child(onward))
        .into()
}

fn actions(app: App) -> Tree {
    let print = button("btn btn-primary", "icon-print")
        .text(text(Word::Print))
        .pressed(commands::print);
    let calendar = button("btn btn-soft", "icon-calendar")
        .text(text(Word::ToCalendar))
        .pressed(move || commands::hand_on(app, Sheet::Calendar));
    el("div", "page-actions").child(print).child(calendar).into()
}

/// The plan: this week, and the next one on demand; at once when nothing is left of this one.
fn plan(this: Vec<PlanDay>, next: Vec<PlanDay>) -> Tree {
    let nothing_left = this.is_empty();
    let mut room = ON_PAPER;
    let mut next_week = el("details", "next-week").child(el("summary", "").text(text(Word::NextWeek)));
    next_week = next_week.attr_if("open", nothing_left.then_some(""));
    el("section", "plan stack")
        .attr("data-testid", "plan")
        .attr("aria-labelledby", "piano")
        .child(el("h2", "").attr("id", "piano").text(text(Word::PlanTitle)))
        .child(el("h3", "plan-week").text(text(Word::ThisWeek)))
        .child(days(this, &mut room))
        .child(next_week.child(days(next, &mut room)))
        .into()
}

/// The days of a week. What has no room left on the sheet of paper is only counted there.
fn days(days: Vec<PlanDay>, room: &mut usize) -> Tree {
    if days.is_empty() {
        return paragraph("notice notice-calm", text(Word::WeekEmpty).to_owned());
    }
    let mut list = el("div", "agenda-days");
    let mut left_out = 0;
    for day in days {
        let class = match *room {
            0 => "agenda-day no-print",
            _ => "agenda-day",
        };
        let mut section = el("section", class).attr("data-testid", "plan-day");
        let near = match day.near {
            "" => NOTHING,
            near => el("span", "no-print").text(near).text(", ").into(),
        };
        section.push(el("h4", "").child(near).text(day.title));
        for row in day.rows {
            let mut class = "occurrence";
            match *room {
                0 => {
                    class = "occurrence no-print";
                    left_out += 1;
                }
                _ => *room -= 1,
            }
            section.push(date(row, class));
        }
        list.push(section);
    }
    if left_out > 0 {
        list.push(paragraph(
            "paper-only",
            filled(Word::NotOnPaper, &[&left_out.to_string()]),
        ));
    }
    list.into()
}

fn date(row: PlanRow, class: &'static str) -> Tree {
    let time = match row.struck {
        true => el("s", "struck").text(row.time).into(),
        false => words(row.time),
    };
    let line = |class, words: String| match words.is_empty() {
        true => NOTHING,
        false => paragraph(class, words),
    };
    let mut title = el("p", "card-title").child(link("", "", row.href, row.title));
    if row.sample {
        title = title.text(" ").child(badge(sample_badge()));
    }
    let mut body = el("div", "card-body")
        .child(title)
        .child(line("remark", row.remark))
        .child(line("card-meta", row.place));
    for warning in row.warnings {
        body.push(el("p", "clash").attr("data-testid", "clash").text(warning));
    }
    el("article", class)
        .attr("data-testid", "occurrence")
        .attr("data-status", row.status)
        .child(el("p", "occurrence-time").child(time))
        .child(body)
        .into()
}

/// What only paper needs: a screen has the pages of the places, paper has no links.
fn for_paper(contacts: Vec<Contact>, today: String) -> Tree {
    let mut list = el("ul", "contacts");
    for contact in contacts {
        let item = el("li", "")
            .child(el("b", "").text(contact.name))
            .child(el("span", "").text(contact.address))
            .child(el("span", "phones").text(contact.phones));
        list.push(item);
    }
    let printed = filled(Word::PrintedOn, &[&today, &history::origin()]);
    el("section", "paper-only")
        .attr("data-testid", "contacts")
        .child(el("h2", "").text(text(Word::PhonesAndAddresses)))
        .child(list)
        .child(paragraph("small", printed))
        .into()
}
