//! How an operator's own pages look: name, colours, logo and legal links, from a TOML file that is checked whole before
//! anything is served. Colours that somebody could not read are refused by name, pair and ratio.

use std::path::Path;

use bytes::Bytes;
use resvg::usvg;
use serde::Deserialize;
use shared::view::Brand as Named;

/// Least contrast of text on its ground (WCAG 2.2, 1.4.6, level AAA).
const LEAST: f64 = 7.0;
/// Most bytes of a logo.
const MOST_BYTES: u64 = 512 * 1024;
/// What text in the first colour stands on, and what stands on it, by day.
const LIGHT: Grounds = Grounds {
    paper: "#fdfaf5",
    card: "#ffffff",
    soft: "#e2f0ee",
    accent_soft: "#fde9e1",
    on: "#ffffff",
};
/// The same where the device is dark.
const DARK: Grounds = Grounds {
    paper: "#17161b",
    card: "#211f27",
    soft: "#1d3a38",
    accent_soft: "#452318",
    on: "#0b2b29",
};
/// The first colour where none is told.
const PRIMARY: &str = "#0f524d";

struct Grounds {
    paper: &'static str,
    card: &'static str,
    soft: &'static str,
    accent_soft: &'static str,
    on: &'static str,
}

/// How the pages look and what they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// What the views need of it.
    pub named: Named,
    /// What stands under the icon on a device; the name where it is short.
    pub short_name: String,
    /// The style sheet over that of the pages; empty without colours and logo.
    pub css: String,
    /// The colour of bars around the page and of pictures of links.
    pub primary: Option<String>,
    /// The logo.
    pub logo: Option<Logo>,
}

