//! The gazetteer: every comune of Italy by ISTAT code, by postal code, by name and by the beginning of a name.
//!
//! Its text form, `shared/data/comuni.txt`, is columns of numbers as differences so that it travels in under 100 KB;
//! the head of the file and `docs/data.md` describe it.

use crate::geo::Point;
use crate::model::micro_degrees::MicroDegrees;
use crate::model::{Comune, ComuneCode, Dataset, PatronDay, PostalCode};
use crate::order::{sort_by, sort_by_key};
use crate::text::fold;

mod other_names;
mod quarter;
#[cfg(all(test, feature = "data"))]
mod tests;

pub use quarter::Quarter;

/// All comuni of Italy, in the text form that [`Gazetteer::parse`] reads.
#[cfg(feature = "data")]
pub const ITALY: &str = include_str!("../data/comuni.txt");

/// Comuni with the indexes to find them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gazetteer {
    /// Ordered by code.
    comuni: Vec<Comune>,
    /// Every form of every name, folded, each after a line feed.
    names: String,
    /// Where a folded name begins in `names` and whose it is, ordered by the first.
    starts: Vec<(u32, u16)>,
    /// How many of these are names of its own; then come those of other languages.
    own: usize,
    /// The same names in alphabetical order, as indexes into `starts`.
    by_name: Vec<u16>,
    /// Parts of comuni, ordered by folded name.
    quarters: Vec<Quarter>,
}

/// So many names are looked at for one that begins with a whole word.
const FIRST_WORDS_MAX: usize = 64;

/// How well a name answers what was typed; the smaller, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    InnerWord,
    OtherName,
}

