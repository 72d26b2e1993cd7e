//! The official description of the API, as Stoplight Prism reads it, between pinads and the server
//! that the other tests trust: neither of them may say what it does not allow.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

mod conformance {
    pub(crate) mod case;
    pub(crate) mod delivery_metrics;
    pub(crate) mod description;
    mod extract;
    mod grants;
    mod known;
    mod organic;
    pub(crate) mod prism;
    mod requests;
    mod types;
}
#[allow(dead_code, reason = "the other tests and the demo use more of it")]
mod support;

use chrono::TimeDelta;
use conformance::case::Case;
use conformance::delivery_metrics;
use conformance::description::{Description, identity_first};
use conformance::prism::Prism;
use support::sandbox::{Outcome, Sandbox};
use support::server::{Exchange, Fault, Times, World};

/// Runs against Prism's mock, which answers with the examples of the description, each with the path
/// that it requests and what it prints. A report adds its own.
const MOCKED: &[(&str, &str, &str)] = &[(
    "/ad_accounts/{ad_account_id}/campaigns/analytics",
    "delivery-metrics --ad-account 549755885175 --campaign 626735565838 \
     --columns SPEND_IN_DOLLAR,TOTAL_CLICKTHROUGH --days-back 7",
    "AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,SPEND_IN_DOLLAR,TOTAL_CLICKTHROUGH\n\
     549755885175,547602124502,2021-04-01,30,216\n",
)];

/// Fast enough that the limits of an hour and the retries of an answer refused by Prism cost little
/// time, slow enough that the day does not end before the last case.
const SPEED: f64 = 240.0;

/// Runs at once: Prism checks the answers of one while others start.
const RUNS: usize = 3;

/// A check of what a run writes.
type Check<'a> = Box<dyn Fn(&str) + Send + Sync + 'a>;

#[test]
fn prism_objects_to_neither_side() {
    let sandbox = Sandbox::at_speed(World::sample(), SPEED);
    // It is one o'clock, and most of the day is left.
    sandbox.pass(TimeDelta::hours(-11));
    let Some(mut prism) = Prism::proxy(&sandbox.server.url()) else { return };
    let mut runs: Vec<(String, Check)> = Vec::new();
    for case in delivery_metrics::cases(sandbox.server.world()) {
        runs.push((case.arguments.clone(), Box::new(move |csv| case.check(csv))));
    }
    for case in support::cases::all(&sandbox.server) {
        let arguments = case.arguments.clone();
        let check = move |csv: &str| {
            let header = support::sandbox::cells(csv).remove(0);
            let table = [vec![header.clone()], (case.rows)(&header)].concat();
            Case { arguments: case.arguments.clone(), table }.check(csv);
        };
        runs.push((arguments, Box::new(check)));
    }
    let no_check = |arguments| (arguments, Box::new(|_: &str| {}) as Check);
    runs.extend(unchecked(&sandbox).into_iter().map(no_check));
    let next = AtomicUsize::new(0);
    let run_all = || {
        let mut requests = 0;
        while let Some((arguments, check)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (csv, sent) = watched(&sandbox, &prism, arguments);
            check(&csv);
            requests += sent;
        }
        requests
    };
    let requests: usize = thread::scope(|scope| {
        let all: Vec<_> = (0..RUNS).map(|_| scope.spawn(run_all)).collect();
        all.into_iter().map(|it| it.join().expect("no objection")).sum()
    });
    let log = sandbox.server.log();
    assert_eq!(requests, log.len(), "all requests come to the server");
    // Somebody else's Pin may not be read; the description says so too.
    let is_expected = |exchange: &Exchange| {
        matches!(exchange.status, 200 | 201)
            || (exchange.path.contains("/pins/") && exchange.status < 500)
    };
    let unexpected: Vec<_> = log.iter().filter(|exchange| !is_expected(exchange)).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    sign_in_through(&prism, &sandbox);
    prism_objects_to_either_side_when_it_should(&sandbox, &mut prism);
}

