//! Where pinads keeps what it keeps.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::error::{Error, Kind, Result};

/// What the user writes and signs in with: the configuration, the sign-ins.
pub(crate) fn config() -> Result<PathBuf> {
    folder("PINADS_CONFIG_DIR", || etcetera::choose_base_strategy().map(|base| base.config_dir()))
}

/// What pinads remembers by itself: the request budget.
pub(crate) fn state() -> Result<PathBuf> {
    folder("PINADS_STATE_DIR", || {
        let base = etcetera::choose_base_strategy()?;
        Ok(base.state_dir().unwrap_or_else(|| base.data_dir()))
    })
}

fn folder(
    variable: &str,
    default: impl FnOnce() -> Result<PathBuf, etcetera::HomeDirError>,
) -> Result<PathBuf> {
    if let Some(folder) = env::var_os(variable).filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    match default() {
        Ok(base) => Ok(base.join("pinads")),
        Err(_) => Err(Error::new(Kind::Internal, "there is no home folder to keep anything in")
            .hint(format!("`export {variable}=…`"))),
    }
}
