//! What was done to a file as a unified diff of its masked text. What went away and what came is shown, since both are
//! the guide's words; what stays is masked as in reports.

use std::ops::Range;

use anstyle::{AnsiColor, Color, Style};

use crate::finding::Edit;
use crate::lint::fix::visible;
use crate::source::{Masked, Source, clean};

/// Lines around a change, as `diff -u` has them.
const CONTEXT: usize = 3;
const OLD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const NEW: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));

/// Lines that change together, and the edits within them.
struct Region<'a> {
    lines: Range<usize>,
    edits: &'a [Edit],
}

pub fn unified(source: &Source, masked: &Masked, edits: &[Edit]) -> String {
    let text = Text::new(source, masked);
    let regions = text.regions(edits);
    let name = clean(source.name());
    let mut out = format!("--- {name}\n+++ {name}\n");
    // By how many lines the new text is ahead of the old one.
    let mut ahead = 0_isize;
    for hunk in regions.chunk_by(|a, b| b.lines.start - a.lines.end <= 2 * CONTEXT) {
        text.hunk(hunk, &mut ahead, &mut out);
    }
    out
}

struct Text<'a> {
    source: &'a str,
    masked: &'a str,
    /// Of each line, with its end.
    lines: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    fn new(source: &'a Source, masked: &'a Masked) -> Self {
        let mut at = 0;
        let lines = source.text().split_inclusive('\n').map(|line| {
            at += line.len();
            at - line.len()..at
        });
        Self {
            lines: lines.collect(),
            source: source.text(),
            masked: masked.text(),
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        let behind = self.lines.partition_point(|line| line.start <= offset);
        behind.saturating_sub(1)
    }

    fn regions<'e>(&self, edits: &'e [Edit]) -> Vec<Region<'e>> {
        let lines = |edit: &Edit| self.line_of(edit.span.start)..self.line_of(edit.span.end) + 1;
        edits
            .chunk_by(|a, b| lines(b).start <= lines(a).end)
            .filter_map(|edits| {
                let (first, last) = (edits.first()?, edits.last()?);
                Some(Region {
                    lines: lines(first).start..lines(last).end,
                    edits,
                })
            })
            .collect()
    }

    fn hunk(&self, regions: &[Region], ahead: &mut isize, out: &mut String) {
        let (Some(first), Some(last)) = (regions.first(), regions.last()) else {
            return;
        };
        let start = first.lines.start.saturating_sub(CONTEXT);
        let end = (last.lines.end + CONTEXT).min(self.lines.len());
        let mut body = String::new();
        let mut at = start;
        let mut more = 0_isize;
        for region in regions {
            self.context(at..region.lines.start, &mut body);
            let (old, new) = self.shown(region);
            let (old, new) = (old.split_inclusive('\n'), new.split_inclusive('\n'));
            more += new.clone().count().cast_signed() - old.clone().count().cast_signed();
            old.for_each(|line| push(&mut body, '-', OLD, line));
            new.for_each(|line| push(&mut body, '+', NEW, line));
            at = region.lines.end;
        }
        self.context(at..end, &mut body);
        let count = end - start;
        out.push_str(&format!(
            "@@ -{},{count} +{},{} @@\n{body}",
            start + 1,
            start.saturating_add_signed(*ahead) + 1,
            count.saturating_add_signed(more),
        ));
        *ahead += more;
    }

    fn context(&self, lines: Range<usize>, out: &mut String) {
        for line in &self.lines[lines] {
            push(out, ' ', Style::new(), &self.masked[line.clone()]);
        }
    }

    /// A region's text before and after.
    fn shown(&self, region: &Region) -> (String, String) {
        let (mut old, mut new) = (String::new(), String::new());
        let mut at = self.lines[region.lines.start].start;
        for edit in region.edits {
            let kept = &self.masked[at..edit.span.start];
            old.push_str(kept);
            new.push_str(kept);
            old.push_str(&visible(&self.source[edit.span.clone()]));
            new.push_str(&edit.text);
            at = edit.span.end;
        }
        let kept = &self.masked[at..self.lines[region.lines.end - 1].end];
        old.push_str(kept);
        new.push_str(kept);
        (old, new)
    }
}

fn push(out: &mut String, sign: char, style: Style, line: &str) {
    let shown = clean(line.trim_end_matches(['\r', '\n']));
    out.push_str(&format!("{style}{sign}{shown}{style:#}\n"));
    if !line.ends_with('\n') {
        out.push_str("\\ No newline at end of file\n");
    }
}
