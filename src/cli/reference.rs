//! The reference of the command line as a page of the guide, made of what clap knows: below its head, which people
//! write, each subcommand with its arguments and options. Only tests need it: they hold the page to the program.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};

/// Everything below this line is made; what stands above it is anybody's to edit.
const MARK: &str = "<!-- Made of the command line itself. CONTRIBUTING.md says how to make it anew. -->\n";

/// Pages that say more about a subcommand, from the reference's own directory.
const MORE: [(&str, &[&str]); 9] = [
    (
        "lint",
        &[
            "../how-to/check-your-config.md",
            "../how-to/lint-before-each-commit.md",
            "../how-to/lint-in-ci.md",
            "json.md",
        ],
    ),
    ("build", &["settings.md", "markdown.md"]),
    ("check", &["markdown.md", "conditions.md"]),
    ("serve", &["markdown.md"]),
    ("init", &["settings.md", "markdown.md"]),
    ("rules", &["../../rules/_index.md"]),
    ("explain", &["../how-to/silence-a-false-alarm.md"]),
    ("schema", &["settings.md", "markdown.md"]),
    ("hook", &["../how-to/lint-before-each-commit.md"]),
];

/// The page as it should be: its own head, and what follows from the command line.
pub fn page(page: &str, mut program: Command) -> String {
    program.build();
    let head = page.find(MARK).map_or(page, |mark| &page[..mark]);
    let mut text = format!("{head}{MARK}");
    let shown: Vec<&Command> = program.get_subcommands().filter(|it| !it.is_hide_set()).collect();
    text.push_str("\n| Command | What it does |\n| --- | --- |\n");
    for command in &shown {
        let name = command.get_name();
        let about = markdown(&command.get_about().map(ToString::to_string).unwrap_or_default());
        text.push_str(&format!("| [`{name}`](#{name}) | {about} |\n"));
    }
    for command in shown {
        text.push_str(&section(command));
    }
    text
}

/// A subcommand.
fn section(command: &Command) -> String {
    let name = command.get_name();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").trim();
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let mut text = format!(
        "\n## `fieldguide {name}` {{#{name}}}\n\n```text\n{usage}\n```\n\n{}\n",
        prose(command, &about)
    );
    if let Some(after) = command.get_after_long_help().or(command.get_after_help()) {
        text.push_str(&after_help(command, &after.to_string()));
    }
    if let Some((_, pages)) = MORE.iter().find(|(of, _)| *of == name) {
        let links: Vec<String> = pages.iter().map(|page| format!("[]({page})")).collect();
        text.push_str(&format!("\nMore: {}\n", links.join(", ")));
    }
    let arguments = command
        .get_arguments()
        .filter(|it| !it.is_hide_set() && !is_help(it));
    for argument in arguments {
        text.push_str(&entry(command, argument));
    }
    text
}

/// Every subcommand has it, and the page's head tells of it.
fn is_help(argument: &Arg) -> bool {
    matches!(
        argument.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong
    )
}

/// An argument or an option.
fn entry(command: &Command, argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    // A default that clap cannot know stands in the text.
    let help = match help.split_once(" [default: ") {
        Some((before, default)) => format!("{before}\n\nDefault: {}", default.replacen(']', "", 1)),
        None => help,
    };
    let mut text = format!(
        "\n### `{}` {{#{}}}\n\n{}\n",
        spelling(argument),
        anchor(command, argument),
        prose(command, &help)
    );
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set() && takes_value(argument))
        .map(|value| value_line(value, argument))
        .collect();
    if !values.is_empty() {
        text.push_str(&format!("\n{}\n", values.join("\n")));
    } else if let [default] = argument.get_default_values()
        && takes_value(argument)
    {
        text.push_str(&format!("\nDefault: `{}`.\n", default.to_string_lossy()));
    }
    let others: Vec<String> = command
        .get_arg_conflicts_with(argument)
        .iter()
        .map(|other| reference(command, other))
        .collect();
    if !others.is_empty() {
        text.push_str(&format!("\nNot together with {}.\n", others.join(", ")));
    }
    text
}

/// "- `error`", with what it means, and whether it is the default.
fn value_line(value: &PossibleValue, argument: &Arg) -> String {
    let name = value.get_name();
    let mut line = format!("- `{name}`");
    if argument
        .get_default_values()
        .iter()
        .any(|default| default == name)
    {
        line.push_str(" (default)");
    }
    if let Some(help) = value.get_help() {
        line.push_str(&format!(": {}", markdown(&help.to_string())));
    }
    line
}

/// `-q, --quiet`, `--format <FORMAT>`, `[PATHS]...`
fn spelling(argument: &Arg) -> String {
    let spelling = argument.to_string();
    match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(_)) => format!("-{short}, {spelling}"),
        _ => spelling,
    }
}

/// `lint--format`, `lint-paths`: the same for as long as the option has its name.
fn anchor(command: &Command, argument: &Arg) -> String {
    let name = command.get_name();
    match (argument.get_long(), argument.get_short()) {
        (Some(long), _) => format!("{name}--{long}"),
        (None, Some(short)) => format!("{name}-{short}"),
        (None, None) => format!("{name}-{}", argument.get_id()),
    }
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_action().takes_values()
}

