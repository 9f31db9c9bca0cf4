//! Signs a request by hand, for those who bring their own HTTP client: `calypso-sign` alone.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use calypso_sign::{SecretKey, Signature, Signer, Verifier};

fn main() -> anyhow::Result<()> {
    // The key pair of the API's own documentation. The secret is text: never decode it as hex.
    let api_key = "c529e14832b34b74972365cf7bf02430";
    let secret = SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?;
    let signer = Signer::new(&secret);

    // Sign exactly the bytes that you send: any change, even of white space, is another message.
    let body = br#"{"timestamp":1}"#;
    let signature = signer.sign(body);
    println!("POST /api/v1/... HTTP/1.1");
    println!("Key: {api_key}");
    println!("Sign: {signature}");
    println!("Content-Type: application/json");

    // The other side, in constant time, over one or several secrets.
    let received: Signature = signature.to_string().parse()?;
    let used = Verifier::new(&secret).verify(body, &received)?;
    println!("verified with the secret of fingerprint {used}");
    Ok(())
}
