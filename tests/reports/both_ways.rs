//! The analytics endpoints and asynchronous reports give the same table, whichever a run takes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Entity, Fault, Quirks, Status, Times, World};

const METRICS: &str = "SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR,REPIN_1";
const LEVELS: [&str; 5] = ["ad-account", "campaign", "ad-group", "ad", "product-group"];

/// A world in which entities of every state hang on parents of every state.
fn with_drafts(quirks: Quirks) -> World {
    let mut world = World { quirks, ..World::sized(2, 8, 24, 36, 36) };
    let cycle = |entities: &mut Vec<Entity>, step: usize| {
        for (place, entity) in entities.iter_mut().enumerate() {
            entity.status = Status::ALL[place / step % Status::ALL.len()];
        }
    };
    for account in &mut world.accounts {
        cycle(&mut account.campaigns, 1);
        cycle(&mut account.ad_groups, 2);
        cycle(&mut account.ads, 3);
        cycle(&mut account.product_groups, 3);
    }
    world
}

fn run<'a>(level: &'a str, columns: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let all = ["delivery-metrics", "--all-ad-accounts", "--object-type", level];
    [&all[..], &["--columns", columns], more].concat()
}

/// The lines in an order of their own, without those whose metrics are all nothing: no report has
/// them.
fn lines(ndjson: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = ndjson.lines().collect();
    lines.retain(|line| {
        let row: Map<String, Value> = serde_json::from_str(line).expect("an object");
        METRICS.split(',').any(|name| row[name].as_f64().is_some_and(|number| number != 0.0))
    });
    lines.sort_unstable();
    lines
}

/// Adds fields to each row of a file that no request has asked for, but might have.
fn with_more_columns() -> Fault {
    Fault::Altered(Arc::new(|mut reply| {
        let file = String::from_utf8(reply.body).expect("UTF-8");
        let more = r#"{"CAMPAIGN_STATUS":"RUNNING","ADVERTISER_ID":1,"TARGETING_VALUE":"x","#;
        reply.body = file.replace("[{", &format!("[{more}")).into_bytes();
        reply
    }))
}

#[test]
fn ndjson_is_the_same_byte_by_byte() {
    let numbers = Quirks { ids_as_numbers: true, ..Quirks::default() };
    let [texts, numbers] = [Quirks::default(), numbers].map(|it| Sandbox::hasty(with_drafts(it)));
    for sandbox in [&texts, &numbers] {
        sandbox.server.inject("metrics_report.txt", Times::Always, with_more_columns());
    }
    let columns = format!("{METRICS},CAMPAIGN_ID,AD_GROUP_ID,PIN_ID,CAMPAIGN_NAME");
    for level in LEVELS {
        for time in [
            &["--days-back", "20"][..],
            &["--days-back", "20", "--granularity", "total"],
            &["--days-back", "20", "--granularity", "week"],
            &["--days-back", "2", "--granularity", "hour"],
        ] {
            let by = |sandbox: &Sandbox, way| {
                let more = [time, &["-f", "ndjson", "--via", way]].concat();
                sandbox.succeed(&run(level, &columns, &more))
            };
            let sync = by(&texts, "sync");
            let expected = lines(&sync);
            assert!(!expected.is_empty(), "{level} {time:?} has rows");
            for (sandbox, way) in [(&numbers, "sync"), (&texts, "async"), (&numbers, "async")] {
                assert!(lines(&by(sandbox, way)) == expected, "{level} {time:?} {way}");
            }
        }
    }
}

#[test]
fn one_day_more_changes_the_way_and_not_the_rows() {
    let sandbox = Sandbox::hasty(with_drafts(Quirks::default()));
    let mut ways = BTreeSet::new();
    for level in LEVELS {
        let mut ids = BTreeSet::new();
        let mut table = |days| {
            let before = sandbox.server.count("POST /reports");
            let csv = sandbox.succeed(&run(level, METRICS, &["--days-back", days]));
            ways.insert((days, sandbox.server.count("POST /reports") > before));
            let mut rows = cells(&csv);
            let header = rows.remove(0);
            let metrics = header.len() - METRICS.split(',').count();
            rows.retain(|row| row[metrics..].iter().any(|it| !matches!(it.as_str(), "" | "0")));
            // What both have is as old as 90 days: 2025-12-10.
            let day = header.iter().position(|name| name == "DATE").expect("a column");
            rows.retain(|row| row[day].as_str() >= "2025-12-10");
            ids.extend(rows.iter().map(|row| row[1].clone()));
            (header, rows.into_iter().collect::<BTreeSet<_>>())
        };
        assert!(table("90") == table("91"), "{level}");
        assert!(level == "ad-account" || ids.len() > 5, "{level}: {ids:?}");
    }
    assert!(ways.contains(&("90", false)) && ways.contains(&("91", true)));
    assert!(!ways.contains(&("91", false)));
}

