//! Reads JSON into the records with a third of `serde_json`'s code: the browser downloads this, the server does not care.
//!
//! It takes what RFC 8259 allows and a little more (a comma too many is forgiven nowhere, a control character in a
//! text is). An error tells only where it is: whoever wants to know why asks `serde_json`, as the import does.

use core::fmt;
use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Visitor};

/// Where the text could not be read on: bytes from its beginning, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes from the beginning.
    pub(super) at: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the expected JSON")
    }
}

impl std::error::Error for Fault {}

// Every constructor throws its words away: with them goes all code that would put them together.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self { at: 0 }
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self { at: 0 }
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self { at: 0 }
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self { at: 0 }
    }

    fn missing_field(_: &'static str) -> Self {
        Self { at: 0 }
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self { at: 0 }
    }
}

/// Reads a whole text as one value.
///
/// # Errors
/// A [`Fault`] when it is no JSON, or not of that type, or something follows it.
#[inline]
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Fault> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader).map_err(|fault| Fault {
        at: fault.at.max(reader.at),
    })?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.fault()),
    }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    #[cold]
    fn fault(&self) -> Fault {
        Fault { at: self.at }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.fault());
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault());
        }
        self.at += word.len();
        Ok(())
    }

    /// Steps to the next element of a list or an object: `false` at its end.
    fn next(&mut self, first: &mut bool, end: u8) -> Result<bool, Fault> {
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(false);
        }
        if !core::mem::replace(first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    fn boolean(&mut self) -> Result<bool, Fault> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.fault()),
        }
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        self.expect(b'"')?;
        let start = self.at;
        let end = self.plain_end();
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.at = start;
        self.escaped().map(Cow::Owned)
    }

    /// Where the plain part of a text ends: at its closing quote, at an escape, or at the end of everything.
    fn plain_end(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
        self.at + length.unwrap_or(rest.len())
    }

    fn escaped(&mut self) -> Result<String, Fault> {
        let mut out = String::new();
        loop {
            let end = self.plain_end();
            out.push_str(&self.text[self.at..end]);
            self.at = end + 1;
            match self.text.as_bytes().get(end) {
                Some(b'"') => return Ok(out),
                Some(b'\\') => {
                    let escape = self.text.as_bytes().get(self.at).copied();
                    self.at += 1;
                    out.push(match escape {
                        Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
                        Some(b'b') => '\u{8}',
                        Some(b'f') => '\u{c}',
                        Some(b'n') => '\n',
                        Some(b'r') => '\r',
                        Some(b't') => '\t',
                        Some(b'u') => self.unicode()?,
                        _ => return Err(self.fault()),
                    });
                }
                _ => return Err(self.fault()),
            }
        }
    }

    /// The character of `\uXXXX`, or of two of them that make one.
    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff => {
                self.word("\\u")?;
                let second = self.hex4()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.fault());
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            code => code,
        };
        char::from_u32(code).ok_or(self.fault())
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(self.fault())?;
        let mut value = 0;
        for digit in digits {
            value = value * 16 + char::from(*digit).to_digit(16).ok_or(self.fault())?;
        }
        self.at += 4;
        Ok(value)
    }

    /// A number as digits, how many of them stand behind the point, and its sign.
    fn number(&mut self) -> Result<Number, Fault> {
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let mut number = Number {
            negative,
            digits: 0,
            scale: 0,
            whole: true,
        };
        let start = self.at;
        self.digits(&mut number, 0);
        if self.at == start {
            return Err(self.fault());
        }
        if self.text.as_bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            number.whole = false;
            let start = self.at;
            self.digits(&mut number, 1);
            if self.at == start {
                return Err(self.fault());
            }
        }
        if matches!(self.text.as_bytes().get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            number.whole = false;
            let sign = self.text.as_bytes().get(self.at).copied();
            self.at += usize::from(matches!(sign, Some(b'+' | b'-')));
            let mut exponent = Number {
                negative: false,
                digits: 0,
                scale: 0,
                whole: true,
            };
            self.digits(&mut exponent, 0);
            let exponent = exponent.digits.min(400) as i32;
            number.scale += if sign == Some(b'-') { exponent } else { -exponent };
        }
        Ok(number)
    }

    fn digits(&mut self, number: &mut Number, scale: i32) {
        while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            self.at += 1;
            // What does not fit any more lies far below the micro-degree.
            match number
                .digits
                .checked_mul(10)
                .and_then(|ten| ten.checked_add(u64::from(digit - b'0')))
            {
                Some(digits) => {
                    number.digits = digits;
                    number.scale += scale;
                }
                None => number.scale -= 1 - scale,
            }
        }
    }

    fn whole(&mut self) -> Result<Number, Fault> {
        self.peek();
        let number = self.number()?;
        if number.whole && number.scale == 0 {
            Ok(number)
        } else {
            Err(self.fault())
        }
    }

    fn unsigned(&mut self) -> Result<u64, Fault> {
        let number = self.whole()?;
        if number.negative && number.digits != 0 {
            return Err(self.fault());
        }
        Ok(number.digits)
    }

    fn signed(&mut self) -> Result<i64, Fault> {
        let number = self.whole()?;
        let value = i64::try_from(number.digits).map_err(|_| self.fault())?;
        Ok(if number.negative { -value } else { value })
    }

    fn float(&mut self) -> Result<f64, Fault> {
        self.peek();
        Ok(self.number()?.float())
    }

    /// Steps over a value of any kind, however deep.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut depth = 0_u32;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.string()?;
                }
                Some(b'{' | b'[') => {
                    self.at += 1;
                    depth += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    self.at += 1;
                    depth -= 1;
                }
                Some(b',' | b':') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b't') => self.word("true")?,
                Some(b'f') => self.word("false")?,
                Some(b'n') => self.word("null")?,
                Some(b'-' | b'0'..=b'9') => {
                    self.number()?;
                }
                _ => return Err(self.fault()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

struct Number {
    negative: bool,
    digits: u64,
    /// Digits behind the point.
    scale: i32,
    whole: bool,
}

impl Number {
    /// Exact for what coordinates look like: below 2^53 and at most 22 digits behind the point, one division rounds
    /// once.
    fn float(&self) -> f64 {
        let mut value = self.digits as f64;
        let mut power = 1.0;
        let mut steps = self.scale.unsigned_abs();
        while steps > 0 {
            power *= 10.0;
            steps -= 1;
        }
        value = if self.scale < 0 { value * power } else { value / power };
        if self.negative { -value } else { value }
    }
}

macro_rules! read_as {
    ($($name:ident => $read:ident, $visit:ident;)+) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.$read()?)
        })+
    };
}

