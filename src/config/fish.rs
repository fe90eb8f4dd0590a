//! Scripts of the fish shell: `set -gx NAME value`.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::word::{SHELL, Word};
use crate::config::{Document, Format, program};

pub const FORMAT: Format = Format {
    name: "fish",
    languages: &["fish"],
    is_named: |name| name.ends_with(".fish"),
    read,
};

/// Options that ask or erase (`-q`, `-e`) come with no value; `export NAME=value` is there for those who are used to it.
#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static SET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)(?:^|;)[ \t]*(?:set(?:[ \t]+-[A-Za-z-]+)*[ \t]+(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]+|export[ \t]+(?<exported>[A-Za-z_][A-Za-z0-9_]*)=)",
    )
    .unwrap()
});

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    (document.comments, _) = program::comments_and_texts(text, &program::FISH);
    let mut at = 0;
    while let Some(found) = SET.captures_at(text, at) {
        let start = found.get(0).map_or(text.len(), |whole| whole.end());
        let word = Word::read(text, start, SHELL);
        at = word.span.end.max(start);
        if let Some(key) = found.name("name").or_else(|| found.name("exported"))
            && !word.span.is_empty()
            && !text[start..].starts_with(['#', '('])
        {
            document.add((0, &[]), (key.as_str(), key.range()), word.scalar(text));
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn assignments_of_fish() {
        let text = "# set NO 1\nset -gx A 1\nset --export --global B \"two words\"; set C '3'\n  set -x D $A # x\nset -e NO\nset -q NO; or true\n\
                    export E=5\nset F (cat x)\nset -gx G \"\"\nset -gx H\necho set NO 2\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1",
                "B = two words",
                "C = 3",
                "D = $A",
                "E = 5",
                "G =  @ \"\""
            ]
        );
    }

    any_text!("([AB=#'\"\\\\ \n\r\tä$();-]|set -gx |set A ){0,40}");
}
