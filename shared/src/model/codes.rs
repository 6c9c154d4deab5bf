//! Two macros: closed lists of codes, and texts that are checked when they are read.

/// An enum whose values are written as codes; an unknown code is refused by name.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $refusal:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All values, in the order of the taxonomy.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            const CODES: &'static [&'static str] = &[$($code),+];

            /// The code that stands in data sets and URLs.
            #[must_use]
            pub const fn code(self) -> &'static str {
                Self::CODES[self as usize]
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::problem::Refusal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::model::codes::place_of(Self::CODES, $refusal, text).map(|at| Self::ALL[at])
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(reader: &mut $crate::json::Reader<'_>) -> Option<Self> {
                reader.code(Self::CODES).map(|at| Self::ALL[at])
            }
        }

        $crate::model::codes::derived_as_text!($name, |value| value.code());
    };
}

/// A text newtype: `$check` says whether a text may become one.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $refusal:literal, $expects:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::problem::Refusal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let check: fn(&str) -> bool = $check;
                match check(text) {
                    true => Ok(Self(text.into())),
                    false => Err($crate::model::codes::refused_text($refusal, $expects, text)),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        $crate::model::codes::text_serde!($name, |value| value.as_str());
    };
}

/// `Serialize` as the text, `Deserialize` and `FromJson` through `FromStr`.
macro_rules! text_serde {
    ($name:ident, |$value:ident| $text:expr) => {
        $crate::model::codes::derived_as_text!($name, |$value| $text);

        impl $crate::json::FromJson for $name {
            fn from_json(reader: &mut $crate::json::Reader<'_>) -> Option<Self> {
                reader.parsed()
            }
        }
    };
}

/// `Serialize` as the text, `Deserialize` through `FromStr`, with one shared visitor.
macro_rules! derived_as_text {
    ($name:ident, |$value:ident| $text:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $value = self;
                serializer.serialize_str(AsRef::<str>::as_ref(&$text))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::codes::parse_text(deserializer)
            }
        }
    };
}

pub(crate) use {checked_text, codes, derived_as_text, text_serde};

use std::borrow::Cow;

use crate::problem::{Refusal, reason};

/// Where a code stands among `codes`, refused by name when it is none of them.
pub(crate) fn place_of(codes: &[&str], refusal: &'static str, text: &str) -> Result<usize, Refusal> {
    let at = codes.iter().position(|code| *code == text);
    at.ok_or_else(|| unknown_code(refusal, text))
}

#[cold]
pub(crate) fn unknown_code(refusal: &'static str, text: &str) -> Refusal {
    Refusal::new(refusal, reason(&["unknown code \"", &short(text), "\""]))
}

#[cold]
pub(crate) fn refused_text(refusal: &'static str, expects: &str, text: &str) -> Refusal {
    Refusal::new(refusal, reason(&["expected ", expects, ", got \"", &short(text), "\""]))
}

/// Error texts quote what was given, but never a megabyte of it.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(80) {
        Some((end, _)) => Cow::Owned([&text[..end], "…"].concat()),
        None => Cow::Borrowed(text),
    }
}

pub(crate) fn parse_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: core::str::FromStr<Err = Refusal>,
{
    let text: Cow<'_, str> = CowText::deserialize_cow(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

struct CowText;

impl CowText {
    /// Borrows from the input where it can, so that 30,000 codes do not allocate 30,000 strings.
    fn deserialize_cow<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(Self)
    }
}

impl<'de> serde::de::Visitor<'de> for CowText {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

use crate::time::{Date, LocalDateTime, OpeningHours, PartialDate, Rule, Start};

text_serde!(OpeningHours, |value| value.as_str());
text_serde!(Rule, |value| value.as_str());
text_serde!(Date, |value| value.to_string());
text_serde!(PartialDate, |value| value.to_string());
text_serde!(Start, |value| value.to_string());
text_serde!(LocalDateTime, |value| value.to_string());
