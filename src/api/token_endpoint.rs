//! Requests to the token endpoint, within the same limits as all others.

use oauth2::{HttpRequest, HttpResponse};
use serde::de::IgnoredAny;

use crate::api::limiter::Limiter;
use crate::api::request::Category;
use crate::api::retry::Failure;
use crate::api::transport::{Asked, Transport};
use crate::error::{Error, Kind, Result};

impl Transport {
    /// Sends what the `oauth2` crate made. Whatever is not status 2xx is an error of ours.
    pub(crate) async fn ask_for_token(
        &self,
        limiter: &Limiter,
        request: HttpRequest,
    ) -> Result<HttpResponse> {
        let name = self.name("POST", "/oauth/token");
        let asked = Asked { category: Category::OrgRead, name: &name, first_day: None };
        let attempt = || async {
            let request = reqwest::Request::try_from(request.clone())
                .map_err(|_| Error::new(Kind::Internal, "the token request is malformed"))?;
            let request = reqwest::RequestBuilder::from_parts(self.http.clone(), request);
            let answer = self.attempt(limiter, asked, request).await?;
            Ok(answer.and_then(|body| match serde_json::from_slice::<IgnoredAny>(&body) {
                Ok(_) => Ok(body),
                // What cannot be read is not told: it may be half a token.
                Err(_) => Err(Failure::Lost("the answer cannot be read".to_owned())),
            }))
        };
        let answer = self.persist(limiter, asked, attempt).await;
        let body = answer.map_err(|error| {
            // A refusal of any form means that there is no sign-in.
            let kind = if error.kind == Kind::Refused { Kind::NotSignedIn } else { error.kind };
            Error { kind, ..error }.about(name)
        })?;
        Ok(HttpResponse::new(body.to_vec()))
    }
}
