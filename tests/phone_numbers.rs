//! Phone numbers and IDs are told apart: the example numbers of every region, which `tests/phone_numbers/make.py` writes,
//! in all ways that people write them, and random IDs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/random.rs"]
mod random;
mod support;

use std::collections::HashSet;
use std::fmt::Write;

use fieldguide::lint::shape::is_phone_number;
use random::Random;
use support::Sandbox;

const TABLE: &str = include_str!("phone_numbers/numbers.tsv");

/// Fewer digits are no phone number: only some islands dial them, and much else has as many.
const FEWEST_DIGITS: usize = 7;

/// One way of writing a number, and where the number is from.
struct Written {
    origin: String,
    text: String,
}

/// A number in all its ways. It is given as libphonenumber prints it.
fn ways(origin: &str, international: &str, national: &str) -> Vec<Written> {
    let digits: String = international.chars().filter(char::is_ascii_digit).collect();
    let mut ways = vec![
        ("E.164", format!("+{digits}")),
        ("blanks", international.replace('-', " ")),
        ("dashes", international.replace(' ', "-")),
        ("00", format!("00{digits}")),
        ("national", national.to_owned()),
        ("whatsapp:", format!("whatsapp:+{digits}")),
        ("@c.us", format!("{digits}@c.us")),
        ("wa.me", format!("https://wa.me/{digits}")),
    ];
    // More digits are those of an ID, whatever they begin with.
    if (7..=13).contains(&digits.len()) {
        ways.push(("digits", digits));
    }
    let written = |(way, text)| Written {
        origin: format!("{origin}, {way}"),
        text,
    };
    ways.into_iter().map(written).collect()
}

/// What is not called a phone number in a field for the Phone Number ID, in a `.env` file or in JSON.
fn missed(numbers: &[Written]) -> Vec<&Written> {
    let mut dotenv = String::new();
    let mut json = String::new();
    for (at, Written { text, .. }) in numbers.iter().enumerate() {
        writeln!(dotenv, "WHATSAPP_PHONE_NUMBER_ID_{at}=\"{text}\"").unwrap();
        writeln!(
            json,
            "{{\"account{at}\": {{\"whatsapp\": {{\"phoneNumberId\": \"{text}\"}}}}}}"
        )
        .unwrap();
    }
    let sandbox = Sandbox::with(&[(".env", &dotenv), ("numbers.jsonl", &json)]);
    let places = sandbox.places(&[]);
    let found: HashSet<&str> = places
        .iter()
        .filter_map(|place| place.strip_suffix(" phone-number-in-phone-number-id"))
        .filter_map(|place| place.rsplit_once(':'))
        .map(|(line, _column)| line)
        .collect();
    let is_missed = |line: usize| {
        let lines = [format!(".env:{line}"), format!("numbers.jsonl:{line}")];
        !lines.iter().all(|line| found.contains(line.as_str()))
    };
    let numbers = (1..).zip(numbers);
    numbers
        .filter(|(line, _)| is_missed(*line))
        .map(|(_, number)| number)
        .collect()
}

#[test]
fn the_phone_numbers_of_all_regions_are_found() {
    let mut numbers = Vec::new();
    for line in TABLE.lines().skip(1) {
        let [region, kind, international, national] =
            line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        numbers.extend(ways(&format!("{region}, {kind}"), international, national));
    }
    let missed = missed(&numbers);
    for Written { origin, text } in &missed {
        println!("{origin}: {text}");
        let digits = text.chars().filter(char::is_ascii_digit).count();
        assert!(digits < FEWEST_DIGITS, "{text} is missed");
    }
    assert!(
        missed.len() * 100 <= numbers.len(),
        "{} of {} are missed",
        missed.len(),
        numbers.len()
    );
}

#[test]
fn metas_test_numbers_are_found() {
    let mut numbers = Vec::new();
    for (international, national) in [
        ("+1 555-010-0123", "(555) 010-0123"),
        ("+1 555-078-3881", "555 078 3881"),
        ("+1 555-614-2239", "555.614.2239"),
    ] {
        numbers.extend(ways("Meta", international, national));
    }
    let missed: Vec<&str> = missed(&numbers).iter().map(|it| it.text.as_str()).collect();
    assert_eq!(missed, [""; 0]);
}

/// Meta's IDs have 15 to 17 digits.
fn random_id(random: &mut Random) -> String {
    let length = random.below(3) + 14;
    random.text("123456789", 1) + &random.text("0123456789", length)
}

#[test]
fn random_ids_are_none() {
    let mut random = Random(917_729_108_086_835);
    for _ in 0..100_000 {
        let id = random_id(&mut random);
        assert!(!is_phone_number(&id), "{id}");
    }
}

#[test]
fn nothing_is_said_of_random_ids() {
    let mut random = Random(729_800_096_354_148);
    let mut text = String::new();
    for at in 0..5_000 {
        writeln!(text, "WHATSAPP_PHONE_NUMBER_ID_{at}={}", random_id(&mut random)).unwrap();
    }
    let sandbox = Sandbox::with(&[(".env", &text)]);
    assert_eq!(sandbox.places(&[]), [""; 0]);
}
