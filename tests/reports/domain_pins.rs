//! The Pins of a site, by clicks and by saves, in the three ways there are.

mod links;

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use crate::support::cases::truth::{Object, objects, parse};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{DomainParameter, Fault, Limits, Pages, Quirks, Reply, Times, World};

const WEEK: &str = "start_date=2026-03-03&end_date=2026-03-09";

/// The commands, and the metric that each ranks by.
const RANKINGS: [(&str, &str); 2] =
    [("most-clicked-pins", "OUTBOUND_CLICK"), ("most-repinned-pins", "SAVE")];

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

/// How often each of these pairs stands in the queries of requests to a path.
fn sent(sandbox: &Sandbox, path: &str, pairs: &[(&str, &str)]) -> Vec<usize> {
    let log = sandbox.server.log();
    let of_path: Vec<_> = log.iter().filter(|exchange| exchange.path.ends_with(path)).collect();
    assert!(!of_path.is_empty(), "{path}");
    let has = |(name, value): &(&str, &str)| {
        let pair = ((*name).to_owned(), (*value).to_owned());
        of_path.iter().filter(|exchange| exchange.query.contains(&pair)).count()
    };
    pairs.iter().map(has).collect()
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
    for (command, metric) in RANKINGS {
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
        assert!(run.stderr.contains("Pins below rank 50 do not appear"), "{}", run.stderr);
        assert!(run.stderr.contains("use `--keep-unmatched` to include them"), "{}", run.stderr);
        assert_eq!(sandbox.succeed(&[command, "--domain", site]), run.stdout, "{command} again");

        let kept = sandbox.run(&[command, "--domain", site, "--keep-unmatched"]);
        assert!(!kept.stderr.contains("`--keep-unmatched`"), "{}", kept.stderr);
        assert!(kept.stderr.contains("even if they do not lead to the site"), "{}", kept.stderr);
        assert!(cells(&kept.stdout).len() > table.len());
        let two = cells(&sandbox.succeed(&[command, "--domain", site, "--limit", "2"]));
        assert_eq!(two[1..], table[1..3]);
    }
}

