//! Steps of searches, counted in tests alone: what bounds the work is not a clock.

#[cfg(test)]
thread_local! {
    static STEPS: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// Says that a loop goes over so many things. Nothing outside tests.
#[inline(always)]
pub(super) fn steps(count: usize) {
    #[cfg(test)]
    STEPS.set(STEPS.get() + count);
    #[cfg(not(test))]
    let _ = count;
}

#[cfg(test)]
mod tests {
    use super::STEPS;
    use crate::model::Dataset;
    use crate::query::Query;
    use crate::search::{Context, Index};

    fn steps(index: &Index, data: &Dataset, typed: &str) -> usize {
        STEPS.set(0);
        let query = Query {
            words: typed.to_owned(),
            ..Query::default()
        };
        let context = Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: None,
            position: None,
            household: None,
        };
        let _ = index.search(data, &query, &context);
        STEPS.get()
    }

    #[test]
    fn no_text_makes_more_work_than_its_first_words() {
        let mut data: Dataset = serde_json::from_str(include_str!("../../data/seed.json")).expect("a data set");
        data.sort();
        let index = Index::build(&data);
        for word in [
            "compiti ",
            "consultroio ",
            "zqxjkw ",
            "a ",
            "spazio ",
            "'; DROP TABLE places; -- ",
            "👪 \u{202e}",
        ] {
            let longest = steps(&index, &data, &word.repeat(10_000));
            // Twenty-four words are read; each costs at most what the costliest single one costs.
            let single = ["compiti", "consultroio", "spazio", "zqxjkw", "a", "table", "places"]
                .map(|word| steps(&index, &data, word))
                .into_iter()
                .max()
                .unwrap_or_default();
            assert!(longest <= 24 * single * 2, "{word}: {longest} steps, one word {single}");
            assert_eq!(longest, steps(&index, &data, &word.repeat(20_000)), "{word}");
        }
        let one_word = steps(&index, &data, &"aeiou".repeat(20_000));
        assert!(one_word <= 20_000, "{one_word} steps");
    }
}
