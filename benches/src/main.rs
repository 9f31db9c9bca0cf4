//! What the crates cost. Every figure is a ratio of two things measured in turn in one run, since a
//! machine's own speed says nothing about them.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::float_arithmetic,
    reason = "figures are floats and come from the machine's own clock; no money is here"
)]

mod client;
mod create;
mod figure;
mod floor;
mod many;
mod rounds;
mod serve;
mod small;

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::figure::Figure;

const HELP: &str = "\
What the crates cost, as ratios of two things measured in turn.

Usage: cargo xtask bench [OPTIONS]

Options:
  --only PART           Measure this part only; may be repeated: create, many, small
  --format text|json    How to print the figures
";

/// A part of the figures, measured together.
type Part = (&'static str, fn() -> Result<Vec<Figure>>);

const PARTS: &[Part] =
    &[("create", create::measure), ("many", many::measure), ("small", small::measure)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *words {
        // How this program starts itself for what needs a process of its own.
        ["child", "serve", what] => serve::run(what).map(|()| true),
        ["child", "many"] => many::run().map(|()| true),
        _ => run(&words),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints, and tells whether every bound holds.
fn run(words: &[&str]) -> Result<bool> {
    let (mut only, mut json) = (Vec::new(), false);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().with_context(|| format!("`{word}` needs a value"));
        match *word {
            "--only" => only.push(*value()?),
            "--format" => json = *value()? == "json",
            "--help" | "-h" | "help" => {
                print!("{HELP}");
                return Ok(true);
            }
            other => bail!("`{other}` is no option: `--help` lists them"),
        }
    }
    if let Some(name) = only.iter().find(|name| !PARTS.iter().any(|(part, _)| part == *name)) {
        bail!("`{name}` is no part: `--help` lists them");
    }
    let mut figures = Vec::new();
    for (name, measure) in PARTS {
        if only.is_empty() || only.contains(name) {
            eprintln!("measuring: {name}");
            figures.extend(measure().with_context(|| format!("{name} was not measured"))?);
        }
    }
    match json {
        true => println!("{}", figure::json(&figures)),
        false => print!("{}", figure::table(&figures)),
    }
    Ok(figures.iter().all(Figure::holds))
}
