//! [`Address::canonical`]: one spelling for all that mean the same address.

use crate::Address;

/// What EVM addresses begin with, and how long they are.
const EVM: (&str, usize) = ("0x", 42);

/// What witness addresses of Bitcoin and Litecoin begin with, and the fewest characters that they
/// have: more than any Base58 address, which may begin alike and whose case counts.
const WITNESS: [(&str, usize); 2] = [("bc1", 40), ("ltc1", 40)];

impl Address {
    /// Returns the spelling that stands for all spellings of this address.
    ///
    /// Wallets and services write EVM and bech32 addresses in either case and mean the same, so
    /// those become lower-case. In all others the case counts, and they stay as they are. Compare
    /// canonical spellings to tell whether two texts name one address; nothing is checked here.
    ///
    /// ```
    /// use calypso_model::Address;
    ///
    /// let mixed = Address::parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")?;
    /// let lower = Address::parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")?;
    /// assert_ne!(mixed, lower);
    /// assert_eq!(mixed.canonical(), lower);
    /// # Ok::<(), calypso_model::ParseIdError>(())
    /// ```
    #[must_use]
    pub fn canonical(&self) -> Self {
        let lower = self.as_str().to_ascii_lowercase();
        let is_evm = lower.starts_with(EVM.0) && lower.len() == EVM.1;
        let is_witness =
            WITNESS.iter().any(|(start, least)| lower.starts_with(start) && lower.len() >= *least);
        if !is_evm && !is_witness {
            return self.clone();
        }
        // A lower-case text is as long and as printable as the one that it came from.
        Self::parse(&lower).unwrap_or_else(|_| self.clone())
    }
}
