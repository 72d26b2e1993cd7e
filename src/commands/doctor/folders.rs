//! Free space and permissions of the folders.

use std::io;
use std::path::Path;

use crate::auth::SignIn;
use crate::commands::doctor::check::Check;
use crate::error::{Error, Kind};
use crate::output::path::Target;

const CONFIG: &str = "config-folder";
const STATE: &str = "state-folder";
const OUTPUT: &str = "output";

/// A bare token is not stored, so it needs no writable folder.
pub(super) fn config(folder: &Path, sign_in: Option<&SignIn>) -> Check {
    let check = writable(CONFIG, folder, "PINADS_CONFIG_DIR", "the token cannot be refreshed");
    match (check, sign_in) {
        (Err(_), Some(SignIn::Token(_))) => Check::ok(
            CONFIG,
            format!("`{}` is not writable, and this run does not need it", folder.display()),
        ),
        (Err(error), _) => Check::problem(CONFIG, error),
        (Ok(check), _) => check,
    }
}

pub(super) fn state(folder: &Path) -> Check {
    let without = "runs cannot share the request budget or resume";
    writable(STATE, folder, "PINADS_STATE_DIR", without)
        .unwrap_or_else(|error| Check::problem(STATE, error))
}

/// Without a file, the output can go to stdout.
pub(super) fn output(target: Option<&Target>) -> Check {
    match target.map(|target| target.check("{report}")) {
        Some(Ok(())) => Check::ok(OUTPUT, "writable"),
        Some(Err(error)) => Check::problem(OUTPUT, error),
        None => match tempfile::tempfile_in(".") {
            Ok(_) => Check::ok(OUTPUT, "the current folder is writable"),
            Err(error) => Check::warning(
                OUTPUT,
                format!("the current folder is not writable: {error}"),
                "set a path with `--output`, or write to stdout",
            ),
        },
    }
}

/// Leaves no file in the folder, and does not create a missing folder.
fn writable(
    name: &'static str,
    folder: &Path,
    variable: &str,
    without: &str,
) -> Result<Check, Error> {
    let nearest = folder.ancestors().find(|folder| folder.exists());
    match nearest.map_or_else(|| Err(io::ErrorKind::NotFound.into()), tempfile::tempfile_in) {
        Ok(_) => Ok(Check::ok(name, format!("`{}` is writable", folder.display()))),
        Err(error) => {
            let message = format!("`{}` is not writable ({error}); {without}", folder.display());
            Err(Error::new(Kind::Internal, message)
                .hint(format!("set a writable folder with `export {variable}=…`")))
        }
    }
}
