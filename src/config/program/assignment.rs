//! Which tokens assign a literal to a name: constants, fields, arguments by name, and look-ups in the environment with a
//! literal to fall back on. It looks at no more than a few tokens on both sides of a sign such as `=` or `:`.

use crate::config::program::language::{Escape, Language, Types};
use crate::config::program::lexer::{Kind, Literal, Token};
use crate::config::{Document, Scalar, Step};
use crate::source::{Span, Value};
use crate::tree::Written;

/// Brackets deeper than this are counted, and what is in them is not read.
const DEEPEST: usize = 200;
/// Names further up than this say nothing of a value.
const MOST_STEPS: usize = 16;
/// A type is made of no more tokens than this, and so is a look-up.
const LONGEST_TYPE: usize = 16;
const LONGEST_LOOKUP: usize = 16;
/// A key in quotes is no longer than this, in bytes.
const LONGEST_KEY: usize = 120;
/// A number with fewer digits is a count, a position or a member of an enumeration.
const FEWEST_DIGITS: usize = 7;

/// Words that stand before what they declare.
const MODIFIERS: &[&str] = &[
    "abstract",
    "const",
    "declare",
    "export",
    "final",
    "internal",
    "lateinit",
    "let",
    "open",
    "override",
    "private",
    "protected",
    "public",
    "readonly",
    "required",
    "static",
    "val",
    "var",
];
/// Words that name the block behind them.
const NAMES_A_BLOCK: &[&str] = &[
    "class",
    "enum",
    "interface",
    "module",
    "namespace",
    "object",
    "struct",
];
/// What these hold is no value but a shape, or the list of values that there are.
const HOLDS_NO_VALUE: &[&str] = &["enum", "interface"];
/// Between an object and what belongs to it.
const MEMBER: &[&str] = &[".", "?.", "->", "?->", "::"];
/// Names that stand for the object around them.
const ITSELF: &[&str] = &["this", "self", "cls"];
/// Names, folded, that look up a variable of the environment.
const LOOKS_UP: &[&str] = &["env", "environ", "getenv", "getenvironmentvariable", "lookupenv"];
/// Functions that look up a setting.
const SETTING: &str = "config";
/// Between a look-up and what is taken where it finds nothing.
const OR: &[&str] = &["||", "??", "?:", "or"];

pub fn read(text: &str, tokens: &[Token], language: &Language, document: &mut Document) {
    let mut reader = Reader {
        text,
        tokens,
        language,
        document,
        open: Vec::new(),
        beyond: 0,
        indent: 0,
        named: None,
        read_to: 0,
    };
    for at in 0..tokens.len() {
        reader.token(at);
    }
}

struct Reader<'a, 'd> {
    text: &'a str,
    tokens: &'a [Token],
    language: &'a Language,
    document: &'d mut Document,
    open: Vec<Block<'a>>,
    /// How many brackets are open beyond the deepest.
    beyond: usize,
    /// How far this line is indented, in bytes.
    indent: usize,
    /// What names the next bracket.
    named: Option<Named<'a>>,
    /// The token behind the value that was read last.
    read_to: usize,
}

/// A bracket that is open, or the lines that are indented below one.
struct Block<'a> {
    bracket: Bracket<'a>,
    /// Where it hangs: `a.b = {`, `b: New({`.
    steps: Vec<&'a str>,
    holds_values: bool,
    /// Its index in the document, once it has an entry.
    block: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket<'a> {
    Symbol(&'a str),
    Indentation(usize),
}

struct Named<'a> {
    steps: Vec<&'a str>,
    holds_values: bool,
    /// A class may open its bracket on the next line.
    outlives_line: bool,
}

/// What is assigned, and where in the source.
struct Assigned {
    scalar: Scalar,
    /// The variable whose fallback it is.
    variable: Option<Span>,
    /// The token behind it.
    end: usize,
}

/// What is assigned to.
struct Target<'a> {
    key: Span,
    owners: Vec<&'a str>,
    holds_values: bool,
}

