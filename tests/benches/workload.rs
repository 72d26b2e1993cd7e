//! The bytes that all programs read: as Pinterest gives them, and always the same.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

pub(crate) const ACCOUNT: &str = "549755885175";

/// 185 days of each make 1.5 million rows.
const ADS: u64 = 8_110;
const DAYS: u64 = 185;

const PAGES: u64 = 400;
const OBJECTS_A_PAGE: u64 = 250;

pub(crate) struct Workload {
    /// An asynchronous report, by ad.
    pub(crate) report: PathBuf,
    /// The pages of a list, `0.json` and so on.
    pub(crate) pages: PathBuf,
}

impl Workload {
    pub(crate) fn make(folder: &Path) -> Self {
        let workload = Workload { report: folder.join("report.json"), pages: folder.join("pages") };
        report(&workload.report);
        fs::create_dir(&workload.pages).expect("a folder");
        for page in 0..PAGES {
            fs::write(workload.page(page), self::page(page)).expect("a page");
        }
        workload
    }

    pub(crate) fn page(&self, page: u64) -> PathBuf {
        self.pages.join(format!("{page}.json"))
    }
}

fn report(path: &Path) {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    let first: NaiveDate = "2025-09-06".parse().expect("a date");
    for ad in 0..ADS {
        let begin = if ad == 0 { "{" } else { "," };
        write!(out, "{begin}\"{}\":[", 687_195_134_316 + ad).expect("written");
        for day in 0..DAYS {
            let comma = if day == 0 { "" } else { "," };
            let date = first + Days::new(day);
            write!(out, "{comma}{}", row(ad, day, date)).expect("written");
        }
        write!(out, "]").expect("written");
    }
    write!(out, "}}").expect("written");
    out.flush().expect("written");
}

fn row(ad: u64, day: u64, date: NaiveDate) -> String {
    // Anything that differs from row to row.
    let n = (ad * 7919 + day * 104_729) % 1_000_003;
    let (ad_group, campaign) = (ad / 10, ad / 80);
    format!(
        "{{\"AD_ACCOUNT_ID\":\"{ACCOUNT}\",\"AD_ID\":\"{}\",\"DATE\":\"{date}\",\
         \"AD_NAME\":\"Spring lookbook {ad} \\\"bright rooms\\\"\",\"AD_GROUP_ID\":\"{}\",\
         \"AD_GROUP_NAME\":\"Interest: interiors, DE+AT {ad_group}\",\"CAMPAIGN_ID\":\"{}\",\
         \"CAMPAIGN_NAME\":\"Frühling 🌷 {campaign}\",\"SPEND_IN_DOLLAR\":{}.{:02},\
         \"TOTAL_IMPRESSION\":{n},\"IMPRESSION_1\":{},\"TOTAL_CLICKTHROUGH\":{},\
         \"CLICKTHROUGH_1\":{},\"OUTBOUND_CLICK_1\":{},\"REPIN_1\":{},\"TOTAL_ENGAGEMENT\":{},\
         \"CTR\":0.0{}122416294,\"ECPC_IN_DOLLAR\":0.{}33786585,\"CPM_IN_DOLLAR\":{}.122416294033,\
         \"TOTAL_CONVERSIONS\":{},\"TOTAL_CHECKOUT\":{},\
         \"TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR\":{}}}",
        687_195_134_316 + ad,
        268_005_959_270 + ad_group,
        626_735_565_838 + campaign,
        n % 900,
        n % 100,
        n * 9 / 10,
        n / 70,
        n / 80,
        n / 90,
        n / 300,
        n / 50,
        n % 97,
        n % 89,
        n % 40,
        n % 23,
        n % 11,
        n * 1_000_000,
    )
}

fn page(page: u64) -> String {
    let objects = (0..OBJECTS_A_PAGE).map(|place| campaign(page * OBJECTS_A_PAGE + place));
    let items = objects.collect::<Vec<_>>().join(",");
    let next = page + 1;
    let bookmark = if next < PAGES { format!("\"{next}\"") } else { "null".to_owned() };
    format!("{{\"items\":[{items}],\"bookmark\":{bookmark}}}")
}

fn campaign(n: u64) -> String {
    let link = format!("https://example.com/landing?utm_source=pinterest&utm_id={n}");
    let links =
        (0..3).map(|place| format!("\"{link}&place={place}\"")).collect::<Vec<_>>().join(",");
    let tracking = ["impression", "click", "engagement", "buyable_button", "audience_verification"]
        .map(|kind| format!("\"{kind}\":[{links}]"))
        .join(",");
    format!(
        "{{\"id\":\"{}\",\"ad_account_id\":\"{ACCOUNT}\",\"name\":\"Frühling 🌷 \\\"Helle Räume\\\" {n}\",\
         \"status\":\"ACTIVE\",\"lifetime_spend_cap\":{},\"daily_spend_cap\":null,\
         \"order_line_id\":null,\"tracking_urls\":{{{tracking}}},\"start_time\":{},\"end_time\":null,\
         \"summary_status\":\"RUNNING\",\"is_flexible_daily_budgets\":false,\
         \"bid_options\":{{\"app_type_multipliers\":{{\"iphone\":1.2}},\
         \"audience_multipliers\":[],\"placement_multipliers\":[]}},\"is_automated_campaign\":false,\
         \"is_campaign_budget_optimization\":true,\"is_performance_plus\":null,\
         \"objective_type\":\"AWARENESS\",\"created_time\":{},\"updated_time\":{},\"type\":\"campaign\"}}",
        626_735_565_838 + n,
        n * 1_000_000,
        1_700_000_000 + n,
        1_690_000_000 + n,
        1_710_000_000 + n,
    )
}
