//! Addresses and transaction hashes that are right for their chain, and belong to nobody.
//!
//! An address carries its chain's checksum, so that a wallet or a payer's form takes it. It is made
//! of random bytes in place of the hash of a key, so nobody has the key.

use calypso_model::{Address, ChainFamily, TransactionHash};
use sha2::Sha256;
use sha3::{Digest as _, Keccak256};

use super::chance::{Chance, known_good};

// The version bytes of the main networks' addresses for the hash of a key.
const DOGECOIN: u8 = 0x1e;
const TRON: u8 = 0x41;

pub(super) fn address(chance: &mut Chance, family: ChainFamily) -> Address {
    let key_hash = chance.draw::<20>();
    let text = match family {
        ChainFamily::Bitcoin => segwit(bech32::hrp::BC, &key_hash),
        ChainFamily::Litecoin => segwit(LITECOIN, &key_hash),
        ChainFamily::Dogecoin => base58(DOGECOIN, &key_hash),
        ChainFamily::Tron => base58(TRON, &key_hash),
        // And whatever family the model learns next.
        ChainFamily::Evm | _ => mixed_case(&key_hash),
    };
    known_good(&text)
}

pub(super) fn hash(chance: &mut Chance, family: ChainFamily) -> TransactionHash {
    let prefix = if family == ChainFamily::Evm { "0x" } else { "" };
    known_good(&format!("{prefix}{}", chance.hex::<32>()))
}

const LITECOIN: bech32::Hrp = bech32::Hrp::parse_unchecked("ltc");

/// Writes a native witness address of version 0.
fn segwit(chain: bech32::Hrp, key_hash: &[u8; 20]) -> String {
    // Twenty bytes are always a program of version 0.
    bech32::segwit::encode_v0(chain, key_hash).unwrap_or_default()
}

/// Writes version, hash and the first four bytes of their double SHA-256 (`Base58Check`).
fn base58(version: u8, key_hash: &[u8; 20]) -> String {
    let mut bytes = vec![version];
    bytes.extend_from_slice(key_hash);
    let checksum = Sha256::digest(Sha256::digest(&bytes));
    bytes.extend(checksum.iter().take(4));
    bs58::encode(bytes).into_string()
}

/// Writes hex digits whose case is their checksum (EIP-55).
fn mixed_case(key_hash: &[u8; 20]) -> String {
    let digits = key_hash.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    let lower: String = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect();
    let hash = Keccak256::digest(&lower);
    let hash_digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    let cased = lower.chars().zip(hash_digits).map(|(digit, hash_digit)| match hash_digit {
        8.. => digit.to_ascii_uppercase(),
        _ => digit,
    });
    "0x".chars().chain(cased).collect()
}

#[cfg(test)]
mod tests {
    use calypso_model::{AddressCheck, Currency, check_address};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_address_passes_its_chain_s_own_check(seed in any::<[u8; 32]>()) {
            let mut chance = Chance::new(seed);
            for facts in Currency::all_known() {
                let Some(chain) = facts.chain else { continue };
                let currency = facts.code.parse().unwrap();
                let address = address(&mut chance, chain.family());
                prop_assert_eq!(check_address(&currency, &address), Ok(AddressCheck::Valid));
            }
        }
    }

    #[test]
    fn known_hashes_of_keys_give_their_known_addresses() {
        // The witness address of the examples in BIP 173, and the address of EIP-55.
        let program = bytes("751e76e8199196d454941c45d1b3a323f1433bd6");
        let text = segwit(bech32::hrp::BC, &program);
        assert_eq!(text, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        let account = bytes("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        assert_eq!(mixed_case(&account), "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    }

    fn bytes(hex: &str) -> [u8; 20] {
        let mut bytes = [0; 20];
        for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
        }
        bytes
    }
}
