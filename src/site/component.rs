//! Calls of the theme's components in Markdown: `::field-table{provider=meta-cloud-api}`, and those that stand round
//! content: `::tabs` ... `::/tabs`.

use serde::Serialize;
use tera::Context;

use crate::guide::Guide;
use crate::guide::mistake::{Mistake, instead};
use crate::guide::page::Page;
use crate::site::links::{self, Wrong};
use crate::site::theme::Theme;
use crate::site::view::Views;

/// Parameters that the engine fills in by itself.
const GIVEN: [&str; 2] = ["guide", "root"];

/// A call as it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'a> {
    pub name: &'a str,
    arguments: Vec<(&'a str, &'a str)>,
}

/// What a paragraph of a page is, beside text.
#[derive(Debug, PartialEq, Eq)]
pub enum Paragraph<'a> {
    Call(Call<'a>),
    /// `::/tabs`: the end of a call that stands round content.
    End(&'a str),
}

impl<'a> Paragraph<'a> {
    /// The call that a paragraph is, if it is one and nothing else.
    pub fn read(paragraph: &'a str) -> Option<Self> {
        let call = paragraph.trim().strip_prefix("::")?;
        if let Some(name) = call.strip_prefix('/') {
            return is_name(name).then_some(Self::End(name));
        }
        let (name, arguments) = match call.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}')?),
            None => (call, ""),
        };
        if !is_name(name) {
            return None;
        }
        Some(Self::Call(Call {
            name,
            arguments: arguments_of(arguments),
        }))
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// `key=value` and `key="value with blanks"`, with blanks between them.
fn arguments_of(text: &str) -> Vec<(&str, &str)> {
    let mut arguments = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ', '\n']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(quoted) if quoted.starts_with('"') => {
                quoted[1..].split_once('"').unwrap_or((&quoted[1..], ""))
            }
            Some(bare) => bare.split_at(bare.find(char::is_whitespace).unwrap_or(bare.len())),
            None => ("", after),
        };
        arguments.push((key, value));
        rest = after.trim_start();
    }
    arguments
}

/// Where a call stands, and what it can name there.
pub struct Scene<'a, 'g> {
    pub guide: &'g Guide,
    pub page: &'g Page,
    pub theme: &'a Theme,
    pub views: &'a Views<'g>,
    pub root: &'a str,
}

impl Call<'_> {
    /// The component's name in Tera.
    pub fn component(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The arguments, those named after what they hold as the views of it.
    pub fn context(&self, scene: &Scene) -> Result<Context, (Mistake, Wrong)> {
        let wrong = |message, help| (Mistake::UnknownComponent, Wrong { message, help });
        let theme = scene.theme;
        let Some(signature) = theme.signature(&self.component()) else {
            let message = format!("there is no component `{}`", self.name);
            return Err(wrong(message, theme.instead_of(self.name)));
        };
        let mut context = Context::new();
        let takes = |name: &str| signature.parameters.iter().any(|parameter| parameter == name);
        if takes("guide") {
            context.insert_value("guide", scene.views.value.clone());
        }
        if takes("root") {
            context.insert("root", scene.root);
        }
        for (key, value) in &self.arguments {
            let free = signature
                .parameters
                .iter()
                .map(String::as_str)
                .filter(|parameter| !GIVEN.contains(parameter));
            if !free.clone().any(|parameter| parameter == *key) {
                let message = format!("the component `{}` takes no `{key}`", self.name);
                return Err(wrong(message, instead(key, free)));
            }
            add(key, value, scene, &mut context)?;
        }
        Ok(context)
    }
}

fn add(key: &str, value: &str, scene: &Scene, context: &mut Context) -> Result<(), (Mistake, Wrong)> {
    let views = scene.views;
    let unknown = |what: &str, known: Vec<&str>| {
        let message = format!("there is no {what} `{value}`");
        let help = instead(value, known);
        (Mistake::UnknownName, Wrong { message, help })
    };
    match key {
        "provider" => {
            let view = views.providers.iter().find(|view| view.id == value);
            let known = || views.providers.iter().map(|view| view.id).collect();
            context.insert(key.to_owned(), view.ok_or_else(|| unknown("provider", known()))?);
        }
        "credential" | "first" | "second" => {
            let view = views.credentials.iter().find(|view| view.id == value);
            let known = || views.credentials.iter().map(|view| view.id).collect();
            context.insert(
                key.to_owned(),
                view.ok_or_else(|| unknown("credential", known()))?,
            );
        }
        "page" => {
            let path = links::resolve(&scene.page.path, value);
            let page = scene
                .guide
                .pages
                .iter()
                .find(|page| Some(&page.path) == path.as_ref());
            let Some(page) = page else {
                let wrong = links::no_page(scene.guide, scene.page, value);
                return Err((Mistake::DeadLink, wrong));
            };
            context.insert(
                key.to_owned(),
                &Target {
                    title: &page.title,
                    description: &page.description,
                    url: page.url(),
                },
            );
        }
        "href" => {
            let outside = links::target(scene.guide, scene.page, value);
            let Ok(links::Target::Outside(url)) = outside else {
                let wrong = Wrong {
                    message: format!("`{value}` is no address of another site"),
                    help: "pages of the guide are named by `page=`, as seen from this one".to_owned(),
                };
                return Err((Mistake::DeadLink, wrong));
            };
            context.insert(key.to_owned(), &url);
        }
        _ => context.insert(key.to_owned(), value),
    }
    Ok(())
}

/// A page that a call names.
#[derive(Serialize)]
struct Target<'a> {
    title: &'a str,
    description: &'a str,
    /// From the top of the site.
    url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(paragraph: &str) -> Option<Call<'_>> {
        match Paragraph::read(paragraph) {
            Some(Paragraph::Call(call)) => Some(call),
            _ => None,
        }
    }

    #[test]
    fn a_call_is_a_paragraph_of_its_own() {
        let comparison =
            call("::comparison{first=waba-id second=\"access-token\"}\n").expect("this is a call");
        assert_eq!(comparison.component(), "comparison");
        assert_eq!(
            comparison.arguments,
            [("first", "waba-id"), ("second", "access-token")]
        );
        assert_eq!(call("::glossary").map(|call| call.name), Some("glossary"));
        assert_eq!(call("see ::glossary"), None);
        assert_eq!(call("::glossary and more"), None);
        assert_eq!(call("::glossary{a=b"), None);
    }

    #[test]
    fn quoted_arguments_may_hold_blanks() {
        let tab = call("::tab{label=\"Meta Cloud API\" open id=a}").expect("this is a call");
        assert_eq!(
            tab.arguments,
            [("label", "Meta Cloud API"), ("open", ""), ("id", "a")]
        );
    }

    #[test]
    fn content_ends_by_name() {
        assert_eq!(Paragraph::read("::/tabs\n"), Some(Paragraph::End("tabs")));
        assert_eq!(Paragraph::read("::/"), None);
    }
}
