//! [`PayoutFate`]: what became of a payout whose answer was lost (docs/API-FACTS.md, section 9.1).

use std::time::Duration;

use calypso_model::{IdempotencyKey, MassPayout, NewMassPayout, NewPayout, Payout};
use calypso_sign::Timestamp;

use crate::keyed_order::KeyedOrder;
use crate::lookup::found;
use crate::mismatch::Mismatch;
use crate::payouts::Payouts;
use crate::{Error, Reply, identity, keyed_order};

/// How long the service takes a signed request for fresh.
const LIFE: Duration = Duration::from_secs(180);

/// How far behind a stamp that it takes for fresh the service's clock can be.
const BEHIND: Duration = Duration::from_secs(180);

/// How long a request that was accepted at its last moment may still be worked on.
const WORK: Duration = Duration::from_secs(60);

/// What became of a payout whose outcome was unknown.
#[derive(Debug)]
#[non_exhaustive]
pub enum PayoutFate<T> {
    /// It exists, once, and is the one that was asked for.
    Applied(Reply<T>),
    /// It does not exist, and none of the requests that were sent can make it any more. The same
    /// order may be sent again, with the same key.
    NotApplied,
    /// Nobody can say yet. Do not send it again.
    Unknown(Undecided),
    /// Something else exists under the key. Do not send anything under this key; a person has to
    /// look at both.
    Mismatch(Mismatch),
}

/// Why a payout's fate cannot be told yet.
#[derive(Debug)]
#[non_exhaustive]
pub enum Undecided {
    /// Nothing exists under the key, and a request that is under way could still be accepted.
    TooEarly {
        /// From when on a look will tell, on the service's clock.
        look_after: Timestamp,
    },
    /// The look itself failed. Look again.
    Failed(Error),
}

/// Returns from when on a definite *not found* proves that a request signed then was not applied.
///
/// The stamp of the look counts, not a clock: the service took it for fresh, so its own clock was
/// at most [`BEHIND`] behind it, and thus more than [`LIFE`] past the lost request.
fn decided_after(last_signed: Timestamp) -> Timestamp {
    last_signed.saturating_add(LIFE).saturating_add(BEHIND).saturating_add(WORK)
}

/// Returns what a definite *not found* says that answers a look signed at `looked`.
fn of_absent<T>(last_signed: Timestamp, looked: Option<Timestamp>) -> PayoutFate<T> {
    let look_after = decided_after(last_signed);
    match looked {
        Some(looked) if looked > look_after => PayoutFate::NotApplied,
        _ => PayoutFate::Unknown(Undecided::TooEarly { look_after }),
    }
}

