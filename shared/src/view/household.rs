//! Whom of the household something suits, in words. The functions `of_…` lie behind the door of [`crate::later`]: they are
//! called for a household that somebody has told of, which is read once the second file is here.

use crate::household::{Child, Fit, Member, Month, Only, Verdict, Whom};
use crate::model::{Activity, Desk, Guide, Language, Place, Wheelchair};
use crate::time::Date;

use super::Context;
use super::age::age_words;
use crate::i18n::Word;

/// What there is to say about us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suits {
    /// Whether it is for one of us: `yes`, `no` or `unknown`.
    pub code: &'static str,
    /// "Per Luca: sì · Per Sara: no".
    pub words: String,
}

/// About an activity: everybody's verdict at its next date, or that it does not say.
#[must_use]
#[inline(never)]
pub fn of_activity(context: &Context<'_>, activity: &Activity) -> Option<Suits> {
    of_activity_from(context, activity, context.now.date)
}

/// [`of_activity`], at the age everybody has at its first date from that day on.
#[must_use]
pub fn of_activity_from(context: &Context<'_>, activity: &Activity, day: Date) -> Option<Suits> {
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let languages = match activity.languages.is_empty() {
        true => place.map_or(&[][..], |place| &place.languages),
        false => &activity.languages,
    };
    let fit = (context.household).fit_activity(context.data, activity, day);
    suits(context, &fit, Tells::Everything, languages, &[])
}

/// About a place: whom it suits, for a place never says whom it does not.
#[must_use]
#[inline(never)]
pub fn of_place(context: &Context<'_>, place: &Place) -> Option<Suits> {
    if context.household.is_empty() {
        return None;
    }
    let today = context.now.date;
    let mut fit = context.household.fit_place(place, today);
    for activity in context.by_place.activities(context.data, place) {
        fit.gain(&context.household.fit_activity(context.data, activity, today));
    }
    suits(context, &fit, Tells::OnlyYes, &place.languages, &place.desks)
}

/// About a guide: whom its topic is of use to.
#[must_use]
#[inline(never)]
pub fn of_guide(context: &Context<'_>, guide: &Guide) -> Option<Suits> {
    let fit = context.household.fit_guide(guide, context.now.date);
    suits(context, &fit, Tells::OnlyYes, &[], &[])
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    Everything,
    OnlyYes,
}

fn suits(context: &Context<'_>, fit: &Fit, tells: Tells, languages: &[Language], desks: &[Desk]) -> Option<Suits> {
    let household = context.household;
    let mut said: Vec<String> = Vec::new();
    let mut unsaid = !fit.members.is_empty();
    let all = fit.members.len() > 1 && fit.members.iter().all(|(_, verdict)| *verdict == Verdict::Yes);
    for (verdict, word) in [
        (Verdict::Yes, Word::SuitsYes),
        (Verdict::No, Word::SuitsNo),
        (Verdict::Unknown, Word::SuitsUnknown),
    ] {
        // Parents are always there, and worth a word only where something is for them.
        let names = fit
            .members
            .iter()
            .filter(|(member, its)| *its == verdict && (*member != Member::Parents || verdict == Verdict::Yes));
        let names: Vec<String> = names.map(|(member, _)| name(context, *member)).collect();
        let told = match verdict {
            Verdict::Yes => true,
            Verdict::No => tells == Tells::Everything,
            Verdict::Unknown => tells == Tells::Everything && !unsaid,
        };
        if !names.is_empty() && verdict != Verdict::Unknown {
            unsaid = false;
        }
        if all && verdict == Verdict::Yes {
            said.push(context.words.text(Word::SuitsAll).to_owned());
        } else if told && !names.is_empty() {
            said.push(context.words.filled(word, &[&names.join(", ")]));
        }
    }
    if unsaid && tells == Tells::Everything {
        said.push(context.words.text(Word::SuitsUntold).to_owned());
    }
    let mut shared = household.languages.clone();
    shared
        .retain(|language| languages.contains(language) || desks.iter().any(|desk| desk.languages.contains(language)));
    if !shared.is_empty() {
        said.push(
            context
                .words
                .filled(Word::SpeaksOurs, &[&context.words.language_names(&shared)]),
        );
    }
    let wheels = match fit.wheels {
        None | Some(Wheelchair::Unknown) => None,
        Some(Wheelchair::Yes) => Some(Word::WheelchairYesShort),
        Some(Wheelchair::Limited) => Some(Word::WheelchairLimitedShort),
        Some(Wheelchair::No) => Some(Word::WheelchairNoShort),
    };
    said.extend(wheels.map(|word| context.words.filled(Word::WheelsGetIn, &[context.words.text(word)])));
    (!said.is_empty()).then(|| Suits {
        code: match fit.suits(Whom::Anyone) {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Unknown => "unknown",
        },
        words: said.join(" · "),
    })
}

