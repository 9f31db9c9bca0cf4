//! Why a sandbox cannot start.

use std::error::Error;
use std::io;
use std::net::SocketAddr;

use calypso_transport::EntropyError;
use thiserror::Error;

use crate::origin::OriginError;

/// A sandbox cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartSandboxError {
    /// The client that delivers webhooks cannot be set up.
    #[error("the client that delivers webhooks cannot be set up")]
    #[non_exhaustive]
    Client {
        /// The cause.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There are no random bytes to make keys of.
    #[error("no random bytes for keys and ids")]
    #[non_exhaustive]
    Entropy {
        /// The cause.
        source: EntropyError,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    #[non_exhaustive]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The keys that were given cannot be those of a merchant.
    #[error("the keys that were given cannot be those of a merchant")]
    Keys,
    /// The store cannot be used.
    #[cfg(feature = "sqlite")]
    #[error("the store {} cannot be used", path.display())]
    #[non_exhaustive]
    Store {
        /// The file that was asked for.
        path: std::path::PathBuf,
        /// The cause.
        source: crate::store::StoreError,
    },
    /// A store was asked for in process.
    #[cfg(feature = "sqlite")]
    #[error("a sandbox in process keeps no store: leave it out, or start a server")]
    StoreInProcess,
    /// A rate of zero was set.
    #[error("a rate must be greater than zero")]
    ZeroRate,
}

impl From<OriginError> for StartSandboxError {
    fn from(error: OriginError) -> Self {
        match error {
            OriginError::ZeroRate => Self::ZeroRate,
            OriginError::OtherRules | OriginError::Key => Self::Keys,
        }
    }
}
