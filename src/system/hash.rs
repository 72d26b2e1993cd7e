//! A short hash, in digits that are valid in every file system and command line.

use sha2::{Digest, Sha256};

/// Replaces a secret that must not be stored, and a text that is too long.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().take(8).fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}
