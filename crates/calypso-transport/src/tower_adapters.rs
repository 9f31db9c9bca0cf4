//! Adapters to and from services of the tower ecosystem.

mod attempt;
mod base_uri;
mod body;
mod http_service;
mod layered;
mod service;

pub use self::base_uri::InvalidBaseUri;
pub use self::http_service::TowerTransport;
pub use self::layered::LayeredTransport;
pub use self::service::TransportService;
