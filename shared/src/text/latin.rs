//! Latin letters with marks, each by the plain small letters it is typed as when the keyboard has no marks.

/// U+00C0–U+024F, one byte a letter: its plain letter, a space for a sign, `*` for what [`ligature`] spells out.
/// Italian, French, Spanish, Romanian, Albanian, and every other language of the range.
const FROM_00C0: &[u8; 400] = b"\
aaaaaa*ceeeeiiiidnooooo ouuuuy**aaaaaa*ceeeeiiiidnooooo ouuuuy*yaaaaaaccccccccddddeeeeeeeeeegggggggg\
hhhhiiiiiiiiii**jjkkkllllllllllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsbbbbbboc\
cdddddeeeffgg*iikkllmnnooo**pprssssttttuuuvyyzzzzzzzzztwllll*********aaiioouuuuuuuuuueaaaa**ggggkkoo\
oozzj***gg*wnnaa**ooaaaaeeeeiiiioooorrrruuuussttyyhhnd**zzaaeeooooooooyylntjdqaccltszhhbuveejjqqrryy";

/// U+1E00–U+1EFF, as above: Vietnamese and Welsh among others.
const FROM_1E00: &[u8; 256] = b"\
aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasss*daaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";

/// The plain letters of one marked Latin letter (an empty text for a sign among them), or `None` outside the tables.
pub(super) fn plain(letter: char) -> Option<&'static str> {
    let at = letter as usize;
    let (table, from): (&'static [u8], usize) = match at {
        0x00C0..=0x024F => (FROM_00C0, 0x00C0),
        0x1E00..=0x1EFF => (FROM_1E00, 0x1E00),
        0xFB00..=0xFB06 => return Some(ligature(letter)),
        _ => return None,
    };
    let at = at - from;
    match table[at] {
        b' ' => Some(""),
        b'*' => Some(ligature(letter)),
        _ => core::str::from_utf8(&table[at..=at]).ok(),
    }
}

/// Two letters in one.
fn ligature(letter: char) -> &'static str {
    match letter {
        'Æ' | 'æ' | 'Ǣ' | 'ǣ' | 'Ǽ' | 'ǽ' => "ae",
        'Œ' | 'œ' => "oe",
        'Þ' | 'þ' => "th",
        'ß' | 'ẞ' => "ss",
        'Ĳ' | 'ĳ' => "ij",
        'Ƕ' | 'ƕ' => "hv",
        'Ƣ' | 'ƣ' => "oi",
        'Ǆ' | 'ǅ' | 'ǆ' | 'Ǳ' | 'ǲ' | 'ǳ' => "dz",
        'Ǉ' | 'ǈ' | 'ǉ' => "lj",
        'Ǌ' | 'ǋ' | 'ǌ' => "nj",
        'Ȣ' | 'ȣ' => "ou",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        _ => "st",
    }
}
