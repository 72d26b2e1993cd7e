//! How rows of delivery metrics may look, in an answer and in the file of a report.

use super::files::is_file;
use super::raw::{Entries, array, entries, items, object, quoted, unquoted};
use super::with_body;
use crate::support::server::hash::Hash;
use crate::support::server::reply::Reply;

/// Ids that one well-known schema calls numbers; it calls the others text.
const NUMBERS: [&str; 4] = ["CAMPAIGN_ID", "AD_GROUP_ID", "PIN_ID", "ADVERTISER_ID"];

/// Changes each list of rows: an answer has one, a file one for each entity or day.
fn lists(path: &str, reply: Reply, change: &dyn Fn(Vec<Entries>) -> Vec<Entries>) -> Reply {
    let changed = |list: &str| -> Option<String> {
        let rows = items(list)?.iter().map(|row| entries(row)).collect::<Option<Vec<_>>>()?;
        Some(array(&change(rows).iter().map(|row| object(row)).collect::<Vec<_>>()))
    };
    let is_answer = path.contains("/ad_accounts/") && path.ends_with("analytics");
    if !is_file(path) && !is_answer {
        return reply;
    }
    with_body(reply, |body| {
        if let Some(list) = changed(body) {
            return Some(list);
        }
        // The groups of a file, or the `data` of an answer about targeting.
        let mut groups = entries(body)?;
        for (_, list) in &mut groups {
            *list = changed(list)?;
        }
        Some(object(&groups))
    })
}

/// Changes each row. A row about targeting has its metrics one level deeper.
fn each(path: &str, reply: Reply, change: &dyn Fn(Entries) -> Entries) -> Reply {
    lists(path, reply, &|rows| {
        let changed = |mut row: Entries| match row.iter_mut().find(|(name, _)| name == "metrics") {
            Some((_, metrics)) => {
                *metrics = object(&change(entries(metrics).expect("an object of metrics")));
                row
            }
            None => change(row),
        };
        rows.into_iter().map(changed).collect()
    })
}

fn is_key(name: &str) -> bool {
    name.ends_with("_ID") || ["DATE", "HOUR"].contains(&name)
}

fn is_number(value: &str) -> bool {
    value.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// Changes each value.
fn values(path: &str, reply: Reply, change: &dyn Fn(&str, &str) -> Option<String>) -> Reply {
    each(path, reply, &|mut row| {
        for (name, value) in &mut row {
            if let Some(changed) = change(name, value) {
                *value = changed;
            }
        }
        row
    })
}

pub(super) fn some_ids_as_numbers(path: &str, reply: Reply) -> Reply {
    values(path, reply, &|name, value| {
        NUMBERS.contains(&name).then(|| unquoted(value).unwrap_or_else(|| value.to_owned()))
    })
}

pub(super) fn metrics_as_text(path: &str, reply: Reply) -> Reply {
    values(path, reply, &|name, value| (!is_key(name) && is_number(value)).then(|| quoted(value)))
}

/// What metrics are broken down by, as text even where it is a number.
pub(super) fn groups_as_text(path: &str, reply: Reply) -> Reply {
    lists(path, reply, &|mut rows| {
        for (name, value) in rows.iter_mut().flatten() {
            if name.to_lowercase() == "targeting_value" && is_number(value) {
                *value = quoted(value);
            }
        }
        rows
    })
}

pub(super) fn hour_as_text(path: &str, reply: Reply) -> Reply {
    values(path, reply, &|name, value| (name == "HOUR" && is_number(value)).then(|| quoted(value)))
}

pub(super) fn date_with_time(path: &str, reply: Reply) -> Reply {
    values(path, reply, &|name, value| {
        let date = unquoted(value).filter(|_| name == "DATE")?;
        Some(quoted(&format!("{date}T00:00:00")))
    })
}

/// Rows over all days name their first day, too.
pub(super) fn date_of_totals(path: &str, reply: Reply) -> Reply {
    each(path, reply, &|mut row| {
        if row.iter().all(|(name, _)| name != "DATE") {
            row.push(("DATE".to_owned(), quoted("2026-03-02")));
        }
        row
    })
}

pub(super) fn metrics_left_out(path: &str, reply: Reply) -> Reply {
    each(path, reply, &|mut row| {
        row.retain(|(name, value)| is_key(name) || !is_nothing(value));
        row
    })
}

pub(super) fn metrics_filled_with_zeros(path: &str, reply: Reply) -> Reply {
    filled(path, reply, "0")
}

pub(super) fn metrics_filled_with_nulls(path: &str, reply: Reply) -> Reply {
    filled(path, reply, "null")
}

/// Gives each row the metrics that any row of its list has.
fn filled(path: &str, reply: Reply, with: &str) -> Reply {
    lists(path, reply, &|mut rows| {
        let mut names: Vec<String> = Vec::new();
        for (name, value) in rows.iter().flatten() {
            if is_number(value) && !is_key(name) && !names.contains(name) {
                names.push(name.clone());
            }
        }
        for row in &mut rows {
            for name in &names {
                match row.iter_mut().find(|(own, _)| own == name) {
                    Some((_, value)) if value == "null" => with.clone_into(value),
                    Some(_) => {}
                    None => row.push((name.clone(), with.to_owned())),
                }
            }
        }
        rows
    })
}

pub(super) fn without_rows_of_zeros(path: &str, reply: Reply) -> Reply {
    lists(path, reply, &|mut rows| {
        let counts = |(name, value): &(String, String)| {
            !is_key(name) && !is_nothing(value) && (is_number(value) || name == "metrics")
        };
        rows.retain(|row| row.iter().any(counts));
        rows
    })
}

fn is_nothing(value: &str) -> bool {
    value == "null" || value.parse() == Ok(0.0)
}

pub(super) fn reversed(path: &str, reply: Reply) -> Reply {
    lists(path, reply, &|mut rows| {
        rows.reverse();
        rows
    })
}

pub(super) fn shuffled(path: &str, reply: Reply) -> Reply {
    lists(path, reply, &|mut rows| {
        rows.sort_by_key(|row| Hash::new().text(&object(row)).value());
        rows
    })
}

pub(super) fn by_entity(path: &str, reply: Reply) -> Reply {
    lists(path, reply, &|mut rows| {
        rows.sort_by_key(|row| row.first().map(|(_, id)| id.clone()));
        rows
    })
}