#[test]
fn a_pin_of_the_only_claimed_site_leads_there_though_it_cannot_be_read() {
    let sandbox = Sandbox::brisk(World::one_website());
    let sites = claimed(&sandbox);
    assert_eq!(sites.len(), 1, "{sites:?}");
    let site = &sites[0];
    let links = links(&sandbox);
    for (command, metric) in RANKINGS {
        let run = sandbox.run(&[command, "--domain", site]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let ranked = ranking(&sandbox, metric, "ALL");
        let leads_there = |id: &String| match links.get(id).filter(|link| !link.is_empty()) {
            Some(link) => host(link) == *site,
            None => true,
        };
        let expected: Vec<_> =
            ranked.iter().map(|(id, _)| id).filter(|id| leads_there(id)).collect();
        let table = cells(&run.stdout);
        assert_eq!(table[1..].iter().map(|row| &row[1]).collect::<Vec<_>>(), expected);
        let unread: Vec<_> = table[1..].iter().filter(|row| row[3] == "claimed_site").collect();
        assert!(!unread.is_empty() && unread.len() < expected.len(), "{table:?}");
        assert!(unread.iter().all(|row| row[2].is_empty()), "{unread:?}");
        let said = format!("the links of {} of 50 ranked Pins are unknown", unread.len());
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert!(run.stderr.contains("a claimed social account"), "{}", run.stderr);
    }
}

#[test]
fn dates_clicks_and_scopes_reach_the_api() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let account = &sandbox.server.world().accounts[0].id;
    let dates = [("start_date", "2026-02-01"), ("end_date", "2026-02-14")];
    let given = ["--start-date", "2026-02-01", "--end-date", "2026-02-14"];
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--domain", site]].concat();
        let bytes = sandbox.succeed(&arguments);
        assert_eq!(sandbox.succeed(&arguments), bytes, "{arguments:?} again");
        cells(&bytes)
    };
    let ranked = [&["most-clicked-pins", "--sort-by", "pin-click"], &given[..]].concat();
    let table = run(&ranked);
    let asked = [&dates[..], &[("sort_by", "PIN_CLICK")]].concat();
    assert_eq!(sent(&sandbox, "/top_pins", &asked), [2, 2, 2]);
    let place = table[0].iter().position(|name| name == "PIN_CLICK").expect("a column");
    let clicks: Vec<f64> =
        table[1..].iter().map(|row| row[place].parse().expect("a number")).collect();
    assert!(clicks.len() > 1 && clicks.is_sorted_by(|one, other| one >= other), "{clicks:?}");

    run(&[&["most-repinned-pins"], &given[..]].concat());
    assert_eq!(sent(&sandbox, "/top_pins", &[("sort_by", "SAVE"), dates[0]]), [2, 4]);
    let saves = run(&[&["most-repinned-pins", "--scope", "own"], &given[..]].concat());
    let each = 2 * (saves.len() - 1);
    assert_eq!(sent(&sandbox, "/analytics", &dates), [each, each]);
    let own = run(&["most-clicked-pins", "--scope", "own", "--sort-by", "pin-click"]);
    assert_eq!(own[0][5], "pin_metrics.90d.pin_click");
    let clicks: Vec<f64> = own[1..].iter().map(|row| row[5].parse().unwrap_or(-1.0)).collect();
    assert!(clicks.len() > 1 && clicks.is_sorted_by(|one, other| one >= other), "{clicks:?}");

    let ads = ["--scope", "ads", "--ad-account", account, "--domain", "shop.example"];
    let ads = [&["most-clicked-pins"], &ads[..]].concat();
    let bytes = sandbox.succeed(&[&ads[..], &given].concat());
    assert_eq!(sandbox.succeed(&[&ads[..], &given].concat()), bytes);
    assert_eq!(sent(&sandbox, "/ads/analytics", &dates), [2, 2]);
    let stderr = sandbox.fail(2, &[&ads[..], &["--sort-by", "pin-click"]].concat());
    assert!(stderr.contains("`--scope ads` ranks by outbound clicks only"), "{stderr}");
}

