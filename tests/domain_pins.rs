//! The Pins of a site, by clicks and by saves, in the three ways there are.

use std::collections::HashMap;

use crate::cases::truth::{Object, objects, parse};
use crate::sandbox::{Sandbox, cells};
use crate::server::World;

const WEEK: &str = "start_date=2026-03-03&end_date=2026-03-09";

fn text(object: &Object, name: &str) -> String {
    object.get(name).and_then(|value| serde_json::from_str(value.get()).ok()).unwrap_or_default()
}

fn host(link: &str) -> String {
    let link = link.to_lowercase();
    let rest = link.split_once("://").map_or(link.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default().trim_end_matches('.');
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The hosts of the claimed websites.
fn claimed(sandbox: &Sandbox) -> Vec<String> {
    let websites = objects(&sandbox.server.answer("/user_account/websites"));
    let claimed = websites.iter().filter(|site| !text(site, "verified_at").is_empty());
    claimed.map(|site| host(&text(site, "website"))).collect()
}

/// The ranking of the API: ids and their value.
fn ranking(sandbox: &Sandbox, metric: &str, source: &str) -> Vec<(String, f64)> {
    let answer = format!(
        "/user_account/analytics/top_pins?{WEEK}&sort_by={metric}&num_of_pins=50\
         &from_claimed_content=CLAIMED&source={source}"
    );
    let answer: Object = parse(&sandbox.server.answer(&answer));
    let pins: Vec<Object> = parse(answer["pins"].get());
    let value = |pin: &Object| -> f64 {
        let metrics: Object = parse(pin["metrics"].get());
        metrics.get(metric).map_or(-1.0, |value| value.get().parse().expect("a number"))
    };
    pins.iter().map(|pin| (text(pin, "pin_id"), value(pin))).collect()
}

/// The links of the Pins that the server shows to this token, protected ones too, by id.
fn links(sandbox: &Sandbox) -> HashMap<String, String> {
    let pins = objects(&sandbox.server.answer("/pins?include_protected_pins=true"));
    pins.iter().map(|pin| (text(pin, "id"), text(pin, "link"))).collect()
}

#[test]
fn the_ranking_of_claimed_content_is_narrowed_to_the_site() {
    let sandbox = Sandbox::brisk(World::sample());
    let sites = claimed(&sandbox);
    assert!(sites.len() > 1, "{sites:?}");
    let site = &sites[0];
    let links = links(&sandbox);
    for (command, metric) in
        [("most-clicked-pins", "OUTBOUND_CLICK"), ("most-repinned-pins", "SAVE")]
    {
        let run = sandbox.run(&[command, "--domain", site]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let table = cells(&run.stdout);
        let mut ranked = ranking(&sandbox, metric, "ALL");
        ranked.retain(|(id, _)| links.get(id).is_some_and(|link| host(link) == *site));
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
        let expected: Vec<_> = ranked.iter().map(|(id, _)| id.clone()).collect();
        let written: Vec<_> = table[1..].iter().map(|row| row[1].clone()).collect();
        assert!(!expected.is_empty());
        assert_eq!(written, expected, "{command}");
        let ranks: Vec<_> = table[1..].iter().map(|row| row[0].clone()).collect();
        assert_eq!(ranks, (1..=expected.len()).map(|rank| rank.to_string()).collect::<Vec<_>>());
        assert!(table[1..].iter().all(|row| row[2] == links[&row[1]] && row[3] == "pin"));
        assert!(run.stderr.contains("Pins below rank 50 cannot appear"), "{}", run.stderr);
        assert!(run.stderr.contains("`--keep-unmatched` shows them"), "{}", run.stderr);

        let kept = cells(&sandbox.succeed(&[command, "--domain", site, "--keep-unmatched"]));
        assert!(kept.len() > table.len());
        let two = cells(&sandbox.succeed(&[command, "--domain", site, "--limit", "2"]));
        assert_eq!(two[1..], table[1..3]);
    }
}

#[test]
fn subdomains_belong_to_the_site_if_asked_for() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let below = format!(".{site}");
    let pins = objects(&sandbox.server.answer("/pins?pin_metrics=true"));
    let hosts: Vec<_> = pins.iter().map(|pin| host(&text(pin, "link"))).collect();
    let of_site = hosts.iter().filter(|host| *host == site).count();
    let of_all = hosts.iter().filter(|host| *host == site || host.ends_with(&below)).count();
    assert!(of_all > of_site, "{hosts:?}");
    let run = ["most-clicked-pins", "--domain", site, "--scope", "own", "--limit", "200"];
    assert_eq!(cells(&sandbox.succeed(&run)).len() - 1, of_site);
    let with = [&run[..], &["--subdomains"]].concat();
    assert_eq!(cells(&sandbox.succeed(&with)).len() - 1, of_all);
}

#[test]
fn a_deep_ranking_merges_own_pins_and_those_of_others() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let run =
        ["most-clicked-pins", "--domain", site, "--deep", "--keep-unmatched", "--limit", "100"];
    let table = cells(&sandbox.succeed(&run));
    let own = ranking(&sandbox, "OUTBOUND_CLICK", "YOUR_PINS");
    let others = ranking(&sandbox, "OUTBOUND_CLICK", "OTHER_PINS");
    let links = links(&sandbox);
    let mut all = [own, others].concat();
    all.retain(|(id, _)| links.get(id).is_none_or(|link| link.is_empty() || host(link) == *site));
    all.sort_by(|one, other| other.1.total_cmp(&one.1));
    let written: Vec<_> = table[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(written, all.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>());
}

#[test]
fn a_site_that_is_not_claimed_is_refused_with_the_ways_out() {
    let sandbox = Sandbox::brisk(World::sample());
    let stderr = sandbox.fail(2, &["most-clicked-pins", "--domain", "elsewhere.example"]);
    assert!(stderr.contains("elsewhere.example is not a claimed website"), "{stderr}");
    assert!(stderr.contains(&claimed(&sandbox)[0]), "{stderr}");
    assert!(stderr.contains("`--scope own`") && stderr.contains("`--scope ads`"), "{stderr}");
    sandbox.fail(2, &["most-clicked-pins"]);
    sandbox.fail(2, &["most-clicked-pins", "--domain", "nodots"]);
}

#[test]
fn own_pins_are_ranked_by_their_counters() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let pins = objects(&sandbox.server.answer("/pins?pin_metrics=true"));
    let mut own: Vec<_> = pins.iter().filter(|pin| host(&text(pin, "link")) == *site).collect();
    assert!(!own.is_empty());
    let clicks = |pin: &Object| -> f64 {
        let metrics: Option<Object> =
            pin.get("pin_metrics").and_then(|m| serde_json::from_str(m.get()).ok());
        let days = metrics.and_then(|m| m.get("90d").map(|days| parse::<Object>(days.get())));
        days.and_then(|days| days.get("clickthrough")?.get().parse().ok()).unwrap_or(-1.0)
    };
    own.sort_by(|one, other| clicks(other).total_cmp(&clicks(one)));
    let table = cells(&sandbox.succeed(&["most-clicked-pins", "--domain", site, "--scope", "own"]));
    let written: Vec<_> = table[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(written, own.iter().map(|pin| text(pin, "id")).collect::<Vec<_>>());
    let dated = ["most-clicked-pins", "--domain", site, "--scope", "own", "--days-back", "3"];
    assert!(sandbox.fail(2, &dated).contains("fixed 90-day counter"));

    let run = sandbox.run(&["most-repinned-pins", "--domain", site, "--scope", "own"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("{} Pins lead to the site", own.len())), "{}", run.stderr);
    let table = cells(&run.stdout);
    assert_eq!(table.len() - 1, own.len());
    for row in &table[1..] {
        let answer = format!("/pins/{}/analytics?{WEEK}&metric_types=SAVE", row[1]);
        let groups: Object = parse(&sandbox.server.answer(&answer));
        let all: Object = parse(groups["all"].get());
        let summary: Object = parse(all["summary_metrics"].get());
        assert_eq!(row[4], summary.get("SAVE").map_or("", |saves| saves.get()), "{row:?}");
    }
}

#[test]
fn ads_are_ranked_by_their_metrics() {
    let sandbox = Sandbox::brisk(World::sample());
    let account = sandbox.server.world().accounts[0].id.clone();
    let statuses = "entity_statuses=ACTIVE&entity_statuses=PAUSED&entity_statuses=ARCHIVED";
    let ads = objects(&sandbox.server.answer(&format!("/ad_accounts/{account}/ads?{statuses}")));
    let site = ads.iter().map(|ad| text(ad, "destination_url")).find(|url| !url.is_empty());
    let site = host(&site.expect("an ad with a destination"));
    let there: Vec<_> =
        ads.iter().filter(|ad| host(&text(ad, "destination_url")) == site).collect();
    for (command, column) in [("most-clicked-pins", 6), ("most-repinned-pins", 8)] {
        let run = [command, "--domain", &site, "--scope", "ads", "--ad-account", &account];
        let table = cells(&sandbox.succeed(&run));
        assert_eq!(table.len() - 1, there.len().min(50), "{command}");
        let values: Vec<f64> =
            table[1..].iter().map(|row| row[column].parse().unwrap_or(-1.0)).collect();
        assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{values:?}");
        assert!(table[1..].iter().all(|row| row[0] == account && host(&row[4]) == site));
    }
}
