//! What counts how much, in one place.

/// Which part of a record a word stands in. The order is the order of the bits in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Field {
    /// Name of a place, title of an activity or a guide.
    Title = 1,
    /// Comune, province, postal code, quarter.
    Comune = 2,
    /// Services, professionals.
    Services = 4,
    /// Groups an activity is for.
    Audience = 8,
    /// Network and its territory.
    Network = 16,
    /// Host, organisations, organiser; for an activity also the name of its place.
    Host = 32,
    /// Street.
    Street = 64,
    /// Description, body, notes.
    Text = 128,
}

/// What counts how much in the order of results. Fields, matches and concepts are per cent; the rest are points on the
/// scale on which a word that stands exactly so in a title is worth 10,000.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// A word in the name or title.
    pub title: u32,
    /// A word that names the comune, its province, postal code or quarter.
    pub comune: u32,
    /// A word of the services or professionals.
    pub services: u32,
    /// A word of the groups it is for.
    pub audience: u32,
    /// A word of the network's name.
    pub network: u32,
    /// A word of the host's or an organisation's name.
    pub host: u32,
    /// A word of the street.
    pub street: u32,
    /// A word of the description.
    pub text: u32,
    /// The least a rare word is worth that stands just as it was typed, whatever part of a record it stands in.
    pub rare_word: u32,
    /// A rare word in a text that says the same as a word typed.
    pub meaning_in_text: u32,
    /// Per cent that a word counts for by itself which has its meaning only together with others.
    pub part_of_phrase: u32,
    /// The word as it was typed.
    pub exact: u32,
    /// The word in another form (stem), or written in one or in two.
    pub stem: u32,
    /// The word with another ending of its language.
    pub inflected: u32,
    /// A word that begins like the one typed, when one letter is missing; each further letter takes one off…
    pub prefix: u32,
    /// … down to this.
    pub prefix_least: u32,
    /// A word one slip away. Results that need a slip stand after all that need none.
    pub one_slip: u32,
    /// A word two slips away, or one that begins with a slip.
    pub two_slips: u32,
    /// A record that is about what the word means, by its own topic, category, kind or stage.
    pub concept: u32,
    /// What is added for each further code of the meaning that the record has, up to two.
    pub concept_more: u32,
    /// A record that is only for the stage of life, or has only the professional, that goes with what the word means.
    pub concept_beside: u32,
    /// A record that is about something close to what the word means.
    pub concept_near: u32,
    /// Per cent of the most points from which on a record stays that lacks words which others have.
    pub partly: u32,
    /// Points for a title that is the words typed and nothing else.
    pub whole_title: u32,
    /// Points for a title that has the words typed side by side.
    pub phrase_in_title: u32,
    /// Points at distance zero, on top of `far_a_km`; they fade to nothing at `near_fades_km`.
    pub near: u32,
    /// Where these points end, in kilometres.
    pub near_fades_km: u32,
    /// Points for every kilometre that something is nearer than `far_ends_km`, so that the nearer is always the earlier.
    pub far_a_km: u32,
    /// Where nothing is any nearer than anything else, in kilometres.
    pub far_ends_km: u32,
    /// Where a place is asked for, all other points are divided by this.
    pub words_beside_near: u32,
    /// As far away as a guide counts, in kilometres.
    pub guide_km: u32,
    /// So many kilometres behind the nearest that has as much of the words, where that is more.
    pub guide_behind_km: u32,
    /// How far from a comune named among the words something still answers to its name, in kilometres.
    pub place_reaches_km: u32,
    /// Points for a network that serves the comune asked for.
    pub serves: u32,
    /// Points for a place.
    pub place: u32,
    /// Points for a guide, which is near to everybody.
    pub guide: u32,
    /// Points for a hub when nothing but help is asked for.
    pub hub_for_help: u32,
    /// Points for a hub, on top.
    pub hub: u32,
    /// Points for an activity with a date within a week; half within a month.
    pub soon: u32,
    /// Points taken off an activity that has run out, or a place that is closed or moved.
    pub past: u32,
    /// Points for what is no example.
    pub real: u32,
    /// Being real once more, in points of nearness: an example does not win by a kilometre.
    pub real_beside_near: u32,
    /// Points for facts confirmed within half a year; half within two years.
    pub confirmed: u32,
}

impl Weights {
    /// The weights in use, found by hand over the relevance queries in `tests/relevance`.
    pub const USUAL: Self = Self {
        title: 100,
        comune: 90,
        services: 75,
        audience: 75,
        network: 55,
        host: 50,
        street: 45,
        text: 50,
        rare_word: 92,
        meaning_in_text: 60,
        part_of_phrase: 70,
        exact: 100,
        stem: 92,
        inflected: 85,
        prefix: 88,
        prefix_least: 70,
        one_slip: 60,
        two_slips: 45,
        concept: 72,
        concept_more: 2,
        concept_beside: 60,
        concept_near: 45,
        partly: 70,
        whole_title: 3000,
        phrase_in_title: 1200,
        near: 7000,
        near_fades_km: 40,
        far_a_km: 60,
        far_ends_km: 1300,
        words_beside_near: 5,
        guide_km: 26,
        guide_behind_km: 10,
        place_reaches_km: 20,
        serves: 900,
        place: 250,
        guide: 250,
        hub_for_help: 4000,
        hub: 150,
        soon: 200,
        past: 2500,
        real: 2500,
        real_beside_near: 312,
        confirmed: 200,
    };

    /// The weight of the best of the fields in a set of bits.
    pub(super) fn best_field(&self, fields: u8) -> u32 {
        [
            self.title,
            self.comune,
            self.services,
            self.audience,
            self.network,
            self.host,
            self.street,
            self.text,
        ]
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| fields & (1 << bit) != 0)
        .map(|(_, weight)| weight)
        .max()
        .unwrap_or(0)
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self::USUAL
    }
}
