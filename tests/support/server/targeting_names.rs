//! The names of the groups that reports on targeting tell apart. Some groups have none.

use serde_json::{Value, json};

use super::parameters::{Parameters, check_one_of};
use super::reply::Reply;
use super::routes::Call;

const TYPES: [&str; 10] = [
    "APPTYPE",
    "GENDER",
    "LOCALE",
    "AGE_BUCKET",
    "LOCATION",
    "GEO",
    "INTEREST",
    "KEYWORD",
    "AUDIENCE_INCLUDE",
    "AUDIENCE_EXCLUDE",
];

/// `GET /resources/targeting/{targeting_type}`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Reply> {
    let of = call.segments[2];
    check_one_of("targeting_type", of, &TYPES)?;
    let mut query = Parameters::new(call.query);
    let account = query.id("ad_account_id")?;
    query.id("client_id")?;
    for name in ["oauth_signature", "timestamp"] {
        query.text(name, 500)?;
    }
    query.finish()?;
    Ok(Reply::json(names(of, account).to_string()))
}

fn names(of: &str, account: Option<&str>) -> Value {
    match of {
        "LOCATION" => json!([{
            "US": "United States", "DE": "Germany", "500": "U.S.: Portland-Auburn, \"ME\"",
        }]),
        "GEO" => json!([{ "US-CA": "California", "US-94102": "San Francisco: 94102" }]),
        "INTEREST" => json!([{
            "id": "925056443165", "name": "Home", "level": 1, "child_interests": [
                { "id": "945391946569", "name": "Möbel & Lampen", "level": 2 },
                { "id": "945391946570", "name": "Lamps, table", "level": 2 },
            ],
        }]),
        // Each ad account has its own audiences.
        "AUDIENCE_INCLUDE" | "AUDIENCE_EXCLUDE" => match account {
            Some(account) => json!([{ "254261234567": format!("Buyers of {account}") }]),
            None => json!([]),
        },
        "AGE_BUCKET" => json!([{ "18-24": "18-24", "65+": "65+" }]),
        "GENDER" => json!([{ "female": "Female", "male": "Male", "unknown": "Unspecified" }]),
        "APPTYPE" => json!([{ "iphone": "iPhone", "web": "Web" }]),
        "LOCALE" => json!([{ "en-US": "English (US)" }]),
        _ => Value::Null,
    }
}
