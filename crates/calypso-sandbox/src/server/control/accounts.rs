//! Further merchants, and money that merchants put onto their accounts.

use calypso_model::{AccountId, Currency};
use calypso_sign::{ApiKey, SecretKey};

use super::text::AmountText;
use super::{Action, Asked, Problem};
use crate::deposit::MakeDepositError;
use crate::rules::{NewMerchant, World};
use crate::server::answer::write;
use crate::wire::payload::payload;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;
use crate::wire::{Crypto, Payload as _};

pub(super) const ACTIONS: &[Action] = &[
    Action::post(
        "sandboxAddAccount",
        "/_sandbox/accounts",
        "Adds a merchant; what is left out is drawn.",
        add,
        AccountBody::schema,
    )
    .takes(NewAccount::schema),
    Action::post(
        "sandboxTopUp",
        "/_sandbox/topups",
        "Puts money onto an account, at once and without a fee.",
        top_up,
        BalanceBody::schema,
    )
    .takes(TopUp::schema)
    .finds(),
];

payload! {
    /// A merchant to add.
    struct NewAccount as "SandboxNewAccount" {
        account: AccountId = optional "account",
        api_key: ApiKey = optional "api_key",
        secret: SecretKey = optional "secret",
    }
}

reply! {
    /// A merchant with its keys, which open nothing but the sandbox.
    struct AccountBody<'a> as "SandboxAccount" {
        account: &'a AccountId = "account",
        api_key: &'a str = "api_key",
        secret: &'a str = "secret",
    }
}

payload! {
    /// Money to put onto an account.
    struct TopUp as "SandboxTopUp" {
        /// The first merchant's, if none is named.
        account: AccountId = optional "account",
        currency: Crypto = required "currency",
        amount: AmountText = required "amount",
    }
}

reply! {
    /// What an account has of a currency.
    #[derive(Debug)]
    struct BalanceBody<'a> as "SandboxBalance" {
        account: &'a AccountId = "account",
        currency: &'a Currency = "currency",
        balance: AmountText = "balance",
    }
}

fn add(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let NewAccount { account, api_key, secret } = NewAccount::read(asked.fields)?;
    let added = world.add_merchant(NewMerchant { account, api_key, secret });
    let taken = || Problem::Bad(String::from("the account or its key is taken"));
    let merchant = added.ok_or_else(taken)?;
    Ok(write(&AccountBody {
        account: &merchant.account,
        api_key: merchant.api_key.as_str(),
        secret: merchant.secret.expose_secret(),
    })?)
}

fn top_up(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let TopUp { account, currency, amount } = TopUp::read(asked.fields)?;
    let first = world.merchants().first().map(|merchant| merchant.account.clone());
    let account = account.or(first).ok_or(MakeDepositError::UnknownAccount)?;
    let currency = currency.0;
    world.top_up(&account, &currency, amount.0)?;
    let balance = AmountText(world.balance(&account, &currency));
    Ok(write(&BalanceBody { account: &account, currency: &currency, balance })?)
}
