//! `pinads auth renew`: the separate process in which `auth::renewal` runs the exchange.

use crate::auth::grant::Tokens;
use crate::auth::renewal::{self, Outcome};
use crate::commands::auth::context::Context;
use crate::error::{Error, Kind, Result};
use crate::terminal::stdout;

/// Prints the outcome to stdout; the calling process prints the error.
pub(super) async fn run(context: &Context, fingerprint: &str) -> Result<()> {
    let Context { place, transport, clock, .. } = context;
    let api = &transport.settings.api;
    let done = renewal::perform(place, api, fingerprint, async |old| {
        let limiter = transport.limiter(&old.counted_as());
        let send = |request| transport.ask_for_token(&limiter, request);
        Tokens { api, app: &old.app, send, now: clock.now() }.renewed(&old).await
    })
    .await;
    let outcome = Outcome {
        error: done.err().map(|error| match error.kind {
            Kind::NotSignedIn if error.hint.is_none() => match place.look(api) {
                Ok(sign_in) => error.hint(sign_in.remedy(place)),
                Err(_) => error,
            },
            _ => error,
        }),
    };
    let text = serde_json::to_string(&outcome)
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    stdout::print(&text)
}
