//! The app that is registered with the server, and what it may.

use super::secret::secret;

#[derive(Clone)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) secret: String,
    /// Compared byte by byte, but for a `*` that stands for the port.
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) access_seconds: i64,
    pub(crate) refresh_seconds: i64,
    pub(crate) may_use_client_credentials: bool,
    /// Of before 2025-09-25: it gets no refresh token unless it asks for a continuous one.
    pub(crate) is_legacy: bool,
    pub(crate) rotation: Rotation,
}

/// What becomes of a refresh token that was exchanged for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// It is refused from then on. The new one and all access tokens stay good.
    Strict,
    /// It goes on working.
    Lenient,
}

impl Default for App {
    fn default() -> Self {
        let redirect_uris = [
            "http://localhost:8085/",
            "http://localhost:*/",
            "http://127.0.0.1:*/",
            "https://example.org/pinterest",
        ];
        Self {
            id: "1502317".to_owned(),
            secret: secret(""),
            redirect_uris: redirect_uris.map(str::to_owned).to_vec(),
            access_seconds: 30 * 24 * 3600,
            refresh_seconds: 60 * 24 * 3600,
            may_use_client_credentials: true,
            is_legacy: true,
            rotation: Rotation::Strict,
        }
    }
}

impl App {
    pub(super) fn redirects_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|own| own == uri || differs_in_port(own, uri))
    }
}

fn differs_in_port(registered: &str, uri: &str) -> bool {
    let Some((before, after)) = registered.split_once(":*/") else { return false };
    let rest = uri.strip_prefix(before).and_then(|rest| rest.strip_prefix(':'));
    let port = rest.and_then(|rest| rest.strip_suffix(&format!("/{after}")));
    port.is_some_and(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port))
}
