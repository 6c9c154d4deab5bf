//! How much one visitor may ask: a generous bucket for everything, and a smaller one for answers that have to be
//! computed. A visitor is an IPv4 address or an IPv6 /64: an office or a school behind one address is one visitor.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use quick_cache::sync::Cache;

use crate::error::Problem;

/// `RateLimit` of draft-ietf-httpapi-ratelimit-headers-10: what is left.
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// `RateLimit-Policy` of the same draft: what there is.
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A token bucket.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Tokens it holds when it is full.
    pub burst: NonZeroU32,
    /// Tokens that come back each stretch.
    pub per_second: NonZeroU32,
    /// That stretch in seconds: one, but for rare things.
    pub seconds: NonZeroU32,
}

impl Rate {
    /// A bucket of `burst` tokens of which `per_second` come back; zero counts as one.
    #[must_use]
    pub const fn new(burst: u32, per_second: u32) -> Self {
        Self {
            burst: at_least_one(burst),
            per_second: at_least_one(per_second),
            seconds: NonZeroU32::MIN,
        }
    }

    /// A bucket of `burst` tokens of which one comes back in each such stretch.
    #[must_use]
    pub const fn slow(burst: u32, stretch: Duration) -> Self {
        Self {
            burst: at_least_one(burst),
            per_second: NonZeroU32::MIN,
            seconds: at_least_one(stretch.as_secs() as u32),
        }
    }

    /// Whole seconds until an empty bucket is full again.
    const fn window(self) -> u32 {
        self.burst.get().div_ceil(self.per_second.get()) * self.seconds.get()
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// What visitors may ask.
#[derive(Clone, Debug)]
pub struct RateLimits {
    /// Every request takes one token. 200 people who open the app at once take about 4,000.
    pub requests: Rate,
    /// What has to be computed takes its [`Cost`]. 200 people who each open five pages nobody has opened in this
    /// minute take 1,000.
    pub computed: Rate,
    /// Every report takes one token. A family sends one or two, a device that was offline some more at once.
    pub reports: Rate,
    /// Every report of whomever takes one token: what one office can read in a day, and no flood fills the disk.
    pub all_reports: Rate,
    /// Visitors whose buckets are kept; the one not seen for longest is forgotten first, and starts with full ones.
    pub visitors: usize,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            requests: Rate::new(8_000, 100),
            computed: Rate::new(1_500, 10),
            reports: Rate::slow(30, Duration::from_secs(60)),
            all_reports: Rate::new(3_000, 1),
            visitors: 50_000,
        }
    }
}

/// Tokens that an answer takes which is not in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// One record, one page.
    One,
    /// A search over all records.
    Search,
    /// A list of all records of a kind, a calendar.
    List,
}

impl Cost {
    const fn tokens(self) -> NonZeroU32 {
        at_least_one(match self {
            Self::One => 1,
            Self::Search => 2,
            Self::List => 10,
        })
    }
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// The buckets of one visitor.
struct Buckets {
    requests: Limiter,
    computed: Limiter,
    reports: Limiter,
}

/// The buckets of all visitors that were seen lately.
pub struct Rates {
    limits: RateLimits,
    visitors: Cache<IpAddr, Arc<Buckets>>,
    all_reports: Limiter,
    refused: AtomicU64,
}

impl Rates {
    /// Full buckets for everybody.
    #[must_use]
    pub fn new(limits: RateLimits) -> Self {
        Self {
            visitors: Cache::new(limits.visitors),
            all_reports: limiter(limits.all_reports),
            limits,
            refused: AtomicU64::new(0),
        }
    }

    /// Requests turned away since the start.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Visitors whose buckets are kept now.
    #[must_use]
    pub fn visitors(&self) -> usize {
        self.visitors.len()
    }

    fn buckets(&self, address: IpAddr) -> Arc<Buckets> {
        let visitor = visitor_of(address);
        self.visitors.get(&visitor).unwrap_or_else(|| {
            let buckets = Arc::new(Buckets {
                requests: limiter(self.limits.requests),
                computed: limiter(self.limits.computed),
                reports: limiter(self.limits.reports),
            });
            self.visitors.insert(visitor, Arc::clone(&buckets));
            buckets
        })
    }

    /// Takes a report of a visitor into account. Whoever runs on this machine counts only with all others together.
    ///
    /// # Errors
    /// 429 when too many came.
    pub fn report(&self, address: IpAddr) -> Result<(), Problem> {
        let buckets = self.buckets(address);
        let mine = match address.to_canonical().is_loopback() {
            true => None,
            false => buckets.reports.check().err(),
        };
        let full = mine.or_else(|| self.all_reports.check().err());
        match full {
            None => Ok(()),
            Some(until) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
                Err(Problem::too_many("too many reports came; send it again later", seconds))
            }
        }
    }

    /// Takes a request of a visitor into account and returns what else it may spend.
    ///
    /// # Errors
    /// 429 when its bucket is empty.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Result<Allowance, Problem> {
        let buckets = self.buckets(address);
        let allowance = Allowance {
            rates: Arc::clone(self),
            buckets,
        };
        match allowance.buckets.requests.check() {
            Ok(_left) => Ok(allowance),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(allowance.refusal("requests", self.limits.requests, wait))
            }
        }
    }
}

