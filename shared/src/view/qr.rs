//! A QR code (ISO/IEC 18004) as one path of an SVG, a unit a module, with the quiet border it asks for.

use super::Html;
use super::html::{Text, el};
use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code: what the standard asks for.
const BORDER: i32 = 4;

/// A code to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// `viewBox` of the SVG.
    pub view_box: String,
    /// `d` of the one path: the dark modules, row by row.
    pub path: String,
}

/// The code of a text; `None` when it is too long (beyond about 2,300 bytes).
#[must_use]
pub fn code(text: &str) -> Option<Code> {
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                for (letter, number) in [('M', start + BORDER), (' ', y + BORDER), ('h', x - start)] {
                    path.push(letter);
                    path.push_str(&number.to_string());
                }
                path.push_str("v1H");
                path.push_str(&(start + BORDER).to_string());
                path.push('z');
            }
            x += 1;
        }
    }
    let side = (size + 2 * BORDER).to_string();
    Some(Code {
        view_box: ["0 0 ", &side, " ", &side].concat(),
        path,
    })
}

/// The code of an address, with words on what to do with it; the address alone where it is too long for a code.
#[must_use]
pub fn figure(address: String, label: &'static str, hint: impl Into<Text>) -> Html {
    let Some(code) = code(&address) else {
        return el("p", "message").text(address).into();
    };
    let drawing = el("svg", "qr")
        .attr("viewBox", code.view_box)
        .attr("role", "img")
        .attr("aria-label", label)
        .child(el("path", "").attr("d", code.path));
    el("figure", "qr-figure")
        .attr("data-testid", "qr")
        .attr("data-href", address)
        .child(drawing)
        .child(el("figcaption", "soft").text(hint))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a path, as `(x, y)`.
    fn drawn(path: &str) -> Vec<(i32, i32)> {
        let number = |text: &str| text.parse::<i32>().expect("a path of numbers");
        let mut dark = Vec::new();
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (corner, rest) = run[1..].split_once('h').expect("a run goes right");
            let (x, y) = corner.split_once(' ').expect("a run has a corner");
            let (length, back) = rest.split_once("v1H").expect("a run comes back");
            assert_eq!(back, x);
            dark.extend((0..number(length)).map(|step| (number(x) + step - BORDER, number(y) - BORDER)));
        }
        dark
    }

    #[test]
    fn the_path_is_the_code_module_by_module() {
        for text in ["", "https://example.org/attivita/esempio-hug-ragazzi", &"à".repeat(400)] {
            let wanted = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).expect("it fits");
            let all = (0..wanted.size()).flat_map(|y| (0..wanted.size()).map(move |x| (x, y)));
            let dark: Vec<(i32, i32)> = all.filter(|&(x, y)| wanted.get_module(x, y)).collect();
            assert_eq!(drawn(&code(text).expect("it fits").path), dark);
        }
        assert_eq!(code(&"x".repeat(4_000)), None);
    }
}
