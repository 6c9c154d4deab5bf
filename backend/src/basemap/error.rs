//! Why a basemap cannot be used.

/// Why a PMTiles file cannot be used, or a tile of it not be read.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    /// The file cannot be opened or read.
    #[error("cannot read the basemap: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not a PMTiles file of vector tiles, or is damaged.
    #[error("the basemap is not usable: {0}")]
    Format(&'static str),
}
