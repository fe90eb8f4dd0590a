//! JSON Schemas for editors: of `fieldguide.yaml`, and of a page's front matter. What is right is said by the decoders;
//! the schemas say the same in the words that editors know, and the tests hold them to each other.

/// A schema, and what it is called on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    pub name: &'static str,
    pub text: &'static str,
}

pub const SETTINGS: Schema = Schema {
    name: "settings",
    text: include_str!("../../schemas/settings.json"),
};

pub const PAGE: Schema = Schema {
    name: "page",
    text: include_str!("../../schemas/page.json"),
};

pub const SCHEMAS: [Schema; 2] = [SETTINGS, PAGE];

impl Schema {
    /// Where it stands in a guide.
    pub fn path(self) -> String {
        format!("schemas/{}.json", self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use jsonschema::Validator;
    use serde_json::Value;

    use super::*;
    use crate::embedded;
    use crate::guide::decode::asked;
    use crate::guide::page::Page;
    use crate::guide::settings::{FILE_NAME, Settings};
    use crate::guide::{condition, front_matter};
    use crate::source::Source;

    /// Every section that settings can have, and that the default guide's do not have.
    const SECTIONS: &str = "\
site:
  translations: [{language: hi, name: हिन्दी, url: https://help.example/hi/}]
  budgets: {html: off}
lint:
  severity: {unquoted-id: off}
  ignore: {rule: unquoted-id, reason: meant so}
vocabulary:
  placeholders: {}
  programs: {}
";

    /// Names with their keys or words.
    type Lists = BTreeSet<(String, BTreeSet<String>)>;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn json(schema: Schema) -> Value {
        serde_json::from_str(schema.text).expect("a schema is JSON")
    }

    fn validator(schema: Schema) -> Validator {
        let json = json(schema);
        assert!(jsonschema::meta::is_valid(&json), "{} is no schema", schema.name);
        jsonschema::validator_for(&json).expect("a schema refers to itself only")
    }

    /// What the decoders of the default guide asked for.
    fn accepted() -> Lists {
        let files = embedded::files();
        let mut findings = Vec::new();
        Settings::read(&Source::new("settings".to_owned(), SECTIONS), &mut findings);
        for (path, bytes) in files.all() {
            let source = Arc::new(Source::new(path.to_owned(), text(bytes)));
            if path.ends_with(".md") {
                Page::read(path, &source, &mut findings);
            }
        }
        assert!(findings.is_empty(), "{findings:?}");
        asked::take()
    }

    /// The keys and the words of a schema, by its titles.
    fn described(schema: &Value, lists: &mut Lists) {
        if let (Some(title), Some(object)) = (schema["title"].as_str(), schema.as_object()) {
            let keys = object.get("properties").and_then(Value::as_object);
            let keys = keys.map(|keys| keys.keys().cloned().collect());
            let words = object.get("enum").and_then(Value::as_array);
            let words = words.map(|words| {
                words
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect()
            });
            lists.extend(keys.or(words).map(|list| (title.to_owned(), list)));
        }
        match schema {
            Value::Object(object) => object.values().for_each(|it| described(it, lists)),
            Value::Array(items) => items.iter().for_each(|it| described(it, lists)),
            _ => {}
        }
    }

    #[test]
    fn schemas_have_the_keys_and_the_words_that_decoders_take() {
        let mut lists = Lists::new();
        for schema in SCHEMAS {
            described(&json(schema), &mut lists);
        }
        let mut accepted = accepted();
        let words = condition::WORDS.map(str::to_owned);
        accepted.insert(("a condition".to_owned(), BTreeSet::from(words)));
        let missing: Vec<_> = accepted.difference(&lists).collect();
        let unknown: Vec<_> = lists.difference(&accepted).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "decoders take {missing:#?}, and schemas say {unknown:#?}"
        );
    }

    #[test]
    fn the_default_guide_is_valid() {
        let files = embedded::files();
        let (settings, pages) = (validator(SETTINGS), validator(PAGE));
        for (path, bytes) in files.all() {
            let source = text(bytes);
            let (validator, yaml) = if path == FILE_NAME {
                (&settings, source.as_str())
            } else if path.ends_with(".md") {
                let (front_matter, _) = front_matter::split(&source).expect("a page has front matter");
                (&pages, &source[front_matter])
            } else {
                continue;
            };
            let value: Value = yaml_serde::from_str(yaml).expect("the guide is YAML");
            let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
            assert!(errors.is_empty(), "{path}: {errors:#?}");
        }
    }

    #[test]
    fn what_decoders_refuse_is_not_valid() {
        let settings = validator(SETTINGS);
        let is_valid = |yaml: &str| settings.is_valid(&yaml_serde::from_str(yaml).expect("this is YAML"));
        assert!(is_valid(SECTIONS));
        for wrong in [
            "lnt: {}",
            "lint: {exlude: [a]}",
            "lint: {severity: {a: fatal}}",
            "site: {budgets: {html: much}}",
            "site: {translations: [{language: hi}]}",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
            let mut findings = Vec::new();
            Settings::read(&Source::new("settings".to_owned(), wrong), &mut findings);
            assert!(!findings.is_empty(), "{wrong}");
        }
        let pages = validator(PAGE);
        let rule = |when: &str| {
            let yaml = format!(
                "title: a\ndescription: b\nrule: {{id: a, severity: error, when: {{{when}}}, message: a, help: b}}"
            );
            pages.is_valid(&yaml_serde::from_str(&yaml).expect("this is YAML"))
        };
        assert!(rule("value: [empty, blank], not: {in: manifest}"));
        assert!(!rule("value: emty") && !rule("not: {valu: empty}"));
    }

    #[test]
    fn the_page_on_settings_tells_of_every_key() {
        let page = include_str!("../../content/reference/settings.md");
        let mut lists = Lists::new();
        described(&json(SETTINGS), &mut lists);
        for (section, keys) in lists {
            for key in keys.iter().filter(|_| !section.starts_with("severity")) {
                assert!(
                    page.contains(&format!("`{key}`")) || page.contains(&format!("`{key}: ")),
                    "{key} of {section}"
                );
            }
        }
    }
}
