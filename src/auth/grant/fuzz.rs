//! Any bytes as a response of the token endpoint.

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use oauth2::HttpResponse;
use secrecy::ExposeSecret;

use super::{Tokens, has_token};
use crate::auth::credential::{App, Credential, Grant, Token};
use crate::error::Kind;
use crate::system::fuzz::check;

/// The secret of the app, which a response may repeat.
const SECRET: &str = "the secret of the app";

#[test]
fn token_response() {
    let api = "https://api.pinterest.com/v5".parse().expect("an address");
    let app = App { id: "1".to_owned(), secret: SECRET.into() };
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("an instant");
    let old = Credential {
        api: "https://api.pinterest.com/v5".parse().expect("an address"),
        app: app.clone(),
        grant: Grant::AuthorizationCode,
        user: None,
        scopes: vec!["ads:read".to_owned()],
        access: None,
        refresh: Some(Token { secret: "the refresh token".into(), expires_at: None }),
    };
    check("token_response", |bytes| {
        let send = |_| async { Ok(HttpResponse::new(bytes.to_vec())) };
        let tokens = Tokens { api: &api, app: &app, send, now };
        let renewed = tokens.renewed(&old).now_or_never().expect("nothing to wait for");
        match renewed {
            // A body without a token does not come this far: such a request is retried.
            Ok(_) if !has_token(bytes) => {}
            Ok(new) => {
                let access = new.access.as_ref().expect("a token");
                assert!(!access.secret.expose_secret().is_empty(), "no token");
                assert!(new.refresh.is_some() && !new.scopes.is_empty(), "something is lost");
                let text = serde_json::to_string(&new).expect("JSON");
                let again: Credential = serde_json::from_str(&text).expect("it can be read again");
                assert_eq!(serde_json::to_string(&again).expect("JSON"), text);
                assert!(access.expires_at.is_none_or(|end| end >= now), "it ends in the past");
            }
            Err(error) => {
                assert!(!has_token(bytes), "a token is lost: {error}");
                assert_eq!(error.kind, Kind::Unreachable);
                let said = "the response to the token request contains no token";
                assert_eq!(error.message, said, "the response is shown");
            }
        }
    });
}
