//! A finished page as a tree of elements and texts.

use crate::site::html::Part;

/// Deeper elements stand beside their parents: no page is made like that on purpose.
const DEPTH: usize = 64;

#[derive(Debug)]
pub enum Node<'p> {
    Text(&'p str),
    Element(Element<'p>),
}

#[derive(Debug)]
pub struct Element<'p> {
    pub name: &'p str,
    attributes: &'p [(String, String)],
    pub children: Vec<Node<'p>>,
}

impl<'p> Element<'p> {
    pub fn attribute(&self, wanted: &str) -> Option<&'p str> {
        let found = self.attributes.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, wanted: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_whitespace().any(|class| class == wanted))
    }
}

impl Node<'_> {
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
            Self::Text(text) => (*text).to_owned(),
            Self::Element(element) => element.children.iter().map(Self::text).collect(),
        }
    }
}

pub fn tree(parts: &[Part]) -> Vec<Node<'_>> {
    let mut top = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    for part in parts {
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
                if *is_void || open.len() >= DEPTH {
                    children(&mut top, &mut open).push(Node::Element(element));
                } else {
                    open.push(element);
                }
            }
            Part::Close { name } => {
                // An element that nothing closes ends with the one that it stands in.
                let Some(at) = open.iter().rposition(|element| element.name == *name) else {
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
fn children<'a, 'p>(top: &'a mut Vec<Node<'p>>, open: &'a mut [Element<'p>]) -> &'a mut Vec<Node<'p>> {
    open.last_mut().map_or(top, |element| &mut element.children)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::parts;

    #[test]
    fn elements_stand_in_each_other_as_far_as_that_is_sensible() {
        let parts_of_page = parts("<main><p>a<br>b<p>c</main>");
        let nodes = tree(&parts_of_page);
        assert_eq!(nodes[0].find("p").map(Node::text).as_deref(), Some("abc"));
        let deep = parts(&("<b>".repeat(100_000) + "x"));
        assert_eq!(tree(&deep)[0].text(), "x");
    }
}
