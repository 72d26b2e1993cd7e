//! The response of the API, and its clock.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::de::IgnoredAny;

use crate::api::request::{Category, Request};
use crate::api::{Client, Transport, clocks, lacks_scope};
use crate::auth::{Place, SignIn};
use crate::commands::doctor::check::Check;
use crate::error::{Error, Kind, Result};

const NAME: &str = "api";
const CLOCK: &str = "clock";

pub(super) const CATEGORY: Category = Category::OrgRead;

/// One endpoint for each scope that reports need. The first is requested, each other one only if the
/// token lacks the scopes of those before it.
const READS: [&str; 6] =
    ["user_account", "ad_accounts", "boards", "media", "catalogs", "businesses/employers"];

pub(super) fn left_out(checks: &mut Vec<Check>, first: &str) {
    checks.extend([NAME, CLOCK].map(|name| Check::left_out(name, first)));
}

/// Sends one request, and refreshes the token before it if that is due.
pub(super) async fn check(
    checks: &mut Vec<Check>,
    sign_in: SignIn,
    transport: Transport,
    place: Place,
) {
    let tally = Arc::clone(&transport.tally);
    let (remedy, again) = (sign_in.remedy(&place), place.command("doctor"));
    let client = Client::of(sign_in, transport, place);
    let answered = answered(&client).await.unwrap_or_else(|error| match error {
        error if lacks_scope(&error) => {
            let message = "the token cannot read anything: it lacks the scope of every request";
            Check::problem(NAME, Error::new(Kind::NotSignedIn, message).hint(remedy))
        }
        error if error.kind == Kind::Unreachable => {
            Check::problem(NAME, out_of_reach(error, &again))
        }
        error => Check::problem(NAME, error),
    });
    let is_answered = answered.kind.is_none();
    checks.push(answered);
    checks.push(match tally.ahead() {
        Some(ahead) => clock(ahead),
        None if is_answered => Check::not_checked(CLOCK, "the API's response has no date"),
        None => Check::left_out(CLOCK, NAME),
    });
}

/// Returns the last error if the token lacks the scope of every request.
async fn answered(client: &Client) -> Result<Check> {
    let mut refused = Vec::new();
    let mut last = None;
    for path in READS {
        let request = Request::get(Category::of(path), path.split('/'));
        let name = client.name(&request);
        match client.fetch::<IgnoredAny>(&request).await {
            Ok(_) => {
                let lacking = match refused.as_slice() {
                    [] => String::new(),
                    refused => format!("; the token lacks the scope of {}", refused.join(", ")),
                };
                return Ok(Check::ok(NAME, format!("`{name}` returned HTTP 200{lacking}")));
            }
            Err(error) if lacks_scope(&error) => {
                refused.push(format!("`{name}`"));
                last = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| Error::new(Kind::Internal, "no request was sent")))
}

fn out_of_reach(error: Error, again: &str) -> Error {
    error.hint(format!(
        "run `{again}` later; if the network requires a proxy, run `export HTTPS_PROXY=…`"
    ))
}

fn clock(ahead: TimeDelta) -> Check {
    match clocks::far_off(ahead) {
        None => {
            Check::ok(CLOCK, format!("within {} of the API's clock", clocks::difference(ahead)))
        }
        Some(far_off) => Check::warning(
            CLOCK,
            format!("{far_off}; dates and token refreshes may be wrong"),
            "run `timedatectl set-ntp true`",
        ),
    }
}
