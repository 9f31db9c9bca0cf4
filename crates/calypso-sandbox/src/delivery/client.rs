//! Sends one attempt of a delivery: signed, once, to an address that may be reached.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use calypso_sign::Signature;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect, retry};
use rustls::client::ClientConfig;
use rustls::{RootCertStore, crypto};
use rustls_platform_verifier::BuilderVerifierExt;

use super::posting::{Posting, UNWRITTEN, outcome, postings};
use super::reach::Reach;
use crate::rules::{AttemptResult, Job, Silence};
use crate::webhook::headers;

/// How long a receiver may take; the docs name no limit.
const TIMEOUT: Duration = Duration::from_secs(10);

type BuildClientError = Box<dyn Error + Send + Sync>;

#[derive(Clone, Debug)]
pub(crate) struct DeliveryClient {
    client: Client,
    reach: Reach,
}

impl DeliveryClient {
    pub(crate) fn build(reach: Reach, public: bool) -> Result<Self, BuildClientError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls(public)?)
            .dns_resolver(Arc::new(ReachableOnly(reach)))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .http1_only()
            .http1_title_case_headers()
            // A receiver that closes an idle connection just as it is used would look like a
            // failure.
            .pool_max_idle_per_host(0)
            .timeout(TIMEOUT)
            .user_agent(concat!("calypso-sandbox/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, reach })
    }

    /// Makes one attempt, as a fault may want it.
    ///
    /// The answer's body is nobody's business and is not read.
    pub(crate) async fn deliver(&self, job: &Job) -> AttemptResult {
        if self.reach.check_url(&job.url).is_err() {
            return AttemptResult::NoAnswer(Silence::OutOfReach);
        }
        let Ok(postings) = postings(job) else { return UNWRITTEN };
        let mut answers = Vec::new();
        for Posting { body, signature, counts } in postings {
            let answer = self.send(job, body, &signature).await;
            if counts {
                answers.push(answer);
            }
        }
        outcome(&answers)
    }

    async fn send(&self, job: &Job, body: Vec<u8>, signature: &Signature) -> AttemptResult {
        let request =
            self.client.post(job.url.clone()).headers(headers(&job.api_key, signature)).body(body);
        match request.send().await {
            Ok(response) => AttemptResult::Status(response.status().as_u16()),
            Err(error) if error.is_timeout() => AttemptResult::NoAnswer(Silence::TimedOut),
            Err(error) if error.is_connect() => AttemptResult::NoAnswer(Silence::NoConnection),
            Err(_) => AttemptResult::NoAnswer(Silence::Other),
        }
    }
}

/// Resolves names to addresses that may be reached, and to nothing else.
///
/// The connection goes to what was checked here, so a name cannot change its mind in between.
#[derive(Debug)]
struct ReachableOnly(Reach);

impl Resolve for ReachableOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let reachable: Vec<_> = found.filter(|address| reach.allows(address.ip())).collect();
            if reachable.is_empty() {
                return Err("the name leads to no address that may be reached".into());
            }
            let addresses: Addrs = Box::new(reachable.into_iter());
            Ok(addresses)
        })
    }
}

/// Has a crypto provider of its own, so that no process-wide default is needed or touched.
///
/// On loopback nobody has a certificate that could be trusted, so there is nobody to trust.
fn tls(public: bool) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(if public {
        builder.with_platform_verifier()?.with_no_client_auth()
    } else {
        builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    })
}
