//! Whether reading takes time in proportion to the size of what is read: every shape of `tests/support/formats.rs` in two
//! sizes. `cargo bench`, with formats' names to ask for these only.
//!
//! Printed is the power of the size that the time grows with: 1 is linear, 2 is quadratic. What is between is caches and
//! allocation, mostly; what is noticeably over 1 is marked.

#![allow(clippy::print_stdout, reason = "a bench is run to be read")]

#[path = "../tests/support/formats.rs"]
mod formats;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fieldguide::config::{FORMATS, Format};

const SMALL: usize = 1 << 16;
const GROWTH: usize = 16;
/// A higher power is marked, and so is a slower run. What fits into a cache is read faster than what doesn't, so that what
/// is linear measures as up to 1.5.
const MARKED: f64 = 1.6;
const SLOW: Duration = Duration::from_millis(500);
/// Shorter runs measure the machine.
const MEASURABLE: Duration = Duration::from_millis(20);

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with("--"))
        .collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|it| it == name);
    for format in FORMATS.iter().filter(|format| is_asked(format.name)) {
        bench(format);
    }
}

fn bench(format: &Format) {
    let mut slowest = Duration::ZERO;
    let mut steepest = 0.0_f64;
    let mut count = 0;
    for (small, large) in formats::shapes(format, SMALL).zip(formats::shapes(format, SMALL * GROWTH)) {
        count += 1;
        let (before, mut after) = (time(format, &small.text), time(format, &large.text));
        let power = |after: Duration| after.div_duration_f64(before).log(GROWTH as f64);
        if power(after) > MARKED {
            after = after.min(time(format, &large.text));
        }
        let power = power(after);
        slowest = slowest.max(after);
        if after > MEASURABLE {
            steepest = steepest.max(power);
        }
        if after > SLOW || (after > MEASURABLE && power > MARKED) {
            println!(
                "    {:40} {before:>8.1?} {after:>8.1?} {power:.2} <==",
                small.name
            );
        }
    }
    println!(
        "{:12} {count} shapes, the slowest {slowest:.0?} a MiB, the steepest {steepest:.2}",
        format.name
    );
}

/// The best of three, where one is short.
fn time(format: &Format, text: &str) -> Duration {
    let run = || {
        let start = at_work();
        std::hint::black_box((format.read)(std::hint::black_box(text)));
        at_work().saturating_sub(start)
    };
    let first = run();
    if first > Duration::from_millis(30) {
        return first;
    }
    first.min(run()).min(run())
}

/// How long this thread was at work: a machine has other work, too. Linux counts it up when a thread yields; elsewhere it is
/// the time that went by.
fn at_work() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    std::thread::yield_now();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|counted| counted.split(' ').next()?.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}
