//! Servers as processes of their own, so that neither runs on the client's threads.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use calypso_model::Endpoint;
use calypso_sandbox::Sandbox;

use crate::client::Merchant;
use crate::floor;

/// The endpoint that is measured.
pub const ENDPOINT: Endpoint = Endpoint::InvoiceSingleCreate;

const SECRET: &str = "a secret of thirty-two characters";

/// A server in a process, which ends when this is dropped.
pub struct Server {
    pub merchant: Merchant,
    process: Child,
}

impl Server {
    pub fn start(what: &str) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["child", "serve", what])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("a process without output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let merchant = serde_json::from_str(&line).context("the server did not start")?;
        Ok(Self { merchant, process })
    }

    /// Returns the processor time that the server has taken so far, in clock ticks.
    pub fn ticks(&self) -> Result<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The name in parentheses may hold anything; user and system time are 12 and 13 after it.
        let (_, numbers) = stat.rsplit_once(')').context("no name in /proc")?;
        let numbers: Vec<&str> = numbers.split_whitespace().collect();
        let field = |index: usize| -> Result<u64> {
            Ok(numbers.get(index).context("too few numbers in /proc")?.parse()?)
        };
        Ok(field(11)? + field(12)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is gone either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The process: serves until it is ended, or until whoever started it is gone.
pub fn run(what: &str) -> Result<()> {
    std::thread::spawn(|| {
        let _ended = std::io::stdin().lock().read_line(&mut String::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match what {
            "floor" => floor::serve(ENDPOINT.path(), SECRET, tell).await,
            "sandbox" => {
                let sandbox = Sandbox::start().await?;
                tell(&merchant_of(&sandbox)?)?;
                loop {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                }
            }
            other => bail!("no server `{other}`"),
        }
    })
}

pub fn merchant_of(sandbox: &Sandbox) -> Result<Merchant> {
    let address = sandbox.base_url().strip_prefix("http://").unwrap_or_default();
    Ok(Merchant {
        address: address.parse()?,
        account: sandbox.account().to_string(),
        api_key: sandbox.api_key().to_string(),
        secret: sandbox.secret().expose_secret().to_owned(),
    })
}

fn tell(merchant: &Merchant) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{}", serde_json::to_string(merchant)?)?;
    Ok(output.flush()?)
}
