//! Addresses of Ethereum and its kin: hex digits whose case is the checksum (EIP-55).

use sha3::{Digest, Keccak256};

use super::AddressProblem;

/// Checks the form, and the checksum where there is one.
pub(super) fn check(text: &str) -> Result<(), AddressProblem> {
    let digits = text.strip_prefix("0x").ok_or(AddressProblem::Form)?;
    if digits.len() != 40 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(AddressProblem::Form);
    }
    let lower = digits.bytes().any(|digit| digit.is_ascii_lowercase());
    let upper = digits.bytes().any(|digit| digit.is_ascii_uppercase());
    if lower && upper && !case_fits(digits) {
        return Err(AddressProblem::Checksum);
    }
    Ok(())
}

/// A letter is upper-case exactly where the hash of the lower-case digits has a digit of 8 or more.
fn case_fits(digits: &str) -> bool {
    let hash = Keccak256::digest(digits.to_ascii_lowercase());
    let hash_digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    digits.bytes().zip(hash_digits).all(|(digit, hash_digit)| {
        digit.is_ascii_digit() || digit.is_ascii_uppercase() == (hash_digit >= 8)
    })
}
