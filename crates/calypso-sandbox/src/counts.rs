//! How many objects a sandbox holds.

/// The number of objects of each kind, for tests that ask whether something was made once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Customers.
    pub customers: usize,
    /// Invoices, in any state.
    pub invoices: usize,
    /// Deposits, stray ones included.
    pub deposits: usize,
    /// Webhook subscriptions.
    pub subscriptions: usize,
    /// Payouts, in any state.
    pub payouts: usize,
    /// Mass payouts, in any state.
    pub mass_payouts: usize,
    /// Exchanges, in any state.
    pub exchanges: usize,
    /// Payment widgets, in any state.
    pub widgets: usize,
}
