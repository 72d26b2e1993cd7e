//! The fields of a JSON body, checked one by one; whatever is wrong is refused by its name.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::support::server::parameters::{Digits, check_date, check_id, check_one_of, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::strange::REFUSED;

const MOST_IDS: usize = 500;

pub(super) struct Fields<'a> {
    fields: &'a Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(body: &'a Value) -> Result<Self, Reply> {
        let fields = body.as_object();
        let fields = fields.ok_or_else(|| Reply::bad_request("The body must be an object."))?;
        Ok(Self { fields, known: Vec::new() })
    }

    /// Refuses every field that nobody has read.
    pub(super) fn finish(self) -> Result<(), Reply> {
        match self.fields.keys().find(|name| !self.known.contains(&name.as_str())) {
            Some(name) => Err(Reply::bad_request(&format!("{REFUSED}{name}"))),
            None => Ok(()),
        }
    }

    /// `null` is a value, and never the right one.
    pub(super) fn given(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.fields.get(name)
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<&'a str>, Reply> {
        let Some(value) = self.given(name) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| wrong(name, "must be a string"))
    }

    pub(super) fn one_of(
        &mut self,
        name: &'static str,
        allowed: &[&str],
    ) -> Result<Option<&'a str>, Reply> {
        let value = self.text(name)?;
        value.map_or(Ok(()), |value| check_one_of(name, value, allowed))?;
        Ok(value)
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<&'a str, Reply> {
        self.text(name)?.ok_or_else(|| is_required(name))
    }

    pub(super) fn date(&mut self, name: &'static str) -> Result<NaiveDate, Reply> {
        check_date(name, self.required(name)?)
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Reply> {
        let Some(value) = self.given(name) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong(name, "must be true or false"))
    }

    /// An integer, and not a string that looks like one.
    pub(super) fn integer(
        &mut self,
        name: &'static str,
        allowed: impl Fn(u32) -> bool,
    ) -> Result<Option<u32>, Reply> {
        let Some(value) = self.given(name) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| allowed(*number));
        number.map(Some).ok_or_else(|| wrong(name, &format!("{value} is not allowed")))
    }

    pub(super) fn array(&mut self, name: &'static str) -> Result<Option<&'a Vec<Value>>, Reply> {
        let Some(value) = self.given(name) else { return Ok(None) };
        value.as_array().map(Some).ok_or_else(|| wrong(name, "must be an array"))
    }

    /// Words of which there is at least one when the field is there; empty when it is not.
    pub(super) fn several(
        &mut self,
        name: &'static str,
        most: usize,
        allowed: &[&str],
    ) -> Result<Vec<String>, Reply> {
        let words = self.texts(name, 1, most)?.unwrap_or_default();
        words.iter().try_for_each(|word| check_one_of(name, word, allowed))?;
        Ok(words)
    }

    pub(super) fn ids(&mut self, name: &'static str) -> Result<Vec<String>, Reply> {
        let ids = self.texts(name, 1, MOST_IDS)?.unwrap_or_default();
        ids.iter().try_for_each(|id| check_id(name, id, Digits::Any))?;
        Ok(ids)
    }

    /// Ids that advertisers make up: any text.
    pub(super) fn item_ids(&mut self, name: &'static str) -> Result<Vec<String>, Reply> {
        let ids = self.texts(name, 1, MOST_IDS)?.unwrap_or_default();
        if ids.iter().any(String::is_empty) { Err(wrong(name, "is empty")) } else { Ok(ids) }
    }

    pub(super) fn columns(&mut self, allowed: &[&str]) -> Result<Vec<String>, Reply> {
        let columns = self.texts("columns", 0, usize::MAX)?;
        let columns = columns.ok_or_else(|| is_required("columns"))?;
        columns.iter().try_for_each(|column| check_one_of("columns", column, allowed))?;
        Ok(columns)
    }

    fn texts(
        &mut self,
        name: &'static str,
        least: usize,
        most: usize,
    ) -> Result<Option<Vec<String>>, Reply> {
        let Some(values) = self.array(name)? else { return Ok(None) };
        if !(least..=most).contains(&values.len()) {
            let why = format!("has {} items, {least} to {most} are allowed", values.len());
            return Err(wrong(name, &why));
        }
        let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().map(Some).ok_or_else(|| wrong(name, "must hold strings"))
    }
}

pub(super) fn is_required(name: &str) -> Reply {
    wrong(name, "is a required parameter")
}
