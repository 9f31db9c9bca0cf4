//! The buttons: each stands for an action of the control API, in that API's own words.

use serde_json::json;
use url::form_urlencoded;

/// A button that a person can press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Button {
    Advance,
    /// Freezes the clock, or lets it run.
    Pace,
    Pay,
    Resend,
    Unblock,
}

/// What is asked of the control API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Press {
    /// The action's name in the API document.
    pub(super) action: &'static str,
    /// What the path names.
    pub(super) id: String,
    /// The JSON that would be sent.
    pub(super) body: String,
}

impl Button {
    pub(super) const ALL: [Self; 5] =
        [Self::Advance, Self::Pace, Self::Pay, Self::Resend, Self::Unblock];

    /// Returns where the button's form is sent.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Advance => "/_sandbox/page/advance",
            Self::Pace => "/_sandbox/page/pace",
            Self::Pay => "/_sandbox/page/pay",
            Self::Resend => "/_sandbox/page/resend",
            Self::Unblock => "/_sandbox/page/unblock",
        }
    }

    /// Returns the word by which the page is told, once it is done.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Advance => "advanced",
            Self::Pace => "paced",
            Self::Pay => "paid",
            Self::Resend => "resent",
            Self::Unblock => "unblocked",
        }
    }

    /// Says that it is done.
    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Advance => "The clock was advanced; all that fell due on the way is done.",
            Self::Pace => "The clock runs as you see.",
            Self::Pay => "The payment was sent.",
            Self::Resend => "The delivery goes out once more.",
            Self::Unblock => "The subscription is unblocked; what was held back goes out.",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|button| button.word() == word)
    }

    /// Reads a form, as a browser sends it.
    pub(super) fn press(self, form: &[u8]) -> Result<Press, &'static str> {
        let field = |name: &str| {
            let mut pairs = form_urlencoded::parse(form);
            let found = pairs.find(|(key, _)| key == name).map(|(_, value)| value);
            found.map(|value| value.trim().to_owned()).unwrap_or_default()
        };
        let (action, id, body) = match self {
            Self::Advance => {
                let number = |name: &str| field(name).parse::<u64>().ok();
                let free = || number("count")?.checked_mul(number("unit_ms")?);
                let time = number("advance_ms").or_else(free);
                let time = time.ok_or("The time to advance must be a whole number.")?;
                ("sandboxTurnClock", String::new(), json!({"advance_ms": time}))
            }
            Self::Pace => ("sandboxTurnClock", String::new(), json!({"mode": field("mode")})),
            Self::Pay => {
                let body = json!({
                    "address": field("address"),
                    "currency": field("currency"),
                    "amount": field("amount"),
                    "outcome": field("outcome"),
                });
                ("sandboxDeposit", String::new(), body)
            }
            Self::Resend => ("sandboxResend", field("id"), json!({})),
            Self::Unblock => ("sandboxUnblock", field("id"), json!({})),
        };
        Ok(Press { action, id, body: body.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(button: Button, form: &str, id: &str, body: &str) {
        let pressed = button.press(form.as_bytes()).unwrap();
        assert_eq!((pressed.id.as_str(), pressed.body.as_str()), (id, body), "{form}");
    }

    #[test]
    fn a_form_becomes_what_the_control_api_is_asked_in_json() {
        let form = "address=T%22abc&currency=USDT_TRX&amount=+12.34+&outcome=confirmed&x=y";
        let body = concat!(
            r#"{"address":"T\"abc","amount":"12.34","currency":"USDT_TRX","#,
            r#""outcome":"confirmed"}"#
        );
        check(Button::Pay, form, "", body);
        check(Button::Resend, "id=17", "17", "{}");
        check(Button::Unblock, "id=a-b", "a-b", "{}");
        check(Button::Pace, "mode=frozen", "", r#"{"mode":"frozen"}"#);
        check(Button::Advance, "advance_ms=60000", "", r#"{"advance_ms":60000}"#);
        check(Button::Advance, "count=3&unit_ms=3600000", "", r#"{"advance_ms":10800000}"#);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for form in [
            "",
            "advance_ms=",
            "advance_ms=1.5",
            "advance_ms=-1",
            "count=1",
            "unit_ms=1000",
            "count=9223372036854775807&unit_ms=86400000",
        ] {
            let refused = Button::Advance.press(form.as_bytes());
            assert_eq!(refused, Err("The time to advance must be a whole number."), "{form}");
        }
    }

    #[test]
    fn each_has_a_word_of_its_own() {
        for button in Button::ALL {
            assert_eq!(Button::of_word(button.word()), Some(button));
        }
        assert_eq!(Button::of_word("<script>"), None);
    }
}
