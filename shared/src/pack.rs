//! A packed list: the essentials of some places, activities and guides in the fragment of a link (`/k#…`), so that they
//! are read on a phone without a network and never reach a server.
//!
//! The text is base64url (RFC 4648 §5, without padding) of: a version, the day of packing, the items, and a CRC-32C of
//! all that. Texts are UTF-8 behind a length of one byte.

use crate::sync::crc32c;
use crate::time::{Date, Start, TimeOfDay};

#[cfg(test)]
mod tests;

/// The longest text of a packed list, in bytes: a QR code of it can be read at 25 mm.
pub const MOST_BYTES: usize = 1_200;
/// So many things are packed at most.
pub const MOST_ITEMS: usize = 20;

const VERSION: u8 = 1;
const CHECK: usize = 4;
/// What [`MOST_BYTES`] hold once they are no base64url any more.
const MOST_PACKED: usize = MOST_BYTES / 4 * 3;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A place.
    Place,
    /// An activity.
    Activity,
    /// A guide.
    Guide,
}

/// The essentials of a record. Empty texts are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Street, postal code and comune.
    pub address: String,
    /// A telephone number as it is written.
    pub phone: String,
    /// Opening hours in words, in the language of who packed it.
    pub hours: String,
    /// The next date when it was packed.
    pub next: Option<Start>,
}

/// A list as it was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The day on which it was packed.
    pub on: Date,
    /// What is in it, in its order.
    pub items: Vec<Item>,
}

/// Why a text is no packed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damaged {
    /// Something is missing or was changed on the way.
    NotWhole,
    /// It was packed by a newer version.
    Newer,
}

/// Packs a list. Where it is too long, hours and addresses are shortened first; what still has no room is left out from
/// its end. Ids are kept whole.
#[must_use]
pub fn pack(list: &Packed) -> String {
    let list = fitted(list);
    let mut bytes = packed(&list);
    bytes.extend_from_slice(&crc32c(&bytes).to_be_bytes());
    encode(&bytes)
}

/// What [`pack`] keeps of a list.
#[must_use]
pub fn fitted(list: &Packed) -> Packed {
    let mut fitted = list.clone();
    fitted.items.truncate(MOST_ITEMS);
    for item in &mut fitted.items {
        // A length is one byte.
        for text in item.texts_mut() {
            shorten(text, 255);
        }
    }
    // Ever less of what the app looks up anyway where it knows the record.
    for (hours, address, title) in [(255, 255, 255), (60, 80, 90), (0, 60, 70), (0, 30, 50), (0, 0, 40)] {
        for item in &mut fitted.items {
            if item.hours.len() > hours {
                // Half of the hours would be a lie.
                item.hours.clear();
            }
            shorten(&mut item.address, address);
            shorten(&mut item.title, title);
        }
        if packed(&fitted).len() + CHECK <= MOST_PACKED {
            return fitted;
        }
    }
    while packed(&fitted).len() + CHECK > MOST_PACKED {
        fitted.items.pop();
    }
    fitted
}

/// Reads a packed list.
///
/// # Errors
/// [`Damaged`] when it is not whole, or of a newer version.
pub fn unpack(text: &str) -> Result<Packed, Damaged> {
    if text.len() > MOST_BYTES {
        return Err(Damaged::NotWhole);
    }
    let bytes = decode(text).ok_or(Damaged::NotWhole)?;
    let (body, check) = bytes.split_last_chunk::<CHECK>().ok_or(Damaged::NotWhole)?;
    if crc32c(body) != u32::from_be_bytes(*check) {
        return Err(Damaged::NotWhole);
    }
    if body.first().is_some_and(|version| *version > VERSION) {
        return Err(Damaged::Newer);
    }
    let mut left = Left(body);
    left.list().filter(|_| left.0.is_empty()).ok_or(Damaged::NotWhole)
}

impl Item {
    fn texts(&self) -> [&String; 5] {
        [&self.id, &self.title, &self.address, &self.phone, &self.hours]
    }

    const fn texts_mut(&mut self) -> [&mut String; 5] {
        [
            &mut self.id,
            &mut self.title,
            &mut self.address,
            &mut self.phone,
            &mut self.hours,
        ]
    }
}

/// Cuts a text to so many bytes, never within a letter.
fn shorten(text: &mut String, most: usize) {
    if text.len() > most {
        let mut end = most;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

fn packed(list: &Packed) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    put_day(&mut bytes, list.on);
    bytes.push(list.items.len() as u8);
    for item in &list.items {
        bytes.push(match (item.kind, item.next) {
            (kind, None) => kind as u8,
            (kind, Some(Start { time: None, .. })) => kind as u8 | 4,
            (kind, Some(_)) => kind as u8 | 12,
        });
        if let Some(next) = item.next {
            put_day(&mut bytes, next.date);
            if let Some(time) = next.time {
                bytes.extend_from_slice(&time.minutes().to_be_bytes());
            }
        }
        for text in item.texts() {
            bytes.push(text.len() as u8);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

/// A day in three bytes, as days since the first one of the calendar.
fn put_day(bytes: &mut Vec<u8>, day: Date) {
    let days = (day.days() - Date::MIN.days()) as u32;
    bytes.extend_from_slice(&days.to_be_bytes()[1..]);
}

/// What is left to be read.
struct Left<'a>(&'a [u8]);

impl<'a> Left<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(count)?;
        self.0 = left;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn day(&mut self) -> Option<Date> {
        let bytes = self.take(3)?;
        let days = bytes.iter().fold(0, |days, byte| days << 8 | i32::from(*byte));
        Date::from_days(days.checked_add(Date::MIN.days())?)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?);
        let text = core::str::from_utf8(self.take(length)?).ok()?;
        Some(text.to_owned())
    }

    fn list(&mut self) -> Option<Packed> {
        self.byte().filter(|version| *version == VERSION)?;
        let on = self.day()?;
        let count = self.byte()?;
        let items: Option<Vec<Item>> = (0..count).map(|_| self.item()).collect();
        Some(Packed { on, items: items? })
    }

    fn item(&mut self) -> Option<Item> {
        let head = self.byte()?;
        let kind = match head & 3 {
            0 => Kind::Place,
            1 => Kind::Activity,
            2 => Kind::Guide,
            _ => return None,
        };
        let next = match head >> 2 {
            0 => None,
            with @ (1 | 3) => Some(Start {
                date: self.day()?,
                time: match with {
                    3 => {
                        let bytes: [u8; 2] = self.take(2)?.try_into().ok()?;
                        Some(TimeOfDay::from_minutes(u16::from_be_bytes(bytes))?)
                    }
                    _ => None,
                },
            }),
            _ => return None,
        };
        Some(Item {
            kind,
            id: self.text()?,
            title: self.text()?,
            address: self.text()?,
            phone: self.text()?,
            hours: self.text()?,
            next,
        })
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for letter in 0..=group.len() {
            let index = bits >> (18 - 6 * letter) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for letter in group {
            bits = bits << 6 | ALPHABET.iter().position(|other| other == letter)? as u32;
        }
        bits <<= 6 * (4 - group.len());
        let count = match group.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        // The bits behind the last byte are none: a list has one text.
        if bits & ((1 << (24 - 8 * count)) - 1) != 0 {
            return None;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Some(bytes)
}
