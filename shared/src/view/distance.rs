//! Distances as people say them.

use crate::model::Precision;

use super::Context;
use crate::i18n::Word;

/// "a 300 m", "a 1,2 km", "a circa 18 km". A point that is only somewhere in its comune is always "circa".
#[must_use]
pub fn spoken(context: &Context<'_>, metres: u32, precision: Precision) -> String {
    let kilometres = (metres + 500) / 1000;
    match precision {
        Precision::Quarter | Precision::Comune => context
            .words
            .filled(Word::DistanceAboutKilometres, &[&kilometres.max(1).to_string()]),
        _ if metres < 950 => {
            let rounded = ((metres + 25) / 50 * 50).max(50);
            context.words.filled(Word::DistanceMetres, &[&rounded.to_string()])
        }
        _ if metres < 9_950 => {
            let tenths = (metres + 50) / 100;
            let (whole, tenth) = ((tenths / 10).to_string(), (tenths % 10).to_string());
            let number = match tenths % 10 {
                0 => whole,
                _ => [whole.as_str(), context.words.text(Word::DecimalComma), &tenth].concat(),
            };
            context.words.filled(Word::DistanceKilometres, &[&number])
        }
        _ => context
            .words
            .filled(Word::DistanceAboutKilometres, &[&kilometres.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    #[test]
    fn distances_are_rounded_as_people_say_them() {
        let page = Fixture::new("{}");
        for (metres, said) in [
            (0, "a 50 m"),
            (310, "a 300 m"),
            (949, "a 950 m"),
            (950, "a 1 km"),
            (1_234, "a 1,2 km"),
            (4_020, "a 4 km"),
            (9_949, "a 9,9 km"),
            (17_700, "a circa 18 km"),
        ] {
            assert_eq!(spoken(&page.at("2026-11-24T10:00"), metres, Precision::Address), said);
        }
    }

    #[test]
    fn a_point_that_is_only_in_its_comune_never_looks_exact() {
        let page = Fixture::new("{}");
        let context = page.at("2026-11-24T10:00");
        assert_eq!(spoken(&context, 120, Precision::Comune), "a circa 1 km");
        assert_eq!(spoken(&context, 3_400, Precision::Comune), "a circa 3 km");
    }
}
