//! Looks through a ZIP package before anybody reads it: what unpacks to more than can be taken, or names files outside
//! of itself, is refused.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::FormatFault;

/// Most bytes that a package may unpack to.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// Most files in a package; a workbook has a few dozen.
const MOST_FILES: usize = 2_000;

pub(super) fn check(bytes: &[u8]) -> Result<(), FormatFault> {
    within(bytes, MOST_UNPACKED)
}

/// The same with another bound.
pub(super) fn within(bytes: &[u8], most: u64) -> Result<(), FormatFault> {
    let unreadable = |error: zip::result::ZipError| FormatFault::Unreadable(format!("this is no workbook: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(FormatFault::Unreadable("the workbook holds too many files".to_owned()));
    }
    let mut left = most;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(unreadable)?;
        let name = file.name().map_err(unreadable)?.into_owned();
        if name.starts_with(['/', '\\']) || name.contains(':') || name.split(['/', '\\']).any(|part| part == "..") {
            let reason = "the workbook names a file outside of itself";
            return Err(FormatFault::Unreadable(reason.to_owned()));
        }
        if name.ends_with("vbaProject.bin") {
            return Err(FormatFault::Unreadable(
                "a workbook with macros is not taken".to_owned(),
            ));
        }
        // What is said of the size may be a lie: it is counted.
        let counted = std::io::copy(&mut file.take(left + 1), &mut std::io::sink());
        let counted = counted.map_err(|error| FormatFault::Unreadable(format!("the workbook is damaged: {error}")))?;
        left = left
            .checked_sub(counted)
            .ok_or_else(|| FormatFault::Unreadable("the workbook unpacks to too many bytes".to_owned()))?;
    }
    Ok(())
}
