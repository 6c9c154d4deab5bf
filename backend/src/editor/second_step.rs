//! The second step of signing in, on one's own account: switched on with an app, and off again.

use shared::view::Html;
use shared::view::html::el;
use shared::view::qr;

use super::words::{filled, word};
use super::{Notice, back, hidden, page, submit};

/// The field for a code of the app or on paper.
pub(super) fn code_field(label: String, is_required: bool) -> Html {
    let input = el("input", "")
        .attr("id", "totp")
        .attr("name", "totp")
        .attr("type", "text")
        .attr("autocapitalize", "none")
        .attr("autocomplete", "one-time-code")
        .attr_if("required", is_required.then_some(""));
    let label = el("label", "").attr("for", "totp").text(label);
    el("p", "field").child(label).child(input).into()
}

/// Switching it on: the secret for the app, as a code to photograph and in letters, and the first code it shows.
#[must_use]
pub fn begin(secret: &str, address: &str, notice: Option<&Notice>) -> Html {
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("data-testid", "second-step")
        .child(hidden("secret", secret));
    if let Some(code) = qr::code(address) {
        let drawing = el("svg", "qr redazione-qr")
            .attr("viewBox", code.view_box)
            .attr("role", "img")
            .attr("aria-label", word("second-step-code"))
            .child(el("path", "").attr("d", code.path));
        form.push(drawing);
    }
    let groups: Vec<&str> = (0..secret.len().div_ceil(4))
        .filter_map(|at| secret.get(at * 4..(at * 4 + 4).min(secret.len())))
        .collect();
    let form = form
        .child(el("p", "").text(word("second-step-letters")))
        .child(el("code", "redazione-code").text(groups.join(" ")))
        .child(code_field(word("totp"), true))
        .child(submit("on", "second-step-on", "btn btn-primary"));
    page(word("second-step"), notice, true)
        .child(back())
        .child(el("p", "").text(word("second-step-help")))
        .child(form)
        .into()
}

/// It is on: how many codes on paper are left, and switching it off.
#[must_use]
pub fn standing(left: usize, notice: Option<&Notice>) -> Html {
    let form = el("form", "stack")
        .attr("method", "post")
        .attr("data-testid", "second-step-off")
        .child(code_field(word("totp"), true))
        .child(submit("off", "second-step-off", "btn btn-soft"));
    page(word("second-step"), notice, true)
        .child(back())
        .child(el("p", "").text(word("second-step-stands")))
        .child(el("p", "").text(filled("second-step-left", &left.to_string())))
        .child(form)
        .into()
}

/// The codes on paper, which are told this once.
#[must_use]
pub fn codes(codes: &[String]) -> Html {
    let mut list = el("ul", "redazione-links").attr("data-testid", "recovery-codes");
    for code in codes {
        list.push(el("li", "").child(el("code", "redazione-code").text(code.clone())));
    }
    page(word("second-step"), Some(&Notice::done("second-step-begun")), true)
        .child(back())
        .child(el("p", "").text(word("recovery-help")))
        .child(list)
        .into()
}
