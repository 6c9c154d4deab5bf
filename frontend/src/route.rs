//! Every page of the app and its path. The only place that knows URL paths; the query string belongs to the search.

use shared::model::{ActivityId, GuideId, NetworkId, PlaceId};

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
            Self::Place(id) => ("/sede/", id.as_str()),
            Self::Activity(id) => ("/attivita/", id.as_str()),
            Self::Guide(id) => ("/scheda/", id.as_str()),
            Self::Network(id) => ("/rete/", id.as_str()),
        };
        [folder, id].concat()
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
            Some(_) => None,
            None => match path {
                "" => Some(Self::Finder),
                "agenda" => Some(Self::Agenda),
                "salvati" => Some(Self::Saved),
                "noi" => Some(Self::Household),
                "informazioni" => Some(Self::About),
                _ => None,
            },
        };
        found.unwrap_or(Self::NotFound)
    }

    /// Whether this code answers that path. Everything else on the same server (the API, calendars, the staff editor) is
    /// left to the browser.
    #[must_use]
    pub fn is_ours(path: &str) -> bool {
        !matches!(Self::parse(path), Self::NotFound)
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
        ] {
            assert_eq!(Route::parse(path).path(), path);
            assert!(Route::is_ours(path));
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
    }
}