macro_rules! never {
    ($($name:ident($($argument:ty),*);)+) => {
        $(fn $name<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, Fault> {
            Err(self.fault())
        })+
    };
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b'"') => self.deserialize_str(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => self.deserialize_f64(visitor),
        }
    }

    read_as! {
        deserialize_bool => boolean, visit_bool;
        deserialize_i8 => signed, visit_i64;
        deserialize_i16 => signed, visit_i64;
        deserialize_i32 => signed, visit_i64;
        deserialize_i64 => signed, visit_i64;
        deserialize_u8 => unsigned, visit_u64;
        deserialize_u16 => unsigned, visit_u64;
        deserialize_u32 => unsigned, visit_u64;
        deserialize_u64 => unsigned, visit_u64;
        deserialize_f32 => float, visit_f64;
        deserialize_f64 => float, visit_f64;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(&text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'n') => {
                self.word("null")?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.expect(b'[')?;
        visitor.visit_seq(Elements {
            reader: self,
            first: true,
        })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.expect(b'{')?;
        visitor.visit_map(Elements {
            reader: self,
            first: true,
        })
    }

    /// Records are objects, never lists: half of what the derived code could do is not compiled.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }

    // No record holds any of these.
    never! {
        deserialize_char();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_unit_struct(&'static str);
        deserialize_tuple(usize);
        deserialize_tuple_struct(&'static str, usize);
        deserialize_enum(&'static str, &'static [&'static str]);
    }
}

struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'de> de::SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        match self.reader.next(&mut self.first, b']')? {
            true => seed.deserialize(&mut *self.reader).map(Some),
            false => Ok(None),
        }
    }
}

impl<'de> de::MapAccess<'de> for Elements<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        match self.reader.next(&mut self.first, b'}')? {
            true => seed.deserialize(&mut *self.reader).map(Some),
            false => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

#[cfg(test)]
mod tests;
