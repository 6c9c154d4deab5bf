//! Distances as people say them, in the words of the web app.

use shared::model::Precision;

/// "a 300 m", "a 1,2 km", "a circa 18 km". A point that is only somewhere in its comune is always "circa".
pub(super) fn spoken(metres: u32, precision: Precision) -> String {
    let kilometres = (metres + 500) / 1000;
    match precision {
        Precision::Quarter | Precision::Comune => format!("a circa {} km", kilometres.max(1)),
        _ if metres < 950 => format!("a {} m", ((metres + 25) / 50 * 50).max(50)),
        _ if metres < 9_950 => {
            let tenths = (metres + 50) / 100;
            match tenths % 10 {
                0 => format!("a {} km", tenths / 10),
                tenth => format!("a {},{tenth} km", tenths / 10),
            }
        }
        _ => format!("a circa {kilometres} km"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_as_people_say_them() {
        for (metres, said) in [
            (0, "a 50 m"),
            (310, "a 300 m"),
            (950, "a 1 km"),
            (1_234, "a 1,2 km"),
            (9_949, "a 9,9 km"),
            (17_700, "a circa 18 km"),
        ] {
            assert_eq!(spoken(metres, Precision::Address), said);
        }
        assert_eq!(spoken(120, Precision::Comune), "a circa 1 km");
    }
}
