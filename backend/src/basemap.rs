//! The basemap: vector tiles read out of one PMTiles file (version 3), the embedded one or an operator's own.
//!
//! An own reader instead of the `pmtiles` crate, whose readers are asynchronous and want a file or a network:
//! here tiles are a slice of the program or one positioned read. What is written here is checked against that
//! crate's writer. A file is foreign input: every length is bounded and every offset checked before it is used.

mod directory;
mod error;
mod source;

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;

use directory::{Directory, Found};
pub use error::BasemapError;
use source::Source;

static EMBEDDED: &[u8] = include_bytes!("../data/basemap.pmtiles");

const HEADER_BYTES: u64 = 127;
/// Largest directory or metadata taken, unpacked. The specification's root is 16 KB, its leaves about as much.
const MAX_UNPACKED: u64 = 16 << 20;
/// Largest tile taken, as stored.
const MAX_TILE: u64 = 8 << 20;
/// Directories below the root; files in the wild have one level.
const MAX_DEPTH: usize = 4;
/// Decoded leaf directories kept.
const KEPT_LEAVES: usize = 32;

/// One tile as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileBytes {
    /// Mapbox Vector Tile bytes, gzipped if `gzip`.
    pub bytes: Bytes,
    /// Whether to say `Content-Encoding: gzip`.
    pub gzip: bool,
}

/// The corners of the area a basemap covers, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
}

/// An open basemap. Cheap to ask from many threads; an operator's file is read with positioned reads.
pub struct Basemap {
    source: Source,
    leaf_directories: u64,
    tile_data: u64,
    directories: Compression,
    tiles: Compression,
    min_zoom: u8,
    max_zoom: u8,
    bounds: Bounds,
    metadata: serde_json::Value,
    root: Directory,
    leaves: Mutex<Vec<(u64, Arc<Directory>)>>,
}

