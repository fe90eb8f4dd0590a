//! Code in colour, line by line, by what the linter's own readers see in it: keys, values and comments; the value that
//! is wrong and what it is compared with; secrets, which nobody is to copy. How a line is framed is for the theme.

use crate::config::Format;
use crate::finding::{Finding, Related, Severity};
use crate::lint::secrets::Secret;
use crate::site::markdown::escape;
use crate::source::Span;
use crate::tree::Written;

/// A line of code as HTML, with its line end, and what is to be said below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Spans of the classes `k` key, `s` text, `n` number, `c` comment; `bad` round what was found, with its severity
    /// in `bad--error`, and empty where something is missing; `related` round what it is compared with.
    /// `data-secret` says what to write in place of a secret, `data-nocopy` marks what is no part of the code.
    pub html: String,
    /// Those of the findings that end here.
    pub findings: Vec<usize>,
    /// Those of the related places that end here.
    pub related: Vec<usize>,
}

/// An example with what the linter says of it.
pub fn example(
    text: &str,
    format: &Format,
    findings: &[Finding],
    related: &[Related],
    secrets: &[Secret],
) -> Vec<Line> {
    let mut sheet = Sheet::new(text);
    sheet.colour(format);
    sheet.hide(secrets);
    for finding in findings {
        let span = &finding.place.span;
        if span.is_empty() {
            sheet
                .gaps
                .push((sheet.before_line_end(span.start), finding.severity));
        }
        sheet.paint(span, |ink| ink.bad = ink.bad.max(Some(finding.severity)));
    }
    for related in related {
        sheet.paint(&related.place.span, |ink| ink.is_related = true);
    }
    let mut lines = sheet.lines();
    let starts = line_starts(text);
    let line_of = |span: &Span| {
        let last = span.end.saturating_sub(1).max(span.start);
        starts.partition_point(|start| *start <= last).saturating_sub(1)
    };
    for (at, finding) in findings.iter().enumerate() {
        if let Some(line) = lines.get_mut(line_of(&finding.place.span)) {
            line.findings.push(at);
        }
    }
    for (at, related) in related.iter().enumerate() {
        if let Some(line) = lines.get_mut(line_of(&related.place.span)) {
            line.related.push(at);
        }
    }
    lines
}

/// Code of which the linter says nothing, in colour where its language is a config language.
pub fn code(text: &str, format: Option<&Format>, secrets: &[Secret]) -> Vec<Line> {
    let mut sheet = Sheet::new(text);
    if let Some(format) = format {
        sheet.colour(format);
    }
    sheet.hide(secrets);
    sheet.lines()
}

/// What is typed at a prompt, and what is answered: classes `p` prompt, `cmd` command's name, `out` output. Only
/// commands are copied.
pub fn console(text: &str, secrets: &[Secret]) -> Vec<Line> {
    let mut sheet = Sheet::new(text);
    sheet.hide(secrets);
    let mut goes_on = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let prompt = if line.starts_with("$ ") { 2 } else { 0 };
        if prompt > 0 {
            sheet.leave_out(&(start..start + prompt), "p");
            let name = line[prompt..].split_whitespace().next().map_or(0, str::len);
            sheet.paint(&(start + prompt..start + prompt + name), |ink| ink.syntax = "cmd");
        } else if !goes_on {
            sheet.leave_out(&(start..start + line.len()), "out");
        }
        goes_on = (goes_on || prompt > 0) && line.trim_end().ends_with('\\');
        start += line.len();
    }
    sheet.lines()
}

/// How a character is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ink {
    syntax: &'static str,
    bad: Option<Severity>,
    is_related: bool,
    copy: Copying,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Copying {
    #[default]
    AsItStands,
    /// Index into [`Sheet::secrets`].
    Secret(usize),
    LeftOut,
}

struct Sheet<'t> {
    text: &'t str,
    /// One for each byte.
    ink: Vec<Ink>,
    secrets: Vec<Secret>,
    /// Where something is missing.
    gaps: Vec<(usize, Severity)>,
}

