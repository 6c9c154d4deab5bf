//! The agenda: days one under the other, the next first, narrowed by the same search as the finder.

use super::agenda_page::{self, AgendaDay, AgendaRow, around, page, total, turns};
use super::blocks::struck;
use super::blocks::suits_line;
use super::html::el;
use super::msg::Change;
use super::near_row::near_row;
use super::parts::{badge, heading, icon, main, of_record, paragraph};
use super::search_box::search_box;
use super::search_link::search_link;
use super::{Context, Element, Html, Slot};
use crate::i18n::Word;
use crate::query::{LIMIT_MAX, View};
use crate::time::Date;

/// So far one is offered to look when there is nothing; in kilometres.
const FAR_KM: u16 = 50;

const VIEWS: [(View, Word); 3] = [
    (View::List, Word::List),
    (View::Week, Word::ViewWeek),
    (View::Day, Word::ViewDay),
];

/// The page.
#[must_use]
pub fn agenda(context: &Context<'_>) -> Html {
    let hero = el("div", "hero")
        .child(heading(context.text(Word::AgendaTitle)))
        .child(search_box(context))
        .child(near_row(context))
        .slot(Slot::Chips);
    let count = el("p", "result-count")
        .attr("role", "status")
        .attr("data-testid", "result-count")
        .slot(Slot::AgendaCount);
    main()
        .slot(Slot::Danger)
        .child(hero)
        .slot(Slot::AgendaStrip)
        .child(el("div", "result-bar").child(count).slot(Slot::AgendaViews))
        .slot(Slot::AgendaDays)
        .slot(Slot::FilterDialog)
        .slot(Slot::WhenDialog)
        .into()
}

/// A link that acts as a button where the app runs, and works without scripts too. Engines have the pages of the
/// activities; they need not follow the days of years.
fn action(context: &Context<'_>, class: &'static str, change: Change) -> Element {
    search_link(context, class, change.clone())
        .attr("rel", "nofollow")
        .attr("role", "button")
        .on_key(" ", change)
}

/// How many dates are shown, and around which place: "12 appuntamenti, Entro 10 km: Senago".
#[must_use]
pub fn count(context: &Context<'_>) -> Html {
    if !context.loaded {
        return Html::Nothing;
    }
    let count = context.words.counted(total(context), Word::DatesCounted);
    super::html::text(match around(context) {
        empty if empty.is_empty() => count,
        around => [&count, ", ", &around].concat(),
    })
}

/// How the dates are shown: all, a week, a day.
#[must_use]
pub fn views(context: &Context<'_>) -> Html {
    let chosen = context.query.view;
    let mut group = el("div", "chips")
        .attr("role", "group")
        .attr("aria-label", context.text(Word::ViewLabel));
    for (view, word) in VIEWS {
        let on = view == chosen || view == View::List && chosen == View::Map;
        let chip = action(context, if on { "chip is-on" } else { "chip" }, Change::View(view))
            .attr("aria-pressed", if on { "true" } else { "false" })
            .text(context.text(word));
        group.push(chip);
    }
    group.into()
}

/// The days to jump to.
#[must_use]
pub fn strip(context: &Context<'_>) -> Html {
    if !context.loaded {
        return Html::Nothing;
    }
    let days = agenda_page::strip(context);
    let [before, after] = turns(context);
    let mut strip = el("nav", "day-strip").attr("aria-label", context.text(Word::Days));
    strip.push(turn(context, before, Word::DaysBefore, "icon-back"));
    let first = days.first().map(|day| day.date);
    for day in days {
        let (_, _, number) = day.date.civil();
        let class = if day.count == 0 { "is-empty" } else { "" };
        let weekday = context.words.short_weekday(day.date.weekday());
        let number_text = number.to_string();
        let month = match number == 1 || first == Some(day.date) {
            true => context.words.short_month(day.date.civil().1),
            false => "",
        };
        // Who speaks to the device says what stands there, so the name begins with it (WCAG 2.5.3).
        let shown = [
            weekday,
            " ",
            number_text.as_str(),
            if month.is_empty() { "" } else { " " },
            month,
        ];
        let mut button = action(context, class, Change::From(day.date))
            .attr("aria-label", [&shown.concat(), ", ", &day.name].concat())
            .attr_if("data-today", day.today.then_some(""))
            .attr("aria-pressed", if day.first { "true" } else { "false" })
            // Read as words of their own, as the name has them.
            .text([weekday, " "].concat())
            .child(el("b", "").text(number_text));
        if !month.is_empty() {
            button.push(el("small", "").text([" ", month].concat()));
        }
        strip.push(button);
    }
    strip.push(turn(context, after, Word::DaysAfter, "icon-next"));
    strip.into()
}

