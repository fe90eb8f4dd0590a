//! A program's text as tokens: names, literals, numbers and symbols, without comments. It runs once over the text and
//! knows of no grammar: what an assignment is, is for `assignment` to say.

use crate::config::program::language::{Escape, Language, Quote};
use crate::source::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Name,
    Number,
    /// A text whose value is what stands between its quotes.
    Literal(Literal),
    /// What is written like a text and has no value that can be told: one with holes, a pattern, a character.
    Opaque,
    Symbol,
    /// One or more ends of lines.
    LineEnd,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub content: Span,
    pub escape: Escape,
    pub close: &'static str,
}

#[derive(Debug, Default)]
pub struct Lexed {
    pub tokens: Vec<Token>,
    pub comments: Vec<Span>,
}

/// Symbols of more than one character, longer ones before those that they begin with.
const SYMBOLS: [&str; 36] = [
    "===", "!==", "**=", "...", "?->", "??=", "||=", "&&=", ">>>", "<=>", "==", "!=", "<=", ">=", "=>", "->",
    "::", ":=", "??", "||", "&&", "?:", "?.", "+=", "-=", "*=", "/=", ".=", "%=", "|=", "&=", "^=", "~=",
    "=~", "<<", "!~",
];

/// Words behind which a value stands, so that a slash begins a pattern.
const BEFORE_A_VALUE: [&str; 9] = [
    "return", "typeof", "case", "in", "of", "if", "unless", "when", "and",
];

/// Deeper than this nobody nests templates in each other's holes.
const DEEPEST_TEMPLATE: usize = 32;

pub fn lex(text: &str, language: &Language) -> Lexed {
    let mut lexer = Lexer {
        text,
        language,
        at: 0,
        lexed: Lexed::default(),
        unclosed: vec![0; language.quotes.len()],
        heredocs: Vec::new(),
        has_heredocs: true,
    };
    lexer.run();
    lexer.lexed
}

