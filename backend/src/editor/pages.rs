//! Sign in, invitation, and the first page: what is to be looked at and what families report.

use shared::view::Html;
use shared::view::html::el;

use super::second_step::code_field;
use super::words::{filled, known, word};
use super::{Notice, hidden, other_language, page, submit};
use crate::service::feedback::{Report, State};
use crate::service::staff::worklist::{Row, Why};

fn labelled(name: &'static str, kind: &'static str, complete: &'static str) -> Html {
    let input = el("input", "")
        .attr("id", name)
        .attr("name", name)
        .attr("type", kind)
        .attr("autocomplete", complete)
        .attr("required", "");
    let label = el("label", "").attr("for", name).text(word(name));
    el("p", "field").child(label).child(input).into()
}

/// Sign in. What was typed elsewhere when the session ended is carried along and goes on afterwards.
#[must_use]
pub fn sign_in(notice: Option<&Notice>, next: &str, carried: &[(String, String)]) -> Html {
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("action", "/redazione/entra")
        .attr("data-testid", "staff-login")
        .child(hidden("next", next))
        .child(labelled("name", "text", "username"))
        .child(labelled("passphrase", "password", "current-password"))
        .child(code_field(word("totp-maybe"), false));
    for (name, value) in carried {
        let input = el("input", "")
            .attr("type", "hidden")
            .attr("name", format!("keep.{name}"));
        form.push(input.attr("value", value.clone()));
    }
    let form = form.child(submit("", "enter", "btn btn-primary"));
    page(word("sign-in"), notice, false)
        .child(form)
        .child(el("p", "").child(other_language()))
        .into()
}

/// What is told to who may not do that.
#[must_use]
pub fn refused(notice: &Notice) -> Html {
    page(word("title"), Some(notice), true).child(super::back()).into()
}

/// Choose a passphrase.
#[must_use]
pub fn invitation(notice: Option<&Notice>) -> Html {
    let form = el("form", "stack")
        .attr("method", "post")
        .attr("data-testid", "staff-invitation")
        .child(el("p", "").text(word("invitation-help")))
        .child(labelled("passphrase", "password", "new-password"))
        .child(submit("", "choose", "btn btn-primary"));
    page(word("invitation"), notice, false).child(form).into()
}

/// The first page of somebody who has signed in.
#[derive(Debug, Default)]
pub struct Home {
    /// Their name.
    pub name: String,
    /// The code of their role.
    pub role: &'static str,
    /// What is to be looked at.
    pub rows: Vec<Row>,
    /// What families report and nobody has dealt with; `None` for who does not read reports.
    pub reports: Option<Vec<Report>>,
    /// Kinds of records that they may add, by the names of their lists.
    pub adds: Vec<&'static str>,
    /// Whether they may put a network to rest.
    pub closes: bool,
    /// Whether they may ask places by a link.
    pub asks: bool,
    /// Whether they may bring files, and merge what is there twice.
    pub imports: bool,
    /// Their own records: address and name.
    pub records: Vec<(String, String)>,
}

/// The address of the page of a record, by its name (`place:ID`).
fn address_of(record: &str) -> Option<String> {
    let (kind, id) = record.split_once(':')?;
    let list = crate::store::list_name(kind.parse().ok()?);
    Some(format!("/redazione/{list}/{id}"))
}

