//! The keyring of a build without the feature `keyring`: there is none.

use zeroize::Zeroizing;

/// The reason why the keyring cannot be used, as a clause.
pub(crate) type Trouble = String;

pub(crate) fn probe() -> Result<(), Trouble> {
    Err(missing())
}

pub(crate) fn read(_name: &str) -> Result<Option<Zeroizing<String>>, Trouble> {
    Err(missing())
}

pub(crate) fn write(_name: &str, _text: Zeroizing<String>) -> Result<(), Trouble> {
    Err(missing())
}

pub(crate) fn delete(_name: &str) -> Result<(), Trouble> {
    Err(missing())
}

fn missing() -> Trouble {
    "this build of pinads cannot use one".to_owned()
}
