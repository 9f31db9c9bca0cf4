//! Addresses and transaction hashes that have the shape of their chain's, and belong to nobody.
//!
//! Their checksums are not computed, so a wallet would refuse them.

use std::ops::RangeInclusive;

use calypso_model::{Address, ChainFamily, TransactionHash};

use super::chance::{Chance, known_good};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const HEX: &[u8; 22] = b"0123456789abcdefABCDEF";

pub(super) fn address(chance: &mut Chance, family: ChainFamily) -> Address {
    let text = match family {
        ChainFamily::Bitcoin => digits(chance, "bc1q", 38, BECH32),
        ChainFamily::Litecoin => digits(chance, "ltc1q", 38, BECH32),
        ChainFamily::Dogecoin => digits(chance, "D", 33, BASE58),
        ChainFamily::Tron => digits(chance, "T", 33, BASE58),
        // And whatever family the model learns next.
        ChainFamily::Evm | _ => format!("0x{}", chance.hex::<20>()),
    };
    known_good(&text)
}

pub(super) fn hash(chance: &mut Chance, family: ChainFamily) -> TransactionHash {
    let prefix = if family == ChainFamily::Evm { "0x" } else { "" };
    known_good(&format!("{prefix}{}", chance.hex::<32>()))
}

/// Tells whether a text has the shape of a family's addresses. Checksums are not checked, as the
/// addresses made here have none.
pub(super) fn has_shape(address: &Address, family: ChainFamily) -> bool {
    let text = address.as_str();
    match family {
        ChainFamily::Bitcoin => {
            is_of(text, &["1", "3"], 26..=35, BASE58) || is_of(text, &["bc1"], 42..=62, BECH32)
        }
        ChainFamily::Litecoin => {
            is_of(text, &["L", "M", "3"], 26..=35, BASE58)
                || is_of(text, &["ltc1"], 43..=63, BECH32)
        }
        ChainFamily::Dogecoin => is_of(text, &["D", "A", "9"], 34..=34, BASE58),
        ChainFamily::Tron => is_of(text, &["T"], 34..=34, BASE58),
        ChainFamily::Evm | _ => is_of(text, &["0x"], 42..=42, HEX),
    }
}

fn is_of(text: &str, prefixes: &[&str], length: RangeInclusive<usize>, alphabet: &[u8]) -> bool {
    length.contains(&text.len())
        && prefixes
            .iter()
            .filter_map(|prefix| text.strip_prefix(prefix))
            .any(|rest| rest.bytes().all(|byte| alphabet.contains(&byte)))
}

fn digits(chance: &mut Chance, prefix: &str, count: usize, alphabet: &[u8]) -> String {
    let random = chance.draw::<64>();
    let digits = random.iter().take(count).filter_map(|&byte| {
        let index = usize::from(byte).checked_rem(alphabet.len())?;
        alphabet.get(index).copied().map(char::from)
    });
    prefix.chars().chain(digits).collect()
}
