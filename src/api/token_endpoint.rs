//! Requests to the token endpoint, within the same limits as all others.

use oauth2::{HttpRequest, HttpResponse};

use crate::api::body::UTF8_BOM;
use crate::api::limiter::Limiter;
use crate::api::request::Category;
use crate::api::retry::Failure;
use crate::api::transport::{Outgoing, Transport};
use crate::auth::grant::has_token;
use crate::error::{Error, Kind, Result};

impl Transport {
    /// Sends a request of the `oauth2` crate. Any status other than 2xx becomes an error of this
    /// crate.
    pub(crate) async fn ask_for_token(
        &self,
        limiter: &Limiter,
        request: HttpRequest,
    ) -> Result<HttpResponse> {
        let name = self.name("POST", "/oauth/token");
        let outgoing =
            Outgoing { category: Category::OrgRead, name: &name, first_day: None, tried: 0 };
        let attempt = || async {
            let request = reqwest::Request::try_from(request.clone())
                .map_err(|_| Error::new(Kind::Internal, "the token request is malformed"))?;
            let request = reqwest::RequestBuilder::from_parts(self.http.clone(), request);
            let body = self.attempt(limiter, outgoing, request).await?;
            let text = body.strip_prefix(UTF8_BOM).unwrap_or(&body);
            if has_token(text) {
                return Ok(text.to_vec());
            }
            // The body is not shown: it may contain half a token. Pinterest may accept the same
            // refresh token again.
            Err(Failure::Lost("the response contains no readable token".into()).into())
        };
        let answer = self.persist(limiter, outgoing, attempt).await;
        let body = answer.map_err(|error| {
            // Any refusal means that there is no sign-in, and the caller knows the command that
            // helps. The codes of this endpoint differ from those of other requests.
            let error = match error.kind {
                Kind::Refused | Kind::NotSignedIn => {
                    Error { kind: Kind::NotSignedIn, hint: None, code: None, ..error }
                }
                _ => error,
            };
            error.about(name)
        })?;
        Ok(HttpResponse::new(body))
    }
}
