//! The lines of an iCalendar file (RFC 5545 §3.1): escaped, folded at 75 octets, ended by CRLF.

use crate::time::{Date, Instant, LocalDateTime};

/// The longest a line may be, without its end.
const MAX_OCTETS: usize = 75;

const HEAD: [&str; 5] = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Family Hub//Agenda//IT",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
];

/// Rome by the rule of the European Union, which holds for every date a finder tells.
const ZONE: [&str; 18] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Rome",
    "X-LIC-LOCATION:Europe/Rome",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The file so far.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    /// Where the line being written begins.
    begin: usize,
}

impl Lines {
    /// A whole line as it stands.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.end();
    }

    /// A property whose value is a TEXT: backslash, semicolon, comma and line breaks are escaped, other control
    /// characters dropped.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        self.text.push(':');
        for character in value.chars() {
            match character {
                '\\' => self.text.push_str("\\\\"),
                ';' => self.text.push_str("\\;"),
                ',' => self.text.push_str("\\,"),
                '\n' => self.text.push_str("\\n"),
                control if control < ' ' || control == '\u{7F}' => {}
                other => self.text.push(other),
            }
        }
        self.end();
    }

    /// Folds the line that was begun and ends it.
    fn end(&mut self) {
        let mut begin = self.begin;
        let mut room = MAX_OCTETS;
        while self.text.len() - begin > room {
            let mut cut = begin + room;
            while !self.text.is_char_boundary(cut) {
                cut -= 1;
            }
            self.text.insert_str(cut, "\r\n ");
            begin = cut + 3;
            // The space that continues a line counts as one of its octets.
            room = MAX_OCTETS - 1;
        }
        self.text.push_str("\r\n");
        self.begin = self.text.len();
    }

    /// A calendar with its head and the zone of its times.
    pub(super) fn begin(name: &str) -> Self {
        let mut lines = Self::default();
        HEAD.iter().for_each(|line| lines.line(line));
        lines.text("NAME", name);
        lines.text("X-WR-CALNAME", name);
        lines.line("X-WR-TIMEZONE:Europe/Rome");
        lines.line("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
        lines.line("X-PUBLISHED-TTL:PT6H");
        ZONE.iter().for_each(|line| lines.line(line));
        lines
    }

    /// Ends the calendar.
    pub(super) fn finish(mut self) -> String {
        self.line("END:VCALENDAR");
        self.text
    }
}

fn digits(out: &mut String, value: i64, width: usize) {
    let text = value.unsigned_abs().to_string();
    for _ in text.len()..width {
        out.push('0');
    }
    out.push_str(&text);
}

/// `20261124`
pub(super) fn date(date: Date) -> String {
    let (year, month, day) = date.civil();
    let mut out = String::with_capacity(8);
    digits(&mut out, i64::from(year), 4);
    digits(&mut out, i64::from(month), 2);
    digits(&mut out, i64::from(day), 2);
    out
}

/// `20261124T163000`
pub(super) fn local(at: LocalDateTime) -> String {
    let mut out = date(at.date);
    out.push('T');
    digits(&mut out, i64::from(at.time.hour()), 2);
    digits(&mut out, i64::from(at.time.minute()), 2);
    out.push_str("00");
    out
}

/// `20261124T153000Z`
pub(super) fn utc(at: Instant) -> String {
    let mut out = local(LocalDateTime::nearest(at.0.div_euclid(60)));
    out.truncate(out.len() - 2);
    digits(&mut out, at.0.rem_euclid(60), 2);
    out.push('Z');
    out
}

/// Millionths of a degree as a decimal number: `45.133333`.
pub(super) fn degrees(micro: i32) -> String {
    let mut out = String::new();
    if micro < 0 {
        out.push('-');
    }
    let value = i64::from(micro).abs();
    digits(&mut out, value / 1_000_000, 1);
    out.push('.');
    digits(&mut out, value % 1_000_000, 6);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"perché".repeat(40));
        let text = lines.finish();
        for line in text.split("\r\n") {
            assert!(line.len() <= MAX_OCTETS, "{line}");
        }
        assert_eq!(
            text.replace("\r\n ", ""),
            ["SUMMARY:", &"perché".repeat(40), "\r\nEND:VCALENDAR\r\n"].concat()
        );
    }

    #[test]
    fn values_are_escaped() {
        let mut lines = Lines::default();
        lines.text("DESCRIPTION", "a;b,c\\d\r\ne\u{7}f");
        assert_eq!(lines.finish(), "DESCRIPTION:a\\;b\\,c\\\\d\\nef\r\nEND:VCALENDAR\r\n");
    }

    #[test]
    fn numbers_keep_their_zeros() {
        assert_eq!(degrees(45_000_030), "45.000030");
        assert_eq!(degrees(-9_000_000), "-9.000000");
        assert_eq!(degrees(-120), "-0.000120");
        assert_eq!(utc(Instant(1_795_532_405)), "20261124T150005Z");
    }
}