struct Lexer<'a> {
    text: &'a str,
    language: &'a Language,
    at: usize,
    lexed: Lexed,
    /// For each quote: up to where one was looked for to no avail. It is not looked for again before.
    unclosed: Vec<usize>,
    /// Names of the texts that begin behind this line.
    heredocs: Vec<&'a str>,
    /// Not any more, after one that does not end.
    has_heredocs: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn run(&mut self) {
        if let Some((open, _)) = self.language.island
            && self.text.contains(open)
        {
            self.skip_page();
        } else if self.text.starts_with("#!") {
            self.comment(self.line_length());
        }
        while let Some(first) = self.rest().chars().next() {
            let is_name = |c: char| c.is_alphabetic() || c == '_' || !c.is_ascii();
            match first {
                '\n' => self.line_end(),
                c if c.is_whitespace() => self.at += c.len_utf8(),
                c if c.is_ascii_digit() => self.number(),
                c if is_name(c) => self.name(),
                _ => {
                    let is_read =
                        self.island_ends() || self.skip_comment() || self.heredoc() || self.quoted();
                    if !is_read && !self.sigil() && !self.pattern() {
                        self.symbol(first);
                    }
                }
            }
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.lexed.tokens.push(Token {
            kind,
            span: self.at..self.at + length,
        });
        self.at += length;
    }

    /// To the end of this line, without its line end.
    fn line_length(&self) -> usize {
        let rest = self.rest();
        rest.find('\n').unwrap_or(rest.len())
    }

    fn line_end(&mut self) {
        match self.lexed.tokens.last_mut() {
            Some(last) if last.kind == Kind::LineEnd => {
                self.at += 1;
                last.span.end = self.at;
            }
            _ => self.push(Kind::LineEnd, 1),
        }
        let names = std::mem::take(&mut self.heredocs);
        for name in names {
            // What one does not end, is not looked through again for the next.
            if self.has_heredocs {
                self.skip_heredoc(name);
            }
        }
    }

    fn skip_heredoc(&mut self, name: &str) {
        let mut at = self.at;
        for line in self.rest().split_inclusive('\n') {
            let ends = line.trim_start().strip_prefix(name);
            if ends.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
                self.at = at + (line.len() - line.trim_start().len()) + name.len();
                return;
            }
            at += line.len();
        }
        self.has_heredocs = false;
    }

    fn skip_page(&mut self) {
        if let Some((open, _)) = self.language.island {
            let rest = self.rest();
            self.at += rest.find(open).map_or(rest.len(), |at| at + open.len());
            for word in ["php", "="] {
                if self.rest().starts_with(word) {
                    self.at += word.len();
                }
            }
        }
    }

    fn island_ends(&mut self) -> bool {
        let Some((_, close)) = self.language.island else {
            return false;
        };
        let ends = self.rest().starts_with(close);
        if ends {
            self.push(Kind::LineEnd, close.len());
            self.skip_page();
        }
        ends
    }

    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        let is_line = self
            .language
            .line_comments
            .iter()
            .any(|open| rest.starts_with(open));
        let is_line = is_line && !(self.language.comments_stand_apart && self.is_in_word());
        // `#[Attribute]` is no comment of PHP's, and `#name` none of a class in C#.
        if is_line && !(self.language.island.is_some() && rest.starts_with("#[")) {
            let mut length = self.line_length();
            if let Some((_, close)) = self.language.island {
                length = rest[..length].find(close).unwrap_or(length);
            }
            self.comment(length);
            return true;
        }
        let block = self
            .language
            .block_comments
            .iter()
            .find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = block {
            let end = rest[open.len()..].find(close);
            self.comment(end.map_or(rest.len(), |end| open.len() + end + close.len()));
        }
        block.is_some()
    }

    fn is_in_word(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        before.is_some_and(|c| !(c.is_whitespace() || ";&|(){}".contains(c)))
    }

    fn comment(&mut self, length: usize) {
        let content = self.rest()[..length].trim_end();
        self.lexed.comments.push(self.at..self.at + content.len());
        self.at += length;
    }

    fn number(&mut self) {
        let rest = self.rest();
        let mut before = ' ';
        let length = rest
            .char_indices()
            .find(|(at, c)| {
                let is_fraction = *c == '.' && rest[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                let is_sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E');
                before = *c;
                !(c.is_ascii_alphanumeric() || *c == '_' || is_fraction || is_sign)
            })
            .map_or(rest.len(), |(at, _)| at);
        self.push(Kind::Number, length);
    }

    fn name(&mut self) {
        let rest = self.rest();
        let has_dollar = self.language.sigils.contains('$');
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || !c.is_ascii() || (has_dollar && c == '$')))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        let is_prefix = self.language.has_prefixes
            && length <= 2
            && rest[length..].starts_with(['"', '\''])
            && word.bytes().all(|b| b"rRbBuUfFtT".contains(&b));
        if is_prefix {
            let start = self.at;
            self.at += length;
            if self.quoted()
                && let Some(token) = self.lexed.tokens.last_mut()
            {
                token.span.start = start;
                apply_prefix(word, token, self.text);
            }
            return;
        }
        self.push(Kind::Name, length);
    }

    fn sigil(&mut self) -> bool {
        let mut characters = self.rest().chars();
        let is_sigil = characters
            .next()
            .is_some_and(|c| self.language.sigils.contains(c));
        let next = characters.find(|c| !self.language.sigils.contains(*c));
        if !is_sigil || self.rest().starts_with("::") || !next.is_some_and(|c| c.is_alphabetic() || c == '_')
        {
            return false;
        }
        while self.rest().starts_with(|c| self.language.sigils.contains(c)) {
            self.at += 1;
        }
        self.name();
        true
    }

    fn symbol(&mut self, first: char) {
        let rest = self.rest();
        // What is escaped is no quote.
        if first == '\\' {
            self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            return;
        }
        let known = SYMBOLS.iter().find(|symbol| rest.starts_with(*symbol));
        let length = known.map_or(first.len_utf8(), |symbol| symbol.len());
        self.push(Kind::Symbol, length);
    }

    /// Whether a value may begin here: a slash is no division then.
    fn awaits_value(&self) -> bool {
        let Some(last) = self.lexed.tokens.last() else {
            return true;
        };
        let word = &self.text[last.span.clone()];
        match last.kind {
            Kind::Symbol => !matches!(word, ")" | "]" | "}" | "<"),
            Kind::Name => BEFORE_A_VALUE.contains(&word),
            Kind::LineEnd => true,
            Kind::Number | Kind::Literal(_) | Kind::Opaque => false,
        }
    }

    fn pattern(&mut self) -> bool {
        let rest = self.rest();
        if !self.language.has_patterns || !rest.starts_with('/') || !self.awaits_value() {
            return false;
        }
        let (mut is_escaped, mut is_class) = (false, false);
        let end = rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '\n' || (*c == '/' && !is_escaped && !is_class);
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '[' => is_class = true,
                ']' => is_class = false,
                _ => {}
            }
            ends
        });
        match end {
            Some((at, '/')) => self.push(Kind::Opaque, at + 1),
            // None on this line: the rest of it is not looked through again.
            _ => {
                self.at += 1;
                let length = self.line_length();
                self.push(Kind::Opaque, length);
            }
        }
        true
    }

    fn heredoc(&mut self) -> bool {
        let rest = self.rest();
        let open = self
            .language
            .heredocs
            .iter()
            .find(|open| self.has_heredocs && rest.starts_with(*open));
        let Some(open) = open else { return false };
        let behind = rest[open.len()..].trim_start_matches([' ', '\t', '\'', '"', '`']);
        let length = behind
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(behind.len());
        let name = &behind[..length];
        let has_space = rest[open.len()..].starts_with([' ', '\t']);
        // In Ruby `list << ITEM` adds an item.
        let is_named = name.starts_with(|c: char| c.is_ascii_uppercase() || (c == '_' || *open == "<<<"));
        if !is_named || (has_space && *open != "<<<") {
            return false;
        }
        self.heredocs.push(name);
        let quote = usize::from(behind[length..].starts_with(['\'', '"', '`']));
        let whole = rest.len() - behind.len() + length + quote;
        self.push(Kind::Opaque, whole);
        true
    }

    fn quoted(&mut self) -> bool {
        let rest = self.rest();
        let mut quotes = self.language.quotes.iter().enumerate();
        let Some((kind, quote)) = quotes.find(|(_, quote)| rest.starts_with(quote.open)) else {
            return false;
        };
        if self.at < self.unclosed[kind] {
            return false;
        }
        let found = if quote.is_nested {
            template(rest, quote)
        } else {
            plain(rest, quote)
        };
        match found {
            Found::Closed { length, has_hole } => {
                let content = self.at + quote.open.len()..self.at + length - quote.close.len();
                let is_opaque = has_hole || quote.is_character;
                let kind = if is_opaque {
                    Kind::Opaque
                } else {
                    Kind::Literal(Literal {
                        content,
                        escape: quote.escape,
                        close: quote.close,
                    })
                };
                self.push(kind, length);
                true
            }
            Found::Unclosed { length } => {
                self.unclosed[kind] = self.at + length;
                false
            }
        }
    }
}

