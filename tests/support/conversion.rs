//! Money and times converted in the tests' own way.

use chrono::DateTime;

pub(crate) fn is_money(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_other = ["bid", "budget", "paid_budget", "daily_spend_cap", "lifetime_spend_cap"];
    name.ends_with("micro_currency") || is_other.contains(&name)
}

pub(crate) fn is_time(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let ends = ["_time", "_time_ms", "_at", "_timestamp", "_expiry", "_expiration"];
    // The time of a website is a text.
    ends.iter().any(|end| name.ends_with(end)) && name != "verified_at"
}

/// A million less, by moving the point in the text.
pub(crate) fn in_units(micro: &str) -> String {
    let Ok(_) = micro.parse::<f64>() else { return micro.to_owned() };
    let (mantissa, exponent) = micro.split_once('e').unwrap_or((micro, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().expect("an exponent");
    assert!(exponent <= 0, "{micro}");
    let shift = usize::try_from(6 - exponent).expect("to the left");
    let padded = format!("{}{whole}", "0".repeat(shift + 1));
    let (before, after) = padded.split_at(padded.len() - shift);
    let whole = before.trim_start_matches('0');
    let fraction = format!("{after}{fraction}");
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

pub(crate) fn in_rfc_3339(unix: &str, is_milli: bool) -> String {
    let Ok(number) = unix.parse::<i64>() else { return unix.to_owned() };
    let milli = if is_milli { number } else { number * 1000 };
    let time = DateTime::from_timestamp_millis(milli).expect("a time");
    let digits = if milli % 1000 == 0 { "" } else { ".%3f" };
    time.format(&format!("%Y-%m-%dT%H:%M:%S{digits}Z")).to_string()
}
