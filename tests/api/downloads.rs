//! Downloads of asynchronous reports that go wrong: every row comes, or an error names the cause.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::server::{Fault, Quirks, ReportEnd, Times, World};

const RUN: [&str; 6] = ["delivery-metrics", "--via", "async", "--days-back", "30", "-v"];
const POLL: &str = "GET /reports";
const FILE: &str = "metrics_report.txt";

fn world() -> World {
    World { report_takes: |_| 0, ..World::sized(1, 4, 0, 0, 0) }
}

/// The attempts take little time, and a link lives for a second.
const SPEED: f64 = 300.0;

fn sandbox() -> Sandbox {
    Sandbox::at_speed(world(), SPEED)
}

/// The true body with a change.
fn altered(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Fault {
    Fault::Altered(Arc::new(move |mut reply| {
        let mut body = serde_json::from_slice(&reply.body).expect("JSON");
        change(&mut body);
        reply.body = body.to_string().into_bytes();
        reply
    }))
}

/// The report without its last entity.
fn shorter() -> Fault {
    Fault::Altered(Arc::new(|mut reply| {
        if reply.status != 200 {
            return reply;
        }
        let text = String::from_utf8(reply.body).expect("UTF-8");
        let (others, _) = text.rsplit_once("],\"").expect("two entities");
        reply.body = format!("{others}]}}").into_bytes();
        reply
    }))
}

/// The answer to the order's state, without the size of the file.
fn no_size() -> Fault {
    altered(|body| body["size"] = Value::Null)
}

/// The output of a run that succeeds, and the length of its file.
fn undisturbed(sandbox: &Sandbox) -> (String, usize) {
    let length = Arc::new(AtomicUsize::new(0));
    let found = Arc::clone(&length);
    let measured = Fault::Altered(Arc::new(move |reply| {
        found.store(reply.body.len(), Ordering::Relaxed);
        reply
    }));
    sandbox.server.inject(FILE, Times::Once, measured);
    let whole = sandbox.succeed(&RUN);
    (whole, length.load(Ordering::Relaxed))
}

/// The error that ends a run, which names the report and leaves no file.
fn error(sandbox: &Sandbox) -> String {
    let stderr = sandbox.fail(5, &[&RUN[..], &["-o", "x.csv"]].concat());
    let account = &sandbox.server.world().accounts[0].id;
    let request = format!("\n  GET /v5/ad_accounts/{account}/reports\n");
    assert!(stderr.contains(&request), "{stderr}");
    assert_eq!(sandbox.files("."), Vec::<String>::new());
    stderr
}

#[test]
fn a_report_that_has_fewer_rows_when_it_is_downloaded_again_is_an_error() {
    let sandbox = sandbox();
    let (whole, length) = undisturbed(&sandbox);
    sandbox.server.inject(POLL, Times::Always, no_size());
    let almost_all = length - 10;
    sandbox.server.inject(FILE, Times::Once, Fault::Truncate(almost_all));
    sandbox.server.inject(FILE, Times::Once, shorter());
    assert_eq!(sandbox.succeed(&RUN), whole, "a third attempt is complete");
    sandbox.server.inject(FILE, Times::Once, Fault::Truncate(almost_all));
    sandbox.server.inject(FILE, Times::Always, shorter());
    let stderr = error(&sandbox);
    assert!(stderr.contains("fewer rows than before"), "{stderr}");
}

#[test]
fn a_file_that_is_shorter_than_its_size_is_a_failed_attempt() {
    let sandbox = sandbox();
    let (whole, length) = undisturbed(&sandbox);
    sandbox.server.inject(FILE, Times::Count(2), shorter());
    assert_eq!(sandbox.succeed(&RUN), whole);
    sandbox.server.inject(FILE, Times::Always, shorter());
    let stderr = error(&sandbox);
    assert!(stderr.contains(&format!(" of {length} bytes")), "{stderr}");
}

#[test]
fn a_file_that_changes_during_its_download_is_an_error() {
    let sandbox = sandbox();
    let (_, length) = undisturbed(&sandbox);
    let changed = Fault::Altered(Arc::new(|mut reply| {
        let text = String::from_utf8(reply.body).expect("UTF-8");
        assert!(text.contains("Campaign"), "a name in the first row");
        reply.body = text.replacen("Campaign", "campaign", 1).into_bytes();
        reply
    }));
    sandbox.server.inject(FILE, Times::Once, Fault::CutAt(length / 2));
    sandbox.server.inject(FILE, Times::Always, changed);
    let stderr = error(&sandbox);
    assert!(stderr.contains("the report changed during the download"), "{stderr}");
}

#[test]
fn the_size_of_a_packed_file_may_be_that_of_its_content_or_its_own() {
    let quirks = Quirks { packed_files: true, ..Quirks::default() };
    let sandbox = Sandbox::at_speed(World { quirks, ..world() }, SPEED);
    let whole = sandbox.succeed(&RUN);
    for size in [json!(700), json!(null), json!("many"), json!(-1), json!(0.5)] {
        sandbox.server.inject(POLL, Times::Once, altered(move |body| body["size"] = size.clone()));
        assert_eq!(sandbox.succeed(&RUN), whole);
    }
    sandbox.server.inject(POLL, Times::Always, altered(|body| body["size"] = 1e6.into()));
    assert!(error(&sandbox).contains(" of 1000000 bytes"));
}

#[test]
fn a_download_that_fails_for_good_names_its_cause_and_the_report() {
    let status = |status| Fault::Status { status, headers: vec![], body: "<Error/>".into() };
    let file = |text: &str| Fault::Garbage { content_type: "text/plain", body: text.into() };
    let long = format!("{{\"1\":[{{\"A\":\"{}\"}}]}}", "long ".repeat(300_000));
    for (fault, cause) in [
        (status(403), "the download host responded with HTTP 403"),
        (status(503), "the download host responded with HTTP 503"),
        (file("<html></html>"), "the file is not a JSON report"),
        (file(&long), "the file has a row of more than 1 MiB"),
        (Fault::Truncate(1000), "the file is truncated"),
        (Fault::Close, "connection closed"),
    ] {
        let sandbox = sandbox();
        sandbox.server.inject(FILE, Times::Always, fault);
        let stderr = error(&sandbox);
        assert!(stderr.contains("the download of the report failed in 6 attempts: "), "{stderr}");
        assert!(stderr.contains(cause), "{cause}: {stderr}");
    }
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let closed = format!("http://{}/", port.expect("a port"));
    for (secure, cause) in [(true, "TLS: "), (false, "Connection refused")] {
        let (sandbox, closed) = (sandbox(), closed.clone());
        let moved = altered(move |body| {
            let address = body["url"].as_str().expect("a link");
            let secured = address.replacen("http:", "https:", 1);
            body["url"] = if secure { secured } else { closed.clone() }.into();
        });
        sandbox.server.inject(POLL, Times::Always, moved);
        let stderr = error(&sandbox);
        assert!(stderr.contains(cause), "{cause}: {stderr}");
    }
}

#[test]
fn a_report_that_is_not_made_is_named() {
    let sandbox = sandbox();
    sandbox.server.end_reports(Times::Always, ReportEnd::Failed);
    assert!(error(&sandbox).contains("did not create the report: FAILED"));

    let sandbox = self::sandbox();
    sandbox.server.inject(POLL, Times::Always, altered(|body| body["url"] = Value::Null));
    assert!(error(&sandbox).contains("provided no link"));

    let sandbox = self::sandbox();
    let unsafe_link = altered(|body| body["url"] = "http://example.com/".into());
    sandbox.server.inject(POLL, Times::Always, unsafe_link);
    assert!(error(&sandbox).contains("an unsafe download address"));

    let sandbox = Sandbox::hasty(world());
    let slow = altered(|body| body["report_status"] = "IN_PROGRESS".into());
    sandbox.server.inject(POLL, Times::Always, slow);
    assert!(error(&sandbox).contains("within `--max-wait`"));
}
