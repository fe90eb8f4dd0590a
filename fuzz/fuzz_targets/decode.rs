//! Bytes to text.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldguide_fuzz::decode(input));
