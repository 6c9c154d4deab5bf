//! The files of texts (`data/i18n`) are complete and right in every language: a language is offered whole or not at all.

use std::collections::BTreeSet;
use std::fs;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use shared::i18n::{KioskWord, KioskWords, Language, Word, Words};

#[path = "../build/table.rs"]
mod table;
use table::Table;

/// Numbers that a family can come across here.
const NUMBERS: std::ops::RangeInclusive<usize> = 0..=1000;

/// Texts that another language may write as Italian does; what has no more than three letters may be alike anyway.
const ALIKE: &[&str] = &[
    "Agenda",
    "Calendario",
    "Epifania",
    "Grande",
    "Gratis",
    "Info",
    "Lista",
    "Normale",
    "Offline",
    "Orari",
    "Over 65",
    "Privacy",
    "Tema",
    "Territorio",
    "Tipo",
    "Volume",
    "a {0} km",
    "agosto",
    "hindi",
    "italiano",
    "marzo",
    "novembre",
    "partner",
    "punjabi",
    "tagalog",
    "tamil",
    "turco",
    "urdu",
    "wolof",
    "{0} h {1} min",
];

/// The two tables: the directory and every key as the program knows it.
const TABLES: [&str; 2] = ["", "kiosk/"];

fn path(table: &str, tag: &str) -> String {
    format!("{}/data/i18n/{table}{tag}.txt", env!("CARGO_MANIFEST_DIR"))
}

fn read(table: &str, tag: &str) -> Table {
    let path = path(table, tag);
    let file = fs::read_to_string(&path).unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
    Table::read(&file).unwrap_or_else(|wrong| panic!("{path}: {wrong}"))
}

/// Everything that is wrong with `table` beside `italian`, one line each.
fn wrong(table: &Table, italian: &Table, categories: &BTreeSet<&str>) -> Vec<String> {
    let mut wrong = Vec::new();
    let (keys, expected) = (table.keys(), italian.keys());
    wrong.extend(missing(&expected, &keys).map(|key| format!("missing: {key}")));
    wrong.extend(missing(&keys, &expected).map(|key| format!("unknown: {key}")));
    if wrong.is_empty() && keys != expected {
        wrong.push("keys stand in another order, or twice".to_owned());
    }
    for (key, category, text) in &table.texts {
        let mut of_key = italian.texts.iter().filter(|(other, ..)| other == key);
        let Some((_, italian_category, italian)) = of_key.next_back() else {
            continue;
        };
        let name = format!("{key} {category}");
        if text.trim().is_empty() || text.trim() != text {
            wrong.push(format!("{name}: empty, or blanks around it"));
        }
        if category.is_empty() != italian_category.is_empty() {
            wrong.push(format!("{name}: has plural forms in one file alone"));
        }
        // "One result" and "two results" may be words without a figure.
        let figure_in_words = matches!(category.as_str(), "zero" | "one" | "two");
        if gaps(text) != gaps(italian) && !(figure_in_words && gaps(text).is_subset(&gaps(italian))) {
            wrong.push(format!("{name}: gaps differ from {italian}"));
        }
        if text == italian && !may_be_alike(text) {
            wrong.push(format!("{name}: equal to Italian: {text}"));
        }
    }
    for key in keys {
        let forms = table.texts.iter().filter(|(other, ..)| other == key);
        let forms: BTreeSet<&str> = forms.map(|(_, category, _)| category.as_str()).collect();
        if !forms.contains("") && forms != *categories {
            wrong.push(format!(
                "{key}: has the forms {forms:?}, the language has {categories:?}"
            ));
        }
    }
    wrong
}

fn missing<'a>(of: &'a [&str], within: &'a [&str]) -> impl Iterator<Item = &'a &'a str> {
    of.iter().filter(|key| !within.contains(key))
}

