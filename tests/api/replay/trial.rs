//! The runs that a capture answers: which commands, and what the server plays to them.

use super::capture::{Capture, Kind};
use super::catalogue::{ANY_ID, Catalogue, Subject};
use super::json::Json;
use crate::support::server::{Played, Times};

/// Fields that hold secrets. A capture has something else in their place.
pub(super) const SECRETS: [&str; 4] =
    ["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

/// Some of its runs ask for the same response.
pub(super) struct Trial {
    pub(super) commands: Vec<Vec<String>>,
    pub(super) subject: Subject,
    pub(super) played: Played,
    /// The body that is played.
    pub(super) body: Json,
    /// The columns are those of a report or an object type, and not those of the response.
    pub(super) has_known_columns: bool,
}

impl Trial {
    fn new(capture: &Capture, path: &str, body: Json, text: String) -> Self {
        let played = Played {
            method: "GET",
            path: path.to_owned(),
            status: capture.status,
            headers: Vec::new(),
            body: text,
            times: Times::Always,
        };
        let subject = Subject::of(&body);
        Trial { commands: Vec::new(), subject, played, body, has_known_columns: true }
    }

    /// What the capture, or its item in a list, is played to.
    pub(super) fn all(capture: &Capture, captures: &[Capture], catalogue: &Catalogue) -> Vec<Self> {
        let of = |path: &str, body: &Json| {
            // Played as it is, unless something had to be put around it or in its place.
            let text = if *body == capture.body { capture.text.clone() } else { body.write() };
            let mut trial = Trial::new(capture, path, body.clone(), text);
            trial.commands = catalogue.commands(path, &trial.subject);
            trial
        };
        let is_read = capture.method == "GET";
        let mut trials = Vec::new();
        if !is_read && capture.kind != Kind::Error && capture.body.is_empty() {
            // Something was changed, and there is nothing to read.
            return trials;
        }
        if capture.kind == Kind::Error || (is_read && capture.kind == Kind::Answer) {
            trials.push(of(&capture.path, &capture.body));
        }
        if capture.kind != Kind::Error {
            let list = capture.list(catalogue);
            let items = capture.objects();
            trials.extend(list.map(|list| of(&list, &envelope(&list, items, captures))));
        }
        trials.retain(|trial| !trial.commands.is_empty());
        if is_read || trials.is_empty() {
            trials.push(Trial::get_of(capture, &capture.text));
        }
        trials
    }

    /// Any endpoint, read by its path.
    pub(super) fn get_of(capture: &Capture, text: &str) -> Self {
        let mut trial = Trial::new(capture, &capture.path, Json::read(text), text.to_owned());
        trial.commands = vec![trial.get()];
        trial.has_known_columns = false;
        trial
    }

    fn get(&self) -> Vec<String> {
        let segment = |segment| match segment {
            "{ad_account_id}" => self.subject.account.as_str(),
            segment if str::starts_with(segment, "{") => ANY_ID,
            segment => segment,
        };
        let path: Vec<_> = self.played.path.split('/').map(segment).collect();
        vec!["get".to_owned(), path.join("/")]
    }
}

impl Capture {
    /// The list that the objects of the capture are items of.
    fn list(&self, catalogue: &Catalogue) -> Option<String> {
        let (parent, last) = self.path.rsplit_once('/')?;
        let subject = Subject::of(&self.body);
        let is_list = |path: &str| !catalogue.commands(path, &subject).is_empty();
        let is_of_one = last.starts_with('{') && is_list(parent);
        match (self.kind, self.method.as_str()) {
            (Kind::Item, _) => Some(self.path.clone()),
            _ if is_of_one => Some(parent.to_owned()),
            (_, "GET") => None,
            _ => Some(self.path.clone()),
        }
    }

    /// The objects in a body. What was written comes back as `{"items": [{"data": …}]}`.
    fn objects(&self) -> Vec<Json> {
        match self.body.field("items") {
            Some(Json::Array(items)) if self.kind == Kind::Answer => {
                items.iter().map(|item| item.field("data").unwrap_or(item).clone()).collect()
            }
            _ => vec![self.body.clone()],
        }
    }
}

/// A list with these items, in the form of another response of the same endpoint.
fn envelope(path: &str, items: Vec<Json>, captures: &[Capture]) -> Json {
    let others = captures.iter().filter(|it| {
        it.path == path && it.method == "GET" && it.kind == Kind::Answer && it.status < 300
    });
    let forms = others.flat_map(|other| forms(&other.body, &items));
    let alike = forms.max_by_key(|(alike, _)| *alike).map(|(_, form)| form);
    alike.unwrap_or_else(|| {
        let items = Json::Array(items);
        if path.ends_with("analytics") {
            items
        } else {
            Json::object([("items", items), ("bookmark", Json::null())])
        }
    })
}

/// The same body with other items in each of its arrays, and how much those are like the old ones.
fn forms(body: &Json, items: &[Json]) -> Vec<(usize, Json)> {
    match body {
        Json::Array(old) => {
            let names = |item: &Json| item.entries().map(|(name, _)| name.clone()).collect();
            let new: Vec<String> =
                items.iter().flat_map(|item| -> Vec<_> { names(item) }).collect();
            let old: Vec<String> = old.iter().flat_map(|item| -> Vec<_> { names(item) }).collect();
            let alike = new.iter().filter(|name| old.contains(name)).count();
            vec![(alike, Json::Array(items.to_vec()))]
        }
        Json::Object(entries) => {
            let deeper = entries.iter().flat_map(|(name, value)| {
                forms(value, items).into_iter().map(move |(alike, form)| (name, alike, form))
            });
            deeper
                .map(|(name, alike, form)| {
                    let mut entries = entries.clone();
                    entries.insert(name.clone(), form);
                    (alike, Json::Object(entries))
                })
                .collect()
        }
        Json::Text(_) | Json::Word(_) => Vec::new(),
    }
}