impl<'t> Sheet<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            ink: vec![Ink::default(); text.len()],
            secrets: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// A span that the text does not have is left out.
    fn paint(&mut self, span: &Span, change: impl Fn(&mut Ink)) {
        if let Some(ink) = self.ink.get_mut(span.clone()) {
            ink.iter_mut().for_each(change);
        }
    }

    fn leave_out(&mut self, span: &Span, class: &'static str) {
        self.paint(span, |ink| {
            ink.syntax = class;
            ink.copy = Copying::LeftOut;
        });
    }

    fn colour(&mut self, format: &Format) {
        let document = (format.read)(self.text);
        for comment in &document.comments {
            self.paint(comment, |ink| ink.syntax = "c");
        }
        for section in &document.sections {
            self.paint(section, |ink| ink.syntax = "k");
        }
        for entry in &document.entries {
            let class = if entry.written == Written::Number {
                "n"
            } else {
                "s"
            };
            if entry.span != entry.key_span {
                self.paint(&entry.span, |ink| ink.syntax = class);
            }
            self.paint(&entry.key_span, |ink| ink.syntax = "k");
        }
    }

    /// Marks secrets; each is one element, so of those that overlap the first counts.
    fn hide(&mut self, secrets: &[Secret]) {
        let mut secrets = secrets.to_vec();
        secrets.sort_by_key(|secret| (secret.span.start, secret.span.end));
        let mut end = 0;
        for secret in secrets {
            if secret.span.start >= end && !secret.span.is_empty() {
                end = secret.span.end;
                let at = self.secrets.len();
                self.paint(&secret.span, |ink| ink.copy = Copying::Secret(at));
                self.secrets.push(secret);
            }
        }
    }

    /// What is missing behind the last line is missing at its end.
    fn before_line_end(&self, at: usize) -> usize {
        at.min(self.text.trim_end_matches(['\r', '\n']).len())
    }

    fn lines(mut self) -> Vec<Line> {
        self.gaps.sort_by_key(|(at, _)| *at);
        for (at, byte) in self.text.bytes().enumerate() {
            // Nothing is to be seen of a line end.
            if byte == b'\n' || byte == b'\r' {
                self.ink[at] = Ink {
                    copy: self.ink[at].copy,
                    ..Ink::default()
                };
            }
        }
        let starts = line_starts(self.text);
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| Line {
                html: self.line(*start..end),
                ..Line::default()
            })
            .collect()
    }

    fn line(&self, line: Span) -> String {
        let is_last = line.end == self.text.len();
        let first = self.gaps.partition_point(|(at, _)| *at < line.start);
        let after = self
            .gaps
            .partition_point(|(at, _)| *at < line.end || (is_last && *at == line.end));
        let mut gaps = self.gaps[first..after].iter().copied().peekable();

        let mut html = String::new();
        let mut open = Copying::AsItStands;
        let mut at = line.start;
        while at < line.end {
            let ink = self.ink[at];
            if ink.copy != open {
                close(open, &mut html);
                self.open(ink.copy, at, &mut html);
                open = ink.copy;
            }
            while let Some((_, severity)) = gaps.next_if(|(gap, _)| *gap <= at) {
                html.push_str(&gap(severity));
            }
            let until = gaps.peek().map_or(line.end, |(gap, _)| *gap);
            let same = self.ink[at..until]
                .iter()
                .take_while(|next| **next == ink)
                .count();
            let end = self.text.ceil_char_boundary(at + same.max(1));
            html.push_str(&run(&self.text[at..end], ink));
            at = end;
        }
        close(open, &mut html);
        for (_, severity) in gaps {
            html.push_str(&gap(severity));
        }
        html
    }

    fn open(&self, copy: Copying, at: usize, html: &mut String) {
        match copy {
            Copying::AsItStands => {}
            Copying::LeftOut => html.push_str("<span data-nocopy>"),
            // A secret is replaced where it begins; on further lines nothing is left of it.
            Copying::Secret(secret) => match self.secrets.get(secret) {
                Some(secret) if secret.span.start == at => {
                    html.push_str(&format!("<span data-secret=\"{}\">", escape(&secret.stand_in)));
                }
                _ => html.push_str("<span data-nocopy>"),
            },
        }
    }
}

fn close(open: Copying, html: &mut String) {
    if open != Copying::AsItStands {
        html.push_str("</span>");
    }
}

fn gap(severity: Severity) -> String {
    format!("<span class=\"bad bad--{severity} gap\"></span>")
}

/// Characters that are shown alike.
fn run(text: &str, ink: Ink) -> String {
    let content = escape(&text.replace('\r', ""));
    let mut classes = Vec::new();
    if !ink.syntax.is_empty() {
        classes.push(ink.syntax.to_owned());
    }
    if let Some(severity) = ink.bad {
        classes.push(format!("bad bad--{severity}"));
    } else if ink.is_related {
        classes.push("related".to_owned());
    }
    if classes.is_empty() || content.is_empty() {
        return content;
    }
    format!("<span class=\"{}\">{content}</span>", classes.join(" "))
}