/// The first page.
#[must_use]
pub fn home(home: &Home, notice: Option<&Notice>) -> Html {
    let mut list = el("ul", "redazione-links stack");
    for row in &home.rows {
        let why: Vec<String> = row.why.iter().map(|why| word(key_of(*why))).collect();
        let address = address_of(&row.record).unwrap_or_default();
        let item = el("li", "")
            .attr("data-testid", "worklist-row")
            .attr("data-id", row.record.clone())
            .child(el("a", "").attr("href", address).text(row.name.clone()))
            .child(el("div", "soft").text(why.join(", ")));
        list.push(item);
    }
    let list = match home.rows.is_empty() {
        true => el("p", "").text(word("worklist-none")),
        false => list,
    };
    let mut own = el("ul", "redazione-links");
    for (address, name) in &home.records {
        own.push(el("li", "").child(el("a", "").attr("href", address.clone()).text(name.clone())));
    }
    let who = el("p", "soft").text(word(&format!("role.{}", home.role)));
    let mut ways = el("nav", "cluster").attr("aria-label", word("ways"));
    for list in &home.adds {
        let words = word(&format!("kind.new.{list}"));
        ways.push(
            el("a", "btn btn-soft")
                .attr("href", format!("/redazione/nuova/{list}"))
                .text(words),
        );
    }
    for (has, address, key) in [
        (home.closes, "/redazione/chiusure", "closing"),
        (home.asks, "/redazione/campagne", "campaigns"),
        (home.imports, "/redazione/importa", "import"),
        (home.imports, "/redazione/doppioni", "duplicates"),
        (true, super::territory::ADDRESS, "territory"),
    ] {
        if has {
            ways.push(el("a", "btn btn-plain").attr("href", address).text(word(key)));
        }
    }
    ways.push(
        el("a", "btn btn-plain")
            .attr("href", "/redazione/accesso")
            .text(word("second-step")),
    );
    page(filled("hello", &home.name), notice, true)
        .child(who)
        .child(ways)
        .child(
            el("section", "section")
                .child(el("h2", "").text(word("worklist")))
                .child(list),
        )
        .child(home.reports.as_ref().map(|reports| inbox(reports)))
        .child(
            el("section", "section")
                .child(el("h2", "").text(word("own-records")))
                .child(own),
        )
        .into()
}

fn key_of(why: Why) -> &'static str {
    match why {
        Why::Reported => "why.reported",
        Why::Announced => "why.announced",
        Why::RunsOut => "why.runs-out",
        Why::NoContact => "why.no-contact",
        Why::NoPoint => "why.no-point",
        Why::NoHours => "why.no-hours",
        Why::MostViewed => "why.most-viewed",
        Why::NeverConfirmed => "why.never-confirmed",
        Why::ConfirmedLongAgo => "why.confirmed-long-ago",
    }
}

const fn key_of_state(state: State) -> &'static str {
    match state {
        State::New => "state.new",
        State::Seen => "state.seen",
        State::Done => "state.done",
        State::NotRight => "state.not-right",
    }
}

fn inbox(reports: &[Report]) -> Html {
    let mut list = el("ul", "stack");
    for report in reports {
        let names = ["group.", "fact."].map(|prefix| known(&format!("{prefix}{}", report.fact)));
        let what = names
            .into_iter()
            .flatten()
            .next()
            .unwrap_or_else(|| report.fact.clone());
        let rating = report.rating.map_or_else(String::new, |rating| format!(" {rating}/5"));
        let head = format!(
            "{} · {what}{rating} · {}",
            report.record,
            word(key_of_state(report.state))
        );
        let answer = el("form", "cluster")
            .attr("method", "post")
            .attr("action", format!("/redazione/segnalazioni/{}", report.id))
            .attr("data-form", format!("inbox-{}", report.id))
            .child(
                el("input", "")
                    .attr("name", "answer")
                    .attr("maxlength", "1000")
                    .attr("aria-label", word("answer"))
                    .attr("placeholder", word("answer")),
            )
            .child(submit("seen", "mark-seen", "btn btn-plain"))
            .child(submit("done", "mark-done", "btn btn-soft"))
            .child(submit("not-right", "mark-not-right", "btn btn-plain"));
        let open = address_of(&report.record).map(|address| {
            let address = format!("{address}?segnalazione={}", report.id);
            el("a", "btn btn-soft").attr("href", address).text(word("correct-it"))
        });
        let item = el("li", "")
            .attr("data-testid", "inbox-row")
            .attr("data-id", report.id.clone())
            .child(el("div", "soft").text(head))
            .child(el("p", "").text(report.text.clone()))
            .child(open)
            .child(answer);
        list.push(item);
    }
    let list = match reports.is_empty() {
        true => el("p", "").text(word("inbox-none")),
        false => list,
    };
    el("section", "section")
        .child(el("h2", "").text(word("inbox")))
        .child(list)
        .into()
}
