//! The identity of pinads: the token of a run, its store, and its refresh.
//!
//! Nothing here sends a request: the caller passes in the client of the token endpoint.

pub(crate) mod credential;
pub(crate) mod environment;
pub(crate) mod grant;
#[cfg_attr(not(feature = "keyring"), path = "no_keyring.rs")]
mod keyring;
pub(crate) mod renewal;
pub(crate) mod vault;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::auth::credential::{Credential, Grant};
use crate::auth::environment::ACCESS_TOKEN;
use crate::auth::vault::{Store, Vault};
use crate::error::{Error, Kind, Result};
use crate::system::hash::hash;

pub(crate) use crate::auth::keyring::probe as probe_keyring;

/// The place of a sign-in: a profile in a configuration folder.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) config_folder: PathBuf,
    pub(crate) profile: String,
}

/// The source of the sign-in, before it is opened.
pub(crate) enum Source {
    Token(SecretString),
    /// A refresh token, and the store of the tokens that it was exchanged for.
    Environment(Box<Credential>, Vault),
    Profile(Vault),
}

/// A sign-in that was found.
pub(crate) enum SignIn {
    /// From the environment. Nothing is known about it, and it cannot be refreshed.
    Token(SecretString),
    Kept(Box<Kept>),
}

pub(crate) struct Kept {
    pub(crate) credential: Credential,
    pub(crate) origin: Origin,
}

/// The source of a sign-in that can be refreshed.
pub(crate) enum Origin {
    /// A refresh token in the environment. The tokens that it is exchanged for are stored.
    Environment(Vault),
    Profile(Vault, Store),
}

impl Place {
    /// The sign-in for the API at this address: a token goes nowhere else.
    pub(crate) fn find(&self, api: &Url) -> Result<SignIn> {
        let sign_in = self.look(api)?;
        self.check(&sign_in, api)?;
        Ok(sign_in)
    }

    /// Is it a sign-in for the API at this address?
    pub(crate) fn check(&self, sign_in: &SignIn, api: &Url) -> Result<()> {
        match sign_in {
            SignIn::Kept(kept) if kept.credential.api != *api => {
                let theirs = &kept.credential.api;
                let message =
                    format!("profile `{}` is signed in at {theirs}, not at {api}", self.profile);
                Err(Error::new(Kind::NotSignedIn, message)
                    .hint(format!("use `--api-url {theirs}`, or another `--profile`")))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn look(&self, api: &Url) -> Result<SignIn> {
        self.source(api)?.open()?.ok_or_else(|| self.not_signed_in())
    }

    /// The environment first, then the store of `pinads auth login`.
    pub(crate) fn source(&self, api: &Url) -> Result<Source> {
        if let Some(token) = environment::access_token()? {
            return Ok(Source::Token(token));
        }
        Ok(match environment::credential(api)? {
            Some(given) => {
                let vault = self.vault_of_environment(&given);
                Source::Environment(Box::new(given), vault)
            }
            None => Source::Profile(self.vault()),
        })
    }

    /// Notes that the environment overrides a requested profile.
    pub(crate) fn overlooked(&self, found: &SignIn) -> Option<String> {
        let variable = match found {
            SignIn::Token(_) => ACCESS_TOKEN,
            SignIn::Kept(kept) if matches!(kept.origin, Origin::Environment(_)) => {
                environment::REFRESH_TOKEN
            }
            SignIn::Kept(_) => return None,
        };
        let is_meant = self.profile != DEFAULT_PROFILE && self.vault().is_there();
        is_meant.then(|| {
            format!("`{variable}` overrides the credentials of profile `{}`", self.profile)
        })
    }

    /// The sign-in of the profile, regardless of the environment.
    pub(crate) fn vault(&self) -> Vault {
        Vault::new(&self.folder(), &self.profile, self.login())
    }

    /// The command that signs in.
    pub(crate) fn login(&self) -> String {
        self.command("auth login")
    }

    /// A command for this profile.
    pub(crate) fn command(&self, command: &str) -> String {
        match self.profile.as_str() {
            DEFAULT_PROFILE => format!("pinads {command}"),
            profile => format!("pinads {command} --profile {profile}"),
        }
    }

    pub(crate) fn not_signed_in(&self) -> Error {
        let message = match self.profile.as_str() {
            DEFAULT_PROFILE => "not signed in".to_owned(),
            profile => format!("profile `{profile}` is not signed in"),
        };
        Error::new(Kind::NotSignedIn, message)
            .hint(format!("run `{}`, or set a token with `export {ACCESS_TOKEN}=…`", self.login()))
    }

    /// The tokens that the environment's refresh token was exchanged for, if any. Their file is
    /// named by its hash, so that a new token in the environment starts over.
    fn vault_of_environment(&self, given: &Credential) -> Vault {
        let refresh = given.refresh.as_ref().map_or("", |token| token.secret.expose_secret());
        let folder = self.folder().join("environment");
        let login = format!("export {}=…", environment::REFRESH_TOKEN);
        Vault::new(&folder, &hash(refresh), login)
    }

    fn folder(&self) -> PathBuf {
        credentials(&self.config_folder)
    }
}

/// The profiles that have a stored sign-in.
pub(crate) fn stored_profiles(config_folder: &Path) -> Result<Vec<String>> {
    let folder = credentials(config_folder);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let folder = folder.display();
            return Err(Error::new(Kind::Internal, format!("cannot read `{folder}`: {error}"))
                .hint(format!("run `ls -ld '{folder}'`"))
                .caused_by(error));
        }
    };
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name();
        parse_profile(name.to_str()?.strip_suffix(".json")?).ok()
    };
    Ok(entries.flatten().filter_map(name).collect())
}

