"""What each operation's requests must hold to reach an object that exists.

Ids that the sandbox drew differ from run to run; which requests get which object does not.
"""

import collections

from merchant import ACCOUNT
from objects import (
    CUSTOMER,
    DELIVERY,
    EXCHANGE,
    FIAT_WIDGET,
    INVOICE,
    INVOICE_DEPOSIT,
    LINKED_WIDGET,
    MASS,
    MASS_PAYOUT,
    PAIR,
    PAYOUT,
    PURSE,
    PURSE_DEPOSIT,
    SUBSCRIPTION,
    TRON,
    WEBHOOK,
    WITHDRAWAL,
    completed,
    fresh,
    in_intervention,
    planned_payout,
    soon,
    state,
    subscription,
    unpaid,
)

# A value that stands for no field at all.
ABSENT = object()

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
        {
            "items": [
                {"baseAmount": 1, "currency": "BTC", "opType": "WITHDRAWAL", "feeType": "FIX"},
            ],
        },
    ],
    "POST /api/v1/subscription/webhook/create": [{"requestId": fresh, "url": WEBHOOK}],
    "POST /_sandbox/clock": [{"advance_ms": 1000, "mode": ABSENT, "scale": ABSENT}],
    "POST /_sandbox/snapshot": [{"state": state}],
    "POST /_sandbox/accounts": [{"account": fresh, "api_key": fresh}, {"account": ABSENT}],
    "POST /_sandbox/deposits": [
        {"address": PURSE["address"], "currency": "USDT_TRX", "amount": "1.50"},
        {"address": INVOICE["invoiceAddress"], "currency": "TRX", "amount": "0.1"},
    ],
    "POST /_sandbox/faults": [
        {"where": {"endpoint": "*"}, "fault": "cut_after"},
        {"where": {"endpoint": "InvoiceGet"}, "fault": "server_error", "status": 503},
        {"where": {"subscription": "*"}, "fault": "forged", "probability": "0.5"},
    ],
    "POST /_sandbox/rates": [{"rate": "1.25"}],
    "POST /_sandbox/topups": [
        {"account": ABSENT, "currency": "USDT_TRX", "amount": "10"},
        {"account": ACCOUNT, "currency": "BTC", "amount": "0.5"},
    ],
    "POST /_sandbox/payouts/{id}": [{"outcome": "completed"}, {"outcome": "failed"}],
    "POST /_sandbox/widgets/{key}/choose": [{"currency": "USDT_TRX"}, {"currency": "BTC"}],
}

# What stands in paths, in turn.
PATHS = {
    "POST /_sandbox/interventions/{invoice}/refund": [{"invoice": in_intervention}],
    "POST /_sandbox/invoices/{key}/open": [{"key": INVOICE["idempotencyKey"]}],
    "POST /_sandbox/payouts/{id}": [{"id": planned_payout}],
    "POST /_sandbox/widgets/{key}/choose": [{"key": FIAT_WIDGET}],
    "POST /_sandbox/deliveries/{id}/resend": [{"id": DELIVERY}],
    "POST /_sandbox/subscriptions/{requestId}/unblock": [{"requestId": SUBSCRIPTION}],
}

# What no request may say otherwise: the world is the same for all operations, so it must stay one
# in which they can succeed.
ALWAYS = {
    "POST /_sandbox/faults": {"times": 0},
    "POST /_sandbox/clock": {"advance_ms": 1000, "mode": "real"},
    "POST /_sandbox/rates": {"from": "KZT", "to": "UAH"},
    "POST /_sandbox/tariffs": {"currency": "KZT"},
}

_TURNS = collections.Counter()


def fill(operation, payload, add_missing):
    """Puts what exists into a payload: into the fields it has, or into all that are known here."""
    _put(operation, FIELDS.get(operation), payload, add_missing)


def fill_path(operation, parameters):
    """Puts what exists into a path."""
    _put(f"path of {operation}", PATHS.get(operation), parameters, add_missing=True)


def protect(operation, payload):
    """Puts in what may not be otherwise."""
    payload.update(ALWAYS.get(operation, {}))


def _put(turns, alternatives, fields, add_missing):
    if not alternatives:
        return
    turn = _TURNS[turns]
    _TURNS[turns] += 1
    for name, value in alternatives[turn % len(alternatives)].items():
        if value is ABSENT:
            fields.pop(name, None)
        elif name in fields or add_missing:
            fields[name] = value() if callable(value) else value
