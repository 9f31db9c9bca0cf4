//! Which addresses webhooks may go to: nobody's sandbox should probe a network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Loopback, and public addresses if that was allowed. Private networks stay out of reach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    public: bool,
}

impl Reach {
    pub(crate) const fn new(public: bool) -> Self {
        Self { public }
    }

    /// Checks a URL. A name is checked again when it is resolved; where only this machine may be
    /// reached, no name but `localhost` is even asked for.
    pub(crate) fn check_url(self, url: &Url) -> Result<(), &'static str> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(name)) if self.public || is_localhost(name) => return Ok(()),
            Some(Host::Domain(_)) => return Err(LOOPBACK_ONLY),
            None => return Err("Must name a host"),
        };
        match self.allows(address) {
            true => Ok(()),
            false if self.public => Err("This sandbox does not deliver to private networks"),
            false => Err(LOOPBACK_ONLY),
        }
    }

    pub(crate) fn allows(self, address: IpAddr) -> bool {
        // An IPv4 address in IPv6 clothes is that IPv4 address.
        let address = address.to_canonical();
        address.is_loopback()
            || self.public
                && match address {
                    IpAddr::V4(address) => is_public_v4(address),
                    IpAddr::V6(address) => is_public_v6(address),
                }
    }
}

const LOOPBACK_ONLY: &str = "This sandbox delivers to loopback addresses only";

/// Tells whether a name stands for this machine by definition (RFC 6761, section 6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_special = match address.octets() {
        [0 | 10 | 127, ..]
        | [100, 64..=127, ..]
        | [169, 254, ..]
        | [172, 16..=31, ..]
        | [192, 0, 0 | 2, _]
        | [192, 168, ..]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => true,
        // Multicast, reserved, broadcast.
        [first, ..] => first >= 224,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Special purposes, documentation, and 6to4, which wraps any IPv4 address.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002, ..] => false,
        // Of the rest only this eighth is in use as global addresses.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, alone: bool, with_public: bool) {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(Reach::new(false).allows(address), alone, "{address}");
        assert_eq!(Reach::new(true).allows(address), with_public, "{address}");
    }

    #[test]
    fn only_loopback_is_reached_and_public_addresses_if_allowed() {
        for loopback in ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"] {
            check(loopback, true, true);
        }
        for public in ["1.1.1.1", "100.63.255.255", "100.128.0.1", "2606:4700::1111"] {
            check(public, false, true);
        }
        for private in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:a00:1::",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            check(private, false, false);
        }
    }

    #[test]
    fn hosts_are_checked_in_every_spelling_of_an_address() {
        let check = |url: &str| Reach::new(false).check_url(&Url::parse(url).unwrap());
        assert_eq!(check("http://127.0.0.1:1/hook"), Ok(()));
        assert_eq!(check("http://[::1]/hook"), Ok(()));
        assert_eq!(check("http://localhost/hook"), Ok(()));
        assert_eq!(check("http://0x7f000001/"), Ok(()));
        for url in ["http://10.0.0.1/", "http://167772161/", "http://[::ffff:a00:1]/"] {
            assert_eq!(check(url), Err("This sandbox delivers to loopback addresses only"));
        }
    }
}
