//! Requests to the token endpoint, and its responses.
//!
//! The `oauth2` crate, the HTTP client, and TLS hold copies of tokens for a while. These are not
//! wiped; the copies that pinads holds are.

use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, HttpResponse, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::auth::credential::{App, Credential, Grant, Token};
use crate::error::{Error, Kind, Result};
use crate::terminal::redaction;

/// Pinterest's parameter for a refresh token that can be refreshed without limit. Apps from before
/// 25 September 2025 must send it; others may.
const CONTINUOUS: (&str, &str) = ("continuous_refresh", "true");

type Client = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

type Answer = StandardTokenResponse<Extra, BasicTokenType>;

/// Fields that Pinterest adds to a token response.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Extra {
    refresh_token_expires_at: Option<i64>,
    refresh_token_expires_in: Option<i64>,
}

impl ExtraTokenFields for Extra {}

/// Requests tokens on behalf of an app. `send` retries until there is a response of status 200,
/// because the crate would treat Pinterest's `{"code", "message"}` as a malformed error and lose
/// its status.
pub(crate) struct Tokens<'a, S> {
    pub(crate) api: &'a Url,
    pub(crate) app: &'a App,
    pub(crate) send: S,
    pub(crate) now: DateTime<Utc>,
}

impl<S, F> Tokens<'_, S>
where
    S: Fn(HttpRequest) -> F,
    F: Future<Output = Result<HttpResponse>>,
{
    pub(crate) async fn of_code(&self, code: SecretString, redirect: &str) -> Result<Credential> {
        let client = client(self.api, self.app)?.set_redirect_uri(redirect_url(redirect)?);
        redaction::register(code.expose_secret());
        let code = AuthorizationCode::new(code.expose_secret().to_owned());
        let request = client.exchange_code(code).add_extra_param(CONTINUOUS.0, CONTINUOUS.1);
        let answer = request.request_async(&self.send).await.map_err(into_error)?;
        Ok(self.credential(&answer, Grant::AuthorizationCode))
    }

    pub(crate) async fn of_the_app_itself(&self, scopes: &[String]) -> Result<Credential> {
        let client = client(self.api, self.app)?;
        let request = client.exchange_client_credentials().add_scope(joined(scopes));
        let answer = request.request_async(&self.send).await.map_err(into_error)?;
        let mut credential = self.credential(&answer, Grant::ClientCredentials);
        if credential.scopes.is_empty() {
            credential.scopes = scopes.to_vec();
        }
        Ok(credential)
    }

    /// The next state of a sign-in.
    pub(crate) async fn renewed(&self, old: &Credential) -> Result<Credential> {
        let new = match (old.grant, &old.refresh) {
            (Grant::ClientCredentials, _) => self.of_the_app_itself(&old.scopes).await?,
            (Grant::AuthorizationCode, Some(refresh)) => {
                let client = client(self.api, self.app)?;
                let refresh = RefreshToken::new(refresh.secret.expose_secret().to_owned());
                let request = client
                    .exchange_refresh_token(&refresh)
                    .add_extra_param(CONTINUOUS.0, CONTINUOUS.1);
                let answer = request.request_async(&self.send).await.map_err(into_error)?;
                self.credential(&answer, Grant::AuthorizationCode)
            }
            (Grant::AuthorizationCode, None) => {
                let message = "the token expired, and Pinterest issued no refresh token";
                return Err(Error::new(Kind::NotSignedIn, message));
            }
        };
        Ok(Credential {
            user: old.user.clone(),
            scopes: if new.scopes.is_empty() { old.scopes.clone() } else { new.scopes },
            // Older responses have none: then the old one stays valid.
            refresh: new.refresh.or_else(|| old.refresh.clone()),
            ..new
        })
    }

    fn credential(&self, answer: &Answer, grant: Grant) -> Credential {
        let extra = answer.extra_fields();
        let after = |seconds| self.now.checked_add_signed(TimeDelta::try_seconds(seconds)?);
        let refresh_ends = extra
            .refresh_token_expires_at
            .and_then(|instant| DateTime::from_timestamp(instant, 0))
            .or_else(|| extra.refresh_token_expires_in.and_then(after));
        let lifetime = answer.expires_in().and_then(|life| i64::try_from(life.as_secs()).ok());
        let scopes = answer.scopes().into_iter().flatten();
        let credential = Credential {
            api: self.api.clone(),
            app: self.app.clone(),
            grant,
            user: None,
            // Separated by commas or by spaces: the API returned both.
            scopes: scopes
                .flat_map(|scope| scope.split([',', ' ']))
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
                .collect(),
            access: Some(Token {
                secret: answer.access_token().secret().as_str().into(),
                expires_at: lifetime.and_then(after),
            }),
            refresh: answer.refresh_token().map(|token| Token {
                secret: token.secret().as_str().into(),
                expires_at: refresh_ends,
            }),
        };
        credential.conceal();
        credential
    }
}

/// Does the body of a response contain what a credential needs?
pub(crate) fn has_token(body: &[u8]) -> bool {
    let answer = serde_json::from_slice::<Answer>(body);
    answer.is_ok_and(|answer| !answer.access_token().secret().is_empty())
}

/// The address of the consent page, and the `state` that must be returned.
pub(crate) fn consent(
    api: &Url,
    app: &App,
    page: &Url,
    redirect: &str,
    scopes: &[String],
) -> Result<(Url, CsrfToken)> {
    let client = client(api, app)?
        .set_auth_uri(AuthUrl::from_url(page.clone()))
        .set_redirect_uri(redirect_url(redirect)?);
    Ok(client.authorize_url(CsrfToken::new_random).add_scope(joined(scopes)).url())
}

fn client(api: &Url, app: &App) -> Result<Client> {
    app.conceal();
    let tokens = format!("{}/oauth/token", api.as_str().trim_end_matches('/'));
    let tokens =
        TokenUrl::new(tokens).map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    Ok(oauth2::Client::new(ClientId::new(app.id.clone()))
        .set_client_secret(ClientSecret::new(app.secret.expose_secret().to_owned()))
        .set_token_uri(tokens))
}

fn redirect_url(text: &str) -> Result<RedirectUrl> {
    RedirectUrl::new(text.to_owned()).map_err(no_address)
}

pub(crate) fn no_address(error: url::ParseError) -> Error {
    Error::usage(format!("`--redirect-uri` is not a valid URL: {error}"))
        .hint("use a redirect URI of your app, such as `--redirect-uri http://localhost:8085/`")
        .caused_by(error)
}

/// Pinterest wants commas where the standard has spaces.
fn joined(scopes: &[String]) -> Scope {
    Scope::new(scopes.join(","))
}

/// The content of the response is not shown: it can be a token.
fn into_error(error: RequestTokenError<Error, BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => Error::new(Kind::Unreachable, "the response to the token request contains no token")
            .hint("run the same command again; if it fails again, run `pinads auth login`"),
    }
}

#[cfg(test)]
mod fuzz;
