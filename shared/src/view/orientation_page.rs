//! Guided orientation: a question with large answers, then the doors with their reasons. Danger leads to a card with
//! whom to call, from every step.

use super::danger_card::{card, quick_exit};
use super::distance::spoken;
use super::html::el;
use super::kiosk_bar::to_desk;
use super::msg::{Msg, Orient};
use super::parts::{button, heading, link, main, paragraph};
use super::search_box::search_again;
use super::{Context, Element, Html, dates, not_found, open, packed_page, qr};
use crate::i18n::{KioskWord, KioskWords, Word};
use crate::model::{Network, Phone, Place, Precision};
use crate::orientation::because::Because;
use crate::orientation::doors::{Door, Ending, doors};
use crate::orientation::standpoint::Standpoint;
use crate::orientation::suiting::Record;
use crate::orientation::{Answer, DO_NOT_KNOW, Question, Step, Tree, Wanted};
use crate::reach;
use crate::route::Route;
use crate::search::help_lines;

/// The page.
#[must_use]
pub fn orientation(context: &Context<'_>) -> Html {
    let (Some(kiosk), Some(tree)) = (context.kiosk, Tree::get()) else {
        return not_found::part_missing(context);
    };
    let device = context.device;
    let page = el("div", "page orientation stack");
    let page = match device.answers.step(tree) {
        _ if device.in_danger => page.child(danger(context, kiosk)),
        Step::Question { question, number, of } => {
            let step = kiosk.filled(KioskWord::OrientationStep, &[&number.to_string(), &of.to_string()]);
            let intro = match number {
                1 => paragraph("lead", kiosk.text(KioskWord::OrientationTitle)),
                _ => Html::Nothing,
            };
            page.child(intro)
                .child(paragraph("soft", step))
                .child(asked(context, kiosk, question))
                .child(ways(context, kiosk))
        }
        Step::Doors => page.child(ending(context, kiosk, &device.answers.wanted(tree))),
    };
    main().child(search_again(context)).child(page).into()
}

fn asked(context: &Context<'_>, kiosk: &'static KioskWords, question: &Question) -> Element {
    let words = match question.ask.as_str() {
        "whom" => KioskWord::AskForWhom,
        "about" => KioskWord::AskWhatAbout,
        "when" => KioskWord::AskWhen,
        _ => KioskWord::AskWhere,
    };
    let given = context.device.answers.given(&question.ask);
    let mut list = el("ul", "answers").attr("aria-label", kiosk.text(words)).needs_app();
    let no_standpoint = context.device.area.is_none() && context.device.screen.is_none();
    if question.ask == "where" && no_standpoint {
        // Nobody has said where "here" is: the areas of the networks stand for it.
        for network in context.data.networks.iter().filter(|network| !network.sample) {
            list.push(area(network));
        }
    }
    for answer in &question.answers {
        if no_standpoint && matches!(answer.code.as_str(), "here" | "my-town") {
            continue;
        }
        list.push(one_answer(context, kiosk, answer, given == Some(answer.code.as_str())));
    }
    el("section", "stack")
        .attr("data-testid", "orientation-question")
        .attr("data-ask", question.ask.clone())
        .child(heading(kiosk.text(words)))
        .child(list)
}

fn one_answer(context: &Context<'_>, kiosk: &'static KioskWords, answer: &Answer, given: bool) -> Element {
    let hint = match answer.topic.map(|topic| kiosk.hint(topic)) {
        None | Some("") => Html::Nothing,
        Some(hint) => el("span", "small soft").text(hint).into(),
    };
    let words = el("b", "").text(answer_words(context, kiosk, answer));
    let button = answer_button(answer.code.clone(), given)
        .child(words)
        .child(hint)
        .on_click(Msg::Orient(Orient::Answer(answer.code.clone())));
    el("li", "").child(button)
}

fn area(network: &Network) -> Element {
    let place = network.territory.as_ref().unwrap_or(&network.name);
    let button = answer_button(["area-", network.id.as_str()].concat(), false)
        .child(el("b", "").text(place.clone()))
        .on_click(Msg::Orient(Orient::Area(network.id.clone())));
    el("li", "").child(button)
}

fn answer_button(code: String, given: bool) -> Element {
    button("answer", "")
        .attr("data-testid", "orientation-answer")
        .attr("data-code", code)
        .attr("aria-pressed", if given { "true" } else { "false" })
}

