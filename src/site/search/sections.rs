//! A finished page as its sections, with what templates wrote into them: the text between one heading and the next.

use crate::site::html::Part;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its anchor; empty for what stands before the first heading.
    pub id: String,
    pub title: String,
    pub text: String,
    /// It defines a term, and its title is none of a part of the page.
    pub is_term: bool,
}

/// What is not read: other pages' titles, examples' values, controls.
const LEFT_OUT: [&str; 7] = ["nav", "pre", "form", "button", "svg", "h1", "script"];

/// Tags that part no words.
const INLINE: [&str; 16] = [
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "sub",
    "sup", "time",
];

pub fn sections(parts: &[Part]) -> Vec<Section> {
    let mut reader = Reader {
        sections: vec![Section::default()],
        ..Reader::default()
    };
    for part in parts {
        reader.read(part);
    }
    for section in &mut reader.sections {
        section.title = one_line(&section.title);
        section.text = one_line(&section.text);
    }
    reader.sections
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    is_in_main: bool,
    /// The tag of what is left out, and how many of its kind are open.
    left_out: Option<(String, usize)>,
    /// The tag whose text is the section's title.
    title: Option<String>,
    /// The anchor of the entry that the next term stands in.
    entry: Option<String>,
}

impl Reader {
    fn read(&mut self, part: &Part) {
        match part {
            Part::Open { name, .. } if name == "main" => self.is_in_main = true,
            Part::Close { name } if name == "main" => self.is_in_main = false,
            _ if !self.is_in_main => {}
            _ if self.left_out.is_some() => self.leave_out(part),
            Part::Open { name, is_void, .. } => {
                self.part_words(name);
                if !is_void {
                    self.open(name, part);
                }
            }
            Part::Close { name } => {
                self.part_words(name);
                if self.title.as_ref() == Some(name) {
                    self.title = None;
                }
            }
            Part::Text(text) => self.push(text),
        }
    }

    fn open(&mut self, name: &str, part: &Part) {
        let id = part.attribute("id");
        let class = part.attribute("class").unwrap_or_default();
        if LEFT_OUT.contains(&name)
            || ["anchor", "toc-bar"]
                .iter()
                .any(|it| class.split(' ').any(|class| class == *it))
        {
            self.left_out = Some((name.to_owned(), 1));
            return;
        }
        let id = match name {
            "div" => {
                self.entry = id.map(str::to_owned);
                return;
            }
            "h2" | "h3" => id.map(str::to_owned),
            "dt" => id.map(str::to_owned).or_else(|| self.entry.take()),
            _ => None,
        };
        if let Some(id) = id {
            self.sections.push(Section {
                id,
                is_term: name == "dt",
                ..Section::default()
            });
            self.title = Some(name.to_owned());
        }
    }

    fn leave_out(&mut self, part: &Part) {
        let Some((tag, depth)) = &mut self.left_out else {
            return;
        };
        match part {
            Part::Open {
                name, is_void: false, ..
            } if name == tag => *depth += 1,
            Part::Close { name } if name == tag => *depth -= 1,
            _ => {}
        }
        if *depth == 0 {
            self.left_out = None;
        }
    }

    fn part_words(&mut self, tag: &str) {
        if !INLINE.contains(&tag) {
            self.push(" ");
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(section) = self.sections.last_mut() {
            let to = if self.title.is_some() {
                &mut section.title
            } else {
                &mut section.text
            };
            to.push_str(text);
        }
    }
}

/// A text with single blanks and without line ends, which part the texts of an index.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::parts;

    #[test]
    fn a_page_is_read_heading_by_heading() {
        let read = sections(&parts(
            "<nav>Menu</nav><main><h1>Title</h1><p>Lead <b>and</b> more<br>text.</p><nav><nav>no</nav>no</nav>\
             <h2 id=one>One <a class=\"anchor\" href=#one>#</a></h2><p>First<p>second<pre>KEY=1</pre>\
             <h3 id=two>Two</h3><h4>Small</h4>text<h2>No anchor</h2></main><footer>Foot</footer>",
        ));
        let shown: Vec<(&str, &str, &str)> = read
            .iter()
            .map(|it| (it.id.as_str(), it.title.as_str(), it.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("", "", "Lead and more text."),
                ("one", "One", "First second"),
                ("two", "Two", "Small text No anchor"),
            ]
        );
    }

    #[test]
    fn terms_are_sections_of_their_own() {
        let read = sections(&parts(
            "<main><dl class=glossary><div id=waba><dt><a href=x>WABA</a></dt><dd>An account</dd></div>\
             <dt id=pin>PIN</dt><dd>Six digits</dd></dl><dl><div><dt>Severity</dt><dd>error</dd></div></dl></main>",
        ));
        let terms: Vec<(&str, &str)> = read
            .iter()
            .filter(|it| it.is_term)
            .map(|it| (it.id.as_str(), it.text.as_str()))
            .collect();
        assert_eq!(
            terms,
            [("waba", "An account"), ("pin", "Six digits Severity error")]
        );
    }
}
