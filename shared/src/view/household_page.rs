//! Who is at home: told here, kept on this device, erased with one tap.

use super::household::age;
use super::html::{Property, el};
use super::msg::{AtHome, Field};
use super::parts::{button, heading, main, paragraph, toggle};
use super::search_box::search_again;
use super::{Context, Element, Html};
use crate::household::{CHILDREN_MAX, Child, Household, Month, Need, short_name};
use crate::i18n::Word;
use crate::model::Language;

/// The languages that families here speak most besides Italian.
const LANGUAGES: &str = "ar sq ro uk zh es fr en pt ru bn hi pa ur si tl";

/// The button that adds a child: the focus goes there when one was taken away.
pub const ADD_CHILD: &str = "aggiungi-figlio";

/// The page.
#[must_use]
pub fn household_page(context: &Context<'_>) -> Html {
    let stays = el("p", "notice notice-calm")
        .attr("data-testid", "household-stays")
        .text(context.text(Word::HouseholdStays));
    // Nothing here is sent, so that there is no `<form>` to send.
    let form = el("div", "stack")
        .needs_app()
        .child(children(context))
        .child(expecting(context))
        .child(others(context))
        .child(languages(context))
        .child(needs(context))
        .child(foot(context));
    let drawn = el("div", "page stack household")
        .attr("data-testid", "household-page")
        .child(heading(context.text(Word::HouseholdTitle)))
        .child(paragraph("lead", context.text(Word::HouseholdLead)))
        .child(stays)
        .child(form);
    main().child(search_again(context)).child(drawn).into()
}

/// Id of the field for the name of the child at that place of the list: the focus goes there when one was added.
#[must_use]
pub fn name_id(at: usize) -> String {
    ["nome-", &at.to_string()].concat()
}

fn section(id: &'static str, title: &'static str) -> Element {
    let heading_id = ["titolo-", id].concat();
    el("section", "section stack")
        .attr("aria-labelledby", heading_id.clone())
        .child(el("h2", "").attr("id", heading_id).text(title))
}

fn children(context: &Context<'_>) -> Html {
    let children = &context.household.children;
    let mut rows = el("ul", "household-rows");
    for (at, one) in children.iter().enumerate() {
        rows.push(child(context, at, one));
    }
    let add = button("btn btn-soft", "")
        .attr("id", ADD_CHILD)
        .text(context.text(Word::AddChild))
        .on_click(AtHome::AddChild);
    let add = (children.len() < CHILDREN_MAX).then_some(add);
    section("figli", context.text(Word::Children))
        .child(rows)
        .child(add)
        .into()
}

fn child(context: &Context<'_>, at: usize, child: &Child) -> Html {
    let name = el("input", "")
        .attr("type", "text")
        .attr("maxlength", "24")
        .property("value", Property::Text(child.name.clone()));
    let born = month(child.born).attr("max", Month::of(context.now.date).text());
    let called = match child.name.is_empty() {
        true => context.text(Word::Child),
        false => &child.name,
    };
    let remove = button("btn btn-plain", "icon-close")
        .attr("aria-label", context.words.filled(Word::RemoveChip, &[called]))
        .on_click(AtHome::RemoveChild(at));
    let told = match age(context, child) {
        Some(age) => context.words.filled(Word::IsAged, &[&age]),
        None => context.text(Word::NeedsMonth).to_owned(),
    };
    let born_id = ["nato-", &at.to_string()].concat();
    el("li", "household-row")
        .attr("data-testid", "child")
        .child(field(context, name_id(at), Word::ChildName, name, Field::ChildName(at)))
        .child(field(context, born_id, Word::BirthMonth, born, Field::ChildBorn(at)))
        .child(remove)
        .child(el("p", "soft small").attr("data-testid", "child-age").text(told))
        .into()
}

fn expecting(context: &Context<'_>) -> Html {
    let household = context.household;
    let due = month(household.expecting);
    let mut drawn = section("in-attesa", context.text(Word::Expecting)).child(field(
        context,
        "attesa".to_owned(),
        Word::DueMonth,
        due,
        Field::Due,
    ));
    if household.overdue(context.now.date).is_some() {
        let born = button("btn btn-soft", "")
            .text(context.text(Word::ItIsBorn))
            .on_click(AtHome::Birth);
        drawn = drawn
            .child(paragraph("", context.text(Word::MonthHasPassed)))
            .child(born);
    }
    if household.expecting.is_some() {
        let end = button("btn btn-plain", "")
            .text(context.text(Word::EndExpecting))
            .on_click(AtHome::EndExpecting);
        drawn.push(end);
    }
    drawn.into()
}

