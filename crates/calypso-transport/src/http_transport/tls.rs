//! The TLS settings of the built-in transport.

use std::sync::Arc;

use rustls::client::ClientConfig;
use rustls::{Error, RootCertStore, crypto};
use rustls_platform_verifier::BuilderVerifierExt;

/// Builds a configuration with its own crypto provider, so that no process-wide default is needed
/// or touched.
///
/// Without certificates it trusts nobody, which is all that plain HTTP on this machine needs.
pub(super) fn client_config(needs_certificates: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = if needs_certificates {
        builder.with_platform_verifier()?.with_no_client_auth()
    } else {
        builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HttpTransport;

    #[test]
    fn no_process_wide_provider_is_needed_or_installed() {
        assert!(HttpTransport::new("http://127.0.0.1").is_ok());
        // Where this machine has no list of trusted certificates, this fails, after asking for a
        // provider.
        drop(HttpTransport::live());
        assert!(crypto::CryptoProvider::get_default().is_none());
    }

    #[test]
    fn early_data_which_can_be_replayed_is_off() {
        let config = client_config(false).unwrap();
        assert_eq!(config.alpn_protocols, [b"http/1.1"]);
        assert!(!config.enable_early_data);
    }
}
