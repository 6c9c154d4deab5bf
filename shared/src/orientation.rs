//! Guided orientation: from a need to the right door in at most four questions, of which each can be left open.
//!
//! The questions are data (`data/orientation.json`); [`Answers`] is what somebody has said so far, and lives in memory
//! alone. [`doors`] turns it into at most five doors with their reasons, and people to call.

pub mod because;
pub mod doors;
pub mod standpoint;
pub mod suiting;
#[cfg(all(test, feature = "data"))]
mod tests;

use std::sync::OnceLock;

use crate::json::{FromJson, Reader, records};
use crate::taxonomy::Topic;

/// The code of the answer that narrows nothing; every question has it.
pub const DO_NOT_KNOW: &str = "do-not-know";
/// At most so many questions lead to the doors.
pub const MOST_QUESTIONS: usize = 4;

/// All questions.
#[derive(Debug)]
pub struct Tree {
    first: String,
    questions: Vec<Question>,
}

/// A question with the answers that are offered.
#[derive(Debug)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// What it asks: `whom`, `about`, `when` or `where`. Questions that ask the same share the answer given.
    pub ask: String,
    /// The question after it; `None` leads to the doors.
    next: Option<String>,
    /// The answers, in their order.
    pub answers: Vec<Answer>,
}

/// An answer and how it narrows what is looked for.
#[derive(Debug)]
pub struct Answer {
    /// Its code.
    pub code: String,
    next: Option<String>,
    /// First and last age meant, in completed months; empty is any.
    months: Vec<u16>,
    /// Topics that stand first where none is chosen.
    leads: Vec<Topic>,
    /// The topic of the first level.
    pub topic: Option<Topic>,
    /// Within so many days, today included.
    days: Option<u16>,
    /// Where.
    place: Option<Where>,
}

/// Where somebody wants to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Here or near by.
    Near,
    /// In one's own comune, or to who serves it.
    Town,
    /// Nowhere: by telephone.
    Phone,
}

impl FromJson for Where {
    fn from_json(reader: &mut Reader<'_>) -> Option<Self> {
        let at = reader.code(&["near", "town", "phone"])?;
        [Self::Near, Self::Town, Self::Phone].get(at).copied()
    }
}

records! {
    Tree { first, questions; }
    Question { id, ask, answers; next }
    Answer { code; next, months, leads, topic, days, place }
}

impl Tree {
    /// The tree that is shipped; `None` only where its file is damaged, which a test keeps from happening.
    #[must_use]
    pub fn get() -> Option<&'static Self> {
        static TREE: OnceLock<Option<Tree>> = OnceLock::new();
        let read = || crate::json::from_text(include_str!("../data/orientation.json")).ok();
        TREE.get_or_init(read).as_ref()
    }

    fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    fn after(&self, question: &Question, code: &str) -> Option<&Question> {
        let answer = question.answers.iter().find(|answer| answer.code == code)?;
        self.question(answer.next.as_ref().or(question.next.as_ref())?)
    }

    /// The most questions from this one on, itself included.
    fn depth(&self, question: &Question) -> usize {
        let after = question
            .answers
            .iter()
            .filter_map(|answer| self.after(question, &answer.code));
        1 + after.map(|next| self.depth(next)).max().unwrap_or(0)
    }

    /// Whether this answer can still be given in this question or in one after it.
    fn can_be_given(&self, question: &Question, ask: &str, code: &str) -> bool {
        let here = question.ask == ask && question.answers.iter().any(|answer| answer.code == code);
        here || question.ask != ask
            && question
                .answers
                .iter()
                .filter_map(|answer| self.after(question, &answer.code))
                .any(|next| self.can_be_given(next, ask, code))
    }
}

/// What somebody has answered so far. It never leaves the memory of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// What was asked, and the code of the answer.
    given: Vec<(String, String)>,
    /// How many questions lie behind.
    passed: usize,
}

