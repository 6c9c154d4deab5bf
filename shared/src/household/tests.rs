//! Verdicts by example, ages that move, and texts that come back.

use proptest::prelude::*;

use super::*;
use crate::model::{Activity, Dataset, Place, Wheelchair};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn home(text: &str) -> Household {
    Household::parse(text)
}

/// A data set with one place and one activity at it.
fn data(activity: &str, place: &str) -> Dataset {
    let text = [
        r#"{"networks":[{"id":"n","name":"N"}],"places":[{"id":"p","network":"n","kind":"hub","name":"P""#,
        place,
        r#"}],"activities":[{"id":"a","network":"n","place":"p","title":"A","category":"laboratorio""#,
        activity,
        "}]}",
    ];
    serde_json::from_str(&text.concat()).expect("a data set")
}

fn fit_on(household: &Household, activity: &str, today: &str) -> Fit {
    let data = data(activity, "");
    household.fit_activity(&data, &data.activities[0], day(today))
}

/// What an activity says to everybody at home, in a few letters: `child0 yes`.
fn said(household: &str, activity: &str) -> String {
    let fit = fit_on(&home(household), activity, "2026-11-24");
    let words: Vec<String> = fit
        .members
        .iter()
        .map(|(member, verdict)| {
            let member = match member {
                Member::Child(at) => format!("child{at}"),
                Member::Expected => "expected".to_owned(),
                Member::Parents => "parents".to_owned(),
                Member::Carer => "carer".to_owned(),
                Member::Elder => "elder".to_owned(),
            };
            let verdict = match verdict {
                Verdict::Yes => "yes",
                Verdict::No => "no",
                Verdict::Unknown => "?",
            };
            [member.as_str(), " ", verdict].concat()
        })
        .collect();
    words.join(", ")
}

