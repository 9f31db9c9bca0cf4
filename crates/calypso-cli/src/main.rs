//! The `calypso` binary: everything is in the library, so that tests can reach it.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    calypso_cli::run(std::env::args_os()).await
}
