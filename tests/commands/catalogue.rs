//! The list of reports, and that no report is without help, examples, README and truth.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::support::cases;
use crate::support::sandbox::{Outcome, Sandbox, cells, has_program};
use crate::support::server::{Fault, Sizes, Times, World};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// Reports whose rows tests of their own compare with what the server knows.
const WITH_TESTS_OF_THEIR_OWN: &[&str] =
    &["delivery-metrics", "get", "most-clicked-pins", "most-repinned-pins", "targeting-metrics"];

/// Name and summary of each report.
fn reports(sandbox: &Sandbox) -> Vec<(String, String)> {
    let list = sandbox.succeed(&["reports"]);
    let reports = list.lines().map(|line| line.split_once(' ').expect("a name and a summary"));
    reports.map(|(name, summary)| (name.to_owned(), summary.trim().to_owned())).collect()
}

/// A line as a shell runs it, with pinads on its path.
pub(crate) fn shell(sandbox: &Sandbox, line: &str) -> Command {
    let pinads = sandbox.command(&[]);
    let folder = Path::new(pinads.get_program()).parent().expect("it is in a folder");
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(sandbox.path("."));
    for (name, value) in pinads.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let programs = env::var("PATH").unwrap_or_default();
    shell.env("PATH", format!("{}:{programs}", folder.display()));
    shell
}

pub(crate) fn run_line(sandbox: &Sandbox, line: &str) -> Outcome {
    Outcome::run(&mut shell(sandbox, line))
}

#[test]
fn the_readme_lists_the_reports_as_they_are() {
    let sandbox = Sandbox::new(World::sample());
    let head = "| command | Domo's report | description |\n| --- | --- | --- |\n".to_owned();
    let table = reports(&sandbox).iter().fold(head, |table, (name, summary)| {
        let described = sandbox.succeed(&["reports", name]);
        let domo = described.lines().find_map(|line| line.strip_prefix("In Domo: ")).unwrap_or("–");
        table + &format!("| `{name}` | {domo} | {summary} |\n")
    });
    let (begin, end) = ("<!-- reports -->\n", "<!-- end of reports -->");
    let mut readme = fs::read_to_string(README).expect("a README");
    let (head, rest) = readme.split_once(begin).expect("the table begins");
    let (kept, tail) = rest.split_once(end).expect("the table ends");
    if kept != table && env::var_os("PINADS_REMAKE_REFERENCE").is_some() {
        readme = [head, begin, &table, end, tail].concat();
        fs::write(README, &readme).expect("the README can be written");
    }
    assert!(
        readme.contains(&table),
        "the table of reports in README.md is out of date; regenerate it with \
         `PINADS_REMAKE_REFERENCE=1 cargo test --locked --test cli readme`"
    );
}

/// The two examples of a command's help.
fn examples<'a>(help: &'a str, command: &str) -> Vec<&'a str> {
    let (_, examples) = help.split_once("\nExamples:\n").expect("examples");
    let examples: Vec<_> = examples.lines().map(str::trim).filter(|e| !e.is_empty()).collect();
    assert_eq!(examples.len(), 2, "{command}: {examples:?}");
    let begin = format!("pinads {command}");
    assert!(
        examples.iter().all(|example| example.starts_with(&begin)),
        "`{command}` has the examples of another command: {examples:?}"
    );
    examples
}

#[test]
fn every_report_has_help_with_two_examples_that_run() {
    let sandbox = Sandbox::brisk(World::sample());
    for (name, summary) in reports(&sandbox) {
        let help = sandbox.succeed(&[&name, "--help"]);
        assert!(help.starts_with(&summary), "{name}: {help}");
        for group in ["\nOutput:\n", "\nRequests:\n", "\nMessages (on stderr):\n"] {
            assert!(help.contains(group), "{name}: {help}");
        }
        for example in examples(&help, &name) {
            if example.contains("jq") && !has_program("jq") {
                continue;
            }
            let run = run_line(&sandbox, example);
            assert_eq!(run.code, Some(0), "the example `{example}` in `FACTS`: {}", run.stderr);
            assert!(example.contains(" -o ") || !run.stdout.is_empty(), "{example}");
        }
    }
}

