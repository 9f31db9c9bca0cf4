//! [`Holders`]: who is paid at an address.

use std::collections::HashMap;

use calypso_model::Address;

use super::transaction::Holder;

/// The addresses that the sandbox gave out, in the one spelling that stands for all.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<Address, Holder>);

impl Holders {
    pub(super) fn insert(&mut self, address: &Address, holder: Holder) {
        self.0.insert(address.canonical(), holder);
    }

    pub(super) fn get(&self, address: &Address) -> Option<&Holder> {
        self.0.get(&address.canonical())
    }
}
