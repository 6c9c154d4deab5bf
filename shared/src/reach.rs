//! Whom one can call or write to about a place or an activity, and whose number or address that is.
//!
//! Nobody is sent to a stranger: a place offers its own numbers, else those of the hub it belongs to, else those of its
//! network. Where there is none, the caller has to say so, with what is known instead ([`Reach::lead`]).

use crate::model::{Activity, Dataset, Email, Network, Organisation, OrganisationRole, Phone, Place, Status, Url};

/// Whose a number, an address or a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// The activity's own: the number to book at.
    Activity,
    /// The place's own.
    Place(&'a Place),
    /// That of the hub it belongs to.
    Hub(&'a Place),
    /// That of its network.
    Network(&'a Network),
}

/// Ways to reach somebody about a place or an activity. `None` is: no such way is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach<'a> {
    /// Numbers to call, all of one owner.
    pub phones: Option<(Whose<'a>, Vec<&'a Phone>)>,
    /// Addresses to write to, all of one owner.
    pub emails: Option<(Whose<'a>, Vec<&'a Email>)>,
    /// A page.
    pub page: Option<(Whose<'a>, &'a Url)>,
    /// The body that leads, for where there is no other way.
    pub lead: Option<&'a Organisation>,
}

/// Ways to reach somebody about a place.
#[must_use]
pub fn of_place<'a>(data: &'a Dataset, place: &'a Place) -> Reach<'a> {
    let mut reach = Reach::default();
    add_place(&mut reach, data, place);
    reach
}

/// Ways to reach somebody about an activity: its own number to book at, then those of its place, then its network's.
#[must_use]
pub fn of_activity<'a>(data: &'a Dataset, activity: &'a Activity) -> Reach<'a> {
    let mut reach = Reach::default();
    if let Some(booking) = &activity.access.booking {
        reach.phones = booking.phone.as_ref().map(|phone| (Whose::Activity, vec![phone]));
        reach.emails = booking.email.as_ref().map(|email| (Whose::Activity, vec![email]));
        reach.page = booking.url.as_ref().map(|url| (Whose::Activity, url));
    }
    match activity.place.as_ref().and_then(|id| data.place(id)) {
        Some(place) => add_place(&mut reach, data, place),
        None => add_network(&mut reach, data.network(&activity.network)),
    }
    reach
}

/// Whether there is a number to call about a place: only then anybody is told to call.
#[must_use]
pub fn can_call(data: &Dataset, place: &Place) -> bool {
    let own = |place: &Place| !place.phone.is_empty();
    own(place)
        || hub(data, place).is_some_and(own)
        || data
            .network(&place.network)
            .is_some_and(|network| !network.phone.is_empty())
}

/// The same of an activity.
#[must_use]
pub fn can_call_about(data: &Dataset, activity: &Activity) -> bool {
    let booking = activity.access.booking.as_ref();
    booking.is_some_and(|booking| booking.phone.is_some())
        || match activity.place.as_ref().and_then(|id| data.place(id)) {
            Some(place) => can_call(data, place),
            None => data
                .network(&activity.network)
                .is_some_and(|network| !network.phone.is_empty()),
        }
}

/// The hub that answers for a place. Who has closed or moved away does not answer for others.
fn hub<'a>(data: &'a Dataset, place: &Place) -> Option<&'a Place> {
    let hub = data.place(place.parent.as_ref()?)?;
    (hub.status == Status::Active && hub.network == place.network).then_some(hub)
}

fn add_place<'a>(reach: &mut Reach<'a>, data: &'a Dataset, place: &'a Place) {
    add(
        reach,
        Whose::Place(place),
        &place.phone,
        &place.email,
        place.website.as_ref(),
    );
    if let Some(hub) = hub(data, place) {
        add(reach, Whose::Hub(hub), &hub.phone, &hub.email, hub.website.as_ref());
    }
    reach.lead = lead(&place.organisations);
    add_network(reach, data.network(&place.network));
}

fn add_network<'a>(reach: &mut Reach<'a>, network: Option<&'a Network>) {
    let Some(network) = network else { return };
    let website = network.website.as_ref();
    add(reach, Whose::Network(network), &network.phone, &network.email, website);
    reach.lead = reach.lead.or_else(|| lead(&network.organisations));
}

