//! "To show at a desk": what somebody wants to say, in large Italian and in the own language, with answers to point at.
//! Nothing is typed and nothing is kept.

use super::html::el;
use super::msg::Msg;
use super::parts::{button, heading, main, paragraph};
use super::search_box::search_again;
use super::{Context, Element, Html, not_found};
use crate::i18n::{KioskWord, KioskWords, Language};

/// What one can say.
pub const SENTENCES: [KioskWord; 24] = [
    KioskWord::DeskListen,
    KioskWord::DeskChild,
    KioskWord::DeskPregnant,
    KioskWord::DeskNewborn,
    KioskWord::DeskNursery,
    KioskWord::DeskSchool,
    KioskWord::DeskMoney,
    KioskWord::DeskForm,
    KioskWord::DeskHome,
    KioskWord::DeskWork,
    KioskWord::DeskItalian,
    KioskWord::DeskCarer,
    KioskWord::DeskDisability,
    KioskWord::DeskHealth,
    KioskWord::DeskSeparation,
    KioskWord::DeskPsychologist,
    KioskWord::DeskUnsafe,
    KioskWord::DeskEnrol,
    KioskWord::DeskHours,
    KioskWord::DeskCost,
    KioskWord::DeskAppointment,
    KioskWord::DeskInterpreter,
    KioskWord::DeskSlowly,
    KioskWord::DeskDocuments,
];

/// What somebody at a desk may answer by pointing.
const ANSWERS: [KioskWord; 9] = [
    KioskWord::AnswerYes,
    KioskWord::AnswerNo,
    KioskWord::AnswerWait,
    KioskWord::AnswerComeBack,
    KioskWord::AnswerPhone,
    KioskWord::AnswerElsewhere,
    KioskWord::AnswerDocument,
    KioskWord::AnswerAsk,
    KioskWord::WriteItDown,
];

/// The page.
#[must_use]
pub fn desk_page(context: &Context<'_>) -> Html {
    let (Some(own), Some(italian)) = (context.kiosk, context.kiosk_italian) else {
        return not_found::part_missing(context);
    };
    let page = el("div", "page stack");
    let page = match context.device.desk.and_then(|at| SENTENCES.get(at)) {
        Some(sentence) => page.child(card(own, italian, *sentence)),
        None => page
            .child(heading(own.text(KioskWord::DeskShow)))
            .child(paragraph("lead", own.text(KioskWord::DeskLead)))
            .child(sentences(own, italian)),
    };
    main().child(search_again(context)).child(page).into()
}

fn sentences(own: &'static KioskWords, italian: &'static KioskWords) -> Element {
    let mut list = el("ul", "answers");
    for (at, sentence) in SENTENCES.iter().enumerate() {
        let show = button("answer", "")
            .attr("data-testid", "desk-sentence")
            .child(el("b", "").text(own.text(*sentence)))
            .child(in_italian(own, italian, *sentence, "span", "small soft"))
            .on_click(Msg::Desk(Some(at)));
        list.push(el("li", "").child(show));
    }
    list
}

/// The Italian text, for who reads another language.
fn in_italian(
    own: &KioskWords,
    italian: &'static KioskWords,
    word: KioskWord,
    tag: &'static str,
    class: &'static str,
) -> Html {
    match own.language() {
        Language::Italian => Html::Nothing,
        _ => el(tag, class)
            .attr("lang", "it")
            .attr("dir", "ltr")
            .text(italian.text(word))
            .into(),
    }
}

fn card(own: &'static KioskWords, italian: &'static KioskWords, sentence: KioskWord) -> Element {
    let mut answers = el("ul", "answers");
    for answer in ANSWERS {
        let both = el("div", "answer")
            .child(
                el("b", "")
                    .attr("lang", "it")
                    .attr("dir", "ltr")
                    .text(italian.text(answer)),
            )
            .child(own_text(own, answer));
        answers.push(el("li", "").child(both));
    }
    let back = button("btn btn-soft", "icon-back")
        .text(own.text(KioskWord::GoBack))
        .on_click(Msg::Desk(None));
    let says = heading(italian.text(sentence)).attr("lang", "it").attr("dir", "ltr");
    let point = el("p", "lead").attr("lang", "it").attr("dir", "ltr");
    el("section", "desk-card stack")
        .attr("data-testid", "desk-card")
        .child(says)
        .child(own_text(own, sentence))
        .child(point.text(italian.text(KioskWord::DeskPoint)))
        .child(answers)
        .child(
            el("p", "lead")
                .attr("lang", "it")
                .attr("dir", "ltr")
                .text(italian.text(KioskWord::ThankYou)),
        )
        .child(el("div", "page-actions").child(back))
}

/// The text in the language of who shows it, where that is not Italian.
fn own_text(own: &'static KioskWords, word: KioskWord) -> Html {
    match own.language() {
        Language::Italian => Html::Nothing,
        _ => paragraph("", own.text(word)),
    }
}
