//! Whether the whole linter takes time in proportion to the number of credentials in a file: reading, classifying,
//! correlating, masking, and the reports. `cargo bench --bench linter`
//!
//! Printed are the times, and the power of the size that they grow with: 1 is linear, 2 is quadratic.

#![allow(clippy::print_stdout, reason = "a bench is run to be read")]

#[path = "../tests/support/formats.rs"]
mod formats;

use std::time::{Duration, Instant};

use fieldguide::config::{FORMATS, Format};
use fieldguide::embedded;
use fieldguide::lint::{Input, Linter};
use fieldguide::report::{Report, human, json};

const SMALL: usize = 6_250;
const GROWTH: usize = 4;

/// Keys and values that make each step of the linter work; `#` is the number of the setting.
const SETTINGS: &[(&str, &str)] = &[
    ("WHATSAPP_ACCESS_TOKEN", ""),
    ("WHATSAPP_ACCESS_TOKEN_#", ""),
    ("WHATSAPP_ACCESS_TOKEN_#", "changeme"),
    ("WHATSAPP_PHONE_NUMBER_ID_#", "917729108086835"),
    ("WHATSAPP_PHONE_NUMBER_ID_#", "9177291#"),
    ("WHATSAPP_PHONE_NUMBER_ID_#", "${WABA_ID_#}"),
    ("WABA_ID WHATSAPP_PHONE_NUMBER_ID", "729800096354148"),
    ("WABA_ID WHATSAPP_PHONE_NUMBER_ID", "72980009#"),
    ("PROVIDER", "meta"),
    ("TOKEN_FILE TOKEN", ""),
    ("NAME_#", "value"),
];

fn main() {
    let guide = embedded::guide();
    let linter = Linter::new(&guide);
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with("--"))
        .collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|it| it == name);
    for format in FORMATS.iter().filter(|format| is_asked(format.name)) {
        println!("{}: {} settings", format.name, SMALL * GROWTH);
        for (keys, value) in SETTINGS {
            let small = times(&linter, format, &text(format, keys, value, SMALL));
            let large = times(&linter, format, &text(format, keys, value, SMALL * GROWTH));
            print!("    {:48}", format!("{keys}={value}"));
            for (small, large) in small.into_iter().zip(large) {
                let power = large.div_duration_f64(small).log(GROWTH as f64);
                print!(" {large:>8.0?} {power:.2}");
            }
            println!();
        }
    }
}

fn text(format: &Format, keys: &str, value: &str, count: usize) -> String {
    let keys: Vec<&str> = keys.split(' ').collect();
    formats::syntax(format).file((0..count).map(|at| {
        let number = format!("{:07}", at / keys.len());
        (
            keys[at % keys.len()].replace('#', &number),
            value.replace('#', &number),
        )
    }))
}

/// Of linting, of the human report and of the JSON report.
fn times(linter: &Linter, format: &'static Format, text: &str) -> [Duration; 3] {
    let start = Instant::now();
    let scan = linter.lint(&[Input {
        is_context: false,
        name: "file".to_owned(),
        format,
        bytes: text.as_bytes().to_owned(),
    }]);
    let linted = start.elapsed();
    let report = Report::new(scan.findings, scan.sources, linted);
    let start = Instant::now();
    std::hint::black_box(human::frames(&report, 100));
    let framed = start.elapsed();
    let start = Instant::now();
    let _ = std::hint::black_box(json::text(&json::Document::from(&report)));
    [linted, framed, start.elapsed()]
}
