//! Professionals families look for, recognised in the roles that data sets write in words.

use crate::text::{find, fold};

/// A kind of professional.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Professional(u8);

/// Code, Italian name, and the folded beginnings of words that give the role away.
const PROFESSIONALS: [(&str, &str, &[&str]); 10] = [
    (
        "assistente-sociale",
        "Assistente sociale",
        &["assistente sociale", "assistenti sociali"],
    ),
    ("psicologo", "Psicologa o psicologo", &["psicolog", "psicoterap"]),
    ("educatore", "Educatrice o educatore", &["educat"]),
    ("pedagogista", "Pedagogista", &["pedagogist"]),
    ("ostetrica", "Ostetrica", &["ostetric"]),
    (
        "medico",
        "Medico o infermiere",
        &["medic", "ginecolog", "pediatr", "infermier", "neuropsichiatr"],
    ),
    (
        "mediatore-culturale",
        "Mediatrice o mediatore culturale",
        &["mediator", "mediatric"],
    ),
    (
        "mediatore-familiare",
        "Mediatrice o mediatore familiare",
        &["mediator", "mediatric", "mediazione famil"],
    ),
    ("legale", "Consulente legale", &["legal", "avvocat"]),
    ("orientatore", "Orientatore", &["orientat", "orientamento"]),
];
const CULTURAL: u8 = 6;
const FAMILY: u8 = 7;

impl Professional {
    /// How many there are, for tables indexed by professional.
    pub const COUNT: usize = PROFESSIONALS.len();

    /// All professionals, in the order they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..PROFESSIONALS.len() as u8).map(Self)
    }

    /// The code in URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        PROFESSIONALS[self.0 as usize].0
    }

    /// The Italian name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        PROFESSIONALS[self.0 as usize].1
    }

    /// Position in the list, for tables indexed by professional.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The professionals a role in words speaks of: "Psicologo (azienda sanitaria)" is a psychologist.
    pub fn in_role(role: &str) -> impl Iterator<Item = Self> {
        let mut folded = String::with_capacity(role.len() + 1);
        folded.push(' ');
        folded.push_str(&fold(role));
        Self::all().filter(move |professional| {
            let signs = PROFESSIONALS[professional.0 as usize].2;
            let named = signs.iter().any(|sign| begins_a_word(&folded, sign));
            // "Mediatore" alone says neither; the word beside it decides.
            named
                && match professional.0 {
                    CULTURAL => find(&folded, "cultural")
                        .or_else(|| find(&folded, "linguistic"))
                        .is_some(),
                    FAMILY => find(&folded, " famil").is_some(),
                    _ => true,
                }
        })
    }
}

fn begins_a_word(folded: &str, sign: &str) -> bool {
    find(folded, &[" ", sign].concat()).is_some()
}

crate::taxonomy::code_serde!(Professional, "unknown-professional", PROFESSIONALS);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_words_are_recognised() {
        for (role, codes) in [
            ("Psicologo-psicoterapeuta", &["psicologo"][..]),
            ("Assistenti sociali territoriali", &["assistente-sociale"]),
            ("Educatori (cooperativa)", &["educatore"]),
            ("Medico ginecologo", &["medico"]),
            ("Mediatori interculturali", &["mediatore-culturale"]),
            ("Mediatrice familiare", &["mediatore-familiare"]),
            ("Consulente legale", &["legale"]),
            ("Personale qualificato", &[]),
        ] {
            let found: Vec<_> = Professional::in_role(role).map(Professional::code).collect();
            assert_eq!(found, codes, "{role}");
        }
    }
}
