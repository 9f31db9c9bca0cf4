//! The Python programs of the step `document`, at pinned versions, in a folder of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::command::show_and_run;

const PINS: &str = "xtask/openapi/requirements.txt";

/// What Debian and Ubuntu put into a package of its own is asked for as well.
const PROBE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

/// Says what has to be installed, if anything.
pub(crate) fn missing() -> Option<String> {
    let probe = Command::new("python3")
        .args(["-c", PROBE])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if probe.is_ok_and(|status| status.success()) {
        return None;
    }
    Some(String::from(
        "python3, version 3.10 or later, with its module venv, for the step `document`: \
         `apt-get install python3 python3-venv`, or the like of it",
    ))
}

/// Installs the pinned packages below `folder`, unless they are there, and returns the folder of
/// their programs.
pub(super) fn install(root: &Path, folder: &Path) -> Result<PathBuf> {
    if let Some(missing) = missing() {
        bail!("this is missing: {missing}");
    }
    let venv = folder.join("venv");
    let programs = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let pins =
        fs::read_to_string(root.join(PINS)).with_context(|| format!("cannot read {PINS}"))?;
    // Written last, so that a folder that is half made is made again.
    let stamp = venv.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
        return Ok(programs);
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    show_and_run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    show_and_run(
        Command::new(programs.join("python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .arg("--requirement")
            .arg(root.join(PINS)),
    )?;
    fs::write(&stamp, pins).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(programs)
}
