//! [`Mismatch`]: what the service has is not what was asked for.

use std::fmt;

use crate::error::CallInfo;

/// A field of an existing object that differs from what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldDifference {
    /// The field, by its name on the wire.
    pub field: &'static str,
    /// The value that was asked for.
    pub wanted: String,
    /// The value that exists; nothing if the field is absent.
    pub found: Option<String>,
}

impl fmt::Display for FieldDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.as_deref().unwrap_or("nothing");
        write!(f, "{} is {} instead of {}", self.field, found, self.wanted)
    }
}

/// What the service has is not what was asked for.
///
/// After a creation: the key was used for another order, or somebody changed the object. Do not
/// hand out what exists; use a new key for the new order. After a read: the answer is about
/// something else than the question, so credit nothing on it.
#[derive(Debug)]
pub struct Mismatch {
    pub(crate) info: Box<CallInfo>,
    pub(crate) differences: Vec<FieldDifference>,
}

impl Mismatch {
    /// Returns the fields that differ; there is at least one.
    #[must_use]
    pub fn differences(&self) -> &[FieldDifference] {
        &self.differences
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} found something else ({}): ", self.info.operation, self.info)?;
        for (index, difference) in self.differences.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{difference}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mismatch {}

/// Collects the fields in which an existing object differs from what was asked for.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    differences: Vec<FieldDifference>,
}

impl Comparison {
    /// Compares a field that the request always has. An absent field proves nothing, so it counts
    /// as different.
    pub(crate) fn required<T: PartialEq + fmt::Display>(
        mut self,
        field: &'static str,
        wanted: &T,
        found: Option<&T>,
    ) -> Self {
        if found != Some(wanted) {
            let found = found.map(ToString::to_string);
            self.differences.push(FieldDifference { field, wanted: wanted.to_string(), found });
        }
        self
    }

    /// Compares a field that the request may leave to the service.
    pub(crate) fn optional<T: PartialEq + fmt::Display>(
        self,
        field: &'static str,
        wanted: Option<&T>,
        found: Option<&T>,
    ) -> Self {
        match wanted {
            Some(wanted) => self.required(field, wanted, found),
            None => self,
        }
    }

    /// Compares a field that the answer may leave out.
    pub(crate) fn if_found<T: PartialEq + fmt::Display>(
        self,
        field: &'static str,
        wanted: Option<&T>,
        found: Option<&T>,
    ) -> Self {
        match found {
            Some(_) => self.optional(field, wanted, found),
            None => self,
        }
    }

    pub(crate) fn into_differences(self) -> Vec<FieldDifference> {
        self.differences
    }
}
