//! Every page of the app and its path. The only place that knows URL paths; the query string belongs to the search.

use crate::i18n::Language;
use crate::model::{ActivityId, GuideId, NetworkId, PlaceId};

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Search, list and map; what is searched stands in the query string.
    Finder,
    /// A place (sede).
    Place(PlaceId),
    /// An activity (attività).
    Activity(ActivityId),
    /// What is on, by day.
    Agenda,
    /// A guide (scheda informativa).
    Guide(GuideId),
    /// A network (rete).
    Network(NetworkId),
    /// What was saved on this device.
    Saved,
    /// Who is at home, told on this device only.
    Household,
    /// Guided orientation: from a need to the right door. The answers stand in no address.
    Orientation,
    /// A packed list; what is in it stands behind the `#` and never reaches a server.
    Packed,
    /// The board of a place for a screen on its wall.
    Board(PlaceId),
    /// The front of the kiosk in a place.
    Kiosk(PlaceId),
    /// Where staff set a kiosk up.
    KioskSetup,
    /// Sentences to show at a desk.
    Desk,
    /// About the finder: where its data come from, privacy, language.
    About,
    /// No such page.
    NotFound,
}

impl Route {
    /// The path, without a query string.
    #[must_use]
    pub fn path(&self) -> String {
        let (folder, id) = match self {
            Self::Finder | Self::NotFound => return "/".to_owned(),
            Self::Agenda => return "/agenda".to_owned(),
            Self::Saved => return "/salvati".to_owned(),
            Self::Household => return "/noi".to_owned(),
            Self::About => return "/informazioni".to_owned(),
            Self::Orientation => return "/orienta".to_owned(),
            Self::Packed => return "/k".to_owned(),
            Self::Kiosk(id) => ("/kiosk/", id.as_str()),
            Self::KioskSetup => return "/kiosk/setup".to_owned(),
            Self::Desk => return "/sportello".to_owned(),
            Self::Board(id) => return ["/kiosk/", id.as_str(), "/board"].concat(),
            Self::Place(id) => ("/sede/", id.as_str()),
            Self::Activity(id) => ("/attivita/", id.as_str()),
            Self::Guide(id) => ("/scheda/", id.as_str()),
            Self::Network(id) => ("/rete/", id.as_str()),
        };
        [folder, id].concat()
    }

    /// The path in a language: `/en/sede/…`. Italian, the language of the territory, has no prefix.
    #[must_use]
    pub fn path_in(&self, language: Language) -> String {
        let path = self.path();
        match (language, path.as_str()) {
            (Language::Italian, _) => path,
            (other, "/") => ["/", other.tag()].concat(),
            (other, _) => ["/", other.tag(), &path].concat(),
        }
    }

    /// The language of a path and the path without its prefix; `None` where it has none.
    #[must_use]
    pub fn split_language(path: &str) -> (Option<Language>, &str) {
        let inside = path.strip_prefix('/').unwrap_or(path);
        let (first, rest) = match inside.find('/') {
            Some(at) => inside.split_at(at),
            None => (inside, ""),
        };
        let language = Language::all().find(|language| language.tag() == first && *language != Language::Italian);
        match language {
            Some(language) => (Some(language), if rest.is_empty() { "/" } else { rest }),
            None => (None, path),
        }
    }

    /// The page of a path in whatever language, and that language; Italian where the path names none.
    #[must_use]
    pub fn parse_in(path: &str) -> (Language, Self) {
        let (language, path) = Self::split_language(path);
        (language.unwrap_or(Language::Italian), Self::parse(path))
    }

    /// The page of a path. A trailing slash is forgiven; what cannot be an id is [`Route::NotFound`].
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let found = match path.split_once('/') {
            Some(("sede", id)) => id.parse().ok().map(Self::Place),
            Some(("attivita", id)) => id.parse().ok().map(Self::Activity),
            Some(("scheda", id)) => id.parse().ok().map(Self::Guide),
            Some(("rete", id)) => id.parse().ok().map(Self::Network),
            Some(("kiosk", "setup")) => Some(Self::KioskSetup),
            Some(("kiosk", rest)) => match rest.strip_suffix("/board") {
                Some(id) => id.parse().ok().map(Self::Board),
                None => rest.parse().ok().map(Self::Kiosk),
            },
            // The same board, for the screen of a comune.
            Some(("embed", rest)) => {
                let id = rest.strip_prefix("board/");
                id.and_then(|id| id.parse().ok()).map(Self::Board)
            }
            Some(_) => None,
            None => match path {
                "" => Some(Self::Finder),
                "agenda" => Some(Self::Agenda),
                "salvati" => Some(Self::Saved),
                "noi" => Some(Self::Household),
                "informazioni" => Some(Self::About),
                "orienta" => Some(Self::Orientation),
                "sportello" => Some(Self::Desk),
                "k" => Some(Self::Packed),
                _ => None,
            },
        };
        found.unwrap_or(Self::NotFound)
    }

    /// Whether a page has code and texts of its own, which phones fetch only when they open such a page: kiosk, board,
    /// their setup, desk card, guided orientation, packed lists.
    #[must_use]
    pub const fn is_of_kiosk(&self) -> bool {
        matches!(
            self,
            Self::Orientation | Self::Packed | Self::Board(_) | Self::Kiosk(_) | Self::KioskSetup | Self::Desk
        )
    }

    /// Whether this code answers that path. Everything else on the same server (the API, calendars, the staff editor) is
    /// left to the browser.
    #[must_use]
    pub fn is_ours(path: &str) -> bool {
        !matches!(Self::parse_in(path).1, Self::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_back_to_its_page() {
        for path in [
            "/",
            "/sede/hug-hub",
            "/attivita/a.1",
            "/agenda",
            "/scheda/affido",
            "/rete/hug-cremona",
            "/salvati",
            "/noi",
            "/informazioni",
            "/orienta",
            "/k",
            "/kiosk/hug-hub/board",
            "/kiosk/hug-hub",
            "/kiosk/setup",
            "/sportello",
        ] {
            assert_eq!(Route::parse(path).path(), path);
            assert!(Route::is_ours(path));
        }
    }

    #[test]
    fn a_language_stands_in_front() {
        for (path, language, page, back) in [
            ("/en", Language::English, Route::Finder, "/en"),
            ("/en/", Language::English, Route::Finder, "/en"),
            ("/en/agenda", Language::English, Route::Agenda, "/en/agenda"),
            ("/agenda", Language::Italian, Route::Agenda, "/agenda"),
            ("/it/agenda", Language::Italian, Route::NotFound, "/"),
            ("/enough", Language::Italian, Route::NotFound, "/"),
        ] {
            let (spoken, route) = Route::parse_in(path);
            assert_eq!((spoken, &route), (language, &page), "{path}");
            assert_eq!(route.path_in(spoken), back);
        }
    }

    #[test]
    fn what_is_no_page_is_not_found() {
        for path in [
            "/api/v1/sync",
            "/sede",
            "/sede/",
            "/sede/a b",
            "/sede/a/b",
            "/xyz",
            "/calendar.ics",
            "/sede/<script>",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/agenda/"), Route::Agenda);
        assert_eq!(Route::parse("/embed/board/hug-hub").path(), "/kiosk/hug-hub/board");
    }
}
