//! Guesses why a genuine delivery might fail: nearly always somebody touched the body.

use core::fmt;

/// The most likely cause of a mismatch, unless the delivery is forged.
///
/// A help for the person who reads the log; never send it to the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchHint {
    /// The body starts with a byte order mark.
    ByteOrderMark,
    /// The body is empty.
    EmptyBody,
    /// The body is spread over lines or padded with blanks, as pretty printers leave it.
    Indented,
    /// The signature was made with the secret of another key of this receiver.
    OtherKey,
    /// The body ends with white space, such as a line break.
    TrailingSpace,
    /// The body looks untouched.
    WrongSecret,
}

impl MismatchHint {
    /// Judges a body by its looks.
    pub(crate) fn from_body(body: &[u8]) -> Self {
        if body.is_empty() {
            Self::EmptyBody
        } else if body.starts_with(b"\xef\xbb\xbf") {
            Self::ByteOrderMark
        } else if is_indented(body.trim_ascii_end()) {
            Self::Indented
        } else if body.last().is_some_and(u8::is_ascii_whitespace) {
            Self::TrailingSpace
        } else {
            Self::WrongSecret
        }
    }
}

/// Finds white space between JSON tokens: right after a brace, a bracket, a comma or a colon.
fn is_indented(body: &[u8]) -> bool {
    let mut in_string = false;
    let mut escaped = false;
    let mut after_token = false;
    for byte in body {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        if after_token && byte.is_ascii_whitespace() {
            return true;
        }
        in_string = *byte == b'"';
        after_token = matches!(byte, b'{' | b'[' | b',' | b':');
    }
    false
}

impl fmt::Display for MismatchHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => {
                "the body starts with a byte order mark, so it is not the text as received; \
                 verify the raw bytes before any decoder"
            }
            Self::EmptyBody => {
                "the body is empty, so something may have read it before; \
                 verify ahead of other middleware"
            }
            Self::Indented => {
                "the body is indented, so it may have been parsed and written again; \
                 verify the raw bytes before any parser"
            }
            Self::OtherKey => {
                "the signature fits the secret of another public key; \
                 pair each public key with its own secret"
            }
            Self::TrailingSpace => {
                "the body ends with white space, so it may not be the text as received; \
                 verify the raw bytes before any parser"
            }
            Self::WrongSecret => {
                "the body looks untouched, so the secret may be wrong; \
                 compare its fingerprint with that of the subscription's present secret"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MismatchHint, is_indented};

    #[test]
    fn blanks_inside_strings_are_not_indentation() {
        for body in [
            r#"{"message":"a, b: [ c ] { d }"}"#,
            r#"{"a\" , ":1}"#,
            r#"{"a\\":"b, c"}"#,
            r#"["{ "]"#,
            "",
            "\"",
            "\"\\",
        ] {
            assert!(!is_indented(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn blanks_between_tokens_are_indentation() {
        for body in [r#"{ "a":1}"#, r#"{"a": 1}"#, "{\n\t\"a\":1}", "[1, 2]", r#"{"a\\": 1}"#] {
            assert!(is_indented(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn each_look_has_its_hint() {
        let cases: [(&[u8], MismatchHint); 7] = [
            (b"", MismatchHint::EmptyBody),
            (b"\xef\xbb\xbf{\"a\":1}", MismatchHint::ByteOrderMark),
            (b"{\n  \"a\": 1\n}", MismatchHint::Indented),
            (b"{\n  \"a\": 1\n}\n", MismatchHint::Indented),
            (b"{\"a\":1}\n", MismatchHint::TrailingSpace),
            (b"{\"a\":1}", MismatchHint::WrongSecret),
            (b"\xff\xfe\x00", MismatchHint::WrongSecret),
        ];
        for (body, expected) in cases {
            assert_eq!(MismatchHint::from_body(body), expected, "{body:?}");
        }
    }
}
