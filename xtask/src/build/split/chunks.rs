//! The parts of the app beside the first: their split points, by how the names of functions begin.

use crate::build::Stage;

/// A lazy chunk: what can only be reached through its split points, and from no chunk before it.
pub(crate) struct Chunk {
    /// What its file is called; its role is `wasm-` and the name.
    pub(crate) name: &'static str,
    /// When a device stores it for use without network.
    pub(crate) stage: Stage,
    /// The only functions through which the chunks before it call it.
    split_points: &'static [&'static str],
}

/// All of them, in the order in which a page puts them in: each may call those before it.
pub(crate) const CHUNKS: [Chunk; 3] = [
    Chunk {
        name: "input",
        stage: Stage::Core,
        split_points: &[
            "frontend::input::",
            // Nobody has asked anything before: words, where, when.
            "<shared::search::understand::Question>::of_words",
            "<shared::search::index::Index>::score_words",
            "<shared::search::index::Index>::leave_out_in_danger",
            "<shared::search::index::Index>::help_in_danger",
            "<shared::search::index::Index>::put_right",
            "shared::search::near::locate",
            "<shared::search::when::Moment>::of_",
            "shared::view::chip_row::chosen_chips",
            "shared::view::suggestions::lines",
        ],
    },
    Chunk {
        name: "later",
        stage: Stage::Later,
        split_points: &[
            "frontend::later::",
            // What is asked only for a household that somebody has told of.
            "shared::view::household::of_",
            "<shared::search::suited::Suited>::begin",
            // Its rules come with the thesaurus, which is fetched after the second.
            "<shared::search::danger::Danger>::kinds_in",
            "<shared::search::vocabulary::Vocabulary>::inflected",
        ],
    },
    Chunk {
        name: "kiosk",
        stage: Stage::Chosen,
        split_points: &["frontend::kiosk::"],
    },
];

/// The part that a function is a split point to: 1 for the first of [`CHUNKS`].
pub(super) fn split_point(name: &str) -> Option<usize> {
    let is_split_point = |chunk: &Chunk| {
        chunk
            .split_points
            .iter()
            .any(|split_point| name.starts_with(split_point))
    };
    CHUNKS.iter().position(is_split_point).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::split_point;

    #[test]
    fn doors_are_told_by_their_names() {
        assert_eq!(split_point("frontend::later::slot"), Some(2));
        assert_eq!(split_point("frontend::kiosk::start"), Some(3));
        assert_eq!(split_point("frontend::later"), None);
        assert_eq!(split_point("frontend::update::kiosk::start"), None);
    }
}
