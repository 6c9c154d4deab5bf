//! What is behind the door, by the names of functions.

/// The only functions through which the first module calls the second, by how their names begin: the door itself, and
/// what is asked only for a household that somebody has told of.
pub(super) const DOORS: [&str; 4] = [
    "frontend::later::",
    "shared::view::household::of_",
    "<shared::search::suited::Suited>::begin",
    // Its rules come with the thesaurus, which is fetched after the second.
    "<shared::search::danger::Danger>::kinds_in",
];

/// Modules of which nothing is called but through the door. A function that names one of them and is only called by
/// address goes behind it.
const BEHIND: [&str; 42] = [
    "frontend::browser::guard",
    "frontend::later",
    "frontend::map",
    "frontend::update::kiosk",
    "shared::view::about_page",
    "shared::view::activity_page",
    "shared::view::agenda",
    "shared::view::agenda_page",
    "shared::view::board_page",
    "shared::view::contacts",
    "shared::view::danger_card",
    "shared::view::desk_page",
    "shared::view::guide_page",
    "shared::view::help",
    "shared::view::household_page",
    "shared::view::kiosk_bar",
    "shared::view::kiosk_links",
    "shared::view::kiosk_page",
    "shared::view::lazy",
    "shared::view::look",
    "shared::view::map",
    "shared::view::message",
    "shared::view::network_page",
    "shared::view::next_step",
    "shared::view::orientation_page",
    "shared::view::packed_page",
    "shared::view::place_page",
    "shared::view::plan_page",
    "shared::view::qr",
    "shared::view::saved",
    "shared::view::setup_page",
    "shared::view::share_dialog",
    "shared::board",
    "shared::orientation::doors",
    "shared::orientation::suiting",
    "shared::pack",
    "qrcodegen",
    "shared::household::audience",
    "shared::household::suits",
    "shared::interop",
    "shared::plan",
    // Comes with gloo-net's fetch; the app reads answers as text.
    "wasm_streams",
];

/// "frontend[ca05492e1b99d5a8]::later" names `frontend::later`.
pub(super) fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match after.split_once(']') {
            Some((hash, after)) if hash.len() > 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) => after,
            _ => {
                plain.push('[');
                after
            }
        };
    }
    plain + rest
}

/// Whether a name without hashes speaks of something in a module of [`BEHIND`].
pub(super) fn is_behind(name: &str) -> bool {
    BEHIND.iter().any(|module| {
        let mut found = name.match_indices(module);
        found.any(|(at, _)| {
            let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let path = name.as_bytes();
            !word(at.checked_sub(1).and_then(|before| path.get(before)))
                && name[at + module.len()..].starts_with("::")
                && !name[..at].ends_with("::")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{is_behind, without_hashes};

    #[test]
    fn names_are_told_by_their_modules() {
        let plain = |name: &str| is_behind(&without_hashes(name));
        assert!(plain("shared[ca05492e1b99d5a8]::view::saved::saved::{closure#0}"));
        assert!(plain(
            "<alloc[0123456789abcdef]::boxed::Box<frontend[ca05492e1b99d5a8]::map::view::MapView>>::drop"
        ));
        assert!(!plain("shared[ca05492e1b99d5a8]::view::finder::cards"));
        assert!(!plain("frontend[ca05492e1b99d5a8]::mapping::one"));
        assert!(!plain("<[u8; 4]>::into::<other::shared::plan::Clash>"));
        assert_eq!(without_hashes("<[u8]>::a[1]"), "<[u8]>::a[1]");
    }
}
