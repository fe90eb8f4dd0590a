//! Requests in `.http` files: the variables `@name = value`, addresses and headers.

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
    let mut are_headers = false;
    let mut is_body = false;
    for line in text.split_inclusive('\n') {
        // What a request sends has no comments; three marks end it.
        is_body &= !line.starts_with("###");
        let is_comment = line.starts_with('#') || line.starts_with("//");
        if is_comment && !is_body {
            document.comments.push(at..at + line.trim_end().len());
        }
        if line.starts_with('@') {
            variable(text, at, line, &mut document);
        } else if are_headers && !line.trim().is_empty() && !is_comment {
            header(text, at, line, &mut document);
        } else if !is_comment {
            is_body |= are_headers;
            are_headers = request(text, at, line, &mut document);
            is_body &= !are_headers;
        }
        at += line.len();
    }
    document
}

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/// `POST https://host/path HTTP/1.1`: the address, as the method's. Headers follow it, up to an empty line.
fn request(text: &str, start: usize, line: &str, document: &mut Document) -> bool {
    let Some((method, rest)) = line
        .split_once(' ')
        .filter(|(method, _)| METHODS.contains(method))
    else {
        return false;
    };
    let from = start + line.len() - rest.trim_start().len();
    let address = rest.trim().split(" HTTP/").next().unwrap_or_default().trim_end();
    let scalar = Scalar::plain(text, from..from + address.len());
    document.add((0, &[]), (method, start..start + method.len()), scalar);
    true
}

/// `Name: value`
fn header(text: &str, start: usize, line: &str, document: &mut Document) {
    let Some((name, value)) = line.split_once(':') else {
        return;
    };
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_name {
        let from = start + line.len() - value.trim_start().len();
        let end = (start + line.trim_end().len()).max(from.min(start + line.len()));
        let scalar = Scalar::plain(text, from.min(end)..end);
        document.add((0, &[]), (name, start..start + name.len()), scalar);
    }
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
    use crate::config::testing::{any_text, check, entries};

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
                "GET = https://h.example/@no=1",
            ]
        );
    }

    #[test]
    fn addresses_and_headers() {
        let text = "### send\nPOST https://h.example/v1/{{id}}/messages HTTP/1.1\r\nAuthorization: Bearer x\r\n# No: 1\nD360-API-KEY:{{key}}\n\
                    Empty:\n    &no=1\n\n{\"no\": 1}\nNo: 2\n\n###\nGET h\nA-b: c: d \n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "POST = https://h.example/v1/{{id}}/messages",
                "Authorization = Bearer x",
                "D360-API-KEY = {{key}}",
                "Empty =  @ Empty",
                "GET = h",
                "A-b = c: d",
            ]
        );
    }

    any_text!("([a@:=\"' \n\rä]|GET |\n){0,40}");
}
