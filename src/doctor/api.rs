//! What the API answers, and what time it is there.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::de::IgnoredAny;

use crate::api::request::{Category, Request};
use crate::api::{Client, Transport, clocks, lacks_scope};
use crate::auth::{Place, SignIn};
use crate::doctor::check::Check;
use crate::error::{Error, Kind};

const NAME: &str = "api";
const CLOCK: &str = "clock";

pub(super) const CATEGORY: Category = Category::OrgRead;

pub(super) fn left_out(checks: &mut Vec<Check>, wanting: &str) {
    checks.extend([NAME, CLOCK].map(|name| Check::left_out(name, wanting)));
}

/// One request, and a renewal before it if that is due.
pub(super) async fn check(
    checks: &mut Vec<Check>,
    sign_in: SignIn,
    transport: Transport,
    place: Place,
) {
    let tally = Arc::clone(&transport.tally);
    let request = Request::get(CATEGORY, ["user_account"]);
    let name = transport.name(request.method(), request.path());
    let client = Client::of(sign_in, transport, place);
    checks.push(match client.fetch::<IgnoredAny>(&request).await {
        Ok(_) => Check::ok(NAME, format!("`{name}` is answered: HTTP 200")),
        // It knows the token; what that may read is told by the scopes.
        Err(error) if lacks_scope(&error) => {
            Check::ok(NAME, format!("`{name}` is answered: the token lacks its scope"))
        }
        Err(error) if error.kind == Kind::Unreachable => Check::problem(NAME, out_of_reach(error)),
        Err(error) => Check::problem(NAME, error),
    });
    checks.push(match tally.ahead() {
        Some(ahead) => clock(ahead),
        None => Check::left_out(CLOCK, NAME),
    });
}

fn out_of_reach(error: Error) -> Error {
    error.hint("`pinads doctor` later; `export HTTPS_PROXY=…` where the network wants a proxy")
}

fn clock(ahead: TimeDelta) -> Check {
    match clocks::far_off(ahead) {
        None => Check::ok(CLOCK, format!("as the API's, to {}", clocks::difference(ahead))),
        Some(far_off) => Check::warning(
            CLOCK,
            format!("{far_off}: dates and renewals go wrong"),
            "`timedatectl set-ntp true`",
        ),
    }
}
