//! The columns of each kind of record: heading, place in the record, and what a cell of it looks like.

use crate::model::RecordKind;

/// What a cell of a column looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text or a code as it is.
    Text,
    /// A whole or decimal number.
    Number,
    /// A day.
    Date,
    /// A day, or a month or a year where no more is known.
    PartialDate,
    /// A day, or a day with a time of day.
    Start,
    /// `sì` or `no`.
    YesNo,
    /// Texts, with a semicolon between them.
    List,
    /// Opening hours: OpenStreetMap syntax, or as people write them.
    Hours,
    /// What has no shape of a cell, as JSON.
    Json,
    /// The name of the comune of the address: told for people, not read.
    ComuneName,
    /// The province of that comune: told for people, not read.
    Province,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Where its value stands in the record, such as `address.street`.
    pub path: &'static str,
    /// What its cells look like.
    pub form: Form,
}

/// Heading of the column that says, in a table of all kinds, which kind a row is.
pub const KIND: &str = "scheda";
/// Headings of the last two columns of every table: licence, and whom to name.
pub const ABOUT: [&str; 2] = ["licenza", "attribuzione"];

macro_rules! columns {
    ($($heading:literal $path:literal $form:ident),+ $(,)?) => {
        &[$(Column { heading: $heading, path: $path, form: Form::$form }),+]
    };
}

/// The columns of a kind.
#[must_use]
pub const fn columns(kind: RecordKind) -> &'static [Column] {
    match kind {
        RecordKind::Network => NETWORK,
        RecordKind::Place => PLACE,
        RecordKind::Activity => ACTIVITY,
        RecordKind::Guide => GUIDE,
    }
}

const NETWORK: &[Column] = columns! {
    "id" "id" Text,
    "nome" "name" Text,
    "descrizione" "description" Text,
    "territorio" "territory" Text,
    "comuni" "comuni" List,
    "enti" "organisations" Json,
    "sedi_previste" "places_expected" Number,
    "sedi_note" "places_known" Number,
    "atti" "acts" Json,
    "accesso" "access" Json,
    "pagina_orari" "hours_page" Json,
    "sito" "website" Text,
    "telefono" "phone" List,
    "email" "email" List,
    "sospensioni" "suspensions" Json,
    "vacanze_scolastiche" "school_holidays" Json,
    "verificato_il" "verified.on" Date,
    "verificato_da" "verified.role" Text,
    "verificato_come" "verified.how" Text,
    "fonti" "sources" Json,
    "esempio" "sample" YesNo,
};

