"""Objects that exist, and what each operation's payload must hold to reach one.

They are made when this is imported. Ids that the sandbox drew differ from run to run; which
requests get which object does not.
"""

import collections
import datetime
import itertools
import uuid

from merchant import call, control

# A value that stands for no field at all.
ABSENT = object()

_COUNT = itertools.count()

WEBHOOK = "http://127.0.0.1:9/"


def fresh():
    """A key that was not used before."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"calypso:{next(_COUNT)}"))


def soon():
    """A time at which an invoice may expire."""
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def deposit(address, currency, amount):
    """Sends money to an address."""
    order = {"address": address, "currency": currency, "amount": amount}
    return control("deposits", order)["transactionId"]


def new_invoice(**payload):
    """Creates an invoice that nobody has paid."""
    payload = {
        "amount": 10,
        "currency": "USDT_TRX",
        "description": "Order",
        "idempotencyKey": fresh(),
        **payload,
    }
    return call("/api/v1/invoice/single/create", payload)


CUSTOMER = call("/api/v1/customer-purse/customer/create", {"email": "anna@example.com"})["id"]

PURSE = call(
    "/api/v1/customer-purse/address/get", {"customerId": CUSTOMER, "currency": "USDT_TRX"}
)
PURSE_DEPOSIT = deposit(PURSE["address"], "USDT_TRX", "100000.00")

INVOICE = new_invoice(externalId="1042")
INVOICE_DEPOSIT = deposit(INVOICE["invoiceAddress"], "USDT_TRX", "10")

# The deposits above are on the merchant's balance by now.
PAIR = {"sourceCurrency": "USDT_TRX", "destinationCurrency": "TRX"}
EXCHANGE = call("/api/v1/exchange/create", {**PAIR, "amount": 10})["id"]

# Each of the names of one invoice.
INVOICE_NAMES = [
    {"id": INVOICE["id"], "idempotencyKey": ABSENT, "externalId": ABSENT},
    {"id": ABSENT, "idempotencyKey": INVOICE["idempotencyKey"], "externalId": ABSENT},
    {"id": ABSENT, "idempotencyKey": ABSENT, "externalId": INVOICE["externalId"]},
]

# For each operation, the alternatives in turn. A function is called for each request.
FIELDS = {
    "POST /api/v1/customer-purse/customer/update": [{"id": CUSTOMER}],
    "POST /api/v1/customer-purse/address/get": [{"customerId": CUSTOMER}],
    "POST /api/v1/customer-purse/address/find": [{"customerId": CUSTOMER}],
    "POST /api/v1/customer-purse/transaction/get": [{"transactionId": PURSE_DEPOSIT}],
    "POST /api/v1/customer-purse/transaction/find": [
        {"customerId": CUSTOMER, "currencyFilter": ABSENT, "transactionStateFilter": ABSENT},
        {"customerId": ABSENT},
    ],
    "POST /api/v1/invoice": INVOICE_NAMES,
    "POST /api/v1/invoice/deposit": [
        {"transactionId": INVOICE_DEPOSIT, **names} for names in INVOICE_NAMES
    ],
    "POST /api/v1/invoice/deposit-history": INVOICE_NAMES,
    "POST /api/v1/invoice/single/create": [
        {"amount": 25.5, "currency": "USDT_TRX", "idempotencyKey": fresh, "expiration": soon},
        {"amount": 0.00000001, "currency": "BTC", "idempotencyKey": ABSENT, "expiration": ABSENT},
        {"idempotencyKey": INVOICE["idempotencyKey"], "expiration": soon},
    ],
    "POST /api/v1/invoice/single-fiat/create": [
        {"fiatAmount": 49.99, "idempotencyKey": fresh, "expiration": soon},
        {"fiatAmount": 49.99, "idempotencyKey": ABSENT, "expiration": ABSENT},
        {"idempotencyKey": INVOICE["idempotencyKey"], "expiration": soon},
    ],
    "POST /api/v1/invoice/unlimited/create": [
        {"idempotencyKey": fresh},
        {"idempotencyKey": ABSENT},
        {"idempotencyKey": INVOICE["idempotencyKey"]},
    ],
    "POST /api/v1/exchange/pre-calculate": [{**PAIR, "amount": 0.5}, {**PAIR}],
    "POST /api/v1/exchange/average-rate": [PAIR],
    "POST /api/v1/exchange/limit": [PAIR],
    "POST /api/v1/exchange/create": [{**PAIR, "amount": 0.5}, {**PAIR}],
    "POST /api/v1/exchange/get": [{"id": EXCHANGE}],
    "POST /api/v1/tariff/extended-fee": [
        {"items": [{"baseAmount": 100, "currency": "USDT_TRX", "opType": "INVOICE"}]},
        {"items": [{"baseAmount": 0.1, "currency": "BTC", "opType": "WITHDRAWAL", "feeType": "FIX"}]},
    ],
    "POST /api/v1/subscription/webhook/create": [{"requestId": fresh, "url": WEBHOOK}],
}

_TURNS = collections.Counter()


def fill(operation, payload, add_missing):
    """Puts what exists into a payload: into the fields it has, or into all that are known here."""
    alternatives = FIELDS.get(operation)
    if not alternatives:
        return
    fields = alternatives[_TURNS[operation] % len(alternatives)]
    _TURNS[operation] += 1
    for name, value in fields.items():
        if value is ABSENT:
            payload.pop(name, None)
        elif name in payload or add_missing:
            payload[name] = value() if callable(value) else value