/// Tokens of the app itself, and a refresh token that is exchanged for a new one.
fn sign_in_through(prism: &Prism, sandbox: &Sandbox) {
    let refresh_token = sandbox.server.issue(&["user_accounts:read"]).refresh_token;
    let mut login =
        sandbox.signed_out(&["auth", "login", "--client-credentials", "--store", "file"]);
    let mut users = sandbox.signed_out(&["users"]);
    users.env("PINADS_REFRESH_TOKEN", refresh_token);
    for command in [&mut login, &mut users] {
        let outcome = Outcome::run(command.env("PINADS_API_URL", prism.url()));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert_eq!(prism.objections(), "", "{}", outcome.stderr);
    }
    assert_eq!(sandbox.server.count("/oauth/token"), 2);
}

/// What a run writes that neither Prism nor the server may object to, and its number of requests.
fn watched(sandbox: &Sandbox, prism: &Prism, arguments: &str) -> (String, usize) {
    let run = run(sandbox, prism, arguments);
    let context = || format!("{arguments}\n{}\n{}", run.stderr, prism.objections());
    assert_eq!(run.code, Some(0), "{}", context());
    assert_eq!(prism.objections(), "", "{}", context());
    let summary: Option<serde_json::Value> =
        run.stderr.lines().last().and_then(|line| serde_json::from_str(line).ok());
    let requests = summary.and_then(|summary| summary["requests"].as_u64()).unwrap_or_default();
    assert!(requests > 0, "nothing is requested: {}", context());
    (run.stdout, usize::try_from(requests).expect("few"))
}

/// Runs whose rows other tests compare; here it matters what is requested and answered.
fn unchecked(sandbox: &Sandbox) -> Vec<String> {
    let site = "lichtundlaub.example";
    let account = &sandbox.server.world().accounts[0].id;
    let mut runs = Vec::new();
    for level in ["ad-account", "campaign", "ad-group", "ad"] {
        for way in ["sync", "async"] {
            runs.push(format!(
                "targeting-metrics --all-ad-accounts --object-type {level} --via {way} --date 3d \
                 --attribution-type individual,household --columns SPEND_IN_DOLLAR,CTR"
            ));
        }
    }
    runs.extend([
        "targeting-metrics --all-ad-accounts --object-type product-item --targeting-type \
         media-type,gender --date 3d --columns SPEND_IN_DOLLAR"
            .to_owned(),
        "targeting-metrics --all-ad-accounts --targeting-names --date 3d".to_owned(),
        "delivery-metrics --all-ad-accounts --via async --columns all --date 3d".to_owned(),
        "delivery-metrics --all-ad-accounts --date yesterday --note-unready".to_owned(),
        "delivery-metrics --all-ad-accounts --start-date 200d --object-type ad".to_owned(),
        "delivery-metrics --all-ad-accounts --days-back 9 --via async --entity-status archived \
         --click-window-days 7 --granularity total"
            .to_owned(),
        support::cases::of_a_template(&sandbox.server),
        format!("most-clicked-pins --domain {site}"),
        format!("most-clicked-pins --domain {site} --sort-by pin-click"),
        format!("most-repinned-pins --domain {site} --deep --keep-unmatched"),
        format!("most-clicked-pins --domain {site} --scope own --subdomains"),
        format!("most-repinned-pins --domain {site} --scope own"),
        format!("most-clicked-pins --domain {site} --scope ads --ad-account {account}"),
        format!("most-repinned-pins --domain {site} --scope ads --all-ad-accounts"),
        "board-details --board 日本の庭".to_owned(),
        "get /user_account".to_owned(),
        "get pins -q page_size=20 --columns id".to_owned(),
    ]);
    runs
}