fn turn(context: &Context<'_>, date: Date, name: Word, sign: &'static str) -> Html {
    action(context, "turn", Change::From(date))
        .attr("aria-label", context.text(name))
        .child(icon(sign))
        .into()
}

/// The dates, day by day.
#[must_use]
pub fn days(context: &Context<'_>) -> Html {
    if !context.loaded {
        return Html::Nothing;
    }
    let page = page(context);
    let mut whole = el("div", "stack");
    if page.days.is_empty() {
        whole.push(paragraph("notice notice-calm", context.text(Word::AgendaEmpty)));
        if !around(context).is_empty() {
            let wider = context.words.filled(Word::SearchWithin, &[&FAR_KM.to_string()]);
            whole.push(action(context, "btn btn-soft", Change::Radius(FAR_KM)).text(wider));
        }
    }
    whole.push(days_list(context, "giorno-", page.days));
    if page.more_days > 0 {
        let more = action(context, "btn btn-soft", Change::Limit(LIMIT_MAX));
        whole.push(more.text(context.text(Word::MoreDays)));
    }
    if page.past.is_empty() {
        let [before, _] = turns(context);
        let show = action(context, "btn btn-plain", Change::From(before));
        whole.push(show.text(context.text(Word::ShowPast)));
    } else {
        whole.push(el("h2", "").text(context.text(Word::PastDates)));
        whole.push(days_list(context, "passato-", page.past));
    }
    whole.into()
}

fn days_list(context: &Context<'_>, id: &str, days: Vec<AgendaDay>) -> Html {
    let mut list = el("div", "agenda-days");
    for day in days {
        let date = day.date.to_string();
        let id = [id, &date].concat();
        let mut section = el("section", "agenda-day")
            .attr("data-testid", "agenda-day")
            .attr("data-date", date)
            .attr("aria-labelledby", id.clone())
            .child({
                let mut heading = el("h2", "").attr("id", id);
                if !day.near.is_empty() {
                    heading.push(el("span", "no-print").text([day.near, ", "].concat()));
                }
                heading.text(day.title)
            });
        for row in day.rows {
            section.push(occurrence(context, row));
        }
        if day.left_out > 0 {
            let more = context.words.counted(day.left_out, Word::ShowMore);
            section.push(action(context, "btn btn-soft", Change::Limit(LIMIT_MAX)).text(more));
        }
        list.push(section);
    }
    list.into()
}

fn occurrence(context: &Context<'_>, row: AgendaRow) -> Html {
    let mut foot = el("p", "card-foot");
    for one in row.badges {
        foot.push(badge(one));
    }
    let line = |class, words: String, own: bool| match (words.is_empty(), own) {
        (true, _) => Html::Nothing,
        (_, false) => paragraph(class, words),
        (_, true) => of_record(context, el("p", class).text(words)).into(),
    };
    let link = of_record(context, el("a", "").attr("href", row.href).text(row.title));
    let body = el("div", "card-body")
        .child(el("h3", "card-title").child(link))
        .child(line("remark", row.remark, row.remark_of_record))
        .child(line("card-meta", row.place, true))
        .child(row.suits.map(suits_line))
        .child(foot);
    el("article", "occurrence")
        .attr("data-testid", "occurrence")
        .attr("data-status", row.status)
        .child(el("p", "occurrence-time").child(struck(row.struck, row.time)))
        .child(body)
        .into()
}
