//! Where markers of one spot stand so that each can be touched: a ring, and a spiral when they are many.

/// Pixels from the spot: x to the east, y to the south.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// To the right.
    pub x: i16,
    /// Downwards.
    pub y: i16,
}

/// Between the middles of two neighbours, pixels: a target of 44 and some air.
const STEP: f64 = 50.0;
/// Up to this many stand in one ring.
const RING: u32 = 10;

/// Where the `nth` of `count` markers stands. Every two are at least 44 pixels apart.
pub(super) fn offset(nth: u32, count: u32) -> Offset {
    let (x, y) = if count <= RING {
        let radius = ring_radius(count);
        direction(f64::from(nth) / f64::from(count), radius)
    } else {
        spiral(nth)
    };
    Offset {
        x: x as i16,
        y: y as i16,
    }
}

/// Radius at which `count` neighbours on a ring are one step apart.
fn ring_radius(count: u32) -> f64 {
    let (_, half_chord) = turn(0.5 / f64::from(count));
    // turn() gives the sine of the half angle between two neighbours.
    STEP / (2.0 * half_chord)
}

/// A square spiral walked cell by cell: no square roots, no trigonometry, any number.
fn spiral(nth: u32) -> (f64, f64) {
    let (mut x, mut y, mut dx, mut dy) = (0_i32, 0_i32, 1_i32, 0_i32);
    let (mut run, mut left, mut turns) = (1, 1, 0);
    for _ in 0..nth {
        x += dx;
        y += dy;
        left -= 1;
        if left == 0 {
            (dx, dy) = (-dy, dx);
            turns += 1;
            run += i32::from(turns % 2 == 0);
            left = run;
        }
    }
    (f64::from(x) * STEP, f64::from(y) * STEP)
}

fn direction(part: f64, radius: f64) -> (f64, f64) {
    // Clockwise from the top.
    let (cosine, sine) = turn(part);
    (round(sine * radius), round(-cosine * radius))
}

/// Cosine and sine of a part of a full turn, 0 to 1.
fn turn(part: f64) -> (f64, f64) {
    // Reduced to an eighth-free half turn around 0, where the series are good to 1e-6.
    let angle = (if part > 0.5 { part - 1.0 } else { part }) * 2.0 * core::f64::consts::PI;
    let square = angle * angle;
    let (mut cosine, mut sine) = (1.0, angle);
    let (mut even, mut odd) = (1.0, angle);
    for step in 1..=11 {
        let double = f64::from(2 * step);
        even *= -square / (double * (double - 1.0));
        odd *= -square / (double * (double + 1.0));
        cosine += even;
        sine += odd;
    }
    (cosine, sine)
}

fn round(value: f64) -> f64 {
    f64::from((value + if value < 0.0 { -0.5 } else { 0.5 }) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_a_fan_stand_closer_than_a_target() {
        for count in 2..=120_u32 {
            let all: Vec<Offset> = (0..count).map(|nth| offset(nth, count)).collect();
            for (at, one) in all.iter().enumerate() {
                for other in &all[at + 1..] {
                    let (dx, dy) = (i32::from(one.x - other.x), i32::from(one.y - other.y));
                    assert!(dx * dx + dy * dy >= 44 * 44, "{count}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_fan_stays_small() {
        let farthest = |count| {
            (0..count)
                .map(|nth| offset(nth, count))
                .map(|at| i32::from(at.x).abs().max(i32::from(at.y).abs()))
                .max()
        };
        assert_eq!(farthest(2), Some(25));
        assert!(farthest(10) <= Some(90));
        assert!(farthest(100) <= Some(260));
    }

    #[test]
    fn directions_are_those_of_the_textbook() {
        for step in 0..=100 {
            let part = f64::from(step) / 100.0;
            let (cosine, sine) = turn(part);
            let angle = part * core::f64::consts::TAU;
            assert!(
                (cosine - angle.cos()).abs() < 1e-6 && (sine - angle.sin()).abs() < 1e-6,
                "{part}"
            );
        }
    }
}
