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



def in_intervention():
    """The id of an invoice that received too little."""
    invoice = new_invoice()
    deposit(invoice["invoiceAddress"], "USDT_TRX", "9")
    return invoice["id"]


def completed():
    """The id of an invoice that received too little, which was accepted."""
    id = in_intervention()
    call("/api/v1/invoice/return-to-paid", {"id": id})
    return id


def unpaid():
    """The id of an invoice that nobody has paid."""
    return new_invoice()["id"]


# An address of the documentation's own kind; its checksum is right.
TRON = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"

PAYOUT = call(
    "/api/v1/payout/create",
    {"depositAddress": TRON, "amount": 5, "currency": "USDT_TRX", "idempotencyKey": fresh()},
)
MASS = {
    "currency": "USDT_TRX",
    "name": "Wages",
    "massAddresses": [{"depositAddress": TRON, "amount": 1}, {"depositAddress": TRON, "amount": 2}],
}
MASS_PAYOUT = call("/api/v1/payout/mass/create", {**MASS, "idempotencyKey": fresh()})
WITHDRAWAL = call("/api/v1/payout/withdrawal/all", {"dealId": PAYOUT["id"]})["result"][0]["id"]


def new_widget(kind, **payload):
    """Creates a payment widget, and returns its key."""
    payload = {
        "cryptoCurrencies": ["BTC", "USDT_TRX"],
        "description": "Order",
        "idempotencyKey": fresh(),
        **payload,
    }
    return call(f"/api/v1/payment-widget/{kind}/create", payload)["idempotencyKey"]


FIAT_WIDGET = new_widget("single-fiat", fiatAmount=50, fiatCurrency="EUR")
LINKED_WIDGET = new_widget("unlimited-linked")
control(f"widgets/{FIAT_WIDGET}/choose", {"currency": "USDT_TRX"})


def subscription():
    """The id of a new subscription, on which others do not depend."""
    payload = {"requestId": fresh(), "url": WEBHOOK, "notificationEventTypes": ["INVOICE_EXPIRED"]}
    return call("/api/v1/subscription/webhook/create", payload)["requestId"]


SUBSCRIPTION = subscription()

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
    "POST /api/v1/invoice/bound/create": [
        {"lowerBound": 0.5, "idempotencyKey": fresh},
        {"lowerBound": 3, "idempotencyKey": ABSENT},
        {"idempotencyKey": INVOICE["idempotencyKey"]},
    ],
    "POST /api/v1/invoice/external": [{"externalId": INVOICE["externalId"]}],
    "POST /api/v1/invoice/all": [{"stateNames": ABSENT, "typeNames": ABSENT}, {}],
    "POST /api/v1/invoice/return-to-paid": [
        {"id": in_intervention, "idempotencyKey": ABSENT, "externalId": ABSENT},
        INVOICE_NAMES[0],
    ],
    "POST /api/v1/invoice/close-intervention": [
        {"id": completed, "idempotencyKey": ABSENT, "externalId": ABSENT},
        *INVOICE_NAMES,
    ],
    "POST /api/v1/invoice/archive": [
        {"id": unpaid, "idempotencyKey": ABSENT, "externalId": ABSENT},
        INVOICE_NAMES[1],
    ],
    "POST /api/v1/payout/create": [
        {"depositAddress": TRON, "amount": 0.5, "currency": "USDT_TRX", "idempotencyKey": fresh},
        {"depositAddress": TRON, "amount": 0.5, "currency": "TRX", "idempotencyKey": ABSENT},
        {"depositAddress": TRON, "amount": 1, "currency": "TRX",
         "idempotencyKey": PAYOUT["idempotencyKey"]},
    ],
    "POST /api/v1/payout": [
        {"id": PAYOUT["id"], "dealId": ABSENT, "idempotencyKey": ABSENT},
        {"id": ABSENT, "dealId": ABSENT, "idempotencyKey": PAYOUT["idempotencyKey"]},
    ],
    "POST /api/v1/payout/withdrawal": [{"requestId": WITHDRAWAL}],
    "POST /api/v1/payout/withdrawal/all": [
        {"dealId": MASS_PAYOUT["id"], "idempotencyKey": ABSENT, "externalId": ABSENT,
         "stateNames": ABSENT},
        {"dealId": ABSENT, "idempotencyKey": PAYOUT["idempotencyKey"], "externalId": ABSENT},
    ],
    "POST /api/v1/payout/mass/create": [
        {**MASS, "idempotencyKey": fresh, "executionDate": ABSENT},
        {**MASS, "idempotencyKey": ABSENT, "executionDate": soon},
        {**MASS, "idempotencyKey": MASS_PAYOUT["idempotencyKey"]},
    ],
    "POST /api/v1/payout/mass": [
        {"id": MASS_PAYOUT["id"], "dealId": ABSENT, "idempotencyKey": ABSENT},
        {"id": ABSENT, "dealId": ABSENT, "idempotencyKey": MASS_PAYOUT["idempotencyKey"]},
    ],
    "POST /api/v1/payment-widget/single-fiat/create": [
        {"fiatAmount": 49.99, "idempotencyKey": fresh, "expiration": soon},
        {"fiatAmount": 49.99, "idempotencyKey": ABSENT, "expiration": ABSENT},
        {"idempotencyKey": FIAT_WIDGET, "expiration": soon},
    ],
    "POST /api/v1/payment-widget/single-fiat/find": [{"requestId": FIAT_WIDGET}],
    "POST /api/v1/payment-widget/unlimited-linked/create": [
        {"idempotencyKey": fresh, "expiration": soon},
        {"idempotencyKey": ABSENT, "expiration": ABSENT},
        {"idempotencyKey": LINKED_WIDGET, "expiration": soon},
    ],
    "POST /api/v1/payment-widget/unlimited-linked/find": [{"requestId": LINKED_WIDGET}],
    "DELETE /api/v1/subscription/webhook": [{"requestId": subscription}],
    "POST /api/v1/subscription/webhook/change": [{"requestId": SUBSCRIPTION, "url": WEBHOOK}],
    "POST /api/v1/subscription/webhook/regenerate": [{"requestId": SUBSCRIPTION}],
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
