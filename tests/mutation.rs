//! The examples hold the rules: whatever part of a rule is taken away, an example's verdict is another, and
//! `fieldguide check` says so.

use fieldguide::embedded;
use fieldguide::guide::condition::Condition;
use fieldguide::guide::decode::Name;
use fieldguide::guide::rule::Rule;
use fieldguide::guide::{Guide, Scope};
use fieldguide::lint::Linter;
use fieldguide::lint::examples::{Scan, scans};

/// Parts that no example can hold, each with its reason.
const EXCEPTIONS: [&str; 0] = [];

#[test]
fn every_part_of_every_rule_is_held_by_an_example() {
    let mut guide = Guide::load(&embedded::files(), Scope::Everything).guide;
    let scans = scans(&guide, &Linter::new(&guide), &mut Vec::new());
    assert!(
        is_content(&guide, &scans, None),
        "the examples do not even hold the whole rules"
    );
    let mut survivors = Vec::new();
    for at in 0..guide.rules.len() {
        let page = guide.rules[at].page;
        for Mutant { without, mut part } in mutants(&guide.rules[at]) {
            part.swap(&mut guide.rules[at].it);
            if is_content(&guide, &scans, Some(page)) {
                survivors.push(format!("{}: {without}", guide.rules[at].id.text));
            }
            part.swap(&mut guide.rules[at].it);
        }
    }
    assert_eq!(survivors, EXCEPTIONS, "no example notices that these are gone");
}

/// Whether `check` finds nothing wrong with the examples. Those of `page` are asked first.
fn is_content(guide: &Guide, scans: &[Scan], page: Option<usize>) -> bool {
    let linter = Linter::new(guide);
    let is_first = |scan: &&Scan| Some(scan.page) == page;
    let first = scans.iter().filter(is_first);
    let others = scans.iter().filter(|scan| !is_first(scan));
    first.chain(others).all(|scan| {
        let mut mistakes = Vec::new();
        scan.judge(guide, &linter, &mut mistakes);
        mistakes.is_empty()
    })
}

/// A rule with something taken away.
struct Mutant {
    without: String,
    part: Part,
}

/// The part of a rule that is another.
enum Part {
    On(Vec<Name>),
    OnUnused(Vec<Name>),
    When(Condition),
    /// The condition of this entry of `severity_when`.
    SeverityWhen(usize, Condition),
}

impl Part {
    /// Puts the part into the rule, and takes out what stood there.
    fn swap(&mut self, rule: &mut Rule) {
        match self {
            Self::On(names) => std::mem::swap(&mut rule.on, names),
            Self::OnUnused(names) => std::mem::swap(&mut rule.on_unused, names),
            Self::When(condition) => std::mem::swap(&mut rule.when, condition),
            Self::SeverityWhen(at, condition) => std::mem::swap(&mut rule.severity_when[*at].0, condition),
        }
    }
}

fn mutants(rule: &Rule) -> Vec<Mutant> {
    let mutant = |what: &str, (without, part): (String, Part)| Mutant {
        without: format!("{what} {without}"),
        part,
    };
    let on = shorter(&rule.on).map(|(name, rest)| mutant("on", (name.text, Part::On(rest))));
    let on_unused = (0..rule.on_unused.len()).map(|at| {
        let (name, rest) = without(&rule.on_unused, at);
        mutant("on_unused", (name.text, Part::OnUnused(rest)))
    });
    let when = reduced(&rule.when)
        .into_iter()
        .map(|(without, condition)| mutant("when", (without, Part::When(condition))));
    let severity_when = rule
        .severity_when
        .iter()
        .enumerate()
        .flat_map(|(at, (condition, _))| {
            let reduced = reduced(condition).into_iter();
            reduced.map(move |(without, condition)| {
                mutant("severity_when", (without, Part::SeverityWhen(at, condition)))
            })
        });
    on.chain(on_unused).chain(when).chain(severity_when).collect()
}

/// The condition with each of its leaves gone in turn, and how the leaf reads. Nothing is left of a single leaf: it
/// counts as true.
fn reduced(condition: &Condition) -> Vec<(String, Condition)> {
    let mut all = vec![(said(condition), Condition::All(Vec::new()))];
    all.extend(inner(condition));
    all
}

/// The same without what takes the whole condition away.
fn inner(condition: &Condition) -> Vec<(String, Condition)> {
    let of_names = |names: &[Name], of: fn(Vec<Name>) -> Condition| {
        let shorter = shorter(names);
        shorter
            .map(|(name, rest)| (said(&of(vec![name])), of(rest)))
            .collect()
    };
    match condition {
        Condition::Value(shapes) => shorter(shapes)
            .map(|(shape, rest)| (said(&Condition::Value(vec![shape])), Condition::Value(rest)))
            .collect(),
        Condition::In(places) => shorter(places)
            .map(|(place, rest)| (said(&Condition::In(vec![place])), Condition::In(rest)))
            .collect(),
        Condition::On(names) => of_names(names, Condition::On),
        Condition::SameAs(names) => of_names(names, Condition::SameAs),
        Condition::Not(condition) => inner(condition)
            .into_iter()
            .map(|(without, condition)| (format!("not {without}"), Condition::Not(Box::new(condition))))
            .collect(),
        Condition::All(conditions) => of_list(conditions, Condition::All),
        Condition::Any(conditions) => of_list(conditions, Condition::Any),
        _ => Vec::new(),
    }
}

/// A list of conditions with one of them gone, or with a part of one.
fn of_list(conditions: &[Condition], of: fn(Vec<Condition>) -> Condition) -> Vec<(String, Condition)> {
    let mut all = Vec::new();
    for (at, condition) in conditions.iter().enumerate() {
        let (gone, rest) = without(conditions, at);
        all.push((said(&gone), of(rest)));
        for (without, changed) in inner(condition) {
            let mut conditions = conditions.to_vec();
            conditions[at] = changed;
            all.push((without, of(conditions)));
        }
    }
    all
}

/// The list without each of its items in turn. A list of one is no list: its condition goes as a whole.
fn shorter<T: Clone>(items: &[T]) -> impl Iterator<Item = (T, Vec<T>)> {
    let count = if items.len() > 1 { items.len() } else { 0 };
    (0..count).map(|at| without(items, at))
}

fn without<T: Clone>(items: &[T], at: usize) -> (T, Vec<T>) {
    let mut rest = items.to_vec();
    let gone = rest.remove(at);
    (gone, rest)
}

/// A condition as people read it.
fn said(condition: &Condition) -> String {
    let names = |names: &[Name]| -> String {
        let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        texts.join(", ")
    };
    let each = |conditions: &[Condition]| conditions.iter().map(said).collect::<Vec<_>>().join("; ");
    match condition {
        Condition::On(on) => format!("on {}", names(on)),
        Condition::SameAs(others) => format!("same as {}", names(others)),
        Condition::Matches(pattern) => format!("matches {}", pattern.name.text),
        Condition::KeyMatches(pattern) => format!("key matches {}", pattern.name.text),
        Condition::Provider(name) => format!("provider {}", name.text),
        Condition::Not(condition) => format!("not {}", said(condition)),
        Condition::All(conditions) => format!("all ({})", each(conditions)),
        Condition::Any(conditions) => format!("any ({})", each(conditions)),
        other => format!("{other:?}"),
    }
}
