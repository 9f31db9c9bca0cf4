//! Lists, whole or by pages (docs/API-FACTS.md, sections 3.6 and 4.8).

use calypso_model::Sort;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{RefOr, Schema};

use super::fields::Fields;
use super::narrow::AtLeastOne;
use super::payload::readable_words;
use super::schema::{Described, Nothing, Shapes, described_words, of_type, property};
use crate::rules::Refusal;

/// The size of a page if none is asked for; our guess.
const PAGE_SIZE: u32 = 20;

described_words!(Sort);

readable_words! {
    Sort: "direction",
}

/// The part of a list that is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageWanted {
    number: usize,
    /// Nothing means the whole list.
    size: Option<usize>,
}

impl PageWanted {
    /// Wants a page; page 0 of 20 items if nothing is said.
    pub(crate) fn paged(
        fields: &Fields<'_>,
        number: Option<u32>,
        size: Option<AtLeastOne>,
    ) -> Result<Self, Refusal> {
        Self::whole(fields, number, size.or(Some(AtLeastOne(PAGE_SIZE))))
    }

    /// Wants a page; the whole list if no size is said.
    pub(crate) fn whole(
        fields: &Fields<'_>,
        number: Option<u32>,
        size: Option<AtLeastOne>,
    ) -> Result<Self, Refusal> {
        if size == Some(AtLeastOne(0)) {
            return Err(fields.refuse("pageSize", "Must be greater than 0"));
        }
        let whole = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Self { number: whole(number.unwrap_or_default()), size: size.map(|size| whole(size.0)) })
    }
}

/// A part of a list, with the size of the whole.
#[derive(Debug)]
pub(crate) struct Page<T> {
    result: Vec<T>,
    page: usize,
    size: usize,
    /// Pages, not elements.
    total: usize,
    total_elements: usize,
}

impl<T> Page<T> {
    /// Cuts a page out of a list, and makes the bodies of what is on it.
    pub(crate) fn of<R>(all: Vec<R>, wanted: PageWanted, body: impl Fn(R) -> T) -> Self {
        let total_elements = all.len();
        let size = wanted.size.unwrap_or_else(|| total_elements.max(1));
        let skipped = wanted.number.saturating_mul(size);
        let result = all.into_iter().skip(skipped).take(size).map(body).collect();
        let total = total_elements.div_ceil(size);
        Self { result, page: wanted.number, size, total, total_elements }
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 5)?;
        page.serialize_field("result", &self.result)?;
        page.serialize_field("page", &self.page)?;
        page.serialize_field("size", &self.size)?;
        page.serialize_field("total", &self.total)?;
        page.serialize_field("totalElements", &self.total_elements)?;
        page.end()
    }
}

impl<T: Described> Described for Page<T> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        let page = of_type(Type::Object).description(Some("A page of a list."));
        let page = property::<Vec<T>>(page, shapes, "result", &[], Nothing::Absent);
        let page = property::<u64>(page, shapes, "page", &["From 0."], Nothing::Absent);
        let page = property::<u64>(page, shapes, "size", &["Items on a page."], Nothing::Absent);
        let page = property::<u64>(page, shapes, "total", &["Pages in all."], Nothing::Absent);
        let all = &["Items in all."];
        property::<u64>(page, shapes, "totalElements", all, Nothing::Absent).build().into()
    }
}
