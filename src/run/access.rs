//! The sign-in of a run: the scopes that the report needs, and the hint if one is missing.

use std::sync::Arc;

use crate::api::{Client, lacks_scope};
use crate::auth::Place;
use crate::error::{Error, Result};
use crate::reports::{Source, missing};

#[derive(Clone)]
pub(super) struct Access {
    pub(super) report: &'static str,
    pub(super) scopes: &'static [&'static str],
    /// The endpoint of the report that refuses the sign-in of an app itself.
    pub(super) for_users: Option<&'static str>,
    pub(super) place: Place,
}

impl Access {
    /// The source for this sign-in. Refuses the sign-in of an app itself if an endpoint of the
    /// report refuses it.
    pub(super) fn grant(
        &self,
        source: Arc<dyn Source>,
        client: &Client,
    ) -> Result<Arc<dyn Source>> {
        let for_an_app = source.for_an_app();
        let suits_all = self.for_users.is_none() && matches!(for_an_app, Ok(None));
        if suits_all || !client.is_of_the_app() {
            return Ok(source);
        }
        let Some(endpoint) = self.for_users else { return Ok(for_an_app?.unwrap_or(source)) };
        Err(Error::usage(format!(
            "`{endpoint}` does not accept the credentials of an app (`--client-credentials`)"
        ))
        .hint(format!("run `{}`", self.place.login())))
    }

    /// Adds the hint if the sign-in lacks a scope.
    pub(super) fn explain(&self, error: Error, client: &Client) -> Error {
        if lacks_scope(&error) { error.hint(self.name_the_scopes(client.scopes())) } else { error }
    }

    /// The hint if the sign-in lacks a scope.
    fn name_the_scopes(&self, granted: Option<&[String]>) -> String {
        let Access { report, scopes: needed, .. } = *self;
        let login = self.place.login();
        // Only the API knows the scopes that a path of `get` needs.
        if needed.is_empty() {
            let granted = granted.unwrap_or_default().join(",");
            let and = if granted.is_empty() { "" } else { "," };
            return format!("run `{login} --scope {granted}{and}…` with the missing scope");
        }
        let Some(granted) = granted else {
            return format!("`{report}` requires a token with {}", needed.join(", "));
        };
        let lacking = missing(needed, granted);
        let all = granted.iter().map(String::as_str).chain(lacking.iter().copied());
        let all = all.collect::<Vec<_>>().join(",");
        match lacking.as_slice() {
            [] => format!(
                "`{report}` requires {}; request more with `{login} --scope …`",
                needed.join(", ")
            ),
            lacking => {
                format!("the token lacks {}; run `{login} --scope {all}`", lacking.join(", "))
            }
        }
    }
}
