//! The reason why a response did not arrive, with the error below it.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use crate::error::{Cause, Error};

/// A response that did not arrive, or that cannot be read.
#[derive(Debug)]
pub(crate) struct Lost {
    why: String,
    cause: Option<Cause>,
}

impl Lost {
    /// The error for the user, with the same cause.
    pub(crate) fn explain(self, error: Error) -> Error {
        match self.cause {
            Some(cause) => error.caused_by(cause),
            None => error,
        }
    }

    /// The same reason in other words.
    pub(crate) fn with_words(self, why: String) -> Self {
        Lost { why, ..self }
    }
}

/// As it is printed: the last cause only.
impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl From<String> for Lost {
    fn from(why: String) -> Self {
        Lost { why, cause: None }
    }
}

impl From<&str> for Lost {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        Lost { why: error.to_string(), cause: Some(error.into()) }
    }
}

/// Without the address, which can hold secrets.
impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        Lost { why: root_cause(&error), cause: Some(error.into()) }
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let mut cause: &dyn StdError = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if timed_out {
        "no data arrived within `--timeout`".to_owned()
    } else if is_of_tls(cause) {
        format!("TLS: {cause}")
    } else {
        cause.to_string()
    }
}

/// An I/O error that carries another error does not give it as its source.
fn is_of_tls(error: &(dyn StdError + 'static)) -> bool {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<rustls::Error>() || carried.is_some_and(|carried| is_of_tls(carried))
}

#[cfg(test)]
mod tests {
    use std::iter;
    use std::time::Duration;

    use super::*;
    use crate::api::network::builder;
    use crate::error::Kind;

    /// An error and all that are below it.
    fn chain(error: &Error) -> Vec<&(dyn StdError + 'static)> {
        let first: &(dyn StdError + 'static) = error;
        iter::successors(Some(first), |&error| error.source()).collect()
    }

    #[tokio::test]
    async fn a_failed_request_keeps_its_cause_without_its_address() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Nothing listens on this port.
        let address: url::Url = "http://127.0.0.1:1/file?signature=secret".parse().expect("one");
        let http = builder(Duration::from_secs(9), &address).build().expect("a client");
        let lost: Lost = http.get(address).send().await.expect_err("no server").into();
        let printed = lost.to_string();
        let error = Error::new(Kind::Unreachable, printed.as_str());
        let error = lost.explain(error);
        assert_eq!(error.to_string(), printed);
        let chain = chain(&error);
        assert!(chain.iter().any(|error| error.is::<reqwest::Error>()), "{chain:?}");
        let io = chain.iter().find_map(|error| error.downcast_ref::<io::Error>());
        assert_eq!(io.map(io::Error::kind), Some(io::ErrorKind::ConnectionRefused), "{chain:?}");
        for error in chain {
            let text = format!("{error} {error:?}");
            assert!(!text.contains("secret") && !text.contains("/file"), "{text}");
        }
    }

    #[test]
    fn a_corrupt_file_keeps_its_cause_in_other_words() {
        let lost = Lost::from(io::Error::from(io::ErrorKind::InvalidData));
        let lost = lost.with_words("the file is corrupt".to_owned());
        assert_eq!(lost.to_string(), "the file is corrupt");
        let error = lost.explain(Error::new(Kind::Unreachable, "the download failed"));
        let io = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(io.map(io::Error::kind), Some(io::ErrorKind::InvalidData));
    }
}
