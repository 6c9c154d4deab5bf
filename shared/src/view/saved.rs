//! What was saved on this device: what changed first, then the plan of the week, then everything by name. Printed it is
//! the sheet for the fridge: the plan, telephone numbers and addresses.

use super::blocks::struck;
use super::card::{activity_card, place_card};
use super::html::el;
use super::msg::{Dialog, Msg};
use super::page::LinkTo;
use super::parts::{badge, button, heading, link, main, paragraph};
use super::place_page::sample_badge;
use super::plan_page::{Contact, PlanDay, PlanRow, change_rows, contacts, plan_days, saved_activities, saved_places};
use super::result_card::result_card;
use super::search_box::search_again;
use super::{Context, Html, dates};
use crate::i18n::Word;
use crate::plan::Week;
use crate::route::Route;

/// So many dates fit on one sheet of paper in type that can be read.
const ON_PAPER: usize = 60;

/// The page.
#[must_use]
pub fn saved(context: &Context<'_>) -> Html {
    let page = el("div", "page saved-page")
        .attr("data-testid", "saved-page")
        .child(heading(context.text(Word::SavedTitle)))
        .child(changes(context))
        .child(whole(context));
    main().child(search_again(context)).child(page).into()
}

fn changes(context: &Context<'_>) -> Html {
    let rows = change_rows(context, &context.device.seen);
    if rows.is_empty() {
        return Html::Nothing;
    }
    let mut list = el("ul", "changes");
    for row in rows {
        list.push(change(row));
    }
    let seen = button("btn btn-primary", "icon-check")
        .text(context.text(Word::SeenIt))
        .on_click(Msg::ChangesSeen);
    el("section", "notice stack")
        .attr("data-testid", "changes")
        .attr("aria-labelledby", "cambiamenti")
        .child(
            el("h2", "")
                .attr("id", "cambiamenti")
                .text(context.text(Word::SavedChanged)),
        )
        .child(list)
        .child(el("p", "").child(seen))
        .into()
}

fn change(row: LinkTo) -> Html {
    let title = match row.href.is_empty() {
        true => el("b", "").text(row.text).into(),
        false => link("", "", row.href, row.text),
    };
    el("li", "").child(title).child(paragraph("", row.after)).into()
}

fn whole(context: &Context<'_>) -> Html {
    let keys = &context.device.saved;
    let activities = saved_activities(context, keys);
    let places = saved_places(context, keys);
    if activities.is_empty() && places.is_empty() {
        return nothing_saved(context);
    }
    let mut page = el("div", "page saved-page");
    if !activities.is_empty() {
        let this = plan_days(context, &activities, Week::This);
        let next = plan_days(context, &activities, Week::Next);
        let dates = count(&this);
        page = page
            .attr("data-size", size(dates))
            .attr("data-both", size(dates + count(&next)));
        page.push(actions(context));
        page.push(plan(context, this, next));
    }
    page.push(for_paper(context, contacts(context, &activities, &places)));
    let mut items = el("ul", "cards").attr("aria-label", context.text(Word::Saved));
    for (activity, _) in dates::soonest(context, activities.iter().copied(), usize::MAX) {
        items.push(result_card(context, activity_card(context, activity, None)));
    }
    for activity in &activities {
        if dates::next(context, activity).is_none() {
            items.push(result_card(context, activity_card(context, activity, None)));
        }
    }
    for place in places {
        items.push(result_card(context, place_card(context, place, None)));
    }
    page.child(
        el("section", "stack no-print")
            .attr("aria-labelledby", "salvati")
            .child(el("h2", "").attr("id", "salvati").text(context.text(Word::Saved)))
            .child(paragraph("soft", context.text(Word::SavedOnlyHere)))
            .child(items),
    )
    .into()
}

fn count(days: &[PlanDay]) -> usize {
    days.iter().map(|day| day.rows.len()).sum()
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

/// How to save something. A server says it too, which does not know what a device keeps.
fn nothing_saved(context: &Context<'_>) -> Html {
    let onward = link(
        "btn btn-primary",
        "icon-search",
        context.href(&Route::Finder),
        context.text(Word::ToFinder),
    );
    el("div", "stack")
        .child(paragraph("lead", context.text(Word::SavedNone)))
        .child(paragraph("soft", context.text(Word::SavedOnlyHere)))
        .child(el("p", "").child(onward))
        .into()
}

fn actions(context: &Context<'_>) -> Html {
    let print = button("btn btn-primary", "icon-print")
        .text(context.text(Word::Print))
        .on_click(Msg::Print);
    let calendar = button("btn btn-soft", "icon-calendar")
        .text(context.text(Word::ToCalendar))
        .on_click(Msg::Open(Dialog::Calendar));
    let share = button("btn btn-soft", "icon-share")
        .text(context.text(Word::Share))
        .on_click(Msg::Open(Dialog::Share));
    el("div", "page-actions")
        .child(print)
        .child(calendar)
        .child(share)
        .into()
}

/// The plan: this week, and the next one on demand; at once when nothing is left of this one.
fn plan(context: &Context<'_>, this: Vec<PlanDay>, next: Vec<PlanDay>) -> Html {
    let nothing_left = this.is_empty();
    let mut room = ON_PAPER;
    let this = days(context, this, &mut room);
    let next_week = el("details", "next-week")
        .attr_if("open", nothing_left.then_some(""))
        .child(el("summary", "").text(context.text(Word::NextWeek)))
        .child(days(context, next, &mut room));
    el("section", "plan stack")
        .attr("data-testid", "plan")
        .attr("aria-labelledby", "piano")
        .child(el("h2", "").attr("id", "piano").text(context.text(Word::PlanTitle)))
        .child(el("h3", "plan-week").text(context.text(Word::ThisWeek)))
        .child(this)
        .child(next_week)
        .into()
}

/// The days of a week. What has no room left on the sheet of paper is only counted there.
fn days(context: &Context<'_>, days: Vec<PlanDay>, room: &mut usize) -> Html {
    if days.is_empty() {
        return paragraph("notice notice-calm", context.text(Word::WeekEmpty));
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
            "" => Html::Nothing,
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
            section.push(date(context, row, class));
        }
        list.push(section);
    }
    if left_out > 0 {
        let words = context.words.filled(Word::NotOnPaper, &[&left_out.to_string()]);
        list.push(paragraph("paper-only", words));
    }
    list.into()
}

fn date(context: &Context<'_>, row: PlanRow, class: &'static str) -> Html {
    let line = |class, words: String| match words.is_empty() {
        true => Html::Nothing,
        false => paragraph(class, words),
    };
    let mut title = el("p", "card-title").child(link("", "", row.href, row.title));
    if row.sample {
        title = title.text(" ").child(badge(sample_badge(context)));
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
        .child(el("p", "occurrence-time").child(struck(row.struck, row.time)))
        .child(body)
        .into()
}

/// What only paper needs: a screen has the pages of the places, paper has no links.
fn for_paper(context: &Context<'_>, contacts: Vec<Contact>) -> Html {
    let mut list = el("ul", "contacts");
    for contact in contacts {
        let item = el("li", "")
            .child(el("b", "").text(contact.name))
            .child(el("span", "").text(contact.address))
            .child(el("span", "phones").text(contact.phones));
        list.push(item);
    }
    let today = context.words.full_day(context.now.date);
    let printed = context.words.filled(Word::PrintedOn, &[&today, &context.device.origin]);
    el("section", "paper-only")
        .attr("data-testid", "contacts")
        .child(el("h2", "").text(context.text(Word::PhonesAndAddresses)))
        .child(list)
        .child(paragraph("small", printed))
        .into()
}
