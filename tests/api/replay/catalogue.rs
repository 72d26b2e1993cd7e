//! The commands that read an endpoint, as `pinads reports` lists them.

use std::collections::BTreeSet;

use super::json::Json;
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

/// What stands for an id that a command needs and no capture names.
pub(super) const ANY_ID: &str = "1";

const DAY_LENGTH: usize = "2026-03-10".len();

pub(super) struct Catalogue {
    known: Vec<Known>,
}

/// A report or an object type.
struct Known {
    words: Vec<String>,
    paths: Vec<String>,
    help: String,
}

/// What a command must name so that a response answers it.
pub(super) struct Subject {
    pub(super) account: String,
    /// The first and the last day in the response.
    pub(super) days: Option<(String, String)>,
    body: Json,
}

type Words = Vec<String>;

impl Catalogue {
    pub(super) fn read() -> Self {
        let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
        let mut known = Vec::new();
        for line in sandbox.succeed(&["reports"]).lines() {
            let Some(name) = line.split_whitespace().next().filter(|_| !line.starts_with(' '))
            else {
                continue;
            };
            let described = sandbox.succeed(&["reports", name]);
            let help = sandbox.succeed(&[name, "--help"]);
            known.push(Known {
                words: vec![name.to_owned()],
                paths: described.lines().filter_map(path_in).collect(),
                help,
            });
        }
        for line in sandbox.succeed(&["reports", "object-information"]).lines() {
            if let Some((name, _)) = line.trim().split_once(" (GET ") {
                let words = ["object-information", "--object-type", name];
                known.push(Known {
                    words: words.map(str::to_owned).to_vec(),
                    paths: path_in(line).into_iter().collect(),
                    help: String::new(),
                });
            }
        }
        // Those of the types are known one by one.
        known.retain(|known| known.words.len() > 1 || known.words[0] != "object-information");
        Catalogue { known }
    }

    /// The commands whose columns are known before a response of this endpoint.
    pub(super) fn commands(&self, path: &str, subject: &Subject) -> Vec<Words> {
        let of_path = self.known.iter().filter(|known| known.reads(path));
        of_path.flat_map(|known| known.commands(path, subject)).collect()
    }
}

impl Known {
    fn reads(&self, path: &str) -> bool {
        self.paths.iter().any(|known| shape(known) == shape(path))
    }

    fn commands(&self, path: &str, subject: &Subject) -> Vec<Words> {
        let is_delivery = self.paths.iter().any(|path| path.ends_with("/reports"));
        match self.paths.as_slice() {
            [_] => self.of_one_endpoint(path, subject),
            _ if is_delivery && path.ends_with("analytics") => {
                vec![self.of_analytics(path, subject)]
            }
            // What several endpoints give together is more than one response.
            _ => Vec::new(),
        }
    }

    fn of_one_endpoint(&self, path: &str, subject: &Subject) -> Vec<Words> {
        let mut words = self.words.clone();
        let is_type = words.len() > 1;
        for name in names(path) {
            match name {
                "ad_account_id" => {
                    words.extend(["--ad-account".to_owned(), subject.account.clone()]);
                }
                _ if is_type => {}
                name => words.extend([option(name), ANY_ID.to_owned()]),
            }
        }
        if self.help.contains("--start-date") {
            words.extend(subject.days());
        }
        if self.help.contains("--aggregation <") {
            let each = ["daily", "summary"];
            return each
                .iter()
                .map(|each| {
                    [&words[..], &["--aggregation".to_owned(), (*each).to_owned()]].concat()
                })
                .collect();
        }
        vec![words]
    }

    /// `/ad_accounts/{ad_account_id}/ad_groups/analytics` is about the level `ad-group`.
    fn of_analytics(&self, path: &str, subject: &Subject) -> Words {
        let segments: Vec<_> = path.split('/').skip(3).collect();
        let level = match segments.as_slice() {
            [level, _] => level.trim_end_matches('s').replace('_', "-"),
            _ => "ad-account".to_owned(),
        };
        let key = format!("{}_ID", level.to_uppercase().replace('-', "_"));
        let has = |name: &str| !subject.values(name).is_empty();
        let granularity = if has("HOUR") {
            "hour"
        } else if has("DATE") {
            "day"
        } else {
            "total"
        };
        let mut words = self.words.clone();
        let account = subject.account.as_str();
        words.extend(
            ["--ad-account", account, "--object-type", &level, "--via", "sync", "--granularity"]
                .map(str::to_owned),
        );
        words.push(granularity.to_owned());
        words.extend(subject.days());
        if level != "ad-account" {
            let ids = subject.values(&key);
            let ids = if ids.is_empty() { ANY_ID.to_owned() } else { joined(ids) };
            words.extend([format!("--{level}"), ids]);
        }
        if path.ends_with("targeting_analytics") {
            let types = subject.values("targeting_type");
            let types = if types.is_empty() { "GENDER".to_owned() } else { joined(types) };
            words.extend(["--targeting-type".to_owned(), types]);
        }
        words.extend(["--columns", "all"].map(str::to_owned));
        words
    }
}

impl Subject {
    pub(super) fn of(body: &Json) -> Self {
        let mut subject = Subject { account: String::new(), days: None, body: body.clone() };
        let account = subject.values("ad_account_id").into_iter().next();
        subject.account = account.unwrap_or_else(|| "549755885175".to_owned());
        let days = subject.values("date");
        let days: BTreeSet<_> = days
            .iter()
            .filter_map(|day| day.get(..DAY_LENGTH))
            .filter(|day| day.parse::<chrono::NaiveDate>().is_ok())
            .collect();
        subject.days = days
            .first()
            .zip(days.last())
            .map(|(first, last)| ((*first).to_owned(), (*last).to_owned()));
        subject
    }

    /// The distinct values under a name, in upper or lower case.
    fn values(&self, name: &str) -> BTreeSet<String> {
        let leaves = self.body.leaves().into_iter();
        let of_name = leaves.filter(|(path, value)| {
            let last = path.rsplit('.').next().unwrap_or_default();
            last.eq_ignore_ascii_case(name) && !value.is_empty()
        });
        let text = |value: &Json| match value {
            Json::Text(text) | Json::Word(text) => text.clone(),
            _ => String::new(),
        };
        of_name.map(|(_, value)| text(value)).collect()
    }

    fn days(&self) -> Words {
        let days = self.days.iter();
        let words = days.flat_map(|(first, last)| ["--start-date", first, "--end-date", last]);
        words.map(str::to_owned).collect()
    }
}

/// The path in a line such as `  POST and GET /ad_accounts/{ad_account_id}/reports`.
fn path_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("GET /")?;
    let path = rest.split([';', ')', ' ', ',']).next()?;
    Some(format!("/{path}"))
}

/// A path whose ids have no names.
fn shape(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// `board_id` is `--board`.
fn option(name: &str) -> String {
    format!("--{}", name.trim_end_matches("_id").replace('_', "-"))
}

fn joined(values: impl IntoIterator<Item = String>) -> String {
    values.into_iter().collect::<Vec<_>>().join(",")
}
