//! Parse, run, report: the only place that prints results and chooses the exit status.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::demo::{self, DemoOptions};
use crate::flags::{Command, DemoFlags, Flags, Format};
use crate::output::{print, say};
use crate::sandbox_command;

/// The exit status of a wrong command line, as clap and most tools have it.
const USAGE: u8 = 2;

/// Runs a command line and returns its exit status: 0 on success, 1 if the command failed, 2 if
/// the command line is wrong.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let flags = match Flags::try_parse_from(arguments) {
        Ok(flags) => flags,
        Err(error) => {
            // Help and version are no errors, and go to standard output. If that is closed there
            // is nowhere left to complain.
            error.print().ok();
            return if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS };
        }
    };
    let result = match flags.command {
        Command::Demo(flags) => run_demo(&flags).await,
        Command::Sandbox(flags) => sandbox_command::run(flags).await,
    };
    result.unwrap_or_else(|error| {
        say(&format!("calypso: {error:#}"));
        ExitCode::FAILURE
    })
}

async fn run_demo(flags: &DemoFlags) -> anyhow::Result<ExitCode> {
    let options = DemoOptions::default().with_listen(flags.listen);
    let report = demo::run(options).await?;
    match flags.format {
        Format::Json => print(&report.to_json())?,
        Format::Text => print(report.to_text().trim_end())?,
    }
    Ok(if report.succeeded() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
