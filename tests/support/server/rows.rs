//! The analytics rows of a world: the truth that the reports are compared with.

use chrono::NaiveDate;

use super::cells::{self, Lineage};
use super::columns::{self, Column};
use super::hash::Hash;
use super::periods::{self, Period};
use super::world::{Account, Granularity, Level, World};

/// The pairs of a row: name and JSON text.
pub(super) type Pairs = Vec<(String, String)>;

pub(super) struct Row {
    /// Position of the period in the range.
    pub(super) period: usize,
    /// A fixed but meaningless order among entities.
    pub(super) shuffle: u64,
    pub(super) pairs: Pairs,
}

/// Whom rows tell about.
#[derive(Clone)]
pub(super) struct Subject<'a> {
    pub(super) id: String,
    /// The column that names it in its rows.
    pub(super) key: &'static str,
    pub(super) lineage: Lineage<'a>,
    /// What all its numbers are derived from.
    pub(super) identity: Hash,
    /// Columns that nobody else has: name and JSON text.
    pub(super) own: Vec<(&'static str, String)>,
}

/// What one analytics request asks for.
pub(super) struct Asked<'a> {
    pub(super) level: Level,
    pub(super) ids: &'a [String],
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) granularity: Granularity,
    pub(super) columns: &'a [String],
    /// The day on which it is asked.
    pub(super) today: NaiveDate,
}

impl World {
    /// Rows by id in the given order, then by time, each pair as the API states it: row key, DATE
    /// and HOUR, then the asked columns with a value. What the API leaves out is left out.
    #[expect(
        clippy::too_many_arguments,
        reason = "the parameters of the API, and when it is asked"
    )]
    pub(crate) fn rows(
        &self,
        account: &str,
        level: Level,
        ids: &[String],
        start: NaiveDate,
        end: NaiveDate,
        granularity: Granularity,
        columns: &[String],
        today: NaiveDate,
    ) -> Vec<Pairs> {
        let asked = Asked { level, ids, start, end, granularity, columns, today };
        self.delivery(self.account(account), &asked).into_iter().map(|row| row.pairs).collect()
    }

    pub(super) fn delivery(&self, account: &Account, asked: &Asked<'_>) -> Vec<Row> {
        let periods = self.periods(asked.granularity, asked.start, asked.end, asked.today);
        let columns = columns::of_row(asked.level.key(), asked.columns);
        let subjects = asked.ids.iter().filter_map(|id| Subject::of(account, asked.level, id));
        subjects
            .flat_map(|subject| self.told_of(&subject, &periods, asked.granularity, &columns))
            .collect()
    }

    /// The periods of a range as they are told on a day.
    pub(super) fn periods(
        &self,
        granularity: Granularity,
        start: NaiveDate,
        end: NaiveDate,
        today: NaiveDate,
    ) -> Vec<Period> {
        let mut periods = periods::of_range(granularity, start, end);
        for period in &mut periods {
            let age = period.date.map(|date| (today - date).num_days());
            period.age = age.filter(|age| *age < self.quirks.settles_after);
        }
        periods
    }

    /// The rows of one subject; the columns are those after its key.
    pub(super) fn told_of(
        &self,
        subject: &Subject<'_>,
        periods: &[Period],
        granularity: Granularity,
        columns: &[Column<'_>],
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        for (period, when) in periods.iter().enumerate() {
            let seed = subject.identity.text(&when.seed);
            if delivers(seed, granularity) {
                let pairs = self.pairs(subject, seed, when, columns);
                rows.push(Row { period, shuffle: subject.identity.value(), pairs });
            }
        }
        rows
    }

    fn pairs(
        &self,
        subject: &Subject<'_>,
        seed: Hash,
        when: &Period,
        columns: &[Column<'_>],
    ) -> Pairs {
        let seed = when.age.map_or(seed, |age| seed.text(&age.to_string()));
        let value = |column: &Column<'_>| {
            let own = subject.own.iter().find(|(name, _)| *name == column.name);
            own.map(|(_, value)| value.clone())
                .or_else(|| cells::cell(&subject.lineage, seed, column, self.quirks.ids_as_numbers))
        };
        let mut pairs = Pairs::new();
        let id = cells::id(&subject.id, self.quirks.ids_as_numbers);
        pairs.push((subject.key.to_owned(), id));
        match (when.date, when.hour) {
            (Some(date), Some(hour)) if self.quirks.hour_in_date => {
                pairs.push(("DATE".to_owned(), format!("\"{date}T{hour:02}:00:00\"")));
            }
            (Some(date), hour) => {
                pairs.push(("DATE".to_owned(), format!("\"{date}\"")));
                pairs.extend(hour.map(|hour| ("HOUR".to_owned(), hour.to_string())));
            }
            (None, _) => {}
        }
        for column in columns {
            pairs.extend(value(column).map(|value| (column.name.to_owned(), value)));
        }
        pairs
    }
}

impl<'a> Subject<'a> {
    /// An entity of the ad account, or the ad account itself. `None`: it never delivers.
    pub(super) fn of(account: &'a Account, level: Level, id: &str) -> Option<Self> {
        let lineage = Lineage::of(account, level, id);
        let identity = Hash::new().text(id);
        let subject =
            Self { id: id.to_owned(), key: level.key(), lineage, identity, own: Vec::new() };
        ever_delivers(&subject.lineage, level, identity).then_some(subject)
    }

    /// The part of it that one group of people or places has.
    pub(super) fn part(&self, of: &str, value: &str) -> Self {
        Self { identity: self.identity.text(of).text(value), ..self.clone() }
    }
}

/// Now and then an entity does not. Drafts do: whether a report has their rows depends on its
/// filters alone.
pub(super) fn ever_delivers(lineage: &Lineage<'_>, level: Level, identity: Hash) -> bool {
    let is_silent = identity.text("silent").value().is_multiple_of(11);
    lineage.entity(level).is_none() || !is_silent
}

fn delivers(seed: Hash, granularity: Granularity) -> bool {
    let chance = seed.text("delivers").value();
    match granularity {
        Granularity::Total => true,
        // About four hours of a day.
        Granularity::Hour => chance.is_multiple_of(6),
        Granularity::Day | Granularity::Week | Granularity::Month => !chance.is_multiple_of(8),
    }
}
