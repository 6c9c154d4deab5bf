//! The agenda: days one under the other, the next first, narrowed by the same search as the finder.

use shared::filter::What;
use shared::query::{Query, View};
use shared::time::{Date, Start};

use crate::browser::format;
use crate::commands::{self, Step};
use crate::components::chip_row::chip_row;
use crate::components::filter_sheet::filter_sheet;
use crate::components::result_card::suits_line;
use crate::components::search_box::search_box;
use crate::components::when_control::when_sheet;
use crate::components::{badge, button, paragraph};
use crate::i18n::{Word, counted, filled, text};
use crate::state::{App, Derived};
use crate::tree::{NOTHING, Tree, el, part, words};
use crate::view::agenda_page::{AgendaDay, AgendaPage, AgendaRow, page};

/// So far one goes to what is on, unless another distance is chosen; in kilometres.
const NEAR_KM: u16 = 10;
/// So far one is offered to look when there is nothing.
const FAR_KM: u16 = 50;

const VIEWS: [(View, Word); 3] = [
    (View::List, Word::List),
    (View::Week, Word::ViewWeek),
    (View::Day, Word::ViewDay),
];

/// The page.
pub fn agenda(app: App) -> Tree {
    commands::entitle(&[text(Word::AgendaTitle), " - Family Hub"].concat());
    let found = Derived::new(move || page_now(app));
    let (of_strip, of_count) = (found.clone(), found.clone());
    let hero = el("div", "hero")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::AgendaTitle)))
        .child(search_box(app))
        .child(super::finder::near_and_filters(app))
        .child(part(move || chip_row(app)));
    let count = el("p", "result-count")
        .attr("role", "status")
        .attr("data-testid", "result-count")
        .child(part(move || {
            let (total, around) = of_count.with(|page| {
                page.as_ref()
                    .map_or_else(Default::default, |page| (page.total, page.around.clone()))
            });
            let count = counted(total, Word::DatesCounted);
            words(if around.is_empty() {
                count
            } else {
                [&count, ", ", &around].concat()
            })
        }));
    let bar = el("div", "result-bar").child(count).child(part(move || views(app)));
    el("main", "")
        .attr("id", "contenuto")
        .child(hero)
        .child(part(move || {
            of_strip.with(|page| page.as_ref().map(|page| strip(app, page)).into())
        }))
        .child(bar)
        .child(part(move || {
            found.with(|page| page.as_ref().map(|page| list(app, page)).into())
        }))
        .child(filter_sheet(app))
        .child(when_sheet(app))
        .into()
}

/// What is on in the days chosen, of the activities that the search finds.
fn page_now(app: App) -> Option<AgendaPage> {
    let query = app.query.get();
    let mut asked = Query {
        limit: u32::MAX,
        ..query.clone()
    };
    asked.filter.what = vec![What::Activity];
    asked.filter.when = Default::default();
    // It goes by date: nearness is how far one would go.
    let kilometres = query.radius_km.unwrap_or(NEAR_KM);
    asked.radius_km = Some(kilometres);
    let kept = app.activities_of(&asked);
    let keep = |at: usize| kept.as_ref().is_none_or(|(kept, _)| kept.get(at) == Some(&true));
    let mut page = app.with_context(|context| page(context, &query, &keep))?;
    let known = kept.as_ref().filter(|_| query.near.is_some());
    let near = kept.as_ref().map_or("", |(_, near)| near);
    if known.is_some() || !near.is_empty() {
        let around = filled(Word::RadiusChip, &[&kilometres.to_string()]);
        page.around = match near {
            "" => around,
            near => [&around, ": ", near].concat(),
        };
    }
    Some(page)
}

fn views(app: App) -> Tree {
    let chosen = app.query.with(|query| query.view);
    let mut group = el("div", "chips")
        .attr("role", "group")
        .attr("aria-label", text(Word::ViewLabel));
    for (view, word) in VIEWS {
        let on = view == chosen || view == View::List && chosen == View::Map;
        let chip = el("button", if on { "chip is-on" } else { "chip" })
            .attr("type", "button")
            .attr("aria-pressed", if on { "true" } else { "false" })
            .text(text(word));
        group.push(chip.pressed(move || commands::show(app, view)));
    }
    group.into()
}

