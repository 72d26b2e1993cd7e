//! The reports on how content does, on the quality of conversion events, and on definitions.

use super::Case;
use super::truth::{Object, in_order, objects, parse, row};
use crate::support::server::Server;

const WEEK: &str = "start_date=2026-03-03&end_date=2026-03-09";

pub(crate) fn cases(server: &Server) -> Vec<Case> {
    let mut cases = vec![definitions(server)];
    user_metrics(server, &mut cases);
    top_pins(server, &mut cases);
    scores(server, &mut cases);
    cases
}

/// A header as paths into the API's object: metrics lie below `metrics`.
fn paths(header: &[String], metrics: &str) -> Vec<String> {
    let is_metric = |name: &str| name.chars().all(|c| !c.is_ascii_lowercase());
    let path = |name: &String| {
        if is_metric(name) { format!("{metrics}.{name}") } else { name.clone() }
    };
    header.iter().map(path).collect()
}

fn user_metrics(server: &Server, cases: &mut Vec<Case>) {
    let account = &server.world().accounts[1].id;
    for (options, query) in [
        ("", ""),
        ("--split-field app-type", "&split_field=APP_TYPE"),
        ("--split-field Owned_Content", "&split_field=OWNED_CONTENT"),
        ("--split-field pin-format", "&split_field=PIN_FORMAT"),
        ("--split-field source", "&split_field=SOURCE"),
        ("--split-field no-split", "&split_field=NO_SPLIT"),
        ("--metric save,Pin_Click", "&metric_types=SAVE,PIN_CLICK"),
        ("--pin-format ads-video", "&pin_format=ADS_VIDEO"),
        ("--app-type mobile", "&app_types=MOBILE"),
        ("--content-type paid", "&content_type=PAID"),
        ("--source your-pins", "&source=YOUR_PINS"),
        ("--from-claimed-content claimed", "&from_claimed_content=CLAIMED"),
        ("--ad-account ACCOUNT", "&ad_account_id=ACCOUNT"),
    ] {
        let fill = |text: &str| text.replace("ACCOUNT", account);
        let answer = server.answer(&fill(&format!("/user_account/analytics?{WEEK}{query}")));
        let groups: Vec<(String, Object)> =
            in_order(&answer).into_iter().map(|(name, group)| (name, parse(group.get()))).collect();
        let days = groups.clone();
        cases.push(Case {
            arguments: fill(&format!("user-metrics {options}")),
            rows: Box::new(move |header| {
                let header = paths(header, "metrics");
                let rows = days.iter().flat_map(|(name, group)| {
                    let days: Vec<Object> = parse(group["daily_metrics"].get());
                    let known = [("group", name.clone())];
                    days.iter().map(|day| row(day, &header, &known)).collect::<Vec<_>>()
                });
                rows.collect()
            }),
        });
        cases.push(Case {
            arguments: fill(&format!("user-metrics --aggregation summary {options}")),
            rows: Box::new(move |header| {
                let header = paths(header, "summary_metrics");
                let row = |(name, group): &(String, Object)| {
                    row(group, &header, &[("group", name.clone())])
                };
                groups.iter().map(row).collect()
            }),
        });
    }
}

fn top_pins(server: &Server, cases: &mut Vec<Case>) {
    let account = &server.world().accounts[1].id;
    for (arguments, endpoint, query) in [
        ("user-top-pins", "top_pins", "sort_by=IMPRESSION&num_of_pins=50"),
        ("user-top-pins --sort-by save --limit 7", "top_pins", "sort_by=SAVE&num_of_pins=7"),
        (
            "user-top-pins --metric impression,SAVE_RATE --source other_pins",
            "top_pins",
            "sort_by=IMPRESSION&num_of_pins=50&metric_types=IMPRESSION,SAVE_RATE&source=OTHER_PINS",
        ),
        (
            "user-top-pins --sort-by pin-click --from-claimed-content other --pin-format organic-image",
            "top_pins",
            "sort_by=PIN_CLICK&num_of_pins=50&from_claimed_content=OTHER&pin_format=ORGANIC_IMAGE",
        ),
        (
            "user-top-pins --created-in-last-days 30",
            "top_pins",
            "sort_by=IMPRESSION&num_of_pins=50&created_in_last_n_days=30",
        ),
        ("user-top-video-pins", "top_video_pins", "sort_by=IMPRESSION&num_of_pins=50"),
        (
            "user-top-video-pins --created-in-last-days 30 --sort-by save",
            "top_video_pins",
            "sort_by=SAVE&num_of_pins=50&created_in_last_n_days=30",
        ),
        (
            "user-top-video-pins --sort-by video-v50-watch-time --metric video_start --limit 3",
            "top_video_pins",
            "sort_by=VIDEO_V50_WATCH_TIME&num_of_pins=3&metric_types=VIDEO_START",
        ),
        (
            "user-top-video-pins --sort-by video-10s-view --content-type organic --app-type web",
            "top_video_pins",
            "sort_by=VIDEO_10S_VIEW&num_of_pins=50&content_type=ORGANIC&app_types=WEB",
        ),
        (
            "user-top-pins --ad-account ACCOUNT --date 2026-02-14",
            "top_pins",
            "sort_by=IMPRESSION&num_of_pins=50&ad_account_id=ACCOUNT\
             &start_date=2026-02-14&end_date=2026-02-14",
        ),
        (
            "user-top-video-pins --ad-account ACCOUNT --start-date 40d --end-date 20d",
            "top_video_pins",
            "sort_by=IMPRESSION&num_of_pins=50&ad_account_id=ACCOUNT\
             &start_date=2026-01-29&end_date=2026-02-18",
        ),
    ] {
        let fill = |text: &str| text.replace("ACCOUNT", account);
        let dates = if query.contains("start_date") { "" } else { WEEK };
        let answer = format!("/user_account/analytics/{endpoint}?{dates}&{}", fill(query));
        let answer: Object = parse(&server.answer(&answer.replace("?&", "?")));
        let pins: Vec<Object> = parse(answer["pins"].get());
        let rows = move |header: &[String]| {
            let header = paths(header, "metrics");
            let ranked = pins.iter().zip(1..);
            let row =
                |(pin, rank): (&Object, u32)| row(pin, &header, &[("rank", rank.to_string())]);
            ranked.map(row).collect()
        };
        cases.push(Case { arguments: fill(arguments), rows: Box::new(rows) });
    }
}

