//! The nights of an agency: the requests that a batch sends, beside the fewest that could do.
//!
//! `PINADS_NIGHTS=all cargo test --test cli -- run::nights --nocapture` prints the tables of both nights,
//! with 50 ad accounts and reports that take 0 to 600 seconds. Without it, the nights are smaller.

mod bound;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};

use self::bound::{Requests, fourteen, wide};
use crate::support::sandbox::Sandbox;
use crate::support::server::{Exchange, Server, Sizes, World};

/// The seconds until an asynchronous report is finished, alone and by its number.
type Duration = (i64, fn(usize) -> i64);

const DURATIONS: [Duration; 5] =
    [(0, |_| 0), (5, |_| 5), (30, |_| 30), (120, |_| 120), (600, |_| 600)];

/// The reports of Domo's connector.
const REPORTS: &str = "\
board-details --board BOARD -o board.csv
board-pins --all-boards -o board-pins.csv
conversion-quality-health --all-ad-accounts -o quality.csv
delivery-metrics --all-ad-accounts -o campaigns.csv
delivery-metrics-definitions -o definitions.csv
most-clicked-pins --domain DOMAIN -o clicked.csv
most-repinned-pins --domain DOMAIN -o repinned.csv
object-information --object-type campaigns --all-ad-accounts -o objects.csv
pins -o pins.csv
user-boards -o boards.csv
user-metrics -o user-metrics.csv
user-top-pins -o top-pins.csv
user-top-video-pins -o top-video-pins.csv
users -o user.csv
";

const LEVELS_AND_OBJECTS: &str = "\
delivery-metrics --all-ad-accounts --object-type ad-account -o ad-account-metrics.csv
delivery-metrics --all-ad-accounts --object-type campaign -o campaign-metrics.csv
delivery-metrics --all-ad-accounts --object-type ad-group -o ad-group-metrics.csv
delivery-metrics --all-ad-accounts --object-type ad -o ad-metrics.csv
delivery-metrics --all-ad-accounts --object-type product-group -o product-group-metrics.csv
object-information --object-type campaigns --all-ad-accounts -o campaigns.csv
object-information --object-type ad-groups --all-ad-accounts -o ad-groups.csv
object-information --object-type ads --all-ad-accounts -o ads.csv
object-information --object-type keywords --all-ad-accounts -o keywords.csv
object-information --object-type product-groups --all-ad-accounts -o product-groups.csv
object-information --object-type audiences --all-ad-accounts -o audiences.csv
object-information --object-type customer-lists --all-ad-accounts -o customer-lists.csv
object-information --object-type conversion-tags --all-ad-accounts -o conversion-tags.csv
";

/// Each ad account has 10 campaigns, 30 ad groups, 100 ads, and 60 product groups; there are 2000 Pins.
fn agency(accounts: usize, takes: fn(usize) -> i64) -> World {
    let sizes =
        Sizes { boards: 12, pins: 2000, foreign_pins: 70, claimed_websites: 2, of_a_kind: None };
    World { sizes, report_takes: takes, report_polls: 0, ..World::sized(accounts, 10, 30, 100, 60) }
}

/// The requests of a run, by endpoint.
fn requests(log: &[Exchange]) -> Requests {
    let mut counts = Requests::new();
    for exchange in log {
        let path = exchange.path.trim_start_matches("/v5");
        let is_id = |part: &str| part.len() > 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = path.split('/').map(|part| if is_id(part) { "{id}" } else { part });
        let endpoint = format!("{} {}", exchange.method, parts.collect::<Vec<_>>().join("/"));
        *counts.entry(endpoint).or_default() += 1;
    }
    counts
}

struct Night {
    name: &'static str,
    text: &'static str,
    bound: fn(&Server, &BTreeSet<String>) -> Requests,
}

const FOURTEEN: Night = Night { name: "fourteen reports", text: REPORTS, bound: fourteen };
const WIDE: Night = Night { name: "wide night", text: LEVELS_AND_OBJECTS, bound: |it, _| wide(it) };

impl Night {
    /// Runs the night and prints its table. Returns its requests as a multiple of the bound.
    fn run(&self, accounts: usize, seconds: i64, takes: fn(usize) -> i64) -> f64 {
        let sandbox = Sandbox::at_speed(agency(accounts, takes), 200.0);
        let boards: serde_json::Value =
            serde_json::from_str(&sandbox.server.answer("/boards")).expect("JSON");
        let board = boards["items"][0]["id"].as_str().expect("a board");
        let text = self.text.replace("BOARD", board).replace("DOMAIN", "lichtundlaub.example");
        fs::write(sandbox.path("night.pinads"), text).expect("a file");
        let outcome = sandbox.run(&["batch", "night.pinads"]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let log = sandbox.server.log();
        let pin = |it: &Exchange| it.path.strip_prefix("/v5/pins/").map(str::to_owned);
        let sent = requests(&log);
        let bound = (self.bound)(&sandbox.server, &log.iter().filter_map(pin).collect());
        self.table(accounts, seconds, &sent, &bound, &outcome.stderr)
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn table(
        &self,
        accounts: usize,
        seconds: i64,
        sent: &Requests,
        bound: &Requests,
        stderr: &str,
    ) -> f64 {
        let total = |requests: &Requests| requests.values().sum::<usize>();
        let ratio = total(sent) as f64 / total(bound) as f64;
        let mut lines = vec![format!(
            "{}, {accounts} ad accounts, reports of {seconds} s: {} requests, bound {}, ratio {ratio:.3}",
            self.name,
            total(sent),
            total(bound)
        )];
        let endpoints: BTreeSet<_> = sent.keys().chain(bound.keys()).collect();
        for endpoint in endpoints {
            let of = |requests: &Requests| requests.get(endpoint).copied().unwrap_or(0);
            lines.push(format!("{:>6} {:>6}  {endpoint}", of(sent), of(bound)));
        }
        let table = stderr.split("\nLINE").nth(1).unwrap_or_default();
        let _ = writeln!(io::stderr(), "{}\nLINE{table}", lines.join("\n"));
        ratio
    }

    /// The highest ratio to the bound.
    fn measured(&self) -> f64 {
        let runs = match env::var_os("PINADS_NIGHTS") {
            Some(_) => DURATIONS.map(|(seconds, takes)| self.run(50, seconds, takes)).to_vec(),
            None => DURATIONS[4..]
                .iter()
                .map(|(seconds, takes)| self.run(10, *seconds, *takes))
                .collect(),
        };
        runs.into_iter().fold(0.0, f64::max)
    }
}

#[test]
fn the_fourteen_reports_take_at_most_five_percent_more_than_the_fewest_requests() {
    let ratio = FOURTEEN.measured();
    assert!(ratio <= 1.05, "{ratio}");
}

#[test]
fn the_wide_night_takes_at_most_ten_percent_more_than_the_fewest_requests() {
    let ratio = WIDE.measured();
    assert!(ratio <= 1.1, "{ratio}");
}
