//! The reports on how content does: analytics, rankings, quality scores, definitions, `get`.

use std::collections::BTreeMap;

use crate::object_truth::{Object, objects, parse, row};
use crate::sandbox::{Sandbox, cells};
use crate::server::World;

fn run(sandbox: &Sandbox, arguments: &str) -> (Vec<Vec<String>>, String) {
    let words: Vec<_> = arguments.split(' ').collect();
    let outcome = sandbox.run(&words);
    assert_eq!(outcome.code, Some(0), "{arguments}: {}", outcome.stderr);
    assert!(!outcome.stderr.contains("which has no column"), "{arguments}: {}", outcome.stderr);
    assert_eq!(sandbox.run(&words).stdout, outcome.stdout, "{arguments} again");
    (cells(&outcome.stdout), outcome.stderr)
}

/// A header as paths into the API's object: metrics lie below `metrics`.
fn paths(header: &[String]) -> Vec<String> {
    let is_metric = |name: &str| name.chars().all(|c| !c.is_ascii_lowercase());
    let path =
        |name: &String| if is_metric(name) { format!("metrics.{name}") } else { name.clone() };
    header.iter().map(path).collect()
}

const WEEK: &str = "start_date=2026-03-03&end_date=2026-03-09";

#[test]
fn user_metrics_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = sandbox.server.world().accounts[1].id.clone();
    for (options, query) in [
        ("", ""),
        ("--split-field app-type", "&split_field=APP_TYPE"),
        ("--split-field Owned_Content", "&split_field=OWNED_CONTENT"),
        ("--split-field pin-format", "&split_field=PIN_FORMAT"),
        ("--metric save,Pin_Click", "&metric_types=SAVE,PIN_CLICK"),
        ("--pin-format ads-video", "&pin_format=ADS_VIDEO"),
        ("--app-type mobile", "&app_types=MOBILE"),
        ("--content-type paid", "&content_type=PAID"),
        ("--source your-pins", "&source=YOUR_PINS"),
        ("--from-claimed-content claimed", "&from_claimed_content=CLAIMED"),
        ("--ad-account ACCOUNT", "&ad_account_id=ACCOUNT"),
    ] {
        let fill = |text: &str| text.replace("ACCOUNT", &account);
        let answer =
            sandbox.server.answer(&fill(&format!("/user_account/analytics?{WEEK}{query}")));
        let groups: BTreeMap<String, Object> = parse(&answer);
        let order = |name: &String| answer.find(&format!("\"{name}\":{{")).expect("a group");
        let mut names: Vec<_> = groups.keys().cloned().collect();
        names.sort_by_key(order);

        let (table, _) = run(&sandbox, fill(&format!("user-metrics {options}")).trim());
        let header = paths(&table[0]);
        let daily: Vec<_> = names
            .iter()
            .flat_map(|name| {
                let rows: Vec<Object> = parse(groups[name]["daily_metrics"].get());
                rows.iter().map(|day| row(day, &header, &[("group", name)])).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(table[1..], daily, "{options}");

        let (table, _) =
            run(&sandbox, fill(&format!("user-metrics --aggregation summary {options}")).trim());
        let header: Vec<_> = paths(&table[0])
            .iter()
            .map(|path| path.replace("metrics.", "summary_metrics."))
            .collect();
        let summary: Vec<_> =
            names.iter().map(|name| row(&groups[name], &header, &[("group", name)])).collect();
        assert_eq!(table[1..], summary, "{options}");
    }
}

#[test]
fn days_of_user_metrics_go_into_files_of_their_own() {
    let sandbox = Sandbox::hasty(World::sample());
    sandbox.succeed(&["user-metrics", "--days-back", "3", "-o", "{date}.csv"]);
    assert_eq!(sandbox.files("."), ["2026-03-07.csv", "2026-03-08.csv", "2026-03-09.csv"]);
    let stderr = sandbox.fail(2, &["user-metrics", "--aggregation", "summary", "-o", "{date}.csv"]);
    assert!(stderr.contains("needs rows that have a day"), "{stderr}");
    let stderr = sandbox.fail(2, &["user-metrics", "--days-back", "91"]);
    assert!(stderr.contains("the earliest possible date is 2025-12-10"), "{stderr}");
}

#[test]
fn top_pins_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    for (arguments, endpoint, query) in [
        ("user-top-pins", "top_pins", "sort_by=IMPRESSION&num_of_pins=50"),
        ("user-top-pins --sort-by save --limit 7", "top_pins", "sort_by=SAVE&num_of_pins=7"),
        (
            "user-top-pins --metric impression,SAVE_RATE --source other_pins",
            "top_pins",
            "sort_by=IMPRESSION&num_of_pins=50&metric_types=IMPRESSION,SAVE_RATE&source=OTHER_PINS",
        ),
        ("user-top-video-pins", "top_video_pins", "sort_by=IMPRESSION&num_of_pins=50"),
        (
            "user-top-video-pins --sort-by video-v50-watch-time --metric video_start --limit 3",
            "top_video_pins",
            "sort_by=VIDEO_V50_WATCH_TIME&num_of_pins=3&metric_types=VIDEO_START",
        ),
    ] {
        let answer = format!("/user_account/analytics/{endpoint}?{WEEK}&{query}");
        let answer: Object = parse(&sandbox.server.answer(&answer));
        let pins: Vec<Object> = parse(answer["pins"].get());
        let (table, stderr) = run(&sandbox, arguments);
        let header = paths(&table[0]);
        let ranks = (1..=pins.len()).map(|rank| rank.to_string());
        let expected: Vec<_> = pins
            .iter()
            .zip(ranks)
            .map(|(pin, rank)| row(pin, &header, &[("rank", &rank)]))
            .collect();
        assert_eq!(table[1..], expected, "{arguments}");
        assert!(!expected.is_empty(), "{arguments}");
        assert!(stderr.contains("the ranking knows data up to 20"), "{stderr}");
    }
    let stderr = sandbox.run(&["user-top-pins", "--limit", "100"]).stderr;
    assert!(stderr.contains("the API ranks 50 Pins at the most"), "{stderr}");
}

