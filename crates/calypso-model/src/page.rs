//! Lists by pages (docs/API-FACTS.md, section 3.6).

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::word::words;

words! {
    /// The direction in which a list is sorted (docs/API-FACTS.md, section 8.10).
    pub enum Sort {
        /// The smallest or oldest first.
        Ascending = "ASC",
        /// The largest or newest first.
        Descending = "DESC",
    }
}

/// Which part of a list is wanted.
///
/// Pages count from 0, as most of the vendor's samples do; that is inferred. Without a request of
/// the size, the service chooses.
///
/// ```
/// use calypso_model::{PageRequest, Sort};
///
/// let second = PageRequest::new(1, 50).with_sort(Sort::Descending);
/// assert_eq!(
///     serde_json::to_string(&second)?,
///     r#"{"pageNumber":1,"pageSize":50,"sort":"DESC"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PageRequest {
    /// The number of the page, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_number: Option<u32>,
    /// The most items on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// The direction of the sorting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// The property sorted by. Its values are not documented for the current API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
}

impl PageRequest {
    /// Asks for one page of at most `page_size` items.
    #[must_use]
    pub const fn new(page_number: u32, page_size: u32) -> Self {
        Self {
            page_number: Some(page_number),
            page_size: Some(page_size),
            sort: None,
            properties: None,
        }
    }

    /// Asks for a direction.
    #[must_use]
    pub fn with_sort(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }

    /// Asks for sorting by a property.
    #[must_use]
    pub fn with_properties(mut self, property: impl Into<String>) -> Self {
        self.properties = Some(property.into());
        self
    }
}

/// One page of a list, or all of it.
///
/// The current pages show `result` only; the rest is as the predecessor API has it and may be
/// absent. A bare list is read too, and a list within a list, which a sample of the predecessor
/// shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub result: Vec<T>,
    /// The number of this page, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// The most items on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The number of pages, not of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// The number of items on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_elements: Option<u64>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { result: Vec::new(), page: None, size: None, total: None, total_elements: None }
    }
}

/// The page wrapper, its list still unread.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapper {
    result: Box<RawValue>,
    page: Option<u64>,
    size: Option<u64>,
    total: Option<u64>,
    total_elements: Option<u64>,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            let result = read_list(raw.get()).map_err(D::Error::custom)?;
            return Ok(Self { result, ..Self::default() });
        }
        let page: Wrapper = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
        Ok(Self {
            result: read_list(page.result.get()).map_err(D::Error::custom)?,
            page: page.page,
            size: page.size,
            total: page.total,
            total_elements: page.total_elements,
        })
    }
}

/// Reads a list of items, or a list of such lists.
fn read_list<T: DeserializeOwned>(text: &str) -> serde_json::Result<Vec<T>> {
    let raw_items: Vec<Box<RawValue>> = serde_json::from_str(text)?;
    let mut items = Vec::with_capacity(raw_items.len());
    for item in raw_items {
        if item.get().starts_with('[') {
            items.append(&mut serde_json::from_str(item.get())?);
        } else {
            items.push(serde_json::from_str(item.get())?);
        }
    }
    Ok(items)
}
