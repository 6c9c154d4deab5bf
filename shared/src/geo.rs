//! Points on the ground in integer micro-degrees, and distances between them in metres.

/// A WGS 84 point in millionths of a degree: exact, ordered, and free of float code in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Latitude × 1,000,000, north positive, −90,000,000 to 90,000,000.
    pub lat: i32,
    /// Longitude × 1,000,000, east positive, −180,000,000 to 180,000,000.
    pub lon: i32,
}

impl Point {
    /// A point from micro-degrees, if it lies on the globe.
    #[must_use]
    pub const fn new(lat: i32, lon: i32) -> Option<Self> {
        if lat.unsigned_abs() > 90_000_000 || lon.unsigned_abs() > 180_000_000 {
            return None;
        }
        Some(Self { lat, lon })
    }

    /// A point from degrees, rounded to the micro-degree (0.1 m), if it lies on the globe.
    #[must_use]
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) {
            return None;
        }
        Self::new(micro(lat), micro(lon))
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat_degrees(self) -> f64 {
        f64::from(self.lat) / 1e6
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon_degrees(self) -> f64 {
        f64::from(self.lon) / 1e6
    }

    /// Metres to another point, on a sphere flattened around the two (equirectangular).
    /// Within 0.5 % of the great circle up to 300 km at Italian latitudes; used to order and to round, not to survey.
    #[must_use]
    pub fn metres_to(self, other: Self) -> u32 {
        const METRES_PER_DEGREE: f64 = 111_194.93;
        let dy = self.lat_degrees() - other.lat_degrees();
        let dx =
            (self.lon_degrees() - other.lon_degrees()) * cos_degrees((self.lat_degrees() + other.lat_degrees()) / 2.0);
        ((dx * dx + dy * dy).sqrt() * METRES_PER_DEGREE) as u32
    }
}

fn micro(degrees: f64) -> i32 {
    let scaled = degrees * 1e6;
    (if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 }) as i32
}

/// Cosine by its power series: good to 1e-6 for |x| ≤ 90°, and 4 KB lighter in WASM than libm's.
fn cos_degrees(degrees: f64) -> f64 {
    let x = degrees * (core::f64::consts::PI / 180.0);
    let x2 = x * x;
    1.0 - x2 / 2.0 * (1.0 - x2 / 12.0 * (1.0 - x2 / 30.0 * (1.0 - x2 / 56.0 * (1.0 - x2 / 90.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senago_to_bollate_is_about_four_kilometres() {
        let senago = Point::from_degrees(45.5760, 9.1270).expect("on the globe");
        let bollate = Point::from_degrees(45.5450, 9.1180).expect("on the globe");
        let metres = senago.metres_to(bollate);
        assert!((3400..3600).contains(&metres), "{metres}");
    }

    #[test]
    fn the_cosine_is_good_enough() {
        for tenth in 0..=900 {
            let degrees = f64::from(tenth) / 10.0;
            assert!(
                (cos_degrees(degrees) - degrees.to_radians().cos()).abs() < 1e-6,
                "{degrees}"
            );
        }
    }

    #[test]
    fn nothing_off_the_globe() {
        assert_eq!(Point::from_degrees(f64::NAN, 9.0), None);
        assert_eq!(Point::from_degrees(45.0, 181.0), None);
    }
}
