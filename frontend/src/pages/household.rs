//! Who is at home: told here, kept on this device, erased with one tap.

use shared::household::{CHILDREN_MAX, Child, Household, Month, short_name};
use shared::model::Language;

use crate::browser::{document, format, frame};
use crate::commands::{self, Step};
use crate::components::{button, changed, paragraph};
use crate::i18n::{Word, filled, text};
use crate::state::{App, Live, Watched};
use crate::tree::{Element, NOTHING, Property, Tree, el, part};
use crate::view::household::{FOR_US, age};

/// The languages that families here speak most besides Italian.
const LANGUAGES: &str = "ar sq ro uk zh es fr en pt ru bn hi pa ur si tl";

/// What a control changes: the household, where in its list, and the new value of the field.
type Change = fn(&mut Household, usize, &str);

/// What the page needs to draw itself.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    /// Who was at home before everything was erased.
    erased: Live<Household>,
}

/// The page.
pub fn household(app: App) -> Tree {
    commands::entitle(text(Word::HouseholdTitle));
    let page = Page {
        app,
        erased: Watched::new(Household::default()).keep(),
    };
    let stays = el("p", "notice notice-calm")
        .attr("data-testid", "household-stays")
        .text(text(Word::HouseholdStays));
    let drawn = el("div", "page stack household")
        .attr("data-testid", "household-page")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::HouseholdTitle)))
        .child(paragraph("lead", text(Word::HouseholdLead).to_owned()))
        .child(stays)
        .child(part(move || app.household.with(|household| page.form(household))));
    el("main", "").attr("id", "contenuto").child(drawn).into()
}

impl Page {
    fn form(self, household: &Household) -> Tree {
        // Nothing here is sent, so that there is no `<form>` to send.
        el("div", "stack")
            .child(self.children(household))
            .child(self.expecting(household))
            .child(self.others(household))
            .child(self.languages(household))
            .child(self.foot(household))
            .into()
    }

    fn children(self, household: &Household) -> Tree {
        let mut rows = el("ul", "household-rows");
        for (at, child) in household.children.iter().enumerate() {
            rows.push(self.child(at, child));
        }
        let add = self.acting(
            button("btn btn-soft", "").attr("id", "aggiungi-figlio"),
            add_child,
            household.children.len(),
        );
        let add = match household.children.len() < CHILDREN_MAX {
            true => add.text(text(Word::AddChild)).into(),
            false => NOTHING,
        };
        section("figli", Word::Children).child(rows).child(add).into()
    }

    fn child(self, at: usize, child: &Child) -> Tree {
        let today = self.app.rome_now().date;
        let name = el("input", "")
            .attr("type", "text")
            .attr("maxlength", "24")
            .property("value", Property::Text(child.name.clone()));
        let born = month(child.born).attr("max", Month::of(today).text());
        let remove = button("btn btn-plain", "icon-close").attr(
            "aria-label",
            match child.name.is_empty() {
                true => filled(Word::RemoveChip, &[text(Word::Child)]),
                false => filled(Word::RemoveChip, &[&child.name]),
            },
        );
        let told = match age(child, today) {
            Some(age) => filled(Word::IsAged, &[&age]),
            None => text(Word::NeedsMonth).to_owned(),
        };
        el("li", "household-row")
            .attr("data-testid", "child")
            .child(self.field(["nome-", &at.to_string()].concat(), Word::ChildName, name, set_name, at))
            .child(self.field(
                ["nato-", &at.to_string()].concat(),
                Word::BirthMonth,
                born,
                set_born,
                at,
            ))
            .child(self.acting(remove, remove_child, at))
            .child(el("p", "soft small").attr("data-testid", "child-age").text(told))
            .into()
    }

    fn expecting(self, household: &Household) -> Tree {
        let today = self.app.rome_now().date;
        let field = self.field(
            "attesa".to_owned(),
            Word::DueMonth,
            month(household.expecting),
            set_due,
            0,
        );
        let mut drawn = section("in-attesa", Word::Expecting).child(field);
        if household.overdue(today).is_some() {
            let born = self
                .acting(button("btn btn-soft", ""), birth, 0)
                .text(text(Word::ItIsBorn));
            drawn = drawn
                .child(paragraph("", text(Word::MonthHasPassed).to_owned()))
                .child(born);
        }
        if household.expecting.is_some() {
            let end = self.acting(button("btn btn-plain", ""), end_expecting, 0);
            drawn = drawn.child(end.text(text(Word::EndExpecting)));
        }
        drawn.into()
    }

    fn others(self, household: &Household) -> Tree {
        let tick = |on: bool, word: Word, change: Change| {
            let input = el("input", "")
                .attr("type", "checkbox")
                .property("checked", Property::Flag(on));
            let input = input.on("change", self.changing(change, 0));
            el("label", "option")
                .child(input)
                .child(el("span", "").text(text(word)))
        };
        section("altro", Word::OthersAtHome)
            .child(tick(household.carer, Word::IsCarer, |household, _, _| {
                household.carer ^= true
            }))
            .child(tick(household.elder, Word::IsElder, |household, _, _| {
                household.elder ^= true
            }))
            .child(tick(household.wheels, Word::HasWheels, |household, _, _| {
                household.wheels ^= true
            }))
            .into()
    }

