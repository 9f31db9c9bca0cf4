//! The sandbox as a process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use calypso_flows::{Client, ClientBuilder, Credentials};
use calypso_model::AccountId;
use calypso_sign::{ApiKey, SecretKey};
use calypso_transport::HttpTransport;
use serde_json::Value;

/// A sandbox in a process of its own, which ends with the test.
pub(crate) struct Process {
    child: Child,
    pub(crate) first_line: String,
}

impl Process {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_calypso"))
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first_line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first_line).unwrap();
        Self { child, first_line }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Returns the exit status, once there is one, and what was said on the way.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status.code(), said)
    }
}

impl Process {
    pub(crate) fn line(&self) -> Value {
        serde_json::from_str(&self.first_line).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A client of the merchant that the first line tells of.
pub(crate) fn client(line: &Value) -> Client {
    client_builder(line).build()
}

pub(crate) fn client_builder(line: &Value) -> ClientBuilder {
    let text = |field: &str| line[field].as_str().unwrap().to_owned();
    let credentials = Credentials::new(
        AccountId::parse(&text("account")).unwrap(),
        ApiKey::new(text("api_key")).unwrap(),
        SecretKey::new(text("secret")).unwrap(),
    );
    Client::builder(credentials, HttpTransport::new(&text("listening")).unwrap())
}
