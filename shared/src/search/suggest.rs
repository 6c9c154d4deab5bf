//! The lines under the search box.

use super::index::Index;
use super::outcome::{Context, Suggestion, Target};
use crate::filter::What;
use crate::model::Dataset;
use crate::query::Query;
use crate::taxonomy::Topic;
use crate::text::fold;

/// At most so many lines.
pub const SUGGESTIONS_MAX: usize = 8;

impl Index {
    /// What could be meant by what has been typed so far: topics, comuni, places and activities, at most eight.
    #[must_use]
    pub fn suggest(&self, data: &Dataset, typed: &str, context: &Context<'_>) -> Vec<Suggestion> {
        let folded = fold(typed);
        if folded.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<Suggestion> = Topic::all()
            .filter(|topic| begins_a_word(&fold(topic.name()), &folded))
            .take(2)
            .map(|topic| line(Target::Topic(topic), topic.name()))
            .collect();
        if let Some(gazetteer) = context.gazetteer {
            let comuni = gazetteer.complete(&folded, 2);
            lines.extend(
                comuni
                    .into_iter()
                    .map(|comune| line(Target::Comune(comune.code.clone()), &comune.name)),
            );
        }
        let query = Query {
            words: typed.to_owned(),
            limit: 12,
            ..Query::default()
        };
        for hit in self.search(data, &query, context).hits {
            if lines.len() == SUGGESTIONS_MAX {
                break;
            }
            lines.extend(match hit.what {
                What::Place => data
                    .places
                    .get(hit.at as usize)
                    .map(|place| line(Target::Place(hit.at), &place.name)),
                What::Activity => data
                    .activities
                    .get(hit.at as usize)
                    .map(|activity| line(Target::Activity(hit.at), &activity.title)),
                What::Guide => None,
            });
        }
        lines
    }
}

fn line(target: Target, text: &str) -> Suggestion {
    Suggestion {
        target,
        text: text.to_owned(),
    }
}

fn begins_a_word(folded: &str, beginning: &str) -> bool {
    folded
        .match_indices(beginning)
        .any(|(at, _)| at == 0 || folded[..at].ends_with(' '))
}
