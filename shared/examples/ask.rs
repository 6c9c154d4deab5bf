//! temp
use shared::filter::What;
use shared::gazetteer::Gazetteer;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Index};
fn main() {
    let mut data: Dataset = serde_json::from_str(&std::fs::read_to_string("shared/data/seed.json").unwrap()).unwrap();
    let ex: Dataset = serde_json::from_str(
        &std::fs::read_to_string(std::env::var("EX").unwrap_or("shared/data/examples.json".into())).unwrap(),
    )
    .unwrap();
    data.activities.extend(ex.activities);
    data.guides.extend(ex.guides);
    data.places.extend(ex.places);
    let g = Gazetteer::parse(&std::fs::read_to_string("shared/data/comuni.txt").unwrap());
    data.sort();
    g.fill(&mut data);
    let index = Index::build(&data);
    let context = Context {
        now: "2026-11-24T16:30".parse().unwrap(),
        gazetteer: Some(&g),
        position: None,
    };
    for q in std::env::args().skip(1) {
        let query = Query {
            words: q.clone(),
            limit: 6,
            ..Query::default()
        };
        let t = std::time::Instant::now();
        let o = index.search(&data, &query, &context);
        println!(
            "\n## {q}  total {} sure {} {:?} {:?}  chips {:?} {:?}",
            o.total,
            o.sure,
            o.matched,
            o.suggestion,
            o.chips
                .iter()
                .map(|c| (&c.words, &c.without, &c.meaning))
                .collect::<Vec<_>>(),
            t.elapsed()
        );
        for h in &o.hits {
            let (id, t) = match h.what {
                What::Place => {
                    let p = &data.places[h.at as usize];
                    (p.id.to_string(), p.name.clone())
                }
                What::Activity => {
                    let p = &data.activities[h.at as usize];
                    (p.id.to_string(), p.title.clone())
                }
                What::Guide => {
                    let p = &data.guides[h.at as usize];
                    (p.id.to_string(), p.title.clone())
                }
            };
            println!(
                "  {:>9} {} {:?} {}{} | {}",
                h.score & 0xFFFFFF,
                id,
                h.distance_m,
                if h.serves { "S" } else { "" },
                if h.guessed { "?" } else { "" },
                t
            );
        }
        let s = index.suggest(&data, &q, &context);
        println!(
            "  > {}",
            s.iter().map(|s| s.text.clone()).collect::<Vec<_>>().join(" · ")
        );
    }
}
