//! How staff set a kiosk up, as the device keeps it: one line of text for each choice.

use super::Hours;
use crate::i18n::Language;
use crate::model::PlaceId;
use crate::time::TimeOfDay;

/// So many wrong PINs in a row are free; each further one doubles the wait.
const FREE_TRIES: u32 = 5;
/// The first wait and the longest, in milliseconds.
const FIRST_WAIT: i64 = 30_000;
const LONGEST_WAIT: i64 = 900_000;
/// A PIN has at least so many characters.
const PIN_LENGTH: usize = 4;

/// What came of a PIN that was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PinAnswer {
    /// Nothing to tell.
    #[default]
    Fine,
    /// It is not the one.
    Wrong,
    /// There were too many wrong ones: it was not even looked at.
    Wait,
    /// A first PIN is needed, and this one has too few characters.
    TooShort,
}

/// How a kiosk is set up. The default works at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The place it stands in; `None` as long as its address says it.
    pub place: Option<PlaceId>,
    /// Its name in the list of the operator; empty until it was set up.
    pub id: String,
    /// Whether the board is shown while nobody touches it.
    pub board: bool,
    /// The languages offered, in their order. Never empty.
    pub languages: Vec<Language>,
    /// When the screen is on.
    pub hours: Hours,
    /// How loud it reads aloud, from 0 to 100.
    pub volume: u8,
    /// Whether there is a printer.
    pub printer: bool,
    /// Whether guided orientation is offered.
    pub orientation: bool,
    /// What the PIN was salted with, and what came out, both in hexadecimal; empty until a PIN was chosen.
    pub pin: (String, String),
    /// Wrong PINs in a row.
    pub wrong: u32,
    /// Until when no PIN is looked at, in milliseconds since 1970.
    pub wait_until: i64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            place: None,
            id: String::new(),
            board: true,
            languages: Language::all().collect(),
            hours: Hours {
                from: TimeOfDay::MIDNIGHT,
                to: TimeOfDay::MIDNIGHT,
            },
            volume: 80,
            printer: false,
            orientation: true,
            pin: (String::new(), String::new()),
            wrong: 0,
            wait_until: 0,
        }
    }
}

impl Setup {
    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        let flag = |on| if on { "1" } else { "0" };
        let tags: Vec<&str> = self.languages.iter().map(|language| language.tag()).collect();
        let lines = [
            (
                "place",
                self.place.as_ref().map_or_else(String::new, ToString::to_string),
            ),
            ("id", self.id.clone()),
            ("board", flag(self.board).to_owned()),
            ("languages", tags.join(" ")),
            ("from", self.hours.from.to_string()),
            ("to", self.hours.to.to_string()),
            ("volume", self.volume.to_string()),
            ("printer", flag(self.printer).to_owned()),
            ("orientation", flag(self.orientation).to_owned()),
            ("salt", self.pin.0.clone()),
            ("hash", self.pin.1.clone()),
            ("wrong", self.wrong.to_string()),
            ("wait", self.wait_until.to_string()),
        ];
        let lines: Vec<String> = lines.iter().map(|(key, value)| [*key, "=", value].concat()).collect();
        lines.join("\n")
    }

    /// Reads what was kept. What cannot be read is as by default.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut setup = Self::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
            setup.put(key, value.trim());
        }
        setup
    }

    /// Puts a value in. One that cannot be changes nothing.
    pub fn put(&mut self, key: &str, value: &str) {
        let time = || value.parse::<TimeOfDay>().ok();
        match key {
            "place" => self.place = value.parse().ok(),
            "id" => self.id = id_of(value),
            "wrong" => self.wrong = value.parse().unwrap_or(0),
            "wait" => self.wait_until = value.parse().unwrap_or(0),
            "board" => self.board = value == "1",
            "printer" => self.printer = value == "1",
            "orientation" => self.orientation = value == "1",
            "volume" => self.volume = value.parse().map_or(self.volume, |volume: u8| volume.min(100)),
            "from" => self.hours.from = time().unwrap_or(self.hours.from),
            "to" => self.hours.to = time().unwrap_or(self.hours.to),
            "salt" => value.clone_into(&mut self.pin.0),
            "hash" => value.clone_into(&mut self.pin.1),
            "languages" => {
                let mut languages: Vec<Language> = Vec::new();
                for language in value.split([' ', ',']).filter_map(Language::from_tag) {
                    if !languages.contains(&language) {
                        languages.push(language);
                    }
                }
                if !languages.is_empty() {
                    self.languages = languages;
                }
            }
            _ => {}
        }
    }

    /// Whether a PIN was chosen.
    #[must_use]
    pub const fn has_pin(&self) -> bool {
        !self.pin.1.is_empty()
    }

    /// Whether a PIN is long enough.
    #[must_use]
    pub fn may_be_pin(typed: &str) -> bool {
        typed.chars().count() >= PIN_LENGTH
    }

    /// Whether PINs are not looked at now. A clock that was set back does not make the wait longer than the longest.
    #[must_use]
    pub const fn waits(&self, now: i64) -> bool {
        now < self.wait_until && self.wait_until - now <= LONGEST_WAIT
    }

    /// Counts a PIN that was typed. It is kept with the setup, so that a reload does not end the wait.
    pub fn tried(&mut self, right: bool, now: i64) {
        self.wrong = if right { 0 } else { self.wrong.saturating_add(1) };
        let over = self.wrong.saturating_sub(FREE_TRIES);
        self.wait_until = match over {
            0 => 0,
            _ => now + (FIRST_WAIT << (over - 1).min(5)).min(LONGEST_WAIT),
        };
    }
}

