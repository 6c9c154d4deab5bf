//! The closed lists that data and URLs use: topics in two levels, categories of activities, life stages, professionals.
//! Adding a code is a change of these tables and nothing else.

/// Reading and writing a table index by its code.
macro_rules! code_serde {
    ($name:ident, $refusal:literal, $table:ident) => {
        impl core::str::FromStr for $name {
            type Err = crate::problem::Refusal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match $table.iter().position(|row| row.0 == text) {
                    Some(at) => Ok(Self(at as u8)),
                    None => Err(crate::model::unknown_code($refusal, text)),
                }
            }
        }

        crate::model::text_serde!($name, |value| value.code());
    };
}
use code_serde;

mod category;
mod life_stage;
mod professional;
mod topic;

pub use category::Category;
pub use life_stage::LifeStage;
pub use professional::Professional;
pub use topic::Topic;
