//! Descriptions and captures of the API, which lie beside the project.

use std::env;
use std::fs;
use std::path::Path;

/// The text of a file about the API. Nothing if it is missing; an error in CI.
pub(crate) fn about_the_api(name: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pinterest-v5").join(name);
    assert!(file.is_file() || env::var_os("CI").is_none(), "{} is missing", file.display());
    fs::read_to_string(file).ok()
}