#[test]
fn ads_that_are_too_many_for_one_request_are_asked_in_halves() {
    let run = ["most-clicked-pins", "--domain", "shop.example", "--scope", "ads", "--limit", "700"];
    let whole = Sandbox::new(World::sized(1, 2, 2, 600, 0)).succeed(&run);
    assert_eq!(whole.lines().count(), 601);
    let limits = Limits { max_ids: 100, ..Limits::default() };
    let sandbox = Sandbox::new(World { limits, ..World::sized(1, 2, 2, 600, 0) });
    assert_eq!(sandbox.succeed(&[&run[..], &["--concurrency", "1"]].concat()), whole);
    let log = sandbox.server.log();
    let asked: Vec<_> = log
        .iter()
        .filter(|exchange| exchange.path.ends_with("/ads/analytics"))
        .map(|exchange| exchange.query.iter().filter(|(name, _)| name == "ad_ids").count())
        .collect();
    assert_eq!(asked[..4], [250, 125, 63, 62], "halved until they fit");
    assert!(asked[2..].iter().all(|ids| *ids <= 63), "{asked:?}");
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

/// Whether the API selects Pins by `domain`, refuses the parameter or ignores it.
const READINGS: [DomainParameter; 3] =
    [DomainParameter::Obeyed, DomainParameter::Refused, DomainParameter::Ignored];

fn world(domain: DomainParameter) -> World {
    let world = World::sample();
    World { quirks: Quirks { domain, ..world.quirks }, ..world }
}

/// How many requests for Pins had `domain`, and how many had not.
fn lists_of_pins(sandbox: &Sandbox) -> (usize, usize) {
    let log = sandbox.server.log();
    let lists = log.iter().filter(|exchange| exchange.path.ends_with("/pins"));
    let has_domain = |query: &[(String, String)]| query.iter().any(|(name, _)| name == "domain");
    let (with, without): (Vec<_>, Vec<_>) = lists.partition(|list| has_domain(&list.query));
    (with.len(), without.len())
}

#[test]
fn pins_of_sites_are_the_same_whatever_becomes_of_the_parameter() {
    for reading in READINGS {
        let sandbox = Sandbox::brisk(world(reading));
        let all = objects(&sandbox.server.answer("/pins?include_protected_pins=true"));
        let public = objects(&sandbox.server.answer("/pins"));
        let of = |pins: &[Object], wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
            let wanted = |pin: &&Object| wanted(&host(&text(pin, "link")));
            pins.iter().filter(wanted).map(|pin| text(pin, "id")).collect()
        };
        let (one, other) = ("lichtundlaub.example", "lichtundlaub-shop.example");
        let is_one = |host: &str| host == one;
        let several = [of(&public, &|host| host == other), of(&public, &is_one)].concat();
        let below = |host: &str| host == one || host.ends_with(".lichtundlaub.example");
        let is_refused = matches!(reading, DomainParameter::Refused);
        for (arguments, expected, lists) in [
            (vec!["--domain", "WWW.Lichtundlaub.example"], of(&public, &is_one), (1, 0)),
            (vec!["--domain", one, "--include-protected"], of(&all, &is_one), (1, 0)),
            (vec!["--domain", &format!("{other},{one},{other}")], several, (2, 0)),
            (vec!["--domain", one, "--subdomains"], of(&public, &below), (0, 1)),
            (vec!["--domain", "none.example"], Vec::new(), (1, 0)),
        ] {
            let context = format!("{arguments:?} {reading:?}");
            let before = lists_of_pins(&sandbox);
            let run = sandbox.run(&[&["pins"], &arguments[..]].concat());
            assert_eq!(run.code, Some(0), "{context}: {}", run.stderr);
            let table = cells(&run.stdout);
            let ids: Vec<_> = table[1..].iter().map(|row| row[0].clone()).collect();
            assert_eq!(ids, expected, "{context}");
            let after = lists_of_pins(&sandbox);
            let sent = (after.0 - before.0, after.1 - before.1);
            let falls_back = is_refused && lists.0 > 0;
            assert_eq!(sent, if falls_back { (1, 1) } else { lists }, "{context}");
            let said = "note: the API refused the filter `domain`; requesting all Pins instead";
            assert_eq!(run.stderr.contains(said), falls_back, "{context}: {}", run.stderr);
        }
        assert!(of(&all, &is_one).len() > of(&public, &is_one).len(), "protected ones");
        let stderr = sandbox.fail(2, &["pins", "--subdomains"]);
        assert!(stderr.contains("--domain"), "{stderr}");
    }
}

#[test]
fn own_pins_are_ranked_the_same_whatever_becomes_of_the_parameter() {
    for (command, _) in RANKINGS {
        let run = [command, "--domain", "lichtundlaub.example", "--scope", "own", "--limit", "200"];
        let tables = READINGS.map(|reading| {
            let sandbox = Sandbox::brisk(world(reading));
            let table = sandbox.succeed(&run);
            let expected =
                if matches!(reading, DomainParameter::Refused) { (1, 1) } else { (1, 0) };
            assert_eq!(lists_of_pins(&sandbox), expected, "{reading:?}");
            table
        });
        assert!(tables[0].lines().count() > 2, "{command}");
        assert!(tables.iter().all(|table| *table == tables[0]), "{command}");
    }
}

