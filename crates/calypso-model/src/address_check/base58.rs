//! Base58 with a checksum: a version byte, a hash of 20 bytes, and 4 bytes of a double SHA-256.

use sha2::{Digest, Sha256};

use super::AddressProblem;

/// The lengths in characters that 25 bytes can have.
const LENGTHS: core::ops::RangeInclusive<usize> = 25..=35;

/// Checks that a text is an address with one of the versions.
pub(super) fn check(text: &str, versions: &[u8]) -> Result<(), AddressProblem> {
    if !LENGTHS.contains(&text.len()) {
        return Err(AddressProblem::Form);
    }
    let decoded = bs58::decode(text).into_vec().map_err(|_text_is_at_hand| AddressProblem::Form)?;
    let bytes: [u8; 25] = decoded.try_into().map_err(|_text_is_at_hand| AddressProblem::Form)?;
    let [version, ..] = bytes;
    let (content, checksum) = bytes.split_at(21);
    let twice = Sha256::digest(Sha256::digest(content));
    if !twice.starts_with(checksum) {
        return Err(AddressProblem::Checksum);
    }
    if versions.contains(&version) { Ok(()) } else { Err(AddressProblem::OtherNetwork) }
}