    fn languages(self, household: &Household) -> Tree {
        let mut chips = el("div", "chips")
            .attr("role", "group")
            .attr("aria-labelledby", "titolo-lingue");
        for (at, code) in LANGUAGES.split(' ').enumerate() {
            let spoken = household.languages.iter().any(|language| language.as_str() == code);
            let chip = button(if spoken { "chip is-on" } else { "chip" }, "")
                .attr("aria-pressed", if spoken { "true" } else { "false" })
                .text(format::language_name(code));
            chips.push(self.acting(chip, toggle_language, at));
        }
        section("lingue", Word::OurLanguages)
            .child(chips)
            .child(paragraph("soft", text(Word::LanguagesMark).to_owned()))
            .into()
    }

    fn foot(self, household: &Household) -> Tree {
        let foot = el("div", "household-foot");
        if household.is_empty() {
            let erased = self.erased;
            let nothing_back = erased.with(Household::is_empty);
            let undo = button("btn btn-soft", "").text(text(Word::Undo)).pressed(move || {
                commands::tell_household(self.app, erased.get_untracked());
                erased.set(Household::default());
            });
            return match nothing_back {
                true => foot.into(),
                false => foot
                    .attr("role", "status")
                    .child(el("span", "").text(text(Word::AllErased)))
                    .child(undo)
                    .into(),
            };
        }
        let show = button("btn btn-primary", "icon-search")
            .text(text(Word::ShowForUs))
            .pressed(move || {
                commands::go_to(self.app, crate::route::Route::Finder);
                commands::narrow(self.app, Step::Same, Some(FOR_US));
            });
        let erase = button("btn btn-plain", "").text(text(Word::EraseAll)).pressed(move || {
            let before = self.app.household.get_untracked();
            self.erased.set(before);
            commands::tell_household(self.app, Household::default());
            document::focus("h1");
        });
        // Languages alone mark results and narrow nothing.
        let show = match household.narrows(self.app.rome_now().date) {
            true => show.into(),
            false => NOTHING,
        };
        foot.child(show).child(erase).into()
    }

    fn field(self, id: String, label: Word, input: Element, change: Change, at: usize) -> Tree {
        // No suggestions from other forms, and no spelling service: names go nowhere.
        let input = input
            .attr("id", id.clone())
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .on("change", self.changing(change, at));
        el("div", "field")
            .child(el("label", "").attr("for", id).text(text(label)))
            .child(input)
            .into()
    }

    fn acting(self, button: Element, change: Change, at: usize) -> Element {
        button.pressed(move || self.change(change, at, ""))
    }

    fn changing(self, change: Change, at: usize) -> impl FnMut(leptos::ev::Event) + Send + 'static {
        changed(move |value: String| self.change(change, at, &value))
    }

    fn change(self, change: Change, at: usize, value: &str) {
        let before = self.app.household.get_untracked();
        let mut household = before.clone();
        change(&mut household, at, value);
        if household == before {
            // A half-typed month stays in its field until it is whole.
            return;
        }
        let (children, were) = (household.children.len(), before.children.len());
        commands::tell_household(self.app, household);
        if children > were {
            let newest = ["#nome-", &were.to_string()].concat();
            frame::next_frame(move || document::focus(&newest));
        } else if children < were {
            document::focus("#aggiungi-figlio");
        }
    }
}

fn section(id: &'static str, title: Word) -> Element {
    let heading_id = ["titolo-", id].concat();
    el("section", "section stack")
        .attr("aria-labelledby", heading_id.clone())
        .child(el("h2", "").attr("id", heading_id).text(text(title)))
}

fn month(value: Option<Month>) -> Element {
    let text = value.map(Month::text).unwrap_or_default();
    el("input", "")
        .attr("type", "month")
        // Where there is no such control it is a text, and this its form.
        .attr("placeholder", "2023-05")
        .property("value", Property::Text(text))
}

fn add_child(household: &mut Household, _: usize, _: &str) {
    household.children.push(Child::default());
}

fn remove_child(household: &mut Household, at: usize, _: &str) {
    household.children.remove(at);
}

fn set_name(household: &mut Household, at: usize, name: &str) {
    household.children[at].name = short_name(name);
}

fn set_born(household: &mut Household, at: usize, month: &str) {
    if let Some(month) = Month::parse(month) {
        household.children[at].born = Some(month);
    }
}

fn set_due(household: &mut Household, _: usize, month: &str) {
    if let Some(month) = Month::parse(month) {
        household.expecting = Some(month);
    }
}

fn end_expecting(household: &mut Household, _: usize, _: &str) {
    household.expecting = None;
}

/// The child that was expected becomes one of the children.
fn birth(household: &mut Household, _: usize, _: &str) {
    let born = household.expecting.take();
    household.children.push(Child {
        name: String::new(),
        born,
    });
}

fn toggle_language(household: &mut Household, at: usize, _: &str) {
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
