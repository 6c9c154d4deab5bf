//! What the finder is, where its data come from, privacy, accessibility, licences.

use askama::Template;
use shared::model::Network;

use super::frame::{Entry, Frame, titled};
use super::{Context, Rendered, written};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutTemplate<'a> {
    frame: Frame<'a>,
    networks: &'a [Network],
    places: usize,
    activities: usize,
    guides: usize,
}

/// The page.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn about(context: &Context<'_>) -> Rendered {
    let description = "Che cos’è Family Hub, da dove vengono i dati, che cosa resta sul tuo dispositivo, accessibilità, \
                       licenze.";
    let template = AboutTemplate {
        frame: Frame::new(context, Entry::About, &titled("Come funziona"), description),
        networks: &context.data.networks,
        places: context.data.places.len(),
        activities: context.data.activities.len(),
        guides: context.data.guides.len(),
    };
    written(&template)
}
