//! Lists, whole or by pages (docs/API-FACTS.md, sections 3.6 and 4.8).

use serde::Serialize;

use super::fields::Fields;
use crate::rules::Refusal;

/// The part of a list that is wanted; without a size, all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageRequest {
    number: usize,
    size: Option<usize>,
}

impl PageRequest {
    pub(crate) fn read(payload: &Fields<'_>) -> Result<Self, Refusal> {
        let size = payload.count("pageSize")?;
        if size == Some(0) {
            return Err(payload.refuse("pageSize", "Must be greater than 0"));
        }
        let number = payload.count("pageNumber")?.unwrap_or_default();
        let whole = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Self { number: whole(number), size: size.map(whole) })
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<T> {
    result: Vec<T>,
    page: usize,
    size: usize,
    /// Pages, not elements.
    total: usize,
    total_elements: usize,
}

impl<T> Page<T> {
    pub(crate) fn of(all: Vec<T>, wanted: PageRequest) -> Self {
        let total_elements = all.len();
        let size = wanted.size.unwrap_or_else(|| total_elements.max(1));
        let skipped = wanted.number.saturating_mul(size);
        let result = all.into_iter().skip(skipped).take(size).collect();
        let total = total_elements.div_ceil(size);
        Self { result, page: wanted.number, size, total, total_elements }
    }
}
