//! YAML files: compose, Kubernetes, Helm values, CI, application settings.

use crate::config::{Document, Format, Problem, embedded, loose, nested, secret, set_aside};
use crate::yaml;

pub const FORMAT: Format = Format {
    name: "YAML",
    languages: &["yaml", "yml"],
    is_named: |name| name.ends_with(".yaml") || name.ends_with(".yml"),
    read,
};

fn read(text: &str) -> Document {
    let (plain, expressions) = set_aside::expressions(text);
    let mut read = yaml::read(&plain);
    let mut document = Document {
        comments: read.comments,
        ..Document::default()
    };
    for root in &mut read.documents {
        let files = embedded::take(root, &plain, text);
        secret::decode(root);
        nested::flatten(root, text, &expressions, &mut document);
        for (format, pieces) in files {
            pieces.read(format, &mut document);
        }
    }
    let is_template = set_aside::is_template(text, &expressions);
    for problem in read.problems {
        if let Some(unread) = problem.unread {
            loose::read(text, unread, &mut document);
        }
        if is_template {
            continue;
        }
        let tab = tab(text, problem.span.start);
        document.problems.push(match tab {
            Some(at) => Problem {
                span: at..at + 1,
                message: "a tab: YAML is indented with blanks".to_owned(),
            },
            None => Problem {
                span: problem.span,
                message: problem.message,
            },
        });
    }
    document
}

