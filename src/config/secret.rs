//! Kubernetes' Secrets: what stands under `data` is base64, and is judged as what it stands for.

use crate::source::Value;
use crate::tree::{Kind, Node, Written};

/// More than this many values, or longer ones, are left as they are.
const MOST_VALUES: usize = 500;
const LONGEST_VALUE: usize = 64 * 1024;

/// Decodes the values of a Secret, or of the Secrets of a List; their spans stay those of the encoded texts.
pub fn decode(root: &mut Node) {
    let mut left = MOST_VALUES;
    match kind(root) {
        Some("Secret") => secret(root, &mut left),
        Some("List") => {
            if let Some(Kind::List(items)) = child(root, "items").map(|items| &mut items.kind) {
                for item in items.iter_mut().filter(|item| kind(item) == Some("Secret")) {
                    secret(item, &mut left);
                }
            }
        }
        _ => {}
    }
}

fn kind(node: &Node) -> Option<&str> {
    Some(node.get("kind")?.scalar()?.expose())
}

fn child<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.kind {
        Kind::Map(pairs) => pairs
            .iter_mut()
            .find(|pair| pair.key == key)
            .map(|pair| &mut pair.value),
        _ => None,
    }
}

fn secret(node: &mut Node, left: &mut usize) {
    let Some(Kind::Map(pairs)) = child(node, "data").map(|data| &mut data.kind) else {
        return;
    };
    for pair in pairs {
        if let Kind::Scalar(value, Written::Plain | Written::Quoted) = &mut pair.value.kind
            && *left > 0
            && let Some(text) = base64(value.expose())
        {
            *left -= 1;
            *value = Value::new(text);
        }
    }
}

/// The text that a standard, padded base64 stands for; nothing where it is none, or stands for no text.
fn base64(encoded: &str) -> Option<String> {
    if encoded.is_empty() || encoded.len() > LONGEST_VALUE {
        return None;
    }
    let encoded: Vec<u8> = encoded
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let padding = encoded.iter().rev().take_while(|byte| **byte == b'=').count();
    if encoded.is_empty() || !encoded.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3);
    for group in encoded[..encoded.len() - padding].chunks(4) {
        let mut bits = 0_u32;
        for byte in group {
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(digit);
        }
        bits <<= 6 * (4 - group.len());
        decoded.extend(bits.to_be_bytes()[1..].iter().take(group.len().saturating_sub(1)));
    }
    let text = String::from_utf8(decoded).ok()?;
    let is_text = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    is_text.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Format;
    use crate::config::testing::{check, entries};

    fn of(text: &str) -> Vec<String> {
        let document = Format::of_file("a.yaml")
            .map(|format| (format.read)(text))
            .unwrap_or_default();
        check(&document, text);
        entries(&document, text)
    }

    #[test]
    fn values_of_a_secret_are_decoded() {
        let text = "apiVersion: v1\nkind: Secret\ndata:\n  WABA_ID: NDcxMQ==\n  TOKEN: \"Y2hhbmdlbWUK\"\n  RAW: <base64>\n  \
                    BINARY: /////w==\n  EMPTY: \"\"\nstringData:\n  PLAIN: NDcxMQ==\n";
        assert_eq!(
            of(text),
            [
                "apiVersion = v1",
                "kind = Secret",
                "data/WABA_ID = 4711 @ NDcxMQ==",
                "data/TOKEN = changeme\n @ Y2hhbmdlbWUK",
                "data/RAW = <base64>",
                "data/BINARY = /////w==",
                "data/EMPTY =  @ \"\"",
                "stringData/PLAIN = NDcxMQ==",
            ]
        );
        let other = "kind: ConfigMap\ndata:\n  A: NDcxMQ==\n";
        assert_eq!(of(other), ["kind = ConfigMap", "data/A = NDcxMQ=="]);
        let list = "kind: List\nitems:\n- kind: Secret\n  data:\n    A: NDcxMQ==\n";
        assert!(of(list).contains(&"items/0/data/A = 4711 @ NDcxMQ==".to_owned()));
    }

    #[test]
    fn base64_as_its_standard_says() {
        assert_eq!(base64("Zm9vYmFy").as_deref(), Some("foobar"));
        assert_eq!(base64("Zm9vYg==").as_deref(), Some("foob"));
        assert_eq!(base64("Zm9v\nYmE=").as_deref(), Some("fooba"));
        for none in ["", "Zm9", "Zm9v!mFy", "====", "A===", "changeme"] {
            assert_eq!(base64(none), None, "{none}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_decoded_or_left(text in "[A-Za-z0-9+/= \nä]{0,40}") {
            let _ = base64(&text);
        }
    }
}
