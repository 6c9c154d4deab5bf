//! Texts by their words, dates and lists as each language writes them.

use super::*;
use crate::taxonomy::{Category, LifeStage, Professional, Topic};
use crate::time::{Date, Holiday, LocalDateTime, TimeOfDay};

fn words(tag: &str) -> &'static Words {
    Words::of(Language::from_tag(tag).expect("a language"))
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

#[test]
fn texts_are_found_by_their_words() {
    let italian = Words::italian();
    assert_eq!(italian.text(Word::Search), "Cerca…");
    assert_eq!(italian.counted(1, Word::ResultsCounted), "1 risultato");
    assert_eq!(italian.counted(0, Word::ResultsCounted), "0 risultati");
    assert_eq!(words("en").counted(2, Word::DatesCounted), "2 dates");
    assert_eq!(italian.counted_with(3, Word::AgesFromTo, &["0", "3"]), "da 0 a 3 anni");
    assert_eq!(words("uk").counted(22, Word::ResultsCounted), "22 результати");
    assert_eq!(words("ro").counted(20, Word::ResultsCounted), "20 de rezultate");
}

#[test]
fn a_tag_with_a_region_is_its_language() {
    assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
    assert_eq!(Language::from_tag("AR"), Some(Language::Arabic));
    assert_eq!(Language::from_tag("eng"), None);
    assert_eq!(Language::Arabic.dir(), "rtl");
    assert_eq!(Language::ALL[0], Language::Italian);
}

#[test]
fn a_file_of_another_build_is_refused() {
    let refused = Words::parse(Language::English, "Search\n".to_owned());
    assert_eq!(refused.err(), Some(OtherBuild));
}

#[test]
fn codes_stand_in_the_order_of_the_taxonomy() {
    let topics = Topic::all().map(|topic| ["topic.", topic.code()].concat());
    let categories = Category::all().map(|category| ["category.", category.code()].concat());
    let stages = LifeStage::all().map(|stage| ["stage.", stage.code()].concat());
    let professionals = Professional::all().map(|who| ["professional.", who.code()].concat());
    let codes: Vec<String> = topics.chain(categories).chain(stages).chain(professionals).collect();
    let from = generated::TOPIC;
    assert_eq!(generated::KEYS[from..from + codes.len()], codes);
    let roots = Topic::all().filter(|topic| topic.parent().is_none());
    let hints: Vec<String> = roots.map(|topic| ["hint.", topic.code()].concat()).collect();
    assert_eq!(kiosk::KEYS[kiosk::HINT..], hints);
    assert_eq!(Holiday::ALL.len(), generated::SPOKEN - generated::HOLIDAY);
}

#[test]
fn italian_names_are_those_of_the_taxonomy() {
    let italian = Words::italian();
    assert!(Topic::all().all(|topic| italian.topic(topic) == topic.name()));
    assert!(Category::all().all(|category| italian.category(category) == category.name()));
    assert!(LifeStage::all().all(|stage| italian.stage(stage) == stage.name()));
    assert!(Professional::all().all(|who| italian.professional(who) == who.name()));
    for holiday in Holiday::ALL {
        assert_eq!(italian.holiday(holiday), holiday.name().replace('\'', "’"));
    }
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let day = date("2026-11-24");
    for (tag, full, weekday, short, month) in [
        (
            "it",
            "24 novembre 2026",
            "martedì 24 novembre",
            "mar 24 nov",
            "novembre 2026",
        ),
        (
            "en",
            "24 November 2026",
            "Tuesday 24 November",
            "Tue 24 Nov",
            "November 2026",
        ),
        (
            "fr",
            "24 novembre 2026",
            "mardi 24 novembre",
            "mar. 24 nov.",
            "novembre 2026",
        ),
        (
            "es",
            "24 de noviembre de 2026",
            "martes 24 de noviembre",
            "mar 24 nov",
            "noviembre de 2026",
        ),
        (
            "ro",
            "24 noiembrie 2026",
            "marți, 24 noiembrie",
            "mar., 24 nov.",
            "noiembrie 2026",
        ),
        (
            "sq",
            "24 nëntor 2026",
            "e martë, 24 nëntor",
            "mar, 24 nën",
            "nëntor 2026",
        ),
        (
            "ar",
            "24 نوفمبر 2026",
            "الثلاثاء 24 نوفمبر",
            "ثلاثاء 24 نوفمبر",
            "نوفمبر 2026",
        ),
        (
            "uk",
            "24 листопада 2026 р.",
            "вівторок, 24 листопада",
            "вт, 24 лист.",
            "листопад 2026 р.",
        ),
        ("zh", "2026年11月24日", "11月24日星期二", "11月24日周二", "2026年11月"),
    ] {
        let words = words(tag);
        assert_eq!(words.full_day(day), full);
        assert_eq!(words.day(day), weekday);
        assert_eq!(words.short_day(day), short);
        assert_eq!(words.month_year(2026, 11), month);
    }
    assert_eq!(words("it").day_month(date("2027-05-01")), "1º maggio");
    assert_eq!(words("fr").day_month(date("2027-05-01")), "1er mai");
    let at: LocalDateTime = "2026-11-24T16:30".parse().expect("a moment");
    assert_eq!(words("it").moment(at), "martedì 24 novembre, 16:30");
}

