//! A JSON reader for what the server itself wrote: it goes over the text once, builds no tree and asks each type to
//! read itself. The browser reads snapshots with it; derived code on serde_json does the same in four times the
//! bytes (docs/size.md). Data set files of others are read by serde_json, whose refusals tell a person more.
//!
//! What went wrong stands in the reader and a type only says `None`: an error that is handed up through a hundred
//! functions is code in each of them.

use core::fmt;
use std::borrow::Cow;

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where reading stopped, in bytes.
    pub at: usize,
    /// What was wrong there.
    pub what: Cow<'static, str>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for Unreadable {}

/// A type that reads itself from JSON.
pub trait FromJson: Sized {
    /// Reads a value and leaves the reader behind it; `None` when the text there is not such a value, which the
    /// reader has then been told by [`Reader::fails`].
    fn from_json(reader: &mut Reader<'_>) -> Option<Self>;
}

/// Reads one whole value; nothing but space may follow it.
///
/// # Errors
/// When the text is not such a value.
pub fn from_text<T: FromJson>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader::new(text);
    let value = T::from_json(&mut reader);
    let value = if reader.peek().is_some() {
        reader.fails("something follows the value")
    } else {
        value
    };
    value.ok_or_else(|| reader.fault())
}

/// A place in a JSON text.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The first thing that went wrong.
    fault: Option<Unreadable>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            fault: None,
        }
    }

    /// Notes what is wrong at this place, unless something was wrong before. Always `None`, to be returned.
    pub fn fails<T>(&mut self, what: &'static str) -> Option<T> {
        self.note(Cow::Borrowed(if cfg!(feature = "reasons") { what } else { "" }));
        None
    }

    #[cold]
    #[inline(never)]
    fn note(&mut self, what: Cow<'static, str>) {
        if self.fault.is_none() {
            self.fault = Some(Unreadable { at: self.at, what });
        }
    }

    #[cold]
    fn fault(&mut self) -> Unreadable {
        self.note(Cow::Borrowed("not the value expected"));
        self.fault.take().unwrap_or_else(|| unreachable!("a fault was noted"))
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            return Some(());
        }
        self.fails(match wanted {
            b'{' => "an object was expected",
            b'[' => "a list was expected",
            b'"' => "a text was expected",
            b':' => "a colon was expected",
            _ => "a comma or an end was expected",
        })
    }

    /// Takes `word` if it stands here.
    fn took(&mut self, word: &str) -> bool {
        self.peek();
        let stands = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if stands {
            self.at += word.len();
        }
        stands
    }

    /// Whether a text begins here.
    pub fn at_text(&mut self) -> bool {
        self.peek() == Some(b'"')
    }

    /// Reads an object: `field` is called at the value of each of `names`, with its place among them, and must read
    /// it. The values of other names are passed over.
    pub fn object(&mut self, names: &[&str], field: &mut dyn FnMut(&mut Self, usize) -> Option<()>) -> Option<()> {
        self.take(b'{')?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Some(());
        }
        loop {
            let name = self.text()?;
            self.take(b':')?;
            match names.iter().position(|known| *known == name) {
                Some(at) => field(self, at)?,
                None => self.skip()?,
            }
            if !self.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// Reads a list: `item` is called at each value and must read it.
    pub fn list(&mut self, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(b'[')?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            if !self.goes_on(b']')? {
                return Some(());
            }
        }
    }

    /// Takes a comma, after which it goes on, or `end`, after which it does not.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        if self.peek() == Some(end) {
            self.at += 1;
            return Some(false);
        }
        self.take(b',')?;
        Some(true)
    }

    /// Reads a text; borrows it where nothing in it is escaped.
    pub fn text(&mut self) -> Option<Cow<'a, str>> {
        self.take(b'"')?;
        let plain = self.plain_run()?;
        if self.text.as_bytes()[self.at] == b'"' {
            self.at += 1;
            return Some(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            if self.text.as_bytes()[self.at] == b'"' {
                self.at += 1;
                return Some(Cow::Owned(text));
            }
            self.at += 1;
            text.push(self.escape()?);
            text.push_str(self.plain_run()?);
        }
    }

    /// What stands up to the next quote or backslash.
    fn plain_run(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        while let Some(byte) = bytes.get(self.at) {
            if matches!(byte, b'"' | b'\\') {
                return Some(&self.text[from..self.at]);
            }
            if *byte < b' ' {
                return self.fails("a bare control character in a text");
            }
            self.at += 1;
        }
        self.fails("a text without an end")
    }

    /// The character an escape stands for; the backslash is behind.
    fn escape(&mut self) -> Option<char> {
        let letter = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        Some(match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let code = if (0xd800..0xdc00).contains(&first) && self.took("\\u") {
                    let second = self.hex()?;
                    0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff)
                } else {
                    first
                };
                char::from_u32(code).or_else(|| self.fails("half a character"))?
            }
            _ => return self.fails("an unknown escape"),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        let mut code = 0;
        for digit in digits {
            let value = char::from(*digit)
                .to_digit(16)
                .or_else(|| self.fails("four hex digits were expected"))?;
            code = code << 4 | value;
        }
        if digits.len() < 4 {
            return self.fails("four hex digits were expected");
        }
        self.at += 4;
        Some(code)
    }

    /// Reads a text as something that is written as one.
    pub fn parsed<T: core::str::FromStr<Err = crate::problem::Refusal>>(&mut self) -> Option<T> {
        let text = self.text()?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(refusal) => {
                let refusal: crate::problem::Refusal = refusal;
                self.note(Cow::Owned(refusal.reason));
                None
            }
        }
    }

    /// Reads a text as one of `codes`: its place among them.
    pub fn code(&mut self, codes: &[&str]) -> Option<usize> {
        let text = self.text()?;
        let at = codes.iter().position(|code| *code == text);
        at.or_else(|| self.fails("an unknown code"))
    }

    /// Reads a number as `value` × 10^-`places`, rounded: 45.1 to six places is 45,100,000.
    pub fn number(&mut self, places: i32) -> Option<i64> {
        let negative = self.took("-");
        let (mut value, mut shift, mut digits, mut fraction) = (0_i64, places, 0, false);
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(digit @ b'0'..=b'9') => {
                    digits += 1;
                    let longer = value
                        .checked_mul(10)
                        .and_then(|value| value.checked_add(i64::from(digit - b'0')));
                    value = longer.or_else(|| self.fails("a number with too many digits"))?;
                    shift -= i32::from(fraction);
                }
                Some(b'.') if !fraction => fraction = true,
                _ => break,
            }
            self.at += 1;
        }
        if digits == 0 {
            return self.fails("a number was expected");
        }
        if self.took("e") || self.took("E") {
            let down = self.took("-");
            let _up = self.took("+");
            let mut exponent = 0_i32;
            while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
                exponent = exponent.saturating_mul(10).saturating_add(i32::from(digit - b'0'));
                self.at += 1;
            }
            shift = shift.saturating_add(if down { -exponent } else { exponent });
        }
        while shift > 0 && value != 0 {
            value = value
                .checked_mul(10)
                .or_else(|| self.fails("a number that is too large"))?;
            shift -= 1;
        }
        while shift < -1 && value != 0 {
            value /= 10;
            shift += 1;
        }
        if shift == -1 {
            value = (value + 5) / 10;
        }
        Some(if negative { -value } else { value })
    }

    /// Passes over a value of any kind.
    pub fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return self.fails("the text ends within a value"),
                Some(b'"') => {
                    self.text()?;
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                    let rest = &self.text.as_bytes()[self.at..];
                    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                    self.at += rest.iter().position(|byte| !word(byte)).unwrap_or(rest.len());
                }
                Some(_) => return self.fails("a value was expected"),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

