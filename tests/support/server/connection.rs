//! The server's thread: it accepts connections and puts outcomes on the wire.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Collected, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::exchange::{self, Side};
use super::outcome::Outcome;
use super::reply::Reply;
use super::state::State;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// So many bytes of a body come one by one.
const TRICKLED: usize = 30;

/// Long enough for the client to read what came before a reset, which may discard it.
const BEFORE_RESET: Duration = Duration::from_millis(20);

/// How a connection ends at once.
enum Ending {
    Close,
    Reset,
}

pub(super) fn run(
    api: std::net::TcpListener,
    downloads: std::net::TcpListener,
    state: &Arc<State>,
    mut stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    // Leaving ends the runtime and with it all hanging connections.
    runtime.block_on(async {
        let [api, downloads] = [api, downloads]
            .map(|socket| TcpListener::from_std(socket).expect("the socket does not block"));
        loop {
            let (side, accepted) = tokio::select! {
                _ = &mut stopped => return,
                accepted = api.accept() => (Side::Api, accepted),
                accepted = downloads.accept() => (Side::Downloads, accepted),
            };
            if let Ok((stream, _)) = accepted {
                tokio::spawn(serve(side, stream, Arc::clone(state)));
            }
        }
    });
}

async fn serve(side: Side, stream: TcpStream, state: Arc<State>) {
    // A client that has gone is no concern of the server.
    let _ = stream.set_nodelay(true);
    let (end, mut ended) = mpsc::unbounded_channel();
    let service = service_fn(|request: Request<Incoming>| {
        let end = end.clone();
        let state = Arc::clone(&state);
        async move {
            let (head, body) = request.into_parts();
            // A body that breaks off belongs to a client that has gone and asked for nothing.
            let Ok(body) = body.collect().await.map(Collected::to_bytes) else {
                return pending().await;
            };
            // In a task of its own: what was received is done even if nobody waits for it.
            let decided =
                tokio::spawn(async move { exchange::decide(side, &state, &head, &body).await });
            match decided.await.expect("a panic goes no further than the exchange") {
                Outcome::Whole(reply) => return Ok::<_, Infallible>(whole(reply)),
                Outcome::Cut { reply, bytes, reset } => {
                    return Ok(cut(reply, bytes, reset.then_some(end)));
                }
                Outcome::Trickle(reply, pause) => return Ok(trickled(reply, pause)),
                Outcome::Hang => {}
                Outcome::Close => drop(end.send(Ending::Close)),
                Outcome::Reset => drop(end.send(Ending::Reset)),
            }
            pending().await
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ending = tokio::select! {
        _ = &mut connection => return,
        ending = ended.recv() => ending,
    };
    let stream = connection.into_parts().io.into_inner();
    if matches!(ending, Some(Ending::Reset)) {
        let _ = stream.set_zero_linger();
    }
}

fn whole(reply: Reply) -> Response<Body> {
    let (head, body) = split(reply);
    head.map(|()| Full::new(body).map_err(|never| match never {}).boxed_unsync())
}

fn cut(reply: Reply, bytes: usize, reset: Option<mpsc::UnboundedSender<Ending>>) -> Response<Body> {
    let (mut head, body) = split(reply);
    head.headers_mut().insert(CONTENT_LENGTH, body.len().into());
    let bytes = bytes.min(body.len());
    let part = stream::iter([Ok(Frame::data(body.slice(..bytes)))]);
    let failure = stream::once(async move {
        // hyper writes out what it has when the body makes it wait.
        tokio::task::yield_now().await;
        if let Some(end) = reset {
            sleep(BEFORE_RESET).await;
            drop(end.send(Ending::Reset));
            pending::<()>().await;
        }
        Err(io::Error::other("cut by order"))
    });
    head.map(|()| StreamBody::new(part.chain(failure)).boxed_unsync())
}

fn trickled(reply: Reply, pause: Duration) -> Response<Body> {
    let (mut head, mut rest) = split(reply);
    head.headers_mut().insert(CONTENT_LENGTH, rest.len().into());
    let first = rest.split_to(rest.len().min(TRICKLED));
    let bytes = (0..first.len()).map(move |at| first.slice(at..=at));
    let body = stream::iter(bytes.chain([rest])).then(move |bytes| async move {
        sleep(pause).await;
        Ok(Frame::data(bytes))
    });
    head.map(|()| StreamBody::new(body).boxed_unsync())
}

fn split(reply: Reply) -> (Response<()>, Bytes) {
    let mut head = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        head = head.header(name, value);
    }
    (head.body(()).expect("status and headers are valid"), Bytes::from(reply.body))
}
