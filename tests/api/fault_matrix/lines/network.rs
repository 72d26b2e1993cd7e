//! What the network does to a request or an answer.

use std::time::Duration;

use tokio::net::TcpSocket;

use super::{HARMLESS, NONE, PASSES, both};
use crate::api::fault_matrix::line::{Line, Scene};
use crate::support::server::Fault;

/// Long enough for any answer that is under way, and short where none is to be had.
const TIMEOUTS: [&str; 2] = ["1s", "100ms"];

pub(super) fn lines() -> Vec<Line> {
    let within = |timeouts| Scene { timeouts: Some(timeouts), ..Scene::default() };
    let late = "no data arrived within `--timeout`";
    vec![
        refused(),
        Line::new("closed before the head", PASSES, "connection closed", Fault::Close),
        Line::new("reset before the head", PASSES, "onnection reset", Fault::Reset),
        Line::new("closed in the body", PASSES, "end of file", Fault::CutBody { reset: false }),
        Line::new("reset in the body", PASSES, "onnection reset", Fault::CutBody { reset: true }),
        Line::new("no answer", PASSES, late, Fault::Hang).within(within(TIMEOUTS)),
        // In all it takes longer than the limit, which is for each byte.
        Line::new("a byte now and then", HARMLESS, "", Fault::Trickle(Duration::from_millis(40)))
            .within(Scene { is_small: true, ..within(["1s"; 2]) }),
        // Not what the limit says, but nothing is lost: what counts is the unpacked answer, and the
        // first bytes give nothing of it yet.
        Line::new("the same, packed", PASSES, late, Fault::Trickle(Duration::from_millis(40)))
            .within(within(TIMEOUTS)),
        Line::new("a byte too late", PASSES, late, Fault::Trickle(Duration::from_secs(60)))
            .within(within(TIMEOUTS)),
    ]
}

/// Nobody listens on a port that is taken.
fn refused() -> Line {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let api_url = format!("http://{}/v5", socket.local_addr().expect("it is bound"));
    // It stays taken until the tests end.
    std::mem::forget(socket);
    let cells = both(NONE, "exit 5, no file");
    Line::new("connection refused", cells, "in 6 attempts: Connection refused", Fault::Hang)
        .within(Scene { api_url: Some(api_url), ..Scene::default() })
}
