//! Parse, run, exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use cli::{Arguments, Outcome};

mod cli;

fn main() -> ExitCode {
    match Arguments::parse().run() {
        Ok(outcome) => outcome.into(),
        // Whoever reads our output may stop reading: that is no failure of ours.
        Err(error) if is_broken_pipe(&error) => Outcome::Clean.into(),
        Err(error) => {
            anstream::eprintln!("fieldguide: {error:#}");
            Outcome::Incomplete.into()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
