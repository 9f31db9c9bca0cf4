//! [`Holders`]: who is paid at an address.

use std::collections::HashMap;

use calypso_model::Address;

use super::transaction::Holder;

/// The addresses that the sandbox gave out.
///
/// Wallets write EVM and bech32 addresses in either case, and mean the same.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<String, Holder>);

impl Holders {
    pub(super) fn insert(&mut self, address: &Address, holder: Holder) {
        self.0.insert(spelling(address), holder);
    }

    pub(super) fn get(&self, address: &Address) -> Option<&Holder> {
        self.0.get(&spelling(address))
    }
}

/// Returns the one spelling of an address under which it is kept.
fn spelling(address: &Address) -> String {
    let lower = address.as_str().to_ascii_lowercase();
    let is_any_case = ["0x", "bc1", "ltc1"].iter().any(|prefix| lower.starts_with(prefix));
    if is_any_case { lower } else { address.to_string() }
}
