//! Captured responses, served as they are instead of what the world would answer.

use super::faults::Times;
use super::reply::Reply;
use super::routes::{self, Answer, Call};
use super::secret::secret;
use super::state::{State, lock};
use super::{Server, downloads};

/// A list that continues does not continue for ever.
const LAST_PAGE: &str = r#"{"items": [], "bookmark": null}"#;

/// The path of a file that a captured response links to.
const FILE: &str = "/captured/metrics_report.txt";

#[derive(Clone)]
pub(crate) struct Played {
    pub(crate) method: &'static str,
    /// Below `/v5`; a segment in braces stands for any other.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) times: Times,
}

#[derive(Default)]
pub(super) struct Plays {
    played: Vec<Played>,
    file: Vec<u8>,
}

impl Server {
    /// Answers all requests of a path by a captured response. Of several, the first with uses left.
    pub(crate) fn play(&self, played: Played) {
        lock(&self.state.plays).played.push(played);
    }

    /// Offers a file for download, and returns its signed address.
    pub(crate) fn play_file(&self, content: Vec<u8>) -> String {
        lock(&self.state.plays).file = content;
        let signature = secret("signature");
        format!("http://{}{FILE}?{}={signature}", self.state.downloads, downloads::SIGNATURE)
    }
}

/// The function of an endpoint whose response was captured, which the world may lack.
pub(super) fn find(state: &State, method: &str, segments: &[&str]) -> Option<Answer> {
    let is_played = lock(&state.plays).played.iter().any(|it| it.answers(method, segments));
    is_played.then_some(answer as Answer)
}

fn answer(call: &Call<'_>) -> Result<Reply, Reply> {
    if call.query.iter().any(|(name, _)| name == "bookmark") {
        return Ok(Reply::json(LAST_PAGE.to_owned()));
    }
    let mut plays = lock(&call.state.plays);
    let played = plays.played.iter_mut().find(|it| it.answers(call.method, call.segments));
    let played = played.ok_or_else(|| routes::not_found(call.method, call.segments))?;
    played.times.take();
    let body = played.body.clone().into_bytes();
    let mut reply = Reply::new(played.status, "application/json", body);
    reply.headers.extend(played.headers.clone());
    Ok(reply)
}

/// The file at a path of the download address, if it was offered here.
pub(super) fn file(call: &Call<'_>) -> Option<Reply> {
    let content = || lock(&call.state.plays).file.clone();
    (call.path == FILE).then(|| Reply::new(200, "binary/octet-stream", content()))
}

impl Played {
    fn answers(&self, method: &str, segments: &[&str]) -> bool {
        let wanted: Vec<_> = self.path.split('/').skip(1).collect();
        let is_the_same = |(wanted, segment): (&&str, &&str)| {
            wanted == segment || (wanted.starts_with('{') && wanted.ends_with('}'))
        };
        self.method == method
            && self.times.is_left()
            && wanted.len() == segments.len()
            && wanted.iter().zip(segments).all(is_the_same)
    }
}