#[test]
fn definitions_of_both_ways_are_one_table() {
    let sandbox = Sandbox::hasty(World::sample());
    let (table, _) = run(&sandbox, "delivery-metrics-definitions");
    let names = |way: &str| -> Vec<String> {
        let answer =
            sandbox.server.answer(&format!("/resources/delivery_metrics?report_type={way}"));
        objects(&answer).iter().map(|o| parse(o["name"].get())).collect()
    };
    let (sync_names, async_names) = (names("SYNC"), names("ASYNC"));
    assert_eq!(table[0], ["name", "display_name", "category", "definition", "sync", "async"]);
    for row in &table[1..] {
        assert_eq!(row[4] == "1", sync_names.contains(&row[0]), "{row:?}");
        assert_eq!(row[5] == "1", async_names.contains(&row[0]), "{row:?}");
    }
    let written: Vec<_> = table[1..].iter().map(|row| row[0].clone()).collect();
    let rest = async_names.iter().filter(|name| !sync_names.contains(name)).cloned();
    assert_eq!(written, sync_names.iter().cloned().chain(rest).collect::<Vec<_>>());
}

#[test]
fn quality_scores_are_a_row_for_each_component_and_event() {
    let sandbox = Sandbox::hasty(World::sample());
    for (options, query) in [
        ("", "lookback_period=14d"),
        ("--lookback 1d", "lookback_period=1d"),
        ("--source-platform mobile-ios", "lookback_period=14d&source_platform=MOBILE_IOS"),
        (
            "--ingestion-source conversions_api",
            "lookback_period=14d&ingestion_source=CONVERSIONS_API",
        ),
    ] {
        let mut expected = Vec::new();
        for account in &sandbox.server.world().accounts {
            let answer = format!("/ad_accounts/{}/conversion_eqs?{query}", account.id);
            let scores: Vec<Object> = parse(&sandbox.server.answer(&answer));
            for score in scores {
                expected.extend(score_rows(&account.id, &score));
            }
        }
        let arguments = format!("conversion-quality-health --all-ad-accounts {options}");
        let (table, stderr) = run(&sandbox, arguments.trim());
        assert!(stderr.contains("these are Event Quality Scores"), "{stderr}");
        let written: Vec<_> = table[1..].iter().map(|row| row[..10].to_vec()).collect();
        assert_eq!(sorted(written), sorted(expected), "{options}");
    }
    let (all, _) = run(&sandbox, "conversion-quality-health --all-ad-accounts");
    let (some, _) = run(
        &sandbox,
        "conversion-quality-health --all-ad-accounts --health-type deduplication,user_agent",
    );
    let wanted = ["external_event_id", "order_id", "user_agent"];
    let components = |table: &[Vec<String>]| -> Vec<String> {
        table[1..]
            .iter()
            .map(|row| row[5].clone())
            .filter(|c| wanted.contains(&c.as_str()))
            .collect()
    };
    assert_eq!(components(&some), components(&all));
    assert!(some[1..].iter().all(|row| row[5].is_empty() || wanted.contains(&row[5].as_str())));
}

