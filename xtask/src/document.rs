//! The API document, validated, and the sandbox held to it by requests that nobody wrote by hand.

mod python;
mod reach;
mod server;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use self::server::Server;
use crate::command::show_and_run;
use crate::metadata;

pub(crate) use self::python::missing as missing_python;

/// What every answer is checked for. Whether it *should* have been refused is not among it: a
/// well-formed request for an object that does not exist is refused, and rightly.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";

/// Generated requests per operation, beside those that schemathesis derives from the schemas.
const EXAMPLES: &str = "20";

/// The same requests in every run.
const SEED: &str = "1";

/// Validates the document, then makes requests of every operation in it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = metadata::target_folder(root)?.join("openapi");
    let programs = python::install(root, &folder)?;
    let server = Server::start(root)?;

    let document = folder.join("openapi.json");
    let text = server.get("/openapi.json")?;
    fs::write(&document, &text).with_context(|| format!("cannot write {}", document.display()))?;
    show_and_run(Command::new(programs.join("openapi-spec-validator")).arg(&document))?;

    let statuses = folder.join("statuses.json");
    let exercised = show_and_run(
        Command::new(programs.join("schemathesis"))
            .args(["run", &format!("{}/openapi.json", server.url())])
            .args(["--checks", CHECKS, "--phases", "coverage,fuzzing"])
            .args(["--seed", SEED, "--max-examples", EXAMPLES, "--request-timeout", "10"])
            // What an earlier run found would be tried again.
            .args(["--generation-database", "none"])
            // Schemathesis and the libraries below it leave files where they run.
            .current_dir(&folder)
            .env("PYTHONPATH", root.join("xtask/openapi"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONHASHSEED", "0")
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("NO_PROXY", "127.0.0.1")
            .envs(server.variables())
            .env("CALYPSO_STATUSES", &statuses),
    );
    exercised.context("schemathesis found answers that are not as the document says")?;

    let document: Value = serde_json::from_str(&text).context("the document is not JSON")?;
    let statuses = fs::read_to_string(&statuses).context("the hooks left no record of answers")?;
    let statuses = serde_json::from_str(&statuses).context("the record of answers is not JSON")?;
    eprintln!("{}", reach::check(&document, &statuses)?);
    Ok(())
}
