//! What a page that is read consists of: a head and sections of blocks. One component draws them all.

use crate::time::Date;

use super::household::Suits;

/// A page that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What tests and scripts find it by, such as `place-page`.
    pub test_id: &'static str,
    /// Id of the record.
    pub id: String,
    /// Shape class and name of its kind.
    pub kind: Option<(&'static str, String)>,
    /// Words and link beside the kind, such as its network.
    pub beside: Option<LinkTo>,
    /// The one `h1`.
    pub title: String,
    /// First paragraph.
    pub lead: String,
    /// Whether the title is a record's own.
    pub title_of_record: bool,
    /// Whether the lead is a record's own.
    pub lead_of_record: bool,
    /// Whether it is open now.
    pub state: Option<OpenState>,
    /// Short marks under the head.
    pub badges: Vec<Badge>,
    /// Told before everything else.
    pub notices: Vec<String>,
    /// What one can do at once.
    pub actions: Vec<Action>,
    /// How old its facts are, as it is true on paper too; empty is not told.
    pub age: String,
    /// The sections; on a wide screen those from `second_column` on stand in the second column.
    pub sections: Vec<Section>,
    /// Index of the first section of the second column.
    pub second_column: usize,
}

/// Whether a place is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenState {
    /// Code for `data-state`.
    pub code: &'static str,
    /// In words, with the reason.
    pub words: String,
}

/// A short mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Extra class, such as `badge-sample`.
    pub class: &'static str,
    /// Its text.
    pub text: String,
}

/// What one can do at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Call this number.
    Call {
        /// For the `tel:` link.
        href: String,
        /// As shown.
        text: String,
    },
    /// Jump to a section.
    Jump {
        /// Its id with `#`.
        href: &'static str,
        /// As shown.
        text: &'static str,
    },
    /// Send this page to somebody.
    Share,
    /// Put its dates into a calendar.
    Calendar,
    /// Keep the record of the page on this device.
    Save,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTo {
    /// Class of its icon; empty is none.
    pub icon: &'static str,
    /// Where it leads; empty is no link.
    pub href: String,
    /// Its text.
    pub text: String,
    /// Whether the text is a record's own.
    pub of_record: bool,
    /// What stands behind it.
    pub after: String,
    /// The same on paper, where that is another: nothing there is told by today.
    pub on_paper: String,
    /// Whether it is an example.
    pub sample: bool,
}

/// A section with its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// For links within the page.
    pub id: String,
    /// Class of its icon; empty is none.
    pub icon: &'static str,
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// What a record says in its own words.
    OfRecord(Box<Block>),
    /// A paragraph.
    Text(String),
    /// A quiet remark.
    Remark(String),
    /// A heading below the section's.
    Heading(String),
    /// Whom of the household it suits.
    Suits(Suits),
    /// A list of texts.
    List(Vec<String>),
    /// Names of topics.
    Tags(Vec<&'static str>),
    /// A list of links.
    Links(Vec<LinkTo>),
    /// Where facts come from.
    Sources(Vec<LinkTo>),
    /// Dates of activities, each linked; what stands behind goes on its own line.
    Dates(Vec<LinkTo>),
    /// The dates of one activity.
    Occurrences(Vec<DateRow>),
    /// A week of hours.
    Hours(Vec<HoursRow>),
    /// The small map around the place of the page.
    MiniMap,
}

/// A date of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateRow {
    /// Code for `data-status`.
    pub status: &'static str,
    /// It does not take place.
    pub struck: bool,
    /// Day and hours.
    pub when: String,
    /// The same on paper.
    pub on_paper: String,
    /// Why it does not, or anything else to know.
    pub remark: String,
}

/// A day of the week table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursRow {
    /// The day it stands for.
    pub date: Date,
    /// Name of the day.
    pub day: String,
    /// Spans in words, or why it is closed.
    pub spans: String,
    /// Whether it is today.
    pub today: bool,
}

impl Block {
    /// A paragraph in a record's own words.
    #[must_use]
    pub fn text_of_record(words: impl Into<String>) -> Self {
        Self::OfRecord(Box::new(Self::Text(words.into())))
    }

    /// A quiet remark in a record's own words.
    #[must_use]
    pub fn remark_of_record(words: impl Into<String>) -> Self {
        Self::OfRecord(Box::new(Self::Remark(words.into())))
    }

    /// A list in a record's own words.
    #[must_use]
    pub fn list_of_record(items: Vec<String>) -> Self {
        Self::OfRecord(Box::new(Self::List(items)))
    }

    /// A heading in a record's own words.
    #[must_use]
    pub fn heading_of_record(words: impl Into<String>) -> Self {
        Self::OfRecord(Box::new(Self::Heading(words.into())))
    }
}

impl Section {
    /// A section, if there is anything in it.
    #[must_use]
    pub fn unless_empty(id: &str, icon: &'static str, title: &str, blocks: Vec<Block>) -> Option<Self> {
        (!blocks.is_empty()).then(|| Self {
            id: id.to_owned(),
            icon,
            title: title.to_owned(),
            blocks,
        })
    }
}
