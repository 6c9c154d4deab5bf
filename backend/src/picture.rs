//! Pictures of links, drawn as SVG and made PNG: 1200 × 630, as `og:image` wants it.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use shared::i18n::Words;
use shared::model::{Dataset, Place};
use shared::view::write::escape;

use crate::brand::Brand;

const WIDTH: u32 = 1_200;
const HEIGHT: u32 = 630;
/// Letters of a line of the name at its size, as far as Titillium Web's usual letters go.
const LETTERS: usize = 28;
/// Most lines of the name.
const LINES: usize = 3;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../fonts/titillium-web-regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../fonts/titillium-web-700.ttf").to_vec());
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The drawing cannot be read.
    #[error("the drawing cannot be read: {0}")]
    Drawing(#[from] resvg::usvg::Error),
    /// There is no room for it, or it cannot be written.
    #[error("the picture cannot be written: {0}")]
    Writing(String),
}

/// The picture of a place: its name, what it is, where. Nothing that changes with the clock.
///
/// # Errors
/// See [`PictureError`].
pub fn of_place(data: &Dataset, place: &Place, brand: &Brand) -> Result<Vec<u8>, PictureError> {
    let comune = place
        .address
        .as_ref()
        .and_then(|address| data.comune(address.comune.as_ref()?));
    let network = data.network(&place.network).map_or("", |network| &*network.name);
    let kind = Words::italian().kind(place.kind);
    let at = comune.map_or_else(
        || kind.to_owned(),
        |comune| format!("{kind} · {} ({})", comune.name, comune.province),
    );
    let name = match place.sample {
        true => [shared::interop::about::SAMPLE, &place.name].concat(),
        false => place.name.clone(),
    };
    png(&drawing(&name, &at, network, (&brand.named.name, brand.theme())))
}

fn drawing(name: &str, at: &str, network: &str, (site, primary): (&str, &str)) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"Titillium Web\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fdf8f3\"/><rect width=\"{WIDTH}\" height=\"24\" fill=\"{primary}\"/>"
    );
    text(&mut svg, 130, 36, "400", primary, at);
    for (line, words) in lines(name).iter().enumerate() {
        text(&mut svg, 230 + 92 * line, 76, "700", "#1d2b2a", words);
    }
    text(&mut svg, 530, 32, "400", "#43524f", &shortened(network, 60));
    text(&mut svg, 582, 32, "700", primary, site);
    svg.push_str("</svg>");
    svg
}

fn text(svg: &mut String, y: usize, size: usize, weight: &str, colour: &str, words: &str) {
    svg.push_str(&format!(
        "<text x=\"80\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{colour}\">"
    ));
    // Characters that XML 1.0 has no way to write are none that a name needs.
    let plain: String = words.chars().filter(|letter| !letter.is_control()).collect();
    escape(&plain, svg);
    svg.push_str("</text>");
}

/// The name in lines that fit; what does not fit ends with an ellipsis.
fn lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let word = shortened(word, LETTERS);
        let line = lines.last().map_or(0, |line| line.chars().count());
        let length = word.chars().count();
        match lines.last_mut() {
            Some(last) if line == 0 => last.push_str(&word),
            Some(last) if line + 1 + length <= LETTERS => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            *last = shortened(&[last, " …"].concat(), LETTERS);
        }
    }
    lines
}

fn shortened(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: "Titillium Web".to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options)?;
    let mut picture = Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| PictureError::Writing("there is no room".to_owned()))?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| PictureError::Writing(error.to_string()))
}
