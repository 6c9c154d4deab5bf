//! The names of codes in the language of the texts.

use super::{Word, Words, generated};
use crate::model::{OrganisationRole, PlaceKind};
use crate::taxonomy::{Category, LifeStage, Professional, Topic};

impl Words {
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
}
