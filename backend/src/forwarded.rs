//! Who asks: the peer of the connection or, when that is a proxy the operator named, whoever the proxy says it was.
//! What anybody else claims in these headers counts for nothing.

use std::net::{IpAddr, SocketAddr};

use hyper::HeaderMap;
use hyper::header::{FORWARDED, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address that a request came from. Each proxy adds the one it saw at the end of the list, so the list is read
/// from there, for as long as it names proxies that are trusted.
///
/// A proxy writes one of the two headers and may pass the other on as the visitor sent it: where they disagree, nobody
/// can tell which is forged, and the request counts as the proxy's own.
#[must_use]
pub fn visitor(peer: IpAddr, request: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let listed = |name: HeaderName, read: fn(&str) -> Option<IpAddr>| {
        request
            .contains_key(&name)
            .then(|| last_untrusted(peer, request, &name, read, trusted))
    };
    match (listed(X_FORWARDED_FOR, plain), listed(FORWARDED, element)) {
        (None, None) => peer,
        (Some(address), None) | (None, Some(address)) => address,
        (Some(one), Some(other)) if one == other => one,
        (Some(_), Some(_)) => peer,
    }
}

/// Whether an address is one of the operator's proxies.
#[must_use]
pub fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

fn last_untrusted(
    peer: IpAddr,
    request: &HeaderMap,
    name: &HeaderName,
    read: fn(&str) -> Option<IpAddr>,
    trusted: &[IpNet],
) -> IpAddr {
    let mut seen = peer;
    let values: Vec<&str> = request
        .get_all(name)
        .iter()
        .map(|value| value.to_str().unwrap_or(""))
        .collect();
    for entry in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        // What is no address (`unknown`, a hidden name, nonsense) ends the chain at the last one that is known.
        let Some(address) = read(entry.trim()) else { break };
        seen = address.to_canonical();
        if !is_trusted(seen, trusted) {
            break;
        }
    }
    seen
}

/// An address, with or without a port, an IPv6 one with or without brackets.
fn plain(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    text.parse().ok().or_else(bracketed).or_else(with_port)
}

/// The `for` parameter of an element of `Forwarded` (RFC 7239).
fn element(text: &str) -> Option<IpAddr> {
    let value = text.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim())
    })?;
    plain(value.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:ffff::/48"]
            .iter()
            .map(|text| text.parse().expect("a network"))
            .collect();
        let mut request = HeaderMap::new();
        for (name, value) in headers {
            request.append(*name, HeaderValue::from_static(value));
        }
        visitor(peer.parse().expect("an address"), &request, &trusted).to_string()
    }

    #[test]
    fn only_a_proxy_that_was_named_is_believed() {
        let (x, f) = ("x-forwarded-for", "forwarded");
        for (peer, headers, expected) in [
            ("192.0.2.9", &[][..], "192.0.2.9"),
            ("192.0.2.9", &[(x, "203.0.113.5")], "192.0.2.9"),
            ("192.0.2.9", &[(f, "for=203.0.113.5")], "192.0.2.9"),
            ("10.1.1.1", &[], "10.1.1.1"),
            ("10.1.1.1", &[(x, "203.0.113.5")], "203.0.113.5"),
            ("::ffff:10.1.1.1", &[(x, "203.0.113.5")], "203.0.113.5"),
            // What the visitor wrote itself stands before what the proxy added.
            ("10.1.1.1", &[(x, "198.51.100.1, 203.0.113.5")], "203.0.113.5"),
            ("10.1.1.1", &[(x, "198.51.100.1"), (x, "203.0.113.5")], "203.0.113.5"),
            ("10.1.1.1", &[(x, "198.51.100.1, 203.0.113.5, 10.2.2.2")], "203.0.113.5"),
            ("10.1.1.1", &[(x, "nonsense, 10.2.2.2")], "10.2.2.2"),
            ("10.1.1.1", &[(x, "203.0.113.5:4711")], "203.0.113.5"),
            (
                "10.1.1.1",
                &[(f, "for=203.0.113.5;proto=https;by=10.1.1.1")],
                "203.0.113.5",
            ),
            (
                "10.1.1.1",
                &[(f, "For=\"[2001:db8:cafe::17]:4711\"")],
                "2001:db8:cafe::17",
            ),
            ("10.1.1.1", &[(f, "for=198.51.100.1, for=_hidden")], "10.1.1.1"),
            ("10.1.1.1", &[(f, "for=unknown")], "10.1.1.1"),
            ("2001:db8:ffff::1", &[(x, "2001:db8::5")], "2001:db8::5"),
            // Both, saying the same or not.
            ("10.1.1.1", &[(x, "203.0.113.5"), (f, "for=203.0.113.5")], "203.0.113.5"),
            ("10.1.1.1", &[(x, "203.0.113.5"), (f, "for=198.51.100.1")], "10.1.1.1"),
        ] {
            assert_eq!(seen(peer, headers), expected, "{peer} {headers:?}");
        }
    }
}