/// How somebody is called: by name, or by age.
fn name(context: &Context<'_>, member: Member) -> String {
    let word = match member {
        Member::Child(at) => {
            return context
                .household
                .children
                .get(at)
                .map(|child| child_name(context, child))
                .unwrap_or_default();
        }
        Member::Expected => Word::MemberExpected,
        Member::Parents => Word::MemberParents,
        Member::Carer => Word::MemberCarer,
        Member::Elder => Word::MemberElder,
    };
    context.words.text(word).to_owned()
}

fn child_name(context: &Context<'_>, child: &Child) -> String {
    match child.name.is_empty() {
        true => context
            .words
            .filled(Word::MemberAged, &[&age(context, child).unwrap_or_default()]),
        false => child.name.clone(),
    }
}

/// The age of a child in words; `None` while it is not known or not born.
#[must_use]
pub fn age(context: &Context<'_>, child: &Child) -> Option<String> {
    let months = child.born?.months_to(Month::of(context.now.date));
    u16::try_from(months).ok().map(|months| age_words(context, months))
}

/// "Per noi: almeno uno".
#[must_use]
pub fn only_words(context: &Context<'_>, whom: Whom) -> &'static str {
    context.words.text(match whom {
        Whom::Anyone => Word::ForAnyone,
        Whom::Everyone => Word::ForEveryone,
    })
}

/// What the results are narrowed to when one asks for what is there "for us".
pub const FOR_US: Only = Only {
    whom: Whom::Anyone,
    untold: false,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::Household;
    use crate::view::tests::Fixture;

    fn said(household: &str, audience: &str) -> Option<Suits> {
        let json = [
            r#"{"networks":[{"id":"n","name":"N"}],
            "places":[{"id":"p","network":"n","kind":"hub","name":"P","languages":["it","ar"],"accessibility":{"wheelchair":"no"}}],
            "activities":[{"id":"a","network":"n","place":"p","title":"A","category":"laboratorio","audience":"#,
            audience,
            "}]}",
        ];
        let mut page = Fixture::new(&json.concat());
        page.household = Household::parse(household);
        of_activity(&page.at("2026-11-24T10:00"), &page.data.activities[0])
    }

    #[test]
    fn the_card_says_for_whom() {
        let family = "child 2023-05 Luca\nchild 2012-02 Sara\nchild 2026-10\n";
        for (audience, code, words) in [
            (
                r#"{"min_months":0,"max_months":47}"#,
                "yes",
                "Per Luca, chi ha 1 mese: sì · Per Sara: no",
            ),
            (
                r#"{"min_months":0,"max_months":47,"groups":["genitori"]}"#,
                "yes",
                "Per Luca, chi ha 1 mese, voi genitori: sì · Per Sara: no",
            ),
            (r#"{"groups":["famiglie"]}"#, "yes", "Per tutti voi: sì"),
            (r#"{"min_months":780}"#, "no", "Per Luca, Sara, chi ha 1 mese: no"),
            (
                r#"{"groups":["bambini"]}"#,
                "yes",
                "Per Luca: sì · Per Sara: no · Per chi ha 1 mese: non è scritto",
            ),
            ("{}", "unknown", "Non è scritto per chi"),
        ] {
            let suits = said(family, audience).expect("something to say");
            assert_eq!((suits.code, suits.words.as_str()), (code, words), "{audience}");
        }
        assert_eq!(said("", "{}"), None);
        assert_eq!(said("only anyone", "{}"), None);
    }

    #[test]
    fn languages_and_wheels_are_told() {
        let suits = said("language ar\nwheels\n", "{}").expect("something to say");
        assert_eq!(
            (suits.code, suits.words.as_str()),
            ("no", "Si parla arabo · Passeggino o carrozzina: No")
        );
        assert_eq!(said("language uk\n", "{}"), None);
    }
}
