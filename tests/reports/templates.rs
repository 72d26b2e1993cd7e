//! `delivery-metrics --template`: reports that are saved in Ads Manager.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::support::sandbox::{Sandbox, cells, kill, today};
use crate::support::server::{ReportEnd, Sizes, Times, World};

/// The first of the columns of every template of the server, and one that no row has.
const COLUMNS: [&str; 4] = ["SPEND_IN_DOLLAR", "TOTAL_IMPRESSION", "CTR", "TARGETING_VALUE"];
const ORDER: &str = "POST /reports";
const LIST: &str = "/templates";

fn world() -> World {
    World { sizes: Sizes { of_a_kind: Some(20), ..Sizes::default() }, ..World::sample() }
}

/// As many days as a report by the hour may have.
fn three_days() -> (NaiveDate, NaiveDate) {
    (today() - Days::new(3), today() - Days::new(1))
}

fn templates(sandbox: &Sandbox, account: &str) -> Vec<Value> {
    let answer = sandbox.server.answer(&format!("/ad_accounts/{account}/templates"));
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    answer["items"].as_array().expect("a list").clone()
}

/// The ids of the first ad account and of its first template with these values.
fn template(sandbox: &Sandbox, wanted: &[(&str, &str)]) -> (String, String) {
    let account = sandbox.server.world().accounts[0].id.clone();
    let has_all = |it: &&Value| wanted.iter().all(|(name, value)| it[*name] == *value);
    let all = templates(sandbox, &account);
    let found = all.iter().find(has_all).unwrap_or_else(|| panic!("{wanted:?}"));
    (account, found["id"].as_str().expect("an id").to_owned())
}

fn run<'a>(account: &'a str, template: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let run = ["delivery-metrics", "--ad-account", account, "--template", template];
    [&run[..], more].concat()
}

fn keys(level: &str, granularity: &str) -> Vec<&'static str> {
    let level: &[&str] = match level.trim_end_matches("_TARGETING") {
        "ADVERTISER" => &[],
        "CAMPAIGN" => &["CAMPAIGN_ID"],
        "AD_GROUP" => &["AD_GROUP_ID"],
        "PIN_PROMOTION" => &["AD_ID"],
        "PRODUCT_GROUP" => &["PRODUCT_GROUP_ID"],
        "KEYWORD" => &["KEYWORD_ID", "AD_GROUP_ID", "CAMPAIGN_ID"],
        "PRODUCT_ITEM" => &["PRODUCT_ITEM_ID", "PRODUCT_GROUP_ID", "AD_GROUP_ID", "CAMPAIGN_ID"],
        other => panic!("{other}"),
    };
    let time: &[&str] = match granularity {
        "TOTAL" => &[],
        "HOUR" => &["DATE", "HOUR"],
        _ => &["DATE"],
    };
    [&["AD_ACCOUNT_ID"], level, time].concat()
}

#[test]
fn every_template_gives_the_rows_of_its_report() {
    let sandbox = Sandbox::hasty(world());
    let mut levels = BTreeSet::new();
    for account in &sandbox.server.world().accounts {
        for template in templates(&sandbox, &account.id) {
            let text = |name: &str| template[name].as_str().expect("a text").to_owned();
            if text("report_format") == "CSV" {
                continue;
            }
            let (level, granularity) = (text("report_level"), text("granularity"));
            let mut header = keys(&level, &granularity);
            if level.ends_with("_TARGETING") {
                header.extend(["TARGETING_TYPE", "TARGETING_VALUE"]);
            }
            let own = COLUMNS.into_iter().chain(["ADE_TOTAL_LEAD"]);
            let own: Vec<_> = own.filter(|name| !header.contains(name)).collect();
            header.extend(own);
            let table =
                cells(&sandbox.succeed(&run(&account.id, &text("id"), &["--days-back", "3"])));
            assert_eq!(table[0], header, "{level} {granularity}");
            let rows: BTreeSet<_> = table[1..].iter().cloned().collect();
            assert_eq!(rows.len(), table.len() - 1, "no row comes twice");
            let truth = sandbox.server.template_rows(&account.id, &text("id"), three_days());
            let of_row = |row: &Vec<(String, String)>| {
                let cell = |name: &&str| match row.iter().find(|(known, _)| known == name) {
                    Some((_, value)) => value.trim_matches('"').to_owned(),
                    None if *name == "AD_ACCOUNT_ID" => account.id.clone(),
                    None => String::new(),
                };
                header.iter().map(cell).collect::<Vec<_>>()
            };
            let truth: BTreeSet<_> = truth.iter().map(of_row).collect();
            assert_eq!(rows, truth, "{level} {granularity}");
            if !rows.is_empty() {
                levels.insert(level);
            }
        }
    }
    assert_eq!(levels.len(), 7, "{levels:?}");
}

