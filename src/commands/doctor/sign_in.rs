//! The store of the sign-in, the sign-in, and its scopes.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::auth::vault::Store;
use crate::auth::{Kept, Origin, Place, SignIn};
use crate::commands::auth::state::{State, time};
use crate::commands::doctor::check::Check;
use crate::error::{Error, Kind};

const STORE: &str = "store";
pub(super) const NAME: &str = "sign-in";
const SCOPES: &str = "scopes";

/// The remaining lifetime at which the check warns: a week is enough notice.
const SOON: TimeDelta = TimeDelta::days(7);

/// Returns the sign-in that may be sent to the API.
pub(super) fn check(
    checks: &mut Vec<Check>,
    place: &Place,
    api: &Url,
    now: DateTime<Utc>,
) -> Option<SignIn> {
    let source = match place.source(api) {
        Ok(source) => source,
        Err(error) => {
            checks.push(Check::left_out(STORE, NAME));
            checks.push(Check::problem(NAME, error));
            checks.push(Check::left_out(SCOPES, NAME));
            return None;
        }
    };
    let sign_in = match source.open() {
        Ok(Some(sign_in)) => sign_in,
        Ok(None) => {
            checks.push(Check::ok(STORE, "empty"));
            checks.push(Check::problem(NAME, place.not_signed_in()));
            checks.push(Check::left_out(SCOPES, NAME));
            return None;
        }
        Err(error) => {
            checks.push(Check::problem(STORE, error));
            checks.push(Check::left_out(NAME, STORE));
            checks.push(Check::left_out(SCOPES, STORE));
            return None;
        }
    };
    let state = State::of(&place.profile, &sign_in, now);
    checks.push(Check::ok(STORE, store(&sign_in, &state)));
    let is_for_this_api = place.check(&sign_in, api);
    checks.push(match (&is_for_this_api, &sign_in) {
        (Err(error), _) => Check::problem(NAME, error.clone()),
        (Ok(()), SignIn::Token(_)) => Check::warning(
            NAME,
            format!("the token is from `{}`; it cannot be refreshed when it expires", state.source),
            format!("run `unset {}` and `{}`", state.source, place.login()),
        ),
        (Ok(()), SignIn::Kept(kept)) => judge(place, &sign_in, kept, &state, now),
    });
    checks.push(match state.scopes {
        None => Check::warning(
            SCOPES,
            "unknown; reports fail if a scope is missing",
            "`pinads reports NAME` shows the scopes of a report",
        ),
        Some(_) if state.allows_all() => Check::ok(SCOPES, "sufficient for all reports"),
        Some(scopes) if !scopes.iter().any(|scope| scope.contains(":read")) => {
            let message = "the token has no scope that allows reading";
            let error = Error::new(Kind::NotSignedIn, message);
            Check::problem(SCOPES, error.hint(format!("run `{}`", place.login())))
        }
        Some(_) => {
            let message = format!("sufficient for {}", state.reports_text());
            Check::warning(SCOPES, message, format!("run `{}`", place.login()))
        }
    });
    is_for_this_api.is_ok().then_some(sign_in)
}

fn store(sign_in: &SignIn, state: &State) -> String {
    match sign_in {
        SignIn::Token(_) => "not needed".to_owned(),
        SignIn::Kept(kept) => match &kept.origin {
            Origin::Environment(vault) if !vault.is_there() => {
                format!(
                    "`{}`; refreshed tokens are saved to {}",
                    state.source,
                    vault.place(Store::File)
                )
            }
            Origin::Environment(vault) | Origin::Profile(vault, Store::File) => {
                format!("`{}`, readable only by you", vault.place(Store::File))
            }
            Origin::Profile(_, Store::Keyring) => "the keyring is available".to_owned(),
        },
    }
}

fn judge(place: &Place, sign_in: &SignIn, kept: &Kept, state: &State, now: DateTime<Utc>) -> Check {
    let end = if state.renews_itself {
        state.refresh_token_expires_at
    } else {
        state.access_token_expires_at
    };
    if let Some(end) = end.filter(|end| *end <= now) {
        let error = Error::new(
            Kind::NotSignedIn,
            format!("the credentials expired at {}", time(Some(end))),
        );
        return Check::problem(NAME, error.hint(sign_in.remedy(place)));
    }
    let user = state.user_text().unwrap_or("unknown");
    let told = format!(
        "user {user}; app {}; access token {}; refresh {}",
        kept.credential.app.id,
        state.access_text(),
        state.renewal_text()
    );
    if let Some(overlooked) = place.overlooked(sign_in) {
        return Check::warning(
            NAME,
            format!("{overlooked}; {told}"),
            format!("run `unset {}`", state.source),
        );
    }
    match end {
        Some(end) if end <= now + SOON && state.renews_itself => {
            Check::warning(NAME, told, format!("run `{}`", place.command("auth refresh")))
        }
        Some(end) if end <= now + SOON => Check::warning(NAME, told, sign_in.remedy(place)),
        _ => Check::ok(NAME, told),
    }
}
