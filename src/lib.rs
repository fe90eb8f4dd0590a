//! The map of the house.
//!
//! A *guide* is Markdown, and the linter reads the same Markdown: a credential is a page, a rule is a page, an example
//! on a page is a test. Pipelines start from it, and dependencies point one way along them:
//!
//! * [`guide`] → [`config`] → [`lint`] → [`report`]: a guide, and users' files as entries, become findings, and
//!   findings become text;
//! * the same findings, while a file is typed, go to an editor: [`lsp`];
//! * [`guide`] → [`lint`] → [`site`]: pages, with their examples linted, become the help site, and
//!   [`serve`] shows it to whoever is writing it.
//!
//! The guide in the program is [`embedded`], decoded when the program was built.
//!
//! Below them stand [`source`] (texts, spans, and values that cannot be printed), [`finding`], [`path`], [`tree`] and [`yaml`];
//! they know nobody. Nothing in here reads or writes files but `guide::files`, `lint::discover`, `serve::watch` and
//! `site::output`.
//! The command line is in the binary, one file for each subcommand.

#![forbid(unsafe_code)]

pub mod config;
pub mod embedded;
pub mod finding;
pub mod guide;
pub mod lint;
#[cfg(not(target_family = "wasm"))]
pub mod lsp;
pub mod path;
pub mod report;
#[cfg(not(target_family = "wasm"))]
pub mod serve;
pub mod site;
pub mod source;
pub mod tree;
pub mod yaml;
