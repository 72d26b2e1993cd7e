//! The store of a sign-in: a file, or the keyring that the file names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::auth::credential::Credential;
use crate::auth::keyring;
use crate::error::{Error, Kind, Result};
use crate::system::private::{self, Draft};

/// More than any sign-in needs.
const ROOM: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Store {
    /// System keyring: encrypted, but cron cannot read it
    Keyring,
    /// File that only you can read
    File,
}

/// The store of one sign-in.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    file: PathBuf,
    /// The name of the keyring entry.
    name: String,
    /// The command that signs in.
    login: String,
}

/// The content of the file.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stored<C> {
    Keyring,
    File(C),
}

/// A store that is ready for the next version of a sign-in.
pub(crate) struct Ready<'a> {
    vault: &'a Vault,
    store: Store,
    /// The keyring holds an earlier sign-in, which must be removed.
    leaves_keyring: bool,
    draft: Draft,
}

impl Vault {
    /// `name` must be a valid file name.
    pub(crate) fn new(folder: &Path, name: &str, login: String) -> Self {
        Vault { file: folder.join(format!("{name}.json")), name: name.to_owned(), login }
    }

    /// No other process changes the sign-in while the lock is held.
    pub(crate) fn lock(&self) -> Result<fs::File> {
        private::lock(&self.file.with_extension("lock")).map_err(|error| self.unwritable(error))
    }

    pub(crate) fn is_there(&self) -> bool {
        self.file.exists()
    }

    pub(crate) fn load(&self) -> Result<Option<(Credential, Store)>> {
        let Some(text) = self.read_file()? else { return Ok(None) };
        let (credential, store): (Credential, _) = match parse(&text)
            .ok_or_else(|| self.corrupt("file"))?
        {
            Stored::File(credential) => (credential, Store::File),
            Stored::Keyring => {
                let text = keyring::read(&self.name).map_err(|why| self.out_of_reach(&why))?;
                let text =
                    text.ok_or_else(|| self.out_of_reach("it has no entry for this profile"))?;
                let credential = parse(text.as_bytes()).ok_or_else(|| self.corrupt("keyring"))?;
                (credential, Store::Keyring)
            }
        };
        credential.conceal();
        Ok(Some((credential, store)))
    }

    /// Checks that the sign-in can be saved, before there is a token to lose.
    pub(crate) fn prepare(&self, store: Store) -> Result<Ready<'_>> {
        // A symbolic link stays, and its target is replaced.
        let file = private::behind_link(&self.file).map_err(|error| self.unwritable(error))?;
        let draft = Draft::of(&file, ROOM).map_err(|error| self.unwritable(error))?;
        let leaves_keyring = store == Store::File && self.is_in_keyring();
        Ok(Ready { vault: self, store, leaves_keyring, draft })
    }

    /// Removes the sign-in. Was there one?
    pub(crate) fn clear(&self) -> Result<bool> {
        if self.is_in_keyring() {
            keyring::delete(&self.name).map_err(|why| {
                self.out_of_reach(&why)
                    .hint("run the same command in a session with an unlocked keyring")
            })?;
        }
        // First the target of a link, and then the link, so that no secret is left.
        let file = private::behind_link(&self.file).unwrap_or_else(|_| self.file.clone());
        let mut was_there = false;
        for path in [&file, &self.file] {
            match fs::remove_file(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(self.unwritable(error)),
                Ok(()) => was_there = true,
            }
        }
        Ok(was_there)
    }

    /// Is the sign-in in the keyring? A file that cannot be read counts as no.
    fn is_in_keyring(&self) -> bool {
        let text = fs::read(&self.file).map(Zeroizing::new);
        text.is_ok_and(|text| matches!(parse(&text), Some(Stored::<Credential>::Keyring)))
    }

    /// Its place, for the user.
    pub(crate) fn place(&self, store: Store) -> String {
        match store {
            Store::Keyring => "keyring".to_owned(),
            Store::File => self.file.display().to_string(),
        }
    }

    fn read_file(&self) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let unreadable = |error: io::Error| {
            let message = format!("cannot read `{}`: {error}", self.file.display());
            Error::new(Kind::NotSignedIn, message)
                .hint(format!("run `{}`", self.login))
                .caused_by(error)
        };
        let text = match fs::read(&self.file) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        for path in self.file.parent().into_iter().chain([self.file.as_path()]) {
            if let Some(command) = private::mend(path).map_err(unreadable)? {
                let message =
                    format!("other users can access `{}`, which holds credentials", path.display());
                let hint = format!("run `{command}`");
                return Err(Error::new(Kind::NotSignedIn, message).hint(hint));
            }
        }
        // Other users may read the folder of a link's target, but not replace the file.
        let real = private::behind_link(&self.file).map_err(unreadable)?;
        match real.parent().and_then(private::exposure) {
            None => Ok(Some(text)),
            Some(exposure) => {
                let folder = real.parent().unwrap_or(&real);
                let (message, command) = exposure.of(folder);
                Err(Error::new(Kind::NotSignedIn, message).hint(format!("run `{command}`")))
            }
        }
    }

    fn corrupt(&self, place: &str) -> Error {
        let message =
            format!("the credentials in the {place} are corrupt ({})", self.file.display());
        Error::new(Kind::NotSignedIn, message).hint(format!("run `{}`", self.login))
    }

    fn out_of_reach(&self, why: &str) -> Error {
        let message =
            format!("the credentials are in the keyring, which is not available here: {why}");
        Error::new(Kind::NotSignedIn, message)
            .hint(format!("run `{} --store file` once; cron jobs can read a file", self.login))
    }

    fn unwritable(&self, error: io::Error) -> Error {
        let folder = self.file.parent().unwrap_or(Path::new("/")).display();
        Error::new(Kind::Internal, format!("cannot save credentials to `{folder}`: {error}"))
            .hint(
                "free space or allow writing there, or set another folder with `export \
                       PINADS_CONFIG_DIR=…`",
            )
            .caused_by(error)
    }
}

impl Ready<'_> {
    pub(crate) fn keep(self, credential: &Credential) -> Result<()> {
        let text = match self.store {
            Store::File => text(&Stored::File(credential)),
            Store::Keyring => {
                keyring::write(&self.vault.name, text(credential)).map_err(|why| {
                    let message = format!("cannot save credentials to the keyring: {why}");
                    Error::new(Kind::Internal, message)
                        .hint(format!("run `{} --store file`", self.vault.login))
                })?;
                text(&Stored::<Credential>::Keyring)
            }
        };
        self.draft.publish(text.as_bytes()).map_err(|error| self.vault.unwritable(error))?;
        if self.leaves_keyring {
            // A leftover entry does no harm, because the file names the store.
            let _ = keyring::delete(&self.vault.name);
        }
        Ok(())
    }
}

/// The capacity is sufficient, because a growing text would leave copies in memory.
fn text(kept: &impl Serialize) -> Zeroizing<String> {
    let mut text = Vec::with_capacity(ROOM);
    // All fields are text and times, so it cannot fail.
    let _ = serde_json::to_writer(&mut text, kept);
    Zeroizing::new(String::from_utf8(text).unwrap_or_default())
}

/// The message does not describe the defect, because that would show parts of the text.
fn parse<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Option<T> {
    serde_json::from_slice(text).ok()
}

#[cfg(test)]
mod fuzz;
