//! A result in the list.

use leptos::prelude::*;

use super::blocks::{state_line, tags};
use super::icon;
use crate::view::card::Card;

/// The card.
pub fn result_card(card: Card) -> AnyView {
    let distance = (!card.distance.is_empty()).then(|| view! { <span class="distance">{card.distance}</span> });
    let place = (!card.place.is_empty()).then(|| view! { <span>{card.place}</span> });
    let next = (!card.next.is_empty()).then(|| {
        view! {
            <p class="card-next">
                {icon("icon-calendar")}
                <span>{card.next}</span>
            </p>
        }
    });
    view! {
        <li>
            <article class="card" data-testid="result-card" data-type=card.record data-id=card.id>
                <span class=["kind-sign ", card.kind_class].concat() aria-hidden="true">
                    <span class="icon"></span>
                </span>
                <div class="card-body">
                    <h3 class="card-title">
                        <a href=card.href>{card.title}</a>
                    </h3>
                    <p class="card-meta">
                        <span class=["kind-name ", card.kind_class].concat()>{card.kind}</span>
                        {place}
                        {distance}
                    </p>
                    {state_line(card.state, card.badges)}
                    {next}
                    {tags(card.topics)}
                </div>
            </article>
        </li>
    }
    .into_any()
}
