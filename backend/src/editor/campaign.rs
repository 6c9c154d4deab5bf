//! The page behind a link of a campaign: the page of a place as families see it, and fact by fact whether it is right.

use shared::view::html::el;
use shared::view::{Html, Slot};

use super::words::word;
use super::{Notice, page, submit};
use crate::service::staff::group::Group;

/// The answers that a fact can have.
pub const ANSWERS: [&str; 3] = ["right", "no-longer", "correct"];

/// The page; the place stands in [`Slot::Page`].
#[must_use]
pub fn campaign_page(name: &str, notice: Option<&Notice>) -> Html {
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("data-testid", "campaign-form");
    for group in Group::ALL {
        let mut row = el("fieldset", "stack")
            .attr("data-group", group.code())
            .child(el("legend", "").text(word(&format!("group.{}", group.code()))));
        let mut choices = el("div", "cluster");
        for answer in ANSWERS {
            let radio = el("input", "")
                .attr("type", "radio")
                .attr("name", group.code())
                .attr("value", answer);
            choices.push(
                el("label", "option")
                    .child(radio)
                    .child(el("span", "").text(word(answer))),
            );
        }
        row.push(choices);
        row.push(
            el("input", "")
                .attr("name", format!("text-{}", group.code()))
                .attr("maxlength", "1000")
                .attr("aria-label", word("correction"))
                .attr("placeholder", word("correction")),
        );
        form.push(row);
    }
    let form = form.child(submit("", "send-answers", "btn btn-primary"));
    let preview = el("section", "stack").attr("data-testid", "preview").slot(Slot::Page);
    page(word("campaign"), notice, false)
        .child(el("p", "lead").text(name.to_owned()))
        .child(el("p", "").text(word("campaign-help")))
        .child(el("div", "page-columns").child(form).child(preview))
        .into()
}

/// The page of a link that holds no longer.
#[must_use]
pub fn void_page() -> Html {
    page(word("campaign"), Some(&Notice::failed("campaign-void")), false).into()
}