/// The tab in the indentation of the line at `at` or of the next one: the parser stops before it looks at that.
fn tab(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut line_start = start;
    for line in text[start..].split_inclusive('\n').take(2) {
        let indentation = &line[..line.len() - line.trim_start().len()];
        if let Some(tab) = indentation.find('\t').filter(|_| !line.trim().is_empty()) {
            return Some(line_start + tab);
        }
        line_start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries, written};
    use crate::tree::Written;

    fn of(text: &str) -> Vec<String> {
        let document = read(text);
        check(&document, text);
        entries(&document, text)
    }

    #[test]
    fn aliases_are_references_and_maps_are_taken_over() {
        let text = "x: &x {a: 1}\ny: &y\n  b: 2\nz:\n  <<: [*x, *y]\n  c: &c 3\nw:\n  <<: *x\n  c: *c\n  d: *c\n  e: *x\n";
        let document = read(text);
        assert_eq!(
            of(text),
            [
                "x/a = 1",
                "y/b = 2",
                "z/c = 3",
                "w/c = *c",
                "w/d = 3 @ *c",
                "w/e = *x"
            ]
        );
        assert_eq!(document.merged, [(3, 1), (3, 2), (4, 1)]);
        // Each alias is one step, whatever stands behind it.
        let mut bomb = "a0: &a0 {b: 1}\n".to_owned();
        for at in 1..1000 {
            bomb.push_str(&format!("a{at}: &a{at} {{<<: [*a{0}, *a{0}], b: 1}}\n", at - 1));
        }
        assert_eq!(read(&bomb).entries.len(), 1000);
    }

    #[test]
    fn tags_name_what_stands_elsewhere() {
        let text = "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6638\nb: !Ref Token\nc: !Sub '${X}'\nd: !GetAtt \"a.b\"\n\
                    e: !Join [\"\", [a, b]]\nf: !reference [.job, variables, X]\ng: !env X\nh: !ENV ${X}\ni: !secret\nj: !!str 5\n\
                    k: !If\n  - a\n  - b\nl: !custom {m: 1}\n";
        let document = read(text);
        assert_eq!(document.problems.len(), 0);
        for key in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "k"] {
            assert_eq!(written(&document, key), Some(Written::Reference), "{key}");
        }
        assert_eq!(written(&document, "j"), Some(Written::Quoted));
        assert!(of(text).contains(&"e = [\"\", [a, b]]".to_owned()));
        assert!(of(text).contains(&"l/m = 1".to_owned()));
    }

    #[test]
    fn variables_in_every_way_that_tools_hold_them() {
        for (text, expected) in [
            (
                "services:\n  a:\n    environment:\n      - A=1\n      - \"B=2 3\"\n      - C\n    env_file: [x.env]\n    build:\n      args: {D: }\n",
                &[
                    "services/a/environment/A = 1",
                    "services/a/environment/B = 2 3",
                    "services/a/build/args/D =  @ D",
                ][..],
            ),
            (
                "env:\n- name: A\n  value: '1'\n- name: B\n  valueFrom:\n    secretKeyRef: {name: wa, key: b}\n- name: C\n  valueFrom: {fieldRef: {fieldPath: x.y}}\nenvFrom:\n- secretRef: {name: wa}\n",
                &[
                    "env/A = 1",
                    "env/B = b",
                    "env/C = x.y",
                    "envFrom/0/secretRef/name = wa",
                ],
            ),
            (
                "secretGenerator:\n- name: wa\n  literals:\n  - A=1\n",
                &["secretGenerator/0/name = wa", "secretGenerator/0/literals/A = 1"],
            ),
            (
                "variables:\n  A: {value: \"1\", description: x}\n  B:\n    value: ''\n  C: 3\n",
                &["variables/A = 1", "variables/B =  @ ''", "variables/C = 3"],
            ),
            (
                "variables:\n- name: A\n  value: 1\n- group: x\n",
                &["variables/A = 1", "variables/1/group = x"],
            ),
            (
                "Environment:\n  Variables: {A: 1, B: !Ref X}\n",
                &["Environment/Variables/A = 1", "Environment/Variables/B = X"],
            ),
            (
                "\"WhatsApp:Id\": 1\n\"WhatsApp:Meta:Id\": 2\n\"a::b\": 3\n\"80:80\": 4\n",
                &["WhatsApp/Id = 1", "WhatsApp/Meta/Id = 2", "a::b = 3", "80:80 = 4"],
            ),
            (
                "kind: SealedSecret\nspec: {encryptedData: {A: AgB}}\n",
                &["kind = SealedSecret", "spec/encryptedData/A = AgB"],
            ),
            ("openapi: 3.1.0\ncomponents: {x: {a: 1}}\n", &[]),
            ("$ANSIBLE_VAULT;1.1;AES256\n66386439\n61346139\n", &[]),
            (
                "a: ENC[AES256_GCM,data:x,type:str]\nsops: {mac: 'ENC[x]'}\n",
                &["a = ENC[AES256_GCM,data:x,type:str]", "sops/mac = ENC[x]"],
            ),
        ] {
            assert_eq!(of(text), expected, "{text}");
            assert_eq!(read(text).problems.len(), 0, "{text}");
        }
        let text = "env:\n- name: A\n  valueFrom: {secretKeyRef: {name: a, key: b}}\n";
        assert_eq!(written(&read(text), "A"), Some(Written::Reference));
        let text = "variables:\n  A: {value: ''}\n";
        assert_eq!(written(&read(text), "A"), Some(Written::Reference));
        let text = "encryptedData: {A: AgB}\n";
        assert_eq!(written(&read(text), "A"), Some(Written::Reference));
    }

    #[test]
    fn a_template_need_not_be_yaml_before_it_is_filled_in() {
        let text = "a:\n  {{- range .x }}\n  - b: 1\n  {{- end }}\n c: {{ .y }}: d\n  e: 5\n";
        assert_eq!(read(text).problems.len(), 0);
        assert!(of(text).contains(&"e = 5".to_owned()));
        assert_eq!(read("a: ${{ x }}\n b: [\n").problems.len(), 1);
    }

    #[test]
    fn a_tab_is_reported_where_it_stands() {
        for text in ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a:\n  - x\n \t- y\n"] {
            let document = read(text);
            let spans: Vec<_> = document
                .problems
                .iter()
                .map(|it| &text[it.span.clone()])
                .collect();
            assert_eq!(spans, ["\t"], "{text}");
        }
        assert_eq!(read("a: [\n \t1,\n \t2]\n").problems.len(), 0);
    }
}