impl FromJson for String {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text().map(Cow::into_owned)
    }
}

impl FromJson for bool {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.took("true") {
            Some(true)
        } else if reader.took("false") {
            Some(false)
        } else {
            reader.fails("true or false was expected")
        }
    }
}

macro_rules! integers {
    ($($integer:ty),+) => { $(
        impl FromJson for $integer {
            fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
                let number = reader.number(0)?;
                number.try_into().ok().or_else(|| reader.fails("a number out of range"))
            }
        }
    )+ };
}

integers!(u8, u16, u32, u64, i64);

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.took("null") {
            Some(None)
        } else {
            T::from_json(reader).map(Some)
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        let mut list = Self::new();
        reader.list(&mut |reader| {
            list.push(T::from_json(reader)?);
            Some(())
        })?;
        Some(list)
    }
}

/// Reads a field that may be left out. Once for each type, however many fields have it.
#[inline(never)]
pub(crate) fn set<T: FromJson>(field: &mut T, reader: &mut Reader<'_>) -> Option<()> {
    *field = T::from_json(reader)?;
    Some(())
}

/// The same of a field that must be there.
#[inline(never)]
pub(crate) fn set_needed<T: FromJson>(field: &mut Option<T>, reader: &mut Reader<'_>) -> Option<()> {
    *field = Some(T::from_json(reader)?);
    Some(())
}