#[test]
fn a_template_is_read_once_and_its_report_is_ordered_for_the_days() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) = template(&sandbox, &[("granularity", "DAY"), ("report_format", "JSON")]);
    // The rows of more than 186 days come in one report.
    sandbox.succeed(&run(&account, &id, &["--start-date", "400d", "--end-date", "2d"]));
    assert_eq!(sandbox.server.count(&format!("GET {LIST}")), 1);
    assert_eq!(sandbox.server.count("/ad_accounts"), 0);
    let log = sandbox.server.log();
    let orders: Vec<_> = log.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].path, format!("/v5/ad_accounts/{account}/templates/{id}/reports"));
    let (start, end) = (today() - Days::new(400), today() - Days::new(2));
    let query = [
        ("start_date", start.to_string()),
        ("end_date", end.to_string()),
        ("granularity", "DAY".into()),
    ];
    assert_eq!(orders[0].query, query.map(|(name, value)| (name.to_owned(), value)));
}

#[test]
fn an_unknown_template_is_refused_with_the_command_that_lists_them() {
    let sandbox = Sandbox::brisk(world());
    let (account, _) = template(&sandbox, &[]);
    let stderr = sandbox.fail(4, &run(&account, "123", &["-o", "x.csv"]));
    assert!(stderr.contains(&format!("ad account {account} has no template `123`")), "{stderr}");
    assert!(stderr.contains(&format!("GET /v5/ad_accounts/{account}/templates")), "{stderr}");
    let list = format!(
        "hint: `pinads object-information --object-type report-templates --ad-account {account}` \
         lists the templates"
    );
    assert!(stderr.contains(&list), "{stderr}");
    assert_eq!(sandbox.server.count(ORDER), 0);
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

#[test]
fn what_the_template_decides_cannot_be_chosen_beside_it() {
    let sandbox = Sandbox::brisk(world());
    for (option, value) in [
        ("--columns", "CTR"),
        ("--object-type", "ad"),
        ("--level", "campaign"),
        ("--granularity", "day"),
        ("--campaign", "1"),
        ("--ad-group", "1"),
        ("--ad", "1"),
        ("--product-group", "1"),
        ("--product-item", "a"),
        ("--campaign-objective-type", "sales"),
        ("--entity-status", "paused"),
        ("--unknown-columns", "send"),
        ("--via", "async"),
        ("--click-window-days", "7"),
        ("--engagement-window-days", "7"),
        ("--view-window-days", "7"),
        ("--conversion-report-time", "conversion"),
        ("--timezone", "pinterest"),
        ("--chart", "CTR"),
    ] {
        let stderr = sandbox.fail(2, &run("1", "2", &[option, value]));
        let option = if option == "--level" { "--object-type" } else { option };
        assert!(
            stderr.contains("`--template`") && stderr.contains(&format!("`{option}`")),
            "{stderr}"
        );
    }
    sandbox.fail(2, &run("1", "2", &["--whole-periods"]));
    let stderr = sandbox.fail(2, &["delivery-metrics", "--all-ad-accounts", "--template", "2"]);
    assert!(stderr.contains("`--template` requires one ad account"), "{stderr}");
    let stderr = sandbox.fail(2, &run("1", "2", &["--start-date", "913d"]));
    assert!(stderr.contains("only for the last 912 days"), "{stderr}");
    assert_eq!(sandbox.server.asked(), 0);
}

#[test]
fn a_template_that_writes_csv_is_refused_with_the_columns_to_request_instead() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) = template(&sandbox, &[("report_format", "CSV")]);
    let stderr = sandbox.fail(2, &run(&account, &id, &[]));
    assert!(stderr.contains(&format!("template `{id}` has the report format CSV")), "{stderr}");
    let (_, hint) = stderr.split_once("hint: run `pinads ").expect("a command");
    let (command, _) = hint.split_once('`').expect("its end");
    let windows = "--click-window-days 7 --engagement-window-days 30 --view-window-days 1 \
                   --conversion-report-time ad-action --timezone";
    assert!(command.contains(windows), "{command}");
    sandbox.succeed(&command.split(' ').collect::<Vec<_>>());
    assert_eq!(sandbox.server.count(&format!("POST /templates/{id}/reports")), 0);
}

#[test]
fn the_plan_shows_what_the_template_decides() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) =
        template(&sandbox, &[("report_level", "AD_GROUP_TARGETING"), ("report_format", "JSON")]);
    let plan = sandbox.succeed(&run(&account, &id, &["--dry-run"]));
    for line in [
        format!("template: {id}"),
        "API: asynchronous reports (`--template`)".to_owned(),
        "requests for the template: 1 for every 250 templates until it is found".to_owned(),
        "object type: ad-group, broken down by targeting".to_owned(),
        format!("columns: {}, ADE_TOTAL_LEAD", COLUMNS.join(", ")),
        "attribution: --click-window-days 30 --engagement-window-days 30 --view-window-days 1 \
         --conversion-report-time ad-action --timezone pinterest"
            .to_owned(),
        "requests: about 3: for each of 1 report, 1 to create it and about 1.3 to check its status; \
         about 30 more if pinads does not know yet how long such reports take"
            .to_owned(),
    ] {
        assert!(plan.lines().any(|it| it == line), "{line}\n{plan}");
    }
    assert_eq!(sandbox.server.count(ORDER), 0);
}