/// The columns of one way, then those that only the other has.
fn definitions(server: &Server) -> Case {
    let of = |way: &str| {
        objects(&server.answer(&format!("/resources/delivery_metrics?report_type={way}")))
    };
    let (sync_rows, async_rows) = (of("SYNC"), of("ASYNC"));
    let rows = move |header: &[String]| {
        let has = |rows: &[Object], one: &Object| {
            rows.iter().any(|row| row["name"].get() == one["name"].get())
        };
        let flag = |is: bool| if is { "1" } else { "0" }.to_owned();
        let only_async = async_rows.iter().filter(|row| !has(&sync_rows, row));
        let flagged = |definition: &Object| {
            let known = [
                ("sync", flag(has(&sync_rows, definition))),
                ("async", flag(has(&async_rows, definition))),
            ];
            row(definition, header, &known)
        };
        sync_rows.iter().chain(only_async).map(flagged).collect()
    };
    Case { arguments: "delivery-metrics-definitions".to_owned(), rows: Box::new(rows) }
}

fn scores(server: &Server, cases: &mut Vec<Case>) {
    let accounts = &server.world().accounts;
    let one = format!("--ad-account {}", accounts[1].id);
    for (options, query) in [
        ("--all-ad-accounts", "lookback_period=14d"),
        (one.as_str(), "lookback_period=14d"),
        ("--all-ad-accounts --lookback 1d", "lookback_period=1d"),
        (
            "--all-ad-accounts --source-platform mobile-ios",
            "lookback_period=14d&source_platform=MOBILE_IOS",
        ),
        (
            "--all-ad-accounts --ingestion-source conversions_api",
            "lookback_period=14d&ingestion_source=CONVERSIONS_API",
        ),
    ] {
        let asked = if options == one { &accounts[1..2] } else { &accounts[..] };
        let scores: Vec<(String, Object)> = asked
            .iter()
            .flat_map(|account| {
                let answer = format!("/ad_accounts/{}/conversion_eqs?{query}", account.id);
                let scores: Vec<Object> = parse(&server.answer(&answer));
                scores.into_iter().map(|score| (account.id.clone(), score))
            })
            .collect();
        let rows = move |header: &[String]| {
            let rows = scores.iter().flat_map(|(account, score)| of_score(header, account, score));
            rows.collect()
        };
        cases.push(Case {
            arguments: format!("conversion-quality-health {options}"),
            rows: Box::new(rows),
        });
    }
}

/// A row for each component and type of event, in the order of the answer.
fn of_score(header: &[String], account: &str, score: &Object) -> Vec<Vec<String>> {
    let account = ("ad_account_id", account.to_owned());
    let mut rows = Vec::new();
    for (component, events) in in_order(score["quality_components"].get()) {
        for (event, details) in in_order(events.get()) {
            let details: Object = parse(details.get());
            let issues: Vec<Object> =
                details.get("issues").map_or(vec![], |issues| parse(issues.get()));
            let list = |name: &str| {
                let texts: Vec<_> = issues.iter().map(|issue| issue[name].get()).collect();
                format!("[{}]", texts.join(","))
            };
            let number = |name: &str| {
                details.get(name).map_or(String::new(), |value| value.get().replace("null", ""))
            };
            let known = [
                account.clone(),
                ("component", component.clone()),
                ("event_type", event),
                ("coverage", number("coverage")),
                ("overlap", number("overlap")),
                ("issue_count", issues.len().to_string()),
                ("issue_ids", list("id")),
                ("issue_names", list("name")),
                ("issue_reasons", list("reason")),
            ];
            rows.push(row(score, header, &known));
        }
    }
    if rows.is_empty() {
        rows.push(row(score, header, &[account]));
    }
    rows
}
