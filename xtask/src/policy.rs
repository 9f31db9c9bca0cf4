//! What may enter the dependency graph: licences, banned packages, sources, the oldest toolchain.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::command::CargoCall;
use crate::licence;
use crate::metadata::{self, Metadata};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The lists of `deny.toml`, which cargo-deny reads as well.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    licences: Vec<String>,
    banned: Vec<String>,
}

/// Checks the graph ourselves, then once more with cargo-deny where it is installed.
pub(crate) fn run(root: &Path) -> Result<()> {
    let found = findings(root, &metadata::load(root)?)?;
    if !found.is_empty() {
        bail!("the dependency graph breaks the policy of deny.toml:\n  {}", found.join("\n  "));
    }
    eprintln!("licences, banned packages, sources and oldest toolchain are in order");
    if !CargoCall::new("deny --version").succeeds(root) {
        eprintln!("cargo-deny is not installed: only our own checks ran, on the same lists");
        return Ok(());
    }
    CargoCall::new("deny --all-features check licenses bans sources").run(root)
}

/// Returns one line for each package that breaks the policy of `deny.toml`.
pub(crate) fn findings(root: &Path, graph: &Metadata) -> Result<Vec<String>> {
    let text = fs::read_to_string(root.join("deny.toml")).context("deny.toml cannot be read")?;
    Ok(check(graph, &read(&text)?))
}

/// Reads the two lists: `allow` under `[licenses]` and each `crate = "…"` under `[bans]`.
fn read(text: &str) -> Result<Policy> {
    let mut policy = Policy::default();
    let mut section = "";
    let mut in_allow = false;
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.starts_with('[') && line.ends_with(']') && !in_allow {
            section = line;
        }
        if section == "[licenses]" {
            in_allow = in_allow || line.starts_with("allow");
            if in_allow {
                policy.licences.extend(quoted(line));
                in_allow = !line.ends_with(']');
            }
        }
        if section == "[bans]" && line.contains("crate = ") {
            policy.banned.extend(quoted(line).take(1));
        }
    }
    if policy.licences.is_empty() || policy.banned.is_empty() {
        bail!("deny.toml has no list of allowed licences, or bans no crate");
    }
    Ok(policy)
}

fn quoted(line: &str) -> impl Iterator<Item = String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned)
}

fn check(graph: &Metadata, policy: &Policy) -> Vec<String> {
    let mut found = Vec::new();
    let shipped = graph.reachable(graph.members().map(|member| member.id.as_str()));
    for package in &graph.packages {
        let label = format!("{} {}", package.name, package.version);
        let licence = package.licence.as_deref().unwrap_or("none");
        if !licence::is_satisfied(licence, &policy.licences) {
            found.push(format!("{label}: licence `{licence}` is not allowed"));
        }
        if package.source.as_deref().is_some_and(|source| source != CRATES_IO) {
            found.push(format!("{label}: comes from somewhere else than crates.io"));
        }
        if policy.banned.contains(&package.name) && shipped.contains(package.id.as_str()) {
            found.push(format!("{label}: is banned, see deny.toml for the reason"));
        }
    }
    found.extend(too_new(graph));
    found
}

/// Finds packages that need a newer toolchain than one of our crates that brings them promises.
fn too_new(graph: &Metadata) -> Vec<String> {
    let mut found = Vec::new();
    for member in graph.members() {
        let Some(promised) = member.rust_version.as_deref().map(parts) else {
            found.push(format!("{}: Cargo.toml names no rust-version", member.name));
            continue;
        };
        let brought = graph.reachable([member.id.as_str()].into_iter());
        for package in &graph.packages {
            let needed = package.rust_version.as_deref().unwrap_or_default();
            if brought.contains(package.id.as_str()) && parts(needed) > promised {
                found.push(format!(
                    "{}: promises an older toolchain than the {needed} of {} {}",
                    member.name, package.name, package.version
                ));
            }
        }
    }
    found
}

/// Splits a toolchain version; `1.88` and `1.88.0` are the same one.
fn parts(version: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
    while parts.last() == Some(&0) {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Package;

    fn package(name: &str) -> Package {
        Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: Some("MIT".to_owned()),
            rust_version: Some("1.88".to_owned()),
            source: Some(CRATES_IO.to_owned()),
            ..Package::default()
        }
    }

    fn ours() -> Package {
        Package { is_member: true, source: None, ..package("ours") }
    }

    #[track_caller]
    fn finds(other: Package, expected: &[&str]) {
        let uses = [("ours".to_owned(), vec![other.id.clone()])].into();
        let graph = Metadata { packages: vec![ours(), other], uses };
        let policy =
            Policy { licences: vec!["MIT".to_owned()], banned: vec!["native-tls".to_owned()] };
        assert_eq!(check(&graph, &policy), expected);
    }

    #[test]
    fn a_decent_package_passes() {
        finds(package("serde"), &[]);
        finds(Package { rust_version: Some("1.88.0".to_owned()), ..package("serde") }, &[]);
        finds(Package { rust_version: None, ..package("serde") }, &[]);
    }

    #[test]
    fn each_breach_is_named() {
        let licence = Some("GPL-3.0-only".to_owned());
        finds(
            Package { licence, ..package("serde") },
            &["serde 1.0.0: licence `GPL-3.0-only` is not allowed"],
        );
        finds(
            Package { licence: None, ..package("serde") },
            &["serde 1.0.0: licence `none` is not allowed"],
        );
        finds(
            package("native-tls"),
            &["native-tls 1.0.0: is banned, see deny.toml for the reason"],
        );
        finds(
            Package { source: Some("git+https://example".to_owned()), ..package("serde") },
            &["serde 1.0.0: comes from somewhere else than crates.io"],
        );
        finds(
            Package { rust_version: Some("1.89".to_owned()), ..package("serde") },
            &["ours: promises an older toolchain than the 1.89 of serde 1.0.0"],
        );
    }

    #[test]
    fn both_lists_are_read_from_the_same_file_as_cargo_deny() {
        let text = "\
            [licenses]\nconfidence-threshold = 0.9\n\
            allow = [ # why\n  \"MIT\", # \"not this\"\n  \"ISC\",\n]\n\
            [bans]\nmultiple-versions = \"warn\"\n\
            deny = [\n  { crate = \"native-tls\", reason = \"rustls\" },\n]\n\
            [sources]\nallow-registry = [\"https://example\"]\n";
        let expected = Policy {
            licences: ["MIT", "ISC"].map(str::to_owned).to_vec(),
            banned: vec!["native-tls".to_owned()],
        };
        assert_eq!(read(text).unwrap(), expected);
        assert!(read("[licenses]\n").is_err());
    }
}
