//! Files that Pinterest has prepared, from the host that a signed address names. That host never
//! receives the token, and the address is never shown.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use reqwest::header::ACCEPT_ENCODING;
use reqwest::redirect::{Attempt, Policy};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::api::address::may_be_visited;
use crate::api::client::Client;
use crate::api::lost::Lost;
use crate::api::network::{Resolver, builder};
use crate::api::unpacked::{Part, Unpacked};
use crate::error::{Error, Kind, Result};
use crate::terminal::redaction::register_link;

/// Storage responds at once or after a few redirects.
const MOST_REDIRECTS: usize = 5;

/// Why a download ended early.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The address has expired, with the reason: a new one is needed.
    Expired(String),
    /// A retry may succeed.
    Lost(Lost),
}

impl Client {
    /// Streams the unpacked bytes of a file.
    pub(crate) async fn download(
        &self,
        address: &SecretString,
    ) -> Result<Result<impl Stream<Item = Result<Part, Broken>> + use<>, Broken>> {
        let address: Url = address.expose_secret().parse().map_err(|_| unsafe_address())?;
        register_link(&address);
        if !may_be_visited(&address, self.api()) {
            return Err(unsafe_address());
        }
        let http = self.download_client()?;
        self.transport
            .console
            .detail(|| format!("downloading from {}", address.host_str().unwrap_or_default()));
        // The file may be compressed in transit, but it is unpacked here, because the API states
        // the size of the stored file.
        let request = http.get(address).header(ACCEPT_ENCODING, "gzip");
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Ok(Err(Broken::Lost(error.into()))),
        };
        Ok(match response.status().as_u16() {
            200 => {
                let bytes = response.bytes_stream();
                let bytes = bytes.map_err(|error| Broken::Lost(error.into())).boxed();
                let console = Arc::clone(&self.transport.console);
                let start = (bytes, Bytes::new(), Unpacked::default());
                Ok(stream::try_unfold(start, move |(mut bytes, mut rest, mut unpacked)| {
                    let console = Arc::clone(&console);
                    async move {
                        while rest.is_empty() {
                            let Some(next) = bytes.try_next().await? else { return Ok(None) };
                            rest = next;
                        }
                        let part = unpacked.part(&mut rest).map_err(damaged)?;
                        console.bar().downloaded(part.stored);
                        Ok(Some((part, (bytes, rest, unpacked))))
                    }
                }))
            }
            // Neither of these is about the address.
            status @ (408 | 429) => Err(Broken::Lost(answered(status).into())),
            status @ 400..=499 => Err(Broken::Expired(answered(status))),
            status => Err(Broken::Lost(answered(status).into())),
        })
    }

    fn download_client(&self) -> Result<&reqwest::Client> {
        if let Some(http) = self.downloads().get() {
            return Ok(http);
        }
        let api = self.api().clone();
        let http = builder(self.transport.settings.timeout, &api)
            .no_gzip()
            .dns_resolver(Resolver::new(&api))
            .redirect(Policy::custom(move |attempt| follow(attempt, &api)))
            // The target of a redirect must not learn the signed address.
            .referer(false)
            .build()
            .map_err(|error| {
                let lost = Lost::from(error);
                let error = Error::new(Kind::Internal, lost.to_string());
                lost.explain(error)
            })?;
        Ok(self.downloads().get_or_init(|| http))
    }
}

fn damaged(error: io::Error) -> Broken {
    let words = format!("the downloaded file is corrupt: {error}");
    Broken::Lost(Lost::from(error).with_words(words))
}

fn follow(attempt: Attempt, api: &Url) -> reqwest::redirect::Action {
    register_link(attempt.url());
    if attempt.previous().len() > MOST_REDIRECTS || !may_be_visited(attempt.url(), api) {
        attempt.error("the download host redirects too often or to an unsafe address")
    } else {
        attempt.follow()
    }
}

fn answered(status: u16) -> String {
    format!("the download host responded with HTTP {status}")
}

fn unsafe_address() -> Error {
    Error::new(Kind::Unreachable, "the API returned an unsafe download address")
        .hint("run the same command again, or use `--via sync` for the last 90 days")
}