fn ages(min: &str, max: &str) -> String {
    format!(r#","audience":{{"min_months":{min},"max_months":{max}}}"#)
}

fn groups(ages: &str, groups: &[&str]) -> String {
    let groups: Vec<String> = groups.iter().map(|group| format!("\"{group}\"")).collect();
    format!(r#","audience":{{{ages}"groups":[{}]}}"#, groups.join(","))
}

const LUCA: &str = "child 2023-05 Luca\n";
const FAMILY: &str = "child 2026-11 Emma\nchild 2023-05 Luca\nchild 2012-02 Sara\n";

#[test]
fn zero_is_an_age_and_bounds_belong_to_it() {
    assert_eq!(
        said(FAMILY, &ages("0", "36")),
        "child0 yes, child1 no, child2 no, parents ?"
    );
    assert_eq!(said("child 2026-11 Emma", &ages("0", "0")), "child0 yes, parents ?");
    assert_eq!(said("child 2026-11 Emma", &ages("1", "9")), "child0 no, parents no");
    assert_eq!(said(LUCA, &ages("42", "50")), "child0 yes, parents ?");
    assert_eq!(said(LUCA, &ages("43", "50")), "child0 no, parents no");
}

#[test]
fn in_the_month_of_the_birthday_both_ages_are_meant() {
    let luca = home(LUCA);
    for (activity, today, verdict) in [
        (ages("0", "35"), "2026-05-01", Verdict::Yes),
        (ages("36", "71"), "2026-05-31", Verdict::Yes),
        (ages("36", "71"), "2026-04-30", Verdict::No),
        (ages("0", "35"), "2026-06-01", Verdict::No),
    ] {
        assert_eq!(fit_on(&luca, &activity, today).members[0].1, verdict, "{today}");
    }
}

#[test]
fn the_age_is_that_of_the_next_date() {
    // Luca is three in May.
    let activity =
        r#","audience":{"min_months":36,"max_months":71},"schedule":{"start":"2026-06-10T16:30","minutes":60}"#;
    assert_eq!(fit_on(&home(LUCA), activity, "2026-03-01").members[0].1, Verdict::Yes);
    let over = fit_on(&home(LUCA), activity, "2026-06-11");
    assert!(over.over);
    let weekly =
        r#","audience":{"max_months":35},"schedule":{"start":"2026-01-07T10:00","minutes":60,"rrule":"FREQ=WEEKLY"}"#;
    assert_eq!(fit_on(&home(LUCA), weekly, "2026-05-27").members[0].1, Verdict::Yes);
    assert_eq!(
        fit_on(&home(LUCA), weekly, "2026-05-28").members[0].1,
        Verdict::No,
        "the next one is in June"
    );
}

#[test]
fn what_does_not_say_for_whom_is_never_no() {
    assert_eq!(
        said(&[FAMILY, "carer\nover-65\n"].concat(), ""),
        "child0 ?, child1 ?, child2 ?, parents ?, carer ?, elder ?"
    );
    assert_eq!(
        said(LUCA, &groups("", &["persone in difficoltà economica"])),
        "child0 ?, parents ?"
    );
    assert_eq!(said(LUCA, &groups("", &["famiglie straniere"])), "child0 ?, parents ?");
    assert_eq!(
        said(LUCA, &groups("", &["pazienti oncologiche", "familiari"])),
        "child0 ?, parents ?"
    );
}

#[test]
fn groups_say_it_where_no_ages_do() {
    let whole = [FAMILY, "carer\nover-65\n"].concat();
    for (named, wanted) in [
        (
            &["famiglie"][..],
            "child0 yes, child1 yes, child2 yes, parents yes, carer yes, elder yes",
        ),
        (
            &["tutti"],
            "child0 yes, child1 yes, child2 yes, parents yes, carer yes, elder yes",
        ),
        (
            &["Tutte le età"],
            "child0 yes, child1 yes, child2 yes, parents yes, carer yes, elder yes",
        ),
        (
            &["bambini"],
            "child0 ?, child1 yes, child2 no, parents ?, carer no, elder no",
        ),
        (
            &["bambini", "ragazzi"],
            "child0 ?, child1 yes, child2 yes, parents ?, carer no, elder no",
        ),
        (
            &["genitori"],
            "child0 no, child1 no, child2 no, parents yes, carer ?, elder no",
        ),
        (
            &["genitori di adolescenti"],
            "child0 no, child1 no, child2 no, parents yes, carer ?, elder no",
        ),
        (
            &["genitori che lavorano"],
            "child0 no, child1 no, child2 no, parents ?, carer ?, elder no",
        ),
        (
            &["neo-papà"],
            "child0 no, child1 no, child2 no, parents yes, carer ?, elder no",
        ),
        (
            &["adulti"],
            "child0 no, child1 no, child2 no, parents yes, carer ?, elder yes",
        ),
        (
            &["caregiver"],
            "child0 no, child1 no, child2 no, parents ?, carer yes, elder no",
        ),
        (
            &["familiari di anziani"],
            "child0 no, child1 no, child2 no, parents ?, carer no, elder ?",
        ),
        (
            &["anziani", "pensionati"],
            "child0 no, child1 no, child2 no, parents ?, carer no, elder yes",
        ),
        (
            &["bambini in ospedale"],
            "child0 ?, child1 ?, child2 no, parents ?, carer no, elder no",
        ),
        (
            &["famiglie con figli piccoli"],
            "child0 yes, child1 yes, child2 no, parents yes, carer no, elder no",
        ),
    ] {
        assert_eq!(said(&whole, &groups("", named)), wanted, "{named:?}");
    }
    assert_eq!(
        said(LUCA, &groups("", &["genitori di adolescenti"])),
        "child0 no, parents no"
    );
}

#[test]
fn ages_and_groups_together() {
    let small = r#""min_months":0,"max_months":47,"#;
    assert_eq!(said(LUCA, &groups(small, &["genitori"])), "child0 yes, parents yes");
    assert_eq!(
        said("child 2012-02", &groups(small, &["genitori"])),
        "child0 no, parents no"
    );
    // No upper bound: "children from 3 years" means children.
    let open = r#""min_months":36,"#;
    assert_eq!(
        said("child 2009-02\nover-65", &groups(open, &["bambini"])),
        "child0 no, parents ?, elder no"
    );
    assert_eq!(said("over-65", &groups(open, &["nonni", "bambini"])), "elder yes");
    assert_eq!(said("over-65", &groups(r#""min_months":216,"#, &["coppie"])), "elder ?");
}

#[test]
fn topics_say_it_where_neither_does() {
    assert_eq!(
        said(FAMILY, r#","topics":["gioco-0-3"]"#),
        "child0 yes, child1 ?, child2 ?, parents ?"
    );
    assert_eq!(said("carer", r#","topics":["anziani-fragili"]"#), "carer yes");
    assert_eq!(said("over-65", r#","topics":["memoria"]"#), "elder yes");
    let parents = groups("", &["genitori"]);
    assert_eq!(
        said(LUCA, &[&parents, r#","topics":["adolescenza"]"#].concat()),
        "child0 no, parents ?"
    );
}

#[test]
fn a_pregnancy_ends_by_itself() {
    let household = home("expecting 2027-02\n");
    let birth = r#","topics":["gravidanza"]"#;
    let baby = ages("0", "12");
    let at = |activity: &str, today: &str| -> Vec<(Member, Verdict)> { fit_on(&household, activity, today).members };
    assert_eq!(at(birth, "2026-11-24")[0], (Member::Expected, Verdict::Yes));
    assert_eq!(at(&baby, "2026-11-24")[0], (Member::Expected, Verdict::No));
    assert_eq!(at(birth, "2027-02-28")[0], (Member::Expected, Verdict::Yes));
    assert_eq!(at(&baby, "2027-02-28")[0], (Member::Expected, Verdict::Yes));
    assert_eq!(at(birth, "2027-03-01"), [], "nobody has told of the birth");
    assert_eq!(household.overdue(day("2027-03-01")), Month::parse("2027-02"));
    // In April the child will be there: what is for babies then is for it.
    let later = r#","audience":{"max_months":12},"schedule":{"start":"2027-04-10T10:00"}"#;
    assert_eq!(at(later, "2026-11-24")[0], (Member::Expected, Verdict::Yes));
}

#[test]
fn a_place_gains_what_its_activities_are() {
    let household = home(FAMILY);
    let data = data(&ages("0", "12"), r#","topics":["sostegno-allo-studio"]"#);
    let today = day("2026-11-24");
    let mut place = household.fit_place(&data.places[0], today);
    let verdicts = |fit: &Fit| -> Vec<Verdict> { fit.members.iter().map(|(_, verdict)| *verdict).collect() };
    use Verdict::{Unknown, Yes};
    assert_eq!(verdicts(&place), [Unknown, Unknown, Yes, Unknown]);
    place.gain(&household.fit_activity(&data, &data.activities[0], today));
    assert_eq!(verdicts(&place), [Yes, Unknown, Yes, Unknown]);
    assert_eq!(place.suits(Whom::Anyone), Yes);
    assert_eq!(place.suits(Whom::Everyone), Unknown);
}

#[test]
fn wheels_stay_outside_only_where_that_is_known() {
    let household = home(&[LUCA, "wheels\n"].concat());
    for (wheelchair, wanted) in [
        (Wheelchair::No, Verdict::No),
        (Wheelchair::Limited, Verdict::Yes),
        (Wheelchair::Unknown, Verdict::Yes),
        (Wheelchair::Yes, Verdict::Yes),
    ] {
        let place = format!(r#","accessibility":{{"wheelchair":"{}"}}"#, wheelchair.code());
        let data = data(&ages("0", "47"), &place);
        let fit = household.fit_activity(&data, &data.activities[0], day("2026-11-24"));
        assert_eq!(fit.wheels, Some(wheelchair));
        assert_eq!(fit.suits(Whom::Everyone), wanted);
    }
}

#[test]
fn a_damaged_or_later_text_is_read_as_far_as_it_goes() {
    let household = home(
        "child 2023-05 Luca\r\nchild\nchild 2023-13 X\nfuture thing\nexpecting soon\nlanguage ??\nlanguage ar\nonly nobody\n\u{0}\n",
    );
    assert_eq!(household.children.len(), 3);
    assert_eq!(household.children[0].name, "Luca");
    assert_eq!(household.children[2].born, None);
    assert_eq!(household.languages.len(), 1);
    assert_eq!((household.expecting, household.only), (None, None));
    assert!(home("only anyone").is_empty() && !home("wheels").is_empty());
}

prop_compose! {
    fn months()(year in 1900_i32..2201, month in 1_u8..13) -> Month {
        Month::of(Date::new(year, month, 1).expect("a day"))
    }
}

fn households() -> impl Strategy<Value = Household> {
    let child = ("\\PC{0,40}", prop::option::of(months())).prop_map(|(name, born)| Child {
        name: short_name(&name),
        born,
    });
    let only = prop::option::of((any::<bool>(), any::<bool>()));
    let languages = prop::sample::subsequence(vec!["ar", "uk", "sq"], 0..=3);
    (
        prop::collection::vec(child, 0..4),
        prop::option::of(months()),
        any::<[bool; 3]>(),
        languages,
        only,
    )
        .prop_map(
            |(children, expecting, [carer, elder, wheels], languages, only)| Household {
                needs: if elder {
                    vec![super::Need::Quiet, super::Need::Pram]
                } else {
                    Vec::new()
                },
                fitting_first: elder && wheels,
                children,
                expecting,
                carer,
                elder,
                languages: languages
                    .into_iter()
                    .map(|code| code.parse().expect("a code"))
                    .collect(),
                wheels,
                only: only.map(|(anyone, untold)| Only {
                    whom: if anyone { Whom::Anyone } else { Whom::Everyone },
                    untold,
                }),
            },
        )
}

proptest! {
    #[test]
    fn the_text_gives_the_household_back(household in households()) {
        prop_assert_eq!(Household::parse(&household.text()), household);
    }

    #[test]
    fn any_text_can_be_read(text in "(?s).{0,200}") {
        let household = Household::parse(&text);
        prop_assert_eq!(Household::parse(&household.text()), household);
    }

    #[test]
    fn ages_are_the_completed_months_of_every_birthday(days in 36_500_i32..80_000, later in 0_i32..20_000) {
        let in_calendar = |days| Date::from_days(days).expect("a day of the calendar");
        let (birthday, today) = (in_calendar(days - 20_000), in_calendar(days - 20_000 + later));
        // Completed months by counting: the last one is not complete before its day.
        let months = Month::of(birthday).months_to(Month::of(today)) - i32::from(today.day() < birthday.day());
        let months = months.to_string();
        let household = Household {
            children: vec![Child { name: String::new(), born: Some(Month::of(birthday)) }],
            ..Household::default()
        };
        let mut data = data("", "");
        data.activities[0].audience.min_months = months.parse().ok();
        data.activities[0].audience.max_months = months.parse().ok();
        let fit = household.fit_activity(&data, &data.activities[0], today);
        prop_assert_eq!(fit.members[0].1, Verdict::Yes);
    }

    #[test]
    fn all_of_us_are_never_more_than_one_of_us(household in households(), min in prop::option::of(0_u16..900), max in prop::option::of(0_u16..900)) {
        let mut data = data("", "");
        data.activities[0].audience.min_months = min;
        data.activities[0].audience.max_months = max;
        let activity: &Activity = &data.activities[0];
        let fit = household.fit_activity(&data, activity, day("2026-11-24"));
        prop_assert!(fit.suits(Whom::Everyone) <= fit.suits(Whom::Anyone));
        let place: &Place = &data.places[0];
        prop_assert!(household.fit_place(place, day("2026-11-24")).members.iter().all(|(_, verdict)| *verdict != Verdict::No));
    }
}
