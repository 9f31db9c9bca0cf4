//! A sandbox of our own: started, asked for its document, and ended whatever happens.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command::CargoCall;

/// A running sandbox, which ends with this value.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    announced: Announced,
}

/// What the first line of a sandbox tells.
#[derive(Debug, Default, PartialEq, Eq)]
struct Announced {
    listening: String,
    account: String,
    api_key: String,
    secret: String,
}

impl Server {
    /// Builds the command line and starts its sandbox, in which deposits take no time.
    pub(super) fn start(root: &Path) -> Result<Self> {
        let build = CargoCall::new(
            "build -p calypso-cli --bin calypso --message-format json-render-diagnostics",
        );
        eprintln!("$ {build}");
        let program = executable(&build.output(root)?).context("cargo names no program")?;
        let child = Command::new(&program)
            .args(["sandbox", "--listen", "127.0.0.1:0", "--format", "json"])
            .args(["--stage-delay-ms", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{}` did not start", program.display()))?;
        // From here on the child is ended, also when its first line makes no sense.
        let mut server = Self { child, announced: Announced::default() };
        let stdout = server.child.stdout.take().context("the sandbox has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).context("the sandbox said nothing")?;
        server.announced = read(&line).context("the sandbox's first line has another shape")?;
        Ok(server)
    }

    pub(super) fn url(&self) -> &str {
        &self.announced.listening
    }

    /// Returns what the hooks must know, as environment variables.
    pub(super) fn variables(&self) -> [(&'static str, &str); 4] {
        [
            ("CALYPSO_URL", &self.announced.listening),
            ("CALYPSO_ACCOUNT", &self.announced.account),
            ("CALYPSO_API_KEY", &self.announced.api_key),
            ("CALYPSO_SECRET", &self.announced.secret),
        ]
    }

    /// Gets a page; by hand, because one request is not worth a client.
    pub(super) fn get(&self, path: &str) -> Result<String> {
        let address = self.url().strip_prefix("http://").context("not an http:// address")?;
        let mut stream = TcpStream::connect(address).context("the sandbox cannot be reached")?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).context("the sandbox's answer broke off")?;
        let (head, body) =
            answer.split_once("\r\n\r\n").context("the answer has no end of head")?;
        let status = head.lines().next().unwrap_or_default();
        if status != "HTTP/1.1 200 OK" {
            bail!("{path} was answered with `{status}`");
        }
        Ok(body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It keeps nothing, so there is nothing to end in good order.
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = ended {
            eprintln!("the sandbox could not be ended: {error}");
        }
    }
}

/// Finds the program in what cargo says about a build.
fn executable(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs =
        messages.filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
    programs.next()
}

fn read(line: &str) -> Option<Announced> {
    let line: Value = serde_json::from_str(line).ok()?;
    let text = |name: &str| line.get(name)?.as_str().map(str::to_owned);
    Some(Announced {
        listening: text("listening")?,
        account: text("account")?,
        api_key: text("api_key")?,
        secret: text("secret")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_the_one_that_cargo_built() {
        let messages = "\
            {\"reason\":\"compiler-artifact\",\"executable\":null}\n\
            not json\n\
            {\"reason\":\"compiler-artifact\",\"executable\":\"/t/debug/calypso\"}\n\
            {\"reason\":\"build-finished\",\"success\":true}\n";
        assert_eq!(executable(messages), Some(PathBuf::from("/t/debug/calypso")));
        assert_eq!(executable("{\"reason\":\"build-finished\"}"), None);
    }

    #[test]
    fn the_first_line_tells_address_account_and_keys() {
        let line = r#"{"account":"a","api_key":"k","listening":"http://127.0.0.1:1","secret":"s"}"#;
        let found = read(line).unwrap();
        assert_eq!((&*found.listening, &*found.account), ("http://127.0.0.1:1", "a"));
        assert_eq!((&*found.api_key, &*found.secret), ("k", "s"));
        assert_eq!(read("{}"), None);
    }
}