#[test]
fn an_api_that_fails_on_the_parameter_is_asked_for_all_pins() {
    let run = ["pins", "--domain", "lichtundlaub.example"];
    let rows = Sandbox::brisk(World::sample()).succeed(&run);
    for (status, body, times, code) in [
        (400, r#"{"code":12,"message":"Something went wrong on our end."}"#, 6, 0),
        (422, "{}", 1, 0),
        (403, r#"{"code":29,"message":"You are not permitted to access that resource."}"#, 1, 4),
    ] {
        let sandbox = Sandbox::at_speed(World::sample(), 20_000.0);
        let fault = Fault::Status { status, headers: Vec::new(), body: body.to_owned() };
        sandbox.server.inject("/pins", Times::Count(times), fault);
        let outcome = sandbox.run(&run);
        assert_eq!(outcome.code, Some(code), "{status}: {}", outcome.stderr);
        let expected = if code == 0 { rows.as_str() } else { "" };
        assert_eq!(outcome.stdout, expected, "{status}");
    }
}

#[test]
fn a_deep_ranking_merges_own_pins_and_those_of_others() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let run =
        ["most-clicked-pins", "--domain", site, "--deep", "--keep-unmatched", "--limit", "100"];
    let run = sandbox.run(&run);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let table = cells(&run.stdout);
    let own = ranking(&sandbox, "OUTBOUND_CLICK", "YOUR_PINS");
    let others = ranking(&sandbox, "OUTBOUND_CLICK", "OTHER_PINS");
    let links = links(&sandbox);
    let ends = [&own, &others].map(|pins| pins.get(49).map(|(_, clicks)| *clicks));
    let end = ends.into_iter().flatten().max_by(f64::total_cmp).expect("a full ranking");
    let mut all = [own, others].concat();
    all.retain(|(id, _)| links.get(id).is_none_or(|link| link.is_empty() || host(link) == *site));
    all.sort_by(|one, other| other.1.total_cmp(&one.1));
    let written: Vec<_> = table[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(written, all.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>());
    let exact = all.iter().filter(|(_, clicks)| *clicks >= end).count();
    assert!(run.stderr.contains(&format!("the first {exact} rank")), "{}", run.stderr);
}

#[test]
fn a_site_that_is_not_claimed_is_refused_with_the_ways_out() {
    let sandbox = Sandbox::brisk(World::sample());
    let stderr = sandbox.fail(2, &["most-clicked-pins", "--domain", "elsewhere.example"]);
    assert!(stderr.contains("elsewhere.example is not a claimed website"), "{stderr}");
    let claimed = format!("claimed: {} (status success), ", claimed(&sandbox)[0]);
    assert!(stderr.contains(&claimed), "{stderr}");
    assert!(stderr.contains("(status unverified))"), "{stderr}");
    assert!(stderr.contains("`--scope own`") && stderr.contains("`--scope ads`"), "{stderr}");
    sandbox.fail(2, &["most-clicked-pins"]);
    sandbox.fail(2, &["most-clicked-pins", "--domain", "nodots"]);
}

#[test]
fn a_website_whose_verification_is_a_success_is_claimed_without_its_time() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = &claimed(&sandbox)[0];
    let run = ["most-clicked-pins", "--domain", site];
    let rows = sandbox.succeed(&run);
    let without_time = |reply: Reply| {
        let mut answer: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
        for website in answer["items"].as_array_mut().expect("websites") {
            website.as_object_mut().expect("a website").remove("verified_at");
        }
        Reply { body: answer.to_string().into(), ..reply }
    };
    let fault = Fault::Altered(Arc::new(without_time));
    sandbox.server.inject("/user_account/websites", Times::Always, fault);
    assert_eq!(sandbox.succeed(&run), rows);
    let stderr = sandbox.fail(2, &["most-clicked-pins", "--domain", "lichtundlaub-blog.example"]);
    assert!(stderr.contains("lichtundlaub-blog.example is not a claimed website"), "{stderr}");
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
    assert!(sandbox.fail(2, &dated).contains("over the last 90 days"));

    let run = sandbox.run(&["most-repinned-pins", "--domain", site, "--scope", "own"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let said = format!("{} requests to send: one for each Pin that leads to the site", own.len());
    assert!(run.stderr.contains(&said), "{}", run.stderr);
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

#[test]
fn short_pages_change_no_table() {
    let quirks = Quirks { pages: Pages::Pairs, ..Quirks::default() };
    let [full, short] = [World::sample(), World { quirks, ..World::sample() }].map(Sandbox::brisk);
    let site = ["--domain", "lichtundlaub.example"];
    let ads = ["--domain", "shop.example", "--scope", "ads", "--all-ad-accounts"];
    let mut runs =
        vec![[&["pins"], &site[..]].concat(), [&["pins"], &site[..], &["--subdomains"]].concat()];
    for (command, _) in RANKINGS {
        for options in [&site[..], &[&site[..], &["--scope", "own"]].concat(), &ads] {
            runs.push([&[command], options].concat());
        }
    }
    for run in runs {
        let table = full.succeed(&run);
        assert!(table.lines().count() > 2, "{run:?}");
        assert_eq!(short.succeed(&run), table, "{run:?}");
    }
    // The error lists the websites of all pages.
    let refused = ["most-clicked-pins", "--domain", "other.example"];
    assert_eq!(short.fail(2, &refused), full.fail(2, &refused));
}

#[test]
fn every_field_of_a_row_has_a_column() {
    let sandbox = Sandbox::brisk(World::sample());
    let site = "lichtundlaub.example";
    let ads = ["shop.example", "--scope", "ads", "--all-ad-accounts"];
    let runs = [&[site][..], &[site, "--deep"], &[site, "--scope", "own"], &ads];
    for (command, _) in RANKINGS {
        for run in runs {
            let outcome = sandbox.run(&[&[command, "--domain"], run].concat());
            assert_eq!(outcome.code, Some(0), "{command} {run:?}: {}", outcome.stderr);
            let is_dropped = outcome.stderr.contains("which has no column");
            assert!(!is_dropped, "{command} {run:?}: {}", outcome.stderr);
            assert!(cells(&outcome.stdout).len() > 1, "{command} {run:?}");
        }
    }
}

#[test]
fn a_pin_that_may_not_be_read_has_no_link_and_any_other_refusal_is_an_error() {
    let site = "lichtundlaub.example";
    let command = ["most-clicked-pins", "--domain", site, "--keep-unmatched"];
    let sandbox = Sandbox::brisk(World::sample());
    let undisturbed = cells(&sandbox.succeed(&command)).len();
    let own = links(&sandbox);
    let ranked = ranking(&sandbox, "OUTBOUND_CLICK", "ALL");
    let (pin, _) = ranked.iter().find(|(id, _)| !own.contains_key(id)).expect("a Pin of another");
    // No run knows what an earlier one has read.
    let forget = || drop(fs::remove_dir_all(sandbox.path("state/pins")));
    let refuse = |status, body: &str| {
        let (headers, body) = (Vec::new(), body.to_owned());
        let fault = Fault::Status { status, headers, body };
        sandbox.server.inject(&format!("/pins/{pin}"), Times::Once, fault);
    };
    for (status, body) in [
        (401, r#"{"code":7,"message":"Not authorized to access board or Pin."}"#),
        (403, r#"{"code":29,"message":"You are not permitted to access that resource."}"#),
        (404, r#"{"code":50,"message":"Pin not found."}"#),
    ] {
        refuse(status, body);
        forget();
        assert_eq!(cells(&sandbox.succeed(&command)).len(), undisturbed, "{status}");
    }
    for (status, body) in [
        (400, r#"{"code":1,"message":"Invalid parameter."}"#),
        (429, r#"{"code":9,"message":"Blocked as spam."}"#),
    ] {
        refuse(status, body);
        forget();
        let stderr = sandbox.fail(4, &command);
        assert!(stderr.contains(&format!("GET /v5/pins/{pin}")), "{stderr}");
    }
}
