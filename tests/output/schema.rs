//! `--schema`, read by databases, and before any request.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::postgres::Database;
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

/// The commands of every report and every object type.
fn commands(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let described = sandbox.succeed(&["reports", "--format", "json"]);
    let described: Value = serde_json::from_str(&described).expect("JSON");
    let mut commands = Vec::new();
    for report in described["reports"].as_array().expect("reports") {
        let name = report["name"].as_str().expect("a name").to_owned();
        for object_type in report["object_types"].as_array().into_iter().flatten() {
            let object_type = object_type["name"].as_str().expect("a name");
            commands.push(vec![name.clone(), "--object-type".to_owned(), object_type.to_owned()]);
        }
        match name.as_str() {
            "object-information" => {}
            "get" => {
                commands.push(["get", "/pins", "--columns", "id,link"].map(str::to_owned).into());
            }
            "board-details" | "board-pins" => commands.push(vec![name, "--board=1".to_owned()]),
            "most-clicked-pins" | "most-repinned-pins" => {
                commands.push(vec![name, "--domain=shop.example".to_owned()]);
            }
            _ => commands.push(vec![name]),
        }
    }
    for level in ["ad-account", "ad-group", "ad", "product-group", "keyword", "product-item"] {
        for granularity in ["total", "hour", "week", "month"] {
            let level = format!("--object-type={level}");
            let granularity = format!("--granularity={granularity}");
            commands.push(vec!["delivery-metrics".to_owned(), level, granularity]);
        }
    }
    let all = ["delivery-metrics", "--columns=all"].map(str::to_owned);
    commands.push(all.into());
    commands
}

