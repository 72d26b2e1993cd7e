//! Tables as far as a doubt may not change them.

use serde_json::Value;

/// A header and rows, in an order of their own and with the same words for the same facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn of(header: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let place = |name: &str| header.iter().position(|own| own == name);
        let is_delivery = place("AD_ACCOUNT_ID").is_some();
        let metrics: Vec<usize> =
            (0..header.len()).filter(|place| is_delivery && is_metric(&header[*place])).collect();
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| row.iter().map(|cell| meaning(cell)).collect::<Vec<_>>())
            .collect();
        for row in &mut rows {
            if let Some(date) = place("DATE") {
                tell_time_apart(row, date, place("HOUR"));
            }
            // A metric without a value is nothing or zero, as the API says it.
            for place in &metrics {
                if row[*place] == "0" {
                    row[*place].clear();
                }
            }
            // The name of a group is the API's own, and so is the word for the state of a Pin.
            if let Some(group) = place("group") {
                row[group] = row[group].to_lowercase();
            }
            if let (Some(_), Some(status)) = (place("rank"), place("data_status")) {
                row[status].clear();
            }
        }
        // Reports have no rows of zeros, and answers may have them or not.
        if is_delivery {
            rows.retain(|row| metrics.iter().any(|place| !row[*place].is_empty()));
        }
        rows.sort();
        Table { header, rows }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The first thing in which it is not the other.
    pub(super) fn difference(&self, truth: &Table) -> Option<String> {
        if self.header != truth.header {
            return Some(format!("the header is {:?}, not {:?}", self.header, truth.header));
        }
        let wrong = self.rows.iter().find(|row| !truth.rows.contains(row));
        let missing = truth.rows.iter().find(|row| !self.rows.contains(row));
        match (wrong, missing) {
            (None, None) if self.rows.len() == truth.rows.len() => None,
            _ => Some(format!(
                "{} rows instead of {}; wrong is {wrong:?}, missing is {missing:?}",
                self.rows.len(),
                truth.rows.len()
            )),
        }
    }
}

fn is_metric(name: &str) -> bool {
    !name.ends_with("_ID") && !["DATE", "HOUR", "TARGETING_TYPE", "TARGETING_VALUE"].contains(&name)
}

/// `2026-03-02T05:00:00` without an hour is the fifth hour of that day; midnight is the day.
fn tell_time_apart(row: &mut [String], date: usize, hour: Option<usize>) {
    let Some((day, time)) = row[date].split_once('T') else { return };
    let (day, told) = (day.to_owned(), time[..2].parse::<u32>().expect("an hour"));
    if let Some(hour) = hour.filter(|hour| row[*hour].is_empty()) {
        row[hour] = told.to_string();
    }
    row[date] = day;
}

/// A cell as what it means: an object may name what it has no value of, or not.
fn meaning(cell: &str) -> String {
    match serde_json::from_str::<Value>(cell) {
        Ok(value) if value.is_object() || value.is_array() => without_nulls(value).to_string(),
        _ => cell.to_owned(),
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            fields.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