/// An option of the same subcommand as a link.
fn reference(command: &Command, argument: &Arg) -> String {
    let spelling = match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument.to_string(),
    };
    format!("[`{spelling}`](#{})", anchor(command, argument))
}

/// Help text as paragraphs that end in a full stop, with links to the options that it names.
fn prose(command: &Command, help: &str) -> String {
    let paragraphs = help.split("\n\n").map(|paragraph| {
        let mut text = linked(command, paragraph.trim());
        if !text.ends_with(['.', ':', '?', '!']) {
            text.push('.');
        }
        text
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// What stands below a subcommand's help: examples as a list, all else as paragraphs.
fn after_help(command: &Command, help: &str) -> String {
    let mut text = String::new();
    for paragraph in help.split("\n\n") {
        match paragraph.strip_prefix("Examples:\n") {
            Some(examples) => {
                text.push_str("\nExamples:\n\n");
                for example in examples.lines() {
                    text.push_str(&example_line(example.trim()));
                }
            }
            None => text.push_str(&format!("\n{}\n", prose(command, paragraph))),
        }
    }
    text
}

/// The command and, behind two blanks or more, what it does.
fn example_line(example: &str) -> String {
    match example.split_once("  ") {
        Some((call, about)) => format!("- `{call}`: {}\n", markdown(about.trim())),
        None => format!("- `{example}`\n"),
    }
}

/// Help text as Markdown, in which each option of the subcommand is a link.
fn linked(command: &Command, text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let is_code = at % 2 == 1;
        match option(command, part) {
            Some(argument) if is_code => reference(command, argument),
            _ if is_code => format!("`{part}`"),
            _ => linked_words(command, part),
        }
    });
    parts.collect()
}

fn linked_words(command: &Command, text: &str) -> String {
    let words = text.split_inclusive([' ', '\n']).map(|word| {
        let name = word.trim_end_matches([' ', '\n', '.', ',', ';', ':']);
        match option(command, name) {
            Some(argument) => reference(command, argument) + &word[name.len()..],
            None => escaped(word),
        }
    });
    words.collect()
}

/// The option that is written so.
fn option<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    let long = name.strip_prefix("--")?;
    let mut options = command.get_arguments().filter(|it| !is_help(it));
    options.find(|it| it.get_long() == Some(long))
}

/// Help text as Markdown without links.
fn markdown(help: &str) -> String {
    let parts = help.split('`').enumerate().map(|(at, part)| {
        let is_code = at % 2 == 1;
        if is_code {
            format!("`{part}`")
        } else {
            escaped(part)
        }
    });
    parts.collect()
}

/// Text in which nothing means anything to Markdown.
fn escaped(text: &str) -> String {
    ['\\', '*', '<', '[', '|']
        .iter()
        .fold(text.to_owned(), |text, mark| {
            text.replace(*mark, &format!("\\{mark}"))
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use snapbox::{Data, assert_data_eq};

    use super::*;

    /// `SNAPSHOTS=overwrite cargo test --bin fieldguide generated` writes it anew.
    #[test]
    fn the_generated_reference_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/command-line.md");
        let written = std::fs::read_to_string(path).unwrap();
        let made = page(&written, crate::cli::Arguments::command());
        let expected = Data::read_from(std::path::Path::new(path), None);
        assert_data_eq!(made, expected.raw());
    }

    #[test]
    fn options_are_linked_and_marks_of_markdown_are_not_taken_for_ones() {
        let command = Command::new("lint")
            .about("Lint")
            .after_help("Examples:\n  lint .  everything\n  lint\n\nExit codes: 0 without --all");
        let mut command = command.args([
            Arg::new("paths").help("Files <or> *directories*"),
            Arg::new("how")
                .long("how")
                .help("How")
                .conflicts_with("all")
                .value_parser(["so", "otherwise"])
                .default_value("so"),
            Arg::new("most").long("most").help("At most").default_value("1M"),
            Arg::new("all")
                .long("all")
                .short('a')
                .help("All")
                .action(ArgAction::SetTrue),
            Arg::new("least")
                .long("least")
                .help("As `--all` and --all do, not `--al`, `lint --all` or --al [default: all of <them>]"),
        ]);
        command.build();
        insta::assert_snapshot!(section(&command).trim(), @r"
        ## `fieldguide lint` {#lint}

        ```text
        lint [OPTIONS] [paths]
        ```

        Lint.

        Examples:

        - `lint .`: everything
        - `lint`

        Exit codes: 0 without [`--all`](#lint--all).

        More: [](../how-to/check-your-config.md), [](../how-to/lint-before-each-commit.md), [](../how-to/lint-in-ci.md), [](json.md)

        ### `[paths]` {#lint-paths}

        Files \<or> \*directories\*.

        ### `--how <how>` {#lint--how}

        How.

        - `so` (default)
        - `otherwise`

        Not together with [`--all`](#lint--all).

        ### `--most <most>` {#lint--most}

        At most.

        Default: `1M`.

        ### `-a, --all` {#lint--all}

        All.

        ### `--least <least>` {#lint--least}

        As [`--all`](#lint--all) and [`--all`](#lint--all) do, not `--al`, `lint --all` or --al.

        Default: all of \<them>.
        ");
    }
}
