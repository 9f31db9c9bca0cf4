//! How an object is followed, and an invoice until it is settled.

use std::future::Future;
use std::time::Duration;

use calypso_model::{Invoice, InvoiceRef, InvoiceType};
use calypso_transport::Clock;

use crate::Error;
use crate::build_error::BuildError;
use crate::confirmation::{Settlement, Stage};
use crate::invoices::Invoices;

/// How often and how long an object is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FollowPolicy {
    /// The time between two looks. Default 5 s.
    pub interval: Duration,
    /// The time after which following ends. Default one day, the longest life of an invoice.
    pub limit: Duration,
}

/// The shortest time between two looks, whatever the policy says.
const INTERVAL_MIN: Duration = Duration::from_millis(1);

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
    /// Failures that can pass do not end it before the limit.
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
        let look = || self.confirm_settlement(invoice.clone());
        let is_over = |settlement: &Settlement| {
            never_settles(&settlement.invoice) || nothing_will_change(settlement.stage)
        };
        let settlement = follow(&*self.client.inner.clock, policy, look, is_over).await?;
        if never_settles(&settlement.invoice) {
            return Err(BuildError::NeverSettles.into());
        }
        Ok(settlement)
    }
}

/// Looks at something again and again until it is over, or the limit has come.
pub(crate) async fn follow<T, F: Future<Output = Result<T, Error>>>(
    clock: &dyn Clock,
    policy: FollowPolicy,
    look: impl Fn() -> F,
    is_over: impl Fn(&T) -> bool,
) -> Result<T, Error> {
    let began = clock.monotonic();
    loop {
        let look = look().await;
        let elapsed = clock.monotonic().saturating_sub(began);
        let out_of_time = elapsed >= policy.limit;
        match look {
            Ok(seen) if is_over(&seen) || out_of_time => return Ok(seen),
            Err(error) if !error.is_retryable() || out_of_time => return Err(error),
            // A day's following should not end with a minute's outage.
            Ok(_) | Err(_) => {}
        }
        let interval = policy.interval.max(INTERVAL_MIN);
        clock.sleep(interval.min(policy.limit.saturating_sub(elapsed))).await;
    }
}

const fn never_settles(invoice: &Invoice) -> bool {
    matches!(invoice.invoice_type, InvoiceType::Unlimited | InvoiceType::UnlimitedLinked)
}

/// Tells whether nothing will change unless the merchant acts.
const fn nothing_will_change(stage: Stage) -> bool {
    stage.is_final() || matches!(stage, Stage::Intervention)
}
