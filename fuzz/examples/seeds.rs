//! Writes the files that fuzzing starts from: settings of every format, each behind the byte that picks its format.

#[path = "../../tests/support/formats.rs"]
mod formats;

use fieldguide::config::FORMATS;

const SETTINGS: [(&str, &str); 5] = [
    ("WHATSAPP_ACCESS_TOKEN", ""),
    ("WHATSAPP_PHONE_NUMBER_ID", "+44 7700 900123"),
    ("WABA_ID", "${OTHER:-729800096354148}"),
    ("a", "l\u{e4}rger # c"),
    ("TWILIO_AUTH_TOKEN", "changeme"),
];

fn main() -> std::io::Result<()> {
    for target in ["read", "lint", "decode"] {
        let directory = format!("{}/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
        std::fs::create_dir_all(&directory)?;
        for (at, format) in FORMATS.iter().enumerate() {
            let settings = SETTINGS
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            let text = formats::syntax(format).file(settings);
            let shapes = formats::shapes(format, 64).map(|shape| shape.text);
            for (number, text) in shapes.chain([text]).enumerate() {
                let seed = [&[u8::try_from(at).unwrap_or_default()][..], text.as_bytes()].concat();
                std::fs::write(format!("{directory}/{at}-{number}"), seed)?;
            }
        }
    }
    Ok(())
}
