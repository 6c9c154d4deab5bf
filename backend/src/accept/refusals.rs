//! hyper answers a head that it cannot read by itself, with a bare status line. This completes such an answer on its
//! way out, so that nobody gets one without the headers and the problem that every other refusal has.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Writes the whole answer for a status that hyper refuses with.
pub type Refusal = Arc<dyn Fn(u16) -> Vec<u8> + Send + Sync>;

/// A bare refusal is a status line, a length of zero and a date.
const LONGEST_BARE: usize = 160;

/// A connection whose bare refusals are completed.
pub(super) struct Completing<T> {
    stream: T,
    refusal: Refusal,
    whole: Option<Whole>,
}

/// What is written instead of bytes that hyper gave.
struct Whole {
    bytes: Vec<u8>,
    written: usize,
    instead_of: usize,
}

impl<T> Completing<T> {
    pub(super) const fn new(stream: T, refusal: Refusal) -> Self {
        Self {
            stream,
            refusal,
            whole: None,
        }
    }
}

impl<T: AsyncWrite + Unpin> Completing<T> {
    /// Writes the whole refusal where these bytes are a bare one; `None` where they are anything else.
    fn poll_refusal(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Option<Poll<io::Result<usize>>> {
        if self.whole.is_none() {
            self.whole = Some(Whole {
                bytes: (self.refusal)(bare_status(bytes)?),
                written: 0,
                instead_of: bytes.len(),
            });
        }
        let whole = self.whole.as_mut()?;
        while whole.written < whole.bytes.len() {
            match Pin::new(&mut self.stream).poll_write(context, &whole.bytes[whole.written..]) {
                Poll::Pending => return Some(Poll::Pending),
                Poll::Ready(Ok(0)) => return Some(Poll::Ready(Ok(0))),
                Poll::Ready(Ok(more)) => whole.written += more,
                Poll::Ready(Err(error)) => return Some(Poll::Ready(Err(error))),
            }
        }
        let instead_of = whole.instead_of;
        self.whole = None;
        Some(Poll::Ready(Ok(instead_of)))
    }
}

/// The status of a bare refusal. Every answer of a route carries far more headers.
fn bare_status(bytes: &[u8]) -> Option<u16> {
    if bytes.len() > LONGEST_BARE || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let (version, rest) = lines.next()?.split_once(' ')?;
    let status: u16 = rest.get(..3)?.parse().ok()?;
    let bare = |line: &str| {
        let name = line.split(':').next().unwrap_or_default();
        ["connection", "content-length", "date"].contains(&name)
    };
    let refuses = matches!(version, "HTTP/1.1" | "HTTP/1.0") && (400..500).contains(&status);
    (refuses && head.contains("\r\ncontent-length: 0") && lines.all(bare)).then_some(status)
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Completing<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.poll_refusal(context, bytes) {
            Some(written) => written,
            None => Pin::new(&mut self.stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let refused = match slices {
            [only] => self.poll_refusal(context, only),
            _ => None,
        };
        match refused {
            Some(written) => written,
            None => Pin::new(&mut self.stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Completing<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::bare_status;

    #[test]
    fn only_a_bare_refusal_is_completed() {
        for (bytes, status) in [
            (
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Mon, 30 Nov 2026 02:00:00 GMT\r\n\r\n",
                Some(400),
            ),
            (
                "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
                Some(431),
            ),
            ("HTTP/1.0 414 URI Too Long\r\ncontent-length: 0\r\n\r\n", Some(414)),
            ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", None),
            (
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nallow: GET\r\n\r\n",
                None,
            ),
            ("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}", None),
            ("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n", None),
            ("data: HTTP/1.1 400\r\n\r\n", None),
            ("", None),
        ] {
            assert_eq!(bare_status(bytes.as_bytes()), status, "{bytes}");
        }
    }
}
