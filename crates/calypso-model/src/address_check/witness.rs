//! Segregated witness addresses: bech32 for version 0, bech32m from version 1 (BIP-173, BIP-350).

use bech32::primitives::decode::{SegwitHrpstring, SegwitHrpstringError};

use super::AddressProblem;

/// The prefixes of Bitcoin and Litecoin: main networks, test networks, and private ones.
const PREFIXES: &[&str] = &["bc", "tb", "bcrt", "ltc", "tltc", "rltc"];

/// Checks a witness address under the prefix, or hands any other text on.
pub(super) fn check_or(
    text: &str,
    prefix: &str,
    otherwise: impl Fn(&str) -> Result<(), AddressProblem>,
) -> Result<(), AddressProblem> {
    let found = text.rsplit_once('1').map(|(found, _)| found.to_ascii_lowercase());
    match found {
        Some(found) if PREFIXES.contains(&&*found) => check(text, found == prefix),
        _ => otherwise(text),
    }
}

fn check(text: &str, is_ours: bool) -> Result<(), AddressProblem> {
    // This enforces the checksum that belongs to the version, the padding, and the lengths.
    let address = SegwitHrpstring::new(text).map_err(|error| {
        let of_checksum = matches!(error, SegwitHrpstringError::Checksum(_));
        if of_checksum { AddressProblem::Checksum } else { AddressProblem::Form }
    })?;
    if !is_ours {
        return Err(AddressProblem::OtherNetwork);
    }
    // The length of a version 0 program is 20 or 32, as decoding has made sure.
    match (address.witness_version().to_u8(), address.byte_iter().count()) {
        (0, _) | (1, 32) => Ok(()),
        _ => Err(AddressProblem::Unprotected),
    }
}
