//! The groups of people, places and devices that reports on targeting tell apart.

use super::cells;
use super::parameters::wrong;
use super::reply::Reply;
use super::rows::Pairs;
use super::world::World;

/// What reports on targeting do not know.
pub(super) const NOT_BROKEN_DOWN: [&str; 2] =
    ["TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"];

/// What asynchronous reports can be broken down by.
pub(super) const OF_REPORTS: [&str; 17] = [
    "KEYWORD",
    "APPTYPE",
    "GENDER",
    "LOCATION",
    "PLACEMENT",
    "COUNTRY",
    "TARGETED_INTEREST",
    "PINNER_INTEREST",
    "AUDIENCE_INCLUDE",
    "GEO",
    "AGE_BUCKET",
    "REGION",
    "MEDIA_TYPE",
    "AGE_BUCKET_AND_GENDER",
    "AUDIENCE_MULTIPLIER",
    "CREATIVE_ENHANCEMENTS",
    "LOCAL_ADS_STORE_CODE",
];

const BETAS: [&str; 2] = ["AGE_BUCKET_AND_GENDER", "CREATIVE_ENHANCEMENTS"];

/// The groups of one type, as JSON texts.
pub(super) fn values(of: &str) -> &'static [&'static str] {
    match of {
        "KEYWORD" => &["\"christmas decor ideas\"", "\"lampe, \\\"alt\\\"\"", "\"苔テラリウム\""],
        "APPTYPE" => &["\"iphone\"", "\"ipad\"", "\"web\"", "\"web_mobile\"", "\"android_mobile\""],
        "GENDER" => &["\"female\"", "\"male\"", "\"unknown\""],
        "LOCATION" => &["500", "807"],
        "PLACEMENT" => &["\"SEARCH\"", "\"BROWSE\"", "\"OTHER\""],
        "COUNTRY" => &["\"US\"", "\"DE\""],
        "TARGETED_INTEREST" => &["\"Food and Drinks\"", "\"945391946569\"", "\"1\""],
        "PINNER_INTEREST" => &["\"Chocolate Cookies\"", "945391946570", "\"Lamps, table\""],
        "AUDIENCE_INCLUDE" => &["254261234567", "2542612345678901234"],
        "GEO" => &["\"US:94102\"", "\"DE:10115\""],
        "AGE_BUCKET" => &["\"18-24\"", "\"45-49\"", "\"65+\""],
        "REGION" => &["\"US-CA\"", "\"DE-BE\""],
        "CREATIVE_TYPE" => &["\"REGULAR\"", "\"VIDEO\""],
        "QUIZ_RESULT" => &["\"Result 1: \\\"cozy\\\"\"", "\"Result 2\""],
        "MEDIA_TYPE" => &["\"IMAGE\"", "\"VIDEO\""],
        "AGE_BUCKET_AND_GENDER" => &["\"18-24&female\"", "\"45-49&unknown\""],
        "AUDIENCE_MULTIPLIER" => &["1.5", "2"],
        "CREATIVE_ENHANCEMENTS" => &["\"IMAGE_EXPANSION\""],
        "LOCAL_ADS_STORE_CODE" => &["\"0042\"", "\"B-7\""],
        _ => panic!("nothing is broken down by {of}"),
    }
}

/// How a row of a file names its group.
pub(super) fn pairs(of: &str, value: &str) -> Pairs {
    vec![
        ("TARGETING_TYPE".to_owned(), cells::text(of)),
        ("TARGETING_VALUE".to_owned(), value.to_owned()),
    ]
}

pub(super) fn check_betas(world: &World, types: &[impl AsRef<str>]) -> Result<(), Reply> {
    let closed = types.iter().find(|of| BETAS.contains(&of.as_ref()));
    match closed.filter(|_| !world.quirks.targeting_betas) {
        Some(of) => {
            Err(Reply::error(403, 29, &format!("{} is not open to your app.", of.as_ref())))
        }
        None => Ok(()),
    }
}

pub(super) fn refuse_columns(columns: &[String], unknown: &[&str]) -> Result<(), Reply> {
    let wrongly = columns.iter().filter(|name| unknown.contains(&name.as_str()));
    let wrongly: Vec<_> = wrongly.map(String::as_str).collect();
    if wrongly.is_empty() {
        return Ok(());
    }
    Err(wrong("columns", &format!("Columns {} are not available.", wrongly.join(", "))))
}