fn sorted(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.sort();
    rows
}

/// The rows of a score up to the number of issues.
fn score_rows(account: &str, score: &Object) -> Vec<Vec<String>> {
    let names = ["source_platform", "ingestion_source", "lookback_period", "overall_status"];
    let names = names.map(str::to_owned);
    let head = [vec![account.to_owned()], row(score, &names, &[])].concat();
    let components: BTreeMap<String, BTreeMap<String, Object>> =
        parse(score["quality_components"].get());
    let mut rows = Vec::new();
    for (component, events) in &components {
        for (event, details) in events {
            let issues =
                details.get("issues").map_or(0, |issues| parse::<Vec<Object>>(issues.get()).len());
            let numbers = row(details, &["coverage".to_owned(), "overlap".to_owned()], &[]);
            let tail = [vec![component.clone(), event.clone()], numbers, vec![issues.to_string()]];
            rows.push([head.clone(), tail.concat()].concat());
        }
    }
    if rows.is_empty() {
        rows.push([head, vec![String::new(); 5]].concat());
    }
    rows
}

#[test]
fn get_asks_anything_that_reads() {
    let sandbox = Sandbox::hasty(World::sample());
    let (table, _) = run(&sandbox, "get /user_account");
    let user = &objects(&sandbox.server.answer("/user_account"))[0];
    assert_eq!(table[1..], [row(user, &table[0], &[])]);
    assert_eq!(run(&sandbox, "get v5/user_account").0, table);

    let pins = objects(&sandbox.server.answer("/pins?creative_types=VIDEO&creative_types=IDEA"));
    let before = sandbox.server.log().len();
    let arguments =
        "get pins -q creative_types=VIDEO -q creative_types=IDEA -q page_size=2 --columns id,link";
    let (table, _) = run(&sandbox, arguments);
    let expected: Vec<_> = pins.iter().map(|pin| row(pin, &table[0], &[])).collect();
    assert_eq!(table[1..], expected);
    assert!(sandbox.server.log().len() - before > 2, "it pages");

    let (table, _) = run(
        &sandbox,
        "get user_account/analytics/top_pins -q start_date=2026-03-03 -q end_date=2026-03-09 \
         -q sort_by=SAVE --rows /pins --columns pin_id",
    );
    assert_eq!(table.len(), 11);
    let text = sandbox.succeed(&["get", "/boards", "-f", "ndjson", "--quiet"]);
    assert_eq!(text.lines().count(), objects(&sandbox.server.answer("/boards")).len());
}

#[test]
fn get_stays_on_the_api_and_only_reads() {
    let sandbox = Sandbox::new(World::sample());
    for path in [
        "https://example.com/v5/pins",
        "//example.com/pins",
        "/../v4/pins",
        "/pins/..",
        "/pins?x=1",
        "/pins#x",
        "/a\\b",
        "/oauth/token",
        "",
    ] {
        let stderr = sandbox.fail(2, &["get", path]);
        assert!(
            stderr.contains("a path is like") || stderr.contains("tokens are not data"),
            "{stderr}"
        );
    }
    sandbox.fail(2, &["get", "/pins", "-q", "page_size"]);
    sandbox.fail(2, &["get", "/pins", "--rows", "items"]);
    assert_eq!(sandbox.server.log().len(), 0);
}
