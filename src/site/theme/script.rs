//! Scripts without what only their authors read: comments on lines of their own, and indentation.

/// The same script, shorter. Line ends stay, for statements may end by them.
pub fn compact(script: &str) -> String {
    // Blanks at the beginning of a line may be part of a string that began on a line before.
    let spans_lines = |line: &str| line.matches('`').count() % 2 == 1 || line.ends_with('\\');
    if script.lines().any(spans_lines) {
        return script.to_owned();
    }
    let mut compact = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with("//") {
            compact.push_str(line);
            compact.push('\n');
        }
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_line_ends_stay() {
        let script = "// What it does.\nconst a = 1\n\n  // Why.\n  b(\"//\"); // Here.\n";
        assert_eq!(compact(script), "const a = 1\nb(\"//\"); // Here.\n");
    }

    #[test]
    fn a_string_over_several_lines_stays_as_it_is() {
        for script in ["a(`\n  // b\n`)", "a('\\\n  b')"] {
            assert_eq!(compact(script), script);
        }
    }
}
