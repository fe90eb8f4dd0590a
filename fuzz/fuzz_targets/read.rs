//! Every reader, each on texts of its own format.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some((format, bytes)) = fieldguide_fuzz::picked(input) {
        fieldguide_fuzz::read(format, &String::from_utf8_lossy(bytes));
    }
});
