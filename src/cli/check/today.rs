//! Which day it is.

use std::time::{SystemTime, UNIX_EPOCH};

/// How far clocks are ahead of UTC where a day begins first, in seconds.
const FIRST: u64 = 14 * 60 * 60;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// The day that it is somewhere on Earth already, as `2026-11-22`: nobody's today is later.
pub fn anywhere() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.map_or(0, |now| now.as_secs());
    date((seconds + FIRST) / SECONDS_PER_DAY)
}

/// The date so many days after 1970-01-01.
fn date(mut days: u64) -> String {
    let mut year = 1970;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = |year: u64| if is_leap(year) { 366 } else { 365 };
    while days >= length(year) {
        days -= length(year);
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_are_those_of_the_calendar() {
        // By `date -u -d @$((86400 * N)) +%F`.
        let days = [0, 58, 59, 365, 789, 790, 11_016, 20_779, 20_818, 20_819, 47_540];
        let dates = days.map(date);
        assert_eq!(
            dates.join(" "),
            "1970-01-01 1970-02-28 1970-03-01 1971-01-01 1972-02-29 1972-03-01 2000-02-29 2026-11-22 2026-12-31 2027-01-01 \
             2100-02-28"
        );
    }
}
