//! Paths as texts. Which paths there are is for others to say.

use std::path::Path;

/// With `/` between its steps on every system. Elsewhere than on Windows `\` is part of a name.
pub fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}
