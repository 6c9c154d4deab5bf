//! For whom a record is, read from its ages, the groups it names and its topics.

use crate::model::{Activity, Audience};
use crate::search::{stages_of_ages, stages_of_topic};
use crate::taxonomy::{LifeStage, Topic};
use crate::text::{fold, words};

use super::verdict::Verdict;

/// Ages in months, both included.
pub(super) type Ages = (u16, u16);

/// Ages of everybody, and of nobody.
const ALL: Ages = (0, u16::MAX);
const NONE: Ages = (1, 0);
/// From here on ages are those of adults.
pub(super) const ADULT: u16 = 216;

/// What a word of a group says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// People of an age.
    Aged,
    /// Families: everybody in them.
    Family,
    /// Parents, whose children are of an age.
    Parent,
    /// Who waits for a child.
    Waiting,
    /// Who looks after a relative.
    Caring,
}

/// Beginning of a word, what it says, the ages it certainly means and those it may mean.
const WORDS: [(&str, Role, Ages, Ages); 35] = [
    ("tutt", Role::Aged, ALL, ALL),
    ("famigli", Role::Family, ALL, ALL),
    ("genitor", Role::Parent, ALL, ALL),
    ("mamm", Role::Parent, ALL, ALL),
    ("madr", Role::Parent, ALL, ALL),
    ("papa", Role::Parent, ALL, ALL),
    ("padr", Role::Parent, ALL, ALL),
    ("neogenitor", Role::Parent, (0, 12), (0, 36)),
    ("neomamm", Role::Parent, (0, 12), (0, 36)),
    ("neopapa", Role::Parent, (0, 12), (0, 36)),
    ("neonat", Role::Aged, (0, 12), (0, 18)),
    ("neo", Role::Aged, (0, 12), (0, 36)),
    ("piccol", Role::Aged, (0, 71), (0, 95)),
    ("bambin", Role::Aged, (36, 131), (0, 143)),
    ("ragazz", Role::Aged, (132, 215), (96, 239)),
    ("preadolescent", Role::Aged, (120, 167), (108, 179)),
    ("adolescent", Role::Aged, (144, 227), (132, 239)),
    ("minor", Role::Aged, (0, 215), (0, 215)),
    ("giovan", Role::Aged, (180, 360), (144, 420)),
    ("adult", Role::Aged, (ADULT, u16::MAX), (192, u16::MAX)),
    ("coppi", Role::Aged, NONE, (ADULT, u16::MAX)),
    ("singol", Role::Aged, NONE, (ADULT, u16::MAX)),
    ("donn", Role::Aged, NONE, (192, u16::MAX)),
    ("uomin", Role::Aged, NONE, (192, u16::MAX)),
    ("anzian", Role::Aged, (780, u16::MAX), (720, u16::MAX)),
    ("nonn", Role::Aged, (780, u16::MAX), (540, u16::MAX)),
    ("pensionat", Role::Aged, (780, u16::MAX), (720, u16::MAX)),
    ("attesa", Role::Waiting, ALL, ALL),
    ("gravidanz", Role::Waiting, ALL, ALL),
    ("gestant", Role::Waiting, ALL, ALL),
    ("incint", Role::Waiting, ALL, ALL),
    ("caregiver", Role::Caring, ALL, ALL),
    ("assistent", Role::Caring, ALL, ALL),
    ("badant", Role::Caring, ALL, ALL),
    ("accudi", Role::Caring, ALL, ALL),
];

/// Words that say nothing by themselves.
const SMALL: &str = "a al chi con da dei delle di e ed eta figli figlie gli i il in la le lo o per";

/// One group in words.
struct Group {
    /// The rows of [`WORDS`] in it, as bits.
    rows: u64,
    /// It has words that are not understood, and may leave people out: nothing in it is a sure "yes".
    vague: bool,
}

impl Group {
    fn read(text: &str) -> Self {
        let mut group = Self { rows: 0, vague: false };
        for word in words(&fold(text)) {
            match WORDS.iter().position(|(stem, ..)| word.starts_with(stem)) {
                Some(row) => group.rows |= 1 << row,
                None => group.vague |= SMALL.split(' ').all(|small| small != word),
            }
        }
        group
    }

