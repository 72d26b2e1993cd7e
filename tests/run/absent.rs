//! Typed ids that have no rows.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

const RUN: [&str; 3] = ["delivery-metrics", "--days-back", "30"];

struct Run {
    sandbox: Sandbox,
    account: String,
}

impl Run {
    fn new() -> Self {
        let sandbox = Sandbox::brisk(World::sample());
        let account = sandbox.server.world().accounts[0].id.clone();
        Run { sandbox, account }
    }

    /// The rows and the note about ids without rows.
    fn run(&self, arguments: &[&str]) -> (Vec<Vec<String>>, Option<String>) {
        let account = ["--ad-account", &self.account];
        let outcome = self.sandbox.run(&[arguments, &account].concat());
        assert_eq!(outcome.code, Some(0), "{arguments:?}: {}", outcome.stderr);
        let mut rows = cells(&outcome.stdout);
        rows.remove(0);
        let mut notes = outcome.stderr.lines().filter(|line| line.starts_with("note: no rows for"));
        let note = notes.next().map(str::to_owned);
        assert_eq!(notes.next(), None);
        (rows, note)
    }
}

/// The ids of all objects of a type.
fn ids(run: &Run, object_type: &str) -> Vec<String> {
    let (rows, _) = run.run(&["object-information", "--object-type", object_type]);
    // `ad_account_id`, then `id`.
    rows.into_iter().map(|row| row[1].clone()).collect()
}

#[test]
fn ids_without_rows_are_named_by_both_ways() {
    let run = Run::new();
    let mut noted = 0;
    for (object_type, level, option, column) in [
        ("campaigns", "campaign", "--campaign", 1),
        ("ad-groups", "ad-group", "--ad-group", 1),
        ("ads", "ad", "--ad", 1),
        ("campaigns", "ad", "--campaign", 6),
    ] {
        let ids = ids(&run, object_type);
        for via in ["sync", "async"] {
            let given = ["--object-type", level, option, &ids.join(","), "--via", via];
            let (rows, note) =
                run.run(&[&["delivery-metrics", "--date", "yesterday"], &given[..]].concat());
            assert!(!rows.is_empty(), "{level} {via}");
            let absent: Vec<_> = ids
                .iter()
                .filter(|id| !rows.iter().any(|row| row[column] == **id))
                .map(String::as_str)
                .collect();
            if absent.is_empty() {
                assert_eq!(note, None, "{level} {via}");
                continue;
            }
            noted += 1;
            let (s, rest) = match absent.len() {
                1 => ("", String::new()),
                2..=5 => ("s", String::new()),
                many => ("s", format!(", and {} more", many - 5)),
            };
            let named = absent[..absent.len().min(5)].join(", ");
            let expected = format!(
                "note: no rows for {} id{s} of `{option}`: {named}{rest}; check the ad account, the \
                 filters, and the dates",
                absent.len()
            );
            assert_eq!(note, Some(expected), "{level} {via}");
        }
    }
    assert!(noted >= 4, "{noted}: nearly every id has rows");
}

#[test]
fn an_unknown_id_is_named_and_one_with_rows_is_not() {
    let run = Run::new();
    let ads = ["--object-type", "ad", "--via", "sync", "--campaign"];
    let ask = |campaigns: &str| run.run(&[&RUN[..], &ads, &[campaigns]].concat());
    let (rows, note) = ask("1");
    assert!(rows.is_empty());
    assert!(
        note.is_some_and(|note| note.starts_with("note: no rows for 1 id of `--campaign`: 1;"))
    );
    let known = run.sandbox.server.world().accounts[0].campaigns[0].id.clone();
    let (rows, note) = ask(&known);
    assert!(!rows.is_empty());
    assert_eq!(note, None);
}

#[test]
fn a_row_without_the_id_names_nobody() {
    let run = Run::new();
    let campaign = run.sandbox.succeed(&[
        "delivery-metrics",
        "--ad-account",
        &run.account,
        "--granularity",
        "total",
        "--days-back=30",
    ]);
    let campaign = format!("{},1", cells(&campaign)[1][1]);
    let ads = ["--object-type", "ad", "--columns", "CTR", "--campaign", &campaign];
    let (rows, note) = run.run(&[&RUN[..], &ads].concat());
    assert!(!rows.is_empty());
    assert_eq!(note, None, "the campaign of a row is not known");
}

#[test]
fn objects_without_rows_are_named_once_for_all_ad_accounts() {
    let sandbox = Sandbox::brisk(World::sample());
    let run = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let table = cells(&sandbox.succeed(&run));
    let at = table[0].iter().position(|name| name == "id").expect("a column");
    let ids = format!("{},1,{}", table[1][at], table.last().expect("a row")[at]);
    let before = sandbox.server.log().len();
    let outcome = sandbox.run(&[&run[..], &["--ids", &ids]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(cells(&outcome.stdout).len(), 3);
    let notes: Vec<_> = outcome.stderr.lines().filter(|line| line.starts_with("note: ")).collect();
    assert_eq!(
        notes,
        ["note: no rows for 1 id of `--ids`: 1; check the object type and the other options"]
    );
    let accounts = sandbox.server.world().accounts.len();
    assert_eq!(sandbox.server.log().len() - before, 1 + accounts, "no request more");
}
