//! `calypso sandbox`: the emulator as a server, until interrupted.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use calypso_model::AccountId;
use calypso_sandbox::{Sandbox, SandboxBuilder, StageDelays};
use calypso_sign::{ApiKey, SecretKey};
use serde_json::json;

use crate::flags::{ClockFlag, Format, SandboxFlags};
use crate::output::{print, say};
use crate::signals::Interruption;

/// The exit status of a process that a second signal ended, as shells have it.
const INTERRUPTED: u8 = 130;

pub(crate) async fn run(flags: SandboxFlags) -> anyhow::Result<ExitCode> {
    let (format, has_token) = (flags.format, flags.control_token.is_some());
    let sandbox = builder(flags)?.start().await.context("the sandbox cannot start")?;
    let mut interruption = Interruption::listen().context("cannot listen for signals")?;
    announce(&sandbox, format, has_token)?;
    interruption.wait().await;
    say("calypso: ending; delivering what webhooks are due (again to end at once)");
    let summary = tokio::select! {
        summary = sandbox.shutdown() => summary,
        () = interruption.wait() => return Ok(ExitCode::from(INTERRUPTED)),
    };
    let (delivered, abandoned) = (summary.delivered, summary.abandoned);
    say(&format!("calypso: ended; {delivered} webhooks delivered, {abandoned} abandoned"));
    Ok(ExitCode::SUCCESS)
}

fn builder(flags: SandboxFlags) -> anyhow::Result<SandboxBuilder> {
    let mut builder = Sandbox::builder().with_listen(flags.listen);
    if let Some(account) = flags.account {
        builder = builder.with_account(AccountId::parse(&account).context("--account")?);
    }
    if let Some(api_key) = flags.api_key {
        builder = builder.with_api_key(ApiKey::new(api_key).context("--api-key")?);
    }
    if let Some(secret) = flags.secret {
        builder = builder.with_secret(SecretKey::new(secret.0).context("--secret")?);
    }
    if let Some(token) = flags.control_token {
        let token = SecretKey::new(token.0).context("--control-token")?;
        builder = builder.with_control_token(token);
    }
    if let Some(millis) = flags.stage_delay_ms {
        builder = builder.with_stage_delays(StageDelays::uniform(Duration::from_millis(millis)));
    }
    if let Some(store) = flags.store {
        builder = builder.with_store(store);
    }
    if let Some(seed) = flags.seed {
        builder = builder.with_seed(seed);
    }
    builder = match flags.clock {
        ClockFlag::Real => builder,
        ClockFlag::FrozenAt(at) => builder.with_clock_frozen_at(at),
        ClockFlag::Scaled(factor) => builder.with_clock_scaled_by(factor),
    };
    let builder = builder.with_payout_verification(flags.payout_verification);
    Ok(builder.allow_public_webhooks(flags.allow_public_webhooks))
}

/// Tells where the sandbox listens and with which keys. Its keys open nothing but itself.
fn announce(sandbox: &Sandbox, format: Format, has_token: bool) -> anyhow::Result<()> {
    let (listening, account) = (sandbox.base_url(), sandbox.account());
    let (api_key, secret) = (sandbox.api_key(), sandbox.secret().expose_secret());
    let (token, login) = match has_token {
        true => (
            "-H \"Authorization: Bearer $CALYPSO_SANDBOX_CONTROL_TOKEN\" \\\n                   ",
            ", with the control token as the password",
        ),
        false => ("", ""),
    };
    let text = match format {
        Format::Json => {
            let line = json!({
                "listening": listening,
                "api_key": api_key.as_str(),
                "secret": secret,
                "account": account.as_str(),
            });
            line.to_string()
        }
        Format::Text => format!(
            "The sandbox is listening. It knows one merchant, and no money moves.\n\n  \
             base URL  {listening}\n  account   {account}\n  API key   {api_key}\n  \
             secret    {secret}\n\n\
             Pay an address:  curl {listening}/_sandbox/deposits \\\n                   \
             {token}-H 'content-type: application/json' \\\n                   \
             -d '{{\"address\":\"…\",\"currency\":\"USDT_TRX\",\"amount\":\"12.34\"}}'\n\
             Look around:     {listening}/_sandbox/ in a browser{login}\n\
             What there is:   curl {listening}/openapi.json\n\
             End:             Ctrl-C"
        ),
    };
    print(&text)
}
