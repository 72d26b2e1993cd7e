//! Columns that the API refuses although it lists them.

use std::collections::BTreeSet;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Api, Limits, Quirks, RefusedColumns, Wording, World};

const WORDINGS: [Wording; 3] = [Wording::NotAvailable, Wording::NotOneOf, Wording::Parameter];

/// The two ways: the option, the API that serves it, its name, and its requests.
const WAYS: [(&str, Api, &str, &str); 2] = [
    ("sync", Api::Analytics, "analytics endpoints", "GET /analytics"),
    ("async", Api::Reports, "asynchronous reports", "POST /reports"),
];

/// These, because time runs fast and a new day may begin between two runs.
const DAYS: [&str; 4] = ["--start-date", "2026-03-03", "--end-date", "2026-03-09"];

type Table = (Vec<String>, BTreeSet<Vec<String>>);

fn sandbox(api: Api, level: &'static str, names: &[&str], wording: Wording) -> Sandbox {
    Sandbox::hasty(refused(api, level, names, wording))
}

fn refused(api: Api, level: &'static str, names: &[&str], wording: Wording) -> World {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let refused_columns = vec![RefusedColumns { api, level, names, wording }];
    let limits = Limits { refused_columns, ..Limits::default() };
    World { limits, ..World::sized(3, 4, 3, 3, 0) }
}

fn run<'a>(way: &'a str, level: &'a str, columns: &'a str) -> Vec<&'a str> {
    let run = ["delivery-metrics", "--all-ad-accounts", "--concurrency", "1", "--via", way];
    [&run[..], &DAYS, &["--object-type", level, "--columns", columns]].concat()
}

/// The header, and the rows in any order.
fn table(csv: &str) -> Table {
    let mut rows = cells(csv);
    let header = rows.remove(0);
    assert!(!rows.is_empty());
    (header, rows.into_iter().collect())
}

/// The same with empty cells below these names.
fn emptied((header, rows): &Table, names: &[&str]) -> Table {
    let empty = |(name, cell): (&String, &String)| {
        if names.contains(&name.as_str()) { String::new() } else { cell.clone() }
    };
    let rows = rows.iter().map(|row| header.iter().zip(row).map(empty).collect());
    (header.clone(), rows.collect())
}

/// How many requests of this kind the server refused.
fn refusals(sandbox: &Sandbox, requests: &str) -> usize {
    let (method, end) = requests.split_once(' ').expect("a method and a path");
    let log = sandbox.server.log();
    let of_these = log.iter().filter(|it| it.method == method && it.path.ends_with(end));
    of_these.filter(|it| it.status == 400).count()
}

#[test]
fn columns_that_nobody_named_stay_empty() {
    let names = &["AD_NAME", "CTR", "REPIN_1"];
    let whole = Sandbox::hasty(World::sized(3, 4, 3, 3, 0));
    for (way, api, name, requests) in WAYS {
        for columns in ["default", "all"] {
            let expected = table(&whole.succeed(&run(way, "ad", columns)));
            for wording in WORDINGS {
                let sandbox = sandbox(api, "PIN_PROMOTION", names, wording);
                let outcome = sandbox.run(&run(way, "ad", columns));
                let context = format!("{way} {columns} {wording:?}: {}", outcome.stderr);
                assert_eq!(outcome.code, Some(0), "{context}");
                assert_eq!(table(&outcome.stdout), emptied(&expected, names), "{context}");
                let mut lines = outcome.stderr.lines().filter(|line| line.starts_with("note:"));
                let note = lines.next().expect("a note");
                assert!(note.contains("object type `ad`") && note.contains(name), "{context}");
                assert!(names.iter().all(|name| note.contains(name)), "{context}");
                assert_eq!(lines.next(), None, "{context}");
                // The ad accounts that follow know it.
                assert_eq!(refusals(&sandbox, requests), 1, "{context}");
            }
        }
    }
}

