//! One build that holds the switches of many rules, none of which touch each other.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Result;

use super::scratch::Scratch;
use super::table::Rule;
use super::toggle::{MODULE, toggled};

/// Where switches may be decided in a run, each with the root of its crate.
const FOLDERS: [(&str, &str); 2] = [
    ("crates/calypso-model/src/money/", "crates/calypso-model/src/lib.rs"),
    ("crates/calypso-sandbox/src/", "crates/calypso-sandbox/src/lib.rs"),
];

/// Macros that take names on the wire as literals; here a name may be one of two.
const NAMES_IN_MACROS: &[&str] =
    &["crates/calypso-sandbox/src/wire/payload.rs", "crates/calypso-sandbox/src/wire/reply.rs"];

/// The sources with the switches of a round, and where each stands.
#[derive(Debug, Default)]
pub(super) struct Round<'a> {
    /// The changed files, as they were.
    originals: BTreeMap<String, String>,
    placed: Vec<Placed<'a>>,
}

#[derive(Debug)]
struct Placed<'a> {
    rule: &'a Rule,
    code: String,
    /// The part of the original file that it replaces.
    place: Range<usize>,
    /// Its lines in the changed file, counted from one.
    lines: Range<usize>,
}

impl<'a> Round<'a> {
    /// Takes the rules whose switches can stand beside each other, and returns the others.
    pub(super) fn pick(scratch: &Scratch, rules: &[&'a Rule]) -> Result<(Self, Vec<&'a Rule>)> {
        let mut round = Self::default();
        let mut left = Vec::new();
        for rule in rules {
            match place(scratch, rule, &round)? {
                Some(placed) => round.placed.push(placed),
                None => left.push(*rule),
            }
        }
        Ok((round, left))
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &'a Rule> {
        self.placed.iter().map(|placed| placed.rule)
    }

    /// Writes the changed files.
    pub(super) fn write(&mut self, scratch: &Scratch) -> Result<()> {
        self.restore(scratch)?;
        self.placed.sort_by_key(|one| (one.rule.off.file.clone(), one.place.start));
        let mut files: BTreeMap<&str, Vec<&mut Placed<'_>>> = BTreeMap::new();
        for placed in &mut self.placed {
            files.entry(&placed.rule.off.file).or_default().push(placed);
        }
        for (path, switches) in files {
            let text = scratch.read(path)?;
            let (mut changed, mut done) = (String::new(), 0);
            for switch in switches {
                changed.push_str(text.get(done..switch.place.start).unwrap_or_default());
                let first = line_of(&changed);
                changed.push_str(&switch.code);
                switch.lines = first..line_of(&changed).saturating_add(1);
                done = switch.place.end;
            }
            changed.push_str(text.get(done..).unwrap_or_default());
            scratch.write(path, &changed)?;
            self.originals.insert(path.to_owned(), text);
        }
        for path in NAMES_IN_MACROS {
            let text = scratch.read(path)?;
            scratch.write(path, &text.replace(":literal", ":tt"))?;
            self.originals.entry((*path).to_owned()).or_insert(text);
        }
        for (_, root) in FOLDERS {
            let text = scratch.read(root)?;
            scratch.write(root, &format!("{text}{MODULE}"))?;
            self.originals.entry(root.to_owned()).or_insert(text);
        }
        Ok(())
    }

    /// Puts the files back as they were.
    pub(super) fn restore(&mut self, scratch: &Scratch) -> Result<()> {
        for (path, text) in std::mem::take(&mut self.originals) {
            scratch.write(&path, &text)?;
        }
        Ok(())
    }

    /// Takes the rules out that the compiler complains about, or those in its files, or all.
    pub(super) fn evict(&mut self, complaint: &str) -> Vec<&'a Rule> {
        let mut is_error = false;
        let in_errors = complaint.lines().filter(|line| {
            if line.starts_with("error") || line.starts_with("warning") {
                is_error = line.starts_with("error");
            }
            is_error
        });
        let places: Vec<(&str, usize)> = in_errors.filter_map(place_of).collect();
        let on_line = |placed: &Placed<'_>| {
            let is_there = |(path, line): &(&str, usize)| {
                placed.rule.off.file == *path && placed.lines.contains(line)
            };
            places.iter().any(is_there)
        };
        let in_file =
            |placed: &Placed<'_>| places.iter().any(|(path, _)| placed.rule.off.file == *path);
        let ways: [&dyn Fn(&Placed<'_>) -> bool; 3] = [&on_line, &in_file, &|_| true];
        for is_meant in ways {
            let all = std::mem::take(&mut self.placed).into_iter();
            let (out, kept): (Vec<_>, Vec<_>) = all.partition(|placed| is_meant(placed));
            self.placed = kept;
            if !out.is_empty() {
                return out.into_iter().map(|placed| placed.rule).collect();
            }
        }
        Vec::new()
    }
}

fn place<'a>(scratch: &Scratch, rule: &'a Rule, round: &Round<'a>) -> Result<Option<Placed<'a>>> {
    let file = &rule.off.file;
    let Some(code) = toggled(&rule.id, &rule.off) else { return Ok(None) };
    if !FOLDERS.iter().any(|(folder, _)| file.starts_with(folder)) {
        return Ok(None);
    }
    let text = scratch.read(file)?;
    let Some(start) = text.find(&rule.off.from) else { return Ok(None) };
    let place = start..start.saturating_add(rule.off.from.len());
    let is_taken = round.placed.iter().any(|other| {
        other.rule.off.file == *file
            && other.place.start < place.end
            && place.start < other.place.end
    });
    Ok((!is_taken).then_some(Placed { rule, code, place, lines: 0..0 }))
}

/// Returns the number of the line that a text ends in.
fn line_of(text: &str) -> usize {
    text.matches('\n').count().saturating_add(1)
}

/// Reads `--> src/a.rs:12:5`.
fn place_of(line: &str) -> Option<(&str, usize)> {
    let (_, place) = line.split_once("--> ")?;
    let mut parts = place.split(':');
    Some((parts.next()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_s_places_are_read() {
        assert_eq!(place_of("   --> crates/a/src/b.rs:12:5"), Some(("crates/a/src/b.rs", 12)));
        assert_eq!(place_of("12 |     let x = 1;"), None);
        assert_eq!(line_of("a\nb"), 2);
    }
}
