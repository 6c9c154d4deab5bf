//! What a request's head must be before anybody reads more of it.

use std::net::IpAddr;

use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Request, StatusCode, Version};

use crate::app::RequestLimits;
use crate::error::Problem;

/// The longest name of a machine (RFC 1035), with a port behind it.
const LONGEST_HOST: usize = 253 + 6;

/// Checks sizes, `Host` and the framing of the body.
///
/// # Errors
/// 414, 431 and 400.
pub(super) fn check<B>(request: &Request<B>, limits: &RequestLimits) -> Result<(), Problem> {
    check_size(request, limits)?;
    check_host(request)?;
    check_framing(request.headers())
}

fn check_size<B>(request: &Request<B>, limits: &RequestLimits) -> Result<(), Problem> {
    let uri = request.uri();
    let url = uri.path_and_query().map_or(0, |whole| whole.as_str().len());
    if url > limits.url {
        let detail = format!("the address has {url} bytes; {} are taken", limits.url);
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "address-too-long", detail));
    }
    let headers = request.headers();
    // Names and values, with the four bytes of ": " and the line's end.
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if headers.len() > limits.fields || bytes > limits.head {
        let detail = format!(
            "the head has {} fields and {bytes} bytes; {} and {} are taken",
            headers.len(),
            limits.fields,
            limits.head
        );
        return Err(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head-too-large",
            detail,
        ));
    }
    Ok(())
}

/// One `Host`, as RFC 9112 §3.2 wants it; HTTP/1.0 may have none.
fn check_host<B>(request: &Request<B>) -> Result<(), Problem> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let bad = |detail: &'static str| Err(Problem::bad_request("bad-host", "host", detail));
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => bad("there are two Host headers"),
        (None, _) if request.version() >= Version::HTTP_11 => bad("the Host header is missing"),
        (None, _) => Ok(()),
        (Some(host), None) if is_host(host.as_bytes()) => Ok(()),
        (Some(_), None) => bad("the Host header names no machine"),
    }
}

/// Letters, digits and what stands between them in names, addresses and ports.
fn is_host(host: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte);
    !host.is_empty() && host.len() <= LONGEST_HOST && host.iter().all(plain)
}

/// A body comes whole or in chunks, once. Whatever stands in front of this server must not understand the end of a
/// body in another way.
fn check_framing(headers: &HeaderMap) -> Result<(), Problem> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(()),
        (Some(coding), None) if coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") => Ok(()),
        _ => {
            let detail = "a body comes with a Content-Length or with one Transfer-Encoding: chunked";
            Err(Problem::bad_request("bad-transfer-coding", "transfer-encoding", detail))
        }
    }
}

/// Checks that a request to the operator's routes was meant for this machine: a page in a browser can be made to ask
/// 127.0.0.1, but under the name that it came from.
///
/// # Errors
/// 421 for a foreign name.
pub(super) fn check_own_host(headers: &HeaderMap) -> Result<(), Problem> {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let own = name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    match own {
        true => Ok(()),
        false => Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "foreign-host",
            "the operator's routes answer to localhost and this machine's own addresses",
        )
        .about("host")),
    }
}
