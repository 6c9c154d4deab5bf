//! Pages without records: saved things and who is at home (which only the device knows), what does not exist, and the empty frame that
//! the web app starts in when there is no network.

use askama::Template;

use super::frame::{Data, Entry, Frame, titled};
use super::{Context, Rendered, written};

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainTemplate<'a> {
    frame: Frame<'a>,
    title: &'static str,
    text: &'static str,
    /// Words of a link back to the finder; empty is none.
    back: &'static str,
}

/// The page of saved places and activities.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn saved(context: &Context<'_>) -> Rendered {
    let text = "Qui ritrovi le sedi e le attività che salvi. Restano solo su questo dispositivo: nessuno le vede.";
    let template = PlainTemplate {
        frame: Frame::new(context, Entry::Saved, &titled("Salvati"), text),
        title: "Salvati",
        text,
        back: "Cerca una sede o un’attività",
    };
    written(&template)
}

/// The page of who is at home.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn household(context: &Context<'_>) -> Rendered {
    let text = "Di’ chi siete in casa: ogni attività dirà per chi va bene. Quello che scrivi resta solo su questo dispositivo.";
    let template = PlainTemplate {
        frame: Frame::new(context, Entry::Household, &titled("La tua famiglia"), text),
        title: "La tua famiglia",
        text,
        back: "Cerca una sede o un’attività",
    };
    written(&template)
}

/// The page of what does not exist.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn missing(context: &Context<'_>) -> Rendered {
    let text = "Forse l’indirizzo è cambiato o la sede è stata tolta.";
    let template = PlainTemplate {
        frame: Frame::new(context, Entry::Other, &titled("Questa pagina non c’è"), text),
        title: "Questa pagina non c’è",
        text,
        back: "Cerca una sede o un’attività",
    };
    written(&template)
}

/// The frame without content, which the service worker keeps for every page of the app.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn shell(context: &Context<'_>) -> Rendered {
    let text = "Centri, sportelli e attività per le famiglie, vicino a te.";
    let mut frame = Frame::new(context, Entry::Other, "Family Hub", text);
    frame.data = Data::OnTheDevice;
    // The frame outlives the data: what they are like is told by the app.
    frame.age = String::new();
    frame.samples = false;
    let template = PlainTemplate {
        frame,
        title: "Family Hub",
        text: "Un attimo…",
        back: "",
    };
    written(&template)
}
