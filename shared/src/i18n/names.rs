//! The tables as they are compiled in, and the names of codes in their language.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{KioskWords, Language, Word, Words, generated, kiosk};
use crate::filter::BabyFact;
use crate::household::{AccessFact, Need};
use crate::model::{self, EventKind, Group, Mode, OrganisationRole, PlaceKind, Room, Setting};
use crate::taxonomy::{Category, LifeStage, Professional, Topic};

impl Words {
    /// The texts of Italian.
    #[must_use]
    pub fn italian() -> &'static Self {
        static ITALIAN: OnceLock<Words> = OnceLock::new();
        ITALIAN.get_or_init(|| Self::new(Language::Italian, Cow::Borrowed(generated::ITALIAN)))
    }

    /// The texts of a language, compiled in.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ALL: OnceLock<Vec<Words>> = OnceLock::new();
        let make = |(language, texts)| Self::new(language, Cow::Borrowed(texts));
        let all = ALL.get_or_init(|| Language::ALL.into_iter().zip(generated::TEXTS).map(make).collect());
        &all[language as usize]
    }

    /// The texts of Italian in easy words, compiled in: those of [`Words::italian`] where they are easy already.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn easy() -> &'static Self {
        static EASY: OnceLock<Words> = OnceLock::new();
        let texts = include_str!(concat!(env!("OUT_DIR"), "/words-it-easy.txt"));
        let guides = include_str!("../../data/guides-easy.txt");
        EASY.get_or_init(|| {
            let mut easy = Self::new(Language::Italian, Cow::Borrowed(texts));
            easy.guides = Some(Cow::Borrowed(guides));
            easy
        })
    }

    /// The name of a topic.
    #[must_use]
    pub fn topic(&self, topic: Topic) -> &str {
        self.line(generated::TOPIC + topic.index())
    }

    /// The name of a category of activities.
    #[must_use]
    pub fn category(&self, category: Category) -> &str {
        self.line(generated::CATEGORY + category.index())
    }

    /// The name of a stage of life.
    #[must_use]
    pub fn stage(&self, stage: LifeStage) -> &str {
        self.line(generated::STAGE + stage.index())
    }

    /// The name of a kind of professional.
    #[must_use]
    pub fn professional(&self, professional: Professional) -> &str {
        self.line(generated::PROFESSIONAL + professional.index())
    }

    /// Where or how something takes place.
    #[must_use]
    pub fn mode(&self, mode: Mode) -> &str {
        self.line(generated::MODE + mode as usize)
    }

    /// Alone or with others.
    #[must_use]
    pub fn setting(&self, setting: Setting) -> &str {
        self.line(generated::SETTING + setting as usize)
    }

    /// A group of people.
    #[must_use]
    pub fn group(&self, group: Group) -> &str {
        self.line(generated::WHO + group as usize)
    }

    /// Something that is there for babies.
    #[must_use]
    pub fn baby(&self, fact: BabyFact) -> &str {
        self.line(generated::BABY + fact as usize)
    }

    /// Something that somebody needs, as they say it.
    #[must_use]
    pub fn need(&self, need: Need) -> &str {
        self.line(generated::NEED + need as usize)
    }

    /// A fact of access.
    #[must_use]
    pub fn access_fact(&self, fact: AccessFact) -> &str {
        self.line(generated::ACCESS_FACT + fact as usize)
    }

    /// Whether there is room.
    #[must_use]
    pub fn room(&self, room: Room) -> &str {
        self.line(generated::ROOM + room as usize)
    }

    /// The name of a kind of place.
    #[must_use]
    pub fn kind(&self, kind: PlaceKind) -> &str {
        self.text(match kind {
            PlaceKind::Hub => Word::KindHub,
            PlaceKind::Spoke => Word::KindSpoke,
            PlaceKind::Desk => Word::KindDesk,
            PlaceKind::ThemedHouse => Word::KindThemedHouse,
            PlaceKind::Clinic => Word::KindClinic,
        })
    }

    /// What happened to a place.
    #[must_use]
    pub fn event(&self, kind: EventKind) -> &str {
        self.text(match kind {
            EventKind::Announced => Word::StatusPlannedShort,
            EventKind::Opened => Word::EventOpened,
            EventKind::NewManager => Word::EventNewManager,
            EventKind::ManagerAnnounced => Word::EventManagerAnnounced,
            EventKind::Moved => Word::StatusMovedShort,
            EventKind::Closed => Word::StatusClosedShort,
        })
    }

    /// What an organisation does for a place or network.
    #[must_use]
    pub fn role(&self, role: OrganisationRole) -> &str {
        self.text(match role {
            OrganisationRole::Lead => Word::RoleLead,
            OrganisationRole::Partner => Word::RolePartner,
            OrganisationRole::Manager => Word::RoleManager,
            OrganisationRole::Funder => Word::RoleFunder,
            OrganisationRole::Coordinator => Word::RoleCoordinator,
            OrganisationRole::Promoter => Word::RolePromoter,
            OrganisationRole::Owner => Word::RoleOwner,
            OrganisationRole::Approver => Word::RoleApprover,
            OrganisationRole::Reference => Word::RoleReference,
            OrganisationRole::Neighbour => Word::RoleNeighbour,
        })
    }

    /// The name of a language that people speak; of one without a name here, its code.
    #[must_use]
    pub fn language_name(&self, code: &str) -> String {
        let code = match code {
            // The sign language has two codes: that of Italian law and that of ISO 639-3.
            "ise" => "lis",
            other => other,
        };
        let at = generated::SPOKEN_CODES.iter().position(|other| *other == code);
        at.map_or(code, |at| self.line(generated::SPOKEN + at)).to_owned()
    }

    /// The names of languages, as a list.
    #[must_use]
    pub fn language_names(&self, languages: &[model::Language]) -> String {
        let names: Vec<String> = languages
            .iter()
            .map(|language| self.language_name(language.as_str()))
            .collect();
        self.list(&names)
    }
}

impl KioskWords {
    /// The texts of a language, compiled in.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ALL: OnceLock<Vec<KioskWords>> = OnceLock::new();
        let make = |(language, texts)| Self::new(language, Cow::Borrowed(texts));
        let all = ALL.get_or_init(|| Language::ALL.into_iter().zip(kiosk::TEXTS).map(make).collect());
        &all[language as usize]
    }

    /// What a topic of the first level is about, in one plain sentence; `""` for one of the second.
    #[must_use]
    pub fn hint(&self, topic: Topic) -> &str {
        match topic.parent() {
            None => self.line(kiosk::HINT + topic.index()),
            Some(_) => "",
        }
    }
}
