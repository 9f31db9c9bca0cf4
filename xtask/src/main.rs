//! The build commands of this workspace: `cargo xtask help` lists them.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program talks to the person who runs it"
)]

mod bench;
mod budget;
mod command;
mod demo;
mod document;
mod flags;
mod licence;
mod metadata;
mod policy;
mod report;
mod requirements;
mod rules;
mod step;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::flags::{Choice, Command};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the xtask folder has no parent: was it moved out of the workspace?")?;
    match flags::parse(arguments)? {
        Command::Bench(options) => bench::run(root, &options)?,
        Command::Help => print!("{}", flags::HELP),
        Command::Rules(choice) => rules::run(root, &choice)?,
        Command::Tidy => tidy::run(root)?,
        Command::Test(choice) => gate(root, "test", &step::test_steps(), &choice)?,
        Command::Ci(choice) => gate(root, "ci", &step::ci_steps(), &choice)?,
    }
    Ok(())
}

/// Runs the chosen steps of one gate, in order.
fn gate(root: &Path, command: &str, steps: &[step::Step], choice: &Choice) -> Result<()> {
    if choice.list {
        for step in steps {
            println!("{:<10} {}", step.name, step.about);
        }
        return Ok(());
    }
    for name in choice.only.iter().chain(&choice.skip) {
        if !steps.iter().any(|step| step.name == name) {
            bail!("`{name}` is no step of `cargo xtask {command}`: `--list` shows them");
        }
    }
    report::run_steps(root, command, steps, choice)
}
