//! Payout addresses against the vectors of BIP-173, BIP-350 and EIP-55, and mistyped ones.

use calypso_model::{Address, AddressCheck, AddressProblem, Chain, Currency, check_address};
use proptest::prelude::*;
use proptest::sample::select;

use crate::currency;

type Verdict = Result<AddressCheck, AddressProblem>;

const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

const BASE58_ADDRESSES: &[(&str, &str)] = &[
    ("BTC", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("BTC", "1111111111111111111114oLvT2"),
    ("BTC", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
    ("LTC", "LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz"),
    ("LTC", "MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441"),
    ("LTC", "3CNHUhP3uyB9EUtRLsmvFUmvGdjGdkTxJw"),
    ("XDG", "DBXu2kgc3xtvCUWFcxFE3r9hEYgmuaaCyD"),
    ("XDG", "A37YDYSwz3438rFtm1SLVcQHyD7JeueC9H"),
    ("TRX", "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"),
    ("USDT_TRX", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
];

const WITNESS_ADDRESSES: &[(&str, &str)] = &[
    ("BTC", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
    ("BTC", "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"),
    ("BTC", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
    ("LTC", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"),
];

/// The "normal" examples of EIP-55.
const MIXED_CASE: &[&str] = &[
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
];

fn verdict(code: &str, address: &str) -> Verdict {
    let address = Address::parse(address).unwrap();
    check_address(&currency(code), &address).map_err(|error| error.problem())
}

#[track_caller]
fn refused(code: &str, problem: AddressProblem, addresses: &[&str]) {
    for address in addresses {
        assert_eq!(verdict(code, address), Err(problem), "{code} {address}");
    }
}

#[test]
fn proper_addresses_are_valid() {
    for (code, address) in BASE58_ADDRESSES.iter().chain(WITNESS_ADDRESSES) {
        assert_eq!(verdict(code, address), Ok(AddressCheck::Valid), "{code} {address}");
    }
}

#[test]
fn an_evm_address_is_valid_on_each_of_its_chains_in_three_ways_of_writing() {
    let one_case = [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
    ];
    for address in MIXED_CASE.iter().chain(&one_case) {
        for code in ["ETH", "USDT", "USDT_BSC", "BNB", "POL", "USDT_MATIC"] {
            assert_eq!(verdict(code, address), Ok(AddressCheck::Valid), "{code} {address}");
        }
    }
}

#[test]
fn what_is_no_evm_address_is_refused() {
    refused(
        "ETH",
        AddressProblem::Form,
        &[
            "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
            " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "vitalik.eth",
            "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW",
        ],
    );
    refused("ETH", AddressProblem::Checksum, &["0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]);
}

#[test]
fn addresses_of_test_networks_are_refused() {
    refused(
        "BTC",
        AddressProblem::OtherNetwork,
        &[
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc",
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
            "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
        ],
    );
    refused("LTC", AddressProblem::OtherNetwork, &["QXHFfTBKYXjaaTH1e7Rox8CcdNPGHVhM59"]);
    refused("XDG", AddressProblem::OtherNetwork, &["nesRpRaAbTDmZHwmzBkLd2AtF7Z9L9z5S2"]);
}

#[test]
fn addresses_of_another_chain_are_refused() {
    for &(code, address) in BASE58_ADDRESSES {
        let chain = |code: &str| currency(code).known().unwrap().chain.unwrap();
        for other in ["BTC", "LTC", "XDG", "TRX"] {
            // Bitcoin's script addresses and Litecoin's older ones are the same.
            if chain(other) != chain(code) && !address.starts_with('3') {
                refused(other, AddressProblem::OtherNetwork, &[address]);
            }
        }
        refused("ETH", AddressProblem::Form, &[address]);
    }
    refused("LTC", AddressProblem::OtherNetwork, &["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]);
    refused("BTC", AddressProblem::OtherNetwork, &["ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"]);
    refused("XDG", AddressProblem::Form, &["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]);
    refused("TRX", AddressProblem::Form, MIXED_CASE);
}

#[test]
fn the_checksum_belongs_to_the_witness_version() {
    refused(
        "BTC",
        AddressProblem::Checksum,
        &[
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
            "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
            // Nothing but a checksum, of the kind that version 0 has.
            "bc1gmk9yu",
        ],
    );
}

#[test]
fn malformed_witness_addresses_are_refused() {
    refused(
        "BTC",
        AddressProblem::Form,
        &[
            "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
            "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
            "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
            "bc1pw5dgrnzv",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
        ],
    );
}

#[test]
fn witness_programs_that_anybody_could_spend_are_refused() {
    refused(
        "BTC",
        AddressProblem::Unprotected,
        &[
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "BC1SW50QGDZ25J",
            "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
        ],
    );
}

#[test]
fn base58_of_another_length_is_refused() {
    let addresses =
        ["13RJa7YdZQz3JHotw6gx1sco2AAPDrMZM", "1p8KevEo5z2dqhHVZQ6v6D6s8PRnAtbespV", "1", "0OIl"];
    refused("BTC", AddressProblem::Form, &addresses);
}

#[test]
fn what_is_not_known_is_not_checked_and_says_so() {
    for code in ["NEW_COIN", "EUR"] {
        assert_eq!(verdict(code, "anything"), Ok(AddressCheck::NotChecked));
    }
}

#[test]
fn an_error_names_the_chain_and_what_to_look_for() {
    let address = Address::parse("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMX").unwrap();
    let error = check_address(&currency("USDT_TRX"), &address).unwrap_err();
    assert_eq!((error.chain(), error.problem()), (Chain::Tron, AddressProblem::Checksum));
    assert_eq!(
        error.to_string(),
        "not a Tron address: the checksum does not fit, so look for a mistyped character"
    );
}

/// Replaces the character at a position, counted round in circles, by another of the alphabet.
fn mistyped(address: &str, skip: usize, position: usize, alphabet: &str, other: usize) -> String {
    let position = skip + position % (address.len() - skip);
    replaced(address, position, |right| {
        let mut others = alphabet.chars().filter(|wrong| *wrong != right);
        others.nth(other % (alphabet.len() - 1)).unwrap()
    })
}

fn replaced(address: &str, position: usize, with: impl Fn(char) -> char) -> String {
    let swap = |(at, character)| if at == position { with(character) } else { character };
    address.chars().enumerate().map(swap).collect()
}

#[test]
fn spellings_of_one_address_have_one_canonical_form() {
    let canonical = |text: &str| Address::parse(text).unwrap().canonical().to_string();
    let witness = WITNESS_ADDRESSES.iter().map(|(_, address)| *address);
    for address in MIXED_CASE.iter().copied().chain(witness) {
        let lower = address.to_ascii_lowercase();
        assert_eq!(canonical(address), lower);
        assert_eq!(canonical(&lower), lower);
        assert_eq!(canonical(&address.to_ascii_uppercase()), lower);
    }
    let base58 = BASE58_ADDRESSES.iter().map(|(_, address)| *address);
    // A Base58 address may begin like a witness address, and its case counts.
    for address in base58.chain(["LTC1348PWRnrqeeWArpwQPbuanpXDZGEUz", "0xAb", "any Text"]) {
        assert_eq!(canonical(address), address);
    }
}

proptest! {
    #[test]
    fn one_wrong_character_in_base58_is_refused(
        (code, address) in select(BASE58_ADDRESSES),
        position: usize,
        other: usize,
    ) {
        let wrong = mistyped(address, 0, position, BASE58, other);
        prop_assert!(verdict(code, &wrong).is_err(), "{}", wrong);
    }

    #[test]
    fn one_wrong_character_in_a_witness_address_is_refused(
        (code, address) in select(WITNESS_ADDRESSES),
        position: usize,
        other: usize,
    ) {
        let address = address.to_ascii_lowercase();
        let start = address.find('1').unwrap() + 1;
        let wrong = mistyped(&address, start, position, BECH32, other);
        prop_assert!(verdict(code, &wrong).is_err(), "{}", wrong);
    }

    #[test]
    fn one_letter_in_the_wrong_case_is_refused(address in select(MIXED_CASE), position: usize) {
        let is_letter = |&(at, digit): &(usize, char)| at > 1 && digit.is_ascii_alphabetic();
        let letters: Vec<_> = address.chars().enumerate().filter(is_letter).collect();
        let &(at, _) = letters.get(position % letters.len()).unwrap();
        let wrong = replaced(address, at, |letter| {
            let lower = letter.to_ascii_lowercase();
            if letter == lower { letter.to_ascii_uppercase() } else { lower }
        });
        prop_assert_eq!(verdict("ETH", &wrong), Err(AddressProblem::Checksum), "{}", wrong);
    }

    #[test]
    fn any_text_gets_a_verdict(text in "[ -~äß€]{1,100}|(bc|ltc|tb)1[qpzry9x8gf2tvdw0s3]{0,90}") {
        for facts in Currency::all_known() {
            let verdict = verdict(facts.code, &text);
            prop_assert_eq!(facts.chain.is_none(), verdict == Ok(AddressCheck::NotChecked));
        }
    }
}
