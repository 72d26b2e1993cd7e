//! The columns that a run requests, and those of them that the API refuses.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Kind, Result};
use crate::reports::delivery_metrics::column::{self, Route, default_columns};
use crate::reports::delivery_metrics::keys::ACCOUNT;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::refusal::refused_columns;
use crate::reports::delivery_metrics::unknown::{self, UnknownColumns};
use crate::terminal::console::Console;

/// The selected columns, in the order in which they were selected, each once.
pub(super) struct Selection {
    pub(super) names: Vec<String>,
    /// The words of `--columns`, each with the column that it names unless it stands for several.
    words: Vec<(String, Option<String>)>,
    level: Level,
    refused: Mutex<HashSet<(Route, String)>>,
    /// The error that ended a request for a named column: it would end each further one.
    failed: Mutex<HashMap<Route, Error>>,
    /// Are the columns of orders tried?
    tried: tokio::sync::Mutex<bool>,
    console: Arc<Console>,
}

/// The columns from which a run can select.
pub(super) struct Choices {
    pub(super) level: Level,
    /// The columns that `all` stands for.
    pub(super) all: Vec<&'static str>,
    /// The columns of the routes of the run.
    pub(super) offered: Vec<&'static str>,
    /// The columns of every row.
    pub(super) keys: Vec<&'static str>,
    pub(super) unknown: UnknownColumns,
}

impl Selection {
    pub(super) fn parse(
        given: &[String],
        choices: &Choices,
        console: &Arc<Console>,
    ) -> Result<Self> {
        let Choices { level, all, keys, .. } = choices;
        let level = *level;
        let mut names: Vec<String> = Vec::new();
        let mut words = Vec::new();
        let mut unknown = Vec::new();
        for word in given {
            let word = word.trim();
            let name = word.to_uppercase().replace('-', "_");
            let column = match name.as_str() {
                "DEFAULT" => {
                    names.extend(default_columns(level).map(str::to_owned));
                    None
                }
                "ALL" => {
                    names.extend(all.iter().copied().map(str::to_owned));
                    None
                }
                // The rows have it, and no request needs to name it.
                key if column::route(key).is_none() && keys.contains(&key) => None,
                _ => {
                    if column::route(&name).is_none() {
                        if choices.unknown.sends(word, &name)? {
                            console.note(&unknown::note(&name));
                        } else {
                            unknown.push(word);
                        }
                    }
                    names.push(name.clone());
                    Some(name)
                }
            };
            words.push((word.to_owned(), column));
        }
        if !unknown.is_empty() {
            let words: Vec<_> = words.iter().map(|(word, _)| word.as_str()).collect();
            return Err(unknown::refuse(&words, &unknown, &choices.offered));
        }
        if names.is_empty() {
            return Err(Error::usage("`--columns` selects only columns that identify a row")
                .hint("use `--columns default`, or add a metric such as `SPEND_IN_DOLLAR`"));
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        Ok(Selection {
            names,
            words,
            level,
            refused: Mutex::default(),
            failed: Mutex::default(),
            tried: false.into(),
            console: Arc::clone(console),
        })
    }

    /// The first column that only the other route has.
    pub(super) fn barred(&self, route: Route) -> Option<&str> {
        let other = match route {
            Route::Sync => "async",
            Route::Async => "sync",
        };
        self.names.iter().map(String::as_str).find(|name| column::route(name) == Some(other))
    }

    /// Sends a request with `keys` and these columns, and again without those that the API refuses
    /// and nobody named. A refusal holds for the rest of the run.
    pub(super) async fn asking<T, F>(
        &self,
        route: Route,
        keys: &[&str],
        ask: impl Fn(Vec<String>) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        loop {
            // An order is answered at once: the first one goes alone, so that the others know
            // what it was refused.
            let first = match route {
                Route::Sync => None,
                Route::Async => Some(self.tried.lock().await).filter(|tried| !**tried),
            };
            if let Some(error) = locked(&self.failed).get(&route) {
                return Err(error.clone());
            }
            let columns = self.left(route, keys);
            let error = match ask(columns.clone()).await {
                Err(error) if error.kind == Kind::Refused => error,
                outcome => {
                    if let Some(mut tried) = first {
                        *tried = true;
                    }
                    return outcome;
                }
            };
            let words = error.words.as_deref().unwrap_or_default();
            let refused = refused_columns(words, &columns);
            let named: Vec<_> = refused.iter().filter(|name| self.is_named(name)).collect();
            if !named.is_empty() {
                let error = self.refusal_of(&named, route, error);
                locked(&self.failed).insert(route, error.clone());
                return Err(error);
            }
            if refused.is_empty() || refused.len() == columns.len() {
                return Err(error);
            }
            self.note_refused(route, refused);
        }
    }

    /// The columns to request, the keys first.
    fn left(&self, route: Route, keys: &[&str]) -> Vec<String> {
        let refused = locked(&self.refused);
        let keys = keys.iter().map(|key| (*key).to_owned());
        let keys = keys.filter(|key| !self.names.contains(key));
        let columns = keys.chain(self.names.iter().cloned());
        columns.filter(|name| !refused.contains(&(route, name.clone()))).collect()
    }

    /// Does the user count on the column? Ids are in each row anyway.
    fn is_named(&self, name: &str) -> bool {
        !self.is_id(name) && self.words.iter().any(|(_, named)| named.as_deref() == Some(name))
    }

    fn is_id(&self, name: &str) -> bool {
        [ACCOUNT, self.level.key()].contains(&name)
    }

    fn note_refused(&self, route: Route, names: Vec<String>) {
        let mut refused = locked(&self.refused);
        let is_new = |name: &String| refused.insert((route, name.clone()));
        let (ids, empty): (Vec<_>, Vec<_>) =
            names.into_iter().filter(is_new).partition(|name| self.is_id(name));
        for (names, outcome) in [(empty, "they stay empty"), (ids, "pinads fills them in")] {
            if !names.is_empty() {
                self.console.note(&format!(
                    "{} do not provide these columns for {}; {outcome}: {}",
                    route.name(),
                    self.object_type(),
                    names.join(", ")
                ));
            }
        }
    }

    fn object_type(&self) -> String {
        format!("object type `{}`", self.level.name())
    }

    fn refusal_of(&self, named: &[&String], route: Route, error: Error) -> Error {
        let list: Vec<_> = named.iter().map(|name| format!("`{name}`")).collect();
        let (list, object_type) = (list.join(", "), self.object_type());
        let message =
            format!("{} do not provide {list} for {object_type}: {}", route.name(), error.message);
        // Another unknown column may be refused as well.
        let is_left = |(_, name): &&(String, Option<String>)| {
            name.as_ref().is_none_or(|it| !named.contains(&it) && column::route(it).is_some())
        };
        let left: Vec<_> =
            self.words.iter().filter(is_left).map(|(word, _)| word.as_str()).collect();
        let list = "`pinads delivery-metrics-definitions` lists the columns of the API";
        let hint = match left.as_slice() {
            [] => list.to_owned(),
            left => format!("use `--columns {}` for the other columns; {list}", left.join(",")),
        };
        Error { message, ..error }.hint(hint).common()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
