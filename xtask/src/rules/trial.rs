//! Building and running some tests of the copy.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::scratch::Scratch;
use super::test_name::{Binary, TestName};
use super::toggle::VARIABLE;
use crate::command::CargoCall;

/// How long the tests of one rule may run; one that is switched off may never end.
const LIMIT: Duration = Duration::from_secs(120);

/// How a group of tests ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// All passed, this many.
    Passed(usize),
    /// One of them failed: the first that did, or what else happened.
    Failed(String),
    /// The code could not be built: what the compiler said.
    Unbuilt(String),
}

/// Puts the tests together that one binary holds.
pub(super) fn by_binary<'a>(
    tests: impl Iterator<Item = &'a TestName>,
) -> BTreeMap<&'a Binary, Vec<&'a str>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for test in tests {
        let group = groups.entry(&test.binary).or_default();
        if !group.contains(&test.path.as_str()) {
            group.push(&test.path);
        }
    }
    groups
}

/// Builds a binary of the copy; returns what the compiler says if it cannot be built.
pub(super) fn build(scratch: &Scratch, binary: &Binary) -> Result<Option<String>> {
    let build = command(scratch, &format!("{} --no-run", selection(binary)))
        .output()
        .context("cargo did not start")?;
    let problem =
        (!build.status.success()).then(|| String::from_utf8_lossy(&build.stderr).into_owned());
    Ok(problem)
}

/// Builds a binary of the copy and runs some of its tests, maybe without one rule.
pub(super) fn run(
    scratch: &Scratch,
    binary: &Binary,
    tests: &[&str],
    off: Option<&str>,
) -> Result<Ended> {
    if off.is_none()
        && let Some(problem) = build(scratch, binary)?
    {
        return Ok(Ended::Unbuilt(first_error(&problem)));
    }
    let mut run = command(scratch, &selection(binary));
    run.args(["--", "--exact", "--test-threads", "4"]).args(tests);
    if let Some(rule) = off {
        run.env(VARIABLE, rule);
    }
    // A failed test may tell a lot, which nobody reads.
    let child = in_group(run.stdout(Stdio::piped()).stderr(Stdio::null())).spawn();
    let mut child = child.context("cargo did not start")?;
    let output = child.stdout.take().map(|mut pipe| {
        thread::spawn(move || {
            let mut text = Vec::new();
            pipe.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
        })
    });
    let Some(passes) = ends_within(&mut child, LIMIT)? else {
        return Ok(Ended::Failed(format!("no end within {} s", LIMIT.as_secs())));
    };
    let output = output.and_then(|thread| thread.join().ok()?.ok()).unwrap_or_default();
    Ok(if passes { Ended::Passed(passed(&output)) } else { Ended::Failed(first_failed(&output)) })
}

fn selection(binary: &Binary) -> String {
    let target = binary.target.as_ref().map_or("--lib".to_owned(), |name| format!("--test {name}"));
    format!("test --locked --quiet -p {} {target}", binary.package)
}

/// One call of cargo in the copy, with an output folder of its own and no debug information.
fn command(scratch: &Scratch, arguments: &str) -> Command {
    let mut command = CargoCall::new(arguments).command(&scratch.sources);
    command.env("CARGO_TARGET_DIR", &scratch.output).env("CARGO_PROFILE_DEV_DEBUG", "0");
    command
}

#[expect(clippy::disallowed_methods, reason = "a person wants to know how long it takes")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Has a program and what it starts end together: cargo starts the tests.
fn in_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

fn end_group(child: &mut Child) -> Result<()> {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        Command::new("kill").args(["-KILL", "--", &group]).status()?;
    } else {
        child.kill()?;
    }
    child.wait()?;
    Ok(())
}

/// Returns whether it succeeds, or nothing if it had to be ended.
fn ends_within(child: &mut Child, limit: Duration) -> Result<Option<bool>> {
    let start = now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if start.elapsed() > limit {
            end_group(child)?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Reads `test result: ok. 3 passed; …`.
fn passed(output: &str) -> usize {
    let counts = output.lines().filter_map(|line| {
        let (_, rest) = line.split_once("test result: ok. ")?;
        rest.split(' ').next()?.parse::<usize>().ok()
    });
    counts.sum()
}

/// Reads the first name below `failures:`.
fn first_failed(output: &str) -> String {
    let named = output.lines().find_map(|line| line.strip_prefix("---- ")?.split(' ').next());
    named.unwrap_or("a crash").to_owned()
}

/// Returns the beginning of what the compiler says first.
pub(super) fn first_error(output: &str) -> String {
    let mut lines = output.lines().skip_while(|line| !line.starts_with("error"));
    lines.by_ref().take(3).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_test_binary_says_is_read() {
        let fine = "\nrunning 3 tests\n...\ntest result: ok. 3 passed; 0 failed; 0 ignored\n";
        assert_eq!(passed(fine), 3);
        let failed = "failures:\n\n---- bound::is_paid stdout ----\n\nthread panicked\n";
        assert_eq!(first_failed(failed), "bound::is_paid");
        assert_eq!(first_failed("Segmentation fault"), "a crash");
        let error = "warning: x\nerror[E0308]: mismatched types\n --> src/lib.rs:1:1\n";
        assert_eq!(first_error(error), "error[E0308]: mismatched types  --> src/lib.rs:1:1");
    }

    #[cfg(unix)]
    #[test]
    fn what_does_not_end_is_ended_with_all_that_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & wait"]).stdout(Stdio::piped());
        let mut child = in_group(&mut command).spawn().unwrap();
        assert_eq!(ends_within(&mut child, Duration::ZERO).unwrap(), None);
        // The pipe is closed once nobody holds it any more.
        let mut rest = Vec::new();
        child.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"");
    }

    #[test]
    fn tests_are_grouped_by_what_must_be_built() {
        let names = ["a x::one", "a::it y::two", "a x::three", "a x::one"];
        let names = names.map(|name| TestName::try_from(name.to_owned()).unwrap());
        let groups: Vec<_> = by_binary(names.iter()).into_values().collect();
        assert_eq!(groups, [vec!["x::one", "x::three"], vec!["y::two"]]);
    }
}
