//! The comment that lets a finding stay, where the file's format has comments.

use crate::config::{self, Document};
use crate::finding::{Edit, Finding};
use crate::lint::fix::{edit, is_same};
use crate::lint::{File, Linter, suppress};
use crate::source::Source;

impl Linter<'_> {
    /// Puts the comment on a line of its own above the finding. Nothing where the file, read again, does not take it for
    /// a comment that suppresses the rule there.
    pub fn ignoring(&self, file: &File, finding: &Finding) -> Option<Edit> {
        let text = file.source.text();
        let line = file.source.line_at(finding.place.span.start);
        let content = &text[line.clone()];
        let indentation = &content[..content.len() - content.trim_start().len()];
        let end = if text[line.end..].starts_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        if !takes_a_line(file, &text[..line.start], content) {
            return None;
        }
        let words = format!("fieldguide: ignore[{}] because ...", finding.rule);
        let comment = comment(file, &words)?;
        let edit = edit::insertion(line.start, &format!("{indentation}{comment}{end}"));

        let format = config::FORMATS.iter().find(|it| it.name == file.format)?;
        let after = edit::apply(text, std::slice::from_ref(&edit))?;
        let document = (format.read)(&after);
        let is_comment = is_alike(&file.document, &document);
        let after = self.understand(Source::new(file.source.name(), after), file.format, document);
        let is_suppressed = suppress::suppressions(&after)
            .iter()
            .any(|it| it.is_for(&finding.rule, finding.place.start.line + 1));
        (is_comment && is_suppressed).then_some(edit)
    }
}

/// Whether a line of its own may stand above this one: not within a command or an expression that goes on, nor before
/// the declaration of an XML file.
fn takes_a_line(file: &File, above: &str, line: &str) -> bool {
    let above = above.trim_end_matches(['\n', '\r']);
    let goes_on = above.ends_with(['\\', '`', '^']);
    // These two take comments there.
    let may_go_on = matches!(file.format, "Dockerfile" | "systemd");
    (!goes_on || may_go_on) && !line.trim_start().starts_with("<?xml")
}

/// Whether a document holds the same as before, and one comment more.
fn is_alike(before: &Document, after: &Document) -> bool {
    before.comments.len() + 1 == after.comments.len()
        && before.problems.len() == after.problems.len()
        && before.sections.len() == after.sections.len()
        && before.entries.len() == after.entries.len()
        && before
            .entries
            .iter()
            .zip(&after.entries)
            .all(|(old, new)| is_same(old, new))
}

fn comment(file: &File, words: &str) -> Option<String> {
    Some(match file.format {
        "YAML" | "TOML" | "dotenv" | "properties" | "systemd" | "HCL" | "Dockerfile" | "shell" | "fish"
        | "PowerShell" | "HTTP" | "Python" | "Ruby" => format!("# {words}"),
        "INI" => format!("; {words}"),
        "JavaScript" | "TypeScript" | "PHP" | "Go" | "Java" | "Kotlin" | "C#" | "JSON5" => {
            format!("// {words}")
        }
        // Most programs that read JSON take no comments: only where there are some already.
        "JSON" if !file.document.comments.is_empty() || file.name().ends_with(".jsonc") => {
            format!("// {words}")
        }
        "XML" => format!("<!-- {words} -->"),
        "batch" => format!("REM {words}"),
        _ => return None,
    })
}
