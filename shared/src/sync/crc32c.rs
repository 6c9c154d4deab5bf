//! CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds every single flipped bit and every torn tail.

use std::sync::OnceLock;

/// What a byte adds, that many bytes from the end of a group. Worked out when first asked for: as data it would be 4 KB
/// that no compression makes smaller.
type Tables = [[u32; 256]; 4];

static TABLES: OnceLock<Tables> = OnceLock::new();

fn tables() -> Tables {
    let mut tables: Tables = [[0; 256]; 4];
    for (crc, byte) in tables[0].iter_mut().zip(0_u32..) {
        *crc = byte;
        for _ in 0..8 {
            *crc = (*crc >> 1) ^ (0x82f6_3b78 & (*crc & 1).wrapping_neg());
        }
    }
    for further in 1..4 {
        for byte in 0..256 {
            let crc = tables[further - 1][byte];
            tables[further][byte] = (crc >> 8) ^ tables[0][(crc & 0xff) as usize];
        }
    }
    tables
}

/// The checksum of some bytes.
#[must_use]
pub fn crc32c(bytes: &[u8]) -> u32 {
    let tables = TABLES.get_or_init(tables);
    let (groups, rest) = bytes.as_chunks::<4>();
    let mut crc = !0;
    for group in groups {
        let mixed = crc ^ u32::from_le_bytes(*group);
        crc = tables[3][(mixed & 0xff) as usize]
            ^ tables[2][(mixed >> 8 & 0xff) as usize]
            ^ tables[1][(mixed >> 16 & 0xff) as usize]
            ^ tables[0][(mixed >> 24) as usize];
    }
    for byte in rest {
        crc = (crc >> 8) ^ tables[0][((crc ^ u32::from(*byte)) & 0xff) as usize];
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_3720() {
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(crc32c(b""), 0);
    }
}