/// A name as an address can hold it: letters and digits of ASCII, and a hyphen for whatever is between them.
fn id_of(name: &str) -> String {
    let mut id = String::new();
    for part in name.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let hyphen = usize::from(!id.is_empty());
        if !part.is_empty() && id.len() + hyphen + part.len() <= 64 {
            if hyphen == 1 {
                id.push('-');
            }
            id.push_str(part);
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_nonsense_changes_nothing() {
        let mut setup = Setup::default();
        assert_eq!(Setup::parse(&setup.text()), setup);
        for (key, value) in [
            ("place", "hug-hub"),
            ("id", "sala-1"),
            ("languages", "ar it ar xx"),
            ("from", "08:30"),
            ("to", "19:00"),
            ("volume", "250"),
            ("printer", "1"),
            ("board", "0"),
            ("salt", "ab12"),
            ("hash", "cd34"),
        ] {
            setup.put(key, value);
        }
        assert_eq!(setup.volume, 100);
        let tags: Vec<&str> = setup.languages.iter().map(|language| language.tag()).collect();
        assert_eq!(tags, ["ar", "it"]);
        assert!(setup.has_pin());
        assert_eq!(Setup::parse(&setup.text()), setup);
        let before = setup.clone();
        for (key, value) in [("languages", ""), ("from", "25:00"), ("volume", "loud"), ("x", "y")] {
            setup.put(key, value);
        }
        assert_eq!(setup, before);
        setup.put("id", " sala d'attesa <2> ");
        assert_eq!(setup.id, "sala-d-attesa-2");
    }

    #[test]
    fn who_guesses_pins_waits_longer_and_longer_but_never_for_good() {
        let mut setup = Setup::default();
        let mut now = 1_000_000;
        for _ in 0..FREE_TRIES {
            assert!(!setup.waits(now));
            setup.tried(false, now);
        }
        assert!(!setup.waits(now));
        let mut waited = 0;
        for _ in 0..40 {
            setup.tried(false, now);
            let setup = Setup::parse(&setup.text());
            assert!(setup.waits(now) && !setup.waits(now + LONGEST_WAIT));
            assert!(setup.wait_until - now >= waited);
            waited = setup.wait_until - now;
            now = setup.wait_until;
        }
        assert_eq!(waited, LONGEST_WAIT);
        assert!(!setup.waits(0), "a clock set back");
        setup.tried(true, now);
        assert_eq!((setup.wrong, setup.wait_until), (0, 0));
    }
}
