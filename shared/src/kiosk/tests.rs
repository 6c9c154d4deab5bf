//! A kiosk with its clock in hand.

use super::*;
use crate::time::Date;

fn hours() -> Hours {
    let time = |hour| TimeOfDay::new(hour, 0).expect("a time");
    Hours {
        from: time(8),
        to: time(20),
    }
}

fn wall(hour: u16) -> LocalDateTime {
    let day = Date::new(2026, 12, 1).expect("a day");
    day.at(TimeOfDay::new(hour, 0).expect("a time"))
}

#[test]
fn a_visit_is_warned_and_then_forgotten() {
    let mut kiosk = Kiosk::new(0);
    let tick = |kiosk: &mut Kiosk, now| kiosk.tick(now, hours(), wall(10));
    kiosk.touch(1_000);
    assert_eq!(kiosk.state(), State::Begin);
    kiosk.enter(2_000);
    assert_eq!(tick(&mut kiosk, 61_999), Effect::Nothing);
    assert_eq!(kiosk.state(), State::Visit);
    assert_eq!(tick(&mut kiosk, 62_000), Effect::Nothing);
    assert_eq!((kiosk.state(), kiosk.countdown(62_000)), (State::Warning, 20));
    kiosk.touch(63_000);
    assert_eq!(kiosk.state(), State::Warning, "a stray touch is no answer");
    kiosk.extend(70_000);
    assert_eq!(kiosk.state(), State::Visit);
    assert_eq!(tick(&mut kiosk, 130_000), Effect::Nothing);
    assert_eq!(kiosk.countdown(149_001), 1);
    assert_eq!(tick(&mut kiosk, 149_999), Effect::Nothing);
    assert_eq!(tick(&mut kiosk, 150_000), Effect::Wipe);
    assert_eq!(kiosk, Kiosk::new(150_000), "as fresh as after a start");
    assert_eq!(tick(&mut kiosk, 150_001), Effect::Nothing, "and once only");
}

#[test]
fn who_is_done_is_forgotten_at_once_and_a_jump_of_the_clock_forgets_too() {
    let mut kiosk = Kiosk::new(0);
    assert_eq!(kiosk.done(1), Effect::Nothing);
    kiosk.touch(1);
    kiosk.enter(2);
    assert_eq!(kiosk.done(3), Effect::Wipe);
    kiosk.touch(10);
    assert_eq!(kiosk.tick(86_400_000, hours(), wall(10)), Effect::Wipe);
}

#[test]
fn it_sleeps_outside_its_hours_and_wakes_by_touch() {
    let mut kiosk = Kiosk::new(0);
    kiosk.touch(0);
    kiosk.tick(1_000, hours(), wall(21));
    assert_eq!(kiosk.state(), State::Begin, "nobody is sent to bed");
    kiosk.tick(80_000, hours(), wall(21));
    assert_eq!(kiosk.state(), State::Attract);
    kiosk.tick(140_000, hours(), wall(21));
    assert_eq!(kiosk.state(), State::Asleep);
    kiosk.touch(150_000);
    assert_eq!(kiosk.state(), State::Begin);
    kiosk.done(151_000);
    kiosk.tick(211_000, hours(), wall(21));
    assert_eq!(kiosk.state(), State::Asleep);
    kiosk.tick(212_000, hours(), wall(8));
    assert_eq!(kiosk.state(), State::Attract);
    let night = Hours {
        from: hours().to,
        to: hours().from,
    };
    assert!(night.are_on(wall(23)) && night.are_on(wall(7)) && !night.are_on(wall(8)));
    let always = Hours {
        from: hours().from,
        to: hours().from,
    };
    assert!((0..24).all(|hour| always.are_on(wall(hour))));
}

#[test]
fn the_picture_moves_and_dims_and_the_languages_take_turns() {
    let spots: Vec<(i32, i32)> = (0..9).map(|step| shift_at(step * SHIFT)).collect();
    assert_eq!(spots[0], spots[8]);
    for pair in spots.windows(2) {
        assert!((pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs() >= SHIFT_BY);
    }
    assert_eq!(shift_at(SHIFT - 1), spots[0]);
    let turns: Vec<usize> = (0..4).map(|turn| language_at(turn * LANGUAGE, 3)).collect();
    assert_eq!(turns, [0, 1, 2, 0]);
    assert_eq!(language_at(11_999, 3), 0);
    assert_eq!(language_at(5_000_000, 0), 0);
    let kiosk = Kiosk::new(0);
    assert!(!kiosk.is_dim(DIM - 1) && kiosk.is_dim(DIM));
}

#[test]
fn three_crashes_in_five_minutes_are_a_loop() {
    assert!(!crashes_again(&[0, 1_000], 2_000));
    assert!(crashes_again(&[0, 1_000, 2_000], 2_000));
    assert!(!crashes_again(&[0, 1_000, 2_000], 300_500));
    assert!(
        !crashes_again(&[5_000, 6_000, 7_000], 1_000),
        "a clock set back is no crash"
    );
    let mut safe = Kiosk::safe(0);
    safe.touch(1);
    safe.tick(1_000_000, hours(), wall(3));
    assert_eq!(safe.state(), State::Safe);
}
