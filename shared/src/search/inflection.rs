//! Words that differ by their endings alone, as the languages of the thesaurus inflect: "harron" is "harroj",
//! "щеплення" is "щеплень", and in Arabic "أطفالهم" is "طفل".
//!
//! It is asked only where nothing answers a word as it is written, and takes the words that share most letters.

use super::thesaurus::bare;
use super::vocabulary::Vocabulary;

/// Endings of nouns, adjectives and verbs in Latin letters, without their marks.
const LATIN: &str = " a ai aient ais ait amos an ando ans ant ante antes ar are aron as at ata ate ati ato ava avo e ea eau ed ee ees \
    ei ele elor em en ent er era ere eri ers es esh est et ete eur euse eve ez i ia iai ian iando ias idea ido ie iendo ier \
    iere ii iilor ile ilor im in ind indo ing inha io ir ire irea is ise issent it ita ite iti ito itur iu j ja je jen jes jne l \
    la le lor m me mi mo mos n ne net nje ni o oi oj oje on ons ont os r re res rete ri rit ro rs s se sh shem shte sit t \
    ta te ten tes ti ting to tur u ua uar uara ui ul ului un une unt ur ura us ut v va ve x y z";
/// Endings in Cyrillic letters.
const CYRILLIC: &str = " а ам ами ах ати ає аєте аємо ають ала али ав ало в е еи ем ею є єм ємо єте єю и их им ими ити ив ила или ити ить \
    иш ити і ів ії іи ій ім іми іх ію ією л ла ли ло м ми мо ний ну нути о ов ові ого ому ою оі оі ої ом ось ся сь \
    т та ти ть тися ня ню ні нь нням ннями у ув увати ує ують ував увала уть уть учи ю юся ють ям ями ях я ять ь ення ень енням";
/// Fewer equal letters say too little.
const EQUAL_MIN: usize = 4;
/// Letters that Arabic writes before a word: of the future, of persons, of prepositions.
const ARABIC_BEFORE: [&str; 9] = ["سا", "سي", "ي", "ت", "ن", "ا", "ب", "ل", "ف"];
/// Letters that Arabic writes behind it: of number, gender, persons and who owns it.
const ARABIC_BEHIND: [&str; 20] = [
    "تهم", "تها", "هما", "ات", "ون", "ين", "ان", "ها", "هم", "نا", "تي", "ته", "كم", "ني", "وا", "ه", "ي", "ك", "ت",
    "ا",
];

impl Vocabulary {
    /// The words that are a typed one but for endings. The app has the code for it with the thesaurus, in the lazy chunk.
    #[inline(never)]
    pub(super) fn inflected(&self, typed: &str) -> Vec<u32> {
        match typed.chars().next() {
            Some('\u{621}'..='\u{64a}') => self.inflected_in_arabic(typed),
            Some('a'..='z') => self.with_endings(typed, LATIN),
            Some('\u{430}'..='\u{4ff}') => self.with_endings(typed, CYRILLIC),
            _ => Vec::new(),
        }
    }

    fn with_endings(&self, typed: &str, endings: &str) -> Vec<u32> {
        let Some((equal, _)) = typed.char_indices().nth(EQUAL_MIN) else {
            return Vec::new();
        };
        let is_ending = |rest: &str| rest.is_empty() || endings.split(' ').any(|ending| ending == rest);
        let (mut longest, mut found) = (0, Vec::new());
        for at in self.beginning_with(&typed[..equal]) {
            let word = self.word(at);
            if word == typed {
                continue;
            }
            let pairs = typed.chars().zip(word.chars());
            let shared: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
            if shared >= longest && is_ending(&typed[shared..]) && is_ending(&word[shared..]) {
                if shared > longest {
                    found.clear();
                }
                longest = shared;
                found.push(at as u32);
            }
        }
        found
    }

    fn inflected_in_arabic(&self, typed: &str) -> Vec<u32> {
        let mine = stems(typed);
        let of_alphabet = self.beginning_with("\u{621}").start..self.beginning_with("\u{64b}").start;
        let same = |at: &usize| self.word(*at) != typed && stems(self.word(*at)).iter().any(|stem| mine.contains(stem));
        let found: Vec<u32> = of_alphabet.clone().filter(same).map(|at| at as u32).collect();
        if !found.is_empty() {
            return found;
        }
        // "أطفال" is the plural of "طفل": what stays are the consonants.
        let mine: Vec<String> = mine.into_iter().filter_map(consonants).collect();
        let same = |at: &usize| {
            let mut theirs = stems(self.word(*at)).into_iter().filter_map(consonants);
            theirs.any(|stem| mine.contains(&stem))
        };
        of_alphabet.filter(same).map(|at| at as u32).collect()
    }
}

/// An Arabic word without what may stand before and behind it, in each way that leaves three letters.
fn stems(word: &str) -> Vec<&str> {
    const LETTERS_MIN: usize = 3;
    let whole = bare(word);
    let is_long = |rest: &&str| rest.chars().count() >= LETTERS_MIN;
    let mut stems = vec![whole];
    stems.extend(
        ARABIC_BEFORE
            .iter()
            .filter_map(|before| whole.strip_prefix(before))
            .filter(is_long),
    );
    for at in 0..stems.len() {
        let stem = stems[at];
        let behind = ARABIC_BEHIND.iter().filter_map(|behind| stem.strip_suffix(behind));
        stems.extend(behind.filter(is_long).take(1));
    }
    stems
}

/// The consonants of a stem, if there are three or more.
fn consonants(stem: &str) -> Option<String> {
    let weak = |(at, letter): (usize, char)| at == 0 || !matches!(letter, 'ا' | 'و' | 'ي');
    let kept: String = stem
        .chars()
        .enumerate()
        .filter(|&pair| weak(pair))
        .map(|(_, letter)| letter)
        .collect();
    (kept.chars().count() >= 3).then_some(kept)
}

#[cfg(test)]
mod tests {
    use crate::search::vocabulary::Interner;
    use crate::text::fold;

    #[test]
    fn endings_of_the_languages_are_known() {
        let words = [
            "harroj",
            "щеплення",
            "робота",
            "طفل",
            "درس",
            "مدرسة",
            "bégayer",
            "dormir",
            "mamaliga",
        ];
        let mut interner = Interner::default();
        for word in words {
            interner.number(&fold(word));
        }
        let (vocabulary, _) = interner.sort();
        for (typed, word) in [
            ("harron", "harroj"),
            ("щеплень", "щеплення"),
            ("роботою", "робота"),
            ("أطفالهم", "طفل"),
            ("دروس", "درس"),
            ("مدارس", "مدرسة"),
            ("dormimos", "dormir"),
        ] {
            let found = vocabulary.inflected(&fold(typed));
            let found: Vec<&str> = found.iter().map(|&at| vocabulary.word(at as usize)).collect();
            assert_eq!(found, [fold(word)], "{typed}");
        }
        assert!(vocabulary.inflected("mamma").is_empty());
        assert!(vocabulary.inflected("dormitorio").is_empty());
    }
}
