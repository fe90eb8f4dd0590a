//! Markdown: the fenced blocks in it, each read as its language says. What stands outside of them is prose.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::config::pieces::Pieces;
use crate::config::{Document, Format};

pub const FORMAT: Format = Format {
    name: "Markdown",
    // So no block can hold another: reading stays flat.
    languages: &[],
    is_named: |name| {
        [".md", ".markdown", ".mdx"]
            .iter()
            .any(|ending| name.ends_with(ending))
    },
    read,
};

/// What an info string may call the file that a block shows: ours, and those of site generators.
const FILE_NAMES: [&str; 3] = ["file", "title", "filename"];

fn read(text: &str) -> Document {
    let mut document = Document::default();
    let mut open: Option<(&Format, Pieces)> = None;
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = format(&info).map(|format| (format, Pieces::default()));
            }
            Event::Text(_) => {
                if let Some((_, block)) = &mut open {
                    block.push(text, span);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((format, block)) = open.take() {
                    block.read(format, &mut document);
                }
            }
            _ => {}
        }
    }
    document
}

/// The format of a block; none where it is no config, or is meant to be wrong.
fn format(info: &str) -> Option<&'static Format> {
    let end = info
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':'))
        .unwrap_or(info.len());
    let (language, attributes) = info.split_at(end);
    let mut name = None;
    for attribute in attributes.split_whitespace() {
        let (word, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        if word == "bad" {
            return None;
        }
        if FILE_NAMES.contains(&word) {
            name = Some(value.trim_matches(['"', '\'', '}']));
        }
    }
    name.and_then(Format::of_file)
        .filter(|format| format.name != FORMAT.name)
        .or_else(|| Format::of_language(&language.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};

    fn of(text: &str) -> Vec<String> {
        let document = read(text);
        check(&document, text);
        entries(&document, text)
    }

    #[test]
    fn blocks_are_read_as_their_language_says() {
        let text = "---\nA: 0\n---\n# A=0\n\nA=0 and `A=0`\n\n```dotenv\nA=1\r\nB='zwei ä'\r\n```\r\n\n    A=0\n\n\
                    ~~~~YAML title=\"x\"\nc:\n  d: \"4\"\n~~~~\n\n```text\nA=0\n```\n```\nA=0\n```\n```json {2}\n{\"e\": 5}\n```\n\
                    ```sh copy\nexport F=6\n";
        let document = read(text);
        assert_eq!(of(text), ["A = 1", "B = zwei ä", "c/d = 4", "e = 5", "F = 6"]);
        assert_eq!(&text[document.sections[0].clone()], "c");
        let roots = document.parents.iter().filter(|parent| parent.is_none()).count();
        assert_eq!(roots, 4, "every block is a snippet of its own");
    }

    #[test]
    fn blocks_in_quotes_and_lists_have_their_own_lines() {
        let text = "> ```yaml\n> a:\n>   b: \"1\"\n>\n>   c: |\n>     two\n>     lines\n> ```\n\n1. x\n   - y\n\n     ```yaml\n     d:\n       \
                    e: 5\n     ```\n> - ```sh\n>   cat <<E\n>   F=1\n>   E\n>   G=2\n>   ```\n\n-\t```env\n\tH=8\n\t```\n";
        assert_eq!(
            of(text),
            [
                "a/b = 1",
                "a/c = two\nlines\n @ two\n>     lines",
                "d/e = 5",
                "G = 2",
                "H = 8"
            ]
        );
    }

    #[test]
    fn what_a_block_is_told_to_be() {
        for (info, name) in [
            ("yaml", Some("YAML")),
            ("dotenv bad", None),
            ("dotenv bad=\"a b\"", None),
            ("dotenv good file=\"a.yaml\"", Some("YAML")),
            ("text title=\"docker-compose.yml\"", Some("YAML")),
            ("yaml title=\"Example\"", Some("YAML")),
            ("yaml:values.yaml", Some("YAML")),
            ("bash{1,3}", Some("shell")),
            ("env file=\"a.md\"", Some("dotenv")),
            ("markdown", None),
            ("python", Some("Python")),
            ("text", None),
            ("", None),
        ] {
            assert_eq!(format(info).map(|format| format.name), name, "{info}");
        }
    }

    #[test]
    fn a_broken_block_is_no_problem_of_the_file() {
        let text = "```json\n{\"a\": \"1\", ...\n```\n```yaml\na: [\n```\n";
        assert!(read(text).problems.is_empty());
        assert_eq!(of(text), ["a = 1"]);
    }
}
