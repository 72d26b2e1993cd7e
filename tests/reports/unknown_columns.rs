//! Names in `--columns` that no description of the API has.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Times, World};

const ANYWAY: &str = "`pinads delivery-metrics-definitions` lists the columns of the API; \
                      `--unknown-columns send` requests an unknown column anyway\n";

fn run<'a>(report: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[report, "--all-ad-accounts", "--days-back", "2"], more].concat()
}

#[test]
fn an_unknown_column_is_a_usage_error_that_suggests_others() {
    let sandbox = Sandbox::new(World::sample());
    for (columns, message, hint) in [
        (
            "SPEND,CLICKS",
            "unknown columns in `--columns`: `SPEND` (did you mean `SPEND_IN_DOLLAR`, \
             `SPEND_IN_MICRO_DOLLAR`, or `VIDEO_SPEND_IN_DOLLAR`?), `CLICKS` (did you mean \
             `TOTAL_CLICKTHROUGH`, `CLICKTHROUGH_1`, or `OUTBOUND_CLICK_1`?)\n",
            "hint: use `--columns SPEND_IN_DOLLAR,TOTAL_CLICKTHROUGH`; ",
        ),
        // What is known stays, each once.
        (
            "default,cost,Spend,ctr",
            "unknown columns in `--columns`: `cost` (did you mean `SPEND_IN_DOLLAR`",
            "hint: use `--columns default,SPEND_IN_DOLLAR,ctr`; ",
        ),
        (
            "NOVEL,REVENUE",
            "unknown columns in `--columns`: `NOVEL`, `REVENUE` (did you mean \
             `TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR`",
            "hint: use `--columns TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR`; ",
        ),
        ("NOVEL", "unknown column in `--columns`: `NOVEL`\n", "hint: "),
    ] {
        for report in ["delivery-metrics", "targeting-metrics"] {
            let stderr = sandbox.fail(2, &run(report, &["--columns", columns]));
            assert!(stderr.starts_with(&format!("pinads: {message}")), "{columns}: {stderr}");
            assert!(stderr.ends_with(&format!("\n{hint}{ANYWAY}")), "{columns}: {stderr}");
        }
    }
    assert_eq!(sandbox.server.log().len(), 0);
}

#[test]
fn suggestions_are_columns_that_the_run_can_have() {
    let sandbox = Sandbox::new(World::sample());
    let reach = |report, more: &[&str]| {
        sandbox.fail(2, &run(report, &[&["--columns", "REACH"], more].concat()))
    };
    assert!(reach("delivery-metrics", &[]).contains("mean `TOTAL_IMPRESSION_USER`"));
    // Rows about targeting have no unique users.
    let stderr = reach("targeting-metrics", &[]);
    assert!(!stderr.contains("TOTAL_IMPRESSION_USER"), "{stderr}");
    // Only asynchronous reports have it.
    let credit =
        |via| sandbox.fail(2, &run("delivery-metrics", &["--columns", "AD_CREDITS", "--via", via]));
    assert!(credit("async").contains("`ADS_CREDIT_SPEND_IN_DOLLAR`"), "{}", credit("async"));
    assert!(!credit("sync").contains("CREDIT_SPEND"), "{}", credit("sync"));
    assert_eq!(sandbox.server.log().len(), 0);
}

#[test]
fn an_unknown_column_can_be_requested() {
    let sandbox = Sandbox::new(World::sample());
    let columns = ["--columns", "SPEND_IN_DOLLAR,NOVEL,OTHER", "--unknown-columns", "send"];
    let stderr = sandbox.fail(4, &run("delivery-metrics", &columns));
    for name in ["NOVEL", "OTHER"] {
        let note = format!("note: `{name}` is not a known column; requesting it anyway\n");
        assert_eq!(stderr.matches(&note).count(), 1, "{stderr}");
    }
    assert!(stderr.contains("'NOVEL' is not one of"), "the API's own words: {stderr}");
    assert!(
        stderr.contains("hint: use `--columns SPEND_IN_DOLLAR` for the other columns"),
        "{stderr}"
    );
    let log = sandbox.server.log();
    let sent = log.iter().flat_map(|exchange| &exchange.query);
    let sent = sent.filter(|(name, value)| name == "columns" && value.contains("NOVEL,OTHER"));
    assert!(sent.count() > 0);

    // The hint names no other unknown column, even if only one was refused so far.
    let body = r#"{"code":1,"message":"Columns NOVEL are not available."}"#.to_owned();
    let refused = Fault::Status { status: 400, headers: vec![], body };
    sandbox.server.inject("/analytics", Times::Always, refused);
    let more = [&columns[..], &["--via", "sync"]].concat();
    let stderr = sandbox.fail(4, &run("delivery-metrics", &more));
    assert!(
        stderr.contains("hint: use `--columns SPEND_IN_DOLLAR` for the other columns"),
        "{stderr}"
    );
}

#[test]
fn a_key_of_the_rows_may_be_named() {
    let sandbox = Sandbox::new(World::sample());
    let header = |report, columns| {
        let csv = sandbox.succeed(&run(report, &["--via", "sync", "--columns", columns]));
        cells(&csv).swap_remove(0).join(",")
    };
    let expected = "AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,SPEND_IN_DOLLAR";
    assert_eq!(header("delivery-metrics", "date,CAMPAIGN_ID,SPEND_IN_DOLLAR"), expected);
    let expected = "AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,TARGETING_TYPE,TARGETING_VALUE,CTR";
    assert_eq!(header("targeting-metrics", "TARGETING_VALUE,CTR"), expected);
    // Without days there is none.
    let stderr = sandbox
        .fail(2, &run("delivery-metrics", &["--columns", "DATE,CTR", "--granularity=total"]));
    assert!(stderr.contains("unknown column in `--columns`: `DATE`"), "{stderr}");
}