impl<'a> Reader<'a, '_> {
    fn word(&self, at: usize) -> &'a str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.span.clone()])
    }

    fn kind(&self, at: usize) -> Option<&'a Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Name))
    }

    fn is_symbol(&self, at: usize, symbols: &[&str]) -> bool {
        matches!(self.kind(at), Some(Kind::Symbol)) && symbols.contains(&self.word(at))
    }

    fn literal(&self, at: usize) -> Option<&'a Literal> {
        match self.kind(at) {
            Some(Kind::Literal(literal)) => Some(literal),
            _ => None,
        }
    }

    fn is_line_end(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::LineEnd))
    }

    /// The token before `at` that is no line's end, if there is one.
    fn before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if self.is_line_end(before) {
            before.checked_sub(1)
        } else {
            Some(before)
        }
    }

    fn token(&mut self, at: usize) {
        match self.kind(at) {
            Some(Kind::LineEnd) => self.line_end(at),
            Some(Kind::Name) => self.name(at),
            Some(Kind::Symbol) => match self.word(at) {
                "{" | "(" | "[" => self.opens(at),
                "}" | ")" | "]" => self.closes(),
                "," | ";" => {
                    self.named = None;
                    let target = self.defined(at);
                    self.assignment(at, target);
                }
                "=" | ":=" | "||=" | "??=" => self.assignment(at, self.assigned(at)),
                sign => {
                    let target = self.field(at, sign);
                    self.assignment(at, target);
                }
            },
            _ => {}
        }
    }

    fn name(&mut self, at: usize) {
        let word = self.word(at);
        if word == "to" {
            let target = self.field(at, word);
            self.assignment(at, target);
            return;
        }
        let is_named = NAMES_A_BLOCK.contains(&word) && self.is_name(at + 1);
        let is_function = self.language.is_indented && word == "def";
        let is_member = at > 0 && self.is_symbol(at - 1, MEMBER);
        if is_member || !(is_named || is_function) {
            return;
        }
        let named = Named {
            steps: is_named.then(|| self.word(at + 1)).into_iter().collect(),
            holds_values: !HOLDS_NO_VALUE.contains(&word),
            outlives_line: true,
        };
        if !self.language.is_indented {
            self.named = Some(named);
        } else if !self.is_in_brackets() {
            self.open(Bracket::Indentation(self.indent), named);
        }
    }

    fn is_in_brackets(&self) -> bool {
        self.beyond > 0
            || self
                .open
                .last()
                .is_some_and(|block| matches!(block.bracket, Bracket::Symbol(_)))
    }

    fn line_end(&mut self, at: usize) {
        let is_open = at > 0 && self.is_symbol(at - 1, &["=", ":", "=>", ":="]);
        if !is_open && !self.named.as_ref().is_some_and(|named| named.outlives_line) {
            self.named = None;
        }
        if !self.language.is_indented || self.is_in_brackets() || at + 1 >= self.tokens.len() {
            return;
        }
        self.indent = self.tokens[at + 1].span.start - self.tokens[at].span.end;
        while let Some(Bracket::Indentation(of_block)) = self.open.last().map(|block| block.bracket)
            && self.indent <= of_block
        {
            self.open.pop();
        }
    }

    fn opens(&mut self, at: usize) {
        let bracket = self.word(at);
        let mut named = self.named.take().unwrap_or_else(|| Named {
            steps: Vec::new(),
            holds_values: true,
            outlives_line: false,
        });
        // `new WhatsApp({`, `WhatsApp(`, `Config{`: what is made here names what it is made of.
        let made = at.checked_sub(1).filter(|made| self.is_name(*made));
        let made = made.map(|made| self.word(made));
        if let Some(made) = made.filter(|made| made.starts_with(|c: char| c.is_uppercase()))
            && named.steps.last() != Some(&made)
        {
            named.steps.push(made);
        }
        self.open(Bracket::Symbol(bracket), named);
    }

    fn open(&mut self, bracket: Bracket<'a>, named: Named<'a>) {
        if self.open.len() >= DEEPEST {
            self.beyond += usize::from(matches!(bracket, Bracket::Symbol(_)));
            return;
        }
        let around = self.open.last().is_none_or(|block| block.holds_values);
        self.open.push(Block {
            bracket,
            steps: named.steps,
            holds_values: named.holds_values && around,
            block: None,
        });
    }

    fn closes(&mut self) {
        self.named = None;
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let last = self
            .open
            .iter()
            .rposition(|block| matches!(block.bracket, Bracket::Symbol(_)));
        if let Some(last) = last {
            self.open.truncate(last);
        }
    }

    /// What stands before `=`: a name, perhaps with its type, `a.b.c`, `settings["c"]`.
    fn assigned(&self, sign: usize) -> Option<Target<'a>> {
        let last = sign.checked_sub(1)?;
        if let Some(target) = self.typed(last) {
            return Some(target);
        }
        let (key, mut start) = if self.is_symbol(last, &["]"]) {
            let literal = last.checked_sub(1)?;
            let open = literal
                .checked_sub(1)
                .filter(|open| self.is_symbol(*open, &["["]))?;
            (self.key(literal)?, open)
        } else if self.is_symbol(last, &["}"]) {
            (self.property(last)?, last)
        } else if self.is_name(last) {
            (self.key(last)?, last)
        } else {
            return None;
        };
        let mut owners = Vec::new();
        while owners.len() < MOST_STEPS
            && let Some((owner, at)) = self.owner(start)
        {
            owners.push(owner);
            start = at;
        }
        owners.reverse();
        owners.retain(|owner| !ITSELF.contains(owner));
        let before = start.checked_sub(1);
        let is_start = before.is_none_or(|before| match self.kind(before) {
            Some(Kind::Name | Kind::LineEnd) => true,
            Some(Kind::Symbol) => {
                ["{", "}", "(", ")", "[", ",", ";", ">", "]", "?", "*", "..."].contains(&self.word(before))
            }
            _ => false,
        });
        let is_alias = before.is_some_and(|before| self.word(before) == "type");
        is_start.then_some(Target {
            key,
            owners,
            holds_values: !is_alias,
        })
    }

    /// The owner of what starts at `start`, and where it starts itself: `a.`, `a["b"]`.
    fn owner(&self, start: usize) -> Option<(&'a str, usize)> {
        let before = start.checked_sub(1)?;
        if self.is_symbol(before, MEMBER) {
            let owner = before.checked_sub(1)?;
            if self.is_symbol(owner, &["]"]) {
                return self.index(owner);
            }
            return self.is_name(owner).then(|| (self.word(owner), owner));
        }
        if !self.is_symbol(start, &["["]) {
            return None;
        }
        if self.is_symbol(before, &["]"]) {
            return self.index(before);
        }
        self.is_name(before).then(|| (self.word(before), before))
    }

    /// `["a"]` that ends at `close`.
    fn index(&self, close: usize) -> Option<(&'a str, usize)> {
        let literal = close.checked_sub(1)?;
        let open = literal
            .checked_sub(1)
            .filter(|open| self.is_symbol(*open, &["["]))?;
        Some((&self.text[self.key(literal)?], open))
    }

    /// `x: string = `, `var x string = `; `last` is the last token of the type.
    fn typed(&self, last: usize) -> Option<Target<'a>> {
        let key = match self.language.types {
            Types::Before => return None,
            Types::Behind => last.checked_sub(1).filter(|key| {
                let word = self.word(*key);
                self.is_name(last) && !MODIFIERS.contains(&word) && word != "type"
            })?,
            Types::BehindColon => {
                let colon = self.colon(last)?;
                colon.checked_sub(1)?
            }
        };
        let is_declared = self.is_name(key)
            && key.checked_sub(1).is_none_or(|before| match self.kind(before) {
                Some(Kind::LineEnd) => true,
                Some(Kind::Name) => MODIFIERS.contains(&self.word(before)),
                Some(Kind::Symbol) if self.word(before) == "." => {
                    // `self.x: str = `
                    before
                        .checked_sub(1)
                        .is_some_and(|own| ITSELF.contains(&self.word(own)))
                }
                Some(Kind::Symbol) => ["{", "(", ",", ";", ")"].contains(&self.word(before)),
                _ => false,
            });
        is_declared.then_some(())?;
        Some(Target {
            key: self.key(key)?,
            owners: Vec::new(),
            holds_values: true,
        })
    }

    /// The colon before a type that ends at `last`. Between brackets it may have commas: `dict[str, str]`.
    fn colon(&self, last: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in (last.saturating_sub(LONGEST_TYPE)..=last).rev() {
            match (self.kind(at)?, self.word(at)) {
                (Kind::Symbol, ">" | "]") => depth += 1,
                (Kind::Symbol, "<" | "[") => depth = depth.checked_sub(1)?,
                (Kind::Symbol, ":" | "?:") => return Some(at),
                (Kind::Symbol, "." | "|" | "?") | (Kind::Name | Kind::Literal(_), _) => {}
                (Kind::Symbol, ",") if depth > 0 => {}
                _ => return None,
            }
        }
        None
    }

    /// `Name { get; set; } = `: where its accessors are in brackets, the name stands before them.
    fn property(&self, close: usize) -> Option<Span> {
        let first = close.saturating_sub(LONGEST_TYPE);
        let open = (first..close).rev().find(|at| self.is_symbol(*at, &["{"]))?;
        let is_accessor = matches!(
            self.word(open + 1),
            "get" | "set" | "init" | "private" | "internal"
        );
        let name = open.checked_sub(1)?;
        if is_accessor && self.is_name(name) {
            self.key(name)
        } else {
            None
        }
    }

    /// What stands before a sign of fields: `name: `, `'name' => `.
    fn field(&self, sign_at: usize, sign: &str) -> Option<Target<'a>> {
        let (_, brackets) = self.language.fields.iter().find(|(known, _)| *known == sign)?;
        let inside = match self.open.last().map(|block| block.bracket) {
            Some(Bracket::Symbol(bracket)) if self.beyond == 0 => bracket,
            _ => return None,
        };
        let key = sign_at.checked_sub(1)?;
        let before = self.before(key)?;
        let is_first = self.is_symbol(before, &["{", "(", "[", ","]);
        // `public string Token => "x";` in C#.
        let is_member = sign == "=>" && self.language.types == Types::Before && self.is_name(before);
        (brackets.contains(inside) && (is_first != is_member)).then_some(())?;
        Some(Target {
            key: self.key(key)?,
            owners: Vec::new(),
            holds_values: true,
        })
    }

    /// `define("NAME",`
    fn defined(&self, comma: usize) -> Option<Target<'a>> {
        let definer = comma.checked_sub(3)?;
        let defines = self.language.definers.contains(&self.word(definer));
        (defines && self.is_symbol(definer + 1, &["("])).then_some(())?;
        Some(Target {
            key: self.key(definer + 2)?,
            owners: Vec::new(),
            holds_values: true,
        })
    }

    /// A name, or a text that is written like one: no credential's has other letters than ASCII's.
    fn key(&self, at: usize) -> Option<Span> {
        let span = match self.kind(at)? {
            Kind::Name => self.tokens[at].span.clone(),
            Kind::Literal(literal) => literal.content.clone(),
            _ => return None,
        };
        let text = &self.text[span.clone()];
        let is_key = (1..=LONGEST_KEY).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte));
        is_key.then_some(span)
    }

    fn assignment(&mut self, sign: usize, target: Option<Target<'a>>) {
        let Some(target) = target else { return };
        let key = &self.text[target.key.clone()];
        let holds_values = self.open.last().is_none_or(|block| block.holds_values) && self.beyond == 0;
        // `getenv("A", default="b")`: the look-up was read with what it is assigned to.
        let is_read = sign < self.read_to;
        if holds_values
            && !is_read
            && let Some(assigned) = self.value(sign + 1)
            && self.ends(assigned.end)
        {
            self.read_to = assigned.end;
            let source = &self.text[assigned.scalar.span.clone()];
            let variable = assigned.variable.filter(|variable| {
                let words = words_in(&self.text[variable.clone()]);
                words > 1 && words >= words_in(key)
            });
            let names = [Some(&target.key), variable.as_ref()];
            let says_nothing = names
                .into_iter()
                .flatten()
                .any(|name| says_nothing(&self.text[name.clone()], source, &assigned.scalar));
            if !says_nothing {
                self.add(&target.owners, variable.unwrap_or(target.key), assigned.scalar);
            }
        }
        let mut steps = target.owners;
        steps.push(key);
        self.named = Some(Named {
            steps,
            holds_values: target.holds_values,
            outlives_line: false,
        });
    }

    fn add(&mut self, owners: &[&str], key_span: Span, scalar: Scalar) {
        let around = self.open.iter().flat_map(|block| &block.steps);
        let names: Vec<&&str> = around.chain(owners).collect();
        let above: Vec<Step> = names[names.len().saturating_sub(MOST_STEPS)..]
            .iter()
            .map(|name| Step::Key((**name).to_owned()))
            .collect();
        let block = self.block();
        self.document
            .add((block, &above), (&self.text[key_span.clone()], key_span), scalar);
    }

    /// The block that is open here, in the document since it has an entry.
    fn block(&mut self) -> usize {
        let mut parent = 0;
        for block in &mut self.open {
            parent = *block
                .block
                .get_or_insert_with(|| self.document.block(Some(parent)));
        }
        parent
    }

    /// The value at `at`.
    fn value(&self, at: usize) -> Option<Assigned> {
        let at = at + usize::from(self.is_line_end(at));
        let scalar = match self.kind(at)? {
            Kind::Literal(literal) => self.scalar(at, literal),
            Kind::Number => self.number(at)?,
            Kind::Name => return self.lookup(at),
            _ => return None,
        };
        Some(Assigned {
            scalar,
            variable: None,
            end: at + 1,
        })
    }

    fn scalar(&self, at: usize, literal: &Literal) -> Scalar {
        let content = literal.content.clone();
        let outer = self.tokens[at].span.clone();
        Scalar {
            value: Value::new(unescape(&self.text[content.clone()], literal)),
            span: if content.is_empty() { outer } else { content },
            written: Written::Quoted,
        }
    }

    /// A number in digits, without the letters that say its type.
    fn number(&self, at: usize) -> Option<Scalar> {
        let word = self.word(at);
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let start = self.tokens[at].span.start;
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_decimal = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"_.eE+-".contains(&byte));
        (is_decimal && digits >= FEWEST_DIGITS).then(|| Scalar {
            value: Value::new(number.replace('_', "")),
            span: start..start + number.len(),
            written: if self.language.rounds_numbers && !word.ends_with('n') {
                Written::Number
            } else {
                Written::Plain
            },
        })
    }

    /// `process.env.NAME`, `getenv("NAME", "default")`, `ENV["NAME"]`, each perhaps with `|| "default"` behind it.
    fn lookup(&self, start: usize) -> Option<Assigned> {
        let mut looks_up = false;
        let mut variable = None;
        let mut default = None;
        let mut at = start;
        while self.is_name(at) && at < start + LONGEST_LOOKUP {
            let word = self.word(at);
            let is_call = self.is_symbol(at + 1, &["(", "["]);
            let is_setting = word == SETTING && self.is_symbol(at + 1, &["("]);
            let is_lookup = is_setting || LOOKS_UP.contains(&folded(word).as_str());
            if looks_up && !is_lookup && !is_call {
                variable = variable.or(Some(at));
            }
            looks_up |= is_lookup;
            at += 1;
            while self.is_symbol(at, &["(", "["]) {
                if looks_up && self.literal(at + 1).is_some() {
                    variable = variable.or(Some(at + 1));
                }
                (default, at) = self.arguments(at)?;
            }
            // `process.env.NAME!`
            at += usize::from(self.is_symbol(at, &["!"]));
            if !self.is_symbol(at, MEMBER) {
                break;
            }
            at += 1;
        }
        let operator = at + usize::from(self.is_line_end(at));
        if OR.contains(&self.word(operator)) {
            let behind = operator + 1 + usize::from(self.is_line_end(operator + 1));
            default = Some(behind);
            self.literal(behind)?;
            at = behind + 1;
        }
        looks_up.then_some(())?;
        let default = default.and_then(|at| Some((at, self.literal(at)?)));
        let (scalar, variable) = match default {
            Some((token, literal)) if !literal.content.is_empty() => (
                self.scalar(token, literal),
                variable.and_then(|name| self.key(name)),
            ),
            _ => {
                let whole = self.tokens[start].span.start..self.tokens[at - 1].span.end;
                let reference = Scalar {
                    written: Written::Reference,
                    ..Scalar::plain(self.text, whole)
                };
                (reference, None)
            }
        };
        Some(Assigned {
            scalar,
            variable,
            end: at,
        })
    }

    /// `("NAME")`, `["NAME"]`, `("NAME", "default")`, `("NAME", default="default")`, `()`: where the default is, and
    /// the token behind.
    fn arguments(&self, open: usize) -> Option<(Option<usize>, usize)> {
        let mut at = open + 1;
        let mut default = None;
        if self.literal(at).is_some() {
            at += 1;
            if self.is_symbol(at, &[","]) && !self.is_symbol(at + 1, &[")"]) {
                at += 1;
                if self.word(at) == "default" && self.is_symbol(at + 1, &["=", ":"]) {
                    at += 2;
                }
                let is_value = self.literal(at).is_some() || self.is_name(at);
                default = is_value.then_some(at);
                at += 1;
            }
            at += usize::from(self.is_symbol(at, &[","]));
        }
        self.is_symbol(at, &[")", "]"]).then_some((default, at + 1))
    }

    /// Whether a value that ends before `at` is all there is: no operator goes on with it.
    fn ends(&self, at: usize) -> bool {
        match self.kind(at) {
            None => true,
            Some(Kind::Symbol) if self.word(at) == "!" => self.ends(at + 1),
            // `"x".freeze` in Ruby.
            Some(Kind::Symbol) if self.word(at) == "." => self.word(at + 1) == "freeze" && self.ends(at + 2),
            Some(Kind::Symbol) => [",", ";", ")", "]", "}"].contains(&self.word(at)),
            Some(Kind::Name) => matches!(self.word(at), "as" | "satisfies"),
            Some(Kind::LineEnd) => {
                let is_listed = matches!(
                    self.open.last().map(|block| block.bracket),
                    Some(Bracket::Symbol("(" | "["))
                );
                match self.kind(at + 1) {
                    Some(Kind::Symbol) => {
                        ["}", ")", "]", ",", ";", "@", "#", "{", "(", "[", "<"].contains(&self.word(at + 1))
                    }
                    // Texts side by side are one, inside brackets.
                    Some(Kind::Literal(_) | Kind::Opaque) => !is_listed,
                    _ => true,
                }
            }
            _ => false,
        }
    }
}

