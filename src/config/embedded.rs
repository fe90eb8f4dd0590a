//! Files and scripts that stand in a tree as texts: ConfigMaps and Secrets whose keys are names of files, and the commands
//! of a workflow's steps. Only those are read whose every line stands in the file as it is.

use crate::config::Format;
use crate::config::pieces::Pieces;
use crate::source::Value;
use crate::tree::{Kind, Node, Written};

/// Where the keys may be names of files.
const HOLD_FILES: [&str; 3] = ["data", "stringData", "binaryData"];

/// Takes them out of the tree, so that a whole file is not taken for a value. `plain` is what the tree was read from, and
/// `text` the same with its template expressions.
pub fn take(root: &mut Node, plain: &str, text: &str) -> Vec<(&'static Format, Pieces)> {
    let mut found = Vec::new();
    walk(root, "", &mut |above, key, value| {
        let Some(format) = format(above, key) else { return };
        if let Some(pieces) = pieces(value, plain, text) {
            found.push((format, pieces));
            value.kind = Kind::List(Vec::new());
        }
    });
    found
}

/// Every pair with the name above it; the parser limits the depth.
fn walk(node: &mut Node, above: &str, pair: &mut impl FnMut(&str, &str, &mut Node)) {
    match &mut node.kind {
        Kind::Map(pairs) => {
            for it in pairs {
                pair(above, &it.key, &mut it.value);
                walk(&mut it.value, &it.key, pair);
            }
        }
        Kind::List(items) => {
            for item in items {
                walk(item, above, pair);
            }
        }
        Kind::Scalar(..) | Kind::Alias(_) => {}
    }
}

fn format(above: &str, key: &str) -> Option<&'static Format> {
    if above == "steps" && key == "run" {
        return Format::of_language("sh");
    }
    let holds_files = HOLD_FILES.contains(&above) && key.contains('.');
    holds_files
        .then(|| Format::of_file(key))
        .flatten()
        .filter(|format| format.is_data())
}

/// The lines of a text, where each is a line of the file behind the same indentation: none is folded, or has an escape.
fn pieces(node: &Node, plain: &str, text: &str) -> Option<Pieces> {
    let Kind::Scalar(value, Written::Plain | Written::Quoted) = &node.kind else {
        return None;
    };
    let whole = &plain[node.span.clone()];
    let mut indentation = 0;
    let mut pieces = Pieces::default();
    let mut read = String::new();
    let mut at = node.span.start;
    for line in whole.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let start = content.floor_char_boundary(indentation);
        read.push_str(&content[start..]);
        read.push('\n');
        pieces.push(text, at + start..at + line.len());
        if at == node.span.start && line.ends_with('\n') {
            // The first line begins behind it.
            indentation = plain[..at]
                .bytes()
                .rev()
                .take_while(|byte| *byte != b'\n')
                .count();
        }
        at += line.len();
    }
    let is_read = |read: &str| *value == Value::new(read);
    (is_read(&read) || is_read(read.trim_end_matches('\n'))).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{check, entries};
    use crate::config::{Document, Format};

    fn of(text: &str) -> (Document, Vec<String>) {
        let document = Format::of_file("a.yaml")
            .map(|format| (format.read)(text))
            .unwrap_or_default();
        check(&document, text);
        let entries = entries(&document, text);
        (document, entries)
    }

    #[test]
    fn files_of_config_maps_and_secrets() {
        let text = r#"kind: ConfigMap
data:
  .env: |
    # one
    A=1
    B="zwei ä"

    C=3 # two
  application.yml: |-
    a:
      b: 4
  config.json: |
      {"c":
        "5"}
  app.properties: d=6
  one.env: "E=7"
  folded.env: >
    F=8
    G=9
  escaped.env: "H=10\nI=11"
  deploy.sh: |
    J=12
  plain: |
    K=13
  deeper.env: |2
      M=15
other:
  b.env: |
    L=14
"#;
        let (document, entries) = of(text);
        let expected = [
            "kind = ConfigMap",
            "data/folded.env = F=8 G=9\n @ F=8\n    G=9",
            "data/escaped.env = H=10\nI=11 @ H=10\\nI=11",
            "data/deploy.sh = J=12\n @ J=12",
            "data/plain = K=13\n @ K=13",
            "other/b.env = L=14\n @ L=14",
            "A = 1",
            "B = zwei ä",
            "C = 3",
            "a/b = 4",
            "c = 5",
            "d = 6",
            "E = 7",
            "M = 15",
        ];
        assert_eq!(entries, expected);
        let comments: Vec<&str> = document.comments.iter().map(|it| &text[it.clone()]).collect();
        assert_eq!(comments, ["# one", "# two"]);
        let (_, of_windows) = of(&text.replace('\n', "\r\n"));
        assert_eq!(of_windows[6..], expected[6..]);
    }

    #[test]
    fn commands_of_a_workflow() {
        let text = r#"jobs:
  a:
    steps:
      - run: echo "A=1" >> $GITHUB_ENV
      - name: x
        run: |
          export B=${{ secrets.B }}
          docker run -e C=3 \
            -e D=4 x # E=5
    run: |
      NO=1
"#;
        let (document, entries) = of(text);
        let expected = [
            "jobs/a/steps/1/name = x",
            "jobs/a/run = NO=1\n @ NO=1",
            "A = 1",
            "B = ${{ secrets.B }}",
            "C = 3",
            "D = 4",
        ];
        assert_eq!(entries, expected);
        assert_eq!(document.comments.len(), 1);
    }
}
