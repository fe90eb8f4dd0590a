//! Writing to the terminal: colours where they are wanted, and the width of the window.

use std::io::Write;

use supports_hyperlinks::Stream;

use fieldguide::report::{Medium, human};

/// Writes to standard output, without colours where it is no terminal or `NO_COLOR` is set.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a line about the run itself to standard error.
pub fn note(text: &str) -> std::io::Result<()> {
    writeln!(anstream::stderr().lock(), "fieldguide: {text}")
}

pub fn width() -> usize {
    terminal_size::terminal_size().map_or(human::DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// Standard output, as reports need to know it.
pub fn medium() -> Medium {
    Medium::Terminal {
        width: width(),
        has_links: supports_hyperlinks::on(Stream::Stdout),
    }
}
