//! What happens to an invoice that nobody pays.

use calypso_model::{EventType, InvoiceState};
use calypso_sign::Timestamp;
use jiff::ToSpan as _;
use jiff::tz::TimeZone;

use super::due::Task;
use super::invoice::Invoice;
use super::world::World;

impl World {
    /// Ends an unpaid invoice; from then on its address is not watched.
    ///
    /// One whose payment was already seen no longer expires: the state diagram has no such arrow
    /// (docs/API-FACTS.md, section 10.1).
    pub(super) fn expire(&mut self, number: u64) {
        if self.is_unpaid(number) {
            self.set_state(number, InvoiceState::Archived);
            self.announce_invoice(EventType::InvoiceExpired, number, None, None);
        }
    }

    /// Archives an unlimited invoice that had no deposit for three months, or looks again when that
    /// may be so. No event is documented, so none tells of it (docs/API-FACTS.md, section 4.4).
    pub(super) fn archive_idle(&mut self, number: u64) {
        if !self.is_unpaid(number) {
            return;
        }
        if self.idle_end(number).is_some_and(|end| end <= self.now) {
            self.set_state(number, InvoiceState::Archived);
        } else {
            self.schedule_archive(number);
        }
    }

    /// Schedules the end of an unlimited invoice. There is one task per invoice: deposits add none.
    pub(super) fn schedule_archive(&mut self, number: u64) {
        if let Some(at) = self.idle_end(number) {
            self.schedule_at(at, Task::ArchiveIdle(number));
        }
    }

    /// Returns until when an unlimited invoice waits for a deposit: from its creation or from the
    /// latest one that was noticed, whatever becomes of that.
    fn idle_end(&self, number: u64) -> Option<Timestamp> {
        let invoice = self.invoices.get(number)?;
        let latest = invoice.transactions.last().and_then(|id| self.transaction(id));
        Some(three_months_after(latest.map_or(invoice.created, |deposit| deposit.created)))
    }

    pub(super) fn is_unpaid(&self, number: u64) -> bool {
        self.invoices.get(number).is_some_and(Invoice::is_unpaid)
    }
}

/// Adds three months of the calendar: to the same day of the month, or to its last if it has no
/// such day.
fn three_months_after(time: Timestamp) -> Timestamp {
    let later = || {
        let time = jiff::Timestamp::from_millisecond(time.as_millis()).ok()?;
        let later = time.to_zoned_datetime(TimeZone::UTC).checked_add(3.months()).ok()?;
        Some(Timestamp::from_millis(later.timestamp().as_millisecond()))
    };
    // Past the last year that can be written, nothing ends any more.
    later().unwrap_or(Timestamp::from_millis(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str) {
        let millis = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let end = three_months_after(Timestamp::from_millis(millis(from)));
        assert_eq!(end.as_millis(), millis(to), "three months after {from}");
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        check("2022-04-25T11:17:48.390Z", "2022-07-25T11:17:48.390Z");
        check("2022-11-30T23:59:59.999Z", "2023-02-28T23:59:59.999Z");
        check("2023-11-29T00:00:00Z", "2024-02-29T00:00:00Z");
        check("2022-12-31T12:00:00Z", "2023-03-31T12:00:00Z");
        let last = Timestamp::from_millis(i64::MAX);
        assert_eq!(three_months_after(last), last);
    }
}