/// Reports know no drafts among product groups.
#[test]
fn states_and_ids_select_the_same_entities() {
    let sandbox = Sandbox::hasty(with_drafts(Quirks::default()));
    let account = &sandbox.server.world().accounts[0];
    let of = |entities: &[Entity], status| {
        let found = entities.iter().find(|it| it.status == status).expect("one of that state");
        found.id.clone()
    };
    let draft = of(&account.campaigns, Status::Draft);
    let ad_group = of(&account.ad_groups, Status::DeletedDraft);
    let running = of(&account.campaigns, Status::Active);
    let groups: Vec<_> = account.product_groups.iter().map(|it| it.id.as_str()).collect();
    let groups = groups.join(",");
    let mut with_rows = 0;
    for (level, select) in [
        ("campaign", vec!["--campaign", &draft]),
        ("ad-group", vec!["--campaign", &draft]),
        ("ad-group", vec!["--ad-group", &ad_group]),
        ("ad", vec!["--ad-group", &ad_group]),
        ("ad", vec!["--campaign", &running]),
        ("product-group", vec!["--ad-group", &ad_group]),
        ("product-group", vec!["--campaign", &running]),
        ("product-group", vec!["--product-group", &groups]),
        ("campaign", vec!["--entity-status", "draft,paused"]),
        ("ad-group", vec!["--entity-status", "deleted-draft,archived"]),
        ("ad", vec!["--entity-status", "active,paused,archived,draft,deleted-draft"]),
        ("product-group", vec!["--entity-status", "paused"]),
    ] {
        let run = ["delivery-metrics", "--ad-account", &account.id, "--object-type", level];
        let run = [&run[..], &["--days-back", "30", "--columns", METRICS, "-f", "ndjson"]].concat();
        let by = |way| sandbox.succeed(&[&run[..], &select, &["--via", way]].concat());
        let (sync, asynchronous) = (by("sync"), by("async"));
        assert!(lines(&sync) == lines(&asynchronous), "{level} {select:?}");
        with_rows += usize::from(!sync.is_empty());
    }
    assert!(with_rows > 8, "{with_rows}");
}

/// Their reports are not narrowed by a state of their own: they have none.
#[test]
fn keywords_and_product_items_of_draft_ad_groups_are_left_out_unless_named() {
    let mut world = World::sample();
    for account in &mut world.accounts {
        account.ad_groups[0].status = Status::Draft;
        account.ad_groups[4].status = Status::DeletedDraft;
    }
    let sandbox = Sandbox::hasty(world);
    for level in ["keyword", "product-item"] {
        let rows = |account: &str, more: &[&str]| {
            let run = ["delivery-metrics", "--ad-account", account, "--object-type", level];
            let run = [&run[..], &["--columns", METRICS], more].concat();
            let mut rows = cells(&sandbox.succeed(&run));
            let place = rows[0].iter().position(|name| name == "AD_GROUP_ID").expect("a column");
            rows.remove(0);
            rows.into_iter().map(|row| row[place].clone()).collect::<BTreeSet<_>>()
        };
        let account = &sandbox.server.world().accounts[1];
        let drafts: Vec<_> = [0, 4].map(|place| account.ad_groups[place].id.clone()).to_vec();
        let found = rows(&account.id, &[]);
        assert!(!found.is_empty() && drafts.iter().all(|id| !found.contains(id)), "{level}");
        let named = rows(&account.id, &["--ad-group", &drafts.join(",")]);
        assert!(!named.is_empty() && named.iter().all(|id| drafts.contains(id)), "{level}");
    }
}
