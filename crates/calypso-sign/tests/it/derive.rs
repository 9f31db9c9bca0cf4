//! Derived ids: fixed values, computed beforehand with another HMAC implementation.

use calypso_sign::{DerivationKey, derive_id};

fn key(text: &str) -> DerivationKey {
    DerivationKey::new(text).unwrap()
}

fn hex(bytes: [u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn ids_never_change_from_one_release_to_the_next() {
    let key = key("keep-this-next-to-the-database");
    assert_eq!(hex(derive_id(&key, "order-1001")), "f1cc77ab6ccb860b81d71c76a3361141");
    assert_eq!(hex(derive_id(&key, "заказ-42")), "1f1d1a7aa7d9837193a334c8f33f1a4a");
    assert_eq!(hex(derive_id(&key, "")), "998bc8bf6ad4804d99e28fb7b257977b");
}

#[test]
fn ids_have_the_layout_of_uuid_version_8() {
    let key = key("keep-this-next-to-the-database");
    for order in 0..200 {
        let id = derive_id(&key, &order.to_string());
        assert_eq!(id[6] >> 4, 0b1000);
        assert_eq!(id[8] >> 6, 0b10);
    }
}

#[test]
fn another_key_gives_another_id() {
    let one = key("keep-this-next-to-the-database");
    let other = key("keep-this-next-to-the-databases");
    assert_ne!(derive_id(&one, "order-1001"), derive_id(&other, "order-1001"));
    assert_ne!(derive_id(&one, "42"), derive_id(&one, "042"));
}
