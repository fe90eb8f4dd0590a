//! Style sheets without what only their authors read: comments and layout.

/// What parts its neighbours without a blank.
const SEPARATORS: [char; 6] = [' ', '{', '}', ';', ',', ':'];

/// The same sheet, shorter. Strings stay as they are; of blanks one is left where it may mean something.
pub fn compact(css: &str) -> String {
    let mut compact = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '"' | '\'' => {
                let length = string_length(rest, next);
                compact.push_str(&rest[..length]);
                length
            }
            '/' if rest.starts_with("/*") => {
                if !compact.is_empty() && !compact.ends_with(SEPARATORS) {
                    compact.push_str("/**/");
                }
                rest[2..].find("*/").map_or(rest.len(), |end| end + 4)
            }
            _ if next.is_whitespace() => {
                if !compact.is_empty() && !compact.ends_with(SEPARATORS) {
                    compact.push(' ');
                }
                next.len_utf8()
            }
            '{' | '}' | ';' => {
                compact.truncate(compact.trim_end_matches(' ').len());
                compact.push(next);
                1
            }
            _ => {
                compact.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    compact
}

/// How far the string goes that a text begins with, in bytes.
fn string_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_layout_go_and_what_they_part_stays_apart() {
        let css = "/* Widths */\n@media (min-width: 50rem) {\n  .a :hover,\n  .b > p { margin: 0 auto; inset: calc(1px + 2px); }\n}\n";
        assert_eq!(
            compact(css),
            "@media (min-width:50rem){.a :hover,.b > p{margin:0 auto;inset:calc(1px + 2px);}}"
        );
    }

    #[test]
    fn strings_stay_as_they_are() {
        let css = r#"a::before { content: "/* { ;  \" \\"; } b { content: '  ' }"#;
        assert_eq!(
            compact(css),
            r#"a::before{content:"/* { ;  \" \\";}b{content:'  '}"#
        );
    }

    #[test]
    fn a_comment_still_parts_what_it_stood_between() {
        assert_eq!(
            compact("a { margin: 0/* b */1px/* c */ }"),
            "a{margin:0/**/1px/**/}"
        );
    }

    #[test]
    fn what_is_never_closed_goes_to_the_end() {
        assert_eq!(compact("a { } /* b"), "a{}");
        assert_eq!(compact("a { } /*/ b"), "a{}");
        assert_eq!(compact("a { content: \"b  "), "a{content:\"b  ");
    }
}