fn add<'a>(reach: &mut Reach<'a>, whose: Whose<'a>, phones: &'a [Phone], emails: &'a [Email], page: Option<&'a Url>) {
    if reach.phones.is_none() && !phones.is_empty() {
        reach.phones = Some((whose, phones.iter().collect()));
    }
    if reach.emails.is_none() && !emails.is_empty() {
        reach.emails = Some((whose, emails.iter().collect()));
    }
    if reach.page.is_none() {
        reach.page = page.map(|page| (whose, page));
    }
}

/// Who leads, else whose service it is, else who runs it.
fn lead(organisations: &[Organisation]) -> Option<&Organisation> {
    let of = |role| organisations.iter().find(|one| one.role == role && one.part.is_none());
    let roles = [
        OrganisationRole::Lead,
        OrganisationRole::Owner,
        OrganisationRole::Manager,
    ];
    roles.into_iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Dataset {
        let json = r#"{"networks": [
            {"id": "n", "name": "N", "phone": ["080 1"], "organisations": [{"name": "Comune", "role": "owner"}]},
            {"id": "q", "name": "Q"}],
          "places": [
            {"id": "a", "network": "n", "kind": "hub", "name": "A", "phone": ["0372 1234"], "email": ["a@example.org"]},
            {"id": "b", "network": "n", "kind": "spoke", "parent": "a", "name": "B"},
            {"id": "c", "network": "n", "kind": "hub", "name": "C"},
            {"id": "d", "network": "q", "kind": "hub", "name": "D", "phone": ["0372 5678"]},
            {"id": "e", "network": "q", "kind": "hub", "name": "E",
             "organisations": [{"name": "Coop", "role": "manager", "part": "spazio 0-3"}, {"name": "Ente", "role": "manager"}]}],
          "activities": [
            {"id": "x", "network": "n", "place": "b", "title": "X", "category": "ascolto",
             "access": {"booking": {"phone": "340 1234567"}}},
            {"id": "y", "network": "q", "title": "Y", "category": "ascolto"}]}"#;
        let mut data: Dataset = serde_json::from_str(json).expect("records");
        data.sort();
        data
    }

    fn phone<'a>(reach: &Reach<'a>) -> Option<(Whose<'a>, &'a str)> {
        let (whose, phones) = reach.phones.as_ref()?;
        Some((*whose, phones.first()?.as_str()))
    }

    fn place<'a>(data: &'a Dataset, id: &str) -> &'a Place {
        data.place(&id.parse().expect("an id")).expect("it is there")
    }

    #[test]
    fn a_number_is_the_own_the_hubs_or_the_networks() {
        let data = data();
        let of = |id| phone(&of_place(&data, place(&data, id)));
        assert_eq!(of("a"), Some((Whose::Place(place(&data, "a")), "0372 1234")));
        assert_eq!(of("b"), Some((Whose::Hub(place(&data, "a")), "0372 1234")));
        assert_eq!(of("c"), Some((Whose::Network(&data.networks[0]), "080 1")));
        assert_eq!(of("e"), None, "another place of the network is a stranger");
        let e = of_place(&data, place(&data, "e"));
        assert_eq!(e.lead.map(|lead| lead.name.as_str()), Some("Ente"));
    }

    #[test]
    fn an_activity_is_booked_at_its_own_number() {
        let data = data();
        assert_eq!(
            phone(&of_activity(&data, &data.activities[0])),
            Some((Whose::Activity, "340 1234567"))
        );
        assert_eq!(of_activity(&data, &data.activities[1]), Reach::default());
    }

    /// Over all that is shipped: no page offers a number that belongs to somebody else.
    #[cfg(feature = "data")]
    #[test]
    fn no_shipped_place_offers_a_strangers_number() {
        let data = crate::seed::load().expect("it fits together");
        let mut without = 0;
        for place in &data.places {
            let reach = of_place(&data, place);
            assert_eq!(reach.phones.is_some(), can_call(&data, place), "{}", place.id);
            match reach.phones {
                Some((Whose::Place(owner), _)) => assert_eq!(owner.id, place.id),
                Some((Whose::Hub(hub), _)) => assert_eq!(Some(&hub.id), place.parent.as_ref()),
                Some((Whose::Network(network), _)) => assert_eq!(network.id, place.network),
                Some((Whose::Activity, _)) => panic!("{} is no activity", place.id),
                None => {
                    without += 1;
                    let page_or_lead = reach.page.is_some() || reach.lead.is_some() || place.host.is_some();
                    assert!(page_or_lead, "{}: nothing at all is known", place.id);
                }
            }
        }
        assert!(without > 0, "some have none, and their pages say so");
    }
}
