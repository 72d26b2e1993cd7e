//! The cost of a run, known before its first request for data.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use futures_util::future::BoxFuture;

use crate::api::Client;
use crate::error::Result;
use crate::terminal::counted::counted;

/// Finds out more lines, at the price of requests that return no data.
pub(crate) type Survey<'a> = Box<dyn FnOnce(&'a Client) -> BoxFuture<'a, Result<Vec<String>>> + 'a>;

pub(crate) struct Forecast<'a> {
    /// The requests and the facts that decide them, for `--dry-run`.
    pub(crate) lines: Vec<String>,
    pub(crate) requests: Requests,
    /// Only `--dry-run` sends its requests.
    pub(crate) survey: Option<Survey<'a>>,
}

impl Forecast<'_> {
    pub(crate) fn of(lines: impl IntoIterator<Item = String>, requests: Requests) -> Self {
        Forecast { lines: lines.into_iter().collect(), requests, survey: None }
    }
}

/// A number of requests, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requests {
    least: usize,
    /// The number to expect where the exact one is unknown.
    pub(crate) likely: usize,
    /// Nothing if there is no bound.
    most: Option<usize>,
}

impl Requests {
    pub(crate) fn exactly(count: usize) -> Self {
        Requests { least: count, likely: count, most: Some(count) }
    }

    pub(crate) fn at_least(least: usize) -> Self {
        Requests { least, likely: least, most: None }
    }

    /// The same with another number to expect.
    pub(crate) fn expecting(self, likely: usize) -> Self {
        Requests { likely, ..self }
    }

    pub(crate) fn between(least: usize, likely: usize, most: usize) -> Self {
        Requests { least, likely, most: Some(most) }
    }
}

impl Add for Requests {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(one, other)| one + other);
        Requests { least: self.least + other.least, likely: self.likely + other.likely, most }
    }
}

impl Sum for Requests {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Requests::exactly(0), Add::add)
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.most {
            Some(most) if most == self.least => f.write_str(&counted(most, "request")),
            Some(most) => write!(f, "{} to {most} requests", self.least),
            None => write!(f, "at least {}", counted(self.least, "request")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_as_exact_as_its_parts() {
        let (one, some) = (Requests::exactly(1), Requests::between(2, 3, 9));
        assert_eq!(one.to_string(), "1 request");
        assert_eq!((one + some).to_string(), "3 to 10 requests");
        assert_eq!((one + some).likely, 4);
        let all: Requests = [one, some, Requests::at_least(5)].into_iter().sum();
        assert_eq!(all.to_string(), "at least 8 requests");
        assert_eq!([].into_iter().sum::<Requests>().to_string(), "0 requests");
    }
}
