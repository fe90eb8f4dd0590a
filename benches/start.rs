//! From the start of the program to its end, on one small `.env`, as a hook runs it: beside other programs that check
//! such files, as far as they are on the PATH, and `true`, which does nothing. They take turns, so that a busy machine is
//! busy for all.

#![allow(clippy::print_stdout, reason = "a bench is run to be read")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;
/// They fill the caches.
const WARM_UP: usize = 10;

const FILE: &str = ".env";
const SETTINGS: &str = "\
# CRM
APP_NAME=harbor
APP_URL=https://crm.example.com
DATABASE_URL=postgres://crm@db.example.com/crm
LOG_LEVEL=info
CACHE_TTL=31h
WHATSAPP_API_VERSION=v25.0
WHATSAPP_PHONE_NUMBER_ID=917729108086835
WHATSAPP_ACCESS_TOKEN=${META_TOKEN}
SUPPORT_PHONE=+15558755034
";

fn main() {
    let programs: [&[&str]; 5] = [
        &[env!("CARGO_BIN_EXE_fieldguide"), "lint", FILE],
        &["true"],
        &["dotenv-linter", "check", "--plain", FILE],
        &["rg", "-c", "TOKEN", FILE],
        &["gitleaks", "dir", FILE, "--no-banner", "--exit-code", "0"],
    ];
    let directory = std::env::temp_dir().join(format!("fieldguide-start-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join(FILE), SETTINGS).unwrap();
    let programs: Vec<&[&str]> = programs
        .into_iter()
        .filter(|program| time(program, &directory).is_some())
        .collect();
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); programs.len()];
    for round in 0..WARM_UP + ROUNDS {
        for (program, times) in programs.iter().zip(&mut times) {
            times.extend(time(program, &directory).filter(|_| round >= WARM_UP));
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
    let medians: Vec<Duration> = times
        .iter_mut()
        .map(|times| {
            times.sort_unstable();
            times[times.len() / 2]
        })
        .collect();
    for (program, median) in programs.iter().zip(&medians) {
        let name = Path::new(program[0]).file_name().unwrap().to_string_lossy();
        let ratio = medians[0].div_duration_f64(*median);
        println!("{name:14} {median:>9.2?}   fieldguide takes {ratio:.2} times as long");
    }
}

/// None where there is no such program.
fn time(program: &[&str], directory: &Path) -> Option<Duration> {
    let mut command = Command::new(program[0]);
    command
        .args(&program[1..])
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    command.status().ok()?;
    Some(start.elapsed())
}
