//! The first HTML of every page: what families without the app's scripts read, what engines index, and what stands on
//! the screen until the app has started. The web app draws the same records in the same words and classes.
//!
//! In reading order: [`frame`] what stands around every page, [`page`] what a page that is read consists of, then one
//! file a page.

mod about;
mod activity;
mod agenda;
mod card;
mod dates;
mod distance;
mod finder;
mod frame;
mod freshness;
mod guide;
mod hours;
mod json_ld;
mod network;
mod next_step;
mod page;
mod place;
mod plain;
mod words;

use shared::model::Dataset;
use shared::search::Index;
use shared::time::LocalDateTime;

pub use about::about;
pub use activity::activity;
pub use agenda::agenda;
pub use finder::finder;
pub use frame::Shell;
pub use guide::guide;
pub use network::network;
pub use place::place;
pub use plain::{household, missing, saved, shell};

/// What every page is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// The search index over them.
    pub index: &'a Index,
    /// When the newest change in them was made, on the wall clock of Rome.
    pub changed: LocalDateTime,
    /// The wall clock of Rome.
    pub now: LocalDateTime,
    /// The addresses of the web app's files.
    pub shell: &'a Shell,
}

/// A page as bytes of HTML, or why it could not be written.
pub type Rendered = Result<String, askama::Error>;

/// Writes a page without the line breaks between its tags: they are for whoever reads the templates, and the app, which
/// takes the page over node by node, has none of them.
fn written(template: &impl askama::Template) -> Rendered {
    let html = template.render()?;
    let mut tight = String::with_capacity(html.len());
    for line in html.split('\n') {
        let between_tags = tight.ends_with('>') && (line.is_empty() || line.starts_with('<'));
        if !tight.is_empty() && !between_tags {
            tight.push('\n');
        }
        tight.push_str(line);
    }
    Ok(tight)
}
