//! A finished page as a tree of elements and texts.

use crate::site::html::{Part, parts};

/// Deeper elements stand beside their parents: no page is made like that on purpose.
const DEPTH: usize = 64;

#[derive(Debug)]
pub enum Node {
    Text(String),
    Element(Element),
}

#[derive(Debug)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, wanted: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_whitespace().any(|class| class == wanted))
    }
}

impl Node {
    pub fn children(&self) -> &[Self] {
        match self {
            Self::Text(_) => &[],
            Self::Element(element) => &element.children,
        }
    }

    /// The first element of this name.
    pub fn find(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Element(element) if element.name == name => Some(self),
            _ => self.children().iter().find_map(|child| child.find(name)),
        }
    }

    /// All the text in it, as it stands.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Element(element) => element.children.iter().map(Self::text).collect(),
        }
    }
}

pub fn tree(html: &str) -> Vec<Node> {
    let mut top = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    for part in parts(html) {
        match part {
            Part::Text(text) => children(&mut top, &mut open).push(Node::Text(text)),
            Part::Open {
                name,
                attributes,
                is_void,
            } => {
                let element = Element {
                    name,
                    attributes,
                    children: Vec::new(),
                };
                if is_void || open.len() >= DEPTH {
                    children(&mut top, &mut open).push(Node::Element(element));
                } else {
                    open.push(element);
                }
            }
            Part::Close { name } => {
                // An element that nothing closes ends with the one that it stands in.
                let Some(at) = open.iter().rposition(|element| element.name == name) else {
                    continue;
                };
                while open.len() > at
                    && let Some(element) = open.pop()
                {
                    children(&mut top, &mut open).push(Node::Element(element));
                }
            }
        }
    }
    while let Some(element) = open.pop() {
        children(&mut top, &mut open).push(Node::Element(element));
    }
    top
}

/// Of the innermost open element.
fn children<'a>(top: &'a mut Vec<Node>, open: &'a mut [Element]) -> &'a mut Vec<Node> {
    open.last_mut().map_or(top, |element| &mut element.children)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stand_in_each_other_as_far_as_that_is_sensible() {
        let nodes = tree("<main><p>a<br>b<p>c</main>");
        assert_eq!(nodes[0].find("p").map(Node::text).as_deref(), Some("abc"));
        let deep = "<b>".repeat(100_000) + "x";
        assert_eq!(tree(&deep)[0].text(), "x");
    }
}