#[test]
fn the_published_key_is_that_of_the_template() {
    let sandbox = Sandbox::brisk(world());
    for level in ["AD_GROUP_TARGETING", "KEYWORD"] {
        let wanted = [("report_level", level), ("report_format", "JSON")];
        let (account, id) = template(&sandbox, &wanted);
        let schema = sandbox.succeed(&run(&account, &id, &["--schema", "json"]));
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        let all = templates(&sandbox, &account);
        let granularity = all.iter().find(|it| it["id"] == id).expect("it")["granularity"].clone();
        let mut expected = keys(level, granularity.as_str().expect("a text"));
        if level.ends_with("_TARGETING") {
            expected.extend(["TARGETING_TYPE", "TARGETING_VALUE"]);
        }
        assert_eq!(schema["x-primary-key"], serde_json::json!(expected), "{level}");
        assert_eq!(schema["properties"]["SPEND_IN_DOLLAR"]["x-type"], "decimal");
    }
    assert_eq!(sandbox.server.count(ORDER), 0);
}

#[test]
fn a_file_for_each_day_needs_a_template_by_the_day() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) = template(&sandbox, &[("granularity", "DAY"), ("report_format", "JSON")]);
    sandbox.succeed(&run(&account, &id, &["-o", "{date}.csv"]));
    assert_eq!(sandbox.files(".").len(), 7);
    let (account, id) = template(&sandbox, &[("granularity", "WEEK"), ("report_format", "JSON")]);
    let before = sandbox.server.count(ORDER);
    let stderr = sandbox.fail(2, &run(&account, &id, &["-o", "w-{date}.csv"]));
    assert!(stderr.contains("`{date}` in `--output` requires rows with a day"), "{stderr}");
    assert!(stderr.contains("hint: remove `{date}` from the path"), "{stderr}");
    assert_eq!(sandbox.server.count(ORDER), before);
}

#[test]
fn the_other_options_of_delivery_metrics_work_with_a_template() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) =
        template(&sandbox, &[("report_level", "CAMPAIGN"), ("report_format", "JSON")]);
    let whole = cells(&sandbox.succeed(&run(&account, &id, &[])));
    let shown = cells(&sandbox.succeed(&run(&account, &id, &["--display-names"])));
    assert_eq!(shown[1..], whole[1..]);
    assert!(shown[0] != whole[0] && !shown[0].contains(&"SPEND_IN_DOLLAR".to_owned()), "{shown:?}");
    let three = cells(&sandbox.succeed(&run(&account, &id, &["--limit", "3"])));
    assert_eq!(three, whole[..4]);
    let priced = cells(&sandbox.succeed(&run(&account, &id, &["--money", "units"])));
    let at = priced[0].iter().position(|name| name == "CURRENCY").expect("a column");
    assert!(priced[1..].iter().all(|row| row[at] == "EUR"), "{priced:?}");
    sandbox.succeed(&run(&account, &id, &["--note-unready"]));
}

#[test]
fn a_report_of_a_template_that_is_not_made_is_ordered_again() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) = template(&sandbox, &[("report_format", "JSON")]);
    let whole = sandbox.succeed(&run(&account, &id, &[]));
    for end in [ReportEnd::Failed, ReportEnd::Expired, ReportEnd::DoesNotExist] {
        sandbox.server.end_reports(Times::Count(2), end);
        assert_eq!(sandbox.succeed(&run(&account, &id, &[])), whole);
    }
    sandbox.server.end_reports(Times::Always, ReportEnd::Failed);
    let stderr = sandbox.fail(5, &run(&account, &id, &["-o", "x.csv"]));
    assert!(stderr.contains("Pinterest did not create the report: FAILED"), "{stderr}");
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

#[test]
fn a_killed_run_goes_on_with_the_report_that_it_has_ordered() {
    let sandbox = Sandbox::brisk(world());
    let (account, id) = template(&sandbox, &[("report_format", "JSON")]);
    let run = run(&account, &id, &["-o", "out.csv", "--resume"]);
    let hold = sandbox.server.hold("metrics_report.txt", false);
    let killed = sandbox.start(&run);
    hold.wait();
    kill(killed);
    hold.release();
    sandbox.succeed(&run);
    assert_eq!(sandbox.server.count(ORDER), 1, "no report is ordered twice");
    assert_eq!(sandbox.server.count(&format!("GET {LIST}")), 1, "nor is a template read twice");
}
