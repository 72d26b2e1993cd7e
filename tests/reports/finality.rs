//! Days whose metrics may still change.

use crate::support::sandbox::Sandbox;
use crate::support::server::{Fault, Times, World};

/// The server counts conversions for three days more; today is 2026-03-10.
const RUN: [&str; 3] = ["delivery-metrics", "--start-date", "2026-03-04"];

fn sandbox() -> Sandbox {
    Sandbox::new(World::sized(1, 2, 0, 0, 0))
}

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&RUN[..], more].concat()
}

#[test]
fn unready_days_are_refused_if_asked_to() {
    let sandbox = sandbox();
    let run = with(&["--require-final", "-o", "out.csv"]);
    let stderr = sandbox.fail(5, &run);
    assert!(
        stderr.contains("pinads: metrics of these days may still change: 2026-03-08, 2026-03-09\n"),
        "{stderr}"
    );
    assert!(
        stderr.ends_with(
            "hint: run the same command on a later day, use `--end-date 2026-03-07`, or use \
             `--note-unready`\n"
        ),
        "{stderr}"
    );
    assert_eq!(sandbox.files("."), Vec::<String>::new());
    assert_eq!(sandbox.server.count("/campaigns"), 0, "no data is asked for");
    assert_eq!(sandbox.server.count("/metrics_ready_state"), 6, "one for each day");
    sandbox.succeed(&with(&["--end-date", "2026-03-07", "--require-final"]));
}

#[test]
fn they_are_named_if_asked_to() {
    let sandbox = sandbox();
    let undisturbed = sandbox.run(&RUN);
    let noted = sandbox.run(&with(&["--note-unready"]));
    assert_eq!((noted.code, noted.stdout), (Some(0), undisturbed.stdout));
    assert!(
        noted
            .stderr
            .starts_with("note: metrics of these days may still change: 2026-03-08, 2026-03-09\n"),
        "{}",
        noted.stderr
    );
    assert!(!undisturbed.stderr.contains("may still change"), "{}", undisturbed.stderr);
}

#[test]
fn what_the_api_does_not_say_is_not_final() {
    let sandbox = sandbox();
    let body = br#"{"non_conversion_metrics_ready": true}"#.to_vec();
    let answer = Fault::Garbage { content_type: "application/json", body };
    sandbox.server.inject("/metrics_ready_state", Times::Once, answer);
    let run = ["delivery-metrics", "--date", "2026-03-04", "--require-final"];
    let stderr = sandbox.fail(5, &run);
    assert!(stderr.contains("may still change: 2026-03-04"), "{stderr}");
}

#[test]
fn the_answer_of_an_earlier_run_is_not_used() {
    let sandbox = sandbox();
    let run = with(&["--require-final", "--resume"]);
    sandbox.fail(5, &run);
    sandbox.fail(5, &run);
    assert_eq!(sandbox.server.count("/metrics_ready_state"), 12);
}

#[test]
fn a_plan_counts_the_questions() {
    let plan = sandbox().succeed(&with(&["--require-final", "--dry-run"]));
    assert!(plan.contains("requests to check which days are final: 6\n"), "{plan}");
}
