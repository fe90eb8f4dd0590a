//! The whole linter on one file of any format.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some((format, bytes)) = fieldguide_fuzz::picked(input) {
        fieldguide_fuzz::lint(format, bytes);
    }
});
