//! The number of concurrent requests, counted at the server.

use std::thread;
use std::time::Duration;

use crate::support::sandbox::Sandbox;
use crate::support::server::{Exchange, Fault, Latency, Quirks, Times, World};

/// A server that needs a while for each answer. A second of its clock passes quickly, so that no
/// limit is near.
fn slow(accounts: usize) -> Sandbox {
    let latency = Latency { least: Duration::from_millis(80), most: Duration::from_millis(160) };
    let quirks = Quirks { latency: Some(latency), ..Quirks::default() };
    Sandbox::at_speed(World { quirks, ..World::sized(accounts, 2, 0, 0, 0) }, 20.0)
}

const RUN: [&str; 6] =
    ["delivery-metrics", "--all-ad-accounts", "--via", "sync", "--days-back", "2"];

fn run(sandbox: &Sandbox, more: &[&str]) -> Vec<usize> {
    sandbox.succeed(&[&RUN[..], more].concat());
    under_way(&sandbox.server.log())
}

fn under_way(log: &[Exchange]) -> Vec<usize> {
    log.iter().map(|exchange| exchange.under_way).collect()
}

fn widest(under_way: &[usize]) -> usize {
    under_way.iter().copied().max().expect("requests")
}

#[test]
fn many_ad_accounts_are_requested_at_once_by_default() {
    let under_way = run(&slow(64), &[]);
    let (first, all) = (widest(&under_way[..4]), widest(&under_way));
    assert!(first <= 4, "{under_way:?}");
    assert!((20..=32).contains(&all), "{under_way:?}");
}

#[test]
fn a_number_fixes_the_width() {
    for (width, accounts) in [("1", 4), ("4", 16), ("10", 24)] {
        let under_way = run(&slow(accounts), &["--concurrency", width]);
        assert_eq!(widest(&under_way).to_string(), width, "{under_way:?}");
    }
    let sandbox = slow(24);
    let config = sandbox.path("config");
    std::fs::create_dir_all(&config).expect("a folder");
    let text = "[profiles.default]\nconcurrency = 7\n";
    std::fs::write(config.join("config.toml"), text).expect("writable");
    assert_eq!(widest(&run(&sandbox, &[])), 7);
    assert_eq!(widest(&run(&slow(24), &["--limit", "5"])), 1, "a limited run");
}

fn status(status: u16) -> Fault {
    Fault::Status { status, headers: Vec::new(), body: "{}".to_owned() }
}

#[test]
fn the_width_shrinks_after_trouble() {
    let calm = widest(&run(&slow(48), &[]));
    let shrinks = |fault| {
        let sandbox = slow(48);
        // Four fail, then two: one is left.
        sandbox.server.inject("/campaigns", Times::Count(7), fault);
        let under_way = run(&sandbox, &[]);
        assert!(widest(&under_way) < calm.min(20), "{calm}: {under_way:?}");
        let after = widest(&under_way[8..16]);
        assert!(after <= 4, "{under_way:?}");
    };
    // They wait for the server most of the time.
    thread::scope(|scope| {
        for fault in [status(503), status(429), Fault::Close] {
            scope.spawn(|| shrinks(fault));
        }
    });
}
