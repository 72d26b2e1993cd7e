//! Lists of several ad groups in one request. The parameter is in beta: the API may refuse it,
//! ignore it, or read one ad group only. In all these cases each ad group gets its own request, and
//! the rows are the same.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::TryStreamExt;
use tokio::sync::Mutex;

use crate::api::remembered::Remembered;
use crate::api::{Client, pages_of_rows};
use crate::error::Result;
use crate::json::row::Row;
use crate::output::Rows;
use crate::reports::beta::{is_refused, may_be_the_parameter, works};
use crate::reports::object_information::lists::List;
use crate::reports::object_information::object_type::ObjectType;
use crate::terminal::console::Console;

/// The field of a row that has the ID of its parent.
const PARENT: &str = "parent_id";

/// The parameter of the object type, and whether it works.
pub(super) struct Together {
    object_type: &'static ObjectType,
    /// An ID that the user gives may be wrong, which proves nothing about the parameter.
    is_given: bool,
    console: Arc<Console>,
    /// Held by the one request that finds out.
    works: Mutex<Option<bool>>,
}

/// The result of a request for several ad groups.
pub(super) enum Tried {
    /// The rows in the order of the ad groups.
    Rows(Rows),
    /// The requests for the single ad groups decide.
    Apart(Evidence),
}

/// The rows of single ad groups, as evidence against the parameter.
pub(super) struct Evidence {
    works: Remembered<bool>,
    /// The number of ad groups with rows that proves it.
    enough: Option<usize>,
    parents: HashSet<String>,
}

impl Together {
    pub(super) fn new(
        object_type: &'static ObjectType,
        is_given: bool,
        console: Arc<Console>,
    ) -> Self {
        Together { object_type, is_given, console, works: Mutex::default() }
    }

    /// Requests the rows of several ad groups. Only rows of at least two of them prove that the
    /// parameter works.
    pub(super) async fn rows(&self, client: &Arc<Client>, list: &List) -> Result<Tried> {
        let parameter = self.object_type.together.unwrap_or_default();
        let memory = works(client, self.object_type.endpoint, parameter);
        let mut works = self.works.lock().await;
        if works.is_none() {
            *works = memory.recall();
        }
        let is_proven = *works == Some(true);
        if *works == Some(false) {
            return Ok(apart(memory, None));
        }
        let mut first = (!is_proven).then_some(works);
        let id = self.object_type.id_column();
        let rows = pages_of_rows(Arc::clone(client), list.request.clone(), id).try_concat().await;
        let (why, tried) = match rows.map(|rows| in_order(rows, list)) {
            Ok(Some((rows, parents))) if is_proven || parents > 1 => {
                if let Some(works) = &mut first {
                    **works = Some(true);
                    memory.keep(&true);
                }
                return Ok(Tried::Rows(rows));
            }
            Ok(Some(_)) => return Ok(apart(memory, Some(2))),
            Ok(None) => ("the API ignores it".to_owned(), apart(memory, Some(0))),
            Err(error) if may_be_the_parameter(&error) => {
                let enough = (is_refused(&error) && !self.is_given).then_some(0);
                (error.message, apart(memory, enough))
            }
            Err(error) => return Err(error),
        };
        self.console.detail(|| {
            let name = self.object_type.name;
            format!("no `{parameter}` in requests of {name}, so each ad group has its own: {why}")
        });
        match first {
            Some(mut works) => *works = Some(false),
            None => *self.works.lock().await = Some(false),
        }
        Ok(tried)
    }
}

fn apart(works: Remembered<bool>, enough: Option<usize>) -> Tried {
    Tried::Apart(Evidence { works, enough, parents: HashSet::new() })
}

/// The rows in the order of their parents, and the number of parents with rows; nothing if there
/// are rows of others.
fn in_order(rows: Rows, list: &List) -> Option<(Rows, usize)> {
    let ids = list.parents.iter().map(|(id, _)| id.as_str());
    let places: HashMap<_, _> = ids.zip(0..).collect();
    let place = |row: Row| {
        let parent = row.field(PARENT)?;
        Some((*places.get(parent.as_str())?, row))
    };
    let mut rows = rows.into_iter().map(place).collect::<Option<Vec<(usize, _)>>>()?;
    rows.sort_by_key(|(place, _)| *place);
    let parents = rows.chunk_by(|(one, _), (other, _)| one == other).count();
    Some((rows.into_iter().map(|(_, row)| row).collect(), parents))
}

impl Evidence {
    /// Takes a response for a single ad group into account.
    pub(super) fn see(&mut self, rows: &Rows) {
        let Some(enough) = self.enough else { return };
        self.parents.extend(rows.iter().filter_map(|row| row.field(PARENT)));
        if self.parents.len() >= enough {
            self.enough = None;
            self.works.keep(&false);
        }
    }
}
