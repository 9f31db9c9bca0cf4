//! A payout's way: confirmed, taken off the balance, on its chain, done
//! (docs/API-FACTS.md, section 10.5).

use calypso_model::{
    Amount, Chain, EventType, PayoutState, WithdrawalErrorStatus, WithdrawalState,
};

use super::address::hash;
use super::deposit::DepositOrder;
use super::due::Task;
use super::payout::{Cancellation, Deal, DealKind, WithdrawalError};
use super::world::World;
use crate::options::DepositOutcome;
use crate::payouts::{DecidePayoutError, PayoutOutcome};

impl World {
    /// Sets a new payout going.
    pub(super) fn begin_deal(&mut self, number: u64) {
        let Some(deal) = self.payouts.get(number) else { return };
        match &deal.kind {
            DealKind::Mass { .. } => {
                self.announce_payout(EventType::PayoutChangeStatus, number, None);
                self.schedule(self.settings.delays.seen, Task::PayoutStep(number));
            }
            DealKind::Single(_) => self.open_for_confirmation(number),
        }
    }

    /// Takes the next step of a payout. In each state exactly one step is scheduled.
    pub(super) fn step_payout(&mut self, number: u64) {
        let Some(deal) = self.payouts.get(number) else { return };
        let is_broadcast = deal.is_broadcast;
        match deal.state {
            PayoutState::CreationInProgress => self.open_for_confirmation(number),
            PayoutState::Confirmed => self.carry_out(number),
            PayoutState::InProgress if is_broadcast => self.complete(number),
            PayoutState::InProgress => self.broadcast(number),
            // Whoever waits for a confirmation, or has come to an end, takes no step.
            PayoutState::PendingConfirmation
            | PayoutState::Partial
            | PayoutState::Completed
            | PayoutState::Failed
            | PayoutState::Canceled
            | PayoutState::Unknown(_)
            | _ => {}
        }
    }

    fn open_for_confirmation(&mut self, number: u64) {
        if self.settings.payout_verification {
            self.set_payout_state(number, PayoutState::PendingConfirmation);
        } else {
            self.confirm_payout(number);
        }
    }

    fn confirm_payout(&mut self, number: u64) {
        let Some(deal) = self.payouts.get_mut(number) else { return };
        deal.state = PayoutState::Confirmed;
        let soonest = self.now.saturating_add(self.settings.delays.seen);
        let at = deal.planned.map_or(soonest, |planned| planned.max(soonest));
        self.announce_payout(EventType::PayoutConfirmed, number, None);
        self.schedule_at(at, Task::PayoutStep(number));
    }

    /// Takes amounts and fees off the balance, entry by entry, as far as it goes.
    fn carry_out(&mut self, number: u64) {
        let now = self.now;
        let Some(deal) = self.payouts.get_mut(number) else { return };
        deal.executed = Some(now);
        let withdrawals = deal.withdrawals.clone();
        for withdrawal in withdrawals {
            if let Some(status) = self.take_for(withdrawal) {
                self.refuse_withdrawal(number, withdrawal, status);
            }
        }
        if self.payouts.get(number).is_some_and(|deal| self.in_progress(deal) == 0) {
            self.set_payout_state(number, PayoutState::Failed);
        } else {
            self.set_payout_state(number, PayoutState::InProgress);
            self.schedule(self.settings.delays.check, Task::PayoutStep(number));
        }
    }

    fn in_progress(&self, deal: &Deal) -> usize {
        let is_going = |state: &WithdrawalState| *state == WithdrawalState::InProgress;
        self.withdrawals_of(deal).filter(|withdrawal| is_going(&withdrawal.state)).count()
    }

    /// Takes a withdrawal's cost off the balance, or tells what is missing.
    fn take_for(&mut self, number: u64) -> Option<WithdrawalErrorStatus> {
        let withdrawal = self.payouts.withdrawal(number)?;
        let (owner, currency) = (withdrawal.owner.clone(), withdrawal.currency.clone());
        let (amount, cost) = (withdrawal.amount, withdrawal.cost());
        let covers_amount = self.balance(&owner, &currency).checked_sub(amount).is_some();
        let is_taken = cost.is_some_and(|cost| self.take_from_balance(&owner, &currency, cost));
        if is_taken {
            let withdrawal = self.payouts.withdrawal_mut(number)?;
            withdrawal.is_taken = true;
            withdrawal.state = WithdrawalState::InProgress;
            return None;
        }
        Some(match covers_amount {
            true => WithdrawalErrorStatus::NotEnoughFundsForServiceCommission,
            false => WithdrawalErrorStatus::NotEnoughFunds,
        })
    }

    fn refuse_withdrawal(&mut self, deal: u64, number: u64, status: WithdrawalErrorStatus) {
        let message = if status == WithdrawalErrorStatus::NotEnoughFunds {
            "Not enough funds"
        } else {
            "Not enough funds for the service commission"
        };
        let error = WithdrawalError { number: self.payouts.next_error(), status, message };
        let Some(withdrawal) = self.payouts.withdrawal_mut(number) else { return };
        withdrawal.state = WithdrawalState::Failed;
        withdrawal.errors.push(error);
        self.announce_payout(EventType::PayoutValidationError, deal, Some(number));
    }

