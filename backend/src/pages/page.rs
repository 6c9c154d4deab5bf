//! What a page that is read consists of: a head and sections of blocks. One template draws them all.

use askama::Template;

use super::frame::Frame;

/// A page that is read.
pub(super) struct Page {
    /// What tests and scripts find it by, such as `place-page`.
    pub(super) test_id: &'static str,
    pub(super) id: String,
    /// Shape class of its kind.
    pub(super) kind_class: &'static str,
    /// Name of its kind; empty is none.
    pub(super) kind: String,
    /// Its network.
    pub(super) beside: Option<LinkTo>,
    /// The one `h1`.
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) state: Option<StateLine>,
    pub(super) badges: Vec<Badge>,
    /// Told before everything else.
    pub(super) notices: Vec<String>,
    /// What one can do at once.
    pub(super) actions: Vec<Action>,
    pub(super) first: Vec<Section>,
    pub(super) second: Vec<Section>,
}

/// What one can do at once. The last three are the app's: they stand in their place until it answers.
pub(super) enum Action {
    /// Call this number.
    Call(LinkTo),
    /// Jump to the section `dove`.
    Jump,
    /// Keep it on the device.
    Save,
    /// Put its dates into a calendar.
    Calendar,
    /// Send the page to somebody.
    Share,
}

/// Whether a place is open.
pub(super) struct StateLine {
    /// For `data-state`.
    pub(super) code: &'static str,
    pub(super) words: String,
}

/// A short mark.
pub(super) struct Badge {
    /// Class, such as `badge badge-sample`.
    pub(super) class: &'static str,
    pub(super) text: String,
}

impl Badge {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self {
            class: "badge",
            text: text.into(),
        }
    }

    pub(super) fn check(text: impl Into<String>) -> Self {
        Self {
            class: "badge badge-check",
            text: text.into(),
        }
    }

    /// The mark of an example.
    pub(super) fn sample() -> Self {
        Self {
            class: "badge badge-sample",
            text: "esempio".to_owned(),
        }
    }
}

/// A link.
#[derive(Clone, Default)]
pub(super) struct LinkTo {
    /// Class of its icon; empty is none.
    pub(super) icon: &'static str,
    /// Where it leads; empty is no link.
    pub(super) href: String,
    pub(super) text: String,
    /// What stands behind it.
    pub(super) after: String,
    pub(super) sample: bool,
}

/// A section with its heading.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) icon: &'static str,
    pub(super) title: &'static str,
    pub(super) blocks: Vec<Block>,
}

impl Section {
    /// A section, if there is anything in it.
    pub(super) fn unless_empty(
        id: &'static str,
        icon: &'static str,
        title: &'static str,
        blocks: Vec<Block>,
    ) -> Option<Self> {
        (!blocks.is_empty()).then_some(Self {
            id,
            icon,
            title,
            blocks,
        })
    }
}

/// A piece of a section.
pub(super) enum Block {
    Text(String),
    /// A quiet remark.
    Remark(String),
    Heading(String),
    List(Vec<String>),
    /// Names of topics.
    Tags(Vec<&'static str>),
    Links(Vec<LinkTo>),
    /// Where facts come from.
    Sources(Vec<LinkTo>),
    /// Dates of activities; what stands behind goes on its own line.
    Dates(Vec<LinkTo>),
    /// The dates of one activity.
    Occurrences(Vec<DateRow>),
    /// A week of hours.
    Hours(Vec<HoursRow>),
    /// Room for the small map that the app draws.
    MiniMap,
}

/// A date of an activity.
pub(super) struct DateRow {
    /// For `data-status`.
    pub(super) status: &'static str,
    /// It does not take place.
    pub(super) struck: bool,
    /// Day and hours.
    pub(super) when: String,
    /// Why it does not, or anything else to know.
    pub(super) remark: String,
}

/// A day of the week table.
pub(super) struct HoursRow {
    pub(super) day: &'static str,
    /// Spans in words, or why it is closed.
    pub(super) spans: String,
    pub(super) today: bool,
}

/// The template of pages that are read.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct PageTemplate<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) page: Page,
}
