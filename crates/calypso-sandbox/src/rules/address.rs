//! Addresses and transaction hashes that have the shape of their chain's, and belong to nobody.
//!
//! Their checksums are not computed, so a wallet would refuse them.

use calypso_model::{Address, ChainFamily, TransactionHash};

use super::chance::{Chance, known_good};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

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

fn digits(chance: &mut Chance, prefix: &str, count: usize, alphabet: &[u8]) -> String {
    let random = chance.draw::<64>();
    let digits = random.iter().take(count).filter_map(|&byte| {
        let index = usize::from(byte).checked_rem(alphabet.len())?;
        alphabet.get(index).copied().map(char::from)
    });
    prefix.chars().chain(digits).collect()
}
