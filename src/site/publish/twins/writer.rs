//! Elements of a page as Markdown. What only works in a browser, or leads about the page, is left out.

use super::element::{Element, Node};

/// What readers of a text have no use for.
const LEFT_OUT: [&str; 11] = [
    "button", "dialog", "form", "footer", "nav", "noscript", "script", "style", "svg", "template", "input",
];

/// Links of a heading to itself, the list of headings, the ways to the search and out of the embedded page, and whom to
/// ask.
const LEFT_OUT_CLASSES: [&str; 5] = ["anchor", "toc-bar", "search-open", "embed-out", "help"];

/// What an example's line is told, among the lines of its code.
const REMARK: &str = "frame";

/// Elements that stand within a line; all others are blocks.
const INLINE: [&str; 28] = [
    "a", "abbr", "b", "bdi", "br", "cite", "code", "data", "del", "em", "i", "img", "input", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "var", "wbr",
];

/// What the anchor of a footnote begins with.
const NOTE: &str = "note-";

pub struct Writer<'a> {
    /// What a link's address becomes.
    pub link: &'a dyn Fn(&str) -> String,
}

impl Writer<'_> {
    pub fn document(&self, nodes: &[Node]) -> String {
        self.blocks(nodes).join("\n\n")
    }

    /// The blocks in a row of nodes; what stands between two of them is a paragraph.
    fn blocks(&self, nodes: &[Node]) -> Vec<String> {
        let mut blocks = Vec::new();
        for run in nodes.chunk_by(|a, b| is_inline(a) && is_inline(b)) {
            match run {
                [Node::Element(element)] if !is_inline(&run[0]) => self.block(element, &mut blocks),
                _ => blocks.extend(self.paragraph(run)),
            }
        }
        blocks
    }

    fn block(&self, element: &Element, blocks: &mut Vec<String>) {
        if is_left_out(element) {
            return;
        }
        let children = &element.children;
        match element.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(element.name.as_bytes()[1] - b'0');
                let text = self.line(children, " ");
                blocks.push(format!("{} {text}", "#".repeat(level)));
            }
            "p" if is_title(element) => blocks.push(self.title(children)),
            "summary" => blocks.push(self.title(children)),
            "p" | "caption" | "figcaption" => blocks.extend(self.paragraph(children)),
            "pre" => self.code_block(element, blocks),
            "ul" | "ol" => {
                let list = self.list(element, blocks.last());
                blocks.extend(list);
            }
            "dl" => {
                let list = self.descriptions(children, blocks.last());
                blocks.extend(list);
            }
            "table" => self.table(element, blocks),
            "blockquote" => blocks.push(prefixed(&self.document(children), "> ", "> ")),
            "hr" => blocks.push("---".to_owned()),
            _ if element.has_class("footnotes") => self.notes(element, blocks),
            _ if element.has_class("callout") => blocks.push(prefixed(&self.document(children), "> ", "> ")),
            _ => blocks.extend(self.blocks(children)),
        }
    }

    fn paragraph(&self, nodes: &[Node]) -> Option<String> {
        let text = self.line(nodes, " ");
        (!text.is_empty()).then(|| at_line_start(&text))
    }

    /// A title in bold. What says more of it, in an element of its own, stands behind.
    fn title(&self, nodes: &[Node]) -> String {
        let end = nodes.iter().position(is_span).unwrap_or(nodes.len());
        let (title, more) = nodes.split_at(end);
        let text = format!("**{}** {}", self.line(title, " "), self.line(more, " "));
        text.trim_end().to_owned()
    }

    /// Code, and below it what its lines are told.
    fn code_block(&self, pre: &Element, blocks: &mut Vec<String>) {
        let mut text = String::new();
        let mut remarks = Vec::new();
        code_and_remarks(&pre.children, &mut text, &mut remarks);
        let classes = elements(&pre.children).filter_map(|code| code.attribute("class"));
        let classes: Vec<&str> = classes.flat_map(str::split_whitespace).collect();
        let language = classes.iter().find_map(|class| class.strip_prefix("language-"));
        let language = language.unwrap_or_default();
        // As in the guide: whoever lints the twin knows that it is meant to be wrong.
        let bad = if classes.contains(&"rejected") { " bad" } else { "" };
        let ticks = ticks(&text, 3);
        blocks.push(format!(
            "{ticks}{language}{bad}\n{}\n{ticks}",
            text.trim_end_matches('\n')
        ));
        let remarks: Vec<String> = remarks
            .iter()
            .map(|remark| format!("- {}", self.line(&remark.children, " ")))
            .collect();
        if !remarks.is_empty() {
            blocks.push(remarks.join("\n"));
        }
    }

    /// `above` is the block that the list follows: a list with the same mark would go on with that one.
    fn list(&self, list: &Element, above: Option<&String>) -> Option<String> {
        let is_ordered = list.name == "ol";
        let follows = |mark: &str| above.is_some_and(|above| above.starts_with(mark));
        let bullet = if follows("- ") { '*' } else { '-' };
        let dot = if follows("1. ") { ')' } else { '.' };
        let mut items = Vec::new();
        for item in elements(&list.children) {
            let mark = if is_ordered {
                format!("{}{dot} ", items.len() + 1)
            } else {
                match item.children.iter().find_map(|child| child.find("input")) {
                    Some(Node::Element(input)) if input.attribute("checked").is_some() => {
                        format!("{bullet} [x] ")
                    }
                    Some(_) => format!("{bullet} [ ] "),
                    None => format!("{bullet} "),
                }
            };
            let blocks = self.blocks(&item.children);
            if !blocks.is_empty() {
                // What a box is ticked for belongs to the line; what is below is indented like any item's.
                let indent = " ".repeat(if is_ordered { mark.len() } else { 2 });
                items.push((blocks.len() > 1, prefixed(&blocks.join("\n\n"), &mark, &indent)));
            }
        }
        let is_loose = items.iter().any(|(is_loose, _)| *is_loose);
        let items: Vec<String> = items.into_iter().map(|(_, item)| item).collect();
        (!items.is_empty()).then(|| items.join(if is_loose { "\n\n" } else { "\n" }))
    }

    /// Footnotes, by the number that their references have.
    fn notes(&self, element: &Element, blocks: &mut Vec<String>) {
        for note in elements(&element.children).flat_map(|list| elements(&list.children)) {
            if let Some(number) = note.attribute("id").and_then(|id| id.strip_prefix(NOTE)) {
                let text = self.document(&note.children);
                blocks.push(prefixed(&text, &format!("[^{number}]: "), "    "));
            }
        }
    }

    /// Terms as items of a list, with what is said of them on the same line.
    fn descriptions(&self, nodes: &[Node], above: Option<&String>) -> Option<String> {
        let bullet = if above.is_some_and(|above| above.starts_with("* ")) {
            '-'
        } else {
            '*'
        };
        let mut lines: Vec<String> = Vec::new();
        let groups = elements(nodes).flat_map(|element| match element.name {
            "div" => elements(&element.children).collect(),
            _ => vec![element],
        });
        for element in groups {
            let text = self.line(&element.children, "<br>");
            match (element.name, lines.last_mut()) {
                ("dt", _) => lines.push(format!("{bullet} **{}:**", text.trim_matches('*'))),
                (_, Some(line)) if line.ends_with(":**") => line.push_str(&format!(" {text}")),
                (_, Some(line)) => line.push_str(&format!("<br>{text}")),
                (_, None) => lines.push(format!("{bullet} {text}")),
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn table(&self, table: &Element, blocks: &mut Vec<String>) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for part in elements(&table.children) {
            match part.name {
                "caption" => blocks.extend(self.paragraph(&part.children)),
                "tr" => rows.push(self.row(part)),
                _ => rows.extend(elements(&part.children).map(|row| self.row(row))),
            }
        }
        let Some(width) = rows.iter().map(Vec::len).max() else {
            return;
        };
        rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| format!("| {} |", row.join(" | ")))
            .collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        blocks.push(lines.join("\n"));
    }

    fn row(&self, row: &Element) -> Vec<String> {
        elements(&row.children)
            .map(|cell| self.line(&cell.children, "<br>").replace('|', "\\|"))
            .collect()
    }

    /// On one line, whatever it is; `between` stands where one block ends and another begins.
    fn line(&self, nodes: &[Node], between: &str) -> String {
        let mut line = String::new();
        self.inline(nodes, between, &mut line);
        let mut line = line.trim().to_owned();
        while let Some(rest) = line
            .strip_suffix(between.trim_end())
            .filter(|_| !between.trim().is_empty())
        {
            line = rest.trim_end().to_owned();
        }
        line
    }

    fn inline(&self, nodes: &[Node], between: &str, line: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => push_folded(&escape(text), line),
                Node::Element(element) if !is_left_out(element) => {
                    self.inline_element(element, between, line);
                }
                Node::Element(_) => {}
            }
        }
    }

    fn inline_element(&self, element: &Element, between: &str, line: &mut String) {
        let children = &element.children;
        match element.name {
            "b" | "strong" => self.wrapped(children, "**", line),
            "em" | "i" | "cite" => self.wrapped(children, "*", line),
            "del" | "s" => self.wrapped(children, "~~", line),
            "code" | "kbd" | "samp" => line.push_str(&code(&shown_text(children))),
            "br" => line.push_str("<br>"),
            "img" => line.push_str(&format!(
                "![{}]({})",
                escape(element.attribute("alt").unwrap_or_default()),
                element.attribute("src").unwrap_or_default()
            )),
            "a" => match element.attribute("href") {
                Some(_) if element.attribute("id").is_some_and(|id| id.starts_with(NOTE)) => {
                    line.push_str(&format!("[^{}]", text_of(children)));
                }
                Some(to) => {
                    let text = self.line(children, " ");
                    line.push_str(&format!("[{text}]({})", (self.link)(to)));
                }
                None => self.inline(children, between, line),
            },
            name if INLINE.contains(&name) => self.inline(children, between, line),
            _ => {
                let text = self.line(children, between);
                if text.is_empty() {
                    return;
                }
                line.truncate(line.trim_end().len());
                if !line.is_empty() && !line.ends_with(between) {
                    line.push_str(between);
                }
                line.push_str(&text);
                line.push_str(between);
            }
        }
    }

    /// Marks hug their text: blanks go outside.
    fn wrapped(&self, nodes: &[Node], mark: &str, line: &mut String) {
        let mut content = String::new();
        self.inline(nodes, " ", &mut content);
        let text = content.trim();
        if text.is_empty() {
            return push_folded(&content, line);
        }
        if text_of(nodes).starts_with(char::is_whitespace) {
            push_folded(" ", line);
        }
        line.push_str(&format!("{mark}{text}{mark}"));
        if content.ends_with(' ') {
            line.push(' ');
        }
    }
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Element(element) => INLINE.contains(&element.name),
    }
}

