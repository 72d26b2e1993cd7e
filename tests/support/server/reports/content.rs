//! The rows of an asynchronous report: those of the synchronous ones, without metrics that
//! have no value and without rows that have only zeros.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::question::Question;
use super::subjects;
use crate::support::server::breakdown;
use crate::support::server::columns::{self, Column};
use crate::support::server::periods::Period;
use crate::support::server::rows::{Pairs, Row, Subject};
use crate::support::server::world::{Account, Granularity, World};

/// One row, and what it is filed under.
pub(super) struct Told {
    pub(super) id: String,
    pub(super) date: Option<NaiveDate>,
    /// A fixed but meaningless order among entities.
    pub(super) shuffle: u64,
    pub(super) pairs: Pairs,
}

/// Entity by entity and then by time; a breakdown comes before the next entity.
pub(super) fn told(world: &World, account: &Account, question: &Question) -> Vec<Told> {
    let Question { granularity, start, end, today, .. } = *question;
    let periods = world.periods(granularity, start, end, today);
    let mut columns = question.columns.clone();
    let for_filters = question.metric_filters.iter().map(|filter| filter.field.clone());
    columns.extend(for_filters);
    let metrics = columns.iter().filter(|name| Column::new(name).is_metric());
    let metrics: BTreeSet<&str> = metrics.map(String::as_str).collect();
    let asks_for_metrics = question.columns.iter().any(|name| metrics.contains(name.as_str()));
    let keep = |subject: &Subject<'_>, group: Option<(&str, &str)>, row: Row| {
        let when = &periods[row.period];
        let mut pairs = row.pairs;
        if !question.contains(when)
            || !question.metric_filters.iter().all(|filter| filter.lets_pass(&pairs))
        {
            return None;
        }
        let is_asked = |name: &str| question.columns.iter().any(|asked| asked == name);
        pairs.retain(|(name, value)| {
            let is_metric = metrics.contains(name.as_str());
            !is_metric || (is_asked(name) && value != "null")
        });
        let has_metric =
            pairs.iter().any(|(name, value)| metrics.contains(name.as_str()) && !is_zero(value));
        if asks_for_metrics && !has_metric && !world.quirks.zeros_in_files {
            return None;
        }
        if let Some((of, value)) = group {
            pairs.splice(1..1, breakdown::pairs(of, value));
        }
        if world.quirks.rows_without_id && !is_asked(subject.key) {
            pairs.remove(0);
        }
        let id = subject.id.clone();
        Some(Told { id, date: when.date, shuffle: subject.identity.value(), pairs })
    };
    let mut subjects = subjects::of_account(world, account, question.level.kind);
    subjects.retain(|subject| question.filters.let_pass(account, subject));
    if world.quirks.no_drafts {
        subjects.retain(|subject| !subject.lineage.is_draft());
    }
    let columns = columns::of_row(subjects.first().map_or("", |subject| subject.key), &columns);
    let rows =
        |subject: &Subject<'_>| world.told_of(subject, &periods, question.granularity, &columns);
    let mut told = Vec::new();
    for subject in subjects {
        if question.targeting_types.is_empty() {
            told.extend(rows(&subject).into_iter().filter_map(|row| keep(&subject, None, row)));
        }
        for of in &question.targeting_types {
            for value in breakdown::values(of) {
                let rows = rows(&subject.part(of, value)).into_iter();
                told.extend(rows.filter_map(|row| keep(&subject, Some((of, value)), row)));
            }
        }
    }
    told
}

impl Question {
    fn contains(&self, when: &Period) -> bool {
        let (Granularity::Hour, Some(date), Some(hour)) = (self.granularity, when.date, when.hour)
        else {
            return true;
        };
        let too_early = date == self.start && self.start_hour.is_some_and(|start| hour < start);
        let too_late = date == self.end && self.end_hour.is_some_and(|end| hour >= end);
        !too_early && !too_late
    }
}

fn is_zero(value: &str) -> bool {
    value.parse() == Ok(0.0)
}