#[test]
fn every_other_command_has_help_with_two_examples_that_run() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    assert_eq!(sandbox.sign_in(&["--profile", "work"]).code, Some(0));
    for command in ["reports", "auth", "auth login", "auth status", "auth refresh", "auth logout"] {
        let words: Vec<_> = command.split(' ').collect();
        let help = sandbox.succeed(&[&words[..], &["--help"]].concat());
        let about = help.lines().next().unwrap_or_default();
        let list = sandbox.succeed(&[&words[..words.len() - 1], &["--help"]].concat());
        assert!(!about.is_empty() && list.contains(about), "{command}: {about}");
        for group in ["\nRequests:\n", "\nMessages (on stderr):\n"] {
            assert!(help.contains(group), "{command}: {help}");
        }
        for example in examples(&help, command) {
            let words: Vec<_> = example.split(' ').skip(1).collect();
            let run = if example.contains("auth login") {
                sandbox.log_in(&words)
            } else {
                Outcome::run(&mut sandbox.unattended(&words))
            };
            assert_eq!(run.code, Some(0), "{example}: {}", run.stderr);
            assert!(!run.stdout.is_empty() || !run.stderr.is_empty(), "{example}");
        }
    }
}

#[test]
fn every_report_has_a_truth() {
    let sandbox = Sandbox::new(World::sample());
    let cases = cases::all(&sandbox.server);
    for (name, _) in reports(&sandbox) {
        let is_compared = cases.iter().any(|case| case.arguments.split(' ').next() == Some(&name));
        assert!(
            is_compared || WITH_TESTS_OF_THEIR_OWN.contains(&name.as_str()),
            "no test knows the rows of `{name}`: add a row to `tests/support/cases/of_ad_accounts.rs` \
             or, if it is not over ad accounts, to `tests/support/cases/objects.rs`"
        );
    }
}

#[test]
fn every_object_type_has_a_truth() {
    let sandbox = Sandbox::new(World::sample());
    let described = sandbox.succeed(&["reports", "object-information"]);
    let types = described.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(" (GET "));
    let types: Vec<_> = types.map(|(name, _)| name.to_owned()).collect();
    assert!(types.len() > 35, "{types:?}");
    let cases = cases::all(&sandbox.server);
    let asked: Vec<String> = cases
        .iter()
        .filter_map(|case| case.arguments.split_once("--object-type "))
        .map(|(_, rest)| {
            rest.split(' ').next().unwrap_or_default().to_lowercase().replace('_', "-")
        })
        .collect();
    for name in types {
        let singular = name.trim_end_matches('s');
        assert!(
            asked.iter().any(|word| *word == name || word == singular),
            "no test knows the rows of `{name}`: add a row to `tests/support/cases/of_ad_accounts.rs` \
             or, if they are not those of an ad account, to `tests/support/cases/objects.rs`"
        );
    }
}

