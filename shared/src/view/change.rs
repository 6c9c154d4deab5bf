//! How a search is changed by what a person does.

use super::msg::{Change, Field};
use super::when::{End, put_day, put_hours, put_range};
use crate::query::{Near, Order, Query};
use crate::search::is_danger;
use crate::time::asked::bounded;
use crate::time::{Date, Start};

impl Change {
    /// Changes a search.
    pub fn apply(&self, query: &mut Query, today: Date) {
        query.offset = 0;
        let when = &mut query.filter.when;
        match self {
            Self::Toggle(facet, code) => {
                // The code is one of the options, so that it cannot be refused.
                let _ = query.filter.toggle(*facet, code);
            }
            Self::ClearFacet(facet) => query.filter.clear(*facet),
            Self::Clear => {
                *query = Query {
                    words: core::mem::take(&mut query.words),
                    view: query.view,
                    ..Query::default()
                };
            }
            Self::Remove(part) => part.remove_from(query),
            Self::When(choice) => choice.put(when, today),
            Self::AnyTime => *when = Default::default(),
            Self::Weekday(day) => when.weekdays.toggle(*day),
            Self::Part(part) => when.part = *part,
            Self::View(view) => query.view = *view,
            Self::Words(words) => query.words.clone_from(words),
            Self::Limit(limit) => query.limit = *limit,
            Self::From(date) => {
                when.open_at = None;
                when.from = Some(Start {
                    date: *date,
                    time: None,
                });
                when.to = None;
            }
            Self::Radius(kilometres) => query.radius_km = Some(*kilometres),
            Self::Order(order) => query.order = *order,
        }
    }

    /// Whether "back" does not undo it: it belongs to what was there.
    #[must_use]
    pub const fn is_small(&self) -> bool {
        matches!(self, Self::Limit(_))
    }
}

/// Puts the value of a field into a search. A value that cannot be read takes the choice back.
pub fn put_field(query: &mut Query, field: Field, value: &str, today: Date) {
    let when = &mut query.filter.when;
    match field {
        // Whoever writes of danger there is answered as for words, and the address holds nothing of it.
        Field::Near if is_danger(value) => value.clone_into(&mut query.words),
        Field::Near => {
            query.near = Near::parse(value.trim());
            query.order = match (&query.near, query.order) {
                (Some(_), Order::Best) => Order::Near,
                (None, Order::Near) => Order::Best,
                (_, order) => order,
            };
        }
        Field::Order => query.order = value.parse().unwrap_or(Order::Best),
        Field::Age => query.filter.age_months = value.parse().ok(),
        Field::Radius => query.radius_km = value.parse().ok(),
        Field::Day => {
            let day: Option<Date> = value.parse().ok();
            put_day(when, day.and_then(|day| bounded(day, today).ok()));
        }
        Field::FromDay | Field::ToDay => {
            let day: Option<Date> = value.parse().ok();
            let end = match field {
                Field::FromDay => End::From,
                _ => End::To,
            };
            put_range(when, today, end, day.and_then(|day| bounded(day, today).ok()));
        }
        Field::FromTime => put_hours(when, today, End::From, value.parse().ok()),
        Field::ToTime => put_hours(when, today, End::To, value.parse().ok()),
        Field::Words => value.clone_into(&mut query.words),
        Field::ForUs | Field::ChildName(_) | Field::ChildBorn(_) | Field::Due => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_is_sets_the_order_and_what_speaks_of_danger_is_no_place() {
        let today = "2026-11-24".parse().expect("a day");
        let mut query = Query::default();
        put_field(&mut query, Field::Near, " Senago ", today);
        assert_eq!(query.near, Some(Near::Name("Senago".to_owned())));
        assert_eq!(query.order, Order::Near);
        put_field(&mut query, Field::Near, "20030", today);
        assert!(matches!(query.near, Some(Near::PostalCode(_))));
        put_field(&mut query, Field::Near, "", today);
        assert_eq!((&query.near, query.order), (&None, Order::Best));
        query.order = Order::Name;
        put_field(&mut query, Field::Near, "Senago", today);
        assert_eq!(query.order, Order::Name, "an order that was chosen stays");
        let mut query = Query::default();
        put_field(&mut query, Field::Near, "mio marito mi picchia", today);
        assert_eq!((query.near, query.words.as_str()), (None, "mio marito mi picchia"));
    }
}