fn gaps(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

fn may_be_alike(text: &str) -> bool {
    let mut letters = text.to_owned();
    for gap in gaps(text) {
        letters = letters.replace(&format!("{{{gap}}}"), "");
    }
    letters.chars().filter(|character| character.is_alphabetic()).count() <= 3 || ALIKE.contains(&text)
}

/// The plural categories that CLDR gives to whole numbers of a language, by the big crate.
fn by_cldr(language: Language) -> impl Fn(usize) -> &'static str {
    let locale: Locale = language.tag().parse().expect("a tag is a locale");
    let rules = PluralRules::try_new_cardinal((&locale).into()).expect("CLDR has the language");
    move |number| match rules.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[test]
fn every_language_is_complete() {
    for table in TABLES {
        let italian = read(table, "it");
        for language in Language::all().filter(|language| *language != Language::Italian) {
            let by_cldr = by_cldr(language);
            let categories: BTreeSet<&str> = NUMBERS.map(by_cldr).collect();
            let wrong = wrong(&read(table, language.tag()), &italian, &categories);
            assert!(wrong.is_empty(), "{table}{}.txt:\n{}", language.tag(), wrong.join("\n"));
        }
    }
}

#[test]
fn what_is_wrong_is_found() {
    let read = |file: &str| Table::read(file).expect("a table");
    let italian = read("a = Aiuto {0}\nb.one = {0} data\nb.other = {0} date\nc = Chiama\n");
    let categories = BTreeSet::from(["one", "other"]);
    let found = |file: &str| wrong(&read(file), &italian, &categories).join("; ");
    let right = "a = Help {0}\nb.one = one date\nb.other = {0} dates\nc = Call\n";
    assert_eq!(found(right), "");
    for (from, to, what) in [
        ("c = Call\n", "", "missing: c"),
        ("c = Call", "d = Call", "unknown: d"),
        ("c = Call", "c = Chiama", "equal to Italian"),
        ("Help {0}", "Help", "gaps differ"),
        ("c = Call", "c =  ", "empty"),
        ("b.one = one date", "b.few = {0} dates", "has the forms"),
        ("b.one = one date\n", "", "has the forms"),
    ] {
        let told = found(&right.replace(from, to));
        assert!(told.contains(what), "{from:?} to {to:?}: {told}");
    }
}

#[test]
fn plural_forms_are_chosen_as_cldr_says() {
    for language in Language::all() {
        let by_cldr = by_cldr(language);
        let file = read("", language.tag());
        let words = Words::of(language);
        for number in NUMBERS {
            let category = by_cldr(number);
            let text = |category: &str| {
                let mut texts = file.texts.iter();
                texts.find(|(key, other, _)| key == "results-counted" && other == category)
            };
            let (.., text) = text(category).unwrap_or_else(|| panic!("{}: no form {category}", language.tag()));
            let figure = number.to_string();
            let counted = words.counted(number, Word::ResultsCounted);
            let plain: String = counted
                .chars()
                .filter(|character| !matches!(character, '\u{2068}' | '\u{2069}'))
                .collect();
            assert_eq!(plain, text.replace("{0}", &figure), "{} {number}", language.tag());
        }
    }
}

/// Ease of reading of an Italian text, 0 to 100: 80 and more is easy for who has been to primary school
/// (Lucisano and Piemontese, "GULPEASE", 1988).
fn gulpease(text: &str) -> f64 {
    let letters = text.chars().filter(|character| character.is_alphabetic()).count() as f64;
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count() as f64;
    let ends = text
        .trim_end_matches(['.', '?', '!'])
        .matches([':', '.', '?', '!'])
        .count() as f64;
    89.0 + (300.0 * (ends + 1.0) - 10.0 * letters) / words
}

#[test]
fn easy_words_are_easy_and_complete() {
    let (easy, italian) = (read("", "it-easy"), read("", "it"));
    for (key, category, text) in &easy.texts {
        let said = italian.texts.iter().find(|(other, ..)| other == key);
        let (.., said) = said.unwrap_or_else(|| panic!("unknown: {key}"));
        assert_eq!(category, "", "{key}: plural forms stay those of it.txt");
        assert_eq!(gaps(text), gaps(said), "{key}");
        assert_ne!(text, said, "{key}: stands in it.txt already");
        assert!(gulpease(text) >= 80.0, "{key}: {} {text}", gulpease(text));
    }
    assert_eq!(Words::easy().text(Word::HoursUnknown), "Non so quando apre");
    assert_eq!(Words::easy().counted(2, Word::ResultsCounted), "2 risultati");
    assert_eq!(Words::easy().text(Word::Search), Words::italian().text(Word::Search));
}

#[test]
fn every_guide_of_the_product_has_an_easy_text_made_from_it() {
    let data = shared::seed::load().expect("the seed is sound");
    let easy = Words::easy();
    for guide in &data.guides {
        let text = easy.easy_guide(guide.id.as_str(), &guide.body);
        let text = text.unwrap_or_else(|| panic!("{}: no easy text made from this one", guide.id));
        assert!(gulpease(text) >= 80.0, "{}: {}", guide.id, gulpease(text));
        // Whom to call stands in both.
        for number in ["112", "1522", "114", "19696", "116117"] {
            let named = guide.body.split(|character: char| !character.is_ascii_digit());
            assert!(
                !named.into_iter().any(|part| part == number) || text.contains(number),
                "{}: {number}",
                guide.id
            );
        }
        assert_eq!(easy.easy_guide(guide.id.as_str(), "another text by now"), None);
        assert_eq!(Words::italian().easy_guide(guide.id.as_str(), &guide.body), None);
    }
}

/// Records whose text is somebody else's, quoted as it is, and harder than ours may be. None so far.
const QUOTED: &[&str] = &[];

#[test]
fn what_is_told_of_places_activities_and_guides_is_readable() {
    let data = shared::seed::load().expect("the seed is sound");
    let networks = data.networks.iter().map(|one| (one.id.as_str(), &one.description));
    let places = data.places.iter().map(|one| (one.id.as_str(), &one.description));
    let activities = data.activities.iter().map(|one| (one.id.as_str(), &one.description));
    let guides = data.guides.iter().map(|one| (one.id.as_str(), &one.body));
    let mut hard = Vec::new();
    let mut read = 0;
    for (id, text) in networks.chain(places).chain(activities).chain(guides) {
        if text.is_empty() {
            continue;
        }
        read += 1;
        if gulpease(text) < 60.0 {
            hard.push(format!("{id}: {:.0}", gulpease(text)));
        } else {
            assert!(!QUOTED.contains(&id), "{id} is readable and need not be listed");
        }
    }
    hard.retain(|line| !QUOTED.iter().any(|id| line.starts_with(id)));
    assert_eq!(hard, Vec::<String>::new(), "of {read}");
    assert!(read > 100, "{read}");
}

#[test]
fn the_fetched_easy_words_read_as_those_compiled_in() {
    let short = read("", "it-easy").short(&read("", "it"));
    let guides = fs::read_to_string("data/guides-easy.txt").expect("the file is there");
    let fetched =
        Words::parse_easy([&*short, &shared::i18n::BETWEEN.to_string(), &guides].concat()).expect("it is whole");
    assert_eq!(fetched.text(Word::HoursUnknown), Words::easy().text(Word::HoursUnknown));
    let data = shared::seed::load().expect("the seed is sound");
    let guide = &data.guides[0];
    let of = |words: &Words| words.easy_guide(guide.id.as_str(), &guide.body).map(str::to_owned);
    assert_eq!(of(&fetched), of(Words::easy()));
    assert!(Words::parse_easy(short).is_err(), "guides are part of it");
}

#[test]
fn the_first_line_says_who_has_read_it_over() {
    for table in TABLES {
        for language in Language::all() {
            let file = fs::read_to_string(path(table, language.tag())).expect("the file is there");
            let review = file.lines().next().and_then(|line| line.strip_prefix("# review: "));
            let review = review.unwrap_or_else(|| panic!("{table}{}: no `# review: …`", language.tag()));
            assert_eq!(review == "source", language == Language::Italian, "{}", language.tag());
            assert_eq!(review == "machine draft", language.is_draft());
        }
    }
}

#[test]
fn both_tables_of_a_language_have_the_same_plural_rules() {
    for language in Language::all() {
        let rules = |table| {
            let table = read(table, language.tag());
            let rules = table.header.into_iter().filter(|(name, _)| name.starts_with("plural "));
            rules.collect::<Vec<_>>()
        };
        assert_eq!(rules(""), rules("kiosk/"), "{}", language.tag());
    }
}

#[test]
fn a_short_form_reads_as_the_file_says() {
    for language in Language::all() {
        let short = read("kiosk/", language.tag()).short(&read("kiosk/", "it"));
        let kiosk = KioskWords::parse(language, short).expect("the short form is whole");
        let compiled = KioskWords::of(language);
        assert_eq!(kiosk.text(KioskWord::DoorUrgent), compiled.text(KioskWord::DoorUrgent));
        assert_eq!(
            kiosk.counted(3, KioskWord::Countdown),
            compiled.counted(3, KioskWord::Countdown)
        );
    }
}
