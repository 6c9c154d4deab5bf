//! The title of each page, for the tab of a browser.

use super::Context;
use crate::i18n::{KioskWord, Word};
use crate::model::Dataset;
use crate::route::Route;

/// Whether the page of a route is about an example, nothing that one can go to.
#[must_use]
pub fn is_example(data: &Dataset, route: &Route) -> bool {
    match route {
        Route::Place(id) | Route::Board(id) => data.place(id).is_some_and(|place| place.sample),
        Route::Activity(id) => data.activity(id).is_some_and(|activity| activity.sample),
        Route::Network(id) => data.network(id).is_some_and(|network| network.sample),
        Route::Guide(id) => data.guide(id).is_some_and(|guide| guide.sample),
        _ => false,
    }
}

/// A title with the mark of an example behind it, where there is room for words alone.
#[must_use]
pub fn marked(context: &Context<'_>, title: &str, sample: bool) -> String {
    match sample {
        true => context.words.in_brackets(title, context.text(Word::Sample)),
        false => title.to_owned(),
    }
}

/// The title of the page.
#[must_use]
pub fn title(context: &Context<'_>) -> String {
    let data = context.data;
    let name = match context.route {
        Route::Finder => return context.text(Word::SiteTitle).to_owned(),
        Route::Agenda => Some(context.text(Word::AgendaTitle)),
        Route::Saved => Some(context.text(Word::SavedTitle)),
        Route::Household => Some(context.text(Word::HouseholdTitle)),
        Route::About => Some(context.text(Word::FooterAbout)),
        Route::Orientation => context.kiosk.map(|kiosk| kiosk.text(KioskWord::OrientationTitle)),
        Route::Packed => context.kiosk.map(|kiosk| kiosk.text(KioskWord::PackedTitle)),
        Route::NotFound => None,
        Route::Desk => context.kiosk.map(|kiosk| kiosk.text(KioskWord::DeskShow)),
        Route::KioskSetup => context.kiosk.map(|kiosk| kiosk.text(KioskWord::SetupTitle)),
        Route::Place(id) | Route::Board(id) | Route::Kiosk(id) => data.place(id).map(|place| place.name.as_str()),
        Route::Activity(id) => data.activity(id).map(|activity| activity.title.as_str()),
        Route::Network(id) => data.network(id).map(|network| network.name.as_str()),
        Route::Guide(id) => data.guide(id).map(|guide| guide.title.as_str()),
    };
    let name = name.unwrap_or_else(|| context.text(Word::NotFoundTitle));
    // In front, where a tab and a preview show it whatever they cut off.
    let mark = match is_example(context.data, context.route) {
        true => ["[", context.text(Word::Sample), "] "].concat(),
        false => String::new(),
    };
    [&mark, name, " - ", &context.brand.name].concat()
}
