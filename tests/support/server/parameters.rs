//! Query parameters, checked one by one; whatever is wrong is refused by its name.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::reply::Reply;
use super::strange::REFUSED;
use super::world::Status;

pub(super) type Pair = (String, String);

/// An ad account, campaign or ad group id has at most 18 digits; other ids have no such bound.
#[derive(Clone, Copy)]
pub(super) enum Digits {
    UpTo18,
    Any,
}

pub(super) struct Parameters<'a> {
    query: &'a [Pair],
    known: Vec<&'static str>,
}

impl<'a> Parameters<'a> {
    pub(super) const fn new(query: &'a [Pair]) -> Self {
        Self { query, known: Vec::new() }
    }

    /// Refuses every parameter that nobody has read.
    pub(super) fn finish(self) -> Result<(), Reply> {
        match self.query.iter().find(|(name, _)| !self.known.contains(&name.as_str())) {
            Some((name, _)) => Err(Reply::bad_request(&format!("{REFUSED}{name}"))),
            None => Ok(()),
        }
    }

    pub(super) fn single(&mut self, name: &'static str) -> Result<Option<&'a str>, Reply> {
        match self.repeated(name)[..] {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(wrong(name, "is given more than once")),
        }
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<&'a str, Reply> {
        self.single(name)?.ok_or_else(|| wrong(name, "is a required parameter"))
    }

    pub(super) fn one_of(
        &mut self,
        name: &'static str,
        allowed: &[&str],
    ) -> Result<Option<&'a str>, Reply> {
        let value = self.single(name)?;
        value.map_or(Ok(()), |value| check_one_of(name, value, allowed))?;
        Ok(value)
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Reply> {
        Ok(self.one_of(name, &["true", "false"])?.map(|value| value == "true"))
    }

    pub(super) fn page_size(&mut self) -> Result<usize, Reply> {
        Ok(self.number("page_size", 1..=250)?.unwrap_or(25))
    }

    pub(super) fn number(
        &mut self,
        name: &'static str,
        range: RangeInclusive<usize>,
    ) -> Result<Option<usize>, Reply> {
        let Some(text) = self.single(name)? else { return Ok(None) };
        let number = text.parse().ok();
        let number = number.filter(|size: &usize| range.contains(size) && size.to_string() == text);
        let why = || format!("must be an integer between {} and {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| wrong(name, &why()))
    }

    pub(super) fn date(&mut self, name: &'static str) -> Result<NaiveDate, Reply> {
        let text = self.required(name)?;
        check_date(name, text)
    }

    pub(super) fn text(
        &mut self,
        name: &'static str,
        most: usize,
    ) -> Result<Option<&'a str>, Reply> {
        let value = self.single(name)?;
        match value {
            Some(text) if text.chars().count() > most => Err(wrong(name, "is too long")),
            _ => Ok(value),
        }
    }

    pub(super) fn id(&mut self, name: &'static str) -> Result<Option<&'a str>, Reply> {
        let value = self.single(name)?;
        value.map_or(Ok(()), |value| check_id(name, value, Digits::UpTo18))?;
        Ok(value)
    }

    /// An array of ids that repeats its key; empty when it is not given.
    pub(super) fn ids(
        &mut self,
        name: &'static str,
        most: usize,
        digits: Digits,
    ) -> Result<Vec<String>, Reply> {
        let values = self.repeated(name);
        if values.len() > most {
            return Err(wrong(
                name,
                &format!("has {} items, at most {most} allowed", values.len()),
            ));
        }
        values.iter().try_for_each(|value| check_id(name, value, digits))?;
        Ok(values.into_iter().map(str::to_owned).collect())
    }

    pub(super) fn statuses(&mut self) -> Result<Vec<Status>, Reply> {
        let name = "entity_statuses";
        let values = self.repeated(name);
        if values.is_empty() {
            return Ok(vec![Status::Active, Status::Paused]);
        }
        let allowed = Status::ALL.map(Status::key);
        values.iter().try_for_each(|value| check_one_of(name, value, &allowed))?;
        Ok(Status::ALL.into_iter().filter(|status| values.contains(&status.key())).collect())
    }

    /// An array of words that repeats its key; empty when it is not given.
    pub(super) fn several(
        &mut self,
        name: &'static str,
        allowed: &[&str],
    ) -> Result<Vec<&'a str>, Reply> {
        let values = self.repeated(name);
        values.iter().try_for_each(|value| check_one_of(name, value, allowed))?;
        Ok(values)
    }

    /// An array of words joined with commas; empty when it is not given.
    pub(super) fn joined(
        &mut self,
        name: &'static str,
        allowed: &[&str],
    ) -> Result<Vec<&'a str>, Reply> {
        let values: Vec<&str> =
            self.single(name)?.map(|text| text.split(',').collect()).unwrap_or_default();
        values.iter().try_for_each(|value| check_one_of(name, value, allowed))?;
        Ok(values)
    }

    /// An array of texts joined with commas; empty when it is not given.
    pub(super) fn joined_texts(
        &mut self,
        name: &'static str,
        most: usize,
    ) -> Result<Vec<&'a str>, Reply> {
        let values: Vec<&str> =
            self.single(name)?.map(|text| text.split(',').collect()).unwrap_or_default();
        if values.len() > most || values.contains(&"") {
            return Err(wrong(name, &format!("takes from 1 to {most} texts")));
        }
        Ok(values)
    }

    /// An array of ids joined with commas; empty when it is not given.
    pub(super) fn joined_ids(
        &mut self,
        name: &'static str,
        most: usize,
    ) -> Result<Vec<&'a str>, Reply> {
        let values: Vec<&str> =
            self.single(name)?.map(|text| text.split(',').collect()).unwrap_or_default();
        if values.len() > most {
            return Err(wrong(name, &format!("has more than {most} items")));
        }
        values.iter().try_for_each(|value| check_id(name, value, Digits::Any))?;
        Ok(values)
    }

    /// The columns of a delivery report, which are joined with commas.
    pub(super) fn columns(&mut self, allowed: &[&str]) -> Result<Vec<String>, Reply> {
        let joined = self.required("columns")?;
        let columns = joined.split(',');
        columns.clone().try_for_each(|column| check_one_of("columns", column, allowed))?;
        Ok(columns.map(str::to_owned).collect())
    }

    pub(super) fn repeated(&mut self, name: &'static str) -> Vec<&'a str> {
        self.known.push(name);
        let values = self.query.iter().filter(|(given, _)| given == name);
        values.map(|(_, value)| value.as_str()).collect()
    }
}

pub(super) fn check_id(name: &str, value: &str, digits: Digits) -> Result<(), Reply> {
    let all_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match digits {
        _ if !all_digits => Err(wrong(name, &format!("'{value}' does not match '^\\d+$'"))),
        Digits::UpTo18 if value.len() > 18 => Err(wrong(name, &format!("'{value}' is too long"))),
        Digits::UpTo18 | Digits::Any => Ok(()),
    }
}

pub(super) fn check_date(name: &str, text: &str) -> Result<NaiveDate, Reply> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.filter(|date| date.to_string() == text)
        .ok_or_else(|| wrong(name, "must be a date of the form YYYY-MM-DD"))
}

pub(super) fn wrong(name: &str, why: &str) -> Reply {
    Reply::bad_request(&format!("Invalid parameter {name}: {why}"))
}

pub(super) fn check_one_of(name: &str, value: &str, allowed: &[&str]) -> Result<(), Reply> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(wrong(name, &format!("'{value}' is not one of {allowed:?}").replace('"', "'")))
}
