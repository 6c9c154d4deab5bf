//! A part of a comune that families know by name: a quarter, a village, or a Municipio with a council of its own.

use core::str::FromStr;

use crate::model::{Address, ComuneCode};
use crate::problem::{Refusal, reason};
use crate::text::fold;

/// The ISTAT code of the comune, a hyphen, and the name folded with hyphens for spaces: `072006-municipio-iv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(String);

impl Quarter {
    /// That of a name in a comune.
    #[must_use]
    pub fn new(comune: &ComuneCode, name: &str) -> Self {
        Self([comune.as_str(), "-", &fold(name).replace(' ', "-")].concat())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Quarter {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (digits, name) = text.split_once('-').unwrap_or_default();
        let sound = name.bytes().all(|byte| byte > b' ' && byte != b',') && (1..=100).contains(&name.len());
        match sound && digits.parse::<ComuneCode>().is_ok() {
            true => Ok(Self(text.to_owned())),
            false => Err(Refusal::new(
                "bad-quarter",
                reason(&["expected a comune and the name of a part of it, such as 072006-municipio-iv"]),
            )),
        }
    }
}

/// The parts of its comune that an address names, the larger first, each with its name.
pub fn quarters(address: &Address) -> impl Iterator<Item = (Quarter, &str)> {
    let names = [&address.municipio, &address.locality];
    let comune = address.comune.as_ref();
    names
        .into_iter()
        .flatten()
        .filter_map(move |name| Some((Quarter::new(comune?, name), name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_read_back_and_belongs_to_its_comune() {
        let comune: ComuneCode = "072006".parse().expect("six digits");
        let quarter = Quarter::new(&comune, "Municipio IV");
        assert_eq!(quarter.as_str(), "072006-municipio-iv");
        assert_eq!(quarter.as_str().parse(), Ok(quarter));
        for text in ["", "072006", "072006-", "7200-san-paolo", "072006-san paolo", "a-b"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }
}
