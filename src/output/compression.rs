//! The compression of a file, chosen by the ending of its path.

use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstandard,
}

impl Compression {
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        let has_it = |it: &Compression| ending.eq_ignore_ascii_case(it.ending());
        [Compression::Gzip, Compression::Zstandard].into_iter().find(has_it)
    }

    /// The ending of a path that chooses it, without a dot.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Compression::Gzip => "gz",
            Compression::Zstandard => "zst",
        }
    }
}
