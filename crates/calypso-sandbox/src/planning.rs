//! Planning faults, and looking at what became of them.

use serde_json::json;

use crate::controls::Controls;
use crate::faults::{Fault, FaultPlan};
use crate::journal::Entry;
use crate::server::fault_as_asked;

impl Controls {
    /// Lets something go wrong from now on.
    ///
    /// Of several plans that fit, the first made acts, alone.
    ///
    /// ```
    /// use calypso_sandbox::{Fault, Sandbox, WebhookFault};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let lost = Fault::on_every_subscription(WebhookFault::Lost);
    /// let plan = sandbox.add_fault(lost.with_times(1));
    /// assert_eq!((plan.id, plan.hits), (1, 0));
    /// sandbox.clear_faults();
    /// assert!(sandbox.faults().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::must_use_candidate, reason = "who adds a fault seldom looks at its number")]
    pub fn add_fault(&self, fault: Fault) -> FaultPlan {
        let fault = fault.settled();
        let entry = Entry::control("sandboxAddFault", "", &fault_as_asked(&fault));
        self.change(&entry, |world| world.add_fault(fault))
    }

    /// Returns all plans, with how often each acted.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultPlan> {
        self.shared.read(|world| world.faults().collect())
    }

    /// Removes all plans; what they have done stays done.
    pub fn clear_faults(&self) {
        let entry = Entry::control("sandboxClearFaults", "", &json!({}));
        self.change(&entry, |world| world.clear_faults(None));
    }
}