fn others(context: &Context<'_>) -> Html {
    let household = context.household;
    let mut drawn = section("altro", context.text(Word::OthersAtHome));
    for (on, word, change) in [
        (household.carer, Word::IsCarer, AtHome::Carer),
        (household.elder, Word::IsElder, AtHome::Elder),
        (household.wheels, Word::HasWheels, AtHome::Wheels),
    ] {
        drawn.push(tick(on, context.text(word), change));
    }
    drawn.into()
}

fn tick(on: bool, words: &str, change: AtHome) -> Html {
    let tick = el("input", "")
        .attr("type", "checkbox")
        .property("checked", Property::Flag(on))
        .on_change(change);
    el("label", "option")
        .child(tick)
        .child(el("span", "").text(words.to_owned()))
        .into()
}

fn needs(context: &Context<'_>) -> Html {
    let household = context.household;
    let mut drawn = section("bisogni", context.text(Word::NeedsTitle))
        .attr("data-testid", "needs")
        .child(paragraph("soft", context.text(Word::NeedsHint)));
    for (at, need) in Need::ALL.into_iter().enumerate() {
        let on = household.needs.contains(&need);
        drawn.push(tick(on, context.words.need(need), AtHome::Need(at)));
    }
    if !household.needs.is_empty() {
        let first = household.fitting_first;
        drawn.push(tick(first, context.text(Word::NeedsFirst), AtHome::FittingFirst));
    }
    drawn.into()
}

fn languages(context: &Context<'_>) -> Html {
    let mut chips = el("div", "chips")
        .attr("role", "group")
        .attr("aria-labelledby", "titolo-lingue");
    for (at, code) in LANGUAGES.split(' ').enumerate() {
        let spoken = context
            .household
            .languages
            .iter()
            .any(|language| language.as_str() == code);
        let chip = toggle(context.words.language_name(code), spoken);
        chips.push(chip.on_click(AtHome::Language(at)));
    }
    section("lingue", context.text(Word::OurLanguages))
        .child(chips)
        .child(paragraph("soft", context.text(Word::LanguagesMark)))
        .into()
}

fn foot(context: &Context<'_>) -> Html {
    let foot = el("div", "household-foot");
    if context.household.is_empty() {
        if context.device.erased.is_empty() {
            return foot.into();
        }
        let undo = button("btn btn-soft", "")
            .text(context.text(Word::Undo))
            .on_click(AtHome::Undo);
        return foot
            .attr("role", "status")
            .child(el("span", "").text(context.text(Word::AllErased)))
            .child(undo)
            .into();
    }
    let show = button("btn btn-primary", "icon-search")
        .text(context.text(Word::ShowForUs))
        .on_click(AtHome::ShowForUs);
    let erase = button("btn btn-plain", "")
        .text(context.text(Word::EraseAll))
        .on_click(AtHome::Erase);
    // Languages alone mark results and narrow nothing.
    let narrows = context.household.narrows(context.now.date);
    foot.child(narrows.then_some(show)).child(erase).into()
}

fn field(context: &Context<'_>, id: String, label: Word, input: Element, field: Field) -> Html {
    // No suggestions from other forms, and no spelling service: names go nowhere.
    let input = input
        .attr("id", id.clone())
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .on_change(field);
    el("div", "field")
        .child(el("label", "").attr("for", id).text(context.text(label)))
        .child(input)
        .into()
}

fn month(value: Option<Month>) -> Element {
    let text = value.map(Month::text).unwrap_or_default();
    el("input", "")
        .attr("type", "month")
        // Where there is no such control it is a text, and this its form.
        .attr("placeholder", "2023-05")
        .property("value", Property::Text(text))
}

