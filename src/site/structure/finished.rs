//! A finished page: what the theme made of it must be readable for everybody, too.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::site::html::Part;

/// What is asked of a finished page.
#[derive(Debug, Default)]
pub struct Html {
    language: Option<String>,
    headings: Vec<u8>,
    /// Where its links lead, as they are written.
    pub links: Vec<String>,
    /// Controls that no label may belong to: their tag and id.
    unlabelled: Vec<(String, Option<String>)>,
    /// Ids that labels are for.
    labelled: BTreeSet<String>,
    pictures_without_alternative: BTreeSet<String>,
    /// Links and buttons that say nothing: their tag, and where they lead.
    unnamed: BTreeSet<(String, String)>,
    /// The links and buttons that are open, each with whether it has said something.
    open: Vec<Named>,
    labels_open: usize,
}

#[derive(Debug)]
struct Named {
    tag: String,
    target: String,
    has_name: bool,
}

/// What is wrong with a finished page: it has no place in the page's source.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    mistake: Mistake,
    message: String,
}

impl Problem {
    /// The finding at the first of the pages that have it, of which there may be all.
    pub fn on(self, pages: &[&Page]) -> Option<Finding> {
        let help = match pages.len() {
            0 | 1 => "mend the theme's template or component that writes it",
            _ => "mend the theme's template or component that writes it, on this page and on others",
        };
        let finding = self.mistake.at(&pages.first()?.source, 0..0, self.message);
        Some(finding.help(help))
    }
}

impl Html {
    pub fn read(parts: &[Part]) -> Self {
        let mut read = Self::default();
        for part in parts {
            match part {
                Part::Open { name, .. } => read.open(name, part),
                Part::Close { name } => read.close(name),
                Part::Text(text) if !text.trim().is_empty() => read.name_what_is_open(),
                Part::Text(_) => {}
            }
        }
        read
    }

    fn open(&mut self, tag: &str, part: &Part) {
        let attribute = |name| part.attribute(name).filter(|value| !value.trim().is_empty());
        let has_name = ["aria-label", "aria-labelledby", "title"]
            .into_iter()
            .any(|name| attribute(name).is_some());
        match tag {
            "html" => self.language = attribute("lang").map(ToOwned::to_owned),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.headings.extend(tag[1..].parse::<u8>()),
            "a" | "button" => {
                let target = part.attribute("href");
                self.links.extend(target.map(ToOwned::to_owned));
                self.open.push(Named {
                    tag: tag.to_owned(),
                    target: target.unwrap_or_default().to_owned(),
                    has_name,
                });
            }
            "label" => {
                self.labels_open += 1;
                self.labelled.extend(attribute("for").map(ToOwned::to_owned));
            }
            "img" => match part.attribute("alt") {
                None => {
                    let file = part.attribute("src").unwrap_or_default();
                    self.pictures_without_alternative.insert(file.to_owned());
                }
                Some(alternative) if !alternative.trim().is_empty() => self.name_what_is_open(),
                Some(_) => {}
            },
            "input" | "select" | "textarea" => {
                // These say themselves what they are, or are not shown.
                let kinds = ["hidden", "submit", "reset", "button", "image"];
                let names_itself = tag == "input" && attribute("type").is_some_and(|it| kinds.contains(&it));
                if !has_name && !names_itself && self.labels_open == 0 {
                    let id = attribute("id").map(ToOwned::to_owned);
                    self.unlabelled.push((tag.to_owned(), id));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) {
        if tag == "label" {
            self.labels_open = self.labels_open.saturating_sub(1);
        }
        if self.open.last().is_some_and(|named| named.tag == tag)
            && let Some(named) = self.open.pop()
            && !named.has_name
        {
            self.unnamed.insert((named.tag, named.target));
        }
    }

    fn name_what_is_open(&mut self) {
        for named in &mut self.open {
            named.has_name = true;
        }
    }

    /// `are_headings_said`: what is wrong with their order is reported already.
    pub fn problems(&self, are_headings_said: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut report = |mistake, message: String| problems.push(Problem { mistake, message });
        if self.language.is_none() {
            report(
                Mistake::MissingName,
                "the finished page does not say its language: `<html lang>`".to_owned(),
            );
        }
        let titles = self.headings.iter().filter(|level| **level == 1).count();
        if !are_headings_said && titles != 1 {
            report(
                Mistake::HeadingOrder,
                format!("the finished page has {titles} headings of the first level, and it takes one"),
            );
        }
        let skipped = self.headings.windows(2).find(|pair| pair[1] > pair[0] + 1);
        if let Some([above, below]) = skipped.filter(|_| !are_headings_said) {
            report(
                Mistake::HeadingOrder,
                format!("in the finished page a heading of level {below} follows one of level {above}"),
            );
        }
        for file in &self.pictures_without_alternative {
            report(
                Mistake::MissingName,
                format!("the finished page has a picture without `alt`: `{file}`"),
            );
        }
        let is_labelled = |id: &Option<String>| id.as_ref().is_some_and(|id| self.labelled.contains(id));
        for (tag, _) in self.unlabelled.iter().filter(|(_, id)| !is_labelled(id)) {
            report(
                Mistake::MissingName,
                format!("the finished page has an `<{tag}>` without a label"),
            );
        }
        let is_said = |target: &String| are_headings_said && target.starts_with('#');
        for (tag, target) in self.unnamed.iter().filter(|(_, target)| !is_said(target)) {
            let message = match target.as_str() {
                "" => format!("the finished page has a `<{tag}>` without a text"),
                target => format!("the finished page has a link without a text: `{target}`"),
            };
            report(Mistake::MissingName, message);
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::parts;

    fn problems(html: &str) -> Vec<String> {
        let html = format!("<html lang=en><h1>Title</h1>{html}");
        let problems = Html::read(&parts(&html)).problems(false);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn every_control_has_a_label() {
        let labelled = "<label>A <input></label><label for=b>B</label><input id=b><select aria-label=C></select>\
            <input type=hidden><input type=submit>";
        assert_eq!(problems(labelled), Vec::<String>::new());
        assert_eq!(
            problems("<label for=a>A</label><input id=b><textarea aria-label=' '></textarea>").len(),
            2
        );
    }

    #[test]
    fn links_buttons_and_pictures_say_what_they_are() {
        let named =
            "<a href=x>X</a><a href=x><img src=y alt=Y></a><button title=Z></button><img src=y alt=''>";
        assert_eq!(problems(named), Vec::<String>::new());
        assert_eq!(
            problems("<a href=x><svg></svg></a><button> </button><img src=y>"),
            [
                "the finished page has a picture without `alt`: `y`",
                "the finished page has a link without a text: `x`",
                "the finished page has a `<button>` without a text",
            ]
        );
    }

    #[test]
    fn headings_begin_with_one_title_and_skip_no_level() {
        assert_eq!(problems("<h2>A</h2><h3>B</h3><h2>C</h2>"), Vec::<String>::new());
        assert_eq!(
            problems("<h3>A</h3><h1>B</h1>"),
            [
                "the finished page has 2 headings of the first level, and it takes one",
                "in the finished page a heading of level 3 follows one of level 1",
            ]
        );
    }
}