/// Shows the days from that one on.
fn jump(app: App, date: Date) {
    commands::search(app, Step::New, &mut |query| {
        let when = &mut query.filter.when;
        when.open_at = None;
        when.from = Some(Start { date, time: None });
        when.to = None;
    });
}

/// The days to jump to.
fn strip(app: App, page: &AgendaPage) -> Tree {
    let mut strip = el("nav", "day-strip").attr("aria-label", text(Word::Days));
    let [before, after] = page.turns;
    strip.push(turn(app, before, Word::DaysBefore, "icon-back"));
    for day in &page.strip {
        let date = day.date;
        let (_, _, number) = date.civil();
        let mut button = el("button", if day.count == 0 { "is-empty" } else { "" })
            .attr("type", "button")
            .attr("aria-label", day.name.clone())
            .attr_if("data-today", day.today.then_some(""))
            .attr("aria-pressed", if day.first { "true" } else { "false" })
            .text(format::short_weekday(date))
            .child(el("b", "").text(number.to_string()));
        if number == 1 || page.strip.first().is_some_and(|first| first.date == date) {
            button.push(el("small", "").text(format::short_month(date)));
        }
        strip.push(button.pressed(move || jump(app, date)));
    }
    strip.push(turn(app, after, Word::DaysAfter, "icon-next"));
    strip.into()
}

fn turn(app: App, date: Date, name: Word, sign: &'static str) -> Tree {
    button("turn", sign)
        .attr("aria-label", text(name))
        .pressed(move || jump(app, date))
        .into()
}

fn list(app: App, page: &AgendaPage) -> Tree {
    let [before, _] = page.turns;
    let mut whole = el("div", "stack");
    if page.days.is_empty() {
        whole.push(paragraph("notice notice-calm", text(Word::AgendaEmpty).to_owned()));
        if !page.around.is_empty() {
            let wider = filled(Word::SearchWithin, &[&FAR_KM.to_string()]);
            let widen = move || commands::search(app, Step::New, &mut |query| query.radius_km = Some(FAR_KM));
            whole.push(button("btn btn-soft", "").text(wider).pressed(widen));
        }
    }
    whole.push(days(app, "giorno-", &page.days));
    if page.past.is_empty() {
        let show = button("btn btn-plain", "").text(text(Word::ShowPast));
        whole.push(show.pressed(move || jump(app, before)));
    } else {
        whole.push(el("h2", "").text(text(Word::PastDates)));
        whole.push(days(app, "passato-", &page.past));
    }
    whole.into()
}

fn days(app: App, id: &str, days: &[AgendaDay]) -> Tree {
    let mut list = el("div", "agenda-days");
    for day in days {
        let id = [id, &day.date.to_string()].concat();
        let mut section = el("section", "agenda-day")
            .attr("data-testid", "agenda-day")
            .attr("data-date", day.date.to_string())
            .attr("aria-labelledby", id.clone())
            .child(el("h2", "").attr("id", id).text(day.title.clone()));
        for row in &day.rows {
            section.push(occurrence(row));
        }
        if day.left_out > 0 {
            let more = counted(day.left_out, Word::ShowMore);
            let show = move || commands::search(app, Step::Same, &mut |query| query.limit = shared::query::LIMIT_MAX);
            section.push(button("btn btn-soft", "").text(more).pressed(show));
        }
        list.push(section);
    }
    list.into()
}

fn occurrence(row: &AgendaRow) -> Tree {
    let time = match row.struck {
        true => el("s", "struck").text(row.time.clone()).into(),
        false => words(row.time.clone()),
    };
    let mut foot = el("p", "card-foot");
    for one in row.badges.clone() {
        foot.push(badge(one));
    }
    let link = el("a", "").attr("href", row.href.clone()).text(row.title.clone());
    let remark = match row.remark.is_empty() {
        true => NOTHING,
        false => paragraph("remark", row.remark.clone()),
    };
    let body = el("div", "card-body")
        .child(el("h3", "card-title").child(link))
        .child(remark)
        .child(paragraph("card-meta", row.place.clone()))
        .child(row.suits.clone().map(suits_line))
        .child(foot);
    el("article", "occurrence")
        .attr("data-testid", "occurrence")
        .attr("data-status", row.status)
        .child(el("p", "occurrence-time").child(time))
        .child(body)
        .into()
}
