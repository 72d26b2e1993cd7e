//! The address that reports are downloaded from, which answers as S3 does.

use std::ops::Range;

use super::exchange::Exchange;
use super::replay;
use super::reply::Reply;
use super::reports::NoFile;
use super::routes::{Answer, Call};
use super::state::lock;

/// The parameter that opens a link; its value is a secret.
pub(super) const SIGNATURE: &str = "signature";

/// What links lead to first, if a quirk wants it so, stands before where they end.
const MOVED: &str = "/moved";

/// Whoever shows a token does not get in: a link is its own authorization.
pub(super) fn admit(exchange: &Exchange) -> Result<Answer, Reply> {
    if exchange.authorization {
        let why = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                   Signature query string parameter or the Authorization header should be \
                   specified";
        return Err(refusal(400, "InvalidArgument", why));
    }
    if exchange.method != "GET" {
        return Err(refusal(403, "SignatureDoesNotMatch", "The link is for GET alone"));
    }
    Ok(file)
}

fn file(call: &Call<'_>) -> Result<Reply, Reply> {
    if let Some(captured) = replay::file(call) {
        return Ok(captured);
    }
    let quirks = call.state.world.quirks;
    let signature = call.query.iter().find(|(name, _)| name == SIGNATURE);
    let signature = signature.map_or("", |(_, value)| value);
    let moved = call.path.strip_prefix(MOVED).filter(|_| quirks.redirected_files);
    let path = moved.unwrap_or(call.path);
    let found = lock(&call.state.reports).file(path, signature, call.now);
    let file = found.map_err(|why| match why {
        NoFile::Expired => refusal(403, "AccessDenied", "Request has expired"),
        NoFile::Unknown => {
            let why = "The request signature we calculated does not match the signature you \
                       provided. Check your key and signing method.";
            refusal(403, "SignatureDoesNotMatch", why)
        }
    })?;
    if quirks.redirected_files && moved.is_none() {
        let place = format!("http://{}{MOVED}{path}?{SIGNATURE}={signature}", call.state.downloads);
        let reply = refusal(307, "TemporaryRedirect", "Please re-send this request there");
        return Ok(reply.with_header("location", place));
    }
    let mut reply = Reply::new(200, "binary/octet-stream", file.to_vec());
    if quirks.packed_files {
        reply = reply.packed();
    }
    if quirks.no_ranges {
        return Ok(reply);
    }
    part(reply.with_header("accept-ranges", "bytes".to_owned()), call.range)
}

/// The bytes that are asked for; several ranges, or what is none, are as good as no range.
fn part(mut reply: Reply, asked: Option<&str>) -> Result<Reply, Reply> {
    let length = reply.body.len();
    let Some(range) = asked.and_then(|asked| range(asked, length)) else { return Ok(reply) };
    if range.is_empty() {
        let why = "The requested range is not satisfiable";
        let reply = refusal(416, "InvalidRange", why);
        return Err(reply.with_header("content-range", format!("bytes */{length}")));
    }
    let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
    reply.body = reply.body[range].to_vec();
    Ok(Reply { status: 206, ..reply }.with_header("content-range", place))
}

/// An empty range stands for one beyond the end.
fn range(asked: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = asked.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        let bytes = last.parse::<usize>().ok()?;
        return Some(length.saturating_sub(bytes)..length);
    }
    let first = first.parse::<usize>().ok()?;
    if last.is_empty() {
        return Some(first.min(length)..length);
    }
    let last = last.parse::<usize>().ok().filter(|last| *last >= first)?;
    Some(first.min(length)..length.min(last.saturating_add(1)))
}

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Reply::new(status, "application/xml", body.into_bytes())
}
