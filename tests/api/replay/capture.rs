//! The captured responses of the live API, as the file beside the repository has them.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::Json;
use crate::support::cases::truth::parse;
use crate::support::sandbox::or_skip;

const FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/pinterest-v5/live/answers.jsonl");

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Answer,
    /// One item of a list.
    Item,
    Error,
    /// The headers of a response, and not its body.
    Headers,
}

#[derive(Clone)]
pub(super) struct Capture {
    /// Its line in the file.
    pub(super) number: usize,
    pub(super) kind: Kind,
    pub(super) method: String,
    /// Below `/v5`, with ids as names in braces.
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) text: String,
    pub(super) body: Json,
}

#[derive(Deserialize)]
struct Line {
    endpoint: String,
    kind: Kind,
    status: u16,
    body: Box<RawValue>,
}

impl Capture {
    /// All of them, or nothing where the file is missing.
    pub(super) fn all() -> Option<Vec<Self>> {
        or_skip(FILE, Path::new(FILE).is_file()).then(|| {
            let text = fs::read_to_string(FILE).expect("it is readable");
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.map(|(place, line)| Capture::of(place + 1, line)).collect()
        })
    }

    pub(super) fn of(number: usize, line: &str) -> Self {
        let Line { endpoint, kind, status, body } = parse(line);
        let (method, path) = endpoint.split_once(' ').expect("a method and a path");
        let text = body.get().to_owned();
        Capture {
            number,
            kind,
            method: method.to_owned(),
            path: path.to_owned(),
            status,
            body: Json::read(&text),
            text,
        }
    }

    pub(super) fn name(&self) -> String {
        format!("capture {}: {} {}", self.number, self.method, self.path)
    }
}