/// Where the lines begin; there is always a first one.
fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(ends.filter(|end| *end < text.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::source::Source;

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the part stands in the text");
        start..start + part.len()
    }

    fn finding(text: &str, severity: Severity, span: Span) -> Finding {
        Finding::new(
            "rule",
            severity,
            Place::new(&Source::new("a", text), span),
            "wrong",
        )
    }

    fn secret(span: Span) -> Secret {
        Secret {
            span,
            stand_in: "YOUR_TOKEN".to_owned(),
        }
    }

    fn dotenv(text: &str, findings: &[Finding], secrets: &[Secret]) -> Vec<Line> {
        let format = Format::of_language("dotenv").expect("it is a format");
        example(text, format, findings, &[], secrets)
    }

    fn html(lines: &[Line]) -> String {
        lines.iter().map(|line| line.html.as_str()).collect()
    }

    /// What a reader sees, and what the copy button makes of it.
    fn seen_and_copied(html: &str) -> (String, String) {
        let (mut seen, mut copied) = (String::new(), String::new());
        let mut left_out = Vec::new();
        for part in html.split_inclusive('>') {
            let (text, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
            seen.push_str(text);
            if !left_out.contains(&true) {
                copied.push_str(text);
            }
            if tag.starts_with("<span") {
                if let Some(name) = tag.strip_prefix("<span data-secret=\"") {
                    copied.push_str(&format!("<{}>", name.trim_end_matches("\">")));
                }
                left_out.push(tag.contains("data-"));
            } else if tag == "</span>" {
                assert!(left_out.pop().is_some(), "more is closed than opened: {html}");
            }
        }
        assert!(left_out.is_empty(), "not everything is closed: {html}");
        (seen, copied)
    }

    #[test]
    fn keys_values_and_comments_are_told_apart() {
        let yaml = Format::of_language("yaml").expect("it is a format");
        let lines = code("# note\na:\n  b: x < 1\n  c: 12\n", Some(yaml), &[]);
        insta::assert_snapshot!(html(&lines), @r#"
        <span class="c"># note</span>
        <span class="k">a</span>:
          <span class="k">b</span>: <span class="s">x &lt; 1</span>
          <span class="k">c</span>: <span class="n">12</span>
        "#);
    }

    #[test]
    fn what_is_wrong_is_marked_and_told_at_its_line() {
        let text = "A=1\nB=née\nC=3\n";
        let lines = dotenv(text, &[finding(text, Severity::Warning, span(text, "née"))], &[]);
        assert_eq!(
            lines[1].html,
            "<span class=\"k\">B</span>=<span class=\"s bad bad--warning\">née</span>\n"
        );
        let told: Vec<usize> = lines.iter().map(|line| line.findings.len()).collect();
        assert_eq!(told, [0, 1, 0]);
    }

    #[test]
    fn of_findings_that_overlap_the_worse_one_counts() {
        let text = "A=one two\n";
        let findings = [
            finding(text, Severity::Error, span(text, "two")),
            finding(text, Severity::Hint, span(text, "one two")),
        ];
        let lines = dotenv(text, &findings, &[]);
        assert_eq!(
            lines[0].html,
            "<span class=\"k\">A</span>=<span class=\"s bad bad--hint\">one </span>\
             <span class=\"s bad bad--error\">two</span>\n"
        );
        assert_eq!(lines[0].findings, [0, 1]);
    }

    #[test]
    fn what_is_missing_has_a_mark_without_text() {
        let gap = "<span class=\"bad bad--error gap\"></span>";
        for (text, at, shown) in [
            ("A=\nB=1\n", 2, format!("<span class=\"k\">A</span>={gap}\n")),
            ("A=\r\nB=1\r\n", 2, format!("<span class=\"k\">A</span>={gap}\n")),
            ("A=", 2, format!("<span class=\"k\">A</span>={gap}")),
            ("A=\n", 3, format!("<span class=\"k\">A</span>={gap}\n")),
            ("", 0, gap.to_owned()),
        ] {
            let lines = dotenv(text, &[finding(text, Severity::Error, at..at)], &[]);
            assert_eq!(lines[0].html, shown, "{text:?}");
            assert_eq!(lines[0].findings, [0], "{text:?}");
        }
    }

    #[test]
    fn places_that_the_text_does_not_have_are_left_out() {
        let text = "A=1\n";
        let mut wrong = finding(text, Severity::Error, 2..3);
        wrong.place.span = 2..99;
        let lines = dotenv(text, &[wrong], &[secret(50..60)]);
        assert_eq!(html(&lines), html(&dotenv(text, &[], &[])));
    }

    #[test]
    fn a_value_of_several_lines_is_marked_on_each_and_told_below_the_last() {
        let text = "A=\"one\r\ntwo\"\r\nB=2\r\n";
        let value = span(text, "one\r\ntwo");
        let lines = dotenv(text, &[finding(text, Severity::Error, value)], &[]);
        insta::assert_snapshot!(html(&lines), @r#"
        <span class="k">A</span>=&quot;<span class="s bad bad--error">one</span>
        <span class="s bad bad--error">two</span>&quot;
        <span class="k">B</span>=<span class="s">2</span>
        "#);
        let told: Vec<usize> = lines.iter().map(|line| line.findings.len()).collect();
        assert_eq!(told, [0, 1, 0]);
    }

    #[test]
    fn a_secret_is_one_element_whatever_is_wrong_in_it() {
        let text = "A=one two\n";
        let lines = dotenv(
            text,
            &[finding(text, Severity::Error, span(text, "two"))],
            &[secret(span(text, "one two")), secret(span(text, "two"))],
        );
        insta::assert_snapshot!(html(&lines), @r#"<span class="k">A</span>=<span data-secret="YOUR_TOKEN"><span class="s">one </span><span class="s bad bad--error">two</span></span>"#);
    }

    #[test]
    fn of_a_secret_nothing_is_copied_on_any_line() {
        let text = "A=\"één\ntwo\n\nthree\"\nB=2\n";
        let lines = dotenv(text, &[], &[secret(span(text, "één\ntwo\n\nthree"))]);
        let (seen, copied) = seen_and_copied(&html(&lines).replace("&quot;", "\""));
        assert_eq!(seen, text);
        assert_eq!(copied, "A=\"<YOUR_TOKEN>\"\nB=2\n");
        for line in &lines {
            seen_and_copied(&line.html);
        }
    }

    #[test]
    fn of_a_console_only_commands_are_copied() {
        let text = "$ curl -H x \\\n    y\n{\"ok\": true}\n$ ls\n";
        let lines = console(text, &[]);
        insta::assert_snapshot!(html(&lines), @r#"
        <span data-nocopy><span class="p">$ </span></span><span class="cmd">curl</span> -H x \
            y
        <span data-nocopy><span class="out">{&quot;ok&quot;: true}</span>
        </span><span data-nocopy><span class="p">$ </span></span><span class="cmd">ls</span>
        "#);
        assert_eq!(seen_and_copied(&html(&lines)).1, "curl -H x \\\n    y\nls\n");
    }

    #[test]
    fn what_a_value_is_compared_with_is_marked_more_lightly() {
        let text = "A=1\nB=1\n";
        let format = Format::of_language("dotenv").expect("it is a format");
        let related = Related {
            place: Place::new(&Source::new("a", text), 2..3),
            label: "the same".to_owned(),
        };
        let lines = example(
            text,
            format,
            &[finding(text, Severity::Error, 6..7)],
            &[related],
            &[],
        );
        assert_eq!(
            lines[0].html,
            "<span class=\"k\">A</span>=<span class=\"s related\">1</span>\n"
        );
        assert_eq!(
            (lines[0].related.as_slice(), lines[1].findings.as_slice()),
            (&[0][..], &[0][..])
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_marked_the_text_stays_as_it_is(
            text in "[A=\"x#é\\r\\n ]{0,24}",
            wrong in proptest::collection::vec((0_usize..28, 0_usize..6), 0..4),
            hidden in proptest::collection::vec((0_usize..28, 0_usize..9), 0..3),
        ) {
            let findings: Vec<Finding> = wrong
                .iter()
                .map(|(start, length)| {
                    let mut found = finding(&text, Severity::Error, 0..0);
                    found.place.span = *start..start + length;
                    found
                })
                .collect();
            let secrets: Vec<Secret> = hidden.iter().map(|(start, length)| secret(*start..start + length)).collect();
            let lines = dotenv(&text, &findings, &secrets);
            for line in &lines {
                seen_and_copied(&line.html);
            }
            let (seen, _) = seen_and_copied(&html(&lines));
            proptest::prop_assert_eq!(seen, escape(&text.replace('\r', "")));
            let told: usize = lines.iter().map(|line| line.findings.len()).sum();
            proptest::prop_assert_eq!(told, findings.len());
        }
    }
}
