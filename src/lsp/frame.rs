//! Messages in their frames, `Content-Length: 12` and so many bytes of JSON. What is no message is told apart from the
//! end, so that one mistake of an editor does not end the conversation.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, channel};

use lsp_server::{ErrorCode, Message};

/// No document that is linted comes near this, in bytes.
const LARGEST_MESSAGE: u64 = 1 << 26;
const LONGEST_HEADER: u64 = 1 << 12;

pub enum Incoming {
    Message(Message),
    /// No JSON, or no message.
    Malformed(ErrorCode),
    /// Where the next message begins cannot be told.
    Lost(io::Error),
}

/// Reads messages on a thread of its own, until they end.
pub fn receive(input: impl Read + Send + 'static) -> Receiver<Incoming> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Some(incoming) = read(&mut input).unwrap_or_else(|error| Some(Incoming::Lost(error))) {
            let is_last = match &incoming {
                Incoming::Message(Message::Notification(it)) => it.method == "exit",
                Incoming::Lost(_) => true,
                _ => false,
            };
            if sender.send(incoming).is_err() || is_last {
                break;
            }
        }
    });
    receiver
}

/// The next message; nothing at the end, and an error where it cannot be said where the next one begins.
fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = length(input)? else {
        return Ok(None);
    };
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if body.len() as u64 != length {
        return Ok(None);
    }
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(&body) else {
        return Ok(Some(Incoming::Malformed(ErrorCode::ParseError)));
    };
    let has_id = value.get("id").is_some();
    Ok(Some(match serde_json::from_value(value) {
        // An `id` that is none would make a notification of a request, and whoever asked would wait for ever.
        Ok(Message::Notification(_)) if has_id => Incoming::Malformed(ErrorCode::InvalidRequest),
        Ok(message) => Incoming::Message(message),
        Err(_) => Incoming::Malformed(ErrorCode::InvalidRequest),
    }))
}

/// The length that the headers say, in bytes.
fn length(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let count = input.take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            return match length {
                Some(length) if length <= LARGEST_MESSAGE => Ok(Some(length)),
                Some(_) => Err(io::Error::other(format!(
                    "a message is longer than {} MB",
                    LARGEST_MESSAGE >> 20
                ))),
                None => Err(io::Error::other(
                    "a message has no `Content-Length` before it; is this an editor that speaks the Language Server Protocol?",
                )),
            };
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse::<u64>().ok();
        }
    }
}

pub fn write(output: &mut impl Write, message: &serde_json::Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut read_so_far = Vec::new();
        while let Ok(Some(incoming)) = read(&mut input) {
            read_so_far.push(match incoming {
                Incoming::Message(Message::Notification(it)) => it.method,
                Incoming::Message(_) => "another message".to_owned(),
                Incoming::Malformed(code) => format!("{code:?}"),
                Incoming::Lost(error) => error.to_string(),
            });
        }
        read_so_far
    }

    #[test]
    fn a_mistake_does_not_hide_the_next_message() {
        let good = "Content-Length: 34\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"hello\"}";
        for (bytes, expected) in [
            (good.to_owned(), &["hello"][..]),
            (
                format!("Content-Length: 3\r\n\r\n{{,}}{good}"),
                &["ParseError", "hello"],
            ),
            (
                format!("Content-Length: 2\r\n\r\n[]{good}"),
                &["InvalidRequest", "hello"],
            ),
            (
                format!("Content-Type: x\r\ncontent-length:2\n\n{{}}{good}"),
                &["InvalidRequest", "hello"],
            ),
            (format!("Content-Length: 9999999999999999999\r\n\r\n{good}"), &[]),
            (format!("Content-Length: -1\r\n\r\n{good}"), &[]),
            (format!("\r\n{good}"), &[]),
            (good[..30].to_owned(), &[]),
            (String::new(), &[]),
        ] {
            assert_eq!(all(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            all(&bytes);
            all(&[b"Content-Length: 5\r\n\r\n", &bytes[..]].concat());
        }
    }
}
