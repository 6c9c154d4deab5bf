//! Records as RDF: places as POI-AP_IT points of interest with the service they give (CPSV-AP_IT), activities as
//! CPEV-AP_IT public events, networks as organisations, guides as articles; each with its schema.org class besides.

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, vocab};
use shared::i18n::Words;
use shared::interop::about::{About, LICENCE_URL, SAMPLE, page};
use shared::model::{
    Activity, Address, Dataset, Guide, Mode, Network, Place, PlaceKind, Precision, RecordKind, Status,
};
use shared::time::rome;

use super::Extract;
use super::rdf::PREFIXES;

/// The theme of all of it in the EU's vocabulary: population and society.
pub(super) const THEME: &str = "http://publications.europa.eu/resource/authority/data-theme/SOCI";
/// Social work activities without accommodation (NACE 2).
const SECTOR: &str = "http://data.europa.eu/ux2/nace2/88";

/// Triples under way.
pub(super) struct Graph {
    pub(super) triples: Vec<Triple>,
    blank: usize,
}

impl Graph {
    pub(super) const fn new() -> Self {
        Self {
            triples: Vec::new(),
            blank: 0,
        }
    }

    /// A node without a name, the same in every file of the same records.
    pub(super) fn blank(&mut self) -> NamedOrBlankNode {
        self.blank += 1;
        BlankNode::new_unchecked(format!("n{}", self.blank)).into()
    }

    pub(super) fn add(&mut self, subject: &NamedOrBlankNode, predicate: &str, object: impl Into<Term>) {
        self.triples.push(Triple::new(subject.clone(), term(predicate), object));
    }

    pub(super) fn is_a(&mut self, subject: &NamedOrBlankNode, class: &str) {
        self.triples
            .push(Triple::new(subject.clone(), vocab::rdf::TYPE.into_owned(), term(class)));
    }

    pub(super) fn italian(&mut self, subject: &NamedOrBlankNode, predicate: &str, text: &str) {
        if !text.is_empty() {
            self.add(
                subject,
                predicate,
                Literal::new_language_tagged_literal_unchecked(text, "it"),
            );
        }
    }

    pub(super) fn text(&mut self, subject: &NamedOrBlankNode, predicate: &str, text: &str) {
        if !text.is_empty() {
            self.add(subject, predicate, Literal::new_simple_literal(text));
        }
    }

    /// A link; what is no IRI is left out.
    pub(super) fn link(&mut self, subject: &NamedOrBlankNode, predicate: &str, iri: &str) {
        if let Ok(iri) = NamedNode::new(iri) {
            self.add(subject, predicate, iri);
        }
    }
}

/// A term of [`PREFIXES`] by its short name, such as `poi:PointOfInterest`.
pub(super) fn term(short: &str) -> NamedNode {
    let (prefix, name) = short.split_once(':').unwrap_or(("", short));
    let namespace = PREFIXES.iter().find(|(known, _)| *known == prefix);
    NamedNode::new_unchecked([namespace.map_or("", |(_, iri)| iri), name].concat())
}

/// A node by its IRI, which is made of the site and of ids.
pub(super) fn node(iri: impl Into<String>) -> NamedOrBlankNode {
    NamedNode::new_unchecked(iri).into()
}

/// The triples of the chosen records.
pub(super) fn records(extract: &Extract<'_>) -> Vec<Triple> {
    let writer = Writer {
        data: extract.data,
        about: &extract.about,
    };
    let mut graph = Graph::new();
    writer.about(&mut graph);
    for kind in extract.kinds {
        let chosen = extract.chosen;
        match kind {
            RecordKind::Network => chosen.networks.iter().for_each(|one| writer.network(one, &mut graph)),
            RecordKind::Place => chosen.places.iter().for_each(|one| writer.place(one, &mut graph)),
            RecordKind::Activity => chosen
                .activities
                .iter()
                .for_each(|one| writer.activity(one, &mut graph)),
            RecordKind::Guide => chosen.guides.iter().for_each(|one| writer.guide(one, &mut graph)),
        }
    }
    // Categories are named by every record that has them.
    let mut seen = std::collections::HashSet::new();
    graph.triples.retain(|triple| seen.insert(triple.clone()));
    graph.triples
}