/// What an answer says.
fn answer_words(context: &Context<'_>, kiosk: &'static KioskWords, answer: &Answer) -> &'static str {
    if let Some(topic) = answer.topic {
        return context.words.topic(topic);
    }
    kiosk.text(match answer.code.as_str() {
        "me" => KioskWord::WhomMe,
        "expecting" => KioskWord::WhomExpecting,
        "small-child" => KioskWord::WhomSmallChild,
        "child" => KioskWord::WhomChild,
        "teenager" => KioskWord::WhomTeenager,
        "couple" => KioskWord::WhomCouple,
        "elder" => KioskWord::WhomElder,
        "disability" => KioskWord::WhomDisability,
        "today" => KioskWord::WhenToday,
        "this-week" => KioskWord::WhenThisWeek,
        "no-hurry" => KioskWord::WhenNoHurry,
        "here" => KioskWord::WhereHere,
        "my-town" => KioskWord::WhereMyTown,
        "anywhere" => KioskWord::WhereAnywhere,
        "by-phone" => KioskWord::WhereByPhone,
        _ => KioskWord::DoNotKnow,
    })
}

/// Back, danger, and the finder for who would rather search.
fn ways(context: &Context<'_>, kiosk: &'static KioskWords) -> Html {
    let mut ways = el("div", "page-actions");
    if context.device.answers.can_go_back() {
        let back = button("btn btn-soft", "icon-back").text(kiosk.text(KioskWord::GoBack));
        ways.push(back.needs_app().on_click(Msg::Orient(Orient::Back)));
    }
    let urgent = button("btn btn-primary", "icon-phone").text(kiosk.text(KioskWord::DoorUrgent));
    let urgent = urgent.attr("data-testid", "kiosk-door-urgent").needs_app();
    ways.push(urgent.on_click(Msg::Orient(Orient::Danger)));
    ways.push(to_finder(context));
    ways.push(to_desk(context, kiosk));
    ways.into()
}

fn to_finder(context: &Context<'_>) -> Html {
    let words = context.text(Word::ToFinder);
    link("btn btn-soft", "icon-search", context.href(&Route::Finder), words)
}

/// Whom to call at once.
fn danger(context: &Context<'_>, kiosk: &'static KioskWords) -> Html {
    let back = button("btn btn-soft", "icon-back").text(kiosk.text(KioskWord::GoBack));
    // The way out stands where it is seen without looking for it.
    let head = el("div", "danger-head")
        .child(heading(context.text(Word::DangerTitle)))
        .child(quick_exit(context));
    card(context, head, &help_lines())
        .child(el("div", "page-actions").child(back.on_click(Msg::Orient(Orient::Back))))
        .into()
}

fn ending(context: &Context<'_>, kiosk: &'static KioskWords, wanted: &Wanted) -> Html {
    let device = context.device;
    let here = device
        .screen
        .as_ref()
        .and_then(|screen| context.data.place(&screen.place));
    let stand = match (&device.area, here) {
        (Some(network), _) => Standpoint::in_area(context.data, network),
        (None, Some(place)) => Standpoint::at(place),
        (None, None) => Standpoint::default(),
    };
    let ending = doors(context.data, wanted, &stand, context.now);
    let mut page = el("div", "stack").child(heading(kiosk.text(KioskWord::OrientationResults)));
    let mut list = el("ol", "cards plain");
    for door in &ending.doors {
        list.push(one_door(context, kiosk, door, wanted));
    }
    if !ending.doors.is_empty() {
        page.push(list);
    }
    page.push(calls(context, kiosk, &ending));
    if let Some(topic) = wanted.topic {
        let words = kiosk.filled(KioskWord::PhoneOpening, &[context.words.topic(topic)]);
        page.push(el("blockquote", "notice notice-calm").text(words));
    }
    page.push(take_along(context, kiosk, &ending));
    let change = button("btn btn-soft", "icon-back").text(kiosk.text(KioskWord::ChangeAnswer));
    let again = button("btn btn-soft", "").text(kiosk.text(KioskWord::StartOver));
    page.child(
        el("div", "page-actions")
            .child(change.on_click(Msg::Orient(Orient::Back)))
            .child(again.on_click(Msg::Orient(Orient::Restart)))
            .child(to_finder(context)),
    )
    .into()
}

fn one_door(context: &Context<'_>, kiosk: &'static KioskWords, door: &Door<'_>, wanted: &Wanted) -> Element {
    let (route, place) = match door.record {
        Record::Place(place) => (Route::Place(place.id.clone()), Some(place)),
        Record::Activity(activity) => (
            Route::Activity(activity.id.clone()),
            activity.place.as_ref().and_then(|id| context.data.place(id)),
        ),
        Record::Guide(guide) => (Route::Guide(guide.id.clone()), None),
    };
    let codes: Vec<&str> = door.because.iter().map(Because::code).collect();
    let reasons: Vec<String> = door
        .because
        .iter()
        .map(|because| reason(context, kiosk, because, place, wanted))
        .collect();
    let why = kiosk.filled(KioskWord::Because, &[&context.words.list(&reasons)]);
    let title = el("h2", "card-title").child(link("", "", context.href(&route), door.record.title().to_owned()));
    let mut item = el("li", "card")
        .attr("data-testid", "orientation-result")
        .attr("data-id", door.record.id().to_owned())
        .attr("data-reason", codes.join(" "))
        .child(title);
    if let (Some(place), Record::Activity(_)) = (place, door.record) {
        item.push(paragraph("card-meta", place.name.clone()));
    }
    item.push(paragraph("", why));
    let phones = match door.record {
        Record::Activity(activity) => reach::of_activity(context.data, activity).phones,
        Record::Place(place) => reach::of_place(context.data, place).phones,
        Record::Guide(_) => None,
    };
    item.child(phones.and_then(|(_, phones)| Some(call(phones.first()?))))
}