#[test]
fn a_long_refusal_is_read_to_its_end() {
    // Longer than the part of the API's words that an error shows.
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let all = sandbox.succeed(&run("async", "campaign", "all"));
    let (header, _) = table(&all);
    let is_id = |name: &&String| name.ends_with("_ID") || *name == "DATE";
    let names = header.iter().filter(|name| !is_id(name)).skip(3);
    let names: Vec<_> = names.map(String::as_str).collect();
    let sandbox = self::sandbox(Api::Reports, "CAMPAIGN", &names, Wording::NotAvailable);
    let outcome = sandbox.run(&run("async", "campaign", "all"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(cells(&outcome.stdout)[0], header);
    assert_eq!(refusals(&sandbox, "POST /reports"), 1);
}

#[test]
fn ids_are_there_even_if_their_columns_are_refused() {
    let quirks = Quirks { rows_without_id: true, ..Quirks::default() };
    let whole = Sandbox::hasty(World::sized(3, 4, 3, 3, 0));
    for (level, in_reports, id, columns) in [
        ("ad-account", "ADVERTISER", "AD_ACCOUNT_ID", "all"),
        // A column of every request, and one that adds nothing.
        ("campaign", "CAMPAIGN", "CAMPAIGN_ID", "CTR,SPEND_IN_DOLLAR"),
        ("ad", "PIN_PROMOTION", "AD_ID", "AD_ID,CTR,SPEND_IN_DOLLAR"),
    ] {
        for (way, api, _, requests) in WAYS {
            let expected = table(&whole.succeed(&run(way, level, columns)));
            let refused = refused(api, in_reports, &[id], Wording::NotAvailable);
            let sandbox = Sandbox::hasty(World { quirks, ..refused });
            let outcome = sandbox.run(&run(way, level, columns));
            let context = format!("{way} {level} {columns}: {}", outcome.stderr);
            assert_eq!(outcome.code, Some(0), "{context}");
            assert_eq!(table(&outcome.stdout), expected, "{context}");
            assert!(refusals(&sandbox, requests) <= 1, "{context}");
        }
    }
}

#[test]
fn a_named_column_is_an_error() {
    for (way, api, name, requests) in WAYS {
        for wording in WORDINGS {
            let sandbox = sandbox(api, "CAMPAIGN", &["CTR", "CAMPAIGN_NAME"], wording);
            for (columns, left) in [
                ("SPEND_IN_DOLLAR,CTR", Some("SPEND_IN_DOLLAR")),
                ("default,ctr", Some("default")),
                ("all,CTR,CPM_IN_DOLLAR", Some("all,CPM_IN_DOLLAR")),
                ("CTR", None),
            ] {
                let before = refusals(&sandbox, requests);
                let stderr = sandbox.fail(4, &run(way, "campaign", columns));
                let context = format!("{way} {wording:?} {columns}: {stderr}");
                let told = format!("{name} do not provide `CTR` for object type `campaign`: ");
                assert!(stderr.contains(&told), "{context}");
                assert_eq!(stderr.matches("hint: ").count(), 1, "{context}");
                assert!(stderr.contains("; 3 of 3 ad accounts are missing\n"), "{context}");
                match left {
                    Some(left) => assert!(
                        stderr.contains(&format!(
                            "hint: use `--columns {left}` for the other columns"
                        )),
                        "{context}"
                    ),
                    None => assert!(
                        stderr.contains("hint: `pinads delivery-metrics-definitions`"),
                        "{context}"
                    ),
                }
                // Once for what heals, if that is refused first; the other ad accounts need none.
                assert!((1..=2).contains(&(refusals(&sandbox, requests) - before)), "{context}");
            }
        }
    }
}

#[test]
fn rows_about_targeting_heal_too() {
    let columns = "default";
    let whole = Sandbox::hasty(World::sized(3, 4, 3, 3, 0));
    for (way, api, _, _) in WAYS {
        let run = |sandbox: &Sandbox| {
            let run = ["targeting-metrics", "--all-ad-accounts", "--via", way];
            let more = ["--object-type", "ad", "--targeting-type", "gender", "--columns", columns];
            table(&sandbox.succeed(&[&run[..], &DAYS, &more].concat()))
        };
        let names = &["AD_ID", "AD_NAME"];
        let sandbox = sandbox(api, "PIN_PROMOTION_TARGETING", names, Wording::NotAvailable);
        assert_eq!(run(&sandbox), emptied(&run(&whole), &["AD_NAME"]), "{way}");
    }
}
