//! Measures search natively over a synthetic region: `cargo run --release --example bench_search -- REGION.json`.
//!
//! Prints one JSON line for the build and one for each kind of question. The forty questions are typed letter by
//! letter, as a person does; every letter is one search with all counts.

use std::time::Instant;

use shared::gazetteer::Gazetteer;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Builder, Context, Index};
use shared::time::LocalDateTime;

/// Each time is the best of so many, for the machine may have other work.
const ROUNDS: usize = 5;

/// What families type, well and badly.
const QUESTIONS: [&str; 40] = [
    "spazio gioco",
    "sostegno allo studio",
    "neo papà",
    "allattamento",
    "consultorio familiare",
    "doposcuola",
    "affido",
    "banca del tempo",
    "demenza",
    "sfratto",
    "bonus",
    "assegno unico",
    "orientamento scolastico",
    "gruppo caregiver",
    "ludoteca rodari",
    "family hub verdi",
    "massaggio infantile",
    "mutuo aiuto",
    "legge 104",
    "colloqui di lavoro",
    "lettura ad alta voce",
    "casa della neogenitorialità",
    "spazio giovani milano",
    "centro per la famiglia roma",
    "over 65",
    "nonni e nipoti",
    "consultrio",
    "alattamento",
    "orientamneto",
    "gravidansa",
    "adolecenti",
    "psicolgo",
    "sepparazione",
    "bulismo",
    "laboratroio",
    "spazio goico",
    "incontri genitori torino",
    "attività 2 anni",
    "vicino a 20021",
    "help with homework",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: bench_search REGION.json [COMUNI.txt]")?;
    let mut data: Dataset = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let gazetteer = match std::env::args().nth(2) {
        Some(path) => Gazetteer::parse(&std::fs::read_to_string(path)?),
        None => Gazetteer::parse(include_str!("../data/comuni.txt")),
    };
    data.sort();
    gazetteer.fill(&mut data);
    let build = (0..ROUNDS)
        .map(|_| timed(|| Index::build(&data)).1)
        .fold(f64::MAX, f64::min);
    let index = Index::build(&data);
    println!(
        "{{\"what\":\"build\",\"records\":{},\"words\":{},\"ms\":{:.1},\"longest_slice_ms\":{:.2},\"bytes\":{}}}",
        index.len(),
        index.word_count(),
        build,
        longest_slice(&data),
        index.memory(),
    );
    let now: LocalDateTime = "2026-11-24T16:30".parse()?;
    let context = Context {
        now,
        gazetteer: Some(&gazetteer),
        position: None,
        household: None,
    };
    let with = |text: &str| Query::parse(text, now.date).map_err(|bad| bad.refusal);
    for (what, base) in [
        ("words", with("limit=50")?),
        (
            "words, filters",
            with("limit=50&topic=scuola,salute&free=true&age_months=24")?,
        ),
        ("words, near", with("limit=50&near=45.46,9.19&radius_km=30")?),
        ("words, a week", with("limit=50&from=2026-11-24&to=2026-11-30")?),
    ] {
        type_letter_by_letter(what, &index, &data, &base, &context);
    }
    Ok(())
}

fn type_letter_by_letter(what: &str, index: &Index, data: &Dataset, base: &Query, context: &Context<'_>) {
    let mut times: Vec<(f64, String)> = Vec::new();
    let mut answered = 0;
    for question in QUESTIONS {
        let mut last = 0;
        for end in question.char_indices().map(|(at, letter)| at + letter.len_utf8()) {
            let query = Query {
                words: question[..end].to_owned(),
                ..base.clone()
            };
            let mut best = f64::MAX;
            for _ in 0..ROUNDS {
                let (outcome, ms) = timed(|| index.search(data, &query, context));
                last = outcome.total;
                best = best.min(ms);
            }
            times.push((best, query.words));
        }
        answered += u32::from(last > 0);
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times[(times.len() as f64 * share) as usize].0;
    let (slowest, words) = &times[times.len() - 1];
    println!(
        "{{\"what\":\"{what}\",\"keystrokes\":{},\"answered\":{answered},\"p50_ms\":{:.3},\"p95_ms\":{:.3},\"max_ms\":{slowest:.3},\"slowest\":\"{words}\"}}",
        times.len(),
        at(0.5),
        at(0.95),
    );
}

/// Milliseconds of the longest of the slices that a page would see.
fn longest_slice(data: &Dataset) -> f64 {
    let (mut builder, mut longest) = timed(|| Builder::new(data));
    loop {
        let (done, ms) = timed(|| builder.step(data, 500));
        longest = f64::max(longest, ms);
        if done {
            break;
        }
    }
    longest.max(timed(|| builder.finish(data)).1)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64() * 1000.0)
}
