//! Tables separated by commas, semicolons or tabs, with a header row or with a name and a value in each row: what
//! onboarding teams pass around.

use crate::config::{Document, Entry, Format, Problem, Scalar, Step};
use crate::source::{Span, Value};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "CSV",
    languages: &["csv", "tsv"],
    is_named: |name| name.ends_with(".csv") || name.ends_with(".tsv"),
    read,
};

/// More columns than a table of accounts has: each row would be that many entries.
const MOST_COLUMNS: usize = 1000;

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let separator = separator(text);
    let mut table = Table {
        text,
        separator,
        at: 0,
        is_closed: true,
    };
    let Some(mut header) = table.row() else {
        return document;
    };
    header.truncate(MOST_COLUMNS);
    if let Some(column) = value_column(&header) {
        let is_header = is_one_of(&header[column], &VALUES);
        let first = (!is_header).then_some(header);
        for row in first.into_iter().chain(std::iter::from_fn(|| table.row())) {
            pair(row, column, &mut document);
        }
        close(text, table.is_closed, &mut document);
        return document;
    }
    let mut number = 0;
    while let Some(row) = table.row() {
        // No row's parent has entries, and the file's name speaks of every row.
        let block = document.block(None);
        for (column, cell) in header.iter().zip(row) {
            let key = column.content.trim();
            if key.is_empty() || !document.has_room(&[Step::Item(number)], key, &cell.span) {
                continue;
            }
            document.entries.push(Entry {
                path: vec![Step::Item(number), Step::Key(key.to_owned())],
                key: key.to_owned(),
                key_span: column.span.clone(),
                value: Value::new(cell.content),
                span: cell.span,
                written: cell.written,
                read_differently: false,
                block,
            });
        }
        number += 1;
    }
    close(text, table.is_closed, &mut document);
    document
}

/// What heads the columns of a table that has a name and a value in each row.
const NAMES: [&str; 9] = [
    "credential",
    "field",
    "item",
    "key",
    "name",
    "parameter",
    "property",
    "setting",
    "variable",
];
const VALUES: [&str; 2] = ["value", "values"];
/// A header says what the values are called; only a value has as many digits.
const MOST_DIGITS_OF_A_NAME: usize = 6;

fn is_one_of(cell: &Cell, words: &[&str]) -> bool {
    words.contains(&cell.content.trim().to_lowercase().as_str())
}

/// The column of the values, where each row is a name with its value.
fn value_column(header: &[Cell]) -> Option<usize> {
    let (name, rest) = header.split_first()?;
    if is_one_of(name, &NAMES) {
        return rest
            .iter()
            .position(|cell| is_one_of(cell, &VALUES))
            .map(|at| at + 1);
    }
    let digits = |cell: &Cell| cell.content.bytes().filter(u8::is_ascii_digit).count();
    let is_pair = rest.len() == 1 && digits(&rest[0]) > MOST_DIGITS_OF_A_NAME && digits(name) == 0;
    is_pair.then_some(1)
}

/// A row of a name and its value. All of them stand side by side.
fn pair(row: Vec<Cell>, column: usize, document: &mut Document) {
    let mut cells = row.into_iter();
    let Some(name) = cells.next() else { return };
    let Some(value) = cells.nth(column - 1) else {
        return;
    };
    let key = name.content.trim().trim_end_matches([':', '*']).trim_end();
    if key.is_empty() {
        return;
    }
    let scalar = Scalar {
        value: Value::new(value.content),
        span: value.span,
        written: value.written,
    };
    document.add((0, &[]), (key, name.span), scalar);
}

fn close(text: &str, is_closed: bool, document: &mut Document) {
    if !is_closed {
        let at = text.find('"').unwrap_or_default();
        document.problems.push(Problem {
            span: at..at,
            message: "a quote from here on is never closed".to_owned(),
        });
    }
}

/// The one of the header that stands there most often.
fn separator(text: &str) -> char {
    let header = text.trim_start().lines().next().unwrap_or_default();
    [',', ';', '\t']
        .into_iter()
        .max_by_key(|separator| header.matches(*separator).count())
        .unwrap_or(',')
}

struct Table<'a> {
    text: &'a str,
    separator: char,
    at: usize,
    /// Whether every quote so far was closed; after one that is not, none is looked for beyond its line.
    is_closed: bool,
}

struct Cell {
    content: String,
    /// Without quotes; never empty where a separator or quote stands beside it.
    span: Span,
    written: Written,
}

