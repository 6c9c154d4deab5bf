//! What a person can do, as plain data: elements send it, `update` in the app does it.

use std::sync::Arc;

use crate::filter::FacetName;
use crate::household::Only;
use crate::i18n::Language;
use crate::model::NetworkId;
use crate::query::{Order, View};
use crate::time::day_part::DayPart;
use crate::time::{Date, Weekday};

use super::chips::ChipPart;
pub use super::dialog::Dialog;
use super::html::Message;
use super::suggestions::Leads;
use super::when::WhenChoice;

/// What a person can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Nothing: an event that the browser is only kept from.
    Nothing,
    /// The value of a field was changed.
    Field(Field, String),
    /// The search is changed.
    Search(Change),
    /// The search box was sent.
    Submit,
    /// Suggestions.
    Suggest(Suggest),
    /// What a suggestion leads to.
    Follow(Leads),
    /// The searches made on this device are forgotten.
    ForgetSearches,
    /// The results are narrowed to the household, or no more.
    Narrow(Option<Only>),
    /// The device is asked where it is.
    NearMe,
    /// A dialog is opened.
    Open(Dialog),
    /// A dialog is closed.
    Close(Dialog),
    /// A dialog was closed, by whatever means.
    Closed(Dialog),
    /// Something is saved on this device under this key, or no more.
    Save(String),
    /// The changes of what was saved were seen.
    ChangesSeen,
    /// The page is printed.
    Print,
    /// A message leaves the device.
    Send(Way, String),
    /// A calendar file with dates is handed over.
    Calendar(Dates),
    /// The household is changed.
    Household(AtHome),
    /// Another language is spoken.
    Speak(Language),
    /// Italian is spoken in easy words or in the usual ones, as `<html>` says by then.
    EasyWords,
    /// A neutral page takes the place of this one, in the history too.
    QuickExit,
    /// The new version of the app takes over.
    Update,
    /// The toast is closed.
    CloseToast,
    /// What is missing of the app is fetched once more.
    TryAgain,
    /// The map is moved by its buttons.
    Map(MapControl),
    /// A step of guided orientation.
    Orient(Orient),
    /// Something at a kiosk.
    Kiosk(AtKiosk),
    /// This sentence, by its place in the list, is shown at a desk; none any more.
    Desk(Option<usize>),
}

/// What a visitor or staff do at a kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtKiosk {
    /// Somebody has come.
    Begin,
    /// The language is chosen.
    Language(Language),
    /// Through a door.
    Door(Door),
    /// Back to the doors.
    Home,
    /// Back by a page.
    Back,
    /// "I am still here."
    Extend,
    /// "I am done."
    Done,
    /// Larger letters, or no more.
    Larger,
    /// More contrast, or no more.
    Contrast,
    /// The page is read aloud, or no more.
    ReadAloud,
    /// The code of an address outside is shown.
    Show(String),
    /// The code of what the page is about is shown.
    ShowPage,
    /// The code is put away.
    Hide,
    /// A slip is printed.
    Print,
    /// The PIN was typed.
    Unlock,
    /// What staff chose is kept.
    KeepSetup,
}

/// A door of a kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// From a need to whom can help.
    Need,
    /// What is on.
    Activities,
    /// Where to go.
    Places,
    /// Guides.
    Info,
    /// Help at once.
    Urgent,
}

impl Door {
    /// All, in their order.
    pub const ALL: [Self; 5] = [Self::Need, Self::Activities, Self::Places, Self::Info, Self::Urgent];
}

/// A field that is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The words searched.
    Words,
    /// Where one is: a comune by its name, or a postal code.
    Near,
    /// The order of the results, by its code.
    Order,
    /// The age asked for, in months.
    Age,
    /// The radius, in kilometres.
    Radius,
    /// For whom of the household, by the words of the option.
    ForUs,
    /// The day asked for.
    Day,
    /// The first day of a range of days.
    FromDay,
    /// The last day of a range of days.
    ToDay,
    /// From which time of the day on.
    FromTime,
    /// Up to which time of the day.
    ToTime,
    /// The name of the child at this place of the list.
    ChildName(usize),
    /// The month of birth of the child at this place of the list.
    ChildBorn(usize),
    /// The month in which a child is expected.
    Due,
}

/// A change of the search.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A code of a facet is chosen, or no more.
    Toggle(FacetName, Arc<str>),
    /// All codes of a facet are taken back.
    ClearFacet(FacetName),
    /// Everything is taken back but the words.
    Clear,
    /// A chip is taken back.
    Remove(ChipPart),
    /// When, by one of the choices of the control.
    When(WhenChoice),
    /// At any time.
    AnyTime,
    /// A day of the week is chosen, or no more.
    Weekday(Weekday),
    /// A part of the day.
    Part(DayPart),
    /// List or map, week or day.
    View(View),
    /// Other words.
    Words(String),
    /// So many results.
    Limit(u32),
    /// The days from this one on.
    From(Date),
    /// Within so many kilometres.
    Radius(u16),
    /// Another order.
    Order(Order),
}

/// What is done with the suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggest {
    /// They are shown.
    Show,
    /// They are hidden.
    Hide,
    /// This line is reached; 0 is the box itself.
    Reach(usize),
}

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To another app, by the sheet of the device.
    Share,
    /// Into the clipboard, as a message.
    CopyMessage,
    /// Into the clipboard, as an address.
    CopyAddress,
}

/// Which dates go into a calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dates {
    /// All of an activity.
    OfActivity(String),
    /// One of an activity: the first is 0, as in the list of those to come.
    One(String, usize),
    /// All of what was saved.
    Saved,
}

/// A change of the household that is no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtHome {
    /// One more child.
    AddChild,
    /// The child at this place of the list goes.
    RemoveChild(usize),
    /// Nobody is expected any more.
    EndExpecting,
    /// Who was expected is born.
    Birth,
    /// Whether somebody cares for a relative.
    Carer,
    /// Whether somebody is old.
    Elder,
    /// Whether a pushchair or a wheelchair is used.
    Wheels,
    /// The need at this place of the list is told, or no more.
    Need(usize),
    /// What works for these needs is put first, or no more.
    FittingFirst,
    /// A language is spoken, or no more: its place in the list of those offered.
    Language(usize),
    /// Everything is erased.
    Erase,
    /// What was erased comes back.
    Undo,
    /// What is there for the household is shown.
    ShowForUs,
}

/// A step of guided orientation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Orient {
    /// The open question is answered, by the code of the answer.
    Answer(String),
    /// It is to be in the area of this network.
    Area(NetworkId),
    /// Back by a question, or from the card of danger.
    Back,
    /// From the first question on, with nothing answered.
    Restart,
    /// Help is needed at once.
    Danger,
}

/// The buttons of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapControl {
    /// Nearer.
    In,
    /// Farther.
    Out,
    /// All places.
    Whole,
}

impl Message for Msg {
    fn with_value(self, value: String) -> Self {
        match self {
            Self::Field(field, _) => Self::Field(field, value),
            other => other,
        }
    }
}

impl From<Field> for Msg {
    fn from(field: Field) -> Self {
        Self::Field(field, String::new())
    }
}

impl From<Change> for Msg {
    fn from(change: Change) -> Self {
        Self::Search(change)
    }
}

impl From<Suggest> for Msg {
    fn from(suggest: Suggest) -> Self {
        Self::Suggest(suggest)
    }
}

impl From<AtHome> for Msg {
    fn from(change: AtHome) -> Self {
        Self::Household(change)
    }
}
