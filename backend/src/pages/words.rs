//! Italian words of codes, and links to reach somebody. The web app has the same ones in its table of texts.

use shared::model::{
    Access, Email, Entry, Language, Network, Organisation, OrganisationRole, Phone, Place, PlaceKind, Source, Url,
    Wheelchair,
};
pub(super) use shared::time::words::full_day;

use super::Context;
use super::page::{Action, Block, LinkTo, Section};

/// The class that carries the shape and the colour of a kind of place.
pub(super) const fn kind_class(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Hub => "kind-hub",
        PlaceKind::Spoke => "kind-spoke",
        PlaceKind::Desk => "kind-desk",
        PlaceKind::ThemedHouse => "kind-themed-house",
        PlaceKind::Clinic => "kind-clinic",
    }
}

pub(super) const fn kind_name(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Hub => "Hub",
        PlaceKind::Spoke => "Spoke",
        PlaceKind::Desk => "Sportello",
        PlaceKind::ThemedHouse => "Casa tematica",
        PlaceKind::Clinic => "Consultorio",
    }
}

const fn role_name(role: OrganisationRole) -> &'static str {
    match role {
        OrganisationRole::Lead => "capofila",
        OrganisationRole::Partner => "partner",
        OrganisationRole::Manager => "gestore",
        OrganisationRole::Funder => "finanziatore",
        OrganisationRole::Coordinator => "coordinamento",
        OrganisationRole::Promoter => "promotore",
        OrganisationRole::Owner => "titolare",
        OrganisationRole::Approver => "ha approvato il progetto",
        OrganisationRole::Reference => "ente di riferimento",
        OrganisationRole::Neighbour => "in rete",
    }
}

pub(super) const fn entry_words(entry: Entry) -> &'static str {
    match entry {
        Entry::WalkIn => "Si entra senza appuntamento",
        Entry::Booking => "Serve l’appuntamento",
        Entry::Referral => "Si arriva su invio di un altro servizio",
    }
}

pub(super) const fn wheelchair_words(wheelchair: Wheelchair) -> &'static str {
    match wheelchair {
        Wheelchair::Yes => "Si entra in carrozzina",
        Wheelchair::Limited => "In carrozzina si entra in parte",
        Wheelchair::No => "In carrozzina non si entra",
        Wheelchair::Unknown => "Accesso in carrozzina: non noto, chiedi prima",
    }
}

/// Cost and way in, as far as they are known.
pub(super) fn access_words(access: &Access) -> Vec<String> {
    let free = access.free.map(|free| if free { "Gratis" } else { "A pagamento" });
    let known = free.into_iter().chain(access.entry.map(entry_words)).map(str::to_owned);
    known.chain(access.contact.clone()).chain(access.note.clone()).collect()
}

/// The Italian names of the languages that families here speak most; any other stands as its code.
pub(super) fn language_names(languages: &[Language]) -> String {
    let names: Vec<&str> = languages
        .iter()
        .map(|language| match language.as_str() {
            "it" => "italiano",
            "en" => "inglese",
            "fr" => "francese",
            "es" => "spagnolo",
            "de" => "tedesco",
            "pt" => "portoghese",
            "ro" => "romeno",
            "sq" => "albanese",
            "ar" => "arabo",
            "uk" => "ucraino",
            "ru" => "russo",
            "zh" => "cinese",
            "bn" => "bengalese",
            "hi" => "hindi",
            "pa" => "punjabi",
            "ur" => "urdu",
            "si" => "singalese",
            "tl" => "tagalog",
            "lis" | "ise" => "lingua dei segni italiana",
            other => other,
        })
        .collect();
    names.join(", ")
}

/// The name of a place's comune.
pub(super) fn comune_name<'a>(context: &Context<'a>, place: &Place) -> Option<&'a str> {
    let code = place.address.as_ref()?.comune.as_ref()?;
    Some(context.data.comune(code)?.name.as_str())
}

/// A link to a place, with the sign of its kind and its comune.
pub(super) fn place_link(context: &Context<'_>, place: &Place) -> LinkTo {
    LinkTo {
        icon: kind_class(place.kind),
        href: format!("/sede/{}", place.id),
        text: place.name.clone(),
        after: comune_name(context, place).unwrap_or_default().to_owned(),
        sample: place.sample,
    }
}

pub(super) fn network_link(network: &Network) -> LinkTo {
    LinkTo {
        href: format!("/rete/{}", network.id),
        text: network.name.clone(),
        ..LinkTo::default()
    }
}

/// A number to call, written so that it is never broken over two lines.
pub(super) fn phone_link(phone: &Phone, words: &str) -> LinkTo {
    let shown = phone.as_str().replace(' ', "\u{a0}").replace('-', "\u{2011}");
    LinkTo {
        icon: "icon-phone",
        href: format!("tel:{}", phone.dial()),
        text: format!("{words}{shown}"),
        ..LinkTo::default()
    }
}

/// What one can do at once on the page of somewhere to go; `calendar` where there are dates to put into one.
pub(super) fn actions_at(phone: Option<&Phone>, calendar: Option<Action>) -> Vec<Action> {
    let call = phone.map(|phone| Action::Call(phone_link(phone, "Chiama ")));
    let all = [
        call,
        Some(Action::Jump),
        Some(Action::Save),
        calendar,
        Some(Action::Share),
    ];
    all.into_iter().flatten().collect()
}

/// Telephone, e-mail and site as links.
pub(super) fn contact_links<'a>(
    phones: impl Iterator<Item = &'a Phone>,
    emails: &[Email],
    website: Option<&Url>,
) -> Vec<LinkTo> {
    let emails = emails.iter().map(|email| LinkTo {
        icon: "icon-mail",
        href: format!("mailto:{email}"),
        text: email.to_string(),
        ..LinkTo::default()
    });
    let website = website.map(|url| LinkTo {
        icon: "icon-web",
        href: url.to_string(),
        text: shown_address(url.as_str()),
        ..LinkTo::default()
    });
    phones
        .map(|phone| phone_link(phone, ""))
        .chain(emails)
        .chain(website)
        .collect()
}

/// A web address as people read it: without the scheme, and not endless.
fn shown_address(url: &str) -> String {
    let shown = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .trim_end_matches('/');
    match shown.char_indices().nth(48) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown.to_owned(),
    }
}

/// Who stands behind it, each with its role.
pub(super) fn organisations_section(organisations: &[Organisation]) -> Option<Section> {
    let list: Vec<String> = organisations
        .iter()
        .map(|organisation| format!("{} ({})", organisation.name, role_name(organisation.role)))
        .collect();
    let blocks = if list.is_empty() {
        vec![]
    } else {
        vec![Block::List(list)]
    };
    Section::unless_empty("chi", "icon-people", "Chi c’è dietro", blocks)
}

/// Where the facts come from, each with its date or "senza data".
pub(super) fn sources_section(sources: &[Source]) -> Option<Section> {
    let links: Vec<LinkTo> = sources
        .iter()
        .map(|source| LinkTo {
            href: source.url.as_ref().map(ToString::to_string).unwrap_or_default(),
            text: source.title.clone(),
            after: source.date.map_or_else(|| "senza data".to_owned(), full_day),
            ..LinkTo::default()
        })
        .collect();
    let block = match links.is_empty() {
        true => Block::Text("La fonte non è indicata.".to_owned()),
        false => Block::Sources(links),
    };
    Section::unless_empty("fonti", "icon-info", "Da dove vengono queste informazioni", vec![block])
}