/// A logo that can do nothing but be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// `image/svg+xml` or `image/png`.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Why a brand file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandError {
    /// It is no such file.
    #[error("{0}")]
    File(String),
    /// A value cannot be used.
    #[error("{field}: {reason}")]
    Value {
        /// Which.
        field: &'static str,
        /// Why.
        reason: String,
    },
    /// Two colours are too alike to be read.
    #[error("{field}: {colour} on {ground} has a contrast of {ratio}, and text needs 7:1 (WCAG 2.2, 1.4.6)")]
    Contrast {
        /// Which colour.
        field: &'static str,
        /// Its value.
        colour: String,
        /// The other one.
        ground: String,
        /// Their contrast, such as `4.5:1`.
        ratio: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    short_name: Option<String>,
    #[serde(default)]
    logo: Option<String>,
    #[serde(default)]
    colours: Colours,
    #[serde(default)]
    dark: Colours,
    #[serde(default)]
    legal: Legal,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Colours {
    primary: Option<String>,
    primary_soft: Option<String>,
    accent: Option<String>,
    accent_soft: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Legal {
    privacy: Option<String>,
    notes: Option<String>,
}

impl Brand {
    /// Reads a brand file and the logo that it names, beside it.
    ///
    /// # Errors
    /// See [`BrandError`].
    pub fn load(file: &Path) -> Result<Self, BrandError> {
        let text = std::fs::read_to_string(file).map_err(|error| BrandError::File(error.to_string()))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::read(&text, &|name| {
            let path = folder.join(name);
            let size = std::fs::metadata(&path).map_err(|error| error.to_string())?.len();
            match size > MOST_BYTES {
                true => Err(format!("it has more than {MOST_BYTES} bytes")),
                false => std::fs::read(&path).map_err(|error| error.to_string()),
            }
        })
    }

    /// Reads the text of a brand file; `bytes_of` gives the logo by the name in it.
    ///
    /// # Errors
    /// See [`BrandError`].
    pub fn read(text: &str, bytes_of: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<Self, BrandError> {
        let file: File = toml::from_str(text).map_err(|error| BrandError::File(error.to_string()))?;
        let name = plain("name", &file.name, 60)?;
        let short_name = match &file.short_name {
            Some(short) => plain("short_name", short, 24)?,
            None => name.clone(),
        };
        let logo = match &file.logo {
            Some(named) => Some(logo(named, bytes_of)?),
            None => None,
        };
        let mut css = String::new();
        let light = sheet(&file.colours, &LIGHT, "colours")?;
        let dark = sheet(&file.dark, &DARK, "dark")?;
        if !light.is_empty() {
            css.push_str(&format!(
                ":root:not([data-colours=\"dark\"],[data-colours=\"strong\"]){{{light}}}"
            ));
        }
        if !light.is_empty() || !dark.is_empty() {
            // What was chosen for light pages is not for dark ones.
            let dark = [&dark_as_built(), &*dark].concat();
            css.push_str(&format!(
                "@media screen and (prefers-color-scheme:dark){{:root:not([data-colours=\"light\"],[data-colours=\"strong\"]){{{dark}}}}}@media screen{{:root[data-colours=\"dark\"]{{{dark}}}}}"
            ));
        }
        if logo.is_some() {
            css.push_str(".brand .icon{mask:none;-webkit-mask:none;background:url(/brand/logo) center/contain no-repeat;inline-size:2.5rem;block-size:2.5rem}");
        }
        Ok(Self {
            named: Named {
                name,
                privacy: address("legal.privacy", file.legal.privacy)?,
                legal: address("legal.notes", file.legal.notes)?,
                site: String::new(),
            },
            short_name,
            css,
            primary: file.colours.primary,
            logo,
        })
    }

    /// The colour of bars around the page.
    #[must_use]
    pub fn theme(&self) -> &str {
        self.primary.as_deref().unwrap_or("#0b5351")
    }
}

fn refused(field: &'static str, reason: impl Into<String>) -> BrandError {
    BrandError::Value {
        field,
        reason: reason.into(),
    }
}

fn plain(field: &'static str, text: &str, most: usize) -> Result<String, BrandError> {
    let text = text.trim();
    match (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        true => Ok(text.to_owned()),
        false => Err(refused(field, format!("a text of 1 to {most} characters"))),
    }
}

fn address(field: &'static str, text: Option<String>) -> Result<String, BrandError> {
    let text = text.unwrap_or_default();
    let is_address = text.starts_with("https://") || text.starts_with("http://") || text.starts_with('/');
    let whole = !text.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    match text.is_empty() || is_address && whole && !text.starts_with("//") {
        true => Ok(text),
        false => Err(refused(field, "an address such as https://www.comune.example/privacy")),
    }
}

/// Red, green and blue of `#rrggbb`.
fn rgb(field: &'static str, text: &str) -> Result<[u8; 3], BrandError> {
    let bad = || refused(field, format!("\"{text}\" is no colour such as #0f524d"));
    let digits = text
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.is_ascii());
    let digits = digits.ok_or_else(bad)?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| bad());
    Ok([part(0)?, part(2)?, part(4)?])
}

/// The contrast of two colours (WCAG 2.2, relative luminance), from 1 to 21.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let linear = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The declarations of a set of colours, each checked on all that it stands on.
fn sheet(colours: &Colours, grounds: &Grounds, set: &str) -> Result<String, BrandError> {
    let dark = set == "dark";
    let of = |light, in_dark| if dark { in_dark } else { light };
    let readable = |field: &'static str, colour: &str, ground: &str| {
        let ratio = contrast(rgb(field, colour)?, rgb(field, ground)?);
        match ratio < LEAST {
            true => Err(BrandError::Contrast {
                field,
                colour: colour.to_owned(),
                ground: ground.to_owned(),
                // Rounded down: 6.99 is not enough.
                ratio: format!("{:.1}:1", (ratio * 10.0).floor() / 10.0),
            }),
            false => Ok(()),
        }
    };
    let mut css = String::new();
    let soft = colours.primary_soft.as_deref();
    if let Some(soft) = soft {
        rgb(of("colours.primary_soft", "dark.primary_soft"), soft)?;
        css.push_str(&format!("--teal-soft:{soft};"));
    }
    let usual = of(PRIMARY, "#8bd8d0");
    if colours.primary.is_some() || soft.is_some() {
        let (field, primary) = (
            of("colours.primary", "dark.primary"),
            colours.primary.as_deref().unwrap_or(usual),
        );
        for ground in [grounds.paper, grounds.card, soft.unwrap_or(grounds.soft), grounds.on] {
            readable(field, primary, ground)?;
        }
        css.push_str(&format!(
            "--teal:{primary};--teal-deep:{primary};--bs-primary:{primary};--spoke:{primary};"
        ));
    }
    if let Some(accent) = &colours.accent {
        let field = of("colours.accent", "dark.accent");
        let soft = colours.accent_soft.as_deref().unwrap_or(grounds.accent_soft);
        for ground in [grounds.paper, grounds.card, soft] {
            readable(field, accent, ground)?;
        }
        css.push_str(&format!("--coral:{accent};--coral-soft:{soft};--hub:{accent};"));
    }
    Ok(css)
}

/// The colours of dark pages as they are without a brand.
fn dark_as_built() -> String {
    "--teal:#8bd8d0;--teal-deep:#0e4643;--bs-primary:#8bd8d0;--teal-soft:#1d3a38;--spoke:#8bd8d0;--coral:#ffb59e;\
     --coral-soft:#452318;--hub:#ffb59e;"
        .to_owned()
}

