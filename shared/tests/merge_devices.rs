//! Three devices that edit one record, publish and fetch in any order: they end with the same record, no element that
//! was added is lost, and facts that only hold together are never two people's halves.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use shared::merge::{Fields, merge};
use shared::model::RecordKind;

/// What a device does.
#[derive(Clone, Debug)]
enum Step {
    /// Types hours with their note.
    Hours(u16),
    /// Types the host.
    Host(u16),
    /// Adds a service that nobody else names.
    Service,
    /// Publishes what was typed; `true` decides a conflict for its own side.
    Publish(bool),
    /// Fetches what stands, with nothing typed since.
    Fetch,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..1_000_u16).prop_map(Step::Hours),
        (0..1_000_u16).prop_map(Step::Host),
        Just(Step::Service),
        any::<bool>().prop_map(Step::Publish),
        Just(Step::Fetch),
    ]
}

struct Device {
    base: Fields,
    mine: Fields,
    added: usize,
}

struct World {
    server: Fields,
    devices: Vec<Device>,
    acknowledged: Vec<String>,
}

impl World {
    fn publish(&mut self, at: usize, for_mine: bool) {
        let device = &mut self.devices[at];
        let mut merged = merge(RecordKind::Place, Some(&device.base), &device.mine, &self.server);
        let groups: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.group).collect();
        for group in groups.into_iter().filter(|_| for_mine) {
            merged.take_mine(group);
        }
        self.server = merged.record;
        let typed = services(&device.mine);
        self.acknowledged.extend(typed);
        device.base = self.server.clone();
        device.mine = self.server.clone();
    }
}

fn services(record: &Fields) -> Vec<String> {
    let list = record
        .get("services")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn first() -> Fields {
    let Value::Object(fields) =
        json!({"id": "p", "name": "P", "opening_hours": "h0", "hours_note": "h0", "services": ["a"]})
    else {
        return Map::new();
    };
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn three_devices_converge(steps in prop::collection::vec((0..3_usize, step()), 0..24)) {
        let device = || Device { base: first(), mine: first(), added: 0 };
        let mut world = World { server: first(), devices: vec![device(), device(), device()], acknowledged: Vec::new() };
        for (at, step) in steps {
            let device = &mut world.devices[at];
            match step {
                Step::Hours(value) => for field in ["opening_hours", "hours_note"] {
                    device.mine.insert(field.to_owned(), json!(format!("h{value}-{at}")));
                },
                Step::Host(value) => drop(device.mine.insert("host".to_owned(), json!(format!("{value}-{at}")))),
                Step::Service => {
                    device.added += 1;
                    let mut list = services(&device.mine);
                    list.push(format!("{at}-{}", device.added));
                    device.mine.insert("services".to_owned(), json!(list));
                }
                Step::Publish(for_mine) => world.publish(at, for_mine),
                Step::Fetch if device.mine == device.base => {
                    device.base = world.server.clone();
                    device.mine = world.server.clone();
                }
                Step::Fetch => {}
            }
            prop_assert_eq!(world.server.get("opening_hours"), world.server.get("hours_note"), "two halves");
        }
        // Everybody publishes what they have, then everybody fetches.
        for at in 0..3 {
            world.publish(at, false);
        }
        for device in &mut world.devices {
            device.mine = merge(RecordKind::Place, Some(&device.base), &device.mine, &world.server).record;
        }
        for device in &world.devices {
            prop_assert_eq!(&device.mine, &world.server);
        }
        let kept = services(&world.server);
        for service in &world.acknowledged {
            prop_assert!(kept.contains(service), "{} of {:?}", service, kept);
        }
        let mut once = kept.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), kept.len(), "nothing stands there twice");
    }
}