/// One household, hub or office: an IPv4 address, or the /64 that an IPv6 line gets.
#[must_use]
pub fn visitor_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

fn limiter(rate: Rate) -> Limiter {
    let stretch = Duration::from_secs(rate.seconds.get().into()) / rate.per_second.get();
    let quota = Quota::with_period(stretch).unwrap_or_else(|| Quota::per_second(rate.per_second));
    RateLimiter::direct(quota.allow_burst(rate.burst)).with_middleware()
}

/// What a visitor may spend.
#[derive(Clone)]
pub struct Allowance {
    rates: Arc<Rates>,
    buckets: Arc<Buckets>,
}

impl Allowance {
    /// Pays for an answer that has to be computed.
    ///
    /// # Errors
    /// 429 when the bucket does not hold so much.
    pub fn spend(&self, cost: Cost) -> Result<Left, Problem> {
        let rate = self.rates.limits.computed;
        // A bucket that is smaller than the cost is emptied by it.
        match self.buckets.computed.check_n(cost.tokens().min(rate.burst)) {
            Ok(Ok(snapshot)) => Ok(Left {
                rate,
                tokens: snapshot.remaining_burst_capacity(),
            }),
            Ok(Err(until)) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(self.refusal("computed", rate, wait))
            }
            Err(_more_than_it_ever_holds) => Ok(Left { rate, tokens: 0 }),
        }
    }

    fn refusal(&self, name: &'static str, rate: Rate, wait: Duration) -> Problem {
        self.rates.refused.fetch_add(1, Ordering::Relaxed);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = seconds.max(1);
        let [limit, policy] = fields(name, rate, 0, seconds);
        Problem::too_many("too much is asked from this address; try again later", seconds)
            .with_header(RATE_LIMIT, limit)
            .with_header(RATE_LIMIT_POLICY, policy)
    }
}

/// What is left of the bucket for what has to be computed.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    rate: Rate,
    tokens: u32,
}

impl Left {
    /// Says so on an answer.
    pub fn tell(self, response: &mut HeaderMap) {
        let missing = self.rate.burst.get().saturating_sub(self.tokens);
        let seconds = missing.div_ceil(self.rate.per_second.get()) * self.rate.seconds.get();
        let [limit, policy] = fields("computed", self.rate, self.tokens, seconds.into());
        response.insert(RATE_LIMIT, limit);
        response.insert(RATE_LIMIT_POLICY, policy);
    }
}

/// The values of `RateLimit` and `RateLimit-Policy`: tokens left, seconds until there are more, and the bucket itself.
fn fields(name: &'static str, rate: Rate, left: u32, seconds: u64) -> [HeaderValue; 2] {
    let value = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""));
    [
        value(format!("\"{name}\";r={left};t={seconds}")),
        value(format!("\"{name}\";q={};w={}", rate.burst, rate.window())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn rates(requests: u32, computed: u32, visitors: usize) -> Arc<Rates> {
        Arc::new(Rates::new(RateLimits {
            requests: Rate::new(requests, 1),
            computed: Rate::new(computed, 1),
            visitors,
            ..RateLimits::default()
        }))
    }

    #[test]
    fn a_visitor_is_one_ipv4_address_or_one_ipv6_line() {
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ] {
            assert_eq!(
                visitor_of(address(one)) == visitor_of(address(other)),
                same,
                "{one} {other}"
            );
        }
    }

    #[test]
    fn an_empty_bucket_refuses_and_says_until_when() {
        let rates = rates(1_000, 3, 10);
        let allowance = rates.admit(address("192.0.2.1")).expect("it is full");
        allowance.spend(Cost::One).expect("three tokens");
        allowance.spend(Cost::Search).expect("two are left");
        let problem = allowance.spend(Cost::One).expect_err("it is empty");
        assert_eq!((problem.status.as_u16(), problem.code), (429, "too-many-requests"));
        assert!(problem.retry_after_s.is_some_and(|seconds| (1..=3).contains(&seconds)));
        let policy = problem.headers.iter().find(|(name, _)| *name == RATE_LIMIT_POLICY);
        assert_eq!(
            policy.map(|(_, value)| value.as_bytes()),
            Some(&b"\"computed\";q=3;w=3"[..])
        );
        assert_eq!(rates.refused(), 1);
        rates
            .admit(address("192.0.2.2"))
            .expect("others have their own")
            .spend(Cost::List)
            .expect("a cost above the whole bucket is what the bucket holds");
    }

    #[test]
    fn the_usual_limits_bear_an_office_behind_one_address() {
        let rates = Arc::new(Rates::new(RateLimits::default()));
        let office = address("192.0.2.1");
        // 200 people open the app (a page, 12 files, the data), and then five pages each that nobody has opened yet.
        for _person in 0..200 {
            for _request in 0..20 {
                rates.admit(office).expect("room for everybody");
            }
            let allowance = rates.admit(office).expect("room for everybody");
            for _page in 0..5 {
                allowance.spend(Cost::One).expect("room for everybody");
            }
        }
    }

    #[test]
    fn memory_is_bounded_however_many_come() {
        let rates = rates(2, 2, 100);
        for at in 0..10_000_u32 {
            assert!(rates.admit(IpAddr::from(at.to_be_bytes())).is_ok());
        }
        assert!(rates.visitors() <= 100);
    }
}