    /// Puts the transactions on their chains. What stays in the house needs none.
    fn broadcast(&mut self, number: u64) {
        let Some(deal) = self.payouts.get_mut(number) else { return };
        deal.is_broadcast = true;
        let Some(family) = deal.facts.chain.map(Chain::family) else { return };
        for withdrawal in deal.withdrawals.clone() {
            let transaction = hash(&mut self.chance, family);
            let Some(found) = self.payouts.withdrawal_mut(withdrawal) else { continue };
            if found.state == WithdrawalState::InProgress && !found.is_internal {
                found.hash = Some(transaction);
                self.announce_payout(EventType::PayoutHashReceived, number, Some(withdrawal));
            }
        }
        self.schedule(self.settings.delays.credit, Task::PayoutStep(number));
    }

    fn complete(&mut self, number: u64) {
        let Some(deal) = self.payouts.get(number) else { return };
        for withdrawal in deal.withdrawals.clone() {
            self.complete_withdrawal(withdrawal);
        }
        self.end(number);
    }

    fn complete_withdrawal(&mut self, number: u64) {
        let Some(withdrawal) = self.payouts.withdrawal(number) else { return };
        if withdrawal.state != WithdrawalState::InProgress {
            return;
        }
        let arrives = !withdrawal.is_internal || {
            let order = DepositOrder {
                address: withdrawal.address.clone(),
                currency: withdrawal.currency.clone(),
                amount: withdrawal.amount,
                outcome: DepositOutcome::Confirmed,
                sender: None,
            };
            self.deposit(order).is_ok()
        };
        let state = if arrives { WithdrawalState::Completed } else { WithdrawalState::Failed };
        self.end_withdrawal(number, state);
    }

    /// Ends a withdrawal; what was taken for one that is not completed goes back.
    fn end_withdrawal(&mut self, number: u64, state: WithdrawalState) {
        let Some(withdrawal) = self.payouts.withdrawal_mut(number) else { return };
        let gives_back = withdrawal.is_taken && state != WithdrawalState::Completed;
        withdrawal.state = state;
        if gives_back {
            withdrawal.is_taken = false;
            let cost = withdrawal.cost().unwrap_or(Amount::ZERO);
            let (owner, currency) = (withdrawal.owner.clone(), withdrawal.currency.clone());
            self.add_to_balance(&owner, &currency, cost);
        }
    }

    /// Ends a payout as its withdrawals ended.
    fn end(&mut self, number: u64) {
        let Some(deal) = self.payouts.get(number) else { return };
        let is_done = |state: &WithdrawalState| *state == WithdrawalState::Completed;
        let done = self.withdrawals_of(deal).filter(|one| is_done(&one.state)).count();
        let state = match done {
            0 => PayoutState::Failed,
            all if all == deal.withdrawals.len() => PayoutState::Completed,
            _ => PayoutState::Partial,
        };
        self.set_payout_state(number, state);
    }

    fn set_payout_state(&mut self, number: u64, state: PayoutState) {
        let Some(deal) = self.payouts.get_mut(number) else { return };
        deal.state = state;
        self.announce_payout(EventType::PayoutChangeStatus, number, None);
    }

    /// Decides about a payout from outside, at once.
    pub(crate) fn decide_payout(
        &mut self,
        number: u64,
        outcome: PayoutOutcome,
    ) -> Result<(), DecidePayoutError> {
        let deal = self.payouts.get(number).ok_or(DecidePayoutError::NotFound)?;
        let state = deal.state.clone();
        let is_allowed = match outcome {
            PayoutOutcome::Confirmed => state == PayoutState::PendingConfirmation,
            PayoutOutcome::Failed => {
                matches!(state, PayoutState::Confirmed | PayoutState::InProgress)
            }
            PayoutOutcome::Completed | PayoutOutcome::Canceled => matches!(
                state,
                PayoutState::PendingConfirmation | PayoutState::Confirmed | PayoutState::InProgress
            ),
        };
        if !is_allowed {
            return Err(DecidePayoutError::State { state });
        }
        match outcome {
            PayoutOutcome::Confirmed => self.confirm_payout(number),
            PayoutOutcome::Completed => self.run_through(number),
            PayoutOutcome::Failed => {
                self.stop(number, &WithdrawalState::Failed, PayoutState::Failed);
            }
            PayoutOutcome::Canceled => {
                let by = self.chance.uuid_id();
                if let Some(deal) = self.payouts.get_mut(number) {
                    let message = "Canceled in the sandbox";
                    deal.cancellation = Some(Cancellation { by, message });
                }
                self.stop(number, &WithdrawalState::Canceled, PayoutState::Canceled);
            }
        }
        self.touch();
        Ok(())
    }

    /// Takes all steps that are left, each with its event; the balance still has to cover it.
    fn run_through(&mut self, number: u64) {
        let state = |world: &Self| world.payouts.get(number).map(|deal| deal.state.clone());
        if state(self) == Some(PayoutState::PendingConfirmation) {
            self.confirm_payout(number);
        }
        if state(self) == Some(PayoutState::Confirmed) {
            self.carry_out(number);
        }
        if state(self) == Some(PayoutState::InProgress) {
            if self.payouts.get(number).is_some_and(|deal| !deal.is_broadcast) {
                self.broadcast(number);
            }
            self.complete(number);
        }
    }

    /// Ends a payout and whatever of it is not over yet.
    fn stop(&mut self, number: u64, of_withdrawals: &WithdrawalState, state: PayoutState) {
        let Some(deal) = self.payouts.get(number) else { return };
        for withdrawal in deal.withdrawals.clone() {
            let is_over = self
                .payouts
                .withdrawal(withdrawal)
                .is_none_or(|one| one.state.is_final() == Some(true));
            if !is_over {
                self.end_withdrawal(withdrawal, of_withdrawals.clone());
            }
        }
        self.set_payout_state(number, state);
    }
}
