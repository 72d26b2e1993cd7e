//! `object-information --snapshot`: rows that say when the run began that wrote them.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

const SNAPSHOT: &str = "snapshot_at";

fn words(run: &str) -> Vec<&str> {
    ["object-information", "--object-type"].into_iter().chain(run.split(' ')).collect()
}

#[test]
fn every_row_has_the_start_of_the_run_behind_what_identifies_it() {
    // Requests take minutes, so that no other instant of the run is as early.
    let sandbox = Sandbox::hasty(World::sample());
    for (run, behind) in [
        ("campaigns --all-ad-accounts", "status"),
        ("audiences --all-ad-accounts", "status"),
        ("keywords --all-ad-accounts", "id"),
        ("page-visit-events --all-ad-accounts", ""),
        ("report-templates --all-ad-accounts", "name"),
        ("schedules --all-ad-accounts", "name"),
        ("local-stores", "name"),
        ("assets", "asset_id"),
        ("boards", "name"),
    ] {
        let plain = cells(&sandbox.succeed(&words(run)));
        let log = sandbox.server.log();
        let (before, last) = (log.len(), log.last().expect("a request").at);
        let table = cells(&sandbox.succeed(&[&words(run)[..], &["--snapshot"]].concat()));
        let first = sandbox.server.log()[before].at;
        let at = table[0].iter().position(|name| name == SNAPSHOT).expect("the column");
        if !behind.is_empty() {
            assert_eq!(table[0][at - 1], behind, "{run}: {:?}", table[0]);
        }
        let without = |row: &Vec<String>| {
            let mut row = row.clone();
            row.remove(at);
            row
        };
        assert_eq!(table.iter().map(without).collect::<Vec<_>>(), plain, "{run}");
        let value = &table[1][at];
        assert!(table[1..].iter().all(|row| row[at] == *value), "{run}: {table:?}");
        assert_eq!(value.len(), "2026-03-10T12:00:00Z".len(), "{value}");
        let began: DateTime<Utc> = value.parse().expect("RFC 3339");
        let is_start = last - TimeDelta::seconds(1) < began && began <= first;
        assert!(is_start, "{run}: {last} {began} {first}");
    }
}

#[test]
fn it_is_part_of_the_published_key() {
    let sandbox = Sandbox::new(World::sample());
    for (run, key) in [
        ("campaigns", &["ad_account_id", "id"][..]),
        ("assets", &["business_id", "asset_type", "asset_id"]),
    ] {
        let schema = |more: &[&str]| -> Value {
            let words = [&words(run)[..], &["--schema", "json"], more].concat();
            serde_json::from_str(&sandbox.succeed(&words)).expect("JSON")
        };
        let with = schema(&["--snapshot"]);
        assert_eq!(with["x-primary-key"], json!([key, &[SNAPSHOT]].concat()), "{run}");
        assert_eq!(with["properties"][SNAPSHOT]["x-type"], "timestamp");
        assert_eq!(with["properties"][SNAPSHOT]["x-nullable"], false);
        let without = schema(&[]);
        assert_eq!(without["x-primary-key"], json!(key), "{run}");
        assert_eq!(without["properties"][SNAPSHOT], Value::Null, "{run}");
    }
    assert_eq!(sandbox.server.asked(), 0);
}

#[test]
fn it_is_a_column_to_select_and_absent_unless_it_is_wanted() {
    let sandbox = Sandbox::new(World::sample());
    let run = words("campaigns --all-ad-accounts --snapshot --limit 2");
    let some = sandbox.succeed(&[&run[..], &["--columns", "Snapshot-At,id"]].concat());
    assert_eq!(cells(&some)[0], [SNAPSHOT, "id"]);
    assert!(cells(&some)[1][0].starts_with("2026-03-10T12:"), "{some}");
    let ndjson = sandbox.succeed(&[&run[..], &["-f", "ndjson"]].concat());
    assert!(
        ndjson.lines().all(|line| line.contains(r#","snapshot_at":"2026-03-10T12:"#)),
        "{ndjson}"
    );
    let priced = cells(&sandbox.succeed(&[&run[..], &["--money", "units", "--excel"]].concat()));
    let value = "2026-03-10T12:";
    assert!(priced[1].iter().any(|cell| cell.starts_with(value)), "{priced:?}");

    let without = words("campaigns --all-ad-accounts --limit 2");
    assert!(!sandbox.succeed(&without).contains(SNAPSHOT));
    let stderr = sandbox.fail(2, &[&without[..], &["--columns", "snapshot_at"]].concat());
    assert!(stderr.contains("unknown column in `--columns`: `snapshot_at`"), "{stderr}");
}
