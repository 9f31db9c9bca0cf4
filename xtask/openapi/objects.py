"""Objects that exist, made when this is imported, and functions that make more of them."""

import datetime
import itertools
import uuid

from merchant import call, control, look

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
    invoice = in_intervention()
    call("/api/v1/invoice/return-to-paid", {"id": invoice})
    return invoice


def unpaid():
    """The id of an invoice that nobody has paid."""
    return new_invoice()["id"]


# An address of the documentation's own kind; its checksum is right.
TRON = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"



def new_payout():
    """Creates a payout, which is carried out as soon as somebody looks."""
    payload = {"depositAddress": TRON, "amount": 5, "currency": "USDT_TRX"}
    return call("/api/v1/payout/create", {**payload, "idempotencyKey": fresh()})


PAYOUT = new_payout()
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


def first_delivery():
    """The id of a delivery, which fails, since nobody listens."""
    payload = {"requestId": fresh(), "url": WEBHOOK}
    payload["notificationEventTypes"] = ["WALLET_FUNDS_DELIVERED_ACCOUNT"]
    call("/api/v1/subscription/webhook/create", payload)
    control("topups", {"currency": "USDT_TRX", "amount": "1"})
    return str(look("deliveries")["result"][0]["id"])


DELIVERY = first_delivery()


def planned_payout():
    """The id of a mass payout whose time has not come."""
    return call("/api/v1/payout/mass/create", {**MASS, "executionDate": soon()})["id"]


def state():
    """All that there is now."""
    return look("snapshot")["state"]
