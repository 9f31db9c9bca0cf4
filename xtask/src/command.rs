//! Starting other programs, with the command line shown first.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// One call of cargo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CargoCall {
    arguments: Vec<String>,
    variable: Option<(&'static str, &'static str)>,
}

impl CargoCall {
    /// Takes the arguments, separated by spaces.
    pub(crate) fn new(arguments: &str) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self { arguments, variable: None }
    }

    /// Sets an environment variable for this call.
    pub(crate) fn with_variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variable = Some((name, value));
        self
    }

    /// Runs it with our own output, showing the line to type to repeat it.
    pub(crate) fn run(&self, root: &Path) -> Result<()> {
        eprintln!("$ {self}");
        let status =
            self.command(root).status().with_context(|| format!("`{self}` did not start"))?;
        if !status.success() {
            bail!("`{self}` ended with {status}");
        }
        Ok(())
    }

    /// Runs it and returns what it wrote to standard output; the rest is shown.
    pub(crate) fn output(&self, root: &Path) -> Result<String> {
        let output = self
            .command(root)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("`{self}` did not start"))?;
        let text = String::from_utf8(output.stdout)
            .with_context(|| format!("`{self}` wrote something that is not UTF-8"))?;
        if !output.status.success() {
            bail!("`{self}` ended with {}", output.status);
        }
        Ok(text)
    }

    /// Tells whether it can be run at all, quietly.
    pub(crate) fn succeeds(&self, root: &Path) -> bool {
        self.command(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Returns the call as a command that can be changed further.
    pub(crate) fn command(&self, root: &Path) -> Command {
        // Cargo tells its subcommands which cargo they belong to.
        let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(program);
        command.args(&self.arguments).current_dir(root).stdin(Stdio::null());
        // Cargo also describes the package `xtask` to us. Passed on, these would differ from those
        // of a plain `cargo build`, and build scripts that watch them (ring's) would run again.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(describes_this_package) {
                command.env_remove(name);
            }
        }
        if let Some((name, value)) = self.variable {
            command.env(name, value);
        }
        command
    }
}

/// Runs any other program with our own output, showing what is run.
pub(crate) fn show_and_run(command: &mut Command) -> Result<()> {
    let line = line(command);
    eprintln!("$ {line}");
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("`{line}` did not start"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Returns the line to type, without the environment.
fn line(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn describes_this_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || matches!(name, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE")
}

impl fmt::Display for CargoCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, value)) = self.variable {
            write!(f, "{name}='{value}' ")?;
        }
        write!(f, "cargo {}", self.arguments.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shown_is_the_line_to_type() {
        let call = CargoCall::new("doc --no-deps").with_variable("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(call.to_string(), "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    }

    #[test]
    fn other_programs_are_shown_with_their_arguments() {
        assert_eq!(line(Command::new("python3").args(["-m", "venv"])), "python3 -m venv");
    }

    #[test]
    fn only_variables_about_this_package_are_held_back() {
        assert!(describes_this_package("CARGO_PKG_NAME"));
        assert!(describes_this_package("CARGO_MANIFEST_DIR"));
        assert!(!describes_this_package("CARGO_TARGET_DIR"));
        assert!(!describes_this_package("CARGO_HOME"));
    }
}