/// Puts the value of a field into the household. A half-typed month changes nothing: it stays in its field until it is
/// whole.
pub fn put_field(household: &mut Household, field: Field, value: &str) {
    match field {
        Field::ChildName(at) => {
            if let Some(child) = household.children.get_mut(at) {
                child.name = short_name(value);
            }
        }
        Field::ChildBorn(at) => {
            if let (Some(child), Some(month)) = (household.children.get_mut(at), Month::parse(value)) {
                child.born = Some(month);
            }
        }
        Field::Due => {
            if let Some(month) = Month::parse(value) {
                household.expecting = Some(month);
            }
        }
        _ => {}
    }
}

/// Changes the household. What was erased comes back from where the caller kept it, and to show what is there for the
/// household changes nothing in it.
pub fn change(household: &mut Household, change: AtHome) {
    match change {
        AtHome::AddChild => {
            if household.children.len() < CHILDREN_MAX {
                household.children.push(Child::default());
            }
        }
        AtHome::RemoveChild(at) => {
            if at < household.children.len() {
                household.children.remove(at);
            }
        }
        AtHome::EndExpecting => household.expecting = None,
        AtHome::Birth => {
            if household.children.len() < CHILDREN_MAX {
                let born = household.expecting.take();
                household.children.push(Child {
                    name: String::new(),
                    born,
                });
            }
        }
        AtHome::Carer => household.carer ^= true,
        AtHome::Elder => household.elder ^= true,
        AtHome::Wheels => household.wheels ^= true,
        AtHome::Need(at) => toggle_need(household, at),
        AtHome::FittingFirst => household.fitting_first ^= true,
        AtHome::Language(at) => toggle_language(household, at),
        AtHome::Erase => *household = Household::default(),
        AtHome::Undo | AtHome::ShowForUs => {}
    }
}

fn toggle_need(household: &mut Household, at: usize) {
    let Some(&need) = Need::ALL.get(at) else {
        return;
    };
    match household.needs.iter().position(|other| *other == need) {
        Some(at) => {
            household.needs.remove(at);
        }
        None => household.needs.push(need),
    }
    // An order by nothing is no order.
    household.fitting_first &= !household.needs.is_empty();
}

fn toggle_language(household: &mut Household, at: usize) {
    let Some(language) = LANGUAGES
        .split(' ')
        .nth(at)
        .and_then(|code| code.parse::<Language>().ok())
    else {
        return;
    };
    match household.languages.iter().position(|other| *other == language) {
        Some(at) => {
            household.languages.remove(at);
        }
        None => household.languages.push(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_buttons_change_the_household() {
        let mut household = Household::default();
        change(&mut household, AtHome::AddChild);
        put_field(&mut household, Field::ChildName(0), "  Luca  ");
        put_field(&mut household, Field::ChildBorn(0), "2023-05");
        put_field(&mut household, Field::ChildBorn(0), "2024-");
        put_field(&mut household, Field::Due, "2026-12");
        change(&mut household, AtHome::Wheels);
        change(&mut household, AtHome::Language(0));
        assert_eq!(
            household.text(),
            "child 2023-05 Luca\nexpecting 2026-12\nwheels\nlanguage ar\n"
        );
        change(&mut household, AtHome::Need(0));
        change(&mut household, AtHome::FittingFirst);
        assert!(household.text().ends_with("need wheelchair\nfitting-first\n"));
        assert_eq!(Household::parse(&household.text()), household);
        change(&mut household, AtHome::Need(0));
        assert!(!household.fitting_first, "an order by nothing is no order");
        change(&mut household, AtHome::Need(99));
        change(&mut household, AtHome::Birth);
        change(&mut household, AtHome::RemoveChild(0));
        change(&mut household, AtHome::Wheels);
        change(&mut household, AtHome::Language(0));
        assert_eq!(household, Household::parse("child 2026-12\n"));
        change(&mut household, AtHome::Erase);
        assert!(household.is_empty());
    }

    #[test]
    fn what_is_not_in_the_list_changes_nothing() {
        let mut household = Household::default();
        for (field, value) in [
            (Field::ChildName(0), "Sara"),
            (Field::ChildBorn(7), "2020-01"),
            (Field::Due, "x"),
        ] {
            put_field(&mut household, field, value);
        }
        change(&mut household, AtHome::RemoveChild(3));
        change(&mut household, AtHome::Language(99));
        assert_eq!(household, Household::default());
        for _ in 0..CHILDREN_MAX + 3 {
            change(&mut household, AtHome::AddChild);
        }
        assert_eq!(household.children.len(), CHILDREN_MAX);
    }
}