#[test]
fn every_report_gives_its_header_without_rows() {
    let full = Sandbox::brisk(World::sample());
    let sizes = Sizes { boards: 1, claimed_websites: 2, ..Sizes::NOTHING };
    let one_board = Sandbox::brisk(World { sizes, ..World::sized(1, 0, 0, 0, 0) });
    let board = |sandbox: &Sandbox| {
        let boards = cells(&sandbox.succeed(&["user-boards"]));
        let place = boards[0].iter().position(|name| name == "id").expect("ids");
        boards[1][place].clone()
    };
    let site = "lichtundlaub.example";
    let most_clicked = format!("most-clicked-pins --domain {site}");
    let most_repinned = format!("most-repinned-pins --domain {site}");
    for arguments in [
        "board-pins --board BOARD",
        &most_clicked,
        &format!("{most_clicked} --scope own"),
        &format!("{most_clicked} --scope ads --all-ad-accounts"),
        &most_repinned,
        &format!("{most_repinned} --scope own"),
        &format!("{most_repinned} --scope ads --all-ad-accounts"),
    ] {
        let run = |sandbox: &Sandbox| {
            let arguments = arguments.replace("BOARD", &board(sandbox));
            cells(&sandbox.succeed(&arguments.split(' ').collect::<Vec<_>>()))
        };
        let without = run(&one_board);
        assert_eq!(without.len(), 1, "{arguments}: {without:?}");
        assert_eq!(without[0], run(&full)[0], "{arguments}");
    }
    for arguments in ["user-metrics", "user-metrics --aggregation summary"] {
        let words: Vec<_> = arguments.split(' ').collect();
        let fault = Fault::Garbage { content_type: "application/json", body: b"{}".to_vec() };
        one_board.server.inject("/user_account/analytics", Times::Once, fault);
        let without = cells(&one_board.succeed(&words));
        assert_eq!(without, cells(&full.succeed(&words))[..1], "{arguments}");
    }
    let empty = Sandbox::brisk(World::sized(1, 0, 0, 0, 0));
    for arguments in [
        "targeting-metrics --all-ad-accounts --targeting-type gender",
        "user-boards",
        "pins",
        "conversion-quality-health --all-ad-accounts",
        "delivery-metrics --all-ad-accounts",
        "user-top-pins",
        "user-top-video-pins",
        "object-information --object-type campaigns --all-ad-accounts",
        "object-information --object-type audiences --all-ad-accounts",
        "object-information --object-type product-groups --all-ad-accounts",
        "object-information --object-type keywords --all-ad-accounts",
        "object-information --object-type catalog-product-groups",
        "object-information --object-type boards",
    ] {
        let words: Vec<_> = arguments.split(' ').collect();
        let without = cells(&empty.succeed(&words));
        assert_eq!(without.len(), 1, "{arguments}: {without:?}");
        assert_eq!(without[0], cells(&full.succeed(&words))[0], "{arguments}");
    }
}

#[test]
fn a_report_is_described() {
    let sandbox = Sandbox::new(World::sample());
    let users = sandbox.succeed(&["reports", "Users"]);
    assert!(users.contains("\nScopes: user_accounts:read\n"), "{users}");
    assert!(users.contains("\nEndpoints:\n  GET /user_account\n"), "{users}");
    assert!(users.contains("\n  monthly_views\n"), "{users}");
    let objects = sandbox.succeed(&["reports", "object-information"]);
    let feeds = "  feeds (GET /catalogs/feeds; catalogs:read)\n";
    assert!(objects.contains(feeds), "{objects}");
    let columns = "\nColumns: the fields of the object type, see below\nObject types:\n";
    assert!(objects.contains(columns), "{objects}");
    let get = sandbox.succeed(&["reports", "get"]);
    let columns = "\nColumns: the fields of the first page, or those of `--columns`\n";
    assert!(get.contains(columns) && !get.contains("\n  the\n"), "{get}");
    let stderr = sandbox.fail(2, &["reports", "bananas"]);
    assert!(stderr.contains("hint: `pinads reports` lists them"), "{stderr}");
}

