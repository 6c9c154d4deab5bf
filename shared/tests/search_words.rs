//! Whatever a record says is found by it: by each word, by each beginning of one, and with a slip; always in the same
//! order, and with an answer to anything that can be typed.

use proptest::prelude::*;
use shared::gazetteer::Gazetteer;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Hit, Index, Outcome};
use shared::text::{fold, words};
use std::sync::LazyLock;

/// The data that is shipped, with the examples, and its index.
struct Shipped {
    gazetteer: Gazetteer,
    data: Dataset,
    index: Index,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let read = |text: &str| -> Dataset { serde_json::from_str(text).expect("a data set") };
    let mut data = read(include_str!("../data/seed.json"));
    let examples = read(include_str!("../data/examples.json"));
    data.activities.extend(examples.activities);
    data.guides.extend(examples.guides);
    data.sort();
    let gazetteer = Gazetteer::parse(include_str!("../data/comuni.txt"));
    gazetteer.fill(&mut data);
    let index = Index::build(&data);
    Shipped { gazetteer, data, index }
});

/// Correct common words: the section of the thesaurus that begins with `= common`.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("../data/thesaurus.txt").lines();
    let section = lines.skip_while(|line| *line != "= common").skip(1);
    let words: Vec<&str> = section
        .take_while(|line| !line.starts_with('='))
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(_, words)| words.split(", "))
        .collect();
    assert!(words.len() > 20, "the section of common words is not found");
    words
});

impl Shipped {
    fn search(&self, typed: &str) -> Outcome {
        let query = Query {
            words: typed.to_owned(),
            limit: 1000,
            ..Query::default()
        };
        let context = Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: Some(&self.gazetteer),
            position: None,
            household: None,
        };
        self.index.search(&self.data, &query, &context)
    }

    /// Titles with the list and index of their records.
    fn titles(&self) -> Vec<(&str, &'static str, u32)> {
        let places = (0..)
            .zip(&self.data.places)
            .map(|(at, place)| (&*place.name, "place", at));
        let activities = (0..)
            .zip(&self.data.activities)
            .map(|(at, one)| (&*one.title, "activity", at));
        let guides = (0..)
            .zip(&self.data.guides)
            .map(|(at, guide)| (&*guide.title, "guide", at));
        places.chain(activities).chain(guides).collect()
    }

    fn finds(&self, typed: &str, (what, at): (&str, u32)) -> bool {
        self.search(typed)
            .hits
            .iter()
            .any(|hit| hit.what.code() == what && hit.at == at)
    }
}

/// Every way to miss one letter, add one, change one or swap two.
fn slips(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let spelled = |letters: Vec<char>| letters.into_iter().collect::<String>();
    let mut all = Vec::new();
    for at in 0..letters.len() {
        let mut missing = letters.clone();
        missing.remove(at);
        all.push(spelled(missing));
        if at > 0 {
            let mut swapped = letters.clone();
            swapped.swap(at - 1, at);
            all.push(spelled(swapped));
        }
        for letter in ['a', 'k', 'z'] {
            let mut changed = letters.clone();
            changed[at] = letter;
            all.push(spelled(changed));
            let mut added = letters.clone();
            added.insert(at, letter);
            all.push(spelled(added));
        }
    }
    all
}

#[test]
fn each_word_of_a_title_finds_it_and_each_beginning_of_two_letters_or_more() {
    for (title, what, at) in SHIPPED.titles() {
        for word in words(&fold(title)) {
            for (end, _) in word.char_indices().skip(2).chain([(word.len(), ' ')]) {
                assert!(
                    SHIPPED.finds(&word[..end], (what, at)),
                    "\"{}\" does not find {title}",
                    &word[..end]
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn each_slip_in_a_word_of_five_letters_or_more_finds_it(title in any::<prop::sample::Index>()) {
        let titles = SHIPPED.titles();
        let (title, what, at) = titles[title.index(titles.len())];
        for word in words(&fold(title)).filter(|word| word.len() >= 5) {
            // What is left with four letters is one slip from too much.
            // One that may be a word of danger brings whom to call: then nothing is guessed. A comune and a common word
            // are what was meant ("cento", "canto").
            let guessed = |slip: &String| {
                slip.chars().count() >= 5
                    && !shared::search::is_danger(slip)
                    && SHIPPED.gazetteer.named(slip).is_none()
                    && !COMMON.contains(&slip.as_str())
            };
            for slip in slips(word).into_iter().filter(guessed) {
                prop_assert!(SHIPPED.finds(&slip, (what, at)), "\"{}\" for \"{}\" does not find {}", slip, word, title);
            }
        }
    }

    #[test]
    fn the_order_is_the_same_every_time_and_on_every_page(
        typed in prop::sample::select(vec!["", "gioco", "centro famiglie", "spazio 0-3 senago", "psicolgo", "help"]),
        cut in 1_u32..40,
    ) {
        let whole: Vec<Hit> = SHIPPED.search(typed).hits;
        prop_assert_eq!(&whole, &SHIPPED.search(typed).hits);
        let anew = Index::build(&SHIPPED.data);
        let context = Context { now: "2026-11-24T16:30".parse().expect("a time"), gazetteer: Some(&SHIPPED.gazetteer), position: None, household: None };
        let mut paged = Vec::new();
        while paged.len() < whole.len() {
            let query = Query { words: typed.to_owned(), limit: cut, offset: paged.len() as u32, ..Query::default() };
            let page = anew.search(&SHIPPED.data, &query, &context).hits;
            prop_assert!(!page.is_empty());
            paged.extend(page);
        }
        prop_assert_eq!(paged, whole);
    }

    #[test]
    fn anything_that_can_be_typed_gets_an_answer(typed in any::<String>()) {
        let outcome = SHIPPED.search(&typed);
        prop_assert!(outcome.hits.len() <= outcome.total as usize);
    }
}

#[test]
fn what_nobody_means_gets_an_answer_too() {
    let hostile = [
        "a".repeat(10_000),
        "aeiou ".repeat(2_000),
        "consultroio ".repeat(1_000),
        "'; DROP TABLE places; --".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "\u{0}\u{7}\u{1b}[31m".to_owned(),
        "\u{202e}\u{200f}\u{2066}oirotlusnoc".to_owned(),
        "👪👩‍👩‍👧🇮🇹".repeat(500),
        // What lone surrogates become on their way in.
        "\u{fffd}".repeat(1_000),
        "%%%___\\\\//".to_owned(),
        "0".repeat(5_000),
        "9 anni ".repeat(500),
        "vicino a ".repeat(500),
    ];
    for typed in hostile {
        let outcome = SHIPPED.search(&typed);
        assert!(outcome.hits.len() <= outcome.total as usize);
        let context = Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: Some(&SHIPPED.gazetteer),
            position: None,
            household: None,
        };
        assert!(SHIPPED.index.suggest(&SHIPPED.data, &typed, &context).len() <= 8);
    }
    // A word with a mark of the other direction in it is the word.
    assert_eq!(
        SHIPPED.search("\u{200f}consultorio\u{202c}").hits,
        SHIPPED.search("consultorio").hits
    );
}
