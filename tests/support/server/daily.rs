//! The days and the sums of Pins, in the groups that the request splits them into.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::activity::Counts;
use super::filter::{Filter, Split};
use super::measures;
use super::pins::Pin;
use super::routes::Call;

pub(super) struct Daily<'a> {
    pub(super) pins: &'a [Pin],
    pub(super) filter: &'a Filter<'a>,
    pub(super) split: Split,
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) names: &'a [&'a str],
    pub(super) summary_names: &'a [&'a str],
}

impl Daily<'_> {
    pub(super) fn groups(
        &self,
        call: &Call<'_>,
        status: impl Fn(NaiveDate) -> &'static str,
    ) -> Vec<(String, Value)> {
        let mut totals = self.split.groups();
        let mut days: Vec<Vec<Value>> = vec![Vec::new(); totals.len()];
        for date in self.start.iter_days().take_while(|date| *date <= self.end) {
            let mut groups = self.split.groups();
            for pin in self.pins {
                self.filter.count(pin, date, self.split, &mut groups);
            }
            let status = status(date);
            for (position, (_, counts)) in groups.iter().enumerate() {
                let mut metrics = Map::new();
                if status == measures::PROCESSING {
                    metrics = sent(call, &Counts::default(), self.names);
                    metrics.extend(self.names.iter().map(|name| ((*name).to_owned(), 0.0.into())));
                } else if measures::has_numbers(status) {
                    totals[position].1.add(counts);
                    metrics = sent(call, counts, self.names);
                }
                let date = date.to_string();
                days[position]
                    .push(json!({ "date": date, "data_status": status, "metrics": metrics }));
            }
        }
        let groups = totals.into_iter().zip(days).map(|((key, counts), days)| {
            let summary = sent(call, &counts, self.summary_names);
            (key.to_owned(), json!({ "daily_metrics": days, "summary_metrics": summary }))
        });
        groups.collect()
    }
}

pub(super) fn sent(call: &Call<'_>, counts: &Counts, names: &[&str]) -> Map<String, Value> {
    let mut metrics = measures::metrics(counts, names);
    if call.adds_unknown_field() {
        metrics.insert("NEW_METRIC".to_owned(), 1.into());
    }
    metrics
}