/// What names a box or a tab on the page.
fn is_title(element: &Element) -> bool {
    let classes = element.attribute("class").unwrap_or_default();
    classes
        .split_whitespace()
        .any(|class| class.ends_with("__title") || class == "tab__label")
}

fn is_span(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "span")
}

fn is_left_out(element: &Element) -> bool {
    LEFT_OUT.contains(&element.name)
        || LEFT_OUT_CLASSES.iter().any(|class| element.has_class(class))
        || element.attribute("aria-hidden") == Some("true")
        || element.attribute("data-nocopy").is_some()
        // Hidden until it is found: that is content.
        || element.attribute("hidden").is_some_and(|hidden| hidden != "until-found")
}

/// What is shown of the elements in a row of nodes.
fn elements<'a, 'p>(nodes: &'a [Node<'p>]) -> impl Iterator<Item = &'a Element<'p>> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) if !is_left_out(element) => Some(element),
        _ => None,
    })
}

/// As it stands, without what is left out.
fn shown_text(nodes: &[Node]) -> String {
    let text = |node: &Node| match node {
        Node::Text(text) => (*text).to_owned(),
        Node::Element(element) if is_left_out(element) => String::new(),
        Node::Element(element) => shown_text(&element.children),
    };
    nodes.iter().map(text).collect()
}