impl Table<'_> {
    /// The next row that is not blank.
    fn row(&mut self) -> Option<Vec<Cell>> {
        loop {
            let rest = &self.text[self.at..];
            let line = rest.split_inclusive('\n').next()?;
            // A row of separators only is a row of a sheet that nobody filled in.
            if line.chars().all(|c| c.is_whitespace() || c == self.separator) {
                self.at += line.len();
                continue;
            }
            let mut cells = Vec::new();
            loop {
                cells.push(self.cell());
                let rest = &self.text[self.at..];
                if rest.starts_with(self.separator) {
                    self.at += self.separator.len_utf8();
                    continue;
                }
                let line_end = if rest.starts_with("\r\n") {
                    2
                } else {
                    usize::from(!rest.is_empty())
                };
                self.at += line_end;
                return Some(cells);
            }
        }
    }

    /// Reads up to the separator or the line's end.
    fn cell(&mut self) -> Cell {
        let start = self.at;
        if self.text[start..].starts_with('"')
            && let Some(close) = self.close(start + 1)
        {
            self.at = self.end(close + 1);
            // What stands behind the quotes is nobody's.
            let span = if close == start + 1 {
                start..close + 1
            } else {
                start + 1..close
            };
            return Cell {
                content: self.text[start + 1..close].replace("\"\"", "\""),
                span,
                written: Written::Quoted,
            };
        }
        self.at = self.end(start);
        let content = &self.text[start..self.at];
        let span = if content.trim().is_empty() {
            self.beside(start..self.at)
        } else {
            start..self.at
        };
        Cell {
            content: content.to_owned(),
            span,
            // A table knows neither numbers nor null: what is in a cell is text.
            written: Written::Plain,
        }
    }

    /// An empty cell's place: the separator before it, or the one behind.
    fn beside(&self, span: Span) -> Span {
        if !span.is_empty() {
            return span;
        }
        let length = self.separator.len_utf8();
        if self.text[..span.start].ends_with(self.separator) {
            span.start - length..span.start
        } else if self.text[span.end..].starts_with(self.separator) {
            span.end..span.end + length
        } else {
            span
        }
    }

    fn end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let end = rest.find([self.separator, '\n']).unwrap_or(rest.len());
        let has_return = rest[..end].ends_with('\r') && !rest[end..].starts_with(self.separator);
        from + end - usize::from(has_return)
    }

    /// The quote that closes the cell whose content starts at `from`.
    fn close(&mut self, from: usize) -> Option<usize> {
        let rest = if self.is_closed {
            &self.text[from..]
        } else {
            self.text[from..].split('\n').next().unwrap_or_default()
        };
        let mut at = 0;
        while let Some(found) = rest[at..].find('"') {
            if !rest[at + found + 1..].starts_with('"') {
                return Some(from + at + found);
            }
            at += found + 2;
        }
        self.is_closed = false;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn cells_by_their_header() {
        let text = "name,\"waba id\", token ,\r\nsales,\"1,\"\"2\"\"\n3\",EAA,x\r\n,,\r\n\nops,,\nleft,1E+5,\"\",,more\nend";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "0/name = sales",
                "0/waba id = 1,\"2\"\n3 @ 1,\"\"2\"\"\n3",
                "0/token = EAA",
                "1/name = ops",
                "1/waba id =  @ ,",
                "1/token =  @ ,",
                "2/name = left",
                "2/waba id = 1E+5",
                "2/token =  @ \"\"",
                "3/name = end",
            ]
        );
        assert_eq!(&text[document.entries[2].key_span.clone()], " token ");
        assert_eq!(document.entries[7].written, Written::Plain);
        let blocks: Vec<_> = document.entries.iter().map(|entry| entry.block).collect();
        assert_eq!(blocks, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
    }

    #[test]
    fn other_separators() {
        let text = "a;b,c\n1;2,0\n";
        assert_eq!(entries(&read(text), text), ["0/a = 1", "0/b,c = 2,0"]);
        let text = "a\tb\n\t2\n";
        assert_eq!(entries(&read(text), text), ["0/a =  @ \t", "0/b = 2"]);
    }

    #[test]
    fn a_name_and_a_value_in_each_row() {
        let text = "Field;Required;Value;Note\r\nPhone Number ID:;yes;\"4711\";x\r\n\"Access Token *\";yes;;\r\n;;1;\r\nApp ID\r\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            ["Phone Number ID = 4711", "Access Token =  @ ;"]
        );
        let text = "Phone Number ID,917729108086835\nToken,\"EAA\nx\"\n";
        assert_eq!(
            entries(&read(text), text),
            ["Phone Number ID = 917729108086835", "Token = EAA\nx"]
        );
        let text = "name,4711\nx,y\n";
        assert_eq!(entries(&read(text), text), ["0/name = x", "0/4711 = y"]);
    }

    #[test]
    fn a_quote_that_nothing_closes_ends_with_its_line() {
        let text = "a,b\n\"1,2\n3,4\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            ["0/a = \"1", "0/b = 2", "1/a = 3", "1/b = 4"]
        );
        assert_eq!(document.problems.len(), 1);
        let text = format!("a\n{}", "\"\"\"\n".repeat(50_001));
        check(&read(&text), &text);
    }

    any_text!("[ab,;\"\t \n\rä]{0,60}");
}