/// The schemas of all commands, without a sign-in, each with a name of its own.
fn schemas(dialect: &str) -> Vec<(String, String)> {
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let commands = commands(&sandbox).into_iter().enumerate();
    let schemas = commands.map(|(number, command)| {
        let words: Vec<_> = command.iter().map(String::as_str).collect();
        let words = [&words[..], &["--schema", dialect]].concat();
        let outcome = Outcome::run(&mut sandbox.signed_out(&words));
        assert_eq!(outcome.code, Some(0), "{command:?}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("request"), "{command:?}: {}", outcome.stderr);
        (format!("s{number}"), outcome.stdout)
    });
    let schemas: Vec<_> = schemas.collect();
    assert_eq!(sandbox.server.log().len(), 0, "a schema needs no request");
    assert!(schemas.len() > 80, "{}", schemas.len());
    schemas
}

#[test]
fn postgres_takes_every_schema() {
    let Some(database) = Database::new() else { return };
    let tables = schemas("postgres")
        .into_iter()
        .map(|(name, ddl)| format!("CREATE SCHEMA {name}; SET search_path = {name};\n{ddl}"));
    let script = tables.collect::<Vec<_>>().concat();
    database.succeed(&script);
    let keyless = "SELECT count(*) FROM information_schema.tables t WHERE table_schema LIKE 's%' \
                   AND table_type = 'BASE TABLE' AND table_name = 'object_information' AND NOT \
                   EXISTS (SELECT 1 FROM information_schema.table_constraints c WHERE \
                   c.table_schema = t.table_schema AND constraint_type = 'PRIMARY KEY')";
    assert_eq!(database.rows(keyless), [["0"]], "every object type has a key");
}

#[test]
fn duckdb_takes_every_schema() {
    if !has_program("duckdb") {
        return;
    }
    let tables = schemas("duckdb")
        .into_iter()
        .map(|(name, ddl)| format!("CREATE SCHEMA {name}; USE {name};\n{ddl}"));
    let script = tables.collect::<Vec<_>>().concat();
    let mut duckdb = Command::new("duckdb");
    duckdb.args(["-bail", ":memory:"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut duckdb = duckdb.spawn().expect("it starts");
    let mut stdin = duckdb.stdin.take().expect("a pipe");
    stdin.write_all(script.as_bytes()).expect("it reads");
    drop(stdin);
    let outcome = Outcome::of(duckdb.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stderr, "");
}

#[test]
fn bigquery_schemas_have_the_documented_form() {
    for (_, schema) in schemas("bigquery") {
        let fields: Vec<Value> = serde_json::from_str(&schema).expect("a list");
        let mut names = std::collections::HashSet::new();
        for field in &fields {
            let name = field["name"].as_str().expect("a name");
            let is_fine = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'), "{name}");
            assert!(name.chars().all(is_fine) && name.len() <= 300, "{name}");
            assert!(names.insert(name.to_lowercase()), "{name} is not unique");
            let types = [
                "STRING",
                "INTEGER",
                "BIGNUMERIC",
                "FLOAT",
                "BOOLEAN",
                "DATE",
                "TIMESTAMP",
                "JSON",
            ];
            assert!(types.contains(&field["type"].as_str().expect("a type")), "{field}");
            assert!(["NULLABLE", "REQUIRED"].contains(&field["mode"].as_str().expect("a mode")));
            assert!(
                field["description"].as_str().is_some_and(|text| text.len() <= 1024),
                "{field}"
            );
        }
    }
}

#[test]
fn json_schemas_are_in_the_order_of_the_columns_and_name_key_grain_and_units() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--granularity", "week"];
    let text = sandbox.succeed(&[&run[..], &["--schema", "json"]].concat());
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(
        schema["x-primary-key"],
        serde_json::json!(["AD_ACCOUNT_ID", "CAMPAIGN_ID", "DATE"])
    );
    assert_eq!(schema["x-grain"], serde_json::json!(["ad account", "campaign", "week"]));
    let spend = serde_json::json!({
        "description": "Spend in dollar (currency)", "type": ["number", "null"],
        "x-type": "decimal", "x-unit": "currency", "x-nullable": true,
    });
    assert_eq!(schema["properties"]["SPEND_IN_DOLLAR"], spend);
    let header = sandbox.succeed(&run).lines().next().expect("a header").to_owned();
    let names: Vec<_> = header.split(',').collect();
    assert_eq!(schema["required"], serde_json::json!(names));
    let places: Vec<_> = names.iter().map(|name| text.find(&format!("\"{name}\": {{"))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
}

#[test]
fn names_and_types_are_those_that_the_options_choose() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--columns", "SPEND_IN_DOLLAR,CTR"];
    let with = |more: &[&str]| sandbox.succeed(&[&run[..], more].concat());
    let header = |csv: &str| csv.lines().next().expect("a header").to_owned();
    let snake = "ad_account_id,campaign_id,date,spend_in_dollar,ctr";
    assert_eq!(header(&with(&["--names", "snake"])), snake);
    let display = header(&with(&["--names", "display"]));
    assert_eq!(display, header(&with(&["--display-names"])));
    assert_ne!(display, header(&with(&["--names", "api"])));
    let lines = with(&["--types", "text", "--format", "ndjson"]);
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let is_text = |value: &Value| value.is_string() || value.is_null();
        assert!(row.as_object().expect("an object").values().all(is_text), "{line}");
    }
    let schema = with(&["--types", "text", "--schema", "postgres"]);
    assert!(!schema.contains("numeric") && !schema.contains("date\" date"), "{schema}");
    let money = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let money =
        [&money[..], &["--money", "units", "--times", "iso", "--schema", "duckdb"]].concat();
    let schema = sandbox.succeed(&money);
    assert!(schema.contains("\"daily_spend_cap\" DECIMAL(38, 18)"), "{schema}");
    assert!(schema.contains("\"created_time\" TIMESTAMP WITH TIME ZONE"), "{schema}");
    assert!(schema.contains("\"currency\" VARCHAR"), "{schema}");
    let stderr = sandbox.fail(2, &["users", "--names", "display"]);
    assert!(stderr.contains("`users` has no display names"), "{stderr}");
}