fn described(sandbox: &Sandbox, arguments: &[&str]) -> serde_json::Value {
    let json = sandbox.succeed(&[&["reports"], arguments, &["--format", "json"]].concat());
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

#[test]
fn the_default_columns_of_metrics_are_the_header_of_a_run() {
    let sandbox = Sandbox::brisk(World::sample());
    for report in ["delivery-metrics", "targeting-metrics"] {
        let described = described(&sandbox, &[report]);
        let columns = described["columns"].as_array().expect("a list").iter();
        let defaults = columns.filter(|it| it["default"] == true);
        let defaults: Vec<_> = defaults.filter_map(|it| it["name"].as_str()).collect();
        let run = [report, "--all-ad-accounts", "--days-back", "2"];
        assert_eq!(defaults, cells(&sandbox.succeed(&run))[0], "{report}");
    }
}

#[test]
fn a_report_is_described_for_machines() {
    let sandbox = Sandbox::brisk(World::sample());
    let all = described(&sandbox, &[]);
    let all = all["reports"].as_array().expect("a list");
    let names: Vec<_> = reports(&sandbox).into_iter().map(|(name, _)| name).collect();
    let listed: Vec<_> = all.iter().filter_map(|report| report["name"].as_str()).collect();
    assert_eq!(listed, names);
    for report in all {
        let name = report["name"].as_str().expect("a name");
        assert_eq!(&described(&sandbox, &[name]), report);
        let help = sandbox.succeed(&[name, "--help"]);
        assert!(help.starts_with(report["summary"].as_str().expect("a summary")), "{name}");
        let options = report["options"].as_array().expect("a list");
        for option in options {
            let option = option["name"].as_str().expect("a name");
            assert!(!option.starts_with("--") || help.contains(option), "{name}: {option}");
        }
        let is_option = |line: &&str| line.starts_with("--") || line.get(2..3) == Some(",");
        let long = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let long = long.filter(is_option);
        let long = long.filter(|line| !line.contains("--help") && !line.contains("--version"));
        let long_options =
            options.iter().filter(|it| it["name"].to_string().contains("--")).count();
        assert_eq!(long.count(), long_options, "{name}");
        for column in report["columns"].as_array().expect("a list") {
            let column = column["name"].as_str().expect("a name");
            assert!(!column.is_empty() && !column.contains(' '), "{name}: {column}");
        }
    }

    let metrics = described(&sandbox, &["delivery-metrics"]);
    let columns = metrics["columns"].as_array().expect("a list");
    assert!(columns.len() > 600, "{}", columns.len());
    let spend = columns.iter().find(|it| it["name"] == "SPEND_IN_DOLLAR").expect("a column");
    let expected = serde_json::json!({
        "name": "SPEND_IN_DOLLAR", "type": "decimal", "unit": "currency", "adds_up": true,
        "default": true, "apis": ["analytics", "reports"],
    });
    assert_eq!(*spend, expected);
    assert_eq!(metrics["scopes"], serde_json::json!(["ads:read"]));
    let endpoint = &metrics["endpoints"][0];
    assert_eq!(endpoint, "GET /ad_accounts/{ad_account_id}/analytics");
    let options = metrics["options"].as_array().expect("a list");
    let option = |name: &str| options.iter().find(|it| it["name"] == name).expect("an option");
    let granularity = option("--granularity");
    let values = granularity["values"].as_array().expect("a list").iter();
    let values: Vec<_> = values.filter_map(|value| value["name"].as_str()).collect();
    assert_eq!(values, ["total", "day", "hour", "week", "month"]);
    assert_eq!(
        (&granularity["default"], &granularity["group"]),
        (&"day".into(), &"Metrics".into())
    );
    assert_eq!(option("--ad-account")["aliases"], serde_json::json!(["--advertiser"]));
    assert_eq!(option("--dry-run")["value"], serde_json::Value::Null);
    assert_eq!(option("--output")["short"], "-o");

    let objects = described(&sandbox, &["object-information"]);
    assert_eq!(
        (&objects["columns"], &objects["endpoints"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert_eq!(objects["columns_depend_on"], "the fields of the object type, see below");
    let types = objects["object_types"].as_array().expect("a list");
    let campaigns = types.iter().find(|it| it["name"] == "campaigns").expect("a type");
    let run = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let header = &cells(&sandbox.succeed(&run))[0];
    let columns = campaigns["columns"].as_array().expect("a list").iter();
    assert_eq!(columns.filter_map(|it| it["name"].as_str()).collect::<Vec<_>>(), *header);
    let stderr = sandbox.fail(2, &["reports", "bananas", "--format", "json"]);
    assert!(stderr.contains("`bananas` is not a report"), "{stderr}");
}