fn credentials(config_folder: &Path) -> PathBuf {
    config_folder.join("credentials")
}

pub(crate) const DEFAULT_PROFILE: &str = "default";

/// The name of a profile must be a valid file name, because it is one.
pub(crate) fn parse_profile(name: &str) -> Result<String, &'static str> {
    let is_name = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_name
        .then(|| name.to_owned())
        .ok_or("a profile name can contain only letters, digits, `-`, and `_`")
}

impl Source {
    pub(crate) fn open(self) -> Result<Option<SignIn>> {
        Ok(match self {
            Source::Token(token) => Some(SignIn::Token(token)),
            Source::Environment(given, vault) => {
                let kept = vault.load()?.map(|(credential, _)| credential);
                Some(SignIn::kept(kept.unwrap_or(*given), Origin::Environment(vault)))
            }
            Source::Profile(vault) => vault
                .load()?
                .map(|(credential, store)| SignIn::kept(credential, Origin::Profile(vault, store))),
        })
    }
}

impl SignIn {
    pub(crate) fn kept(credential: Credential, origin: Origin) -> Self {
        SignIn::Kept(Box::new(Kept { credential, origin }))
    }

    pub(crate) fn token(&self) -> SecretString {
        match self {
            SignIn::Token(token) => token.clone(),
            SignIn::Kept(kept) => {
                let token = kept.credential.access.as_ref().map(|token| token.secret.clone());
                token.unwrap_or_default()
            }
        }
    }

    /// The key of the requests that the API counts together, as far as it is known.
    pub(crate) fn counted_as(&self) -> String {
        match self {
            SignIn::Token(token) => hash(token.expose_secret()),
            SignIn::Kept(kept) => kept.credential.counted_as(),
        }
    }

    /// The name under which facts about it are remembered. A token in the environment may be another
    /// one each day, and the profile is all that stays.
    pub(crate) fn known_as(&self, place: &Place) -> String {
        match self {
            SignIn::Token(_) => place.profile.clone(),
            SignIn::Kept(kept) => kept.credential.counted_as(),
        }
    }

    /// Its scopes; nothing if they are unknown.
    pub(crate) fn scopes(&self) -> Option<&[String]> {
        match self {
            SignIn::Token(_) => None,
            SignIn::Kept(kept) => Some(kept.credential.scopes.as_slice()).filter(|s| !s.is_empty()),
        }
    }

    /// Is it the token of an app itself, which some endpoints refuse?
    pub(crate) fn is_of_the_app(&self) -> bool {
        matches!(self, SignIn::Kept(kept) if kept.credential.grant == Grant::ClientCredentials)
    }

    /// The remedy if the API rejects it.
    pub(crate) fn remedy(&self, place: &Place) -> String {
        match self {
            SignIn::Token(_) => {
                format!(
                    "set a new token with `export {ACCESS_TOKEN}=…`, or run `unset {ACCESS_TOKEN}` \
                     and `{}`",
                    place.login()
                )
            }
            SignIn::Kept(kept) if matches!(kept.origin, Origin::Environment(_)) => {
                format!("set a new token with `export {}=…`", environment::REFRESH_TOKEN)
            }
            SignIn::Kept(_) => format!("run `{}`", place.login()),
        }
    }
}

impl Origin {
    pub(crate) fn vault(&self) -> &Vault {
        match self {
            Origin::Environment(vault) | Origin::Profile(vault, _) => vault,
        }
    }

    pub(crate) fn store(&self) -> Store {
        match self {
            Origin::Environment(_) => Store::File,
            Origin::Profile(_, store) => *store,
        }
    }
}
