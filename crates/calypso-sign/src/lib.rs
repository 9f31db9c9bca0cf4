//! Sign and verify Calypso Pay requests: exact bytes in, HMAC-SHA512 signature out, and back.
