//! fieldguide as git's hook and as one of pre-commit's: real git, and the real pre-commit where there is one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(unix)]

mod support;

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use support::{NUMBER_ID, PHONE, Sandbox, WABA_ID};

const MANIFEST: &str = include_str!("../.pre-commit-hooks.yaml");
const BINARY: &str = env!("CARGO_BIN_EXE_fieldguide");

/// A repository below a home of its own.
struct Repository {
    home: Sandbox,
    path: String,
}

impl Repository {
    /// With these files in its first commit.
    fn with(files: &[(&str, &str)]) -> Self {
        let repository = Self {
            home: Sandbox::new(),
            path: std::env::var("PATH").unwrap(),
        };
        std::fs::create_dir(repository.home.path().join("crm")).unwrap();
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        for (path, text) in files {
            repository.write(path, text);
        }
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--allow-empty", "--message", "first"]);
        repository
    }

    fn write(&self, path: &str, text: &str) {
        self.home.write(&format!("crm/{path}"), text);
    }

    fn run_in(&self, directory: &str, program: &str, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(self.home.path().join(directory))
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", &self.path)
            .env("PRE_COMMIT_HOME", self.home.path().join("pre-commit"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .envs(["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_NAME"), "Test")))
            .envs(["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_EMAIL"), "test@example.com")))
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    fn git(&self, arguments: &[&str]) {
        let output = self.run_in("crm", "git", arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
    }

    /// Commits what is staged; what was said where it was stopped.
    fn commit(&self, arguments: &[&str]) -> Result<(), String> {
        self.commit_in("crm", arguments)
    }

    fn commit_in(&self, directory: &str, arguments: &[&str]) -> Result<(), String> {
        let arguments = [&["commit", "--quiet", "--message", "next"], arguments].concat();
        let output = self.run_in(directory, "git", &arguments);
        if output.status.success() {
            Ok(())
        } else {
            Err(said(&output))
        }
    }

    /// Writes git's hook as the program prints it.
    fn add_hook(&self, path: &str) {
        let output = self.run_in("crm", BINARY, &["hook"]);
        assert!(output.status.success(), "{}", said(&output));
        self.write(path, &String::from_utf8(output.stdout).unwrap());
        self.make_executable(path);
    }

    fn make_executable(&self, path: &str) {
        let path = self.home.path().join("crm").join(path);
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// Adds the hook for the program on the PATH, as a repository does that uses pre-commit.
    fn add_pre_commit(&self) {
        self.home.write("hooks/.pre-commit-hooks.yaml", MANIFEST);
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "--all"],
            &["commit", "--quiet", "--message", "hooks"],
            &["tag", "v1"],
        ] {
            let output = self.run_in("hooks", "git", arguments);
            assert!(output.status.success(), "{}", said(&output));
        }
        let hooks = self.home.path().join("hooks");
        self.write(
            ".pre-commit-config.yaml",
            &format!(
                "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: fieldguide-system\n",
                hooks.display()
            ),
        );
        self.git(&["add", ".pre-commit-config.yaml"]);
        self.git(&["commit", "--quiet", "--message", "hook"]);
        let output = self.run_in("crm", "pre-commit", &["install"]);
        assert!(output.status.success(), "{}", said(&output));
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn number_id(value: &str) -> String {
    format!("WHATSAPP_PHONE_NUMBER_ID={value}\n")
}

const FINDING: &str = "error[phone-number-in-phone-number-id]";

mod git_hook {
    use super::*;

    #[test]
    fn a_commit_with_a_finding_is_stopped() {
        let repository = Repository::with(&[]);
        repository.add_hook(".git/hooks/pre-commit");
        repository.write("a.env", &number_id(PHONE));
        repository.git(&["add", "a.env"]);
        // What is in the work tree by now is not what would be committed.
        repository.write("a.env", &number_id(NUMBER_ID));
        let reason = repository.commit(&[]).unwrap_err();
        assert!(reason.contains(FINDING), "{reason}");
        // `--all` and single paths have an index of their own.
        assert_eq!(repository.commit(&["--all"]), Ok(()));
        repository.write("a.env", &number_id(PHONE));
        repository.write("b.env", &number_id(NUMBER_ID));
        repository.git(&["add", "b.env"]);
        assert_eq!(repository.commit(&["b.env"]), Ok(()));
        assert!(repository.commit(&["a.env"]).unwrap_err().contains(FINDING));
        assert_eq!(repository.commit(&["--no-verify", "a.env"]), Ok(()));
    }

    #[test]
    fn it_is_found_where_git_has_no_path_to_it() {
        let mut repository = Repository::with(&[]);
        repository.add_hook("hook");
        let script = repository.home.read("crm/hook");
        let program = format!("'{BINARY}'");
        assert!(script.contains(&program), "{script}");
        // As another one's machine has it, who has the hook from the repository.
        repository.write(
            ".githooks/pre-commit",
            &script.replace(&program, "/nowhere/fieldguide"),
        );
        repository.make_executable(".githooks/pre-commit");
        repository.git(&["config", "core.hooksPath", ".githooks"]);
        repository.path = "/usr/bin:/bin".to_owned();
        repository.write("a.env", &number_id(PHONE));
        repository.git(&["add", "a.env"]);
        assert_eq!(
            repository.commit(&[]).unwrap_err(),
            "fieldguide: nothing was linted, as fieldguide is not installed here, and so there is no commit.\n\
             Install it, or commit without it: git commit --no-verify\n"
        );
        let bin = repository.home.path().join(".local/bin");
        std::fs::create_dir_all(&bin).unwrap();
        symlink(BINARY, bin.join("fieldguide")).unwrap();
        assert!(repository.commit(&[]).unwrap_err().contains(FINDING));
    }

    #[test]
    fn it_works_in_a_worktree() {
        let repository = Repository::with(&[]);
        repository.add_hook(".git/hooks/pre-commit");
        repository.git(&["worktree", "add", "--quiet", "../other"]);
        repository.home.write("other/a/a.env", number_id(PHONE));
        let output = repository.run_in("other/a", "git", &["add", "a.env"]);
        assert!(output.status.success(), "{}", said(&output));
        let reason = repository.commit_in("other/a", &[]).unwrap_err();
        assert!(
            reason.contains(FINDING) && reason.contains("--> a/a.env:1:26"),
            "{reason}"
        );
    }
}

mod pre_commit {
    use super::*;

    /// A repository that uses pre-commit; none where there is no pre-commit.
    fn repository(files: &[(&str, &str)]) -> Option<Repository> {
        if Command::new("pre-commit").arg("--version").output().is_err() {
            assert!(
                std::env::var_os("CI").is_none(),
                "there is no pre-commit to test with"
            );
            return None;
        }
        let mut repository = Repository::with(files);
        let bin = repository.home.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        symlink(BINARY, bin.join("fieldguide")).unwrap();
        repository.path = format!("{}:{}", bin.display(), repository.path);
        repository.add_pre_commit();
        Some(repository)
    }

    #[test]
    fn the_manifest_is_valid_and_its_hooks_do_the_same() {
        let hooks: Vec<yaml_serde::Mapping> = yaml_serde::from_str(MANIFEST).unwrap();
        let same = |key: &str| hooks.windows(2).all(|pair| pair[0].get(key) == pair[1].get(key));
        for key in ["entry", "require_serial"] {
            assert!(hooks[0].contains_key(key) && same(key), "{key}");
        }
        let Some(repository) = repository(&[]) else { return };
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
        let output = repository.run_in(
            "crm",
            "pre-commit",
            &["validate-manifest", manifest.to_str().unwrap()],
        );
        assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()));
    }

    #[test]
    fn a_commit_with_a_finding_is_stopped_and_a_clean_one_passes() {
        let Some(repository) = repository(&[]) else { return };
        // Neither what is no config nor what the settings leave out is worth a word.
        repository.write("fieldguide.yaml", "lint:\n  exclude: [/samples/]\n");
        repository.write("samples/a.env", &number_id(PHONE));
        repository.write("notes.txt", &number_id(PHONE));
        repository.write("a.env", &number_id(PHONE));
        // As Windows writes what is sent to a file.
        let text = format!("\u{feff}{}", number_id(PHONE));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        repository.home.write("crm/b.env", utf16);
        repository.git(&["add", "--all"]);
        let reason = repository.commit(&[]).unwrap_err();
        assert!(reason.contains("--> a.env:1:26"), "{reason}");
        assert!(reason.contains("--> b.env:1:26"), "{reason}");
        assert!(
            !reason.contains("notes.txt") && !reason.contains("samples"),
            "{reason}"
        );
        repository.write("a.env", &number_id(NUMBER_ID));
        repository.write("b.env", "A=1\n");
        repository.git(&["add", "--all"]);
        assert_eq!(repository.commit(&[]), Ok(()));
    }

    #[test]
    fn what_is_staged_counts_and_not_what_is_beside_it() {
        let Some(repository) = repository(&[("a.env", "A=1\n")]) else {
            return;
        };
        repository.write("a.env", &number_id(PHONE));
        repository.git(&["add", "a.env"]);
        repository.write("a.env", &number_id(NUMBER_ID));
        assert!(repository.commit(&[]).unwrap_err().contains(FINDING));
        repository.git(&["add", "a.env"]);
        repository.write("a.env", &number_id(PHONE));
        assert_eq!(repository.commit(&[]), Ok(()));
        assert_eq!(repository.home.read("crm/a.env"), number_id(PHONE));
    }

    #[test]
    fn a_name_is_no_option() {
        let Some(repository) = repository(&[]) else { return };
        repository.write("a.env", &number_id(PHONE));
        for name in ["--fail-on=never", "-x.env"] {
            repository.write(name, "A=1\n");
        }
        repository.git(&["add", "--all"]);
        let reason = repository.commit(&[]).unwrap_err();
        assert!(reason.contains("fieldguide: 1 error in "), "{reason}");
    }

    #[test]
    fn all_files_are_judged_in_all_batches_once_and_with_each_other() {
        // pre-commit names at most 128 KiB at a time.
        let directory = "a-long-name-of-a-directory/".repeat(8);
        let name = |number: usize| format!("{directory}{number:03}.env");
        let files: Vec<(String, String)> = (0..700)
            .map(|number| match number {
                0 => (name(number), format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n")),
                1 | 699 => (name(number), number_id(WABA_ID)),
                _ => (name(number), "A=1\n".to_owned()),
            })
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let Some(repository) = repository(&files) else {
            return;
        };
        let output = repository.run_in("crm", "pre-commit", &["run", "--all-files"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.matches("fieldguide: 1 error in ").count() == 2,
            "one batch: {said}"
        );
        assert_eq!(
            said.matches("error[waba-id-in-phone-number-id]").count(),
            2,
            "{said}"
        );
        for number in [1, 699] {
            let place = format!(" --> {}:1:26", name(number));
            assert_eq!(said.matches(&place).count(), 1, "{said}");
        }
    }

    #[test]
    fn a_worktree_is_a_repository() {
        let Some(repository) =
            repository(&[("waba.env", &format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n"))])
        else {
            return;
        };
        repository.git(&["worktree", "add", "--quiet", "../other"]);
        repository.home.write("other/a.env", number_id(WABA_ID));
        let output = repository.run_in("other", "git", &["add", "a.env"]);
        assert!(output.status.success(), "{}", said(&output));
        let reason = repository.commit_in("other", &[]).unwrap_err();
        assert!(reason.contains("error[waba-id-in-phone-number-id]"), "{reason}");
    }
}
