//! Words of the API that may grow: every enum keeps a word it does not know, byte for byte.

use core::fmt;

/// A word the API used that this version does not know.
///
/// It can only come from reading a text that is none of the known words, so nobody can dress a
/// known word up as an unknown one:
///
/// ```compile_fail,E0624
/// use calypso_model::{InvoiceState, UnknownWord};
///
/// let forged = InvoiceState::Unknown(UnknownWord::new("PAID"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownWord(Box<str>);

impl UnknownWord {
    pub(crate) fn new(text: &str) -> Self {
        Self(Box::from(text))
    }

    /// Returns the word as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Declares an enum of words: reading, writing, serde, and the unknown rest.
///
/// `also` lists spellings that are read but never written.
macro_rules! words {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(also $alias:literal)*,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A word this version does not know, kept as it was received.
            Unknown($crate::UnknownWord),
        }

        impl $name {
            /// Every word this version knows, in the order of the API's documentation.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// Reads a word; one that is not known is kept.
            #[must_use]
            pub fn parse(text: &str) -> Self {
                match text {
                    $($word $(| $alias)* => Self::$variant,)*
                    _ => Self::Unknown($crate::UnknownWord::new(text)),
                }
            }

            /// Returns the word as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown(word) => word.as_str(),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> Result<Self, D::Error>
            where
                D: ::serde::Deserializer<'de>,
            {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::parse(&text))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;