/// What `f"..."` and `r"..."` mean for what stands between the quotes.
fn apply_prefix(prefix: &str, token: &mut Token, text: &str) {
    if let Kind::Literal(literal) = &mut token.kind {
        if prefix.contains(['r', 'R']) {
            literal.escape = Escape::None;
        }
        if prefix.contains(['f', 'F', 't', 'T']) && text[literal.content.clone()].contains('{') {
            token.kind = Kind::Opaque;
        }
    }
}

enum Found {
    /// With both quotes.
    Closed {
        length: usize,
        has_hole: bool,
    },
    Unclosed {
        length: usize,
    },
}

fn plain(rest: &str, quote: &Quote) -> Found {
    let bytes = rest.as_bytes();
    let close = quote.close.as_bytes();
    let hole = quote.hole.map(str::as_bytes);
    let mut has_hole = false;
    let mut at = quote.open.len();
    while let Some(byte) = bytes.get(at) {
        let behind = &bytes[at..];
        if behind.starts_with(close) {
            let is_doubled = quote.escape == Escape::Doubled && behind[close.len()..].starts_with(close);
            if !is_doubled {
                return Found::Closed {
                    length: at + close.len(),
                    has_hole,
                };
            }
            at += 2 * close.len();
            continue;
        }
        has_hole |= hole.is_some_and(|hole| behind.starts_with(hole));
        match byte {
            b'\\' if quote.escape == Escape::Backslash => at += 1,
            b'`' if quote.escape == Escape::Backtick => at += 1,
            b'\n' if !quote.spans_lines => break,
            _ => {}
        }
        at += 1;
    }
    Found::Unclosed {
        length: at.min(rest.len()),
    }
}

/// A template whose holes hold code, with texts, braces and templates of its own.
fn template(rest: &str, quote: &Quote) -> Found {
    let bytes = rest.as_bytes();
    let close = quote.close.as_bytes().first();
    let mut has_hole = false;
    // Of each hole that is open: the braces that are open in it. Between two of them is a template's text.
    let mut holes: Vec<usize> = Vec::new();
    let mut is_text = true;
    let mut at = quote.open.len();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            byte if Some(byte) == close && is_text && holes.is_empty() => {
                return Found::Closed {
                    length: at + 1,
                    has_hole,
                };
            }
            byte if Some(byte) == close => is_text = !is_text,
            b'$' if is_text && bytes.get(at + 1) == Some(&b'{') && holes.len() < DEEPEST_TEMPLATE => {
                has_hole = true;
                holes.push(0);
                is_text = false;
                at += 1;
            }
            b'\'' | b'"' if !is_text => at += text_in_hole(&bytes[at..]),
            b'{' if !is_text => {
                if let Some(open) = holes.last_mut() {
                    *open += 1;
                }
            }
            b'}' if !is_text => match holes.last_mut() {
                Some(0) => {
                    holes.pop();
                    is_text = true;
                }
                Some(open) => *open -= 1,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    Found::Unclosed { length: rest.len() }
}

/// How far the last byte of a text in a hole is from its first: none where it does not end soon.
fn text_in_hole(bytes: &[u8]) -> usize {
    const LONGEST: usize = 200;
    let behind = bytes.iter().skip(1).take(LONGEST);
    behind
        .take_while(|byte| **byte != b'\n')
        .position(|byte| *byte == bytes[0])
        .map_or(0, |at| at + 1)
}