/// Where somebody stands in the tree.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A question, its number from 1 on, and how many there are on the longest way.
    Question {
        /// The question.
        question: &'a Question,
        /// Its number, from 1 on.
        number: usize,
        /// How many questions there are.
        of: usize,
    },
    /// The doors.
    Doors,
}

impl Answers {
    /// The answer given to what a question asks.
    #[must_use]
    pub fn given(&self, ask: &str) -> Option<&str> {
        let found = self.given.iter().find(|(asked, _)| asked == ask);
        found.map(|(_, code)| code.as_str())
    }

    /// The question that is open, or the doors.
    #[must_use]
    pub fn step<'a>(&self, tree: &'a Tree) -> Step<'a> {
        let mut open = tree.question(&tree.first);
        for number in 0..self.passed {
            let Some(question) = open else { break };
            let Some(code) = self.given(&question.ask) else {
                return Step::Question {
                    question,
                    number: number + 1,
                    of: number + tree.depth(question),
                };
            };
            open = tree.after(question, code);
        }
        match open {
            Some(question) => Step::Question {
                question,
                number: self.passed + 1,
                of: self.passed + tree.depth(question),
            },
            None => Step::Doors,
        }
    }

    /// Answers the open question. A changed answer forgets what can no longer be answered; what still can is kept.
    pub fn answer(&mut self, tree: &Tree, code: &str) {
        let Step::Question { question, .. } = self.step(tree) else {
            return;
        };
        if question.answers.iter().all(|answer| answer.code != code) {
            return;
        }
        let next = tree.after(question, code);
        let before: Vec<String> = self.way(tree).map(|question| question.ask.clone()).collect();
        self.given.retain(|(ask, given)| {
            let behind = before.iter().any(|asked| asked == ask) && *ask != question.ask;
            behind || next.is_some_and(|next| tree.can_be_given(next, ask, given))
        });
        self.given.push((question.ask.clone(), code.to_owned()));
        self.passed += 1;
    }

    /// The questions that lie behind.
    fn way<'a>(&self, tree: &'a Tree) -> impl Iterator<Item = &'a Question> {
        let mut open = tree.question(&tree.first);
        (0..self.passed).map_while(move |_| {
            let question = open?;
            open = tree.after(question, self.given(&question.ask)?);
            Some(question)
        })
    }

    /// The answers behind, as what was asked and what was said: what a changed mind goes back to.
    #[must_use]
    pub fn said<'a>(&self, tree: &'a Tree) -> Vec<&'a Answer> {
        self.way(tree)
            .filter_map(|question| {
                let code = self.given(&question.ask)?;
                question.answers.iter().find(|answer| answer.code == code)
            })
            .collect()
    }

    /// Goes back by a question. Its answer stays given.
    pub const fn back(&mut self) {
        self.passed = self.passed.saturating_sub(1);
    }

    /// Whether there is a question to go back to.
    #[must_use]
    pub const fn can_go_back(&self) -> bool {
        self.passed > 0
    }

    /// What the answers ask for.
    #[must_use]
    pub fn wanted(&self, tree: &Tree) -> Wanted {
        let mut wanted = Wanted::default();
        for answer in self.said(tree) {
            if let [first, last] = answer.months[..] {
                wanted.months = Some((first, last));
            }
            if !answer.leads.is_empty() {
                wanted.leads.clone_from(&answer.leads);
                wanted.whom = Some(answer.code.clone());
            }
            wanted.topic = answer.topic.or(wanted.topic);
            wanted.days = answer.days.or(wanted.days);
            wanted.place = answer.place.or(wanted.place);
        }
        wanted
    }
}

/// What is looked for, as far as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// For whom: the code of the answer.
    pub whom: Option<String>,
    /// First and last age meant, in completed months.
    pub months: Option<(u16, u16)>,
    /// Topics that stand first where none is chosen.
    pub leads: Vec<Topic>,
    /// The topic.
    pub topic: Option<Topic>,
    /// Within so many days, today included.
    pub days: Option<u16>,
    /// Where.
    pub place: Option<Where>,
}
