//! Bytes to text: UTF-8 with or without a byte order mark, and UTF-16 as PowerShell writes it.

use crate::config::Problem;

/// The text, and what kept the bytes from being all of it.
pub fn decode(bytes: &[u8]) -> (String, Vec<Problem>) {
    let mut problems = Vec::new();
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, &mut problems),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, &mut problems),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, &mut problems),
        _ => utf8(bytes, &mut problems),
    };
    if let Some(at) = text.find('\0') {
        problems.push(Problem {
            span: at..at + 1,
            message: "a NUL byte: no text has one".to_owned(),
        });
    }
    (text, problems)
}

/// The bytes of a text, in the encoding that `like` has, and with its byte order mark.
pub fn encode(text: &str, like: &[u8]) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes);
    match like {
        [0xff, 0xfe, ..] => [0xff, 0xfe].into_iter().chain(units(u16::to_le_bytes)).collect(),
        [0xfe, 0xff, ..] => [0xfe, 0xff].into_iter().chain(units(u16::to_be_bytes)).collect(),
        [0xef, 0xbb, 0xbf, ..] => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

fn utf8(bytes: &[u8], problems: &mut Vec<Problem>) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let at = error.valid_up_to();
            problems.push(Problem {
                span: at..at,
                message: "not UTF-8 from here on: save the file as UTF-8".to_owned(),
            });
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, problems: &mut Vec<Problem>) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut broken = None;
    for c in char::decode_utf16(units) {
        if c.is_err() {
            broken = broken.or(Some(text.len()));
        }
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if let Some(at) = broken {
        problems.push(Problem {
            span: at..at,
            message: "not UTF-16 from here on: save the file as UTF-8".to_owned(),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_that_editors_write() {
        let text = |bytes: &[u8]| decode(bytes).0;
        assert_eq!(text(b"A=1"), "A=1");
        assert_eq!(text(b"\xef\xbb\xbfA=1"), "A=1");
        assert_eq!(text(b"\xff\xfeA\0=\x001\0"), "A=1");
        assert_eq!(text(b"\xfe\xff\0A\0=\x001"), "A=1");
    }

    #[test]
    fn a_text_is_written_as_it_was_read() {
        for bytes in [
            &b"A=\xc3\xa4\r\n"[..],
            b"\xef\xbb\xbfA=1",
            b"\xff\xfeA\0=\x001\0",
            b"\xfe\xff\0A\0=\x001",
        ] {
            assert_eq!(encode(&decode(bytes).0, bytes), bytes);
        }
    }

    #[test]
    fn other_bytes_are_a_problem_and_the_rest_is_text() {
        let (text, problems) = decode(b"# caf\xe9\nA=1\0");
        assert_eq!(text, "# caf\u{fffd}\nA=1\0");
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].span, 5..5);
    }
}
