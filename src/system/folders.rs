//! The folders of `pinads`.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::error::{Error, Kind, Result};
use crate::system::private::{self, Exposure};

/// The folder of the configuration and the sign-ins. Other users with write access could make a run
/// act as another user.
pub(crate) fn config() -> Result<PathBuf> {
    let variable = "PINADS_CONFIG_DIR";
    let folder =
        folder(variable, || etcetera::choose_base_strategy().map(|base| base.config_dir()))?;
    not_exposed(folder, variable, Kind::NotSignedIn)
}

/// The state of `pinads`: the request budget and saved responses.
pub(crate) fn state() -> Result<PathBuf> {
    let variable = "PINADS_STATE_DIR";
    let folder = folder(variable, || {
        let base = etcetera::choose_base_strategy()?;
        Ok(base.state_dir().unwrap_or_else(|| base.data_dir()))
    })?;
    not_exposed(folder, variable, Kind::Internal)
}

fn not_exposed(folder: PathBuf, variable: &str, kind: Kind) -> Result<PathBuf> {
    let Some(exposure) = private::exposure(&folder) else { return Ok(folder) };
    let (message, command) = exposure.of(&folder);
    let hint = match exposure {
        // It may be a shared folder such as `/tmp`, whose permissions must not change.
        Exposure::OfAnother if env::var_os(variable).is_some() => {
            format!("set a folder of your own with `export {variable}=…`, or run `{command}`")
        }
        _ => format!("run `{command}`"),
    };
    Err(Error::new(kind, message).hint(hint))
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
        Err(_) => Err(Error::new(Kind::Internal, "cannot find the home folder")
            .hint(format!("run `export {variable}=…`"))),
    }
}
