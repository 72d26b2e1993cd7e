//! The parameters of a list, read and checked by what the row allows.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Kind;
use crate::support::server::hash::Hash;
use crate::support::server::parameters::{Parameters, check_date, check_id, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::routes::Call;
use crate::support::server::world::World;

pub(super) struct Asked<'a> {
    pub(super) world: &'a World,
    pub(super) now: DateTime<Utc>,
    pub(super) order: Option<&'a str>,
    given: Vec<(&'static str, Vec<&'a str>)>,
}

impl<'a> Asked<'a> {
    pub(super) fn read(
        call: &'a Call<'_>,
        parameters: &'static [(&'static str, Kind)],
        query: &mut Parameters<'a>,
    ) -> Result<Self, Reply> {
        let mut given = Vec::new();
        for (name, kind) in parameters {
            given.push((*name, values(query, name, kind)?));
        }
        Ok(Self { world: &call.state.world, now: call.now, order: None, given })
    }

    pub(super) fn all(&self, name: &str) -> &[&'a str] {
        let (_, values) = self
            .given
            .iter()
            .find(|(own, _)| *own == name)
            .unwrap_or_else(|| panic!("the row does not allow {name}"));
        values
    }

    pub(super) fn one(&self, name: &str) -> Option<&'a str> {
        self.all(name).first().copied()
    }

    /// What is not given is off.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.one(name) == Some("true")
    }

    /// No filter lets everything pass.
    pub(super) fn lets_pass(&self, name: &str, value: &str) -> bool {
        let wanted = self.all(name);
        wanted.is_empty() || wanted.contains(&value)
    }

    /// How many there are of a kind without a plan.
    pub(super) fn count(&self, kind: &str, parent: &str) -> usize {
        count(self.world, kind, parent)
    }

    pub(super) fn in_order(&self, mut items: Vec<Value>) -> Vec<Value> {
        if let Some(order) = self.order {
            // Of two digit strings the longer is the higher number.
            items.sort_by_key(|item| {
                let id = item["id"].as_str().unwrap_or_default().to_owned();
                (id.len(), id)
            });
            if order == "DESCENDING" {
                items.reverse();
            }
        }
        items
    }
}

pub(in crate::support::server) fn count(world: &World, kind: &str, parent: &str) -> usize {
    let chance = Hash::new().text("count").text(kind).text(parent).value() % 10;
    let some = 3 + usize::try_from(chance).expect("less than ten");
    world.sizes.of_a_kind.unwrap_or(some)
}

fn values<'a>(
    query: &mut Parameters<'a>,
    name: &'static str,
    kind: &Kind,
) -> Result<Vec<&'a str>, Reply> {
    let one = match kind {
        Kind::Several(allowed) => return query.several(name, allowed),
        Kind::JoinedTexts(most) => return query.joined_texts(name, *most),
        Kind::JoinedIds(most) => return query.joined_ids(name, *most),
        Kind::Ids(most, digits) => {
            query.ids(name, *most, *digits)?;
            return Ok(query.repeated(name));
        }
        Kind::RequiredIds(most, digits) => {
            if query.ids(name, *most, *digits)?.is_empty() {
                return Err(wrong(name, "is a required parameter"));
            }
            return Ok(query.repeated(name));
        }
        Kind::RequiredFlag => {
            query.required(name)?;
            query.one_of(name, &["true", "false"])?
        }
        Kind::Flag => query.one_of(name, &["true", "false"])?,
        Kind::OneOf(allowed) => query.one_of(name, allowed)?,
        Kind::Id(digits) => {
            let id = query.single(name)?;
            id.map_or(Ok(()), |id| check_id(name, id, *digits))?;
            id
        }
        Kind::Date => {
            let date = query.single(name)?;
            if let Some(date) = date {
                check_date(name, date)?;
            }
            date
        }
        Kind::Number => {
            query.number(name, 0..=1_000_000)?;
            query.single(name)?
        }
        Kind::Text => query.text(name, 500)?,
    };
    Ok(one.into_iter().collect())
}
