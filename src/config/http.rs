//! Requests in `.http` files: the variables `@name = value`.

use crate::config::{Document, Format, Scalar};

pub const FORMAT: Format = Format {
    name: "HTTP",
    languages: &["http", "rest"],
    is_named: |name| name.ends_with(".http") || name.ends_with(".rest"),
    read,
};

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        variable(text, at, line, &mut document);
        at += line.len();
    }
    document
}

fn variable(text: &str, start: usize, line: &str, document: &mut Document) {
    let Some((key, behind)) = line.strip_prefix('@').and_then(|rest| rest.split_once('=')) else {
        return;
    };
    let name = key.trim_end();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !is_name {
        return;
    }
    let key_span = start + 1..start + 1 + name.len();
    let end = start + line.trim_end().len();
    let from = (start + line.len() - behind.trim_start().len()).min(end);
    let value = &text[from..end];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let scalar = match quote {
        Some(quote) if value.len() >= 2 && value.ends_with(quote) => {
            Scalar::quoted(&value[1..value.len() - 1], from..end, 1)
        }
        _ => Scalar::plain(text, from..end),
    };
    document.add((0, &[]), (name, key_span), scalar);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};

    #[test]
    fn variables_of_a_file_of_requests() {
        let text = "# @no = 0\n@id=4711\r\n@token = EAA b\n@empty =\n@quoted = \"x\"\n@host = {{base}}/v1\n\
                    GET https://h.example/@no=1\nname=@x\n@ = y\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "id = 4711",
                "token = EAA b",
                "empty =  @ empty",
                "quoted = x",
                "host = {{base}}/v1",
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(text in "[a@=\"' \n\rä]{0,40}") {
            check(&read(&text), &text);
        }
    }
}
