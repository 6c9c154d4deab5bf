//! The Italian calendar: national holidays (law 260/1949 as amended) and the movable day they hang on, Easter.

use super::date::Date;

/// A national holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holiday {
    /// 1 January
    NewYear,
    /// 6 January
    Epiphany,
    /// Easter Sunday
    Easter,
    /// The day after it
    EasterMonday,
    /// 25 April
    Liberation,
    /// 1 May
    Labour,
    /// 2 June
    Republic,
    /// 15 August
    Assumption,
    /// 4 October, from 2026 (law 151/2025)
    SaintFrancis,
    /// 1 November
    AllSaints,
    /// 8 December
    Immaculate,
    /// 25 December
    Christmas,
    /// 26 December
    SaintStephen,
}

impl Holiday {
    /// All of them, in the order of the year.
    pub const ALL: [Self; 13] = [
        Self::NewYear,
        Self::Epiphany,
        Self::Easter,
        Self::EasterMonday,
        Self::Liberation,
        Self::Labour,
        Self::Republic,
        Self::Assumption,
        Self::SaintFrancis,
        Self::AllSaints,
        Self::Immaculate,
        Self::Christmas,
        Self::SaintStephen,
    ];

    /// How people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewYear => "Capodanno",
            Self::Epiphany => "Epifania",
            Self::Easter => "Pasqua",
            Self::EasterMonday => "Lunedì dell'Angelo",
            Self::Liberation => "Festa della Liberazione",
            Self::Labour => "Festa dei lavoratori",
            Self::Republic => "Festa della Repubblica",
            Self::Assumption => "Ferragosto",
            Self::SaintFrancis => "San Francesco d'Assisi",
            Self::AllSaints => "Ognissanti",
            Self::Immaculate => "Immacolata Concezione",
            Self::Christmas => "Natale",
            Self::SaintStephen => "Santo Stefano",
        }
    }
}

/// Easter Sunday of a year of the Gregorian calendar (Oudin's form of the computus); years are clamped to 1900–2200.
#[must_use]
pub const fn easter(year: i32) -> Date {
    let year = if year < 1900 {
        1900
    } else if year > 2200 {
        2200
    } else {
        year
    };
    let century = year / 100;
    let golden = year % 19;
    let moon = (century - century / 4 - (century - (century - 17) / 25) / 3 + 19 * golden + 15) % 30;
    let moon = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    let days = moon - weekday;
    let month = 3 + (days + 40) / 44;
    let day = days + 28 - 31 * (month / 4);
    match Date::new(year, month as u8, day as u8) {
        Some(date) => date,
        None => Date::MIN,
    }
}

/// The national holiday on that day, if it is one.
#[must_use]
pub const fn national(date: Date) -> Option<Holiday> {
    let (year, month, day) = date.civil();
    match (month, day) {
        (1, 1) => Some(Holiday::NewYear),
        (1, 6) => Some(Holiday::Epiphany),
        (4, 25) => Some(Holiday::Liberation),
        (5, 1) => Some(Holiday::Labour),
        (6, 2) => Some(Holiday::Republic),
        (8, 15) => Some(Holiday::Assumption),
        (10, 4) if year >= 2026 => Some(Holiday::SaintFrancis),
        (11, 1) => Some(Holiday::AllSaints),
        (12, 8) => Some(Holiday::Immaculate),
        (12, 25) => Some(Holiday::Christmas),
        (12, 26) => Some(Holiday::SaintStephen),
        // Easter lies between 22 March and 25 April; its Monday between 23 March and 26 April.
        (3 | 4, _) => match date.days() - easter(year).days() {
            0 => Some(Holiday::Easter),
            1 => Some(Holiday::EasterMonday),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(Some(easter(year)), Date::new(year, month, day));
        }
    }

    #[test]
    fn saint_francis_is_a_holiday_from_2026_on() {
        let fourth = |year| Date::new(year, 10, 4).and_then(national);
        assert_eq!(fourth(2025), None);
        assert_eq!(fourth(2026), Some(Holiday::SaintFrancis));
    }
}
