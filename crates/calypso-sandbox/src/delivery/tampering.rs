//! What faults make of a webhook's body.

/// Changes one bit in the middle, so that the body is not what was signed.
pub(super) fn corrupted(body: &[u8]) -> Vec<u8> {
    let mut changed = body.to_vec();
    let middle = changed.len() / 2;
    if let Some(byte) = changed.get_mut(middle) {
        *byte ^= 1;
    }
    changed
}

/// Tells of another event and of more money: the event's number and the first amount begin with a
/// further digit.
pub(super) fn forged(body: &[u8]) -> Vec<u8> {
    with_further_digit(with_further_digit(body.to_vec(), br#""id":"#), br#""amount":"#)
}

/// Puts a 9 before the first value of a name, if that is a number.
fn with_further_digit(mut body: Vec<u8>, name: &[u8]) -> Vec<u8> {
    let place = body.windows(name.len()).position(|window| window == name);
    let place = place.map(|place| place.saturating_add(name.len()));
    if let Some(place) = place.filter(|place| body.get(*place).is_some_and(u8::is_ascii_digit)) {
        body.insert(place, b'9');
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrupted_body_differs_in_one_byte() {
        assert_eq!(corrupted(br#"{"a":1}"#), br#"{"a#:1}"#);
        assert_eq!(corrupted(b""), b"");
    }

    #[test]
    fn a_forged_body_has_another_number_and_more_money() {
        let body = br#"{"requestId":"1","id":7,"data":{"amount":25.50,"amount":1}}"#;
        let expected = br#"{"requestId":"1","id":97,"data":{"amount":925.50,"amount":1}}"#;
        assert_eq!(forged(body), expected);
        assert_eq!(forged(br#"{"id":"a"}"#), br#"{"id":"a"}"#);
        assert_eq!(forged(br#"{"id":"#), br#"{"id":"#);
    }
}