struct Writer<'a> {
    data: &'a Dataset,
    about: &'a About<'a>,
}

impl Writer<'_> {
    /// Licence, whom to name, and of when the file is.
    fn about(&self, graph: &mut Graph) {
        let set = node([self.about.site, "/dati"].concat());
        graph.is_a(&set, "schema:Dataset");
        graph.italian(&set, "schema:name", self.about.name);
        graph.italian(&set, "schema:creditText", &self.about.attribution());
        graph.link(&set, "schema:license", LICENCE_URL);
        graph.link(&set, "dct:license", LICENCE_URL);
        let changed = Literal::new_typed_literal(self.about.changed(), vocab::xsd::DATE_TIME);
        graph.add(&set, "dct:modified", changed);
    }

    fn page(&self, kind: RecordKind, id: &str) -> String {
        page(self.about, kind, id)
    }

    /// A concept of this finder: a kind of place or a category of activities.
    fn concept(&self, group: &str, code: &str) -> NamedOrBlankNode {
        node([self.about.site, "/dati#", group, "-", code].concat())
    }

    fn place(&self, place: &Place, graph: &mut Graph) {
        let iri = self.page(RecordKind::Place, place.id.as_str());
        let subject = node(iri.clone());
        let name = named(&place.name, place.sample);
        graph.is_a(&subject, "poi:PointOfInterest");
        graph.is_a(
            &subject,
            match place.kind {
                PlaceKind::Desk => "schema:GovernmentOffice",
                _ => "schema:CivicStructure",
            },
        );
        graph.text(&subject, "l0:identifier", place.id.as_str());
        graph.italian(&subject, "poi:POIofficialName", &name);
        graph.italian(&subject, "schema:name", &name);
        graph.italian(&subject, "poi:POIdescription", &place.description);
        graph.link(&subject, "schema:url", &iri);
        let category = self.concept("tipo", place.kind.code());
        graph.add(&subject, "poi:hasPOICategory", category.clone());
        graph.is_a(&category, "poi:PointOfInterestCategory");
        graph.italian(&category, "poi:POIcategoryName", Words::italian().kind(place.kind));
        graph.text(&category, "poi:POIcategoryIdentifier", place.kind.code());
        if let Some(address) = &place.address {
            self.address(&subject, address, graph);
        }
        // An approximate point would look like a door to whoever reads it.
        let exact = |precision| matches!(precision, Precision::Address | Precision::Street);
        if let Some(position) = place.position.filter(|position| exact(position.precision)) {
            let geometry = graph.blank();
            graph.add(&subject, "clv:hasGeometry", geometry.clone());
            graph.is_a(&geometry, "clv:Geometry");
            let degrees = |value: f64| Literal::new_typed_literal(value.to_string(), vocab::xsd::DECIMAL);
            graph.add(&geometry, "clv:lat", degrees(position.point().lat_degrees()));
            graph.add(&geometry, "clv:long", degrees(position.point().lon_degrees()));
        }
        self.contacts(&subject, place, graph);
        if let Some(hub) = &place.parent {
            graph.link(
                &subject,
                "schema:containedInPlace",
                &self.page(RecordKind::Place, hub.as_str()),
            );
        }
        if let Some(free) = place.access.free {
            graph.add(&subject, "schema:isAccessibleForFree", Literal::from(free));
        }
        if let Some(hours) = &place.opening_hours {
            graph.text(&subject, "schema:openingHours", hours.as_str());
        }
        self.service(&iri, place, &name, graph);
    }

    fn address(&self, subject: &NamedOrBlankNode, address: &Address, graph: &mut Graph) {
        let comune = address.comune.as_ref().and_then(|code| self.data.comune(code));
        let postal_code = address.postal_code.as_ref().map_or("", |code| code.as_str());
        let town = comune.map_or_else(String::new, |comune| format!("{} ({})", comune.name, comune.province));
        let behind = [postal_code, &town].map(str::trim).join(" ").trim().to_owned();
        let parts = [address.street.as_deref().unwrap_or_default(), &behind];
        let whole: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let written = graph.blank();
        graph.add(subject, "clv:hasAddress", written.clone());
        graph.is_a(&written, "clv:Address");
        graph.italian(&written, "clv:fullAddress", &whole.join(", "));
        graph.text(&written, "clv:postCode", postal_code);
        if let Some(comune) = comune {
            let city = graph.blank();
            graph.add(&written, "clv:hasCity", city.clone());
            graph.is_a(&city, "clv:City");
            graph.italian(&city, "l0:name", &comune.name);
            graph.text(&city, "l0:identifier", comune.code.as_str());
        }
    }

    fn contacts(&self, subject: &NamedOrBlankNode, place: &Place, graph: &mut Graph) {
        if place.phone.is_empty() && place.email.is_empty() && place.website.is_none() {
            return;
        }
        let contact = graph.blank();
        graph.add(subject, "sm:hasOnlineContactPoint", contact.clone());
        graph.is_a(&contact, "sm:OnlineContactPoint");
        for phone in &place.phone {
            let telephone = graph.blank();
            graph.add(&contact, "sm:hasTelephone", telephone.clone());
            graph.is_a(&telephone, "sm:Telephone");
            graph.text(&telephone, "sm:telephoneNumber", phone.as_str());
            graph.text(subject, "schema:telephone", &phone.dial());
        }
        for email in &place.email {
            let address = graph.blank();
            graph.add(&contact, "sm:hasEmail", address.clone());
            graph.is_a(&address, "sm:Email");
            graph.text(&address, "sm:emailAddress", email.as_str());
            graph.text(subject, "schema:email", email.as_str());
        }
        if let Some(website) = &place.website {
            let site = graph.blank();
            graph.add(&contact, "sm:hasWebSite", site.clone());
            graph.is_a(&site, "sm:WebSite");
            let url = Literal::new_typed_literal(website.as_str(), vocab::xsd::ANY_URI);
            graph.add(&site, "sm:URL", url);
            graph.link(subject, "schema:sameAs", website.as_str());
        }
    }

    /// What a place gives, as a public service.
    fn service(&self, place_iri: &str, place: &Place, name: &str, graph: &mut Graph) {
        let service = node([place_iri, "#servizio"].concat());
        graph.is_a(&service, "cpsv:PublicService");
        graph.is_a(&service, "schema:GovernmentService");
        graph.italian(&service, "l0:name", name);
        graph.italian(&service, "l0:description", &place.description);
        graph.text(&service, "l0:identifier", place.id.as_str());
        graph.link(&service, "cpsv:isPhysicallyAvailableAt", place_iri);
        graph.link(&service, "cpsv:serviceTheme", THEME);
        graph.link(&service, "cpsv:serviceSector", SECTOR);
        let status = match place.status {
            Status::Active => "cpsv:Active",
            Status::Planned => "cpsv:UnderDev",
            Status::Moved | Status::Closed => "cpsv:NonActive",
        };
        graph.add(&service, "cpsv:hasServiceStatus", term(status));
        for topic in &place.topics {
            graph.italian(&service, "cpsv:serviceKeyword", topic.name());
        }
        for said in &place.services {
            graph.italian(&service, "cpsv:serviceKeyword", said);
        }
        for phone in &place.phone {
            let channel = graph.blank();
            graph.add(&service, "cpsv:hasPhoneCh", channel.clone());
            graph.is_a(&channel, "cpsv:PhoneChannel");
            graph.text(&channel, "sm:telephoneNumber", phone.as_str());
        }
        graph.link(
            &service,
            "schema:provider",
            &self.page(RecordKind::Network, place.network.as_str()),
        );
    }

    fn activity(&self, activity: &Activity, graph: &mut Graph) {
        let iri = self.page(RecordKind::Activity, activity.id.as_str());
        let subject = node(iri.clone());
        let name = named(&activity.title, activity.sample);
        graph.is_a(&subject, "cpev:PublicEvent");
        graph.is_a(&subject, "schema:Event");
        graph.text(&subject, "l0:identifier", activity.id.as_str());
        graph.italian(&subject, "cpev:eventTitle", &name);
        graph.italian(&subject, "schema:name", &name);
        graph.italian(&subject, "l0:description", &activity.description);
        graph.link(&subject, "schema:url", &iri);
        let category = self.concept("categoria", activity.category.code());
        graph.add(&subject, "cpev:hasPublicEventTypology", category.clone());
        graph.is_a(&category, "cpev:PublicEventTypology");
        graph.italian(&category, "l0:name", activity.category.name());
        graph.text(&category, "l0:identifier", activity.category.code());
        for topic in &activity.topics {
            graph.italian(&subject, "cpev:eventContentKeyword", topic.name());
        }
        if let Some(place) = activity.place.as_ref().filter(|_| activity.venue.is_none()) {
            let place = self.page(RecordKind::Place, place.as_str());
            graph.link(&subject, "cpev:takesPlaceIn", &place);
            graph.link(&subject, "schema:location", &place);
        }
        let network = self.page(RecordKind::Network, activity.network.as_str());
        graph.link(&subject, "schema:organizer", &network);
        let format = match activity.modes.as_slice() {
            [] => None,
            modes if modes.iter().all(|mode| *mode == Mode::Online) => Some("cpev:Virtual"),
            _ => Some("cpev:Physical"),
        };
        if let Some(format) = format {
            graph.add(&subject, "cpev:hasFormat", term(format));
        }
        if let Some(free) = activity.access.free {
            graph.add(&subject, "schema:isAccessibleForFree", Literal::from(free));
        }
        let groups = activity.audience.groups.join(", ");
        if !groups.is_empty() {
            let audience = graph.blank();
            graph.add(&subject, "cpev:targetAudience", audience.clone());
            graph.is_a(&audience, "cpev:Audience");
            graph.italian(&audience, "l0:name", &groups);
        }
        if let Some(schedule) = &activity.schedule {
            let start = &schedule.start;
            // A day without a time stays one: never midnight.
            let begins = match start.time {
                Some(time) => Literal::new_typed_literal(rome::rfc3339(start.date.at(time)), vocab::xsd::DATE_TIME),
                None => Literal::new_typed_literal(start.date.to_string(), vocab::xsd::DATE),
            };
            graph.add(&subject, "schema:startDate", begins.clone());
            let interval = graph.blank();
            graph.add(&subject, "ti:atTime", interval.clone());
            graph.is_a(&interval, "ti:TimeInterval");
            graph.add(&interval, "ti:startTime", begins);
            if let (None, Some(time), Some(minutes)) = (&schedule.rrule, start.time, schedule.minutes) {
                let end = start.date.at(time).saturating_add_minutes(i64::from(minutes));
                let end = Literal::new_typed_literal(rome::rfc3339(end), vocab::xsd::DATE_TIME);
                graph.add(&interval, "ti:endTime", end.clone());
                graph.add(&subject, "schema:endDate", end);
            }
        }
    }

    fn network(&self, network: &Network, graph: &mut Graph) {
        let iri = self.page(RecordKind::Network, network.id.as_str());
        let subject = node(iri.clone());
        let name = named(&network.name, network.sample);
        graph.is_a(&subject, "schema:Organization");
        graph.is_a(&subject, "l0:Agent");
        graph.text(&subject, "l0:identifier", network.id.as_str());
        graph.italian(&subject, "l0:name", &name);
        graph.italian(&subject, "schema:name", &name);
        graph.italian(&subject, "schema:description", &network.description);
        graph.link(&subject, "schema:url", &iri);
        if let Some(website) = &network.website {
            graph.link(&subject, "schema:sameAs", website.as_str());
        }
        for phone in &network.phone {
            graph.text(&subject, "schema:telephone", &phone.dial());
        }
        for email in &network.email {
            graph.text(&subject, "schema:email", email.as_str());
        }
    }

    fn guide(&self, guide: &Guide, graph: &mut Graph) {
        let iri = self.page(RecordKind::Guide, guide.id.as_str());
        let subject = node(iri.clone());
        let name = named(&guide.title, guide.sample);
        graph.is_a(&subject, "schema:Article");
        graph.text(&subject, "l0:identifier", guide.id.as_str());
        graph.italian(&subject, "schema:headline", &name);
        graph.italian(&subject, "schema:articleBody", &guide.body);
        graph.italian(&subject, "schema:about", guide.topic.name());
        graph.link(&subject, "schema:url", &iri);
    }
}

/// With its mark, if it is an example.
fn named(name: &str, sample: bool) -> String {
    [if sample { SAMPLE } else { "" }, name].concat()
}