/// The proof that the silence above means something.
fn prism_objects_to_either_side_when_it_should(sandbox: &Sandbox, prism: &mut Prism) {
    let asked = |columns| {
        let account = &sandbox.server.world().accounts[0];
        let (id, campaign) = (&account.id, &account.campaigns[0].id);
        format!("delivery-metrics --ad-account {id} --campaign {campaign} --columns {columns}")
    };

    let before = sandbox.server.log().len();
    let refused = run(sandbox, prism, &asked("NOVEL --unknown-columns send"));
    assert_eq!(refused.code, Some(4), "{}", refused.stderr);
    assert!(refused.stderr.contains("HTTP 422"), "Prism's own status: {}", refused.stderr);
    assert_eq!(sandbox.server.log().len(), before, "the request ends at Prism");
    prism.wait_for_objection("UNPROCESSABLE_ENTITY");

    // An id is text in the description.
    let fault = Fault::Garbage {
        content_type: "application/json",
        body: br#"[{"CAMPAIGN_ID":626735565838,"DATE":"2026-03-09","CTR":1}]"#.to_vec(),
    };
    sandbox.server.inject("/campaigns/analytics", Times::Always, fault);
    let refused = run(sandbox, prism, &asked("CTR"));
    assert_eq!(refused.code, Some(5), "{}", refused.stderr);
    assert!(refused.stderr.contains("HTTP 500"), "Prism's own status: {}", refused.stderr);
    let answered = sandbox.server.log().split_off(before);
    assert!(!answered.is_empty() && answered.iter().all(|exchange| exchange.status == 200));
    prism.wait_for_objection("VIOLATIONS");
}

/// The columns of Pins are those of all kinds of media; labels and eligible events may lie a level
/// deeper.
const OTHERWISE: &[&str] = &["labels", "ocpm-eligible-events", "pins"];

#[test]
fn the_object_types_are_those_of_the_description() {
    let Some(official) = Description::read() else { return };
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let described = sandbox.succeed(&["reports", "object-information"]);
    let mut lines = described.lines();
    let mut compared = 0;
    while let Some(line) = lines.next() {
        let Some((name, rest)) = line.trim().split_once(" (GET ") else { continue };
        let (path, scopes) = rest.trim_end_matches(')').split_once("; ").expect("path and scopes");
        let columns: Vec<_> =
            lines.next().expect("columns").split_whitespace().map(str::to_owned).collect();
        let operation = official.operation(path);
        assert_eq!(
            scopes.split(", ").collect::<BTreeSet<_>>(),
            Description::scopes(operation),
            "{name}"
        );
        if !OTHERWISE.contains(&name) {
            assert_eq!(columns, identity_first(&official.columns(operation)), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn the_columns_of_delivery_metrics_are_those_of_the_description() {
    let Some(official) = Description::read() else { return };
    let table = include_str!("../src/reports/delivery_metrics/columns.tsv");
    let of = |ways: [&str; 2]| -> BTreeSet<&str> {
        let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        rows.filter(|row| ways.contains(&row[1])).map(|row| row[0]).collect()
    };
    let synchronous = "/components/parameters/query_columns/schema/items/enum";
    assert_eq!(of(["both", "sync"]), official.names_of(synchronous));
    let asynchronous = "/components/schemas/ReportingColumnAsync/enum";
    assert_eq!(of(["both", "async"]), official.names_of(asynchronous));
}

#[test]
fn prism_mocks_the_examples_of_the_description() {
    let sandbox = Sandbox::new(World::sample());
    for (path, arguments, printed) in MOCKED {
        let Some(prism) = Prism::mock(path) else { return };
        let words: Vec<_> = arguments.split_whitespace().collect();
        let mut command = sandbox.command(&words);
        // As anybody would type it, so without the clock of the tests.
        command.env_remove("PINADS_TEST_CLOCK").env("PINADS_API_URL", prism.url());
        let run = Outcome::of(command.output().expect("pinads runs"));
        assert_eq!(run.code, Some(0), "{arguments}: {}", run.stderr);
        assert_eq!(run.stdout, *printed, "{arguments}");
    }
    assert_eq!(sandbox.server.log().len(), 0, "the answers are Prism's");
}

fn run(sandbox: &Sandbox, prism: &Prism, arguments: &str) -> Outcome {
    let words: Vec<_> = arguments.split_whitespace().collect();
    let mut command = sandbox.command(&[&words[..], &["--log-format", "json"]].concat());
    command.env("PINADS_API_URL", prism.url());
    Outcome::of(command.output().expect("pinads runs"))
}
