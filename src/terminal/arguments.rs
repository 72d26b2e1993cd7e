//! The command line of this process before it is parsed.

use std::env;

/// The values of an option in lower case, on a command line that may not be valid as a whole.
pub(crate) fn typed(option: &str) -> Vec<String> {
    let arguments: Vec<_> =
        env::args_os().map(|it| it.to_string_lossy().to_ascii_lowercase()).collect();
    let apart = arguments.windows(2).filter(|pair| pair[0] == option).map(|pair| &*pair[1]);
    let joined = arguments.iter().filter_map(|it| it.strip_prefix(option)?.strip_prefix('='));
    apart.chain(joined).map(str::to_owned).collect()
}
