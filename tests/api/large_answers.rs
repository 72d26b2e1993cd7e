//! Responses longer than any real one: the memory is bounded, and the error names the request.

use std::io::Write;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::{Fault, Reply, Times, World};

/// Seconds that pass outside, and bytes: a run that needs more of them is broken.
const LIMITS: [&str; 5] = ["timeout", "--signal=KILL", "120", "prlimit", "--as=1073741824"];

const RUN: [&str; 3] = ["delivery-metrics", "--days-back=2", "--columns=CAMPAIGN_ID,CTR"];
const REPORT: [&str; 4] = ["delivery-metrics", "--days-back=30", "--via", "async"];
const FILE: &str = "metrics_report.txt";

/// Bytes that are packed once.
const PART: usize = 16 * 1024 * 1024;

pub(crate) fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("a vector takes all bytes");
    encoder.finish().expect("a vector takes all bytes")
}

/// Gigabytes of one byte after a text, without the end that nobody should wait for.
fn bomb(beginning: &str, rest: u8) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(beginning.as_bytes()).expect("a vector takes all bytes");
    encoder.flush().expect("a vector takes all bytes");
    let before = encoder.get_ref().len();
    encoder.write_all(&vec![rest; PART]).expect("a vector takes all bytes");
    encoder.flush().expect("a vector takes all bytes");
    let packed = encoder.get_ref();
    // What was flushed ends with a whole byte, and the next block may be the same.
    [packed.as_slice(), &packed[before..].repeat(127)].concat()
}

/// White space is the beginning of any JSON.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| bomb("", b' '));

/// An answer whose packed body is this one.
pub(crate) fn answer(status: u16, body: Vec<u8>) -> Fault {
    Fault::Altered(Arc::new(move |_| {
        let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
        let headers = headers.map(|(name, value)| (name, value.to_owned())).into();
        Reply { status, headers, body: body.clone() }
    }))
}

fn limited(command: &Command) -> Outcome {
    Outcome::run(&mut by_way_of(&LIMITS, command))
}

#[test]
fn a_response_beyond_the_limit_ends_the_run() {
    if !has_program("prlimit") {
        return;
    }
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let account = &sandbox.server.world().accounts[0].id;
    let request = format!("GET /v5/ad_accounts/{account}/campaigns");
    let mut asked = 0;
    for (status, most) in [(200, "64 MiB"), (403, "1 MiB"), (500, "1 MiB")] {
        sandbox.server.inject("/campaigns", Times::Always, answer(status, BOMB.clone()));
        let Outcome { code, stderr, .. } = limited(&sandbox.command(&RUN));
        assert_eq!(code, Some(5), "{status}: {stderr}");
        let message = format!("the response is longer than {most} (HTTP {status})\n  {request}\n");
        assert!(stderr.contains(&message), "{stderr}");
        asked += 1;
        assert_eq!(sandbox.server.count("/campaigns"), asked, "once is enough");
        sandbox.server.forget_faults();
    }
}

#[test]
fn a_token_response_beyond_the_limit_does_so_too() {
    if !has_program("prlimit") {
        return;
    }
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    sandbox.server.expire_access_tokens();
    for (status, most) in [(200, "64 MiB"), (400, "1 MiB")] {
        sandbox.server.inject("/oauth/token", Times::Always, answer(status, BOMB.clone()));
        let Outcome { code, stderr, .. } = limited(&sandbox.unattended(&["users"]));
        assert_eq!(code, Some(5), "{status}: {stderr}");
        let message = format!("longer than {most} (HTTP {status})\n  POST /v5/oauth/token\n");
        assert!(stderr.contains(&message), "{stderr}");
        sandbox.server.forget_faults();
    }
}

#[test]
fn headers_beyond_the_limit_are_no_answer() {
    if !has_program("prlimit") {
        return;
    }
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    for (count, length) in [(1, 1_000_000), (1000, 10)] {
        let fault = Fault::Altered(Arc::new(move |mut reply: Reply| {
            reply.headers.extend((0..count).map(|_| ("x-filler", "x".repeat(length))));
            reply
        }));
        sandbox.server.inject("/campaigns", Times::Always, fault);
        let Outcome { code, stderr, .. } = limited(&sandbox.command(&RUN));
        assert_eq!(code, Some(5), "{count}: {stderr}");
        assert!(stderr.contains("/campaigns\n"), "{stderr}");
        sandbox.server.forget_faults();
    }
}

#[test]
fn a_file_of_one_endless_row_is_no_report() {
    if !has_program("prlimit") {
        return;
    }
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    for (beginning, rest) in [("", b'['), (r#"{"1":[{"A":""#, b'x')] {
        // Packed once more, a few bytes of it are gigabytes.
        let file = packed(&bomb(beginning, rest));
        sandbox.server.inject(FILE, Times::Always, answer(200, file));
        let Outcome { code, stderr, .. } = limited(&sandbox.command(&REPORT));
        assert_eq!(code, Some(5), "{beginning}: {stderr}");
        assert!(stderr.contains("the download of the report failed"), "{stderr}");
        sandbox.server.forget_faults();
    }
}
