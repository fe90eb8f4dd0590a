//! What the arguments of well-known commands set: `docker run -e NAME=value`, `heroku config:set NAME=value`; and the
//! addresses that they call. It looks at words as a shell's script has them; what their quotes mean is for `shell`.

/// Commands whose arguments set variables.
struct Tool {
    names: &'static [&'static str],
    /// Words among the first arguments, one of which says that something is set.
    verbs: &'static [&'static str],
    /// Options whose value is `NAME=value`; where there are none, each argument is one.
    options: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool {
        names: &["docker", "docker-compose", "podman", "nerdctl"],
        verbs: &["run", "create", "exec"],
        options: &["-e", "--env"],
    },
    Tool {
        names: &["docker", "podman", "nerdctl"],
        verbs: &["build"],
        options: &["--build-arg"],
    },
    Tool {
        names: &["kubectl", "oc"],
        verbs: &["secret", "configmap"],
        options: &["--from-literal"],
    },
    Tool {
        names: &["heroku", "dokku"],
        verbs: &["config:set"],
        options: &[],
    },
    Tool {
        names: &["fly", "flyctl", "supabase", "doppler"],
        verbs: &["secrets"],
        options: &[],
    },
    Tool {
        names: &["railway"],
        verbs: &["variables"],
        options: &["--set"],
    },
    Tool {
        names: &["az"],
        verbs: &["appsettings"],
        options: &[],
    },
    Tool {
        names: &["eb"],
        verbs: &["setenv"],
        options: &[],
    },
];
/// How many arguments may stand before a verb.
const FIRST_ARGUMENTS: usize = 4;

/// Commands that call the addresses among their arguments.
const CALLERS: [&str; 2] = ["curl", "wget"];

/// Indices are those of words; `skipped` is how many bytes of a word stand before what is meant.
#[derive(Debug, PartialEq, Eq)]
pub enum Setting {
    /// `NAME=value`
    Pair {
        word: usize,
        skipped: usize,
    },
    /// `NAME ... value`
    Named {
        name: usize,
        value: usize,
        skipped: usize,
    },
    Address {
        word: usize,
    },
}

/// What a command sets, by its name and arguments.
pub fn settings(words: &[&str]) -> Vec<Setting> {
    let Some((name, arguments)) = words.split_first() else {
        return Vec::new();
    };
    let first = &arguments[..arguments.len().min(FIRST_ARGUMENTS)];
    if CALLERS.contains(name) {
        return addresses(words);
    }
    if matches!((*name, first), ("gh", ["secret" | "variable", "set", ..])) {
        return named(words).into_iter().collect();
    }
    if matches!((*name, first), ("netlify", ["env:set", _, _, ..])) {
        return vec![Setting::Named {
            name: 2,
            value: 3,
            skipped: 0,
        }];
    }
    let tool = TOOLS
        .iter()
        .find(|tool| tool.names.contains(name) && first.iter().any(|word| tool.verbs.contains(word)));
    tool.map(|tool| pairs(words, tool.options)).unwrap_or_default()
}

fn addresses(words: &[&str]) -> Vec<Setting> {
    let is_address = |word: &str| {
        let word = word.trim_start_matches(['"', '\'']);
        word.starts_with("https://") || word.starts_with("http://")
    };
    let found = words.iter().enumerate().filter(|(_, word)| is_address(word));
    found.map(|(word, _)| Setting::Address { word }).collect()
}

/// `gh secret set NAME --body value`
fn named(words: &[&str]) -> Option<Setting> {
    let name = 3;
    if words.get(name)?.starts_with(['-', '"', '\'', '$']) {
        return None;
    }
    words.iter().enumerate().find_map(|(at, word)| {
        let skipped = option(word, &["-b", "--body"])?;
        let value = if skipped == word.len() { at + 1 } else { at };
        (value < words.len()).then_some(Setting::Named {
            name,
            value,
            skipped: if value == at { skipped } else { 0 },
        })
    })
}

fn pairs(words: &[&str], options: &[&str]) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut is_value = false;
    for (word, text) in words.iter().enumerate() {
        let skipped = option(text, options);
        if std::mem::take(&mut is_value) || options.is_empty() {
            found.push(Setting::Pair { word, skipped: 0 });
        } else if skipped == Some(text.len()) {
            is_value = true;
        } else if let Some(skipped) = skipped {
            found.push(Setting::Pair { word, skipped });
        }
    }
    found
}

/// Where the value of an option begins: at the word's end where it is the next word.
fn option(word: &str, options: &[&str]) -> Option<usize> {
    options.iter().find_map(|option| {
        let rest = word.strip_prefix(option)?;
        (rest.is_empty() || rest.starts_with('=')).then_some(option.len() + usize::from(!rest.is_empty()))
    })
}