const PLACE: &[Column] = columns! {
    "id" "id" Text,
    "rete" "network" Text,
    "tipo" "kind" Text,
    "anche_tipo" "acts_as" List,
    "codici_precedenti" "former_ids" List,
    "sede_madre" "parent" Text,
    "nome" "name" Text,
    "descrizione" "description" Text,
    "ospite" "host" Text,
    "enti" "organisations" Json,
    "indirizzo" "address.street" Text,
    "cap" "address.postal_code" Text,
    "codice_comune" "address.comune" Text,
    "comune" "" ComuneName,
    "provincia" "" Province,
    "localita" "address.locality" Text,
    "municipio" "address.municipio" Text,
    "nota_indirizzo" "address.note" Text,
    "latitudine" "position.lat" Number,
    "longitudine" "position.lon" Number,
    "precisione" "position.precision" Text,
    "telefono" "phone" List,
    "email" "email" List,
    "sito" "website" Text,
    "orari" "opening_hours" Hours,
    "nota_orari" "hours_note" Text,
    "pagina_orari" "hours_page" Text,
    "sportelli" "desks" Json,
    "chiusure" "closures" Json,
    "sospensioni" "suspensions" Json,
    "temi" "topics" List,
    "servizi" "services" List,
    "figure" "staff_roles" List,
    "lingue" "languages" List,
    "gratuito" "access.free" YesNo,
    "ingresso" "access.entry" Text,
    "prenotazione" "access.booking" Json,
    "costo_o_contatto" "access.contact" Text,
    "nota_accesso" "access.note" Text,
    "accesso_detto_da" "access.said_by" Text,
    "sedia_a_rotelle" "accessibility.wheelchair" Text,
    "gradino" "accessibility.step" YesNo,
    "rampa" "accessibility.ramp" YesNo,
    "ascensore" "accessibility.lift" YesNo,
    "bagno_accessibile" "accessibility.toilet" YesNo,
    "parcheggio_riservato" "accessibility.parking" YesNo,
    "fermata" "accessibility.bus_stop" Text,
    "anello_induttivo" "accessibility.hearing_loop" YesNo,
    "stanza_tranquilla" "accessibility.quiet_room" YesNo,
    "nota_accessibilita" "accessibility.note" Text,
    "con_un_bambino" "baby" Json,
    "modi" "modes" List,
    "contata" "counted" YesNo,
    "avvenimenti" "events" Json,
    "stato" "status" Text,
    "stato_dal" "status_since" Date,
    "contatti_al" "contacts_as_of" PartialDate,
    "verificato_il" "verified.on" Date,
    "verificato_da" "verified.role" Text,
    "verificato_come" "verified.how" Text,
    "verificato_per_gruppi" "verified_groups" Json,
    "traduzioni" "translations" Json,
    "fonti" "sources" Json,
    "esempio" "sample" YesNo,
};

const ACTIVITY: &[Column] = columns! {
    "id" "id" Text,
    "rete" "network" Text,
    "sede" "place" Text,
    "titolo" "title" Text,
    "descrizione" "description" Text,
    "categoria" "category" Text,
    "temi" "topics" List,
    "eta_min_mesi" "audience.min_months" Number,
    "eta_max_mesi" "audience.max_months" Number,
    "per_chi" "audience.groups" List,
    "gruppi" "audience.who" List,
    "inizio" "schedule.start" Start,
    "durata_minuti" "schedule.minutes" Number,
    "tutto_il_giorno" "schedule.all_day" YesNo,
    "ripetizione" "schedule.rrule" Text,
    "altre_date" "schedule.dates" List,
    "date_escluse" "schedule.exdates" List,
    "annullate" "schedule.cancelled" Json,
    "spostate" "schedule.moved" Json,
    "sospensioni" "suspensions" Json,
    "altrove" "venue" Json,
    "gratuito" "access.free" YesNo,
    "ingresso" "access.entry" Text,
    "prenotazione" "access.booking" Json,
    "costo_o_contatto" "access.contact" Text,
    "nota_accesso" "access.note" Text,
    "accesso_detto_da" "access.said_by" Text,
    "modi" "modes" List,
    "da_soli_o_insieme" "settings" List,
    "da_portare" "bring" List,
    "posti" "places_left" Json,
    "organizza" "organiser" Text,
    "lingue" "languages" List,
    "figure" "staff_roles" List,
    "verificato_il" "verified.on" Date,
    "verificato_da" "verified.role" Text,
    "verificato_come" "verified.how" Text,
    "traduzioni" "translations" Json,
    "fonti" "sources" Json,
    "esempio" "sample" YesNo,
};

const GUIDE: &[Column] = columns! {
    "id" "id" Text,
    "titolo" "title" Text,
    "tema" "topic" Text,
    "testo" "body" Text,
    "per_chi" "who" Text,
    "che_cosa_serve" "needed" List,
    "primo_passo" "first_step" Text,
    "numeri" "lines" Json,
    "territorio" "territory" Text,
    "collegamenti" "links" Json,
    "comuni" "comuni" List,
    "verificato_il" "verified.on" Date,
    "verificato_da" "verified.role" Text,
    "verificato_come" "verified.how" Text,
    "traduzioni" "translations" Json,
    "fonti" "sources" Json,
    "esempio" "sample" YesNo,
};
