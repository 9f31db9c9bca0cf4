//! What a sandbox is asked to be, beside what its store says that it is.

use calypso_sign::Timestamp;

use crate::origin::Origin;

/// What a sandbox is asked to be.
pub(crate) struct Asked {
    pub(crate) origin: Origin,
    /// The seed was asked for; it is drawn otherwise.
    pub(crate) is_seeded: bool,
}

/// Names an option that was asked for and differs; what was not asked for is as it was.
pub(super) fn differing(asked: &Asked, stored: &Origin) -> Option<&'static str> {
    let Asked { origin, is_seeded } = asked;
    let given = |one: Option<&str>, other: Option<&str>| one.is_some() && one != other;
    let plain = Origin::new(origin.seed, Timestamp::from_millis(origin.started_ms), origin.course);
    let account = |origin: &Origin| origin.account.as_ref().map(|account| account.to_string());
    let is_differing = [
        ("seed", *is_seeded && origin.seed != stored.seed),
        ("clock", origin.course.is_other_than(stored.course)),
        ("account", given(account(origin).as_deref(), account(stored).as_deref())),
        ("API key", given(origin.api_key.as_deref(), stored.api_key.as_deref())),
        ("secret", given(origin.secret.as_deref(), stored.secret.as_deref())),
        ("length of stages", is_set(&origin.delays, &plain.delays, &stored.delays)),
        (
            "tolerance of overpayments",
            is_set(&origin.overpay_basis_points, &0, &stored.overpay_basis_points),
        ),
        ("rate", is_set(&origin.rates, &plain.rates, &stored.rates)),
        ("reach of webhooks", is_set(&origin.public_webhooks, &false, &stored.public_webhooks)),
        (
            "verification of payouts",
            is_set(&origin.payout_verification, &false, &stored.payout_verification),
        ),
    ];
    is_differing.into_iter().find(|(_, differs)| *differs).map(|(option, _)| option)
}

/// Tells whether something else than the default was asked for, and differs.
fn is_set<T: PartialEq>(asked: &T, default: &T, stored: &T) -> bool {
    asked != default && asked != stored
}

#[cfg(test)]
mod tests {
    use calypso_model::AccountId;

    use super::*;
    use crate::clock::Course;

    const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

    fn stored() -> Origin {
        let mut origin = Origin::new([1; 32], START, Course::Frozen { at_ms: 5 });
        origin.account = AccountId::parse("0x1").ok();
        origin.api_key = Some(String::from("key"));
        origin.secret = Some(String::from("secret"));
        origin
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Asked), option: Option<&str>) {
        let origin = Origin::new([2; 32], START, Course::REAL);
        let mut asked = Asked { origin, is_seeded: false };
        change(&mut asked);
        assert_eq!(differing(&asked, &stored()), option);
    }

    #[test]
    fn what_is_not_asked_for_is_as_it_was() {
        check(|_asked| {}, None);
        check(|asked| asked.origin = stored(), None);
    }

    #[test]
    fn what_is_asked_for_and_differs_is_named() {
        check(|asked| asked.is_seeded = true, Some("seed"));
        check(|asked| asked.origin.course = Course::Frozen { at_ms: 6 }, Some("clock"));
        let scaled = Course::Scaled { factor: 5, since_ms: 5, from_ms: 5 };
        check(|asked| asked.origin.course = scaled, Some("clock"));
        check(|asked| asked.origin.account = AccountId::parse("0x2").ok(), Some("account"));
        check(|asked| asked.origin.api_key = Some(String::from("k")), Some("API key"));
        check(|asked| asked.origin.secret = Some(String::from("s")), Some("secret"));
        check(
            |asked| asked.origin.delays = [std::time::Duration::ZERO; 3],
            Some("length of stages"),
        );
        check(|asked| asked.origin.overpay_basis_points = 1, Some("tolerance of overpayments"));
        check(|asked| asked.origin.public_webhooks = true, Some("reach of webhooks"));
        check(|asked| asked.origin.payout_verification = true, Some("verification of payouts"));
        let rate = ("BTC".parse().unwrap(), "USD".parse().unwrap(), String::from("1"));
        check(|asked| asked.origin.rates = vec![rate], Some("rate"));
    }
}
