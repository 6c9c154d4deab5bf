//! "Parole facili": a second Italian text for the interface and for the guides that come with the product.
//!
//! The easy text of a guide says which text it was made from, by a checksum: where somebody has changed the guide since,
//! it is not shown, since it may say something else by now.

use std::borrow::Cow;

use super::{Language, OtherBuild, Words};
use crate::sync::crc32c;

/// Between the texts of the interface and those of the guides in the file that the app fetches.
pub const BETWEEN: char = '\u{c}';

impl Words {
    /// Reads the fetched file of texts in easy words: the short form of the interface, [`BETWEEN`], the guides.
    ///
    /// # Errors
    /// [`OtherBuild`] when it belongs to another build.
    pub fn parse_easy(mut file: String) -> Result<Self, OtherBuild> {
        let at = file.find(BETWEEN).ok_or(OtherBuild)?;
        let guides = file.split_off(at);
        let mut table = Self::parse(Language::Italian, file)?;
        table.guides = Some(Cow::Owned(guides));
        Ok(table)
    }

    /// A guide's text in easy words, where these are the words chosen and the guide's text is still the one it was made
    /// from: paragraphs and lists as in [`crate::model::Guide::body`].
    #[must_use]
    pub fn easy_guide(&self, id: &str, body: &str) -> Option<&str> {
        let parts = self.guides.as_ref()?.split("\n## ");
        let mut parts = parts.filter_map(|part| part.split_once('\n'));
        let (head, text) = parts.find(|(head, _)| head.split(' ').next() == Some(id))?;
        let made_from = head.split(' ').nth(1)?;
        let is_same = u32::from_str_radix(made_from, 16) == Ok(crc32c(body.as_bytes()));
        is_same.then(|| text.trim())
    }
}
