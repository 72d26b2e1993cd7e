//! Bodies of responses up to a limit: an unpacked body may be a thousand times as long as a packed one.

use bytes::Bytes;
use reqwest::Response;

use crate::error::{Error, Kind, Result};

/// The longest page has a few megabytes.
const MOST_OF_AN_ANSWER: usize = 64;

/// An error has a few hundred bytes.
const MOST_OF_A_REFUSAL: usize = 1;

/// A byte order mark, which some servers put before JSON.
pub(super) const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

const MEBIBYTE: usize = 1024 * 1024;

/// The unpacked bytes. A body over the limit is a final error, because a retry would return the
/// same body.
pub(super) async fn read(mut response: Response) -> reqwest::Result<Result<Bytes>> {
    let status = response.status();
    let most = if status.is_success() { MOST_OF_AN_ANSWER } else { MOST_OF_A_REFUSAL };
    // Most pages fit into this at once. A stated length may be wrong.
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    let mut body = Vec::with_capacity(length.unwrap_or_default().min(MEBIBYTE));
    while let Some(part) = response.chunk().await? {
        if body.len() + part.len() > most * MEBIBYTE {
            let message =
                format!("the response is longer than {most} MiB (HTTP {})", status.as_u16());
            return Ok(Err(Error::new(Kind::Unreachable, message)
                .hint("check the address in `--api-url`, and the proxy if you use one")));
        }
        body.extend_from_slice(&part);
    }
    Ok(Ok(body.into()))
}