impl Gazetteer {
    /// Reads the text form. What cannot be read is left out: a page of a captive portal gives an empty gazetteer.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut comuni: Vec<Comune> = Vec::with_capacity(8000);
        let mut patrons: Vec<(&str, PatronDay)> = Vec::new();
        let mut former: Vec<(&str, &str)> = Vec::new();
        let mut others: Vec<(&str, &str)> = Vec::new();
        let mut quarters: Vec<(&str, &str)> = Vec::new();
        let mut previous = Previous::default();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(patron) = line.strip_prefix('*') {
                patrons.extend(read_patron(patron));
            } else if let Some(names) = line.strip_prefix('~') {
                former.extend(names.split_once(' '));
            } else if let Some(names) = line.strip_prefix('+') {
                others.extend(names.split_once(' '));
            } else if let Some(names) = line.strip_prefix('@') {
                quarters.extend(names.split_once(' '));
            } else if let Some((number, letters)) = line.strip_prefix('=').and_then(|head| head.split_once(' ')) {
                let mut column = || lines.next().unwrap_or("").split('|');
                let columns = [column(), column(), column(), column(), column(), column()];
                read_province(number, letters, columns, &mut previous, &mut comuni);
            }
        }
        sort_by(&mut comuni, |a, b| a.code.cmp(&b.code));
        for (code, patron) in patrons {
            if let Ok(at) = comuni.binary_search_by(|comune| comune.code.as_str().cmp(code)) {
                comuni[at].patron = Some(patron);
            }
        }
        let quarters = quarter::read_quarters(&comuni, &quarters);
        Self::index(comuni, &former, &others, quarters)
    }

    /// `former` names comuni that were joined into that of a code, apart by `|`; `others` what it is called in other
    /// languages.
    fn index(comuni: Vec<Comune>, former: &[(&str, &str)], others: &[(&str, &str)], quarters: Vec<Quarter>) -> Self {
        let mut names = String::with_capacity(comuni.len() * 16);
        let mut starts = Vec::with_capacity(comuni.len() + 512);
        for (at, comune) in comuni.iter().enumerate() {
            for name in comune.name.split('/') {
                add_name(&mut names, &mut starts, at, name);
            }
            // Joined comuni keep their parts' names in their own, which is how people go on calling them.
            let parts = || {
                comune
                    .name
                    .split(['-', '/'])
                    .flat_map(|part| part.split(" con ").flat_map(|part| part.split(" e ")))
            };
            if parts().nth(1).is_some() && !comune.name.contains('/') {
                for part in parts() {
                    add_name(&mut names, &mut starts, at, part);
                }
            }
        }
        let mut own = 0;
        for lines in [former, others] {
            own = starts.len();
            for (code, listed) in lines {
                if let Ok(at) = comuni.binary_search_by(|comune| comune.code.as_str().cmp(code)) {
                    for name in listed.split('|') {
                        add_name(&mut names, &mut starts, at, name);
                    }
                }
            }
        }
        names.push('\n');
        let mut gazetteer = Self {
            comuni,
            names,
            starts,
            own,
            by_name: Vec::new(),
            quarters,
        };
        let mut by_name: Vec<u16> = (0..gazetteer.starts.len().min(usize::from(u16::MAX)) as u16).collect();
        sort_by(&mut by_name, |&a, &b| gazetteer.name(a).cmp(gazetteer.name(b)));
        gazetteer.by_name = by_name;
        gazetteer
    }

    /// A folded name by its index in `starts`.
    fn name(&self, at: u16) -> &str {
        let end = (self.starts.get(usize::from(at) + 1)).map_or(self.names.len(), |&(next, _)| next as usize);
        self.names
            .get(self.starts[usize::from(at)].0 as usize..end - 1)
            .unwrap_or("")
    }

    /// The comuni's own names that begin so, with whose they are.
    fn beginning_with<'a>(&'a self, folded: &str) -> impl Iterator<Item = (&'a str, &'a Comune)> {
        let own = self.own;
        self.all_beginning_with(folded)
            .filter(move |(at, _)| usize::from(*at) < own)
            .map(|(at, name)| (name, self.of_name(at)))
    }

    /// The comune that has the name.
    fn of_name(&self, at: u16) -> &Comune {
        &self.comuni[usize::from(self.starts[usize::from(at)].1)]
    }

    /// The names that begin so, in any language, by their index in `starts`.
    fn all_beginning_with<'a>(&'a self, folded: &str) -> impl Iterator<Item = (u16, &'a str)> {
        let start = self.by_name.partition_point(|&at| self.name(at) < folded);
        self.by_name[start..]
            .iter()
            .map(|&at| (at, self.name(at)))
            .take_while(move |(_, name)| name.starts_with(folded))
    }

    /// Whether the name of some comune or quarter begins with that word.
    #[must_use]
    pub fn has_first_word(&self, folded: &str) -> bool {
        let ends = |name: &str| matches!(name.as_bytes().get(folded.len()), None | Some(b' '));
        self.all_beginning_with(folded)
            .take(FIRST_WORDS_MAX)
            .any(|(_, name)| ends(name))
            || self.quarters_beginning_with(folded).any(ends)
    }

    /// The most populous comune with exactly that folded name.
    #[must_use]
    pub fn named(&self, folded: &str) -> Option<&Comune> {
        self.most_populous(folded, None)
    }

    fn most_populous(&self, folded: &str, province: Option<&str>) -> Option<&Comune> {
        self.beginning_with(folded)
            .take_while(|(name, _)| name.len() == folded.len())
            .filter(|(_, comune)| province.is_none_or(|letters| comune.province.eq_ignore_ascii_case(letters)))
            .map(|(_, comune)| comune)
            .max_by_key(|comune| comune.population)
    }

    /// All comuni, ordered by code.
    #[must_use]
    pub fn comuni(&self) -> &[Comune] {
        &self.comuni
    }

    /// The comune with that ISTAT code.
    #[must_use]
    pub fn by_code(&self, code: &ComuneCode) -> Option<&Comune> {
        self.comuni
            .binary_search_by(|comune| comune.code.cmp(code))
            .ok()
            .map(|at| &self.comuni[at])
    }

    /// The comuni that share a postal code, most populous first.
    #[must_use]
    pub fn by_postal_code(&self, code: &PostalCode) -> Vec<&Comune> {
        let mut found: Vec<&Comune> = self
            .comuni
            .iter()
            .filter(|comune| comune.postal_codes.contains(code))
            .collect();
        sort_by_key(&mut found, |comune| core::cmp::Reverse(comune.population));
        found
    }

    /// The comune of that name, whatever its case and accents, in either language where it has two. A name that
    /// several comuni bear means the most populous, unless the letters of the province follow, as in "Livo TN".
    ///
    /// Everyday forms are understood too: words cut to a letter ("S. Donato Milanese", "Cernusco s/N"), small words
    /// left out ("Reggio Emilia"), both names of a bilingual comune together ("Bolzano/Bozen").
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Comune> {
        let written = name;
        let name = fold(name);
        self.named(&name)
            .or_else(|| {
                let (name, letters) = name.rsplit_once(' ')?;
                self.most_populous(name, Some(letters))
            })
            .or_else(|| self.abbreviated(&name))
            .or_else(|| {
                let (first, second) = written.split_once(['/', '-'])?;
                let first = self.named(&fold(first))?;
                (self.named(&fold(second))?.code == first.code).then_some(first)
            })
            .or_else(|| self.named_otherwise(&name))
    }

    /// The most populous comune whose name is these words when single letters stand for words that begin so, and small
    /// words of the name may be left out.
    fn abbreviated(&self, name: &str) -> Option<&Comune> {
        let typed: Vec<&str> = name.split(' ').collect();
        let longest = typed.iter().map(|word| word.len()).max().unwrap_or(0);
        if typed.len() < 2 || longest < 3 {
            return None;
        }
        let first_letter = name.chars().next().map_or(0, char::len_utf8);
        self.beginning_with(&name[..first_letter])
            .filter(|(whole, _)| is_short_for(&typed, whole))
            .map(|(_, comune)| comune)
            .max_by_key(|comune| comune.population)
    }

    /// At most `limit` comuni whose name, a word of it or a postal code begins like that: the exact name first, then
    /// those that begin so, then those with such a word inside ("milanese"); among them the most populous first.
    #[must_use]
    pub fn complete(&self, beginning: &str, limit: usize) -> Vec<&Comune> {
        let beginning = fold(beginning);
        let mut found: Vec<(Fit, &Comune)> = if beginning.bytes().all(|byte| byte.is_ascii_digit()) {
            let answers = |comune: &&Comune| {
                comune
                    .postal_codes
                    .iter()
                    .any(|code| code.as_str().starts_with(&*beginning))
            };
            match beginning.len() {
                2..=5 => self
                    .comuni
                    .iter()
                    .filter(answers)
                    .map(|comune| (Fit::Beginning, comune))
                    .collect(),
                _ => Vec::new(),
            }
        } else {
            self.matches(&beginning)
        };
        sort_by(&mut found, |(fit, a), (other, b)| {
            fit.cmp(other)
                .then(b.population.cmp(&a.population))
                .then(a.code.cmp(&b.code))
        });
        let mut best: Vec<&Comune> = Vec::with_capacity(limit.min(16));
        for (_, comune) in found {
            if best.len() == limit {
                break;
            }
            // Both names of a bilingual comune can begin alike.
            if !best.iter().any(|other| other.code == comune.code) {
                best.push(comune);
            }
        }
        best
    }

    /// The comune whose point is nearest, for naming where somebody stands.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Option<&Comune> {
        self.comuni.iter().min_by_key(|comune| comune.point().metres_to(point))
    }

    /// Puts into the data set the comuni that its records name.
    pub fn fill(&self, data: &mut Dataset) {
        data.comuni = data
            .comune_codes()
            .iter()
            .filter_map(|code| self.by_code(code).cloned())
            .collect();
    }

    /// Every name with a word that begins like `folded`.
    fn matches(&self, folded: &str) -> Vec<(Fit, &Comune)> {
        let names = self.names.as_bytes();
        let mut found = Vec::new();
        // How many names have begun.
        let mut begun = 0;
        for at in 1..names.len() {
            let before = names[at - 1];
            begun += usize::from(before == b'\n');
            if matches!(before, b'\n' | b' ') && !folded.is_empty() && names[at..].starts_with(folded.as_bytes()) {
                let fit = match (before, names.get(at + folded.len())) {
                    _ if begun > self.own => Fit::OtherName,
                    (b'\n', Some(b'\n')) => Fit::Whole,
                    (b'\n', _) => Fit::Beginning,
                    _ => Fit::InnerWord,
                };
                found.push((fit, &self.comuni[usize::from(self.starts[begun - 1].1)]));
            }
        }
        found
    }
}

