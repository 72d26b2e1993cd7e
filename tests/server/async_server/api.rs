//! The server under test, and a client that speaks plain HTTP.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use url::Url;

use crate::support::plain_http::{Answer, ask, encoded};
use crate::support::server::{Account, Server, World};

/// Column by column the text that was sent.
pub(super) type Row = BTreeMap<String, String>;
type Rows = Vec<BTreeMap<String, Box<RawValue>>>;

/// A server with a clock that stands still until somebody moves it.
pub(super) struct Api {
    pub(super) server: Server,
    seconds: Arc<AtomicI64>,
}

/// A question that nothing is wrong with, but for what is changed: `null` takes a field away.
pub(super) fn body(changes: &Value) -> Value {
    let mut body = json!({
        "start_date": "2026-03-01",
        "end_date": "2026-03-09",
        "granularity": "DAY",
        "level": "CAMPAIGN",
        "columns": ["SPEND_IN_DOLLAR", "TOTAL_IMPRESSION"],
    });
    let fields = body.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        fields.insert(name.clone(), value.clone());
    }
    fields.retain(|_, value| !value.is_null());
    body
}

impl Api {
    /// At noon of 2026-03-10. Reports are made at once, because the time stands still.
    pub(super) fn new(world: World) -> Self {
        let world = World { report_takes: |_| 0, ..world };
        let noon: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("an instant");
        let seconds = Arc::<AtomicI64>::default();
        let clock = Arc::clone(&seconds);
        let now = move || noon + TimeDelta::seconds(clock.load(Ordering::Relaxed));
        Self { server: Server::start(world, now), seconds }
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(super) fn account(&self) -> &Account {
        &self.server.world().accounts[0]
    }

    /// Below the ad account.
    pub(super) fn url(&self, path_and_query: &str) -> Url {
        let url =
            format!("{}/ad_accounts/{}/{path_and_query}", self.server.url(), self.account().id);
        Url::parse(&url).expect("a URL")
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.server.world().token)
    }

    pub(super) fn get(&self, path_and_query: &str) -> Answer {
        let headers = [("Authorization", &*self.bearer())];
        Answer::read(ask(&self.url(path_and_query), "GET", &headers, None))
    }

    pub(super) fn create(&self, changes: &Value) -> Answer {
        let headers = [("Authorization", &*self.bearer()), ("Content-Type", "application/json")];
        let body = body(changes).to_string();
        Answer::read(ask(&self.url("reports"), "POST", &headers, Some(&body)))
    }

    pub(super) fn poll(&self, token: &str) -> Value {
        let mut url = self.url("reports");
        url.query_pairs_mut().append_pair("token", token);
        let path = format!("reports?{}", url.query().expect("it was added"));
        let answer = self.get(&path);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// The link to the file of a new report.
    pub(super) fn link(&self, changes: &Value) -> String {
        let token = self.create(changes).text("token");
        let states = std::iter::repeat_with(|| self.poll(&token));
        let mut ends = states.filter(|state| state["report_status"] != "IN_PROGRESS");
        let end = ends.next().expect("it ends");
        end["url"].as_str().unwrap_or_else(|| panic!("no link in {end}")).to_owned()
    }

    pub(super) fn file(&self, changes: &Value) -> String {
        let answer = download(&self.link(changes), &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// The rows of a file by the keys that they are filed under.
    pub(super) fn groups(&self, changes: &Value) -> BTreeMap<String, Vec<Row>> {
        let file = self.file(changes);
        let groups: BTreeMap<String, Rows> = serde_json::from_str(&file).expect("groups of rows");
        groups.into_iter().map(|(key, rows)| (key, texts(rows))).collect()
    }

    pub(super) fn rows(&self, changes: &Value) -> Vec<Row> {
        self.groups(changes).into_values().flatten().collect()
    }
}

pub(super) fn download(link: &str, headers: &[(&str, &str)]) -> Answer {
    Answer::read(ask(&Url::parse(link).expect("a URL"), "GET", headers, None))
}

/// The head, and the body as it was sent.
pub(super) fn download_bytes(link: &str) -> (String, Vec<u8>) {
    let mut stream = ask(&Url::parse(link).expect("a URL"), "GET", &[], None);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    (String::from_utf8(bytes[..end].to_vec()).expect("text"), bytes[end + 4..].to_vec())
}

/// Ids as they follow on other parameters of a query.
pub(super) fn repeated(key: &str, ids: &[String]) -> String {
    let pairs: Vec<_> = ids.iter().map(|id| (key, id.as_str())).collect();
    format!("&{}", encoded(&pairs))
}

/// The rows of a JSON array.
pub(super) fn array(text: &str) -> Vec<Row> {
    texts(serde_json::from_str(text).expect("rows"))
}

fn texts(rows: Rows) -> Vec<Row> {
    let text = |(name, value): (String, Box<RawValue>)| (name, value.get().to_owned());
    rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect()
}
