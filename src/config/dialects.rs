//! Where docker compose, python-dotenv and node's dotenv read one value of a `.env` file differently. Only that they do:
//! what the value is taken for is decided in `dotenv`. The sources of all this stand in `tests/dotenv/dialects.tsv`.

/// Whether a value without quotes is read differently. The line is all that stands behind the `=`; a comment on it, as
/// most read it, begins at `comment`.
pub fn differ_on_bare(line: &str, comment: Option<usize>) -> bool {
    let before = &line[..comment.unwrap_or(line.len())];
    let value = before.trim();
    // Node cuts the value at any `#`; compose only at one with a space before it, and not at the start.
    let is_cut_differently =
        value.contains('#') || (comment.is_some() && (value.is_empty() || !before.ends_with(' ')));
    is_cut_differently || is_expanded(value) || is_in_back_quotes(line.trim_start(), value)
}

/// Whether what stands between quotes is read differently.
pub fn differ_on_quoted(content: &str, quote: char) -> bool {
    // Compose keeps the line ends of Windows.
    let differs = if quote == '"' {
        is_expanded(content) || is_unescaped(content)
    } else {
        content.contains("${") || content.contains("\\\\") || content.contains("\\'")
    };
    differs || content.contains('\r')
}

/// Compose puts something else in the place of `$name`, `${name}` and `$$`; python-dotenv knows `${name}` only, in
/// single quotes, too; node's dotenv knows none.
fn is_expanded(text: &str) -> bool {
    let mut pairs = text.bytes().zip(text.bytes().skip(1));
    pairs.any(|(first, next)| first == b'$' && (next.is_ascii_alphabetic() || b"_${".contains(&next)))
}

/// Of the escapes in double quotes, node's dotenv knows `\n` and `\r` alone.
fn is_unescaped(content: &str) -> bool {
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        if c == '\\'
            && characters
                .next()
                .is_some_and(|next| "\\\"'$abftv0".contains(next))
        {
            return true;
        }
    }
    false
}

/// They are quotes to node's dotenv alone.
fn is_in_back_quotes(line: &str, value: &str) -> bool {
    let Some(inner) = line.strip_prefix('`') else {
        return false;
    };
    let is_closed = inner.split_once('`').is_some_and(|(_, behind)| {
        let behind = behind.trim_start();
        behind.is_empty() || behind.starts_with('#')
    });
    is_closed || (value.len() > 1 && value.ends_with('`'))
}