fn logo(name: &str, bytes_of: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<Logo, BrandError> {
    let bytes = bytes_of(name).map_err(|reason| refused("logo", format!("{name}: {reason}")))?;
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Logo {
            media_type: "image/png",
            bytes: bytes.into(),
        });
    }
    let options = usvg::Options {
        // Nothing beside the file itself: no picture of another file or address.
        resources_dir: None,
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_data(&bytes, &options)
        .map_err(|error| refused("logo", format!("{name} is neither PNG nor SVG: {error}")))?;
    // Written anew from what can be seen: paths and colours, without scripts, links, styles and foreign content.
    Ok(Logo {
        media_type: "image/svg+xml",
        bytes: tree.to_string(&usvg::WriteOptions::default()).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="alert(1)">
      <script>alert(2)</script><a xlink:href="https://evil.example"><rect width="10" height="10" fill="#123456"/></a>
      <image href="https://evil.example/a.png" width="5" height="5"/><foreignObject><p>x</p></foreignObject></svg>"##;

    fn read(text: &str) -> Result<Brand, BrandError> {
        Brand::read(text, &|name| match name {
            "logo.svg" => Ok(SVG.as_bytes().to_vec()),
            "logo.png" => Ok(b"\x89PNG\r\n\x1a\nrest".to_vec()),
            "page.html" => Ok(b"<html><script>alert(1)</script>".to_vec()),
            _ => Err("there is no such file".to_owned()),
        })
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x77; 3], [255; 3]) - 4.478).abs() < 0.001);
    }

    #[test]
    fn a_brand_is_read_whole() {
        let brand = read(
            "name = \"Famiglie di Esempio\"\nlogo = \"logo.svg\"\n\
             [colours]\nprimary = \"#003a70\"\naccent = \"#7a1020\"\n[legal]\nprivacy = \"https://example.org/privacy\"\n",
        )
        .expect("a good brand");
        assert_eq!(brand.named.name, "Famiglie di Esempio");
        assert!(
            brand.css.contains("--teal:#003a70") && brand.css.contains("/brand/logo"),
            "{}",
            brand.css
        );
        assert_eq!(brand.theme(), "#003a70");
    }

    #[test]
    fn colours_that_cannot_be_read_are_refused_with_their_ratio() {
        for (text, field) in [
            ("[colours]\nprimary = \"#0088cc\"", "colours.primary"),
            ("[colours]\nprimary_soft = \"#777777\"", "colours.primary"),
            ("[colours]\naccent = \"#ff5522\"", "colours.accent"),
            ("[dark]\nprimary = \"#003a70\"", "dark.primary"),
        ] {
            let error = read(&format!("name = \"A\"\n{text}")).expect_err(text);
            assert!(
                matches!(&error, BrandError::Contrast { field: known, .. } if *known == field),
                "{error}"
            );
            assert!(error.to_string().contains("7:1"), "{error}");
        }
    }

    #[test]
    fn what_is_no_brand_is_refused_by_its_field() {
        for (text, field) in [
            ("name = \"\"", "name"),
            ("name = \"A\"\n[colours]\nprimary = \"teal\"", "colours.primary"),
            ("name = \"A\"\n[colours]\nprimary = \"#é1234\"", "colours.primary"),
            (
                "name = \"A\"\n[legal]\nprivacy = \"javascript:alert(1)\"",
                "legal.privacy",
            ),
            ("name = \"A\"\n[legal]\nnotes = \"//evil.example\"", "legal.notes"),
            ("name = \"A\"\nlogo = \"nowhere.svg\"", "logo"),
            ("name = \"A\"\nlogo = \"page.html\"", "logo"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.to_string().starts_with(field), "{text}: {error}");
        }
        assert!(matches!(read("name = \"A\"\ncolor = \"x\""), Err(BrandError::File(_))));
    }

    #[test]
    fn a_logo_can_do_nothing_but_be_seen() {
        let logo = read("name = \"A\"\nlogo = \"logo.svg\"")
            .expect("a brand")
            .logo
            .expect("a logo");
        let text = std::str::from_utf8(&logo.bytes).expect("a text");
        for bad in ["script", "alert", "evil", "onload", "foreignObject", "href"] {
            assert!(!text.contains(bad), "{bad}: {text}");
        }
        assert!(text.contains("#123456") && logo.media_type == "image/svg+xml", "{text}");
        let png = read("name = \"A\"\nlogo = \"logo.png\"").expect("a brand").logo;
        assert_eq!(png.map(|logo| logo.media_type), Some("image/png"));
    }
}
