//! A result in the list.

use super::blocks::{state_line, suits_line, tags};
use super::card::Card;
use super::html::el;
use super::parts::{icon, kind_name, kind_sign, of_record};
use super::{Context, Html};
use crate::i18n::Word;

/// The card, as an item of a list.
#[must_use]
pub fn result_card(context: &Context<'_>, card: Card) -> Html {
    result_card_under(context, card, Html::Nothing)
}

/// The card, as an item of a list, with something above it in the same item.
pub(super) fn result_card_under(context: &Context<'_>, card: Card, above: Html) -> Html {
    let piece = |class, words: String| match words.is_empty() {
        true => Html::Nothing,
        false => el("span", class).text(words).into(),
    };
    let meta = el("p", "card-meta")
        .child(kind_name(card.kind_class, card.kind))
        .child(match card.place.is_empty() {
            true => Html::Nothing,
            false => of_record(context, el("span", "").text(card.place)).into(),
        })
        .child(piece("distance", card.distance));
    let next = match card.next.is_empty() {
        true => Html::Nothing,
        false => {
            let mut when = el("span", "").text(card.next);
            if !card.next_title.is_empty() {
                when = when
                    .text(" · ")
                    .child(of_record(context, el("span", "").text(card.next_title)));
                if card.next_sample {
                    when = when.text([" (", context.text(Word::Sample), ")"].concat());
                }
            }
            el("p", "card-next").child(icon("icon-calendar")).child(when).into()
        }
    };
    let name = of_record(context, el("a", "").attr("href", card.href).text(card.title));
    let title = el("h3", "card-title").child(name);
    let body = el("div", "card-body")
        .child(title)
        .child(meta)
        .child(state_line(card.state, card.badges))
        .child(next)
        .child(card.suits.map(suits_line))
        .child(tags(context, card.topics));
    let article = el("article", "card")
        .attr("data-testid", "result-card")
        .attr("data-type", card.record)
        .attr("data-id", card.id)
        .child(kind_sign(card.kind_class))
        .child(body);
    el("li", "").child(above).child(article).into()
}
