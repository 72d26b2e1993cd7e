//! The sign-in of a run: the token of each request, and its refresh.

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::api::transport::Transport;
use crate::auth::{Place, SignIn};
use crate::error::{Error, Kind, Result};

pub(crate) struct Session {
    /// The user whose requests the API counts together.
    pub(crate) counted_as: String,
    place: Place,
    /// The name under which facts about the sign-in are remembered.
    pub(crate) known_as: String,
    /// The granted scopes, if they are known.
    pub(crate) scopes: Option<Vec<String>>,
    /// It is the token of an app itself.
    pub(crate) is_of_the_app: bool,
    /// The hint if the sign-in is rejected.
    remedy: String,
    current: Mutex<Current>,
}

struct Current {
    sign_in: SignIn,
    /// This run has refreshed the token, so it uses it until it expires.
    is_new: bool,
    /// The API has also refused a refreshed token, so the token is not the cause.
    is_past_help: bool,
    /// This run has refreshed the token, and the API has accepted no request with it yet.
    is_unproven: bool,
    /// The API has refused a refresh for good.
    end: Option<Error>,
}

impl Current {
    fn new(sign_in: SignIn) -> Self {
        let (is_new, is_past_help, is_unproven) = (false, false, false);
        Current { sign_in, is_new, is_past_help, is_unproven, end: None }
    }

    async fn renew(&mut self, place: &Place, transport: &Transport) -> Result<()> {
        let SignIn::Kept(kept) = &self.sign_in else { return Ok(()) };
        if let Some(end) = &self.end {
            return Err(end.clone());
        }
        let renewed = match transport.renew(kept, place).await {
            Ok(()) => place.find(&transport.settings.api),
            Err(error) => Err(error),
        };
        match renewed {
            Ok(sign_in) => {
                *self = Current { is_new: true, is_unproven: true, ..Current::new(sign_in) };
                Ok(())
            }
            Err(error) => {
                // It concerns every request that follows.
                let error = error.common();
                if error.kind == Kind::NotSignedIn {
                    self.end = Some(error.clone());
                }
                Err(error)
            }
        }
    }
}

impl Session {
    pub(crate) fn new(sign_in: SignIn, place: &Place) -> Self {
        Session {
            counted_as: sign_in.counted_as(),
            place: place.clone(),
            known_as: sign_in.known_as(place),
            scopes: sign_in.scopes().map(<[String]>::to_vec),
            is_of_the_app: sign_in.is_of_the_app(),
            remedy: sign_in.remedy(place),
            current: Mutex::new(Current::new(sign_in)),
        }
    }

    /// A token that is valid by the clock.
    pub(crate) async fn token(&self, transport: &Transport) -> Result<SecretString> {
        let mut current = self.current.lock().await;
        if let SignIn::Kept(kept) = &current.sign_in
            && !current.is_new
            && kept.credential.is_stale(transport.clock.now())
        {
            current.renew(&self.place, transport).await?;
        }
        Ok(current.sign_in.token())
    }

    /// Another token than the refused one, if the API may accept it.
    pub(crate) async fn another(
        &self,
        refused: &SecretString,
        transport: &Transport,
    ) -> Result<Option<SecretString>> {
        let mut current = self.current.lock().await;
        let token = current.sign_in.token();
        if token.expose_secret() != refused.expose_secret() {
            return Ok(Some(token));
        }
        if current.is_past_help || matches!(current.sign_in, SignIn::Token(_)) {
            return Ok(None);
        }
        current.renew(&self.place, transport).await?;
        Ok(Some(current.sign_in.token()))
    }

    /// Is it a new token of this run, which parts of the API may not know yet?
    pub(crate) async fn is_unproven(&self, token: &SecretString) -> bool {
        let current = self.current.lock().await;
        current.is_unproven && current.sign_in.token().expose_secret() == token.expose_secret()
    }

    /// The API has accepted the token.
    pub(crate) async fn prove(&self, token: &SecretString) {
        if self.is_unproven(token).await {
            self.current.lock().await.is_unproven = false;
        }
    }

    /// Another token did not help, so the run requests no further token.
    pub(crate) async fn give_up(&self) {
        self.current.lock().await.is_past_help = true;
    }

    /// Adds the hint for a refused token.
    pub(crate) fn explain(&self, error: Error) -> Error {
        match (error.kind, &error.hint) {
            (Kind::NotSignedIn, None) => error.hint(self.remedy.clone()),
            _ => error,
        }
    }
}
