//! What `cargo metadata` tells about our crates and everything they bring along.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command::CargoCall;

/// The whole dependency graph, for every platform and with every feature on.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    /// For each package id, the ids it uses when built for a user: normal and build dependencies.
    pub(crate) uses: BTreeMap<String, Vec<String>>,
}

/// One package of the graph.
#[derive(Debug, Default)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// The oldest toolchain it promises to build with.
    pub(crate) rust_version: Option<String>,
    /// Where it comes from; nothing for our own.
    pub(crate) source: Option<String>,
    pub(crate) folder: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) is_member: bool,
}

/// One line of a package's manifest.
#[derive(Debug, Default)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) is_for_tests: bool,
    /// The version it asks for; `*` where the manifest gives a path only.
    pub(crate) version: String,
}

/// Asks cargo for the graph. `Cargo.lock` must be up to date, as it is for everybody who builds.
pub(crate) fn load(root: &Path) -> Result<Metadata> {
    let call = CargoCall::new("metadata --format-version 1 --all-features --locked");
    let printed = call.output(root)?;
    let value: Value = serde_json::from_str(&printed).context("cargo metadata is not JSON")?;
    read(&value).context("cargo metadata has an unexpected shape")
}

/// Asks cargo where it puts what it builds.
pub(crate) fn target_folder(root: &Path) -> Result<PathBuf> {
    let call = CargoCall::new("metadata --format-version 1 --no-deps --locked");
    let value: Value =
        serde_json::from_str(&call.output(root)?).context("cargo metadata is not JSON")?;
    let folder = value.get("target_directory").and_then(Value::as_str);
    folder.map(PathBuf::from).context("cargo metadata names no target folder")
}

impl Metadata {
    /// Returns our own packages.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.is_member)
    }

    /// Returns every package that building `starts` brings along, those included.
    pub(crate) fn reachable<'a>(
        &'a self,
        starts: impl Iterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let mut open: Vec<&str> = starts.collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.uses.get(id).into_iter().flatten().map(String::as_str));
            }
        }
        seen
    }
}

fn read(value: &Value) -> Option<Metadata> {
    let members = strings(value.get("workspace_members")?);
    let mut metadata = Metadata::default();
    for package in value.get("packages")?.as_array()? {
        metadata.packages.push(read_package(package, &members)?);
    }
    for node in value.pointer("/resolve/nodes")?.as_array()? {
        let mut uses = Vec::new();
        for dependency in node.get("deps")?.as_array()? {
            let kinds = dependency.get("dep_kinds")?.as_array()?;
            if kinds.iter().any(|kind| text(kind, "kind").as_deref() != Some("dev")) {
                uses.push(text(dependency, "pkg")?);
            }
        }
        metadata.uses.insert(text(node, "id")?, uses);
    }
    Some(metadata)
}

fn read_package(value: &Value, members: &[String]) -> Option<Package> {
    let id = text(value, "id")?;
    let mut dependencies = Vec::new();
    for dependency in value.get("dependencies")?.as_array()? {
        dependencies.push(Dependency {
            name: text(dependency, "name")?,
            is_for_tests: text(dependency, "kind").as_deref() == Some("dev"),
            version: text(dependency, "req")?,
        });
    }
    Some(Package {
        is_member: members.contains(&id),
        id,
        name: text(value, "name")?,
        version: text(value, "version")?,
        licence: text(value, "license"),
        rust_version: text(value, "rust_version"),
        source: text(value, "source"),
        folder: Path::new(&text(value, "manifest_path")?).parent()?.to_owned(),
        dependencies,
    })
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(id: &str, dependencies: &Value) -> Value {
        json!({
            "id": id, "name": id, "version": "1.0.0", "license": "MIT", "rust_version": null,
            "source": null, "manifest_path": format!("/ws/{id}/Cargo.toml"),
            "dependencies": dependencies,
        })
    }

    fn graph() -> Metadata {
        let on = |id, kind: &Value| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let dev = json!([{ "name": "b", "kind": "dev", "req": "*" }]);
        read(&json!({
            "workspace_members": ["a"],
            "packages": [package("a", &dev), package("b", &json!([])), package("c", &json!([]))],
            "resolve": { "nodes": [
                { "id": "a", "deps": [on("b", &json!("dev")), on("c", &json!("build"))] },
                { "id": "b", "deps": [] },
                { "id": "c", "deps": [on("a", &Value::Null)] },
            ] },
        }))
        .unwrap()
    }

    #[test]
    fn members_and_their_manifest_lines_are_read() {
        let graph = graph();
        let member = graph.members().next().unwrap();
        assert_eq!((member.name.as_str(), member.folder.as_path()), ("a", Path::new("/ws/a")));
        let line = member.dependencies.first().unwrap();
        assert_eq!(
            (line.name.as_str(), line.is_for_tests, line.version.as_str()),
            ("b", true, "*")
        );
    }

    #[test]
    fn what_only_tests_use_is_not_brought_along() {
        let graph = graph();
        let found: Vec<_> = graph.reachable(["a"].into_iter()).into_iter().collect();
        assert_eq!(found, ["a", "c"]);
    }
}
