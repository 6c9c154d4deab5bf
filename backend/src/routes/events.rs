//! `GET /api/v1/events`: a stream that says "there is something new" and nothing else; the data is pulled.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use shared::sync::Cursor;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_stream::Stream;
use tokio_stream::wrappers::WatchStream;

use super::parameters::NoParameters;
use crate::app::App;
use crate::error::Problem;
use crate::headers::CacheRule;

/// Milliseconds after which a browser comes back.
const RETRY: &str = "retry: 3000\n";
const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// Opens a stream of cursors: the current one at once, then each new one.
///
/// # Errors
/// 503 when too many are open; the client polls instead.
pub async fn get(State(app): State<Arc<App>>, _none: NoParameters) -> Result<Response<Body>, Problem> {
    let place = Place::take(&app)
        .ok_or_else(|| Problem::unavailable("too-many-streams", "too many event streams are open", 60))?;
    let mut comments = interval(app.options.event_comment);
    comments.set_missed_tick_behavior(MissedTickBehavior::Delay);
    comments.reset();
    let events = Events {
        cursors: WatchStream::new(app.announced()),
        stop: WatchStream::new(app.stop()),
        comments,
        greeted: false,
        ended: false,
        place,
    };
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, CacheRule::Stream.value());
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// One of the streams that may be open at once.
struct Place {
    app: Arc<App>,
    number: usize,
}

impl Place {
    fn take(app: &Arc<App>) -> Option<Self> {
        let number = app.metrics.event_streams.fetch_add(1, Ordering::Relaxed);
        // Given back when it is dropped, also where there was no room.
        let place = Self {
            app: Arc::clone(app),
            number,
        };
        (number < app.options.event_streams).then_some(place)
    }

    /// Milliseconds after which this reader comes back once the server has ended: each at another time, so that
    /// thousands do not come at once to a server that has just begun.
    const fn return_ms(&self) -> usize {
        const SOONEST: usize = 1_000;
        const SPREAD: usize = 9_000;
        // A prime, so that readers who came one after the other come back far apart.
        SOONEST + self.number * 7_919 % SPREAD
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.app.metrics.event_streams.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Events {
    cursors: WatchStream<Cursor>,
    stop: WatchStream<bool>,
    comments: Interval,
    greeted: bool,
    ended: bool,
    place: Place,
}

impl Stream for Events {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        while let Poll::Ready(stop) = Pin::new(&mut self.stop).poll_next(context) {
            if stop != Some(false) {
                self.ended = true;
                let farewell = format!("retry: {}\n\n", self.place.return_ms());
                return Poll::Ready(Some(Ok(farewell.into())));
            }
        }
        if let Poll::Ready(cursor) = Pin::new(&mut self.cursors).poll_next(context) {
            let Some(cursor) = cursor else { return Poll::Ready(None) };
            let retry = if self.greeted { "" } else { RETRY };
            self.greeted = true;
            self.comments.reset();
            let Cursor { epoch, seq } = cursor;
            let event = format!("{retry}id: {epoch}:{seq}\ndata: {epoch}:{seq}\n\n");
            return Poll::Ready(Some(Ok(event.into())));
        }
        ready!(self.comments.poll_tick(context));
        Poll::Ready(Some(Ok(COMMENT)))
    }
}
