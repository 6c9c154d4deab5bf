//! Checked against the writer of the `pmtiles` crate, and against files that lie.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use pmtiles::{PmTilesWriter, TileCoord, TileType};
use proptest::prelude::*;

use super::*;

type Tiles = BTreeMap<(u8, u32, u32), Vec<u8>>;

/// A file with these tiles by the crate's writer, which gzips them.
fn written(tiles: &Tiles) -> Vec<u8> {
    let path = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .max_zoom(12)
        .metadata(r#"{"attribution":"<a href=\"https://example.org\">&copy; Somebody</a> &amp; others"}"#)
        .create(path.reopen().expect("reopens"))
        .expect("a writer");
    for (&(z, x, y), bytes) in tiles {
        writer
            .add_tile(TileCoord::new(z, x, y).expect("a tile"), bytes)
            .expect("adds");
    }
    writer.finalize().expect("finishes");
    std::fs::read(path.path()).expect("reads back")
}

fn unzipped(tile: &TileBytes) -> Vec<u8> {
    assert!(tile.gzip);
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(Cursor::new(&tile.bytes))
        .read_to_end(&mut bytes)
        .expect("is gzip");
    bytes
}

fn some_tiles() -> impl Strategy<Value = Tiles> {
    let tile = (0_u8..=12).prop_flat_map(|z| (Just(z), 0..1_u32 << z, 0..1_u32 << z));
    prop::collection::btree_map(tile, prop::collection::vec(0_u8..4, 1..6), 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_tile_of_a_foreign_writer_is_found_and_no_other(tiles in some_tiles(), z in 0_u8..=12, x: u32, y: u32) {
        let map = Basemap::from_bytes(written(&tiles)).expect("opens");
        for (&(z, x, y), bytes) in &tiles {
            let tile = map.tile(z, x, y).expect("reads").expect("is there");
            prop_assert_eq!(&unzipped(&tile), bytes);
        }
        let (x, y) = (x % (1 << z), y % (1 << z));
        prop_assert_eq!(map.tile(z, x, y).expect("reads").is_some(), tiles.contains_key(&(z, x, y)));
    }

    #[test]
    fn a_damaged_file_is_an_error_and_never_a_panic(
        tiles in some_tiles(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut file = written(&tiles);
        for (at, value) in flips {
            let at = at.index(file.len());
            file[at] = value;
        }
        file.truncate(keep.index(file.len() * 2));
        if let Ok(map) = Basemap::from_bytes(file) {
            for &(z, x, y) in tiles.keys() {
                let _ = map.tile(z, x, y);
            }
            let _ = map.attribution();
        }
    }

    #[test]
    fn any_bytes_after_a_header_are_survived(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"PMTiles\x03".to_vec();
        file.extend(noise);
        let _ = Basemap::from_bytes(file).map(|map| map.tile(3, 1, 1).is_ok());
    }
}

#[test]
fn leaf_directories_are_followed_from_memory_and_from_a_file() {
    let mut tiles = Tiles::new();
    for x in 0..256_u32 {
        for y in 0..256_u32 {
            tiles.insert((8, x, y), (x * 7919 + y * 104_729).to_le_bytes().to_vec());
        }
    }
    let file = written(&tiles);
    let on_disk = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(on_disk.path(), &file).expect("writes");
    let opened = Basemap::open(on_disk.path()).expect("opens");
    let map = Basemap::from_bytes(file).expect("opens");
    assert!(matches!(map.root.find(directory::tile_id(8, 3, 4)), Found::Leaf { .. }));
    for (&(z, x, y), bytes) in tiles.iter().step_by(61) {
        let tile = map.tile(z, x, y).expect("reads").expect("is there");
        assert_eq!(&unzipped(&tile), bytes, "{z}/{x}/{y}");
        assert_eq!(opened.tile(z, x, y).expect("reads").as_ref(), Some(&tile));
    }
    assert!(map.leaves.lock().expect("unpoisoned").len() <= KEPT_LEAVES);
}

#[test]
fn ids_follow_the_specification() {
    let known = [
        ((0, 0, 0), 0),
        ((1, 0, 0), 1),
        ((1, 0, 1), 2),
        ((1, 1, 1), 3),
        ((1, 1, 0), 4),
        ((2, 0, 0), 5),
    ];
    for ((z, x, y), id) in known {
        assert_eq!(directory::tile_id(z, x, y), id);
    }
    assert_eq!(directory::tile_id(12, 3423, 1763), 19_078_479);
}

#[test]
fn the_embedded_map_covers_italy_and_every_tile_is_whole() {
    let map = Basemap::embedded();
    assert_eq!((map.min_zoom(), map.max_zoom()), (4, 10));
    let bounds = map.bounds();
    assert!(bounds.west < 6.6 && bounds.south < 35.4 && bounds.east > 18.5 && bounds.north > 47.1);
    assert!(map.attribution().contains("ISTAT") && map.attribution().contains("CC BY 4.0"));
    let mut count = 0;
    for z in 4..=10_u8 {
        for x in 0..1_u32 << z {
            for y in 0..1_u32 << z {
                if let Some(tile) = map.tile(z, x, y).expect("reads") {
                    count += 1;
                    if count % 17 == 0 {
                        assert!(!unzipped(&tile).is_empty());
                    }
                }
            }
        }
    }
    assert!(count > 2000, "{count}");
    let milan_north = map.tile(9, 268, 183).expect("reads").expect("is there");
    assert!(
        unzipped(&milan_north)
            .windows(7)
            .any(|bytes| bytes == "Bollate".as_bytes())
    );
}

#[test]
fn nothing_outside_the_grid() {
    let map = Basemap::embedded();
    for (z, x, y) in [
        (3, 4, 2),
        (11, 1076, 730),
        (9, 512, 0),
        (9, 0, 512),
        (255, 0, 0),
        (9, u32::MAX, u32::MAX),
    ] {
        assert_eq!(map.tile(z, x, y).expect("reads"), None);
    }
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let refusal = |bytes: &[u8]| {
        Basemap::from_bytes(bytes.to_vec())
            .err()
            .expect("is refused")
            .to_string()
    };
    assert!(refusal(b"").contains("cut short"));
    assert!(refusal(&[b'<'; 200]).contains("does not begin with PMTiles"));
    let mut version_two = EMBEDDED[..200].to_vec();
    version_two[7] = 2;
    assert!(refusal(&version_two).contains("version 3"));
    let mut raster = EMBEDDED.to_vec();
    raster[99] = 2;
    assert!(refusal(&raster).contains("vector"));
    let mut brotli = EMBEDDED.to_vec();
    brotli[97] = 3;
    assert!(refusal(&brotli).contains("gzip"));
    assert!(refusal(&EMBEDDED[..4000]).contains("cut short"));
    assert!(
        refusal(&EMBEDDED[..EMBEDDED.len() - 1]).contains("cut short"),
        "also when only the last tile lacks its last byte"
    );
    assert!(Basemap::open(Path::new("/nonexistent/map.pmtiles")).is_err());
}

#[test]
fn markup_in_an_attribution_becomes_text() {
    let map = Basemap::from_bytes(written(&Tiles::from([((0, 0, 0), vec![1])]))).expect("opens");
    assert_eq!(map.attribution(), "© Somebody & others");
}
