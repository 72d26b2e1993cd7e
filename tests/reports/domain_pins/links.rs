//! The links of ranked Pins: the requests that they take, and where they come from.

use chrono::TimeDelta;

use super::{RANKINGS, ranking, text};
use crate::support::cases::truth::objects;
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{
    DomainParameter, Exchange, Fault, Pages, Quirks, Sizes, Times, World,
};

const SITE: &str = "lichtundlaub.example";

/// An account with one claimed website.
fn world(pins: usize, domain: DomainParameter) -> World {
    let world = World::one_website();
    World {
        sizes: Sizes { pins, ..world.sizes },
        quirks: Quirks { domain, ..world.quirks },
        ..world
    }
}

/// The requests for lists of Pins with a domain, for those without one, and for single Pins.
#[derive(Debug, Default, PartialEq)]
struct Requests {
    of_site: usize,
    of_all: usize,
    single: usize,
}

impl Requests {
    fn among(log: &[Exchange]) -> Self {
        let mut requests = Requests::default();
        for exchange in log {
            if exchange.path.contains("/pins/") {
                requests.single += 1;
            } else if exchange.path.ends_with("/pins") {
                let has_domain = exchange.query.iter().any(|(name, _)| name == "domain");
                *if has_domain { &mut requests.of_site } else { &mut requests.of_all } += 1;
            }
        }
        requests
    }
}

fn run(sandbox: &Sandbox, command: &str) -> (Outcome, Requests) {
    let before = sandbox.server.log().len();
    let outcome = sandbox.run(&[command, "--domain", SITE]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    (outcome, Requests::among(&sandbox.server.log().split_off(before)))
}

/// All messages but the summary, which counts the requests.
fn notes(outcome: &Outcome) -> Vec<&str> {
    outcome.stderr.lines().filter(|line| line.starts_with("note: ")).collect()
}

/// The ranked Pins of a command.
fn ranked(sandbox: &Sandbox, metric: &str) -> Vec<String> {
    ranking(sandbox, metric, "ALL").into_iter().map(|(id, _)| id).collect()
}

/// The IDs in a list of Pins.
fn listed(sandbox: &Sandbox, query: &str) -> Vec<String> {
    objects(&sandbox.server.answer(&format!("/pins{query}")))
        .iter()
        .map(|it| text(it, "id"))
        .collect()
}

#[test]
fn links_are_the_same_wherever_they_come_from() {
    let refused = Sandbox::brisk(world(60, DomainParameter::Obeyed));
    let body = r#"{"code":29,"message":"You are not permitted to access that resource."}"#;
    let fault = Fault::Status { status: 403, headers: Vec::new(), body: body.to_owned() };
    refused.server.inject("/pins", Times::Always, fault);
    for (command, metric) in RANKINGS {
        let (expected, requests) = run(&refused, command);
        let known = if command == RANKINGS[0].0 { vec![] } else { ranked(&refused, RANKINGS[0].1) };
        let ranked: Vec<_> = ranked(&refused, metric);
        let all = ranked.iter().filter(|id| !known.contains(id)).count();
        assert_eq!(requests.single, all, "no list helps");

        let sources = [DomainParameter::Obeyed, DomainParameter::Refused, DomainParameter::Ignored];
        for domain in sources {
            let sandbox = Sandbox::brisk(world(60, domain));
            let query = match domain {
                DomainParameter::Obeyed => format!("?domain={SITE}"),
                _ => String::new(),
            };
            let listed = listed(&sandbox, &query);
            let single = ranked.iter().filter(|id| !listed.contains(id)).count();
            assert!(0 < single && single < ranked.len(), "{single}");
            let is_refused = matches!(domain, DomainParameter::Refused);
            let first = Requests { of_site: 1, of_all: is_refused.into(), single };
            for expected_requests in [first, Requests::default()] {
                let (outcome, requests) = run(&sandbox, command);
                assert_eq!(requests, expected_requests, "{command} {domain:?}");
                assert_eq!(outcome.stdout, expected.stdout, "{command} {domain:?}");
                assert_eq!(notes(&outcome), notes(&expected), "{command} {domain:?}");
            }
            // A week later, the links may be others, and the API may be another.
            sandbox.pass(TimeDelta::days(8));
            let (_, requests) = run(&sandbox, command);
            assert_eq!((requests.of_site, requests.of_all), (1, is_refused.into()));
        }
    }
}

#[test]
fn a_refused_domain_is_remembered() {
    let sandbox = Sandbox::brisk(world(60, DomainParameter::Refused));
    let (_, first) = run(&sandbox, RANKINGS[0].0);
    assert_eq!((first.of_site, first.of_all), (1, 1));
    std::fs::remove_dir_all(sandbox.path("state/pins")).expect("the links are there");
    let (_, second) = run(&sandbox, RANKINGS[0].0);
    assert_eq!(second, Requests { of_site: 0, of_all: 1, single: first.single });
}

#[test]
fn the_list_of_2000_pins_is_cheaper_than_50_pins() {
    let sandbox = Sandbox::brisk(world(2000, DomainParameter::Obeyed));
    let listed = listed(&sandbox, &format!("?domain={SITE}"));
    let (_, requests) = run(&sandbox, RANKINGS[0].0);
    let ranked = ranked(&sandbox, RANKINGS[0].1);
    let single = ranked.iter().filter(|id| !listed.contains(id)).count();
    let most = listed.len().div_ceil(250);
    assert!(requests.of_site <= most && requests.of_all == 0, "{requests:?} {most}");
    assert!(requests.of_site + requests.single < ranked.len(), "{requests:?}");
    assert!(requests.single <= single + 1, "{requests:?} {single}");
}

#[test]
fn a_list_that_is_too_long_is_given_up_once() {
    let long = world(60, DomainParameter::Obeyed);
    let quirks = Quirks { pages: Pages::Pairs, ..long.quirks };
    // Nobody ranks high what nobody has seen: the wanted Pins come late or are those of others.
    let sizes = Sizes { pins: 400, foreign_pins: 300, ..long.sizes };
    let sandbox = Sandbox::brisk(World { sizes, quirks, ..long });
    let (first, requests) = run(&sandbox, RANKINGS[0].0);
    assert!((1..=25).contains(&requests.of_site), "{requests:?}");
    std::fs::remove_dir_all(sandbox.path("state/pins")).expect("the links are there");
    let (second, requests) = run(&sandbox, RANKINGS[0].0);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!((requests.of_site, requests.of_all), (0, 0), "{requests:?}");
    assert_eq!(requests.single, 50);
}
