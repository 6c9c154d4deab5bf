//! What a comment beside hours says about getting in, read word by word and clause by clause: "su appuntamento" asks for
//! one, "senza appuntamento" and "non serve la prenotazione" say that none is needed, "anche su appuntamento" neither.

/// What a comment asks of whoever comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// It says nothing about it.
    Nothing,
    /// One needs an appointment, or gets somebody on the telephone only.
    Appointment,
    /// It says that no appointment is needed.
    NoAppointment,
}

/// Beginnings of the words that speak of an appointment.
const APPOINTMENT: [&str; 4] = ["appuntament", "prenota", "appointment", "booking"];
/// Beginnings of the words that say that somebody is reached by telephone.
const TELEPHONE: [&str; 3] = ["telefonic", "telefonat", "telefonar"];
/// Words that turn the clause round: none is needed.
const NOT: [&str; 9] = ["senza", "non", "nessun", "nessuna", "no", "without", "not", "né", "ne"];
/// Words that make it one way among others.
const ALSO: [&str; 10] = [
    "anche",
    "oppure",
    "facoltativo",
    "facoltativa",
    "consigliato",
    "consigliata",
    "possibile",
    "preferibilmente",
    "also",
    "optional",
];

/// Reads a comment. Where one clause asks for an appointment and another does without, it is asked for.
pub(super) fn asks(note: &str) -> Asks {
    let mut found = Asks::Nothing;
    for clause in note.split([',', ';', '.', ':', '(', ')', '/', '\n']) {
        match asks_in(clause) {
            Asks::Appointment => return Asks::Appointment,
            Asks::NoAppointment => found = Asks::NoAppointment,
            Asks::Nothing => {}
        }
    }
    found
}

fn asks_in(clause: &str) -> Asks {
    let words = || {
        clause
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    let is = |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let begins = |word: &str, known: &[&str]| {
        known.iter().any(|known| {
            word.get(..known.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(known))
        })
    };
    let appointment = words().any(|word| begins(word, &APPOINTMENT));
    let telephone = words().any(|word| begins(word, &TELEPHONE)) || by_telephone(words());
    let turned = words().any(|word| is(word, &NOT));
    let also = words().any(|word| is(word, &ALSO));
    match (appointment, telephone) {
        (false, false) => Asks::Nothing,
        (true, _) if turned => Asks::NoAppointment,
        _ if turned || also => Asks::Nothing,
        _ => Asks::Appointment,
    }
}

/// "solo telefono", "per telefono", "by phone": not "telefono 0372 …", which is only where to call.
fn by_telephone<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let ways = [
        "solo",
        "soltanto",
        "solamente",
        "per",
        "al",
        "via",
        "tramite",
        "by",
        "only",
    ];
    let is = |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut before = "";
    for word in words {
        if is(word, &["telefono", "phone", "telephone"]) && is(before, &ways) {
            return true;
        }
        before = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_read_as_a_person_reads_it() {
        for (note, asked) in [
            ("su appuntamento", Asks::Appointment),
            ("Su APPUNTAMENTO, tel. 0372 123456", Asks::Appointment),
            ("solo su prenotazione", Asks::Appointment),
            ("prenotazione obbligatoria", Asks::Appointment),
            ("previa prenotazione telefonica", Asks::Appointment),
            ("solo telefono", Asks::Appointment),
            ("sportello telefonico", Asks::Appointment),
            ("by appointment", Asks::Appointment),
            ("by phone only", Asks::Appointment),
            ("phone: 0372 123456", Asks::Nothing),
            ("senza appuntamento", Asks::NoAppointment),
            ("accesso libero, senza prenotazione", Asks::NoAppointment),
            ("non serve la prenotazione", Asks::NoAppointment),
            ("non è necessario l'appuntamento", Asks::NoAppointment),
            ("no appointment needed", Asks::NoAppointment),
            ("anche su appuntamento", Asks::Nothing),
            ("accesso libero oppure su appuntamento", Asks::Nothing),
            ("appuntamento consigliato", Asks::Nothing),
            ("telefono 0372 123456", Asks::Nothing),
            ("senza telefono", Asks::Nothing),
            ("mediatrice araba", Asks::Nothing),
            ("orari da definire", Asks::Nothing),
            ("chiuso per ferie", Asks::Nothing),
            (
                "senza appuntamento il lunedì, su appuntamento il martedì",
                Asks::Appointment,
            ),
            ("non si risponde al telefono, su appuntamento", Asks::Appointment),
        ] {
            assert_eq!(asks(note), asked, "{note}");
        }
    }
}