impl Payouts<'_> {
    /// How long after a payout was last signed a *not found* proves that it was not applied:
    /// seven minutes.
    ///
    /// Three that its signature lives, three that the service's clock may be behind, and one for
    /// work under way.
    pub const DECIDED_AFTER: Duration = LIFE.saturating_add(BEHIND).saturating_add(WORK);

    /// Finds out what became of a payout whose outcome is unknown, by looking its key up once.
    ///
    /// `last_signed` is [`Error::signed_at`] of the error that said so. After a crash there is no
    /// error: pass a time at which the process was certainly dead, such as that of its restart.
    /// Too late a time only delays the answer; too early a one can pay twice.
    ///
    /// A look that fails leaves the fate unknown, so there is no error to return.
    ///
    /// ```
    /// # use calypso_flows::{Client, Error, Outcome, PayoutFate, Undecided};
    /// # use calypso_model::NewPayout;
    /// # async fn example(client: &Client, payout: NewPayout) -> Result<(), Error> {
    /// // The order, its key included, is in your database before it is sent.
    /// let error = match client.payouts().create(payout.clone()).await {
    ///     Ok(creation) => return Ok(println!("paid out as {}", creation.id)),
    ///     Err(error) => error,
    /// };
    /// if error.outcome() == Outcome::NotApplied {
    ///     return Err(error);
    /// }
    /// let Some(signed) = error.signed_at() else { return Err(error) };
    /// // Store `signed` too; from here on a restart does no harm.
    /// match client.payouts().settle(&payout, signed).await {
    ///     PayoutFate::Applied(payout) => println!("paid out as {}", payout.id),
    ///     PayoutFate::NotApplied => println!("it may be sent again"),
    ///     PayoutFate::Unknown(Undecided::TooEarly { look_after }) => {
    ///         println!("look again after {look_after:?}");
    ///     }
    ///     fate => println!("somebody has to look: {fate:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn settle(&self, order: &NewPayout, last_signed: Timestamp) -> PayoutFate<Payout> {
        self.fate(order, &order.idempotency_key, last_signed).await
    }

    /// Finds out what became of a mass payout whose outcome is unknown, as
    /// [`settle`](Self::settle) does.
    pub async fn settle_mass(
        &self,
        order: &NewMassPayout,
        last_signed: Timestamp,
    ) -> PayoutFate<MassPayout> {
        self.fate(order, &order.idempotency_key, last_signed).await
    }

    async fn fate<O: KeyedOrder>(
        &self,
        order: &O,
        key: &IdempotencyKey,
        last_signed: Timestamp,
    ) -> PayoutFate<O::Object> {
        let inner = &self.client.inner;
        let look = keyed_order::look_up::<O>(inner, key, inner.policy.total_limit).await;
        let looked = look.as_ref().err().and_then(Error::signed_at);
        let reply = match found(look) {
            Ok(Some(reply)) => reply,
            Ok(None) => return of_absent(last_signed, looked),
            Err(error) => return PayoutFate::Unknown(Undecided::Failed(error)),
        };
        let differences = keyed_order::differences(order, key, &reply);
        if differences.is_empty() {
            return PayoutFate::Applied(reply);
        }
        let id = reply.attempt_id();
        PayoutFate::Mismatch(identity::unlike(O::LOOK_UP, id, key.as_str(), differences))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: i64 = 1_700_000_000_000;

    /// Returns what *not found* says that answers a look so many milliseconds after the payout.
    fn fate_after(millis: i64) -> PayoutFate<()> {
        let looked = Timestamp::from_millis(SIGNED.saturating_add(millis));
        of_absent(Timestamp::from_millis(SIGNED), Some(looked))
    }

    #[test]
    fn not_found_proves_nothing_until_the_request_has_died_by_any_clock() {
        for (after, expected) in [
            (-86_400_000, false),
            (0, false),
            (180_000, false),
            (180_001, false),
            (360_001, false),
            (419_999, false),
            (420_000, false),
            (420_001, true),
            (86_400_000, true),
        ] {
            let is_not_applied = matches!(fate_after(after), PayoutFate::NotApplied);
            assert_eq!(is_not_applied, expected, "{after} ms");
        }
    }

    #[test]
    fn one_is_told_when_to_look_again() {
        let PayoutFate::Unknown(Undecided::TooEarly { look_after }) = fate_after(0) else {
            panic!("too early to tell");
        };
        assert_eq!(look_after, Timestamp::from_millis(1_700_000_420_000));
    }

    #[test]
    fn a_look_whose_stamp_is_not_known_proves_nothing() {
        let fate = of_absent::<()>(Timestamp::from_millis(0), None);
        assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");
    }

    #[test]
    fn a_stamp_at_the_end_of_time_never_dies() {
        let last = Timestamp::from_millis(i64::MAX);
        let fate = of_absent::<()>(last, Some(last));
        assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");
    }

    /// Whatever the server's clock shows: if it takes the look for fresh, the payout is stale.
    #[test]
    fn a_server_that_takes_the_look_for_fresh_takes_the_payout_for_stale() {
        let looked = SIGNED.saturating_add(420_001);
        for behind in (-400_000..400_000_i64).step_by(997) {
            let server = looked.saturating_sub(behind);
            let is_fresh = |stamp: i64| server.abs_diff(stamp) <= 180_000;
            assert!(!(is_fresh(looked) && is_fresh(SIGNED)), "{server}");
        }
    }
}
