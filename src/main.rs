//! Parse, run, exit code.

#![forbid(unsafe_code)]

use std::io::Write;
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
            // Standard error may be closed, too: then there is nobody left to tell.
            let _ = writeln!(anstream::stderr(), "fieldguide: {error:#}");
            Outcome::Incomplete.into()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