fn add_name(names: &mut String, starts: &mut Vec<(u32, u16)>, at: usize, name: &str) {
    names.push('\n');
    starts.push((names.len() as u32, at as u16));
    names.push_str(&fold(name));
}

/// Whether the words typed are those of a name, single letters for whole words and without its small words.
fn is_short_for(typed: &[&str], name: &str) -> bool {
    const SMALL: [&str; 14] = [
        "a", "al", "d", "da", "del", "della", "di", "e", "in", "nel", "nell", "sul", "sull", "sulla",
    ];
    let mut typed = typed.iter().peekable();
    for word in name.split(' ') {
        let fits = typed
            .peek()
            .is_some_and(|&&short| short == word || short.len() == 1 && word.starts_with(short));
        if fits {
            typed.next();
        } else if !SMALL.contains(&word) {
            return false;
        }
    }
    typed.peek().is_none()
}

/// What the differences of the text form start from.
#[derive(Default)]
struct Previous {
    /// Ten-thousandths of a degree.
    lat: i32,
    /// Ten-thousandths of a degree.
    lon: i32,
    postal_code: u32,
}

fn read_province(
    number: &str,
    letters: &str,
    columns: [core::str::Split<'_, char>; 6],
    previous: &mut Previous,
    comuni: &mut Vec<Comune>,
) {
    let Ok(province) = number.parse::<u32>() else { return };
    let [names, mut steps, mut lats, mut lons, mut populations, mut postal_codes] = columns;
    let mut code = province.saturating_mul(1000);
    for name in names {
        let step = steps.next().filter(|step| !step.is_empty()).unwrap_or("1");
        code = code.saturating_add(step.parse().unwrap_or(1));
        previous.lat = previous.lat.saturating_add(whole(lats.next()));
        previous.lon = previous.lon.saturating_add(whole(lons.next()));
        let population = populations.next().and_then(|text| text.parse().ok()).unwrap_or(0);
        let postal_codes = read_postal_codes(postal_codes.next().unwrap_or(""), &mut previous.postal_code);
        let (Ok(code), Some(point)) = (
            padded::<6>(code).parse::<ComuneCode>(),
            previous
                .lat
                .checked_mul(100)
                .zip(previous.lon.checked_mul(100))
                .and_then(|(lat, lon)| Point::new(lat, lon)),
        ) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        comuni.push(Comune {
            code,
            name: name.to_owned(),
            province: letters.to_owned(),
            lat: MicroDegrees(point.lat),
            lon: MicroDegrees(point.lon),
            population,
            postal_codes,
            patron: None,
        });
    }
}

fn whole(text: Option<&str>) -> i32 {
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Reads `20121-9 31-9`: each code lacks the leading digits that it shares with the one before.
fn read_postal_codes(text: &str, previous: &mut u32) -> Vec<PostalCode> {
    let mut codes = Vec::new();
    let mut complete = |tail: &str| {
        let scale = 10_u32.pow(tail.len().min(5) as u32);
        *previous = *previous / scale * scale + tail.parse::<u32>().unwrap_or(0) % scale;
        *previous
    };
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => {
                let first = complete(first);
                (first, complete(last))
            }
            None => {
                let only = complete(part);
                (only, only)
            }
        };
        codes.extend((first..=last.min(first + 999)).filter_map(|code| padded::<5>(code).parse::<PostalCode>().ok()));
    }
    codes
}

/// A number with leading zeros.
fn padded<const DIGITS: usize>(mut number: u32) -> String {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

/// Reads `019036 11-13 Sant'Omobono`.
fn read_patron(text: &str) -> Option<(&str, PatronDay)> {
    let (code, rest) = text.split_once(' ')?;
    let (date, name) = rest.split_once(' ')?;
    let (month, day) = date.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let exists = (1..=12).contains(&month) && (1..=31).contains(&day);
    exists.then(|| {
        let name = name.to_owned();
        (code, PatronDay { month, day, name })
    })
}