/// Where a variable begins empty, where a constant only repeats its name, or where a text is for people, nothing is set.
fn says_nothing(key: &str, source: &str, scalar: &Scalar) -> bool {
    if scalar.written != Written::Quoted {
        return false;
    }
    let is_name = source
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    let is_empty = scalar.value.characters() == 0 || source.trim().is_empty();
    is_empty || (is_name && folded(key).contains(&folded(source))) || is_prose(source)
}

/// Words with blanks between them; a phone number or `Bearer` and a token are none.
fn is_prose(text: &str) -> bool {
    let is_word = |word: &&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-'))
    };
    text.split_whitespace().filter(is_word).take(2).count() == 2
}

/// `phoneNumberId` and `PHONE_NUMBER_ID` have three words.
fn words_in(name: &str) -> usize {
    let mut before = '_';
    name.chars()
        .filter(|c| {
            let goes_on = before.is_alphanumeric() && (!c.is_uppercase() || before.is_uppercase());
            before = *c;
            c.is_alphanumeric() && !goes_on
        })
        .count()
}

fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn unescape(content: &str, literal: &Literal) -> String {
    match literal.escape {
        Escape::None => return content.to_owned(),
        Escape::Doubled => return content.replace(&literal.close.repeat(2), literal.close),
        Escape::Backslash | Escape::Backtick => {}
    }
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            // An escaped line end goes on with the text.
            Some('\n') => {}
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text
}