fn call(phone: &Phone) -> Html {
    let to = ["tel:", &phone.dial()].concat();
    el("p", "")
        .child(link("btn btn-soft", "icon-phone", to, phone.as_str().to_owned()))
        .into()
}

fn reason(
    context: &Context<'_>,
    kiosk: &KioskWords,
    because: &Because,
    place: Option<&Place>,
    wanted: &Wanted,
) -> String {
    let text = |word| kiosk.text(word).to_owned();
    match because {
        Because::Topic(topic) => kiosk.filled(KioskWord::BecauseTopic, &[context.words.topic(*topic)]),
        Because::Audience => kiosk.filled(KioskWord::BecauseAudience, &[&audience(context, kiosk, wanted)]),
        Because::OpenNow => text(KioskWord::BecauseOpenNow),
        Because::Opens(at) => kiosk.filled(KioskWord::BecauseOpens, &[&open::moment(context, *at)]),
        Because::NextDate(start) => {
            let day = dates::day(context, start.date);
            let when = match start.time {
                Some(time) => [day.as_str(), " ", &context.words.time(time)].concat(),
                None => day,
            };
            kiosk.filled(KioskWord::BecauseNextDate, &[&when])
        }
        Because::YourTown => text(KioskWord::BecauseYourTown),
        Because::ServesTown => text(KioskWord::BecauseServesTown),
        Because::Near(metres) => {
            let precision = place
                .and_then(|place| place.position)
                .map(|position| position.precision);
            let far = spoken(context, *metres, precision.unwrap_or(Precision::Comune));
            kiosk.filled(KioskWord::BecauseNear, &[&far])
        }
        Because::ByPhone => text(KioskWord::BecauseByPhone),
        Because::WalkIn => text(KioskWord::BecauseWalkIn),
        Because::Free => text(KioskWord::BecauseFree),
    }
}

/// Those asked about, in the middle of a sentence.
fn audience(context: &Context<'_>, kiosk: &KioskWords, wanted: &Wanted) -> String {
    let code = wanted.whom.as_deref().unwrap_or(DO_NOT_KNOW);
    let mut words = match code {
        "me" => {
            let adults = crate::taxonomy::LifeStage::all().find(|stage| stage.code() == "adulti");
            adults.map_or(String::new(), |stage| context.words.stage(stage).to_owned())
        }
        "small-child" => kiosk.text(KioskWord::WhomSmallChild).to_owned(),
        "child" => kiosk.text(KioskWord::WhomChild).to_owned(),
        "teenager" => kiosk.text(KioskWord::WhomTeenager).to_owned(),
        _ => kiosk.text(KioskWord::WhomElder).to_owned(),
    };
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    words
}

fn calls(context: &Context<'_>, kiosk: &'static KioskWords, ending: &Ending<'_>) -> Html {
    let nothing = ending.doors.is_empty();
    if !nothing || ending.calls.is_empty() {
        return Html::Nothing;
    }
    let mut list = el("ul", "cards plain").attr("data-testid", "orientation-calls");
    for place in &ending.calls {
        let phones = reach::of_place(context.data, place).phones;
        let to = link(
            "",
            "",
            context.href(&Route::Place(place.id.clone())),
            place.name.clone(),
        );
        let item = el("li", "card").child(el("b", "").child(to));
        list.push(item.child(phones.and_then(|(_, phones)| Some(call(phones.first()?)))));
    }
    el("section", "stack")
        .child(paragraph("lead", kiosk.text(KioskWord::AskSomebody)))
        .child(list)
        .into()
}

/// The doors as a code to photograph, which holds their essentials and nothing that was answered.
fn take_along(context: &Context<'_>, kiosk: &'static KioskWords, ending: &Ending<'_>) -> Html {
    let records: Vec<Record<'_>> = match ending.doors.is_empty() {
        true => ending.calls.iter().copied().map(Record::Place).collect(),
        false => ending.doors.iter().map(|door| door.record).collect(),
    };
    if context.device.origin.is_empty() || records.is_empty() {
        return Html::Nothing;
    }
    let address = packed_page::address(context, &records);
    qr::figure(address, context.text(Word::QrLabel), kiosk.text(KioskWord::QrList))
}
