//! Calls of the theme's components in Markdown: `::field-table{provider=meta-cloud-api}`.

use tera::Context;

use crate::guide::mistake::{Mistake, instead};
use crate::site::links::Wrong;
use crate::site::theme::Theme;
use crate::site::view::Views;

/// Parameters that the engine fills in by itself.
const GIVEN: [&str; 2] = ["guide", "root"];

/// A call as it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'a> {
    name: &'a str,
    arguments: Vec<(&'a str, &'a str)>,
}

impl<'a> Call<'a> {
    /// The call that a paragraph is, if it is one and nothing else.
    pub fn read(paragraph: &'a str) -> Option<Self> {
        let call = paragraph.trim().strip_prefix("::")?;
        let (name, arguments) = match call.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}')?),
            None => (call, ""),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return None;
        }
        let arguments = arguments
            .split_whitespace()
            .map(|argument| {
                let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
                (key, value.trim_matches('"'))
            })
            .collect();
        Some(Self { name, arguments })
    }

    /// The component's name in Tera.
    pub fn component(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The arguments, those named after what they hold as the views of it.
    pub fn context(&self, theme: &Theme, views: &Views, root: &str) -> Result<Context, (Mistake, Wrong)> {
        let wrong = |message, help| (Mistake::UnknownComponent, Wrong { message, help });
        let Some(parameters) = theme.parameters(&self.component()) else {
            let message = format!("there is no component `{}`", self.name);
            return Err(wrong(message, theme.instead_of(self.name)));
        };
        let mut context = Context::new();
        if parameters.iter().any(|parameter| parameter == "guide") {
            context.insert_value("guide", views.value.clone());
        }
        if parameters.iter().any(|parameter| parameter == "root") {
            context.insert("root", root);
        }
        for (key, value) in &self.arguments {
            let free = parameters
                .iter()
                .map(String::as_str)
                .filter(|parameter| !GIVEN.contains(parameter));
            if !free.clone().any(|parameter| parameter == *key) {
                let message = format!("the component `{}` takes no `{key}`", self.name);
                return Err(wrong(message, instead(key, free)));
            }
            add(key, value, views, &mut context)?;
        }
        Ok(context)
    }
}

fn add(key: &str, value: &str, views: &Views, context: &mut Context) -> Result<(), (Mistake, Wrong)> {
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
        _ => context.insert(key.to_owned(), value),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_a_paragraph_of_its_own() {
        let call =
            Call::read("::comparison{first=waba-id second=\"access-token\"}\n").expect("this is a call");
        assert_eq!(call.component(), "comparison");
        assert_eq!(call.arguments, [("first", "waba-id"), ("second", "access-token")]);
        assert_eq!(Call::read("::glossary").map(|call| call.name), Some("glossary"));
        assert_eq!(Call::read("see ::glossary"), None);
        assert_eq!(Call::read("::glossary and more"), None);
        assert_eq!(Call::read("::glossary{a=b"), None);
    }
}
