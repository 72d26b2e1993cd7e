//! The views that the guide to dbt creates are the tables that its package reads.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::symlink;

use super::{bash, guide, guides, succeed};
use crate::project::guides::blocks;
use crate::support::postgres::Database;
use crate::support::sandbox::Sandbox;
use crate::support::server::{Fault, Times, World};

/// The tables of the dbt package, which are described beside the repository.
const DBT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/DBT.md");

type Table = BTreeMap<String, String>;

/// The tables of the description, each with the types of its columns as `PostgreSQL` names them.
fn described(text: &str) -> BTreeMap<String, Table> {
    let names = |part: &str| -> Vec<String> {
        part.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let metrics = text.lines().find(|line| line.starts_with("Metrics **M**")).expect("the metrics");
    let metrics = names(metrics.split_once(": all i").expect("all integers").0);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let (head, columns) = line[2..].split_once('|').expect("two cells");
        let name = names(head).remove(0);
        let mut table = Table::from([("_fivetran_synced".to_owned(), type_name("t").to_owned())]);
        let mut untyped: Vec<String> = Vec::new();
        for word in columns.split([' ', ',', ';']) {
            match word {
                "M" => untyped.extend(metrics.iter().cloned()),
                "s" | "i" | "n" | "t" | "b" => {}
                _ if word.starts_with('`') => {
                    // "as `other table`, and …"
                    match tables.get(names(word)[0].as_str()) {
                        Some(other) => table.extend(other.clone()),
                        None => untyped.extend(names(word)),
                    }
                    continue;
                }
                _ => continue,
            }
            let type_name = type_name(word).to_owned();
            table.extend(untyped.drain(..).map(|name| (name, type_name.clone())));
        }
        assert!(untyped.is_empty(), "{name}: {untyped:?} without a type");
        for (at, metric) in metrics.iter().enumerate() {
            let letter = if at < 5 && name.starts_with("pin_promotion") { "n" } else { "i" };
            table.entry(metric.clone()).and_modify(|it| type_name(letter).clone_into(it));
        }
        tables.insert(name, table);
    }
    tables
}

fn type_name(letter: &str) -> &'static str {
    match letter {
        "s" => "text",
        "i" => "bigint",
        "n" => "numeric",
        "b" => "boolean",
        _ => "timestamp without time zone",
    }
}

/// The columns without a value: two that API v5 does not have, and those that the server leaves out.
const EMPTY: [&str; 9] = [
    "campaign_history.budget_spend_cap",
    "campaign_history.end_time",
    "campaign_history.is_campaign_budget_optimization",
    "campaign_history.lifetime_spend_cap",
    "keyword_report.pin_promotion_id",
    "pin_promotion_history.android_deep_link",
    "pin_promotion_history.click_tracking_url",
    "pin_promotion_history.ios_deep_link",
    "pin_promotion_history.view_tracking_url",
];

/// With a copy of the folder of the guide.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::brisk(World::sample());
    symlink(guides().join("dbt"), sandbox.path("dbt")).expect("a link");
    sandbox
}

#[test]
fn the_views_for_dbt_are_the_tables_that_its_package_reads() {
    let Some(database) = Database::new() else { return };
    let sandbox = sandbox();
    let guide = guide("dbt.md");
    // A second night changes nothing.
    for _ in 0..2 {
        for block in blocks(&guide, "bash") {
            assert_eq!(succeed(&sandbox, &database, block), "");
        }
    }

    let query = "SELECT table_name, column_name, data_type FROM information_schema.columns \
                 WHERE table_schema = 'pinterest_ads'";
    let mut views: BTreeMap<String, Table> = BTreeMap::new();
    for row in database.rows(query) {
        views.entry(row[0].clone()).or_default().insert(row[1].clone(), row[2].clone());
    }
    let counts =
        views.keys().map(|view| format!("SELECT '{view}', count(*) FROM pinterest_ads.{view}"));
    for row in database.rows(&counts.collect::<Vec<_>>().join(" UNION ALL ")) {
        assert_ne!(row[1], "0", "{} has no rows", row[0]);
    }
    let mut empty = Vec::new();
    for (view, table) in &views {
        let columns = table.keys().map(|column| format!("count({column})")).collect::<Vec<_>>();
        let counts = format!("SELECT {} FROM pinterest_ads.{view}", columns.join(", "));
        for (column, count) in table.keys().zip(&database.rows(&counts)[0]) {
            if count == "0" {
                empty.push(format!("{view}.{column}"));
            }
        }
    }
    assert_eq!(empty, EMPTY);
    let same_key = "SELECT count(*) = count(DISTINCT (id, _fivetran_synced)) FROM pinterest_ads.";
    for view in views.keys().filter(|view| view.ends_with("_history")) {
        assert_eq!(database.rows(&format!("{same_key}{view}")), [["t"]], "{view}");
    }

    let Ok(text) = fs::read_to_string(DBT) else {
        writeln!(io::stdout(), "skipped: {DBT} is missing").expect("stdout is open");
        return;
    };
    let described = described(&text);
    assert_eq!(described.len(), 13);
    assert_eq!(described["pin_promotion_report"].len(), 14);
    assert_eq!(views, described);
}

#[test]
fn a_table_that_fails_does_not_keep_the_others_from_being_loaded() {
    let Some(database) = Database::new() else { return };
    let sandbox = sandbox();
    let body = r#"{"code":29,"message":"Not permitted"}"#.to_owned();
    let refused = Fault::Status { status: 403, headers: Vec::new(), body };
    sandbox.server.inject("/ads", Times::Always, refused);
    let load = bash(&sandbox, &database, "dbt/load.sh 2");
    assert_eq!(load.code, Some(4), "{}", load.stderr);
    let tables = "SELECT table_name FROM information_schema.tables \
                  WHERE table_schema = 'pinterest_raw' ORDER BY 1";
    let tables = database.rows(tables).concat();
    assert_eq!(tables.len(), 10, "{tables:?}");
    assert!(!tables.contains(&"ads".to_owned()), "{tables:?}");
}
