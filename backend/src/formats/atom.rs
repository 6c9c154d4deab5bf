//! What changed, newest first, as Atom (RFC 4287); what was removed as a tombstone (RFC 6721).

use std::collections::HashSet;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use shared::interop::about::{LICENCE_NAME, LICENCE_URL, SAMPLE, page};
use shared::model::{Dataset, RecordKey, RecordKind};
use shared::time::{Instant, rome};

use super::{Extract, FormatError};

/// Most entries of a feed.
pub const MOST: usize = 200;

/// The newest change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which record.
    pub key: RecordKey,
    /// When, in seconds since 1970 (UTC).
    pub at: i64,
    /// It was removed.
    pub removed: bool,
}

pub(super) fn atom(extract: &Extract<'_>) -> Result<Vec<u8>, FormatError> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let about = &extract.about;
    let address = [about.site, "/dati"].concat();
    let chosen: HashSet<RecordKey> = extract.chosen.keys().collect();
    let whole = chosen.len() == extract.data.len();
    let mut changes: Vec<&Changed> = extract
        .changes
        .iter()
        .filter(|change| extract.kinds.contains(&change.key.kind))
        // Of what is gone nobody knows any more whether it would have been chosen.
        .filter(|change| {
            if change.removed {
                whole
            } else {
                chosen.contains(&change.key)
            }
        })
        .collect();
    changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    changes.truncate(MOST);
    writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xmlns:at", "http://purl.org/atompub/tombstones/1.0"))
        .with_attribute(("xml:lang", "it"))
        .write_inner_content(|writer| {
            element(writer, "id", &address)?;
            element(writer, "title", &["Novità di ", about.name].concat())?;
            element(writer, "updated", &about.changed())?;
            element(writer, "rights", &[LICENCE_NAME, ": ", &about.attribution()].concat())?;
            link(writer, "license", LICENCE_URL)?;
            link(writer, "alternate", &address)?;
            writer
                .create_element("author")
                .write_inner_content(|writer| element(writer, "name", about.name))?;
            changes.iter().try_for_each(|change| entry(writer, extract, change))
        })?;
    Ok(writer.into_inner())
}

fn entry(writer: &mut Writer<Vec<u8>>, extract: &Extract<'_>, change: &Changed) -> std::io::Result<()> {
    let address = page(&extract.about, change.key.kind, &change.key.id);
    let at = rome::rfc3339(rome::local(Instant(change.at)));
    if change.removed {
        writer
            .create_element("at:deleted-entry")
            .with_attribute(("ref", &*address))
            .with_attribute(("when", &*at))
            .write_empty()?;
        return Ok(());
    }
    let Some((title, text)) = told(extract.data, &change.key) else {
        return Ok(());
    };
    writer.create_element("entry").write_inner_content(|writer| {
        element(writer, "id", &address)?;
        element(writer, "title", &title)?;
        element(writer, "updated", &at)?;
        link(writer, "alternate", &address)?;
        writer
            .create_element("category")
            .with_attribute(("term", change.key.kind.code()))
            .write_empty()?;
        match text.is_empty() {
            true => Ok(()),
            false => element(writer, "summary", &text),
        }
    })?;
    Ok(())
}

/// Title and description of a record.
fn told(data: &Dataset, key: &RecordKey) -> Option<(String, String)> {
    let (title, text, sample) = match key.kind {
        RecordKind::Network => {
            let network = data.network(&key.id.parse().ok()?)?;
            (&network.name, &network.description, network.sample)
        }
        RecordKind::Place => {
            let place = data.place(&key.id.parse().ok()?)?;
            (&place.name, &place.description, place.sample)
        }
        RecordKind::Activity => {
            let activity = data.activity(&key.id.parse().ok()?)?;
            (&activity.title, &activity.description, activity.sample)
        }
        RecordKind::Guide => {
            let guide = data.guide(&key.id.parse().ok()?)?;
            (&guide.title, &guide.body, guide.sample)
        }
    };
    Some(([if sample { SAMPLE } else { "" }, title].concat(), text.clone()))
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    // Characters that XML 1.0 has no way to write.
    let written: String = text
        .chars()
        .filter(|letter| matches!(letter, '\t' | '\n' | '\r') || !letter.is_control())
        .collect();
    writer
        .create_element(name)
        .write_text_content(BytesText::new(&written))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, relation: &str, address: &str) -> std::io::Result<()> {
    writer
        .create_element("link")
        .with_attribute(("rel", relation))
        .with_attribute(("href", address))
        .write_empty()?;
    Ok(())
}
