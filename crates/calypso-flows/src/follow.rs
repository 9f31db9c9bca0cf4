//! Following an invoice until it is settled, for those who do not wait for a webhook.

use std::time::Duration;

use calypso_model::{InvoiceRef, InvoiceType};

use crate::Error;
use crate::build_error::BuildError;
use crate::confirmation::{Settlement, Stage};
use crate::invoices::Invoices;

/// How often and how long an invoice is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FollowPolicy {
    /// The time between two looks. Default 5 s.
    pub interval: Duration,
    /// The time after which following ends. Default one day, the longest life of an invoice.
    pub limit: Duration,
}

impl Default for FollowPolicy {
    fn default() -> Self {
        Self { interval: Duration::from_secs(5), limit: Duration::from_secs(86_400) }
    }
}

impl FollowPolicy {
    /// Returns the policy with another time between two looks.
    #[must_use]
    pub const fn with_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Returns the policy with another time after which following ends.
    #[must_use]
    pub const fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

impl Invoices<'_> {
    /// Follows an invoice that is paid once until it is settled.
    ///
    /// It ends when nothing will change by itself any more: the money is on the merchant's
    /// balance, the payment was declined, the invoice closed, or the merchant has to intervene.
    /// When the limit comes first, the invoice is returned as it is then: look at its stage.
    ///
    /// # Errors
    ///
    /// [`BuildError::NeverSettles`] for an unlimited invoice, or any [`Error`] of reading it.
    pub async fn follow_until_settled(
        &self,
        invoice: impl Into<InvoiceRef>,
        policy: FollowPolicy,
    ) -> Result<Settlement, Error> {
        let invoice = invoice.into();
        let clock = &self.client.inner.clock;
        let began = clock.monotonic();
        loop {
            let settlement = self.confirm_settlement(invoice.clone()).await?;
            let kind = &settlement.invoice.invoice_type;
            if matches!(kind, InvoiceType::Unlimited | InvoiceType::UnlimitedLinked) {
                return Err(BuildError::NeverSettles.into());
            }
            let elapsed = clock.monotonic().saturating_sub(began);
            let stage = settlement.stage;
            let waits_for_merchant = stage == Stage::Intervention;
            if stage.is_final() || waits_for_merchant || elapsed >= policy.limit {
                return Ok(settlement);
            }
            clock.sleep(policy.interval.min(policy.limit.saturating_sub(elapsed))).await;
        }
    }
}
