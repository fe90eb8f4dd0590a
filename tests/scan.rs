//! Which files `fieldguide lint` reads, and what it says of those that it doesn't.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{NUMBER_ID, Run, Sandbox, Setup, WABA_ID};

const NOTHING: [String; 0] = [];
const EMPTY_TOKEN: &str = "WHATSAPP_ACCESS_TOKEN=\n";

#[test]
fn files_that_git_ignores_are_left_out_unless_asked_for() {
    let sandbox = Sandbox::with(&[
        (".gitignore", "secret.env\n/build/\n"),
        ("secret.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("build/a.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("seen.env", "WHATSAPP_ACCESS_TOKEN=\n"),
    ]);
    sandbox.git(&["init", "--quiet"]);
    assert_eq!(sandbox.places(&[]), ["seen.env:1:1 empty-access-token"]);
    assert_eq!(
        sandbox.places(&["--no-ignore"]),
        [
            "build/a.env:1:1 empty-access-token",
            "secret.env:1:1 empty-access-token",
            "seen.env:1:1 empty-access-token",
        ]
    );
    // Whoever names a file means it.
    assert_eq!(
        sandbox.places(&["secret.env"]),
        ["secret.env:1:1 empty-access-token"]
    );
    assert_eq!(sandbox.places(&["build"]), ["build/a.env:1:1 empty-access-token"]);
}

#[test]
fn what_git_keeps_for_itself_is_not_read() {
    let sandbox = Sandbox::with(&[(".env", "A=1\n")]);
    sandbox.git(&["init", "--quiet"]);
    sandbox.write(".git/hooks/x.env", "WHATSAPP_ACCESS_TOKEN=\n");
    assert_eq!(sandbox.places(&["--no-ignore"]), NOTHING);
}

#[test]
fn settings_exclude_paths_below_a_directory_but_not_a_named_one() {
    let sandbox = Sandbox::with(&[
        (
            "fieldguide.yaml",
            "lint:\n  exclude: [/examples/, \"*.local.env\"]\n",
        ),
        ("examples/bad/.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("a.local.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("src/examples/.env", "WHATSAPP_ACCESS_TOKEN=\n"),
    ]);
    assert_eq!(sandbox.places(&[]), ["src/examples/.env:1:1 empty-access-token"]);
    assert_eq!(
        sandbox.places(&["--isolated"]),
        [
            "a.local.env:1:1 empty-access-token",
            "examples/bad/.env:1:1 empty-access-token",
            "src/examples/.env:1:1 empty-access-token",
        ]
    );
    assert_eq!(
        sandbox.places(&["a.local.env"]),
        ["a.local.env:1:1 empty-access-token"]
    );
    // As with git's ignore rules: whoever names a directory means it.
    assert_eq!(
        sandbox.places(&["examples/bad"]),
        ["examples/bad/.env:1:1 empty-access-token"]
    );
}

#[test]
fn settings_are_found_at_the_root_of_the_repository_and_not_beyond() {
    let exclude = "lint:\n  exclude: [\"*.env\"]\n";
    let sandbox = Sandbox::with(&[
        ("fieldguide.yaml", exclude),
        ("beyond/.git/HEAD", ""),
        ("beyond/a/.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("repository/.git/HEAD", ""),
        ("repository/fieldguide.yaml", exclude),
        ("repository/a/.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("no-repository/.env", "WHATSAPP_ACCESS_TOKEN=\n"),
    ]);
    let code = |directory| {
        sandbox
            .run_with(
                &["lint"],
                &Setup {
                    directory,
                    ..Setup::default()
                },
            )
            .code
    };
    assert_eq!(code("repository/a"), 3);
    assert_eq!(code("beyond/a"), 1);
    // Anybody may write to a directory such as /tmp, so outside a repository only the working directory counts.
    assert_eq!(code("no-repository"), 1);
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_read_is_told_and_the_rest_is_linted() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("locked/.env", "A=1\n"), ("open.env", "WHATSAPP_ACCESS_TOKEN=\n")]);
    let locked = sandbox.path().join("locked");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_locked = std::fs::read_dir(&locked).is_err();
    let run = sandbox.run(&["lint", "--format", "json"]);
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
    // For root there is no locked directory, so there is nothing to tell.
    if is_locked {
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("skipped locked: "), "{}", run.stderr);
        assert_eq!(run.summary("skipped"), 1);
    }
    assert_eq!(run.places(), ["open.env:1:1 empty-access-token"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_only_where_it_is_named_and_never_out_of_the_repository() {
    use std::os::unix::fs::symlink;
    let outside = Sandbox::with(&[("a.env", EMPTY_TOKEN)]);
    let sandbox = Sandbox::with(&[("real.env", "A=1\n"), ("kept/b.env", EMPTY_TOKEN)]);
    symlink(outside.path().join("a.env"), sandbox.path().join("out.env")).unwrap();
    symlink(outside.path(), sandbox.path().join("out")).unwrap();
    symlink("kept/b.env", sandbox.path().join("in.env")).unwrap();
    let run = sandbox.run(&["lint", "real.env", "out.env", "out", "in.env", "--format", "json"]);
    assert_eq!(run.places(), ["in.env:1:1 empty-access-token"]);
    insta::assert_snapshot!(run.stderr, @r"
    fieldguide: skipped out: it is a link that leads out of the repository; name what it leads to
    fieldguide: skipped out.env: it is a link that leads out of the repository; name what it leads to
    fieldguide: 1 error in 2 files, 2 skipped; `fieldguide explain empty-access-token` says more
    ");
    assert_eq!(run.code, 2);
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert_eq!(run.places(), ["kept/b.env:1:1 empty-access-token"]);
    assert_eq!(run.summary("files_scanned"), 2);
}

#[test]
fn a_file_of_more_than_a_mebibyte_is_skipped_and_counted() {
    let sandbox = Sandbox::with(&[("small.env", "WHATSAPP_ACCESS_TOKEN=\n")]);
    let padding = "#".repeat(1 << 20);
    sandbox.write("large.env", format!("WHATSAPP_ACCESS_TOKEN=\n{padding}"));
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert_eq!(run.places(), ["small.env:1:1 empty-access-token"]);
    assert_eq!(
        (run.code, run.summary("skipped"), run.summary("files_scanned")),
        (1, 1, 1)
    );
    insta::assert_snapshot!(run.stderr, @r"
    fieldguide: skipped large.env: it is larger than 1048576 bytes; --max-file-size reads more
    fieldguide: 1 error in 1 file, 1 skipped; `fieldguide explain empty-access-token` says more
    ");
}
#[test]
fn a_file_without_a_known_format_is_skipped_with_a_word_when_it_is_named() {
    let sandbox = Sandbox::with(&[("notes.txt", "Fill in WHATSAPP_ACCESS_TOKEN=\n")]);
    insta::assert_snapshot!(sandbox.run(&["lint", "notes.txt"]).transcript(), @r"
    fieldguide: skipped notes.txt: neither its name nor its content says a format that fieldguide reads
    fieldguide: nothing was scanned: what there is was skipped
    exit code: 3
    ");
}

#[test]
fn what_a_file_is_called_comes_before_what_it_holds() {
    let sandbox = Sandbox::with(&[
        ("credentials", "# ours\nWHATSAPP_ACCESS_TOKEN=\n"),
        ("crm", "---\nwhatsapp:\n  access_token: \"\"\n"),
        ("run", "#!/usr/bin/env bash\nexport WHATSAPP_ACCESS_TOKEN=\"\"\n"),
        (
            "LICENSE",
            "Note: WHATSAPP_ACCESS_TOKEN= is no assignment here.\nAnd on.\n",
        ),
        ("notes.txt", EMPTY_TOKEN),
        ("a.yaml", "whatsapp:\n  access_token: \"\"\n"),
    ]);
    assert_eq!(
        sandbox.places(&[]),
        [
            "a.yaml:2:17 empty-access-token",
            "credentials:2:1 empty-access-token",
            "crm:3:17 empty-access-token",
            "run:2:30 empty-access-token",
        ]
    );
    // Whoever names a file means it.
    assert_eq!(
        sandbox.places(&["notes.txt"]),
        ["notes.txt:1:1 empty-access-token"]
    );
    // What comes on standard input needs no name where it is plain.
    let setup = Setup {
        stdin: EMPTY_TOKEN.as_bytes(),
        ..Setup::default()
    };
    let run = sandbox.run_with(&["lint", "-", "--format", "json"], &setup);
    assert_eq!(run.places(), ["<stdin>:1:1 empty-access-token"]);
}

#[test]
fn list_files_says_what_each_file_is_read_as() {
    let sandbox = Sandbox::with(&[
        ("fieldguide.yaml", "lint:\n  exclude: [\"*.old.env\"]\n"),
        (".gitignore", ".env\n"),
        (".env", EMPTY_TOKEN),
        ("a.old.env", EMPTY_TOKEN),
        ("credentials", EMPTY_TOKEN),
        ("deploy/values.yaml", "a: 1\n"),
        ("logo.svgz", "\u{1}\u{2}"),
        ("picture.env", "\u{0}\u{1}\u{2}\u{3}"),
    ]);
    sandbox.git(&["init", "--quiet"]);
    insta::assert_snapshot!(sandbox.run(&["lint", "--list-files", "--max-file-size", "30"]).transcript(), @r"
    .env                skipped: git ignores it; name it to have it read, or use --no-ignore
    .gitignore          skipped: neither its name nor its content says a format that fieldguide reads
    a.old.env           skipped: the settings exclude it
    credentials         dotenv
    deploy/values.yaml  YAML
    fieldguide.yaml     skipped: it is larger than 30 bytes; --max-file-size reads more
    logo.svgz           skipped: neither its name nor its content says a format that fieldguide reads
    picture.env         skipped: it is binary
    exit code: 0
    ");
    insta::assert_snapshot!(sandbox.run(&["lint", "--list-files", "deploy", "none.env", "--format", "json"]).transcript(), @r#"
    {
      "version": 1,
      "files": [
        {
          "path": "deploy/values.yaml",
          "format": "YAML",
          "skipped": null
        },
        {
          "path": "none.env",
          "format": null,
          "skipped": "there is no such file or directory"
        }
      ]
    }
    exit code: 2
    "#);
}

#[test]
fn what_a_linter_leaves_out_it_says() {
    let sandbox = Sandbox::with(&[
        (".gitignore", ".env\n"),
        (".env", EMPTY_TOKEN),
        ("a.env", "A=1\n"),
        ("b.env", "\u{0}\u{1}\u{2}\u{3}"),
    ]);
    sandbox.git(&["init", "--quiet"]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: skipped .env: git ignores it; name it to have it read, or use --no-ignore
    fieldguide: skipped b.env: it is binary
    fieldguide: nothing found in 1 file, 2 skipped
    exit code: 0
    ");
}

#[test]
fn settings_include_what_git_ignores() {
    let sandbox = Sandbox::with(&[
        ("fieldguide.yaml", "lint:\n  include: [.env, \"/local/*.yaml\"]\n"),
        (".gitignore", ".env\n/build/\n/local/*\n"),
        (".env", EMPTY_TOKEN),
        ("app/.env", EMPTY_TOKEN),
        ("build/.env", EMPTY_TOKEN),
        ("local/a.yaml", "whatsapp: {access_token: ''}\n"),
        ("local/a.json", "{\"whatsapp\": {\"access_token\": \"\"}}\n"),
    ]);
    sandbox.git(&["init", "--quiet"]);
    assert_eq!(
        sandbox.places(&[]),
        [
            ".env:1:1 empty-access-token",
            "app/.env:1:1 empty-access-token",
            "local/a.yaml:1:26 empty-access-token",
        ]
    );
}

#[test]
fn hooks_can_have_named_files_excluded() {
    let sandbox = Sandbox::with(&[
        ("fieldguide.yaml", "lint:\n  exclude: [/examples/]\n"),
        ("examples/.env", EMPTY_TOKEN),
        ("a.env", EMPTY_TOKEN),
    ]);
    for named in ["examples", "examples/.env"] {
        assert_eq!(sandbox.places(&[named]), ["examples/.env:1:1 empty-access-token"]);
        let run = sandbox.run(&["lint", "--force-exclude", "a.env", named, "--format", "json"]);
        assert_eq!(run.places(), ["a.env:1:1 empty-access-token"]);
        assert_eq!(
            run.stderr,
            "fieldguide: 1 error in 1 file; `fieldguide explain empty-access-token` says more\n"
        );
    }
}

#[test]
fn what_a_hook_names_is_read_as_if_it_had_been_found() {
    let sandbox = Sandbox::with(&[("notes.txt", EMPTY_TOKEN), ("credentials", EMPTY_TOKEN)]);
    let names = ["--force-exclude", "notes.txt", "credentials"];
    assert_eq!(sandbox.places(&names), ["credentials:1:1 empty-access-token"]);
    let run = sandbox.run(&["lint", "--force-exclude", "--allow-empty", "notes.txt"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing was scanned: no file here is read as config; `fieldguide lint --list-files` says why
    exit code: 0
    ");
    let listed = sandbox.run(&[&["lint", "--list-files"], names.as_slice()].concat());
    insta::assert_snapshot!(listed.stdout, @r"
    credentials  dotenv
    notes.txt    skipped: neither its name nor its content says a format that fieldguide reads
    ");
}

#[test]
fn context_explains_and_is_not_judged() {
    let sandbox = Sandbox::with(&[
        ("fieldguide.yaml", "lint:\n  exclude: [/examples/]\n"),
        (
            "deploy/waba.yaml",
            &format!("whatsapp:\n  waba_id: \"{WABA_ID}\"\n  access_token: \"\"\n"),
        ),
        ("examples/a.env", &format!("WHATSAPP_APP_ID={NUMBER_ID}\n")),
        ("a.env", &format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n")),
        ("c/b.env", &format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n")),
    ]);
    sandbox.write("large.yaml", "# \n".repeat(1 << 19));
    sandbox.write("binary.env", [0, 159, 146, 150]);
    assert_eq!(sandbox.places(&["a.env", "c/b.env"]), NOTHING);
    let lint =
        |arguments: &[&str]| sandbox.run(&[&["lint", "--quiet", "--format", "json"], arguments].concat());
    let run = lint(&["--context", ".", "./a.env", "c/b.env"]);
    assert_eq!(run.places(), ["a.env:1:26 waba-id-in-phone-number-id"]);
    assert_eq!((run.summary("files_scanned"), run.stderr.as_str()), (2, ""));
    // What is linted as well is judged once.
    let run = lint(&["--context", "deploy", "--context", "a.env", "a.env", "deploy"]);
    assert_eq!(
        run.places(),
        [
            "a.env:1:26 waba-id-in-phone-number-id",
            "deploy/waba.yaml:3:17 empty-access-token"
        ]
    );
    let text = format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n");
    let setup = Setup {
        stdin: text.as_bytes(),
        ..Setup::default()
    };
    let editor = [
        "lint",
        "-",
        "--stdin-filename",
        ".env",
        "--context",
        ".",
        "--format",
        "json",
    ];
    // The file as it is on the disk is no context of its own.
    sandbox.write(".env", format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"));
    let run = sandbox.run_with(&editor, &setup);
    assert_eq!(run.places(), ["<stdin>:1:26 waba-id-in-phone-number-id"]);
    // A name that leads nowhere is a mistake here, too.
    let run = lint(&["--context", "none", "a.env"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "fieldguide: skipped none: there is no such file or directory\n"
    );
    let listed = sandbox.run(&["lint", "--list-files", "--context", ".", "a.env"]);
    assert_eq!(listed.stdout, "a.env  dotenv\n");
}

#[test]
fn dotfiles_are_read_unless_told_otherwise() {
    let sandbox = Sandbox::with(&[
        (".env", EMPTY_TOKEN),
        (".github/a.env", EMPTY_TOKEN),
        ("a.env", EMPTY_TOKEN),
    ]);
    assert_eq!(sandbox.places(&[]).len(), 3);
    let run = sandbox.run(&["lint", "--no-hidden", "--format", "json", "--quiet"]);
    assert_eq!(run.places(), ["a.env:1:1 empty-access-token"]);
    assert_eq!(run.stderr, "");
}

#[test]
fn names_come_from_a_list() {
    let sandbox = Sandbox::with(&[
        ("list", "a b.env\r\n\nnone.env\n"),
        ("a b.env", EMPTY_TOKEN),
        ("c.env", EMPTY_TOKEN),
        ("d.env", EMPTY_TOKEN),
    ]);
    let run = sandbox.run(&["lint", "--files-from", "list", "--format", "json"]);
    assert_eq!(run.places(), ["a b.env:1:1 empty-access-token"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let setup = Setup {
        stdin: b"a b.env\0c.env\0",
        ..Setup::default()
    };
    let run = sandbox.run_with(
        &["lint", "d.env", "--files-from", "-", "--format", "json"],
        &setup,
    );
    assert_eq!(
        run.places(),
        [
            "a b.env:1:1 empty-access-token",
            "c.env:1:1 empty-access-token",
            "d.env:1:1 empty-access-token"
        ]
    );
    // An empty list is not this directory, and no mistake: a branch may change no config.
    insta::assert_snapshot!(sandbox.run(&["lint", "--files-from", "-"]).transcript(), @r"
    fieldguide: nothing to lint: the list names no config file
    exit code: 0
    ");
}

mod staged {
    use super::*;

    fn lint(sandbox: &Sandbox, arguments: &[&str], directory: &str) -> Run {
        let path = std::env::var("PATH").unwrap();
        let setup = Setup {
            variables: &[("PATH", &path), ("GIT_CONFIG_GLOBAL", "/dev/null")],
            directory,
            ..Setup::default()
        };
        sandbox.run_with(
            &[&["lint", "--staged", "--format", "json"], arguments].concat(),
            &setup,
        )
    }

    fn commit(sandbox: &Sandbox) {
        sandbox.git(&["add", "--all"]);
        sandbox.git(&["commit", "--quiet", "--message", "all"]);
    }

    #[test]
    fn the_index_is_read_and_not_the_work_tree() {
        let sandbox = Sandbox::with(&[("staged.env", EMPTY_TOKEN), ("unstaged.env", EMPTY_TOKEN)]);
        sandbox.git(&["init", "--quiet"]);
        sandbox.git(&["add", "staged.env"]);
        sandbox.write("staged.env", "A=1\n");
        let run = lint(&sandbox, &[], "");
        assert_eq!(run.places(), ["staged.env:1:1 empty-access-token"]);
        assert_eq!((run.code, run.summary("files_scanned")), (1, 1));
    }

    #[test]
    fn only_what_the_commit_changes_is_judged() {
        let sandbox = Sandbox::with(&[
            ("old.env", EMPTY_TOKEN),
            ("renamed.env", EMPTY_TOKEN),
            ("deleted.env", EMPTY_TOKEN),
            ("waba.yaml", &format!("whatsapp:\n  waba_id: \"{WABA_ID}\"\n")),
        ]);
        sandbox.git(&["init", "--quiet"]);
        commit(&sandbox);
        sandbox.git(&["mv", "renamed.env", "ä \n\"b\".env"]);
        sandbox.git(&["rm", "--quiet", "deleted.env"]);
        sandbox.write("new.env", format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n"));
        sandbox.git(&["add", "new.env"]);
        let run = lint(&sandbox, &[], "");
        assert_eq!(
            run.places(),
            // The WABA ID of a file that is not staged explains the one that is.
            [
                "new.env:1:26 waba-id-in-phone-number-id",
                "ä \u{240a}\"b\".env:1:1 empty-access-token"
            ]
        );
        assert_eq!(run.summary("files_scanned"), 2);
        commit(&sandbox);
        // A hook must let pass what concerns it not.
        let run = lint(&sandbox, &[], "");
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (0, "fieldguide: nothing to lint: no config file is staged\n")
        );
    }

    #[test]
    fn names_are_those_from_the_working_directory() {
        let sandbox = Sandbox::with(&[("a/a.env", EMPTY_TOKEN), ("b/b.env", EMPTY_TOKEN)]);
        sandbox.git(&["init", "--quiet"]);
        sandbox.git(&["add", "--all"]);
        assert_eq!(
            lint(&sandbox, &[], "a").places(),
            [
                "../b/b.env:1:1 empty-access-token",
                "a.env:1:1 empty-access-token"
            ]
        );
        assert_eq!(
            lint(&sandbox, &["a.env"], "a").places(),
            ["a.env:1:1 empty-access-token"]
        );
        assert_eq!(
            lint(&sandbox, &["b"], "").places(),
            ["b/b.env:1:1 empty-access-token"]
        );
    }

    #[test]
    fn settings_count_as_elsewhere() {
        let sandbox = Sandbox::with(&[
            ("fieldguide.yaml", "lint:\n  exclude: [/examples/]\n"),
            ("examples/.env", EMPTY_TOKEN),
            ("large.env", &format!("{EMPTY_TOKEN}{}", "#".repeat(100))),
        ]);
        sandbox.git(&["init", "--quiet"]);
        sandbox.git(&["add", "--all"]);
        let run = lint(&sandbox, &["--max-file-size", "100"], "");
        assert_eq!(run.places(), NOTHING);
        insta::assert_snapshot!(run.stderr, @r"
        fieldguide: skipped large.env: it is larger than 100 bytes; --max-file-size reads more
        fieldguide: nothing found in 1 staged file, 1 skipped
        ");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_submodules_have_no_content_of_their_own() {
        let sandbox = Sandbox::with(&[("inner/.env", EMPTY_TOKEN), ("outer/a.env", EMPTY_TOKEN)]);
        let git = |directory: &str, arguments: &[&str]| sandbox.git_in(directory, arguments);
        for directory in ["inner", "outer"] {
            git(directory, &["init", "--quiet"]);
        }
        git("inner", &["add", "--all"]);
        git("inner", &["commit", "--quiet", "--message", "all"]);
        std::os::unix::fs::symlink("../inner/.env", sandbox.path().join("outer/link.env")).unwrap();
        git(
            "outer",
            &[
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                "../inner",
                "module",
            ],
        );
        git("outer", &["add", "--all"]);
        assert_eq!(
            lint(&sandbox, &[], "outer").places(),
            ["a.env:1:1 empty-access-token"]
        );
        // In the submodule `.git` is a file.
        sandbox.write("outer/module/new.env", EMPTY_TOKEN);
        git("outer/module", &["add", "new.env"]);
        assert_eq!(
            lint(&sandbox, &[], "outer/module").places(),
            ["new.env:1:1 empty-access-token"]
        );
    }

    #[test]
    fn a_worktree_has_an_index_of_its_own() {
        let sandbox = Sandbox::with(&[("main/a.env", "A=1\n")]);
        sandbox.git_in("main", &["init", "--quiet"]);
        sandbox.git_in("main", &["add", "--all"]);
        sandbox.git_in("main", &["commit", "--quiet", "--message", "all"]);
        sandbox.git_in("main", &["worktree", "add", "--quiet", "../other"]);
        sandbox.write("other/b.env", EMPTY_TOKEN);
        sandbox.git_in("other", &["add", "b.env"]);
        assert_eq!(
            lint(&sandbox, &[], "other").places(),
            ["b.env:1:1 empty-access-token"]
        );
        assert_eq!(lint(&sandbox, &[], "main").summary("files_scanned"), 0);
    }

    #[test]
    fn without_a_repository_or_git_it_says_so() {
        let sandbox = Sandbox::new();
        let run = lint(&sandbox, &[], "");
        insta::assert_snapshot!(run.transcript(), @r"
        fieldguide: git cannot tell what is staged: fatal: not a git repository (or any of the parent directories): .git
        exit code: 2
        ");
        let setup = Setup {
            variables: &[("PATH", "/nowhere")],
            ..Setup::default()
        };
        insta::assert_snapshot!(sandbox.run_with(&["lint", "--staged"], &setup).transcript(), @r"
        fieldguide: --staged needs git, and it cannot be run: No such file or directory (os error 2)
        exit code: 2
        ");
    }
}

#[test]
fn a_file_of_settings_that_is_taken_for_a_list_is_not_shown() {
    let sandbox = Sandbox::with(&[(".env", "DB_PASSWORD=tulip-harbor\n\nTOKEN: violet-anchor\n")]);
    let run = sandbox.run(&["lint", "--files-from", ".env"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: skipped line 1 of .env: there is no such file or directory
    fieldguide: skipped line 3 of .env: there is no such file or directory
    fieldguide: nothing was scanned: what was named could not be read
    exit code: 2
    ");
}

#[test]
fn a_list_may_be_encoded_as_powershell_writes_it() {
    let sandbox = Sandbox::with(&[("ä.env", "WHATSAPP_ACCESS_TOKEN=\n"), ("b.env", "A=1\n")]);
    let text = "ä.env\r\nb.env\r\n";
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes);
    for list in [
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [0xff, 0xfe].into_iter().chain(units(u16::to_le_bytes)).collect(),
        [0xfe, 0xff].into_iter().chain(units(u16::to_be_bytes)).collect(),
    ] {
        sandbox.write("list", &list);
        let run = sandbox.run(&["lint", "--files-from", "list", "--format", "json"]);
        assert_eq!(run.places(), ["ä.env:1:1 empty-access-token"], "{list:?}");
        assert_eq!(run.summary("files_scanned"), 2, "{list:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_list_without_end_is_none() {
    let run = Sandbox::new().run(&["lint", "--files-from", "/dev/zero"]);
    insta::assert_snapshot!(run.transcript(), @"
    fieldguide: /dev/zero is no list of files: it has more than 64 MB
    exit code: 2
    ");
}

mod tracked_anyway {
    use super::*;

    #[test]
    fn what_git_tracks_it_does_not_ignore() {
        let sandbox = Sandbox::with(&[
            (".env", EMPTY_TOKEN),
            ("crm/a.env", EMPTY_TOKEN),
            ("crm/untracked.env", EMPTY_TOKEN),
            ("crm/excluded.env", EMPTY_TOKEN),
            ("fieldguide.yaml", "lint: {exclude: [excluded.env]}\n"),
        ]);
        sandbox.git(&["init", "-q"]);
        sandbox.git(&["add", ".env", "crm/a.env", "crm/excluded.env"]);
        sandbox.write(".gitignore", "*.env\n");
        let path = std::env::var("PATH").unwrap();
        let lint = |arguments: &[&str], directory| {
            let setup = Setup {
                directory,
                variables: &[("PATH", &path)],
                ..Setup::default()
            };
            let run = sandbox.run_with(&[&["lint", "--format", "json"], arguments].concat(), &setup);
            run.places()
        };
        let token = |path: &str| format!("{path}:1:1 empty-access-token");
        assert_eq!(lint(&[], ""), [token(".env"), token("crm/a.env")]);
        assert_eq!(lint(&["--no-hidden"], ""), [token("crm/a.env")]);
        assert_eq!(lint(&["crm"], ""), [token("crm/a.env")]);
        assert_eq!(lint(&[], "crm"), [token("a.env")]);
        assert_eq!(lint(&[".."], "crm"), [token("../.env"), token("../crm/a.env")]);
        assert_eq!(lint(&["--no-ignore", "crm"], "").len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_became_a_link_leads_nowhere() {
        let sandbox = Sandbox::with(&[("outside/a.env", EMPTY_TOKEN), ("here/crm/a.env", EMPTY_TOKEN)]);
        sandbox.git_in("here", &["init", "-q"]);
        sandbox.git_in("here", &["add", "crm/a.env"]);
        sandbox.write("here/.gitignore", "*.env\n");
        let path = std::env::var("PATH").unwrap();
        let setup = Setup {
            directory: "here",
            variables: &[("PATH", &path)],
            ..Setup::default()
        };
        let lint = || sandbox.run_with(&["lint", "--format", "json"], &setup).places();
        assert_eq!(lint(), ["crm/a.env:1:1 empty-access-token"]);
        std::fs::rename(sandbox.path().join("here/crm"), sandbox.path().join("moved")).unwrap();
        std::os::unix::fs::symlink("../outside", sandbox.path().join("here/crm")).unwrap();
        assert_eq!(lint(), NOTHING);
    }
}

#[cfg(unix)]
#[test]
fn a_backslash_is_part_of_a_name() {
    let stray = "WHATSAPP_PHONE_NUMBER_ID=\" 917729108086835\"\n";
    let sandbox = Sandbox::with(&[("back\\slash.env", stray), ("back/slash.env", stray)]);
    let places = |path: &str| format!("{path}:1:27 stray-characters-in-value");
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert_eq!(
        run.places(),
        [places("back/slash.env"), places("back\\slash.env")]
    );
    let sarif = sandbox.run(&["lint", "--format", "sarif"]).stdout;
    assert!(sarif.contains("\"back%5Cslash.env\""), "{sarif}");
    let run = sandbox.run(&["lint", "--fix", "--", "back\\slash.env"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sandbox.read("back/slash.env"), stray);
    assert_eq!(
        sandbox.read("back\\slash.env"),
        "WHATSAPP_PHONE_NUMBER_ID=\"917729108086835\"\n"
    );
}

#[test]
fn the_environment_without_any_variable_of_the_guide_is_told() {
    let run = Sandbox::new().run(&["lint", "--env"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in the environment, which has none of the variables that the guide knows
    exit code: 0
    ");
}
