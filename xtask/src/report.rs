//! Runs steps one after the other and says how each one ended.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::flags::Choice;
use crate::step::Step;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// A step before it failed.
    NotRun,
    Failed(Duration),
    Passed(Duration),
    /// The person left it out.
    Skipped,
}

/// Runs the chosen steps and prints a summary.
///
/// # Errors
///
/// Names the steps that failed and how to repeat them.
pub(crate) fn run_steps(root: &Path, command: &str, steps: &[Step], choice: &Choice) -> Result<()> {
    let count = steps.iter().filter(|step| choice.takes(step.name)).count();
    let started = now();
    let mut endings = Vec::new();
    let mut number = 0_usize;
    let mut failed = Vec::new();
    for step in steps {
        let ending = if !choice.takes(step.name) {
            // Somebody who asked for one step knows that the others did not run.
            if !choice.only.is_empty() {
                continue;
            }
            Ending::Skipped
        } else if failed.is_empty() || choice.keep_going {
            number = number.saturating_add(1);
            eprintln!("{}", heading(number, count, step));
            let ending = run_step(root, step);
            if matches!(ending, Ending::Failed(_)) {
                failed.push(step.name);
            }
            ending
        } else {
            Ending::NotRun
        };
        endings.push((step.name, ending));
    }
    eprintln!("\n{}", summary(command, &endings, started.elapsed()));
    if failed.is_empty() { Ok(()) } else { bail!("{}", advice(command, &failed)) }
}

fn run_step(root: &Path, step: &Step) -> Ending {
    let started = now();
    match (step.run)(root) {
        Ok(()) => Ending::Passed(started.elapsed()),
        Err(error) => {
            eprintln!("\n{} failed: {error:#}", step.name);
            Ending::Failed(started.elapsed())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a step took is for the person watching")]
fn now() -> Instant {
    Instant::now()
}

fn heading(number: usize, count: usize, step: &Step) -> String {
    let title = format!("== {number}/{count} {}: {} ", step.name, step.about);
    format!("\n{title:=<80}")
}

fn summary(command: &str, endings: &[(&str, Ending)], total: Duration) -> String {
    let mut text = format!("Summary of `cargo xtask {command}`, {}\n", seconds(total));
    for (name, ending) in endings {
        let (word, time) = match ending {
            Ending::NotRun => ("not run", String::new()),
            Ending::Failed(time) => ("FAILED", seconds(*time)),
            Ending::Passed(time) => ("ok", seconds(*time)),
            Ending::Skipped => ("left out", String::new()),
        };
        let line = format!("  {word:<9} {name:<10} {time:>9}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn advice(command: &str, failed: &[&str]) -> String {
    let mut text = match failed {
        [name] => format!("step `{name}` failed; to repeat just that step:"),
        names => format!("{} steps failed; to repeat each:", names.len()),
    };
    for name in failed {
        text.push_str(&format!("\n  cargo xtask {command} --only {name}"));
    }
    text
}

fn seconds(time: Duration) -> String {
    format!("{}.{} s", time.as_secs(), time.subsec_millis() / 100)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_summary_says_how_every_step_ended() {
        let endings = [
            ("fmt", Ending::Passed(Duration::from_millis(1_250))),
            ("tests", Ending::Skipped),
            ("docs", Ending::Failed(Duration::from_secs(62))),
            ("demo", Ending::NotRun),
        ];
        assert_eq!(
            summary("ci", &endings, Duration::from_secs(64)),
            "Summary of `cargo xtask ci`, 64.0 s\n\
             \x20 ok        fmt            1.2 s\n\
             \x20 left out  tests\n\
             \x20 FAILED    docs          62.0 s\n\
             \x20 not run   demo\n"
        );
    }

    fn steps() -> [Step; 3] {
        let fail = |_: &Path| bail!("on purpose");
        [
            Step { name: "first", about: "passes", run: |_| Ok(()) },
            Step { name: "second", about: "fails", run: fail },
            Step { name: "third", about: "fails", run: fail },
        ]
    }

    #[track_caller]
    fn ends(choice: &Choice, expected: Option<&str>) {
        let found = run_steps(Path::new("."), "ci", &steps(), choice);
        assert_eq!(found.err().map(|error| error.to_string()).as_deref(), expected);
    }

    #[test]
    fn the_first_failure_stops_the_run_and_says_how_to_repeat_it() {
        let advice = "step `second` failed; to repeat just that step:\n  \
                      cargo xtask ci --only second";
        ends(&Choice::default(), Some(advice));
    }

    #[test]
    fn all_failures_are_told_when_asked_to_keep_going() {
        let advice = "2 steps failed; to repeat each:\n  \
                      cargo xtask ci --only second\n  \
                      cargo xtask ci --only third";
        ends(&Choice { keep_going: true, ..Choice::default() }, Some(advice));
    }

    #[test]
    fn a_step_that_was_left_out_cannot_fail() {
        let skip = vec!["second".to_owned(), "third".to_owned()];
        ends(&Choice { skip, ..Choice::default() }, None);
    }
}
