//! Web Mercator in whole numbers: the world is a square of 2³² units.

use crate::geo::Point;

/// Where a point stands on the map: x grows to the east, y to the south.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Units from the 180th meridian.
    pub x: u32,
    /// Units from the northern edge, 85.05° north.
    pub y: u32,
}

/// Latitude at which the square ends.
const EDGE: f64 = 85.051_128;
const WORLD: f64 = 4_294_967_296.0;

impl Spot {
    /// The spot of a point; beyond the edges of the map it stands at the edge.
    #[must_use]
    pub fn of(point: Point) -> Self {
        let lat = point.lat_degrees().clamp(-EDGE, EDGE) * (core::f64::consts::PI / 180.0);
        let sine = sine(lat);
        let north = ln((1.0 + sine) / (1.0 - sine)) / (4.0 * core::f64::consts::PI);
        // A cast from float stops at the ends of u32.
        Self {
            x: ((point.lon_degrees() / 360.0 + 0.5) * WORLD) as u32,
            y: ((0.5 - north) * WORLD) as u32,
        }
    }

    /// The tile of a zoom up to 31 in which the spot lies, as column and row.
    #[must_use]
    pub fn tile(self, zoom: u8) -> (u32, u32) {
        let shift = 32 - u32::from(zoom.min(31));
        (
            self.x.checked_shr(shift).unwrap_or(0),
            self.y.checked_shr(shift).unwrap_or(0),
        )
    }
}

/// Pixels of a zoom up to 24 in units: a tile has 256 pixels.
pub(super) fn units(pixels: u32, zoom: u8) -> u32 {
    pixels << (24 - zoom)
}

/// By its power series, good to 1e-13 for an angle up to 1.5: lighter in the browser than libm's.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let mut term = x;
    let mut sum = x;
    for step in 1..=10 {
        let even = f64::from(2 * step);
        term *= -square / (even * (even + 1.0));
        sum += term;
    }
    sum
}

/// Natural logarithm of a positive normal number: the exponent by its bits, the rest by the series of artanh.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) as i32) - 1023;
    let mut fraction = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if fraction > core::f64::consts::SQRT_2 {
        fraction /= 2.0;
        exponent += 1;
    }
    let t = (fraction - 1.0) / (fraction + 1.0);
    let square = t * t;
    let mut power = t;
    let mut sum = t;
    for step in 1..=8 {
        power *= square;
        sum += power / f64::from(2 * step + 1);
    }
    f64::from(exponent) * core::f64::consts::LN_2 + 2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_spot_is_that_of_the_textbook(lat in -85_051_000..=85_051_000_i32, lon in -180_000_000..=179_999_999_i32) {
            let point = Point::new(lat, lon).expect("on the globe");
            let spot = Spot::of(point);
            let y = 0.5 - point.lat_degrees().to_radians().tan().asinh() / (2.0 * core::f64::consts::PI);
            prop_assert!((f64::from(spot.y) - y * WORLD).abs() < 2.0);
            prop_assert!((f64::from(spot.x) - (point.lon_degrees() + 180.0) / 360.0 * WORLD).abs() < 2.0);
        }
    }

    #[test]
    fn beyond_the_edges_is_at_the_edges() {
        let spot = |lat, lon| Spot::of(Point::new(lat, lon).expect("on the globe"));
        assert!(spot(90_000_000, 0).y < 1000 && spot(-90_000_000, 0).y > u32::MAX - 1000);
        assert_eq!((spot(0, -180_000_000).x, spot(0, 180_000_000).x), (0, u32::MAX));
        assert_eq!(spot(0, 0).x, 1 << 31);
    }

    #[test]
    fn bollate_lies_in_its_tile() {
        let spot = Spot::of(Point::from_degrees(45.545, 9.118).expect("on the globe"));
        assert_eq!(spot.tile(9), (268, 183));
        assert_eq!(spot.tile(0), (0, 0));
    }
}
