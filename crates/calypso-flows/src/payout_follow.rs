//! Following a payout until nothing will change any more.

use std::future::Future;

use calypso_model::{MassPayout, MassPayoutRef, Payout, PayoutRef, PayoutState};

use crate::follow::{FollowPolicy, follow};
use crate::payouts::Payouts;
use crate::{Error, Reply};

impl Payouts<'_> {
    /// Follows a payout until it is completed, failed or called off.
    ///
    /// A payout that waits for a person's confirmation is followed like any other. When the limit
    /// comes first, the payout is returned as it is then: look at its state. A state that is not
    /// known does not end it. Failures that can pass do not end it before the limit.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of reading the payout.
    pub async fn follow_until_final(
        &self,
        payout: impl Into<PayoutRef>,
        policy: FollowPolicy,
    ) -> Result<Reply<Payout>, Error> {
        let payout = payout.into();
        self.until_final(policy, || self.get(payout.clone()), |payout| &payout.state).await
    }

    /// Follows a mass payout until it is completed, in part or whole, failed or called off, as
    /// [`follow_until_final`](Self::follow_until_final) does.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of reading the mass payout.
    pub async fn follow_mass_until_final(
        &self,
        payout: impl Into<MassPayoutRef>,
        policy: FollowPolicy,
    ) -> Result<Reply<MassPayout>, Error> {
        let payout = payout.into();
        self.until_final(policy, || self.get_mass(payout.clone()), |payout| &payout.state).await
    }

    async fn until_final<T, F: Future<Output = Result<Reply<T>, Error>>>(
        &self,
        policy: FollowPolicy,
        look: impl Fn() -> F,
        state: impl Fn(&T) -> &PayoutState,
    ) -> Result<Reply<T>, Error> {
        let is_over = |reply: &Reply<T>| state(reply).is_final() == Some(true);
        follow(&*self.client.inner.clock, policy, look, is_over).await
    }
}