fn text_of(nodes: &[Node]) -> String {
    nodes.iter().map(Node::text).collect()
}

/// Text with its blanks folded, so that a line stays one.
fn push_folded(text: &str, line: &mut String) {
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
    }
}

fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut lines = text.lines();
    let mut prefixed = format!("{first}{}", lines.next().unwrap_or_default());
    for line in lines {
        prefixed.push('\n');
        prefixed.push_str(format!("{others}{line}").trim_end());
    }
    prefixed
}

/// As many backquotes as it takes.
fn ticks(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(if longest < least { least } else { longest + 1 })
}

fn code(text: &str) -> String {
    if text.trim().is_empty() {
        return text.to_owned();
    }
    let text = text.replace('\n', " ");
    let ticks = ticks(&text, 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{ticks} {text} {ticks}")
    } else {
        format!("{ticks}{text}{ticks}")
    }
}

/// The text of a block of code as it stands, prompts included, and apart from it what its lines are told.
fn code_and_remarks<'a, 'p>(nodes: &'a [Node<'p>], text: &mut String, remarks: &mut Vec<&'a Element<'p>>) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(element) if element.has_class(REMARK) => remarks.push(element),
            Node::Element(element) => code_and_remarks(&element.children, text, remarks),
        }
    }
}

/// Text that Markdown takes as it is.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied();
        let is_within_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_special = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => true,
            '_' => !(is_within_word(before) && is_within_word(after)),
            '<' => after.is_some_and(|c| c.is_alphabetic() || "/!?".contains(c)),
            '&' => after.is_some_and(|c| c.is_alphabetic() || c == '#'),
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