    fn rows(&self) -> impl Iterator<Item = &'static (&'static str, Role, Ages, Ages)> {
        let rows = self.rows;
        WORDS
            .iter()
            .enumerate()
            .filter(move |(at, _)| rows & 1 << at != 0)
            .map(|(_, row)| row)
    }

    fn has(&self, role: Role) -> bool {
        self.rows().any(|row| row.1 == role)
    }

    /// What it says to people of these ages.
    fn person(&self, ages: Ages) -> Verdict {
        if self.has(Role::Parent) {
            return Verdict::No;
        }
        let aged = self
            .rows()
            .filter(|row| row.1 == Role::Aged)
            .map(|row| grade(row, ages))
            .max();
        let verdict = match aged {
            Some(verdict) => verdict,
            None if self.has(Role::Family) => Verdict::Yes,
            None if self.rows != 0 => Verdict::No,
            None => Verdict::Unknown,
        };
        self.cautious(verdict)
    }

    /// What it says to the parents of children of these ages.
    fn parents(&self, children: &[Ages]) -> Verdict {
        let for_parents = self.has(Role::Parent) || self.has(Role::Family);
        if !for_parents {
            // Adults among others: parents too.
            return self.person((ADULT + 24, ADULT + 24)).max(Verdict::Unknown);
        }
        let mut limits = self.rows().filter(|row| row.3 != ALL).peekable();
        if limits.peek().is_none() {
            return self.cautious(Verdict::Yes);
        }
        let best = limits
            .flat_map(|row| children.iter().map(|&ages| grade(row, ages)))
            .max();
        self.cautious(best.unwrap_or(Verdict::No))
    }

    fn cautious(&self, verdict: Verdict) -> Verdict {
        if self.vague {
            verdict.min(Verdict::Unknown)
        } else {
            verdict
        }
    }
}

fn grade(row: &(&str, Role, Ages, Ages), ages: Ages) -> Verdict {
    match () {
        () if overlap(row.2, ages) => Verdict::Yes,
        () if overlap(row.3, ages) => Verdict::Unknown,
        () => Verdict::No,
    }
}

const fn overlap(one: Ages, other: Ages) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// For whom a record is.
pub(super) struct ForWhom {
    /// The ages it gives; a missing bound is none.
    ages: Option<Ages>,
    groups: Vec<Group>,
    /// The life stages its topics speak of, as bits.
    stages: u16,
    /// It speaks of looking after somebody.
    caring: bool,
}

impl ForWhom {
    pub(super) fn of_activity(activity: &Activity) -> Self {
        let Audience {
            min_months,
            max_months,
            groups,
            who: _,
        } = &activity.audience;
        let bounded = min_months.is_some() || max_months.is_some();
        let mut whom = Self::of_topics(&activity.topics);
        whom.ages = bounded.then(|| (min_months.unwrap_or(0), max_months.unwrap_or(u16::MAX)));
        whom.groups = groups.iter().map(|group| Group::read(group)).collect();
        whom.caring |=
            activity.category.code() == "caregiver" || whom.groups.iter().any(|group| group.has(Role::Caring));
        whom
    }

    pub(super) fn of_topics<'a>(topics: impl IntoIterator<Item = &'a Topic>) -> Self {
        let mut whom = Self {
            ages: None,
            groups: Vec::new(),
            stages: 0,
            caring: false,
        };
        for topic in topics {
            whom.stages |= stages_of_topic(*topic);
            whom.caring |= topic.root().code() == "caregiver";
        }
        whom
    }

    fn best(&self, of: &dyn Fn(&Group) -> Verdict) -> Option<Verdict> {
        self.groups.iter().map(of).max()
    }

    fn speaks_of(&self, ages: Ages) -> bool {
        self.stages & stages_of_ages(ages.0, ages.1) != 0
    }

    /// For somebody of these ages.
    pub(super) fn person(&self, ages: Ages) -> Verdict {
        let said = self.best(&|group| group.person(ages));
        match self.ages {
            Some(bounds) if !overlap(bounds, ages) => Verdict::No,
            // "From 3 years" and "children": no grown-ups.
            Some((_, u16::MAX)) => said.unwrap_or(Verdict::Yes),
            Some(_) => Verdict::Yes,
            None if said.is_none_or(|said| said == Verdict::Unknown) && self.speaks_of(ages) => Verdict::Yes,
            None => said.unwrap_or(Verdict::Unknown),
        }
    }

    /// For the parents of children of these ages.
    pub(super) fn parents(&self, children: &[Ages]) -> Verdict {
        let said = self.best(&|group| group.parents(children)).unwrap_or(Verdict::Unknown);
        match self.ages {
            // The ages are the children's.
            Some(bounds) if bounds.0 < ADULT => match children.iter().any(|&ages| overlap(bounds, ages)) {
                true => said,
                false => Verdict::No,
            },
            Some(_) => said,
            // "Parents", about adolescents: of what use to those of a baby, nobody says.
            None if self.stages != 0 && !children.iter().any(|&ages| self.speaks_of(ages)) => {
                said.min(Verdict::Unknown)
            }
            None => said,
        }
    }

    /// For an adult who waits for a child.
    pub(super) fn waiting(&self) -> Verdict {
        let told = self.stages & 1 << LifeStage::EXPECTING.index() != 0;
        self.adult(told || self.groups.iter().any(|group| group.has(Role::Waiting)))
    }

    /// For an adult who looks after a relative.
    pub(super) fn carer(&self) -> Verdict {
        self.adult(self.caring)
    }

    fn adult(&self, named: bool) -> Verdict {
        if named {
            return Verdict::Yes;
        }
        // What is for everybody is for them; what is for adults, or for parents, may be.
        match self.person((ADULT + 24, ADULT + 324)) {
            Verdict::Yes => self.person((0, 0)).max(Verdict::Unknown),
            Verdict::No if self.groups.iter().any(|group| group.has(Role::Parent)) => Verdict::Unknown,
            verdict => verdict,
        }
    }
}
