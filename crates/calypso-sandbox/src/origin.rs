//! What a sandbox was started with: all that its journal is repeated upon.

use std::time::Duration;

use calypso_model::{AccountId, Amount, Currency, OverpayTolerance};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clock::Course;
use crate::merchant::Merchant;
use crate::options::StageDelays;
use crate::rules::{Chance, NewMerchant, Settings, World};

/// The rules that a journal was written under. Others would come to other answers.
const RULES: &str = env!("CARGO_PKG_VERSION");

/// The seed, the settings and the first merchant. It holds that merchant's secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    rules: String,
    pub(crate) seed: [u8; 32],
    pub(crate) started_ms: i64,
    pub(crate) course: Course,
    pub(crate) delays: [Duration; 3],
    pub(crate) overpay_basis_points: u32,
    /// Rates as text, which keeps their digits.
    pub(crate) rates: Vec<(Currency, Currency, String)>,
    pub(crate) public_webhooks: bool,
    pub(crate) payout_verification: bool,
    pub(crate) account: Option<AccountId>,
    pub(crate) api_key: Option<String>,
    pub(crate) secret: Option<String>,
}

/// A sandbox cannot be what it is told that it was.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum OriginError {
    #[error("it was made under other rules than those of version {RULES}")]
    OtherRules,
    #[error("a rate must be greater than zero")]
    ZeroRate,
    #[error("a key or a secret cannot be read")]
    Key,
}

impl Origin {
    pub(crate) fn new(seed: [u8; 32], started: Timestamp, course: Course) -> Self {
        let StageDelays { seen, check, credit } = StageDelays::default();
        Self {
            rules: String::from(RULES),
            seed,
            started_ms: started.as_millis(),
            course,
            delays: [seen, check, credit],
            overpay_basis_points: 0,
            rates: Vec::new(),
            public_webhooks: false,
            payout_verification: false,
            account: None,
            api_key: None,
            secret: None,
        }
    }

    /// Makes the world as it was at the start, with its first merchant.
    pub(crate) fn world(&self) -> Result<(World, Merchant), OriginError> {
        if self.rules != RULES {
            return Err(OriginError::OtherRules);
        }
        let [seen, check, credit] = self.delays;
        let mut settings = Settings {
            delays: StageDelays { seen, check, credit },
            overpay: OverpayTolerance::from_basis_points(self.overpay_basis_points),
            public_webhooks: self.public_webhooks,
            payout_verification: self.payout_verification,
            ..Settings::default()
        };
        for (from, to, rate) in &self.rates {
            let rate = Amount::parse(rate).ok().filter(|rate| !rate.is_zero());
            settings.rates.set(from.clone(), to.clone(), rate.ok_or(OriginError::ZeroRate)?);
        }
        let started = Timestamp::from_millis(self.started_ms);
        let mut world = World::new(settings, Chance::new(self.seed), started);
        let merchant = world.add_merchant(NewMerchant {
            account: self.account.clone(),
            api_key: read(self.api_key.as_deref(), ApiKey::new)?,
            secret: read(self.secret.as_deref(), SecretKey::new)?,
        });
        // The first merchant finds no account and no key taken.
        Ok((world, merchant.map(Merchant::from).ok_or(OriginError::Key)?))
    }
}

fn read<T, E>(
    text: Option<&str>,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> Result<Option<T>, OriginError> {
    text.map(|text| parse(String::from(text)).map_err(|_unreadable| OriginError::Key)).transpose()
}
