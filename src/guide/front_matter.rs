//! Where a page's front matter ends and its Markdown begins. What it says is for `page`.

use crate::source::Span;

/// The front matter between its two lines `---`, and where the body begins.
pub fn split(text: &str) -> Option<(Span, usize)> {
    let start = text.find('\n').map(|end| end + 1)?;
    if text[..start].trim_start_matches('\u{feff}').trim_end() != "---" {
        return None;
    }
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_its_own_line() {
        let text = "---\ntitle: a --- b\n---\nbody\n---\n";
        let (front_matter, body) = split(text).expect("the text has front matter");
        assert_eq!(&text[front_matter], "title: a --- b\n");
        assert_eq!(&text[body..], "body\n---\n");
        assert_eq!(split("# no front matter\n"), None);
        assert_eq!(split(""), None);
        assert_eq!(split("---\ntitle: never closed\n"), None);
    }
}
