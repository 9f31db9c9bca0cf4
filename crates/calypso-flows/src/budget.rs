//! A budget for retries, so that an outage of the service is not met with more load.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry costs, and what a call that needed none gives back.
const RETRY_COST: u32 = 10;
const SUCCESS_GAIN: u32 = 1;

/// Allows about one retry per ten successful calls, beyond an initial stock.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    tokens: AtomicU32,
    full: u32,
}

impl RetryBudget {
    /// Returns a budget with a stock of `retries`.
    pub(crate) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(RETRY_COST);
        Self { tokens: AtomicU32::new(full), full }
    }

    /// Takes the cost of one retry, if the budget holds it.
    pub(crate) fn take(&self) -> bool {
        self.tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                tokens.checked_sub(RETRY_COST)
            })
            .is_ok()
    }

    /// Gives back what a successful call earns.
    pub(crate) fn give_back(&self) {
        let full = self.full;
        let earn = |tokens: u32| Some(tokens.saturating_add(SUCCESS_GAIN).min(full));
        // The closure always returns a value, so the update cannot fail.
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_budget_refuses_until_ten_successes_have_refilled_it() {
        let budget = RetryBudget::new(2);
        assert!(budget.take());
        assert!(budget.take());
        assert!(!budget.take());
        for _ in 0..9 {
            budget.give_back();
        }
        assert!(!budget.take());
        budget.give_back();
        assert!(budget.take());
        assert!(!budget.take());
    }

    #[test]
    fn successes_do_not_fill_a_budget_beyond_its_stock() {
        let budget = RetryBudget::new(1);
        (0..100).for_each(|_| budget.give_back());
        assert!(budget.take());
        assert!(!budget.take());
    }
}