/// How records read themselves: the fields they cannot be without, and after the semicolon those that have a value
/// when they are left out: `Default`'s, or the one given. Unknown fields are passed over.
macro_rules! records {
    ($($record:ty { $($needed:ident),* ; $($field:ident $(= $value:expr)?),* $(,)? })+) => { $(
        impl $crate::json::FromJson for $record {
            fn from_json(reader: &mut $crate::json::Reader<'_>) -> Option<Self> {
                #[expect(non_camel_case_types, reason = "these are the names of the fields")]
                enum Name { $($needed,)* $($field,)* }
                $(let mut $needed = None;)*
                $(let mut $field = $crate::json::left_out!($($value)?);)*
                reader.object(&[$(stringify!($needed),)* $(stringify!($field),)*], &mut |reader, at| {
                    $(if at == Name::$needed as usize {
                        return $crate::json::set_needed(&mut $needed, reader);
                    })*
                    $(if at == Name::$field as usize {
                        return $crate::json::set(&mut $field, reader);
                    })*
                    Some(())
                })?;
                $(let Some($needed) = $needed else {
                    return reader.fails("a field is missing");
                };)*
                Some(Self { $($needed,)* $($field,)* })
            }
        }
    )+ };
}

macro_rules! left_out {
    () => {
        Default::default()
    };
    ($value:expr) => {
        $value
    };
}

pub(crate) use {left_out, records};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Reader, from_text};

    #[test]
    fn texts_are_read_as_serde_json_reads_them() {
        for text in [
            r#""""#,
            r#""a\"b\\c\/d\b\f\n\r\t""#,
            r#""\u00e8 \ud83d\ude00 \u20AC""#,
            r#""è perché città""#,
            r#""a"#,
            r#""\u12""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ude00""#,
            r#""\x""#,
            "\"a\nb\"",
            "\"a\" b",
            "[1]",
            "",
        ] {
            assert_eq!(
                from_text::<String>(text).ok(),
                serde_json::from_str::<String>(text).ok(),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_are_scaled_without_a_float() {
        let micro = |text| Reader::new(text).number(6);
        assert_eq!(micro("45.133249"), Some(45_133_249));
        assert_eq!(micro("-9"), Some(-9_000_000));
        assert_eq!(micro("1e-6"), Some(1));
        assert_eq!(micro("1.5e-5"), Some(15));
        assert_eq!(micro("1E1"), Some(10_000_000));
        assert_eq!(micro("0.00000051"), Some(1));
        assert_eq!(micro("0.0000004999"), Some(0));
        assert_eq!(micro("1e-999999999999"), Some(0));
        for bad in ["", "-", "x", ".", "1e99", "99999999999999999999"] {
            assert_eq!(micro(bad), None, "{bad}");
        }
        assert_eq!(from_text::<u8>("255"), Ok(255));
        assert!(from_text::<u8>("256").is_err() && from_text::<u8>("-1").is_err());
    }

    #[test]
    fn values_of_any_kind_are_passed_over() {
        let skipped = |text| {
            let mut reader = Reader::new(text);
            reader.skip().map(|()| reader.at)
        };
        for whole in [
            "1",
            "-1.5e3",
            "\"a]\"",
            "[]",
            "{\"a\":[1,{\"b\":\"}\"}],\"c\":null}",
            "true",
        ] {
            assert_eq!(skipped(whole), Some(whole.len()), "{whole}");
        }
        for cut in ["", "[", "{\"a\":", "[1,", "\"a", "]", ","] {
            assert!(skipped(cut).is_none(), "{cut}");
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(skipped(&deep), Some(200_000));
    }

    proptest! {
        #[test]
        fn every_text_survives(text in any::<String>()) {
            let json = serde_json::to_string(&text).expect("a text");
            prop_assert_eq!(from_text::<String>(&json), Ok(text));
        }

        #[test]
        fn every_millionth_of_a_degree_survives(micro in -180_000_000_i32..=180_000_000) {
            let json = serde_json::to_string(&(f64::from(micro) / 1e6)).expect("a number");
            let read = Reader::new(&json).number(6);
            prop_assert_eq!(read, Some(i64::from(micro)));
        }

        #[test]
        fn no_text_makes_it_panic(text in r#"[\[\]{}",:0-9a-zè\\ eE.+-]{0,60}"#) {
            let _ = Reader::new(&text).skip();
            let _ = from_text::<Vec<Option<String>>>(&text);
            let _ = from_text::<Vec<i64>>(&text);
            let _ = from_text::<crate::model::Dataset>(&text);
        }
    }
}
