//! The reports on how content does: analytics, rankings, quality scores, definitions, `get`.

use crate::support::cases::truth::{objects, parse, row};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Times, World};

fn run(sandbox: &Sandbox, arguments: &str) -> (Vec<Vec<String>>, String) {
    let words: Vec<_> = arguments.split(' ').collect();
    let outcome = sandbox.run(&words);
    assert_eq!(outcome.code, Some(0), "{arguments}: {}", outcome.stderr);
    assert!(!outcome.stderr.contains("which has no column"), "{arguments}: {}", outcome.stderr);
    assert_eq!(sandbox.run(&words).stdout, outcome.stdout, "{arguments} again");
    (cells(&outcome.stdout), outcome.stderr)
}

#[test]
fn days_of_user_metrics_go_into_files_of_their_own() {
    let sandbox = Sandbox::brisk(World::sample());
    sandbox.succeed(&["user-metrics", "--days-back", "3", "-o", "{date}.csv"]);
    assert_eq!(sandbox.files("."), ["2026-03-07.csv", "2026-03-08.csv", "2026-03-09.csv"]);
    let stderr = sandbox.fail(2, &["user-metrics", "--aggregation", "summary", "-o", "{date}.csv"]);
    assert!(stderr.contains("requires rows with a day"), "{stderr}");
    let stderr = sandbox.fail(2, &["user-metrics", "--days-back", "91"]);
    assert!(stderr.contains("the earliest possible date is 2025-12-10"), "{stderr}");
}

#[test]
fn values_that_the_description_does_not_lead_to_expect_pass_unchanged() {
    let sandbox = Sandbox::brisk(World::sample());
    let user = r#"{"id":"1099300727702429065","about":"","website_url":"","monthly_views":-1}"#;
    let pin = r#"{"id":"1099300590356452030","created_at":"2026-07-09T10:48:06.377000",
        "description":" ","note":"","product_tags":[],"pin_metrics":null,"is_removable":false,
        "media":{"media_type":"image","images":{"600x":{"width":564,"height":376}}}}"#;
    let board = r#"{"id":"1099300658984851864","created_at":"2026-07-09T10:22:11","name":" "}"#;
    for (arguments, path, body, expected) in [
        (
            "users",
            "/user_account",
            user.to_owned(),
            &[("monthly_views", "-1"), ("about", ""), ("website_url", "")][..],
        ),
        (
            "pins",
            "/pins",
            format!(r#"{{"items":[{pin}],"bookmark":null}}"#),
            &[
                ("created_at", "2026-07-09T10:48:06.377000"),
                ("description", " "),
                ("note", ""),
                ("product_tags", "[]"),
                ("pin_metrics", ""),
                ("is_removable", "false"),
                ("media.media_type", "image"),
                ("media.images", r#"{"600x":{"width":564,"height":376}}"#),
            ],
        ),
        (
            "user-boards --times iso",
            "/boards",
            format!(r#"{{"items":[{board}]}}"#),
            &[("created_at", "2026-07-09T10:22:11"), ("name", " ")],
        ),
    ] {
        let fault = Fault::Garbage { content_type: "application/json", body: body.into() };
        sandbox.server.inject(path, Times::Always, fault);
        let (table, _) = run(&sandbox, arguments);
        for (name, value) in expected {
            let place = table[0].iter().position(|column| column == name);
            assert_eq!(table[1][place.expect(name)], *value, "{name}");
        }
        // In NDJSON, an empty text is no null.
        let words: Vec<_> = arguments.split(' ').chain(["-f", "ndjson"]).collect();
        let row: serde_json::Value = parse(&sandbox.succeed(&words));
        for (name, value) in expected.iter().filter(|(_, value)| value.trim().is_empty()) {
            let is_null = *name == "pin_metrics";
            assert_eq!(row[*name].as_str(), (!is_null).then_some(*value), "{name}");
        }
    }
}

#[test]
fn health_types_narrow_the_scores() {
    let sandbox = Sandbox::brisk(World::sample());
    let (all, stderr) = run(&sandbox, "conversion-quality-health --all-ad-accounts");
    assert!(stderr.contains("these are Event Quality Scores"), "{stderr}");
    for (types, wanted) in [
        ("deduplication,user_agent", &["external_event_id", "order_id", "user_agent"][..]),
        (
            "User-Matching",
            &[
                "hashed_email",
                "hashed_maid",
                "ip_address",
                "user_agent",
                "click_id_epik",
                "advertiser_external_id",
            ],
        ),
        ("event_metadata", &["product_id", "order_value", "source_url"]),
    ] {
        let arguments =
            format!("conversion-quality-health --all-ad-accounts --health-type {types}");
        let (some, _) = run(&sandbox, &arguments);
        let components = |table: &[Vec<String>]| -> Vec<String> {
            let components = table[1..].iter().map(|row| row[5].clone());
            components.filter(|component| wanted.contains(&component.as_str())).collect()
        };
        assert!(!components(&all).is_empty(), "{types}");
        assert_eq!(components(&some), components(&all), "{types}");
        let is_wanted = |row: &Vec<String>| row[5].is_empty() || wanted.contains(&row[5].as_str());
        assert!(some[1..].iter().all(is_wanted), "{types}");
    }
}

#[test]
fn an_ad_account_without_scores_is_told() {
    let sandbox = Sandbox::new(World::sized(1, 0, 0, 0, 0));
    let (table, stderr) = run(&sandbox, "conversion-quality-health");
    assert_eq!(table.len(), 1);
    let id = &sandbox.server.world().accounts[0].id;
    let said = format!("note: no rows for ad account {id}: Pinterest scored no conversion events");
    assert!(stderr.contains(&said), "{stderr}");
}

#[test]
fn scores_have_no_dates() {
    let sandbox = Sandbox::new(World::sample());
    for dates in [["--start-date", "7d"], ["--days-back", "7"], ["--date", "today"]] {
        let stderr = sandbox.fail(2, &[&["conversion-quality-health"], &dates[..]].concat());
        assert!(stderr.contains("hint: use `--lookback 1d` or `--lookback 14d`"), "{stderr}");
    }
}

#[test]
fn a_ranking_tells_how_fresh_it_is_and_how_long_it_can_be() {
    let sandbox = Sandbox::brisk(World::sample());
    let (table, stderr) = run(&sandbox, "user-top-pins --limit 100");
    assert!(stderr.contains("the API ranks at most 50 Pins"), "{stderr}");
    assert!(stderr.contains("the ranking is complete through 20"), "{stderr}");
    assert_eq!(table.len(), 51);
}

#[test]
fn get_asks_anything_that_reads() {
    let sandbox = Sandbox::brisk(World::sample());
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
fn get_writes_an_object_a_line_even_if_all_are_empty() {
    let sandbox = Sandbox::new(World::sample());
    for (body, rows) in [("[{},{}]", "{}\n{}\n"), ("{}", "{}\n"), ("{\"items\":[{}]}", "{}\n")] {
        let body = body.as_bytes().to_vec();
        let fault = Fault::Garbage { content_type: "application/json", body };
        sandbox.server.inject("/user_account", Times::Once, fault);
        assert_eq!(sandbox.succeed(&["get", "/user_account", "-f", "ndjson"]), rows);
    }
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
            stderr.contains("expected a path such as")
                || stderr.contains("`get` cannot request tokens"),
            "{stderr}"
        );
    }
    sandbox.fail(2, &["get", "/pins", "-q", "page_size"]);
    sandbox.fail(2, &["get", "/pins", "--rows", "items"]);
    assert_eq!(sandbox.server.log().len(), 0);
}
