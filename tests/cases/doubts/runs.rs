//! The runs that a doubt can concern, in groups, and the table that each should write.

use chrono::NaiveDate;
use serde_json::value::RawValue;

use super::tables::Table;
use crate::support::cases::Case;
use crate::support::cases::truth::{Object, in_order, parse, row};
use crate::support::expected::{expected, ids, narrow_to_spend};
use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::{Granularity, Level, Server};

const COLUMNS: &str = "SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR,REPIN_1";
const FIRST: &str = "2026-03-02";
const LAST: &str = "2026-03-08";
const YEAR: &str = "2026-";

pub(super) struct Run {
    pub(super) arguments: String,
    how: How,
    truth: Truth,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// With the token of the environment, to stdout.
    Plainly,
    /// As NDJSON, where ids are text.
    AsLines,
    /// Into a file for each day, put together again.
    ByDay,
    /// After a login, and twice again when its token has expired.
    SignedIn,
}

/// Where the rows come from that a run should write.
#[derive(Clone, Copy)]
enum Truth {
    Delivery(Level, Granularity, &'static str),
    Targeting,
    /// Of a level of reports.
    Report(&'static str),
    /// The case of the same arguments.
    Case,
    NoRows,
    /// What the server without quirks makes of it: tests of that report say that this is right.
    Undisturbed,
}

/// The runs of a group.
fn runs(group: &str) -> Vec<Run> {
    let run = |arguments: &str, how, truth| {
        let arguments = arguments
            .replace("DELIVERY", "delivery-metrics --all-ad-accounts DAYS")
            .replace("TARGETING", "targeting-metrics --all-ad-accounts DAYS")
            .replace(
                "DAYS",
                &format!("--start-date {FIRST} --end-date {LAST} --columns {COLUMNS}"),
            );
        Run { arguments, how, truth }
    };
    let delivery = |arguments: &str, level, granularity| {
        run(arguments, How::Plainly, Truth::Delivery(level, granularity, FIRST))
    };
    let case = |arguments: &str| run(arguments, How::Plainly, Truth::Case);
    match group {
        "answers" => vec![
            delivery("DELIVERY --via sync", Level::Campaign, Granularity::Day),
            delivery("DELIVERY --via sync --level ad", Level::Ad, Granularity::Day),
            run(
                "DELIVERY --via sync",
                How::ByDay,
                Truth::Delivery(Level::Campaign, Granularity::Day, FIRST),
            ),
        ],
        "lines" => ["sync", "async"]
            .map(|way| {
                let truth = Truth::Delivery(Level::Ad, Granularity::Day, FIRST);
                let words = format!("DELIVERY --via {way} --level ad --format ndjson");
                run(&words, How::AsLines, truth)
            })
            .into(),
        "files" => vec![
            delivery("DELIVERY --via async", Level::Campaign, Granularity::Day),
            delivery("DELIVERY --via async --level ad", Level::Ad, Granularity::Day),
        ],
        "hours" => ["sync", "async"]
            .map(|way| {
                let words = format!("DELIVERY --via {way} --granularity hour");
                delivery(&words, Level::Campaign, Granularity::Hour)
            })
            .into(),
        "sums" => ["sync", "async"]
            .map(|way| {
                let words = format!("DELIVERY --via {way} --granularity total");
                delivery(&words, Level::Campaign, Granularity::Total)
            })
            .into(),
        "keywords" => vec![
            run("DELIVERY --level keyword", How::Plainly, Truth::Report("KEYWORD")),
            run("DELIVERY --level product-item", How::Plainly, Truth::Report("PRODUCT_ITEM")),
        ],
        "targeting" => ["sync", "async"]
            .map(|way| {
                let words = format!("TARGETING --targeting-type gender,location --via {way}");
                run(&words, How::Plainly, Truth::Targeting)
            })
            .into(),
        "nothing" => {
            // No campaign has that objective.
            let words = "DELIVERY --via async --campaign-objective-type ctv-consideration";
            vec![run(words, How::Plainly, Truth::NoRows)]
        }
        "far" => vec![run(
            &format!(
                "delivery-metrics --all-ad-accounts --start-date 90d --end-date {LAST} --columns \
                 {COLUMNS}"
            ),
            How::Plainly,
            Truth::Delivery(Level::Campaign, Granularity::Day, "2025-12-10"),
        )],
        "lists" => [
            "object-information --all-ad-accounts --object-type campaigns",
            "object-information --all-ad-accounts --object-type Ads",
            "user-boards",
            "pins",
        ]
        .map(case)
        .into(),
        "hung" => vec![case("object-information --ad-account 549755885175 --object-type keywords")],
        "labels" => vec![case("object-information --ad-account 549755885175 --object-type labels")],
        "names" => {
            vec![run("DELIVERY --via sync --display-names", How::Plainly, Truth::Undisturbed)]
        }
        "organic" => ["user-metrics", "user-metrics --split-field app-type"].map(case).into(),
        "rankings" => ["user-top-pins", "user-top-video-pins"].map(case).into(),
        "scores" => vec![case("conversion-quality-health --all-ad-accounts")],
        "site" => vec![run(
            "most-clicked-pins --domain lichtundlaub.example",
            How::Plainly,
            Truth::Undisturbed,
        )],
        "domains" => [
            "pins --domain lichtundlaub-shop.example,lichtundlaub.example",
            "most-clicked-pins --domain lichtundlaub.example --scope own",
            "most-repinned-pins --domain lichtundlaub.example --scope own",
        ]
        .map(|arguments| run(arguments, How::Plainly, Truth::Undisturbed))
        .into(),
        "sign-in" => vec![run("users", How::SignedIn, Truth::Case)],
        _ => panic!("no report is in group {group}"),
    }
}

/// A run with what it should write, and why it does not where nothing is in doubt.
pub(super) struct Checked {
    pub(super) run: Run,
    pub(super) truth: Table,
    pub(super) failure: Option<String>,
}

/// The runs of a group.
pub(super) fn checked(plain: &Sandbox, cases: &[Case], group: &str) -> Vec<Checked> {
    let check = |run: Run| {
        let arguments = &run.arguments;
        let (header, rows) = run.written(plain).unwrap_or_else(|why| panic!("{arguments}: {why}"));
        let truth = run.truth.rows(&plain.server, cases, arguments, &header);
        let written = Table::of(header.clone(), rows);
        let truth = truth.map_or_else(|| written.clone(), |rows| Table::of(header, rows));
        let is_empty = matches!(run.truth, Truth::NoRows);
        assert_eq!(truth.len() == 0, is_empty, "{arguments}");
        Checked { failure: written.difference(&truth), run, truth }
    };
    runs(group).into_iter().map(check).collect()
}

type Written = Result<(Vec<String>, Vec<Vec<String>>), String>;

impl Run {
    /// Why it does not write the truth, if it does not.
    pub(super) fn failure(&self, sandbox: &Sandbox, truth: &Table) -> Option<String> {
        match self.written(sandbox) {
            Ok((header, rows)) => Table::of(header, rows).difference(truth),
            Err(why) => Some(why),
        }
    }

    fn written(&self, sandbox: &Sandbox) -> Written {
        let words: Vec<_> = self.arguments.split(' ').collect();
        match self.how {
            How::Plainly => read(&sandbox.run(&words)),
            How::AsLines => {
                let outcome = sandbox.run(&words);
                succeeded(&outcome)?;
                of_lines(&outcome.stdout)
            }
            How::ByDay => {
                let mut outcome = sandbox.run(&[&words[..], &["-o", "{date}.csv"]].concat());
                if outcome.code == Some(0) {
                    outcome.stdout = joined(sandbox);
                }
                read(&outcome)
            }
            How::SignedIn => {
                let login = sandbox.sign_in(&[]);
                if login.code != Some(0) {
                    return Err(format!("the login ends with {:?}: {}", login.code, login.stderr));
                }
                let again = || read(&Outcome::run(&mut sandbox.unattended(&words)));
                for _ in 0..2 {
                    again()?;
                    sandbox.server.expire_access_tokens();
                }
                again()
            }
        }
    }
}

fn succeeded(outcome: &Outcome) -> Result<(), String> {
    match outcome.code {
        Some(0) => Ok(()),
        code => Err(format!("it ends with {code:?}: {}", outcome.stderr)),
    }
}

fn read(outcome: &Outcome) -> Written {
    succeeded(outcome)?;
    let mut rows = cells(&outcome.stdout);
    if rows.is_empty() {
        return Err("it writes no header".to_owned());
    }
    Ok((rows.remove(0), rows))
}

/// The names of the first line, and the values of each under the same names.
fn of_lines(text: &str) -> Written {
    let lines: Vec<_> = text.lines().map(in_order).collect();
    let names = |line: &[(String, Box<RawValue>)]| -> Vec<String> {
        line.iter().map(|(name, _)| name.clone()).collect()
    };
    let header = lines.first().map(|line| names(line)).unwrap_or_default();
    if let Some(line) = lines.iter().find(|line| !names(line).starts_with(&header)) {
        return Err(format!("a line has other names: {line:?}"));
    }
    let of_number = |(name, value): &&(String, Box<RawValue>)| {
        name.ends_with("_ID") && value.get().starts_with(|first: char| first.is_ascii_digit())
    };
    if let Some(id) = lines.iter().flatten().find(of_number) {
        return Err(format!("an id is a number: {id:?}"));
    }
    let cell = |value: &RawValue| match value.get() {
        "null" => String::new(),
        text if text.starts_with('"') => parse(text),
        other => other.to_owned(),
    };
    let row = |line: &Vec<(String, Box<RawValue>)>| {
        line.iter().take(header.len()).map(|(_, value)| cell(value)).collect()
    };
    let rows = lines.iter().map(row).collect();
    Ok((header, rows))
}

/// The files of all days as one: the header, and the rows of each.
fn joined(sandbox: &Sandbox) -> String {
    let mut whole = String::new();
    for file in sandbox.files(".").iter().filter(|name| name.starts_with(YEAR)) {
        let text = sandbox.read(file);
        let (header, rows) = text.split_once('\n').expect("a header");
        if whole.is_empty() {
            whole.push_str(header);
            whole.push('\n');
        }
        let day = file.trim_end_matches(".csv");
        assert!(rows.lines().all(|row| row.contains(day)), "{file}: {rows}");
        whole.push_str(rows);
    }
    whole
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Truth {
    /// Rows under a header; nothing where only the run itself knows.
    fn rows(
        self,
        server: &Server,
        cases: &[Case],
        arguments: &str,
        header: &[String],
    ) -> Option<Vec<Vec<String>>> {
        match self {
            Truth::Delivery(level, granularity, first) => {
                let range = (day(first), day(LAST));
                let mut table = expected(server.world(), level, granularity, range, COLUMNS);
                assert_eq!(table.remove(0), header, "{arguments}");
                Some(table)
            }
            Truth::Targeting => Some(of_targeting(server, header)),
            Truth::Report(level) => Some(of_reports(server, level, header)),
            Truth::Case => {
                let case = cases.iter().find(|case| case.arguments.trim() == arguments);
                Some((case.expect("a case").rows)(header))
            }
            Truth::NoRows => Some(Vec::new()),
            Truth::Undisturbed => None,
        }
    }
}

fn of_targeting(server: &Server, header: &[String]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for account in &server.world().accounts {
        let ids = ids(account, Level::Campaign);
        let answer = server.answer(&format!(
            "/ad_accounts/{}/campaigns/targeting_analytics?start_date={FIRST}&end_date={LAST}\
             &granularity=DAY&columns={COLUMNS}&targeting_types=GENDER,LOCATION&campaign_ids={}",
            account.id,
            ids.join("&campaign_ids="),
        ));
        let data: Vec<Object> = parse(parse::<Object>(&answer)["data"].get());
        rows.extend(data.iter().map(|part| {
            let plain = |name: &str| part[name].get().trim_matches('"').to_owned();
            let known = [
                ("AD_ACCOUNT_ID", account.id.clone()),
                ("TARGETING_TYPE", plain("targeting_type")),
                ("TARGETING_VALUE", plain("targeting_value")),
            ];
            row(&parse(part["metrics"].get()), header, &known)
        }));
    }
    rows
}

fn of_reports(server: &Server, level: &str, header: &[String]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for account in &server.world().accounts {
        let mut columns: Vec<_> = COLUMNS.split(',').collect();
        columns.extend(
            ["CAMPAIGN_ID", "AD_GROUP_ID", "PRODUCT_GROUP_ID"]
                .iter()
                .filter(|name| header.iter().any(|own| own == *name)),
        );
        let mut question = serde_json::json!({
            "start_date": FIRST, "end_date": LAST, "granularity": "DAY", "level": level,
            "columns": columns,
        });
        narrow_to_spend(&mut question, level);
        for pairs in server.report_rows(&account.id, &question) {
            let cell = |name: &String| match pairs.iter().find(|(own, _)| own == name) {
                Some((_, value)) => value.trim_matches('"').to_owned(),
                None if name == "AD_ACCOUNT_ID" => account.id.clone(),
                None => String::new(),
            };
            rows.push(header.iter().map(cell).collect());
        }
    }
    rows
}