#[test]
fn ranges_of_days_say_what_differs() {
    let days = |tag: &str, from, to| words(tag).days(date(from), date(to), 2026);
    assert_eq!(days("it", "2026-12-03", "2026-12-05"), "dal 3 al 5 dicembre");
    assert_eq!(days("it", "2026-12-08", "2026-12-11"), "dall’8 all’11 dicembre");
    assert_eq!(
        days("it", "2026-12-28", "2027-01-06"),
        "dal 28 dicembre al 6 gennaio 2027"
    );
    assert_eq!(days("it", "2026-12-08", "2026-12-08"), "8 dicembre");
    assert_eq!(days("en", "2026-12-03", "2026-12-05"), "3 to 5 December");
    assert_eq!(days("zh", "2026-12-03", "2026-12-05"), "12月3日至5日");
}

#[test]
fn lists_and_numbers_follow_the_language() {
    let parts = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(words("it").list_and(&parts), "a, b e c");
    assert_eq!(words("en").list_and(&parts), "a, b and c");
    assert_eq!(words("ar").list_and(&parts), "a، b وc");
    assert_eq!(words("zh").list_and(&parts), "a、b和c");
    assert_eq!(words("it").list(&parts[..1]), "a");
    assert_eq!(words("it").list_and(&[]), "");
    let languages = ["español", "italiano"].map(str::to_owned);
    assert_eq!(words("es").list_and(&languages), "español e italiano");
    assert_eq!(words("it").number(30_000), "30.000");
    assert_eq!(words("it").number(1234), "1234");
    assert_eq!(words("en").number(1_234_567), "1,234,567");
}

#[test]
fn in_right_to_left_text_what_is_filled_in_keeps_its_direction() {
    let arabic = words("ar");
    let time = |text: &str| text.parse::<TimeOfDay>().expect("a time");
    assert_eq!(arabic.span(time("09:30"), time("12:00")), "\u{2066}09:30–12:00\u{2069}");
    assert_eq!(words("it").span(time("09:30"), time("12:00")), "09:30–12:00");
    let hosted = arabic.filled(Word::HostedBy, &["ASST Rhodense"]);
    assert!(hosted.contains("\u{2068}ASST Rhodense\u{2069}"), "{hosted}");
}

#[test]
fn holidays_are_named_in_the_language() {
    assert_eq!(words("en").holiday_named("Natale"), "Christmas");
    assert_eq!(
        words("en").holiday_named("Sant’Omobono, patrono"),
        "Sant’Omobono, patron saint’s day"
    );
    assert_eq!(
        words("it").holiday_named("Sant’Omobono, patrono"),
        "Sant’Omobono, patrono"
    );
    assert_eq!(words("fr").holiday_named("ponte"), "ponte");
}

#[test]
fn languages_are_named_and_an_unknown_one_is_its_code() {
    assert_eq!(words("it").language_name("ar"), "arabo");
    assert_eq!(words("it").language_name("ise"), "lingua dei segni italiana");
    assert_eq!(words("zh").language_name("xx"), "xx");
}

#[test]
fn topics_of_the_first_level_have_a_hint() {
    for language in Language::all() {
        let words = KioskWords::of(language);
        for topic in Topic::all() {
            assert_eq!(words.hint(topic).is_empty(), topic.parent().is_some());
        }
    }
}
