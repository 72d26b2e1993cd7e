//! A short hash, in digits that every file system and command line takes.

use sha2::{Digest, Sha256};

/// Stands for a secret where the secret may not be, and for a text that is too long.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().take(8).fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}
