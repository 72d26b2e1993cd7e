//! An answer before it goes over the wire.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Shorter bodies are not worth packing.
const GZIP_FROM_BYTES: usize = 2048;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(super) fn json(body: String) -> Self {
        Self::new(200, "application/json", body.into_bytes())
    }

    pub(super) fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body }
    }

    pub(super) fn error(status: u16, code: u32, message: &str) -> Self {
        let body = serde_json::json!({ "code": code, "message": message });
        Self::new(status, "application/json", body.to_string().into_bytes())
    }

    pub(super) fn bad_request(message: &str) -> Self {
        Self::error(400, 1, message)
    }

    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn packed_for(self, accept_encoding: Option<&str>) -> Self {
        if self.body.len() <= GZIP_FROM_BYTES || !accept_encoding.is_some_and(allows_gzip) {
            return self;
        }
        self.packed()
    }

    pub(crate) fn packed(self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).expect("a vector takes all bytes");
        let body = encoder.finish().expect("a vector takes all bytes");
        Self { body, ..self }.with_header("content-encoding", "gzip".to_owned())
    }
}

fn allows_gzip(accept_encoding: &str) -> bool {
    accept_encoding.split(',').any(|choice| {
        let (coding, weight) = choice.split_once(';').unwrap_or((choice, "q=1"));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(coding.trim(), "gzip" | "*") && !refused
    })
}