impl Basemap {
    /// The basemap inside this program: Italian regions, provinces and comuni.
    ///
    /// # Panics
    /// Never in a build whose tests passed: the file is a constant of the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::read(Source::Embedded(EMBEDDED)).expect("the embedded file is read in full by a test")
    }

    /// Opens an operator's PMTiles file in the Protomaps schema.
    ///
    /// # Errors
    /// When the file cannot be read, is not PMTiles version 3, holds other than Mapbox Vector Tiles, or is
    /// compressed with other than gzip.
    pub fn open(path: &Path) -> Result<Self, BasemapError> {
        Self::read(Source::open(path)?)
    }

    /// A basemap from the bytes of a PMTiles file.
    ///
    /// # Errors
    /// As [`Basemap::open`].
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, BasemapError> {
        Self::read(Source::Memory(bytes.into()))
    }

    fn read(source: Source) -> Result<Self, BasemapError> {
        let header = source.slice(0, HEADER_BYTES)?;
        if &header[..7] != b"PMTiles" {
            return Err(BasemapError::Format("it does not begin with PMTiles"));
        }
        if header[7] != 3 {
            return Err(BasemapError::Format("only PMTiles version 3 is read"));
        }
        let directories = compression(header[97])?;
        let tiles = compression(header[98])?;
        if header[99] != 1 {
            return Err(BasemapError::Format("it holds no vector tiles (MVT)"));
        }
        let (min_zoom, max_zoom) = (header[100], header[101]);
        if min_zoom > max_zoom || max_zoom > 24 {
            return Err(BasemapError::Format("its zoom levels make no sense"));
        }
        // A copy that broke off has its directories, which stand first, and lacks the tiles they name.
        for (offset, length) in [
            (word(&header, 40), word(&header, 48)),
            (word(&header, 56), word(&header, 64)),
        ] {
            source.check_holds(offset, length)?;
        }
        let root = source.slice(word(&header, 8), bounded(word(&header, 16), MAX_UNPACKED)?)?;
        let metadata = source.slice(word(&header, 24), bounded(word(&header, 32), MAX_UNPACKED)?)?;
        Ok(Self {
            leaf_directories: word(&header, 40),
            tile_data: word(&header, 56),
            directories,
            tiles,
            min_zoom,
            max_zoom,
            bounds: Bounds {
                west: degrees(&header, 102),
                south: degrees(&header, 106),
                east: degrees(&header, 110),
                north: degrees(&header, 114),
            },
            metadata: serde_json::from_slice(&unpack(&metadata, directories)?)
                .map_err(|_| BasemapError::Format("its metadata is not JSON"))?,
            root: Directory::decode(&unpack(&root, directories)?)?,
            leaves: Mutex::new(Vec::new()),
            source,
        })
    }

    /// The tile at zoom `z`, column `x` from the west, row `y` from the north; `None` where there is none.
    /// Blocks for one or two reads when the basemap is an operator's file.
    ///
    /// # Errors
    /// When the file is damaged where this tile or its directory stands, or cannot be read.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<TileBytes>, BasemapError> {
        if z < self.min_zoom || z > self.max_zoom || x >= 1 << z || y >= 1 << z {
            return Ok(None);
        }
        let id = directory::tile_id(z, x, y);
        let mut found = self.root.find(id);
        for _ in 0..MAX_DEPTH {
            match found {
                Found::Nothing => return Ok(None),
                Found::Tile { offset, length } => {
                    let start = self.tile_data.checked_add(offset);
                    let start = start.ok_or(BasemapError::Format("a tile lies outside the file"))?;
                    return Ok(Some(TileBytes {
                        bytes: self.source.slice(start, bounded(u64::from(length), MAX_TILE)?)?,
                        gzip: self.tiles == Compression::Gzip,
                    }));
                }
                Found::Leaf { offset, length } => found = self.leaf(offset, length)?.find(id),
            }
        }
        Err(BasemapError::Format("its directories are nested too deep"))
    }

    fn leaf(&self, offset: u64, length: u32) -> Result<Arc<Directory>, BasemapError> {
        let mut leaves = self.leaves.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(at) = leaves.iter().position(|(have, _)| *have == offset) {
            let hit = leaves.remove(at);
            let directory = Arc::clone(&hit.1);
            leaves.push(hit);
            return Ok(directory);
        }
        drop(leaves);
        let start = self.leaf_directories.checked_add(offset);
        let start = start.ok_or(BasemapError::Format("a directory lies outside the file"))?;
        let stored = self.source.slice(start, bounded(u64::from(length), MAX_UNPACKED)?)?;
        let directory = Arc::new(Directory::decode(&unpack(&stored, self.directories)?)?);
        let mut leaves = self.leaves.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if leaves.len() >= KEPT_LEAVES {
            leaves.remove(0);
        }
        leaves.push((offset, Arc::clone(&directory)));
        Ok(directory)
    }

    /// Lowest zoom with tiles.
    #[must_use]
    pub fn min_zoom(&self) -> u8 {
        self.min_zoom
    }

    /// Highest zoom with tiles; nearer views draw these larger.
    #[must_use]
    pub fn max_zoom(&self) -> u8 {
        self.max_zoom
    }

    /// The area covered.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The file's own JSON metadata.
    #[must_use]
    pub fn metadata(&self) -> &serde_json::Value {
        &self.metadata
    }

    /// Whom the map must name, as plain text: markup of the file is dropped, never shown as markup.
    #[must_use]
    pub fn attribution(&self) -> String {
        plain(
            self.metadata
                .get("attribution")
                .and_then(|value| value.as_str())
                .unwrap_or_default(),
        )
    }
}

fn compression(code: u8) -> Result<Compression, BasemapError> {
    match code {
        1 => Ok(Compression::None),
        2 => Ok(Compression::Gzip),
        _ => Err(BasemapError::Format("only gzip or no compression is read")),
    }
}

fn word(header: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&header[at..at + 8]);
    u64::from_le_bytes(bytes)
}

fn degrees(header: &[u8], at: usize) -> f64 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&header[at..at + 4]);
    f64::from(i32::from_le_bytes(bytes)) / 1e7
}

fn bounded(length: u64, most: u64) -> Result<u64, BasemapError> {
    if length > most {
        return Err(BasemapError::Format("a part of it is larger than any real one"));
    }
    Ok(length)
}

fn unpack(stored: &[u8], compression: Compression) -> Result<Vec<u8>, BasemapError> {
    if compression == Compression::None {
        return Ok(stored.to_vec());
    }
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(stored)
        .take(MAX_UNPACKED + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| BasemapError::Format("a part of it cannot be unpacked"))?;
    bounded(unpacked.len() as u64, MAX_UNPACKED)?;
    Ok(unpacked)
}

/// Text without tags, and with the few entities that attributions use.
fn plain(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut inside = false;
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            _ => text.push(letter),
        }
    }
    text.replace("&copy;", "©")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests;