/// A line that would begin a block of another kind does not.
fn at_line_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    let rest = line.strip_prefix(['-', '+']);
    let is_item = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-']));
    if line.starts_with(['#', '>']) || is_item {
        return format!("\\{line}");
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser};

    use super::super::element::tree;
    use super::*;
    use crate::guide::markdown_options;
    use crate::site::html::parts;

    fn written(html: &str) -> String {
        let link = |to: &str| to.to_owned();
        Writer { link: &link }.document(&tree(&parts(html)))
    }

    #[test]
    fn marks_hug_their_text() {
        assert_eq!(written("<p>a<b> bold </b>c<i></i></p>"), "a **bold** c");
        assert_eq!(
            written("<p>a <code>`</code> <code>x``y</code></p>"),
            "a `` ` `` ```x``y```"
        );
    }

    #[test]
    fn what_only_works_in_a_browser_is_left_out() {
        let html = "<div><p>a</p><button>b</button><svg><title>c</title></svg><p hidden>d</p>\
                    <p hidden=\"until-found\">e</p><span data-nocopy>f</span><nav><p>g</p></nav></div>";
        assert_eq!(written(html), "a\n\ne");
    }

    #[test]
    fn what_a_line_of_code_is_told_stands_below_the_code() {
        let html = "<pre><code class=\"language-sh\"><span><span data-nocopy>$ </span>a\n</span>\
                    <span class=\"frame\" data-nocopy><b>Error:</b> <code>a</code> is *</span><span>b\n</span></code></pre>";
        assert_eq!(written(html), "```sh\n$ a\nb\n```\n\n- **Error:** `a` is \\*");
    }

    #[test]
    fn dots_that_stand_for_a_secret_are_left_out() {
        assert_eq!(
            written("<p><code>EAA<span aria-hidden=\"true\">••</span></code></p>"),
            "`EAA`"
        );
    }

    #[test]
    fn lists_in_a_row_stay_apart() {
        let item = "<li>a</li>";
        let terms = "<dl><dt>a</dt><dd>b</dd></dl>";
        assert_eq!(
            written(&format!(
                "<ul>{item}</ul><ul>{item}</ul>{terms}<ol>{item}</ol><ol>{item}</ol>"
            )),
            "- a\n\n* a\n\n- **a:** b\n\n1. a\n\n1) a"
        );
    }

    #[test]
    fn what_names_a_box_is_bold_and_what_says_more_is_not() {
        let html = "<p class=\"node__title\">a <span>b</span></p><details><summary>c</summary>d</details>";
        assert_eq!(written(html), "**a** b\n\n**c**\n\nd");
    }

    #[test]
    fn cells_stay_on_their_line() {
        let html = "<table><tr><th>a</th></tr><tr><td><p>b|</p>\n <ul><li>c</li><li>d</li></ul></td><td>e</td></tr></table>";
        assert_eq!(written(html), "| a |  |\n| --- | --- |\n| b\\|<br>c<br>d | e |");
    }

    proptest! {
        /// Whatever a page says is said in its twin, and nothing of it becomes a mark.
        #[test]
        fn text_stays_text(text in "([ a-z0-9]|[-+*_#>~`<&;=.)(|!\\[\\]\\\\:/^$\"'{}]){0,24}") {
            let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let html = format!("<p>{}</p>", crate::site::markdown::escape(&text));
            let twin = written(&html);
            let mut read = String::new();
            for event in Parser::new_ext(&twin, markdown_options()) {
                match event {
                    Event::Text(text) => read.push_str(&text),
                    Event::Start(pulldown_cmark::Tag::Paragraph) | Event::End(_) => {}
                    event => prop_assert!(false, "{event:?} in {twin}"),
                }
            }
            prop_assert_eq!(read, folded);
        }
    }
}
